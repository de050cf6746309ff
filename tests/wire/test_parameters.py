"""Query strings, into parameters and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.parameters import build, parse, several

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
_NAMES = _TEXT.filter(lambda name: not name.startswith("utm_") and name not in ("fbclid", "gclid", "_"))


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("country=US", [("country", "US")]),
        ("country=US&country=IN&topic=energy", [("country", "US"), ("country", "IN"), ("topic", "energy")]),
        ("b=1&a=2&b=3", [("b", "1"), ("a", "2"), ("b", "3")]),
        ("country=United%20States&q=a+b", [("country", "United States"), ("q", "a b")]),
        ("country=T%C3%BCrkiye", [("country", "Türkiye")]),
        ("q=1%2B1%3D2%26more", [("q", "1+1=2&more")]),
        ("q=%FF%00", [("q", "\ufffd\0")]),
        ("q=100%&x=%zz", [("q", "100%"), ("x", "%zz")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("&&a=1&&", [("a", "1")]),
        ("a==b", [("a", "=b")]),
    ],
)
def test_a_query_is_cut_into_names_and_values(query: str, pairs: list[tuple[str, str]]) -> None:
    assert parse(query.encode()) == pairs


@pytest.mark.parametrize("query", ["country=", "country", "country=%20", "country=+%09", "=&country=", "unknown="])
def test_an_empty_parameter_is_one_not_given(query: str) -> None:
    assert parse(query.encode()) == []


@pytest.mark.parametrize("name", ["utm_source", "utm_", "utm_medium", "fbclid", "gclid", "mc_cid", "mc_eid", "_"])
def test_what_other_sites_add_to_a_link_is_dropped(name: str) -> None:
    assert parse(f"a=1&{name}=x&b=2".encode()) == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize("name", ["utm", "UTM_SOURCE", "Fbclid", "__", "gclid2", "x_utm_source"])
def test_what_only_looks_like_tracking_is_kept(name: str) -> None:
    assert parse(f"{name}=x".encode()) == [(name, "x")]


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_cut_without_an_error(query: bytes) -> None:
    assert all(value.strip() for _, value in parse(query))


@given(st.lists(st.tuples(_NAMES, _TEXT), max_size=5))
@settings(max_examples=300, deadline=None)
def test_what_is_built_is_cut_into_the_same(pairs: list[tuple[str, str]]) -> None:
    query = build(pairs)
    assert parse(query.encode("ascii")) == pairs


@pytest.mark.parametrize(
    ("pairs", "query"),
    [
        ([], ""),
        ([("country", "US,IN")], "country=US,IN"),
        ([("exclude", "topic:energy"), ("sort", "-date")], "exclude=topic:energy&sort=-date"),
        ([("ids", "a-brief/an-id")], "ids=a-brief/an-id"),
        ([("country", "United States")], "country=United%20States"),
        ([("q", 'a+b&c=d#"<>')], "q=a%2Bb%26c%3Dd%23%22%3C%3E"),
    ],
)
def test_what_is_built_reads_well(pairs: list[tuple[str, str]], query: str) -> None:
    assert build(pairs) == query


@pytest.mark.parametrize(
    ("value", "values"),
    [("US", ["US"]), ("US,IN", ["US", "IN"]), (" US , IN ", ["US", "IN"]), (",US,,IN,", ["US", "IN"]), (",", [])],
)
def test_several_values_are_parted_by_commas(value: str, values: list[str]) -> None:
    assert several(value) == values
