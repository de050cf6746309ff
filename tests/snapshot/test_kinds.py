"""The one table of kinds, and that the rest of the code can rely on it."""

import pytest

from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, HOLDERS, KINDS, NEWEST, OLDEST, Kind
from app.snapshot.layout import FILTERS
from app.snapshot.query import names_of

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@KIND
def test_every_filter_is_a_field_of_the_index(kind: Kind) -> None:
    assert {kind.field(name) for name in kind.filters} <= set(FILTERS)


@KIND
def test_only_what_is_dated_is_sorted_and_cut_by_date(kind: Kind) -> None:
    assert (NEWEST in kind.sorts) == (OLDEST in kind.sorts) == kind.dated
    assert ("from" in names_of(kind)) == ("to" in names_of(kind)) == kind.dated


@KIND
def test_every_list_is_sorted_by_title_and_last_by_relevance(kind: Kind) -> None:
    assert BY_TITLE in kind.sorts
    assert kind.sorts[-1] == BY_RELEVANCE
    assert len(set(kind.sorts)) == len(kind.sorts)


@KIND
def test_every_list_takes_what_every_list_takes_and_nothing_twice(kind: Kind) -> None:
    names = names_of(kind)
    assert {"q", "ids", "sort", "limit", "cursor", "format"} <= set(names)
    assert len(set(names)) == len(names)
    assert ("exclude" in names) == bool(kind.filters)
    assert ("view" in names) == (kind.name == "brief")


@pytest.mark.parametrize(
    ("name", "path", "first"),
    [
        ("brief", "/v1/briefs", NEWEST),
        ("section", "/v1/sections", NEWEST),
        ("area", "/v1/areas", NEWEST),
        ("point", "/v1/why-it-matters", NEWEST),
        ("quote", "/v1/quotes", NEWEST),
        ("event", "/v1/timeline", OLDEST),
        ("source", "/v1/sources", NEWEST),
        ("partnership", "/v1/partnerships", BY_TITLE),
        ("person", "/v1/people", BY_TITLE),
        ("country", "/v1/countries", BY_TITLE),
        ("organisation", "/v1/organisations", BY_TITLE),
        ("initiative", "/v1/initiatives", BY_TITLE),
        ("topic", "/v1/topics", BY_TITLE),
    ],
)
def test_each_kind_has_its_path_and_its_default_order(name: str, path: str, first: str) -> None:
    assert (KINDS[name].path, KINDS[name].sorts[0]) == (path, first)


def test_the_table_is_whole() -> None:
    assert len(KINDS) == 13
    assert len({kind.plural for kind in KINDS.values()}) == 13
    assert set(HOLDERS) <= set(KINDS)
    assert set(HOLDERS) <= set(FILTERS)
