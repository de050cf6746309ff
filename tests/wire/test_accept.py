"""What a client would rather have (RFC 9110 §12.4.2, §12.5.1 and §12.5.3)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.accept import CODINGS, IDENTITY, coding, media

JSON, CSV = "application/json", "text/csv"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

_WEIGHTS = st.integers(0, 1000)
_NAMES = st.sampled_from([*CODINGS, IDENTITY, "*", "deflate", "compress"])
_HEADERS = st.text() | st.text('abzgipr*/;,q=.01 \t"-', max_size=60)


def _weighted(name: str, weight: int) -> str:
    return f"{name};q={weight / 1000:.3f}"


@pytest.mark.parametrize(
    ("header", "best_first"),
    [
        ("", (JSON, CSV)),
        (" ", (JSON, CSV)),
        (",,", (JSON, CSV)),
        ("*/*", (JSON, CSV)),
        (BROWSER, (JSON, CSV)),
        ("text/csv", (CSV,)),
        ("Text/CSV", (CSV,)),
        ("text/csv, application/json", (JSON, CSV)),
        ("application/json;q=0.5, text/csv", (CSV, JSON)),
        ("application/json;q=0.5,text/csv;q=0.5", (JSON, CSV)),
        ("text/*", (CSV,)),
        ("text/*;q=0.9, application/json;q=0.3", (CSV, JSON)),
        ("text/*, application/*;q=0.1", (CSV, JSON)),
        ("*/*;q=0.1, text/csv", (CSV, JSON)),
        ("text/csv;q=0", ()),
        ("text/csv;q=0, */*", (JSON,)),
        ("*/*, text/csv;q=0.0", (JSON,)),
        ("text/*;q=0.2, text/csv;q=0, */*;q=0.1", (JSON,)),
        ("*/*;q=0", ()),
        ("application/xml", ()),
        ("text/html, image/png", ()),
        ("*", ()),
        ("text/csv;header=present", (CSV,)),
        ("text/csv;header=present;q=0.3, application/json;q=0.4", (JSON, CSV)),
        ("text/csv ; q=0.3 , application/json ; Q=0.4", (JSON, CSV)),
        ("text/csv;\tq=1.000", (CSV,)),
        ("text/csv;q=1.", (CSV,)),
        ("text/csv;q=0., application/json;q=0.001", (JSON,)),
    ],
)
def test_the_formats_that_are_accepted_come_best_first(header: str, best_first: tuple[str, ...]) -> None:
    assert media(header, (JSON, CSV)) == best_first


@pytest.mark.parametrize("part", ["text/csv;q=2", "text/csv;q=1.001", "text/csv;q=0.1234", "text/csv;q=-1"])
@pytest.mark.parametrize("more", ["", ";q=0.5"])
def test_a_weight_that_is_none_takes_its_choice_with_it(part: str, more: str) -> None:
    assert media(f"{part}{more}, application/json", (JSON, CSV)) == (JSON,)
    assert media(f"{part}{more}", (JSON, CSV)) == (JSON, CSV), "nothing is said that could be understood"


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("", IDENTITY),
        (" ,, ", IDENTITY),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate, compress", IDENTITY),
        ("gzip;q=1.0, br;q=0.9", "gzip"),
        ("gzip;q=0.5,br;q=0.5", "br"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", IDENTITY),
        ("gzip;q=0, br;q=0.000, zstd;q=0.", IDENTITY),
        ("identity", IDENTITY),
        ("identity, gzip", "gzip"),
        ("identity, gzip;q=0.9", IDENTITY),
        ("identity;q=0.5, gzip;q=0.2", IDENTITY),
        ("*", "zstd"),
        ("*;q=0.5", "zstd"),
        ("*;q=0.5, gzip", "gzip"),
        ("*, zstd;q=0", "br"),
        ("*;q=0.1, identity;q=0.2", IDENTITY),
        ("*;q=0, gzip", "gzip"),
        ("*;q=0, identity", IDENTITY),
        ("*;q=0, identity;q=0.001", IDENTITY),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0, *", "zstd"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("deflate, identity;q=0", None),
        ("*;q=0, deflate", None),
        ("identity;q=0, gzip;q=0, br;q=0, zstd;q=0", None),
        ("gzip;q=2, br;q=0.1", "br"),
        ("gzip;q=x", IDENTITY),
        ("gzip;q=", IDENTITY),
        ("gzip ; q=0.3 ,\tbr ; q=0.2", "gzip"),
        (";q=0, gzip", "gzip"),
    ],
)
def test_the_coding_that_is_liked_best_is_chosen(header: str, best: str | None) -> None:
    assert coding(header) == best


@given(_HEADERS)
@settings(max_examples=500, deadline=None)
def test_any_header_is_understood_somehow(header: str) -> None:
    assert coding(header) in (*CODINGS, IDENTITY, None)
    found = media(header, (JSON, CSV))
    assert set(found) <= {JSON, CSV}
    assert len(found) == len(set(found))


@given(st.dictionaries(_NAMES, _WEIGHTS, min_size=1))
@settings(max_examples=500, deadline=None)
def test_no_coding_is_liked_better_than_the_chosen_one(likes: dict[str, int]) -> None:
    best = coding(", ".join(_weighted(name, weight) for name, weight in likes.items()))
    others = likes.get("*", 0)
    weights = {name: likes.get(name, others) for name in CODINGS}
    if best in CODINGS:
        assert weights[best] == max(weights.values()) > 0
        assert weights[best] >= likes.get(IDENTITY, 0)
    elif best == IDENTITY:
        assert likes.get(IDENTITY, 0) >= max(weights.values()) or IDENTITY not in likes
    else:
        assert not any(weights.values())
        assert 0 in (likes.get(IDENTITY, -1), likes.get("*", -1))


@given(st.dictionaries(_NAMES, _WEIGHTS))
@settings(max_examples=200, deadline=None)
def test_the_order_of_choices_says_nothing(likes: dict[str, int]) -> None:
    parts = [_weighted(name, weight) for name, weight in likes.items()]
    assert coding(", ".join(parts)) == coding(" ,".join(reversed(parts)))
