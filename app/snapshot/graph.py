"""What partnerships are told of, as a graph."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from app.snapshot.kinds import BRIEF
from app.snapshot.layout import day

_BRIEFS_SHOWN = 5
_COUNTS = {"areas": "area", "points": "point", "quotes": "quote", "events": "event"}


def drawn(
    count: int,
    edges: list[dict[str, Any]],
    partnership: Callable[[str], dict[str, Any]],
    stub: Callable[[str, str], dict[str, str]],
) -> dict[str, Any]:
    """Nodes and edges, of `count` that there are. `edges` come as the index sums them up, the heaviest first;
    `partnership` gives the card of one.
    """
    cards = {edge["id"]: partnership(edge["id"]) for edge in edges}
    degrees, weights = Counter[str](), Counter[str]()
    parties = {}
    for edge in edges:
        for party in cards[edge["id"]]["parties"]:
            parties[party["id"]] = party
            degrees[party["id"]] += 1
            weights[party["id"]] += edge["weight"]
    nodes = [
        party | {"partnerships": degrees[id], "weight": weights[id]}
        for id, party in sorted(parties.items(), key=lambda item: (-weights[item[0]], item[0]))
    ]
    return {"count": count, "nodes": nodes, "edges": [_edge(edge, cards[edge["id"]], stub) for edge in edges]}


def _edge(edge: dict[str, Any], card: dict[str, Any], stub: Callable[[str, str], dict[str, str]]) -> dict[str, Any]:
    briefs = sorted(edge["brief"], key=lambda id: (-edge["brief"][id], id))
    return {
        **{name: card[name] for name in ("id", "name", "url")},
        "parties": [party["id"] for party in card["parties"]],
        "weight": edge["weight"],
        "counts": {plural: edge["kind"].get(kind, 0) for plural, kind in _COUNTS.items()},
        "topics": [
            stub("topic", topic) | {"count": count}
            for topic, count in sorted(edge["topic"].items(), key=lambda item: (-item[1], item[0]))
        ],
        **{name: day(edge[name]) for name in ("first", "last")},
        "briefs": {
            "count": len(briefs),
            "url": f"{BRIEF.path}?partnership={edge['id']}",
            "items": [stub("brief", id) for id in briefs[:_BRIEFS_SHOWN]],
        },
    }
