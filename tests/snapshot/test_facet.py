"""Facets: how many there are of each value, for a client to choose from."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.facet import Facet, Value, facet
from app.snapshot.kinds import AREA, EVENT, PARTNERSHIP, PASSAGE, SOURCE, TOPIC, Kind
from app.snapshot.vocabulary import Name
from tests.conftest import Client
from tests.snapshot.building import at, entry, published


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 3)),
    st.lists(st.sampled_from("abcdefgxyz"), unique=True, max_size=4),
    st.integers(1, 8),
)
@settings(max_examples=200, deadline=None)
def test_the_commonest_come_first_and_all_that_are_chosen_are_there(
    counts: dict[str, int], chosen: list[str], limit: int
) -> None:
    found = facet(counts, chosen, str.upper, limit)
    shown = [value.value for value in found.values]
    assert found.count == len(counts), "how many values there are, however many are shown"
    commonest = sorted(counts, key=lambda value: (-counts[value], value))[:limit]
    assert shown[: len(commonest)] == commonest
    assert set(shown[len(commonest) :]) <= set(chosen) <= set(shown)
    assert len(shown) == len(set(shown))
    for value in found.values:
        expected = (value.value.upper(), counts.get(value.value, 0), value.value in chosen)
        assert (value.label, value.count, value.selected) == expected


def facets(root: Path, kind: Kind, pairs: list[tuple[str, str]]) -> dict[str, list[tuple[str, int, bool]]]:
    """Of six areas: their values, counts and which of them are chosen."""
    listed = [
        entry(f"b/{n}", topic=topics, country=("IN", country), text=text)
        for n, (topics, country, text) in enumerate(
            [
                (("energy",), "US", "oil"),
                (("energy", "trade"), "US", "oil"),
                (("energy",), "RU", "gas"),
                (("trade",), "RU", "gas oil"),
                (("defence",), "RU", ""),
                ((), "US", "oil"),
            ]
        )
    ]
    edition = at(published(root, listed))
    found = edition.facets(edition.ask(kind, pairs))
    return {name: [(v.value, v.count, v.selected) for v in one.values] for name, one in found.items()}


@pytest.mark.parametrize(
    ("query", "topics", "countries"),
    [
        ({}, {"energy": 3, "trade": 2, "defence": 1}, {"IN": 6, "RU": 3, "US": 3}),
        ({"topic": "energy"}, {"energy": 3, "trade": 2, "defence": 1}, {"IN": 3, "US": 2, "RU": 1}),
        ({"country": "US"}, {"energy": 2, "trade": 1}, {"IN": 6, "RU": 3, "US": 3}),
        ({"country": "US", "topic": "trade"}, {"energy": 2, "trade": 1}, {"IN": 2, "RU": 1, "US": 1}),
        ({"country": "RU,US", "topic": "trade"}, {"energy": 3, "trade": 2, "defence": 1}, {"IN": 2, "RU": 1, "US": 1}),
        ({"q": "oil"}, {"energy": 2, "trade": 2}, {"IN": 4, "US": 3, "RU": 1}),
        ({"q": "-oil", "topic": "trade"}, {"defence": 1, "energy": 1, "trade": 0}, {}),
        ({"exclude": "topic:energy"}, {"defence": 1, "trade": 1}, {"IN": 3, "RU": 2, "US": 1}),
        ({"exclude": "topic:energy", "topic": "energy"}, {"defence": 1, "trade": 1, "energy": 0}, {}),
    ],
)
def test_a_facet_counts_as_if_nothing_of_its_own_were_chosen(
    query: dict[str, str], topics: dict[str, int], countries: dict[str, int], tmp_path: Path
) -> None:
    found = facets(tmp_path, AREA, [*query.items(), ("facets", "topic,country")])
    for name, expected in (("topic", topics), ("country", countries)):
        chosen = query.get(name, "").split(",")
        assert found[name] == [(value, count, value in chosen) for value, count in expected.items()]


@pytest.mark.parametrize(
    ("limit", "shown"),
    [(1, ["energy", "defence"]), (2, ["energy", "trade", "defence"]), (3, ["energy", "trade", "defence"])],
)
def test_a_facet_shows_as_many_as_it_may_and_what_is_chosen(limit: int, shown: list[str], tmp_path: Path) -> None:
    pairs = [("facets", "topic"), ("facet_limit", str(limit)), ("topic", "defence")]
    assert [value for value, _, _ in facets(tmp_path, AREA, pairs)["topic"]] == shown


def test_values_are_called_what_people_call_them(tmp_path: Path) -> None:
    brief = entry("b", "brief", name="India and oil", brief=("b",))
    listed = [brief, entry("b/x", brief=("b",), country=("IN",), language="hi")]
    names = {"country": [Name("IN", "India")], "language": [Name("hi", "Hindi")]}
    edition = at(published(tmp_path, listed, names))
    found = edition.facets(edition.ask(AREA, [("facets", "country,language,brief")]))
    labels = [(name, value.value, value.label) for name, one in found.items() for value in one.values]
    assert labels == [("country", "IN", "India"), ("language", "hi", "Hindi"), ("brief", "b", "India and oil")]


def test_passages_are_counted_by_kind_and_sources_by_theirs(tmp_path: Path) -> None:
    listed = [entry("a"), entry("b"), entry("c", "quote"), entry("d", "source", source_kind=("news",))]
    listed += [entry("e", "moved"), entry("f", "gone"), entry("g", "brief"), entry("h", "quote", visible=100)]
    edition = at(published(tmp_path, listed))
    kinds = edition.facets(edition.ask(PASSAGE, [("facets", "kind")]))["kind"]
    assert [(value.value, value.label, value.count) for value in kinds.values] == [
        ("area", "Areas of cooperation", 2),
        ("brief", "Briefs", 1),
        ("quote", "Quotes", 1),
        ("source", "Sources", 1),
    ]
    found = edition.facets(edition.ask(SOURCE, [("facets", "kind")]))["kind"]
    assert found == Facet(1, [Value("news", "News", 1, False)])


def test_many_values_are_all_counted(tmp_path: Path) -> None:
    """More than the index's own default of ten, over several briefs."""
    briefs = [entry(f"b{n}", "brief", brief=(f"b{n}",)) for n in range(30)]
    areas = [entry(f"b{n}/{m}", brief=(f"b{n}",), topic=(f"t{m}",)) for n in range(30) for m in range(1 + n % 20)]
    edition = at(published(tmp_path, [*briefs, *areas]))
    found = edition.facets(edition.ask(AREA, [("facets", "brief,topic"), ("facet_limit", "100")]))
    for name, one in found.items():
        expected = Counter(value for area in areas for value in area.values[name])
        assert one.count == len(expected)
        assert {value.value: value.count for value in one.values} == expected


