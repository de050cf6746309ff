"""The graph: partnerships as edges between parties, summed up from their claims as plain Python sums them up."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.kinds import GRAPH
from tests.conftest import Client
from tests.snapshot.building import at, entry, published
from tests.snapshot.plain import Asked, Told, corpora, opened, parties, partnership, questions, tally

COUNTS = {"areas": "area", "points": "point", "quotes": "quote", "events": "event"}
CLAIMS = ("area", "area", "quote", "event", "event", "point", "section", "source", "brief")


def edge(id: str, found: list[Told], now: float) -> dict[str, Any]:
    """An edge as it should be."""
    held = [told for told in found if id in told.values("partnership")]
    days = [told.entry.happened for told in held if told.entry.happened]
    briefs = tally(held, "brief", now)
    return {
        "id": id,
        "parties": parties(id),
        "weight": len(held),
        "counts": {name: sum(told.entry.kind == kind for told in held) for name, kind in COUNTS.items()},
        "topics": tally(held, "topic", now),
        "first": date.fromordinal(min(days)[0]).isoformat() if days else None,
        "last": date.fromordinal(max(last for _, last in days)).isoformat() if days else None,
        "briefs": sorted(briefs, key=lambda brief: (-briefs[brief], brief)),
    }


@given(corpora(CLAIMS), st.lists(questions((GRAPH,)), min_size=5, max_size=15), st.sampled_from([0, 100, 250]))
@settings(max_examples=8, deadline=None)
def test_edges_and_nodes_are_what_plain_python_sums_up(listed: list[Told], asked: list[Asked], now: int) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in asked:
            found = one.finds(listed, now)
            graph = edition.graph(edition.ask(GRAPH, one.pairs))
            ids = {id for told in found for id in told.values("partnership")}
            expected = sorted((edge(id, found, now) for id in ids), key=lambda edge: (-edge["weight"], edge["id"]))
            assert [shown(edge) for edge in graph["edges"]] == expected, one.pairs
            assert graph["count"] == len(expected)
            assert edition.graph(edition.ask(GRAPH, [*one.pairs, ("limit", "1")]))["edges"] == graph["edges"][:1]
            weights = Counter({p: 0 for id in ids for p in parties(id)})
            degrees = Counter(party for id in ids for party in parties(id))
            for each in expected:
                weights.update(dict.fromkeys(each["parties"], each["weight"]))
            assert [(node["id"], node["partnerships"], node["weight"]) for node in graph["nodes"]] == [
                (id, degrees[id], weights[id]) for id in sorted(weights, key=lambda id: (-weights[id], id))
            ]


def shown(edge: dict[str, Any]) -> dict[str, Any]:
    """What `edge` tells, of one that is served."""
    assert edge["briefs"]["count"] == len(edge["briefs"]["items"])
    order = [(-topic["count"], topic["id"]) for topic in edge["topics"]]
    assert order == sorted(order)
    plain = {name: edge[name] for name in ("id", "weight", "counts", "first", "last")}
    topics = {topic["id"]: topic["count"] for topic in edge["topics"]}
    briefs = [brief["id"] for brief in edge["briefs"]["items"]]
    return plain | {"parties": sorted(edge["parties"]), "topics": topics, "briefs": briefs}


def test_an_edge_cites_its_five_weightiest_briefs_and_links_the_rest(tmp_path: Path) -> None:
    listed = [partnership("in-us").entry, entry("energy", "topic")]
    for n in range(7):
        listed.append(entry(f"b{n}", "brief", name=f"Brief {n}", brief=(f"b{n}",), partnership=("in-us",)))
        listed += [
            entry(f"b{n}/{m}", brief=(f"b{n}",), partnership=("in-us",), topic=("energy",)) for m in range(n + 1)
        ]
    edition = at(published(tmp_path, listed))
    (found,) = edition.graph(edition.ask(GRAPH, []))["edges"]
    assert found["briefs"] == {
        "count": 7,
        "url": "/v1/briefs?partnership=in-us",
        "items": [{"id": f"b{n}", "name": f"Brief {n}", "url": f"/v1/briefs/b{n}"} for n in (6, 5, 4, 3, 2)],
    }
    assert found["topics"] == [{"id": "energy", "name": "Energy", "url": "/v1/topics/energy", "count": 28}]
    assert (found["weight"], found["counts"]) == (28, {"areas": 28, "points": 0, "quotes": 0, "events": 0})


def test_what_belongs_to_no_partnership_or_is_no_claim_is_no_edge(tmp_path: Path) -> None:
    listed = [
        *(partnership(id).entry for id in ("in-us", "in-ru")),
        entry("b/1", topic=("energy",)),
        entry("b/2", "section", partnership=("in-us",)),
        entry("b/3", "brief", partnership=("in-us",)),
        entry("b/4", "source", partnership=("in-us",)),
        entry("b/5", partnership=("in-us",), visible=100),
    ]
    snapshot = published(tmp_path, listed)
    assert at(snapshot, 99).graph(at(snapshot, 99).ask(GRAPH, [])) == {"count": 0, "nodes": [], "edges": []}
    assert [edge["id"] for edge in at(snapshot, 100).graph(at(snapshot, 100).ask(GRAPH, []))["edges"]] == ["in-us"]


def test_no_edge_names_an_embargoed_brief_of_a_shared_event(tmp_path: Path) -> None:
    shared = [
        entry(f"shared-{id}", "event", brief=(id, "secret"), partnership=("in-us",), day="2022-01-01")
        for id in ("one", "two")
    ]
    listed = [partnership("in-us").entry, *shared]
    listed += [
        entry(id, "brief", name=id, brief=(id,), visible=100 * (id == "secret")) for id in ("one", "two", "secret")
    ]
    snapshot = published(tmp_path, listed)
    (edge,) = at(snapshot, 99).graph(at(snapshot, 99).ask(GRAPH, []))["edges"]
    assert [brief["id"] for brief in edge["briefs"]["items"]] == ["one", "two"]
    assert edge["briefs"]["count"] == 2
    (edge,) = at(snapshot, 100).graph(at(snapshot, 100).ask(GRAPH, []))["edges"]
    assert [brief["id"] for brief in edge["briefs"]["items"]] == ["secret", "one", "two"]


def test_the_graph_of_the_corpus_sums_up_its_lists(client: Client) -> None:
    for query in ("", "topic=energy&", "brief=india-and-two-powers&", "from=2024&", "q=oil&"):
        graph = client.json(f"/v1/graph?{query}")
        for edge in graph["edges"]:
            of = f"{query}partnership={edge['id']}&limit=1"
            for name, path in {**COUNTS, "points": "why-it-matters", "events": "timeline"}.items():
                path = {"area": "areas", "quote": "quotes"}.get(path, path)
                assert client.json(f"/v1/{path}?{of}")["count"] == edge["counts"][name]
            assert "embargoed" not in str(edge)
        assert {party for edge in graph["edges"] for party in edge["parties"]} == {n["id"] for n in graph["nodes"]}
