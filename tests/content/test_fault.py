"""One line a fault, as editors and their tools read it."""

import pytest

from app.content.fault import Fault


@pytest.mark.parametrize(
    ("advice", "severity", "line"),
    [
        ("Do that", "fault", "briefs/x.yaml:17:9: this is wrong. Do that."),
        ("Do that.", "fault", "briefs/x.yaml:17:9: this is wrong. Do that."),
        ("Did you mean 'a'?", "fault", "briefs/x.yaml:17:9: this is wrong. Did you mean 'a'?"),
        ("Add `a:`", "fault", "briefs/x.yaml:17:9: this is wrong. Add `a:`"),
        ("Do that", "warning", "briefs/x.yaml:17:9: warning: this is wrong. Do that."),
    ],
)
def test_a_fault_is_one_line(advice: str, severity: str, line: str) -> None:
    assert severity in ("fault", "warning")
    fault = Fault("briefs/x.yaml", 17, 9, "this is wrong", advice, "fault" if severity == "fault" else "warning")
    assert str(fault) == line


def test_faults_sort_by_their_place() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 1), ("a", 10, 0)]
    found = sorted(Fault(*place, "m", "a") for place in places)
    assert [(fault.file, fault.line, fault.column) for fault in found] == sorted(places)
