"""Content codings: whatever is put in comes out again."""

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.accept import CODINGS, IDENTITY
from app.wire.coding import encode, encoder

TEXT = "".join(f'{{"id":{number},"title":"Energy №{number}"}}' for number in range(500)).encode()
ALL = (*CODINGS, IDENTITY)
_BODIES = st.binary(max_size=3_000) | st.binary(max_size=40).map(lambda part: part * 200)


def decoded(coding: str, coded: bytes) -> bytes:
    """As clients do, and with nothing left over."""
    match coding:
        case "zstd":
            stream = zstandard.ZstdDecompressor().decompressobj()
            body = stream.decompress(coded)
            assert stream.eof
            assert not stream.unused_data
            return body
        case "br":
            return bytes(brotli.decompress(coded))
        case "gzip":
            return gzip.decompress(coded)
    return coded


@pytest.mark.parametrize("coding", ALL)
@given(body=_BODIES)
@settings(max_examples=60, deadline=None)
def test_a_body_coded_is_the_body(coding: str, body: bytes) -> None:
    assert decoded(coding, encode(coding, body)) == body


@pytest.mark.parametrize("coding", ALL)
@given(body=_BODIES, cuts=st.lists(st.integers(0, 8_000), max_size=12).map(sorted))
@settings(max_examples=60, deadline=None)
def test_a_body_may_come_in_any_pieces(coding: str, body: bytes, cuts: list[int]) -> None:
    add, end = encoder(coding)
    pieces = [body[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(body) + 8_000], strict=True)]
    assert decoded(coding, b"".join([*map(add, pieces), end()])) == body


@pytest.mark.parametrize("coding", ALL)
def test_two_encoders_know_nothing_of_each_other(coding: str) -> None:
    one, other = encoder(coding), encoder(coding)
    parts = [(one.add(TEXT), other.add(b"other")), (one.add(TEXT), other.add(b"wise")), (one.end(), other.end())]
    ones, others = zip(*parts, strict=True)
    assert decoded(coding, b"".join(ones)) == TEXT * 2
    assert decoded(coding, b"".join(others)) == b"otherwise"


@pytest.mark.parametrize("coding", ALL)
def test_the_same_body_is_the_same_bytes(coding: str) -> None:
    assert encode(coding, TEXT) == encode(coding, TEXT)


@pytest.mark.parametrize("coding", CODINGS)
def test_what_repeats_itself_becomes_far_smaller(coding: str) -> None:
    assert len(encode(coding, TEXT)) < len(TEXT) / 4


def test_no_coding_leaves_the_body_as_it_is() -> None:
    assert encode(IDENTITY, TEXT) == TEXT


def test_gzip_names_no_date_and_no_file() -> None:
    assert encode("gzip", TEXT)[3:8] == bytes(5), "flags and date (RFC 1952 §2.3)"


def test_any_client_can_hold_the_window_of_zstd() -> None:
    add, end = encoder("zstd")
    frame = b"".join([*(add(TEXT) for _ in range(900)), end()])
    assert zstandard.get_frame_parameters(frame).window_size <= 8 * 1024 * 1024, "RFC 9659 §3"
