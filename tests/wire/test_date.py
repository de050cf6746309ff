"""Dates of HTTP (RFC 9110 §5.6.7)."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.date import http, parse

_YEAR_9999 = 253_402_300_799
_PIECES = st.sampled_from(
    ["Sun,", "Sunday,", "06", "6", "Nov", "1994", "94", "-", "08:49:37", "GMT", "+9999", " ", "é"]
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Wed Nov 16 08:49:37 1994", 784_975_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ("Fri, 31 Dec 9999 23:59:59 GMT", _YEAR_9999),
        (" Sun, 06 Nov 1994 08:49:37 GMT ", 784_111_777),
    ],
)
def test_each_of_the_three_forms_is_read(text: str, seconds: int) -> None:
    assert parse(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "-1",
        "yesterday",
        "784111777",
        "1994-11-06T08:49:37Z",
        "06 Nov 1994",
        "Thu, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 +9999",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 +0100",
        "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=3",
        "Sun, 06 Nov 1994 08:49:37 GMT, Mon, 07 Nov 1994 08:49:37 GMT",
    ],
)
def test_a_date_of_mail_is_no_date_of_http(text: str) -> None:
    assert parse(text) is None


@given(st.integers(0, _YEAR_9999))
@settings(max_examples=300, deadline=None)
def test_a_date_comes_back_to_the_second(seconds: int) -> None:
    text = http(seconds)
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", text)
    assert parse(text) == seconds


def test_a_part_of_a_second_is_not_yet_a_second() -> None:
    assert http(784_111_777.9) == "Sun, 06 Nov 1994 08:49:37 GMT"


@given(st.text() | st.lists(_PIECES, max_size=10).map("".join) | st.lists(_PIECES, max_size=10).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse(text)
    assert found is None or isinstance(found, int)
