"""A stored entry as what it says: the passage that answers a search, with what it rests on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app.snapshot.text import Clause, Segment, snippet


def passage(
    entry: dict[str, Any],
    whole: Callable[[], dict[str, Any]],
    clauses: Sequence[Clause],
    languages: Sequence[str],
    score: float | None,
) -> dict[str, Any]:
    """What a list of passages shows of an entry; `whole` gives the brief that the entry is a card of."""
    review = entry.get("review")
    return {
        "kind": "source" if "link" in entry else entry["kind"],
        "id": entry["id"],
        "url": entry["url"],
        "brief": _brief(entry),
        "partnership": entry.get("partnership"),
        "title": _title(entry),
        "snippet": [asdict(segment) for segment in _snippet(entry, whole, clauses, languages)],
        "score": score,
        "date": entry.get("date"),
        "verification": entry.get("verification"),
        "verdict": review["verdict"] if review else None,
        "sources": _sources(entry),
        "cite": entry.get("cite"),
    }


def _brief(entry: dict[str, Any]) -> dict[str, Any] | None:
    if entry["kind"] == "brief":
        return {"id": entry["id"], "name": entry["title"], "url": entry["url"]}
    brief: dict[str, Any] | None = entry.get("brief")
    return brief


def _title(entry: dict[str, Any]) -> str:
    """What it is called; words are called after who said them."""
    if entry["kind"] == "quote":
        return str(entry["speaker"]["name"] if entry["speaker"] else entry["document"])
    return str(entry.get("title") or entry.get("name") or entry["publisher"])


def _snippet(
    entry: dict[str, Any], whole: Callable[[], dict[str, Any]], clauses: Sequence[Clause], languages: Sequence[str]
) -> list[Segment]:
    """Of the first of its texts that holds what was asked for; else of the first."""
    first: list[Segment] = []
    for text in _texts(entry, whole):
        found = snippet(text, clauses, languages)
        if any(segment.match for segment in found):
            return found
        first = first or found
    return first


def _texts(entry: dict[str, Any], whole: Callable[[], dict[str, Any]]) -> Iterator[str]:
    """Its texts, the one that says most first."""
    names = ("text", "detail", "summary", "note", "title", "name", "occasion", "document", "place", "publisher")
    yield from (entry[name] for name in names if entry.get(name))
    yield from (wording["text"] for wording in entry.get("wordings", ()))
    yield from entry.get("aliases", ())
    if entry["kind"] == "brief":
        found = whole()
        yield from (found[name]["detail"] for name in ("position", "conclusion") if found[name])


def _sources(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """What it rests on: its own sources, or those of the claims in it; a source rests on itself."""
    if "link" in entry:
        return [entry]
    parts = [*entry.get("areas", ()), *entry.get("quotes", ())] if entry["kind"] == "section" else []
    found = [source for part in (entry, *parts) for source in part.get("sources") or ()]
    return list({source["id"]: source for source in found}.values())
