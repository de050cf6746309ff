"""Validators: of these very bytes, compared as RFC 9110 §13.1.2 says."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.etag import etag, matches

TAG = etag(b"body")


@given(st.binary(), st.binary())
@settings(max_examples=200, deadline=None)
def test_a_tag_is_of_these_very_bytes(one: bytes, other: bytes) -> None:
    assert (etag(one) == etag(other)) == (one == other)
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', etag(one)), "quoted and strong"


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
        ("", False),
        ('"other"', False),
        (TAG.strip('"'), False),
        (TAG.upper(), False),
        (f"w/{TAG}", False),
        (f"{TAG}x", False),
        ('""', False),
        (",", False),
        ("*,", False),
    ],
)
def test_a_header_names_the_tag_or_does_not(header: str, matched: bool) -> None:
    assert matches(header, TAG) is matched
