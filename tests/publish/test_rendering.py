"""Very many briefs are read by several processes, and what comes of them is the same."""

from pathlib import Path

import pytest

from app.publish.build import build
from app.publish.rendering import MANY
from tests.conftest import Folder


def write(folder: Folder, first: int, last: int) -> None:
    for number in range(first, last):
        folder.brief(f"b{number}", "why_it_matters: [{id: p, title: Point, detail: Why it matters.}]\n")


def test_briefs_read_together_come_to_the_same_as_one_by_one(folder: Folder, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    half = MANY // 2
    write(folder, 0, half)
    build(folder.path, tmp_path / "one-by-one")
    write(folder, half, MANY)
    one_by_one = build(folder.path, tmp_path / "one-by-one")
    together = build(folder.path, tmp_path / "together", lambda stage, done, of: seen.append((stage, done, of)))
    assert together == one_by_one
    assert [done for stage, done, _ in seen if stage == "Reading"] == list(range(1, MANY + 1))
    kept = [sorted(path.name for path in (tmp_path / name / ".cache").iterdir()) for name in ("together", "one-by-one")]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("wrong", ["titel: T\n", "draft: true\ntitel: T\n"])
def test_the_faults_of_very_many_are_all_told(folder: Folder, tmp_path: Path, wrong: str) -> None:
    write(folder, 0, MANY)
    for number in (3, 77, MANY - 1):
        folder.write(f"briefs/b{number}.yaml", wrong)
    outcome = build(folder.path, tmp_path / "snapshot")
    assert (outcome.snapshot is None) == (not wrong.startswith("draft"))
    told = {fault.file.rpartition("/")[2] for fault in outcome.faults}
    assert told == (set() if outcome.snapshot else {"b3.yaml", "b77.yaml", f"b{MANY - 1}.yaml"})
