"""Whether a request holds under its own conditions (RFC 9110 §13)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.date import http
from app.wire.precondition import HEADERS, Outcome, evaluate

PERFORM, NOT_MODIFIED, FAILED = Outcome.PERFORM, Outcome.NOT_MODIFIED, Outcome.FAILED
TAG, MODIFIED = '"abc"', 784_111_777
BEFORE, SAME, AFTER = (http(MODIFIED + seconds) for seconds in (-1, 0, 1))

_HEADER = st.text() | st.sampled_from([TAG, f"W/{TAG}", "*", BEFORE, SAME, AFTER, "0", ""])


@pytest.mark.parametrize(
    ("header", "value", "outcome"),
    [
        ("if-none-match", TAG, NOT_MODIFIED),
        ("if-none-match", f"W/{TAG}", NOT_MODIFIED),
        ("if-none-match", f'"x", W/"y" , {TAG}', NOT_MODIFIED),
        ("if-none-match", "*", NOT_MODIFIED),
        ("if-none-match", '"x"', PERFORM),
        ("if-none-match", '"abc-gzip"', PERFORM),
        ("if-none-match", "abc", PERFORM),
        ("if-none-match", "", PERFORM),
        ("if-match", TAG, PERFORM),
        ("if-match", "*", PERFORM),
        ("if-match", f'"x",{TAG}', PERFORM),
        ("if-match", f"W/{TAG}", FAILED),
        ("if-match", f'W/{TAG}, "x"', FAILED),
        ("if-match", f"W/{TAG}, {TAG}", PERFORM),
        ("if-match", '"x"', FAILED),
        ("if-match", "abc", FAILED),
        ("if-match", "", FAILED),
        ("if-modified-since", BEFORE, PERFORM),
        ("if-modified-since", SAME, NOT_MODIFIED),
        ("if-modified-since", AFTER, NOT_MODIFIED),
        ("if-modified-since", "Sunday, 06-Nov-94 08:49:37 GMT", NOT_MODIFIED),
        ("if-modified-since", "Sun Nov  6 08:49:37 1994", NOT_MODIFIED),
        ("if-modified-since", "tomorrow", PERFORM),
        ("if-modified-since", "", PERFORM),
        ("if-modified-since", f"{AFTER}, {AFTER}", PERFORM),
        ("if-unmodified-since", BEFORE, FAILED),
        ("if-unmodified-since", SAME, PERFORM),
        ("if-unmodified-since", AFTER, PERFORM),
        ("if-unmodified-since", "yesterday", PERFORM),
        ("if-unmodified-since", f"{BEFORE}, {BEFORE}", PERFORM),
    ],
)
def test_a_condition_holds_or_does_not(header: str, value: str, outcome: Outcome) -> None:
    assert evaluate({header.encode(): value}, TAG, MODIFIED) is outcome


@pytest.mark.parametrize(
    ("conditions", "outcome"),
    [
        ({}, PERFORM),
        ({b"if-none-match": '"x"', b"if-modified-since": SAME}, PERFORM),
        ({b"if-none-match": TAG, b"if-modified-since": BEFORE}, NOT_MODIFIED),
        ({b"if-none-match": "not a tag", b"if-modified-since": SAME}, PERFORM),
        ({b"if-match": TAG, b"if-unmodified-since": BEFORE}, PERFORM),
        ({b"if-match": '"x"', b"if-unmodified-since": AFTER}, FAILED),
        ({b"if-match": TAG, b"if-none-match": TAG}, NOT_MODIFIED),
        ({b"if-match": "*", b"if-none-match": '"x"'}, PERFORM),
        ({b"if-match": '"x"', b"if-none-match": TAG}, FAILED),
        ({b"if-match": TAG, b"if-modified-since": SAME}, NOT_MODIFIED),
        ({b"if-unmodified-since": BEFORE, b"if-none-match": TAG}, FAILED),
        ({b"if-unmodified-since": SAME, b"if-none-match": TAG}, NOT_MODIFIED),
        ({b"if-unmodified-since": SAME, b"if-modified-since": SAME}, NOT_MODIFIED),
    ],
)
def test_conditions_are_weighed_in_their_order(conditions: dict[bytes, str], outcome: Outcome) -> None:
    assert evaluate(conditions, TAG, MODIFIED) is outcome


@pytest.mark.parametrize("header", [b"if-modified-since", b"if-unmodified-since"])
@pytest.mark.parametrize("date", [BEFORE, AFTER])
def test_a_date_says_nothing_of_what_has_none(header: bytes, date: str) -> None:
    assert evaluate({header: date}, TAG, None) is PERFORM


@given(st.dictionaries(st.sampled_from(sorted(HEADERS)), _HEADER), st.none() | st.just(MODIFIED))
@settings(max_examples=500, deadline=None)
def test_any_headers_are_weighed(conditions: dict[bytes, str], modified: int | None) -> None:
    outcome = evaluate(conditions, TAG, modified)
    if outcome is FAILED:
        assert conditions.keys() & {b"if-match", b"if-unmodified-since"}
    if outcome is NOT_MODIFIED:
        assert conditions.keys() & {b"if-none-match", b"if-modified-since"}
