"""Answers across all there is: passages, facets, suggestions, near briefs, the graph, the quote of the day."""

from pathlib import Path
from typing import Any

import pytest

from app.schemas.brief import RelatedBriefs
from app.schemas.graph import Graph
from app.schemas.search import Passages
from app.schemas.vocabulary import EntryKind
from app.snapshot.kinds import KINDS
from tests.conftest import CORPUS, NOW, Client, client_of

BRIEF = "india-and-two-powers"


def found(client: Client, query: str) -> list[str]:
    return [f"{item['kind']}/{item['id']}" for item in client.json(f"/v1/search?{query}")["items"]]


def test_one_request_gives_the_passage_with_its_source(client: Client) -> None:
    listing = client.json("/v1/search?q=imports+fell")
    Passages.model_validate(listing)
    first = listing["items"][0]
    assert (first["kind"], first["url"]) == ("area", f"/v1/areas/{BRIEF}/oil")
    assert [segment["text"] for segment in first["snippet"] if segment["match"]] == ["Imports fell"]
    assert "".join(segment["text"] for segment in first["snippet"]) == "India buys crude oil. Imports fell in 2024."
    assert first["verification"]["status"] == "confirmed"
    assert [source["id"] for source in first["sources"]] == ["ministry-note"]
    assert first["cite"].endswith(f"https://briefs.test/v1/areas/{BRIEF}/oil, as of February 2025")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("q=Asha Rao&kind=person", "person/asha-rao"),
        ("q=minister rao&kind=quote", f"quote/{BRIEF}/steadfast"),
        ('q="two accounts"', None),
        ('q="goes on to talk"', None),
        ('q="widen the choice"', f"point/{BRIEF}/leverage"),
        ("q=friendship -treaty", f"quote/{BRIEF}/steadfast"),
        ("q=commission&kind=source", "source/india-eu-trade/treaty"),
        ("q=steadf&prefix=1", f"quote/{BRIEF}/steadfast"),
        ("q=semicond*&kind=area", f"area/{BRIEF}/semiconductors"),
        ("q=hindrance", None),
    ],
)
def test_passages_are_found_by_words_names_phrases_and_beginnings(client: Client, query: str, first: str) -> None:
    assert next(iter(found(client, query)), None) == first


def test_without_words_a_search_is_a_list_of_everything(client: Client) -> None:
    listing = client.json("/v1/search?limit=100&facets=kind&facet_limit=100")
    counts = {value["value"]: value["count"] for value in listing["facets"]["kind"]["values"]}
    assert counts == {name: count for name, count in client.json("/v1/status")["counts"].items() if count}
    assert listing["count"] == sum(counts.values())
    assert {kind.value for kind in EntryKind} == set(KINDS)


def test_grouped_by_brief_each_brief_is_there_once(client: Client) -> None:
    listing = client.json("/v1/search?q=india&group=brief&limit=1")
    assert listing["count"] == 2
    follower = client.get(listing["links"]["next"].removeprefix("https://briefs.test")).json()
    assert {item["brief"]["id"] for item in (*listing["items"], *follower["items"])} == {BRIEF, "india-eu-trade"}
    assert follower["links"]["next"] is None


def test_a_facet_leaves_out_its_own_filter_and_links_the_other_choices(client: Client) -> None:
    facet = client.json("/v1/areas?topic=energy&country=IN&facets=topic")["facets"]["topic"]
    assert [(value["value"], value["count"], value["selected"]) for value in facet["values"]] == [
        ("trade", 2, False),
        ("energy", 1, True),
        ("technology", 1, False),
    ]
    urls = {value["value"]: value["url"] for value in facet["values"]}
    assert urls["trade"] == "https://briefs.test/v1/areas?country=IN&facets=topic&topic=energy,trade"
    assert urls["energy"] == "https://briefs.test/v1/areas?country=IN&facets=topic"
    for value in facet["values"]:
        path = value["url"].removeprefix("https://briefs.test")
        assert client.json(path)["count"] == (2 if value["value"] == "trade" else 4 if value["selected"] else 2)


def test_a_facet_shows_as_many_values_as_asked_and_counts_all(client: Client) -> None:
    facet = client.json("/v1/areas?facets=country&facet_limit=1&country=UA")["facets"]["country"]
    assert (facet["count"], [value["value"] for value in facet["values"]]) == (4, ["IN", "UA"])


@pytest.mark.parametrize(("q", "suggestion"), [("ascha rao", "Asha Rao"), ("semiconducters", "semiconductors")])
def test_what_finds_nothing_gets_what_was_meant(client: Client, q: str, suggestion: str) -> None:
    listing = client.json(f"/v1/search?q={q}&kind=area,person")
    assert listing["count"] == 0
    assert suggestion in [one["q"] for one in listing["suggestions"]]
    for one in listing["suggestions"]:
        assert client.json(one["url"].removeprefix("https://briefs.test"))["count"] > 0


def test_no_suggestion_tells_what_is_under_embargo(client: Client, tmp_path: Path) -> None:
    text = "".join(path.read_text() for path in (CORPUS / "briefs").glob("embargoed.yaml"))
    words = sorted({word.strip(",.:") for word in text.split() if word.isalpha() and len(word) > 5})
    later = client_of(CORPUS, tmp_path, lambda: 4_102_444_800.0 + 1)
    told = 0
    for word in words:
        misspelt = f"{word[:-1]}q"
        now = {one["q"] for one in client.json(f"/v1/search?q={misspelt}")["suggestions"]}
        assert all(client.json(f"/v1/search?q={one}")["count"] for one in now)
        told += now != {one["q"] for one in later.json(f"/v1/search?q={misspelt}")["suggestions"]}
    assert told, "after the embargo some of them are suggested"


