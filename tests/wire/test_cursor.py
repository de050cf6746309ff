"""Cursors: what a client is given comes back as it was, and nothing else is taken for one."""

import re
import string
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.cursor import Cursor, parse

_HEX = st.binary(min_size=8, max_size=8).map(bytes.hex)
CURSORS = st.builds(Cursor, st.sampled_from(["after", "before", "offset"]), st.integers(0, 2**64 - 1), _HEX, _HEX)
A_CURSOR = Cursor("after", 7, "0123456789abcdef", "fedcba9876543210")


@given(CURSORS)
@settings(max_examples=300, deadline=None)
def test_a_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    text = str(cursor)
    assert parse(text) == cursor
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text), "it stands in a URL as it is"


@given(CURSORS, CURSORS)
@settings(max_examples=200, deadline=None)
def test_two_cursors_have_two_texts(one: Cursor, other: Cursor) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(st.text(max_size=60) | st.text(string.ascii_letters + string.digits + "-_=", min_size=30, max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_refused_or_is_the_text_of_its_cursor(text: str) -> None:
    try:
        cursor = parse(text)
    except ValueError:
        return
    assert str(cursor) == text


@given(CURSORS, st.integers(0, 40), st.characters())
@settings(max_examples=500, deadline=None)
def test_a_changed_text_is_never_the_same_cursor(cursor: Cursor, place: int, letter: str) -> None:
    text = str(cursor)
    changed = text[:place] + letter + text[place + 1 :]
    try:
        found = parse(changed)
    except ValueError:
        return
    assert (found == cursor) == (changed == text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "a",
        f"{A_CURSOR}=",
        f"{A_CURSOR}==",
        f"{A_CURSOR}\n",
        f" {A_CURSOR}",
        f"{A_CURSOR}A",
        str(A_CURSOR)[:-1],
        f"{str(A_CURSOR)[:5]} {str(A_CURSOR)[5:]}",
        f"{str(A_CURSOR)[:5]}+{str(A_CURSOR)[6:]}",
        urlsafe_b64encode(b"x" + bytes(24)).rstrip(b"=").decode(),
        str(A_CURSOR)[:-1] + "x",
        "й" * 34,
        "\ud800",
        "A" * 8_000,
    ],
)
def test_what_no_cursor_gives_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        parse(text)
