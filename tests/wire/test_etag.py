"""Validators: of these very bytes, compared as RFC 9110 §8.8.3 and §13.1 say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.accept import CODINGS, IDENTITY
from app.wire.etag import coded, etag, matches

TAG = etag(b"body")

_VISIBLE = [chr(code) for code in (0x21, *range(0x23, 0x7F), *range(0x80, 0x100))]
_TAGS = st.text(_VISIBLE, max_size=12).map(lambda text: f'"{text}"')
_SPACE = st.text(" \t", max_size=3)


@given(st.binary(), st.binary())
@settings(max_examples=200, deadline=None)
def test_a_tag_is_of_these_very_bytes(one: bytes, other: bytes) -> None:
    assert (etag(one) == etag(other)) == (one == other)
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', etag(one)), "quoted and strong"


def test_each_coding_has_a_tag_of_its_own() -> None:
    tags = [coded(TAG, coding) for coding in (IDENTITY, *CODINGS)]
    assert tags[0] == TAG
    assert len(set(tags)) == len(tags)
    assert all(re.fullmatch(r'"[\x21\x23-\x7e]+"', tag) for tag in tags)
    assert not any(matches(tag, other) for tag in tags for other in tags if tag != other)


@pytest.mark.parametrize(
    ("header", "matched"),
    [
        (TAG, True),
        (f"W/{TAG}", True),
        ("*", True),
        (" * ", True),
        (f'"other", {TAG}', True),
        (f'W/"other",W/{TAG},"more"', True),
        (f"  {TAG}  ", True),
        (f',, "other" ,,\t{TAG},', True),
        (f'"a,b", "", "ü", {TAG}', True),
        ("", False),
        ('"other"', False),
        (TAG.strip('"'), False),
        (TAG.upper(), False),
        (f"w/{TAG}", False),
        (f"W/ {TAG}", False),
        (f"{TAG}x", False),
        (f"x{TAG}", False),
        (f'"other" {TAG}', False),
        (f'"other"; {TAG}', False),
        (f"'{TAG[1:-1]}'", False),
        (TAG[:-1], False),
        (TAG[1:], False),
        ('""', False),
        (",", False),
        ("*,", False),
        ('"*"', False),
        ("W/*", False),
    ],
)
def test_a_header_names_the_tag_or_does_not(header: str, matched: bool) -> None:
    assert matches(header, TAG) is matched


@pytest.mark.parametrize(
    ("header", "matched"),
    [
        (TAG, True),
        ("*", True),
        (f'"other", {TAG}', True),
        (f"W/{TAG}, {TAG}", True),
        (f"W/{TAG}", False),
        (f'"other", W/{TAG}', False),
        ("", False),
    ],
)
def test_strongly_compared_a_weak_validator_is_no_match(header: str, matched: bool) -> None:
    assert matches(header, TAG, weak=False) is matched


@given(st.lists(st.tuples(st.booleans(), _TAGS, _SPACE, _SPACE), max_size=6), _TAGS)
@settings(max_examples=300, deadline=None)
def test_a_list_names_what_is_in_it_and_nothing_else(listed: list[tuple[bool, str, str, str]], tag: str) -> None:
    header = ",".join(f"{before}{'W/' if weak else ''}{known}{after}" for weak, known, before, after in listed)
    assert matches(header, tag) == any(known == tag for _, known, _, _ in listed)
    assert matches(header, tag, weak=False) == any(known == tag and not weak for weak, known, _, _ in listed)


@given(st.text() | st.text('W/", *ab', max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_header_is_compared(header: str) -> None:
    assert matches(header, TAG, weak=False) <= matches(header, TAG)
