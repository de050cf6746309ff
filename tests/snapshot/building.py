"""Small snapshots of entries made by hand, compiled and opened as real ones are."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from app.snapshot.compile import building, compile
from app.snapshot.edition import Edition
from app.snapshot.layout import FILTERS, Entry
from app.snapshot.page import Page
from app.snapshot.reader import Snapshot
from app.snapshot.record import record
from app.snapshot.text import indexed
from app.snapshot.vocabulary import Name, fold


def entry(
    id: str,
    kind: str = "area",
    *,
    day: str = "",
    until: str = "",
    visible: int = 0,
    language: str = "en",
    text: str | Sequence[str] = "",
    holds: Sequence[str] = (),
    shown: Mapping[str, Any] | None = None,
    **more: Any,
) -> Entry:
    """`topic=("energy",)` and the like are filter values; `text` is its prose.

    `holds` is the prose of what stands in a brief, `shown` more of an entry's JSON.
    """
    values = {name: more.pop(name) for name in FILTERS if name in more} | {"language": (language,)}
    first = date.fromisoformat(day).toordinal() if day else None
    last = date.fromisoformat(until).toordinal() if until else first
    name = more.setdefault("name", id)
    stored = {"id": id, "title": name} | dict(shown or {})
    more["name"] = fold(name)
    prose = [text] if isinstance(text, str) else list(text)
    return Entry(
        kind=kind,
        id=id,
        visible=visible,
        json=orjson.dumps(stored),
        whole=orjson.dumps(stored | {"whole": True}) if kind == "brief" else b"",
        values=values,
        date=first,
        first=first,
        last=last,
        prose=indexed(name, prose, language, holds if kind == "brief" else None),
        **more,
    )


def names_of(entries: Iterable[Entry]) -> dict[str, list[Name]]:
    """A name for every value, to be spoken of as soon as the first entry that has it is visible."""
    seen: dict[str, dict[str, int]] = {field: {} for field in FILTERS if field != "brief"}
    for one in entries:
        for field in seen:
            for value in one.values.get(field, ()):
                seen[field][value] = min(one.visible, seen[field].get(value, one.visible))
    return {field: [Name(id, id.title(), (), at) for id, at in sorted(ids.items())] for field, ids in seen.items()}


def published(root: Path, entries: Iterable[Entry], names: Mapping[str, Iterable[Name]] | None = None) -> Snapshot:
    """The snapshot of these entries, built under `root` and opened."""
    listed = list(entries)
    with building(root):
        compile(root, map(record, listed), lambda: names_of(listed) if names is None else names)
    snapshot = Snapshot.current(root)
    assert snapshot is not None
    return snapshot


def at(snapshot: Snapshot, now: float = 0) -> Edition:
    """What is visible of a snapshot at an instant."""
    return Edition(snapshot, bisect_right(snapshot.instants, now))


def ids(page: Page) -> list[str]:
    return [orjson.loads(item)["id"] for item in page.items]