def test_briefs_near_one_come_with_true_reasons(client: Client) -> None:
    listing = client.json(f"/v1/briefs/{BRIEF}/related")
    RelatedBriefs.model_validate(listing)
    (near,) = listing["items"]
    assert near["id"] == "india-eu-trade"
    assert {reason["kind"]: [link["id"] for link in reason["shared"]] for reason in near["reasons"]} == {
        "topic": ["trade"]
    }
    assert listing["links"]["self"] == f"https://briefs.test/v1/briefs/{BRIEF}/related"
    assert client.get("/v1/briefs/two-powers/related").headers["location"] == f"/v1/briefs/{BRIEF}/related"
    assert client.get("/v1/briefs/nothing/related").status_code == 404
    assert client.get("/v1/briefs/taken-back/related").status_code == 410


def test_the_graph_weighs_partnerships_and_names_their_briefs(client: Client) -> None:
    graph = client.json("/v1/graph")
    Graph.model_validate(graph)
    edges = {edge["id"]: edge for edge in graph["edges"]}
    assert set(edges) == {"in-us", "in-ru", "eu-in"}
    assert edges["in-us"]["counts"] == {"areas": 1, "points": 0, "quotes": 0, "events": 2}
    assert edges["in-us"]["weight"] == 3
    assert [brief["id"] for brief in edges["in-us"]["briefs"]["items"]] == [BRIEF]
    assert (edges["in-us"]["first"], edges["in-us"]["last"]) == ("2023-06-22", "2023-06-22")
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert nodes["IN"]["partnerships"] == 3
    assert nodes["IN"]["weight"] == sum(edge["weight"] for edge in edges.values())
    assert [edge["id"] for edge in client.json("/v1/graph?topic=energy&country=RU")["edges"]] == ["in-ru"]
    assert client.json("/v1/graph?country=UA&stage=ended")["edges"] == []


def test_the_quote_of_the_day_is_the_same_all_day(tmp_path: Path) -> None:
    moment = [NOW]
    client = client_of(CORPUS, tmp_path, lambda: moment[0])
    days: dict[int, set[str]] = {}
    for hour in range(0, 24 * 30, 6):
        moment[0] = NOW + hour * 3_600
        days.setdefault(int(moment[0] // 86_400), set()).add(client.json("/v1/quotes/today")["id"])
    assert all(len(ids) == 1 for ids in days.values())
    quotes = client.json("/v1/quotes?verification=confirmed,reported")["items"]
    assert set.union(*days.values()) == {quote["id"] for quote in quotes}
    assert client.json("/v1/quotes/today?speaker=asha-rao")["id"] == f"{BRIEF}/steadfast"
    assert client.get("/v1/quotes/today?topic=energy&country=US").status_code == 404


def test_a_person_says_what_was_said_about_which_partnership(client: Client) -> None:
    person: dict[str, Any] = client.json("/v1/people/asha-rao")
    (said,) = person["said_of"]
    assert (said["id"], said["count"]) == ("in-ru", 1)
    assert client.json(said["quotes"])["count"] == 1
    assert [office["title"] for office in person["offices"]]


@pytest.mark.parametrize(
    ("url", "parameter", "told"),
    [
        ("/v1/search?q=" + "+".join(f"w{n}" for n in range(33)), "q", "33 words, and may have 32"),
        ("/v1/search?q=abc*+abd*+abe*+abf*", "q", "4 beginnings of words, and may have 3"),
        ("/v1/search?q=ab*", "q", "too short for the beginning of a word"),
        ("/v1/people?q=as&prefix=1", "q", "too short for the beginning of a word"),
        ("/v1/search?q=!?", "q", "no word to look for"),
        ("/v1/search?prefix=1", "prefix", "prefix needs q"),
        ("/v1/search?q=oil&prefix=yes", "prefix", "prefix is 0 or 1"),
        ("/v1/search?kind=aera", "kind", "aera is not a kind"),
        ("/v1/search?group=partnership", "group", "group is brief"),
        ("/v1/search?sort=relevance", "sort", "relevance needs q"),
        ("/v1/search?sort=title", "sort", "title is not a sort"),
        ("/v1/search?ids=a", "ids", "not a parameter"),
        ("/v1/areas?facets=topics", "facets", "topics is not a facet"),
        ("/v1/areas?facets=between", "facets", "between is not a facet"),
        ("/v1/areas?facet_limit=5", "facet_limit", "facet_limit needs facets"),
        ("/v1/areas?facets=topic&facet_limit=101", "facet_limit", "from 1 to 100"),
        ("/v1/countries?facets=topic", "facets", "not a parameter"),
        ("/v1/areas?bom=1", "bom", "bom belongs to CSV"),
        ("/v1/areas.csv?bom=yes", "bom", "bom is 0 or 1"),
        ("/v1/areas.csv?limit=3", "limit", "no meaning in CSV"),
        ("/v1/briefs.csv?view=full", "view", "no meaning in CSV"),
        ("/v1/graph?sort=title", "sort", "not a parameter"),
        ("/v1/graph?format=csv", "format", "not offered"),
        ("/v1/quotes/today?limit=1", "limit", "not a parameter"),
        (f"/v1/briefs/{BRIEF}/related?topic=energy", "topic", "not a parameter"),
    ],
)
def test_a_bad_query_is_told_what_to_do(client: Client, url: str, parameter: str, told: str) -> None:
    response = client.get(url)
    assert response.status_code == 422, response.text
    fault = response.json()["errors"][0]
    assert fault["parameter"] == parameter
    assert told in fault["message"]