@pytest.mark.parametrize("kind", [EVENT, SOURCE, PARTNERSHIP, PASSAGE])
def test_no_facet_names_an_embargoed_brief_of_a_shared_thing(kind: Kind, tmp_path: Path) -> None:
    listed = [entry(id, "brief", name=f"Title of {id}", brief=(id,)) for id in ("one", "two")]
    listed.append(entry("secret", "brief", brief=("secret",), visible=100))
    shared = "event" if kind is PASSAGE else kind.name
    listed += [entry(f"shared-{id}", shared, brief=(id, "secret"), day="2022-01-01") for id in ("one", "two")]
    snapshot = published(tmp_path, listed)
    found = at(snapshot, 99).facets(at(snapshot, 99).ask(kind, [("facets", "brief")]))["brief"]
    own = int(kind is PASSAGE)
    assert [(value.value, value.count) for value in found.values] == [("one", 1 + own), ("two", 1 + own)]
    assert found.count == 2
    found = at(snapshot, 100).facets(at(snapshot, 100).ask(kind, [("facets", "brief")]))["brief"]
    assert next((value.value, value.count) for value in found.values) == ("secret", 2 + own)


@pytest.mark.parametrize("path", ["/v1/timeline", "/v1/sources", "/v1/partnerships", "/v1/search"])
def test_of_the_corpus_no_facet_names_the_embargoed_brief(client: Client, path: str) -> None:
    found = client.json(f"{path}?facets=brief")["facets"]["brief"]
    assert {value["value"] for value in found["values"]} == {"india-and-two-powers", "india-eu-trade"}
    assert found["count"] == 2


def test_a_list_without_filters_has_no_facets() -> None:
    assert TOPIC.facets == ()
    assert "between" not in AREA.facets
