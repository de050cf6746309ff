"""What a publish would take from readers without a word: ids that vanish, texts that change."""

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from app.content.fault import Fault
from app.content.reading import Outline, Reading
from app.errors import SnapshotBroken
from app.publish import Publication
from app.snapshot.identity import hash41
from app.snapshot.reader import Snapshot
from app.snapshot.record import Record

# What an editor writes in a brief, as it is served.
_WORDS = frozenset(
    {
        "title",
        "summary",
        "detail",
        "text",
        "question",
        "options",
        "claim",
        "why",
        "verdict",
        "status",
        "date",
        "stage",
        "document",
        "occasion",
        "place",
        "until",
        "expected",
        "translated",
        "language",
    }
)


class Changes:
    """What a publication changes of the last snapshot of the same folder; nothing where there is none."""

    def __init__(self, publication: Publication, data: Path, snapshot: Path) -> None:
        self._readings, self._data, self._now = publication.readings, data, time.time()
        self.warnings: list[Fault] = []
        try:
            before = Snapshot.current(snapshot)
        except SnapshotBroken:
            before = None
        self._before = before if before and before.origin == str(data.resolve()) else None
        self._stamps = self._before.stamps() if self._before else {}

    def watched(self, entries: Iterable[Record]) -> Iterator[Record]:
        """The entries as they come; when all have, `warnings` is complete and the last snapshot is let go."""
        for entry in entries:
            self._compare(entry)
            yield entry
        self._finish()

    def since(self, brief: Record) -> int:
        """From when on a brief is as it is now: in seconds since 1970."""
        number, instant = self._stamps.get(hash41(brief.key), (None, 0))
        return instant if number == brief.number else int(self._now)

    def _compare(self, entry: Record) -> None:
        if self._before is None or entry.kind != "brief":
            return
        if self._stamps.get(hash41(entry.key), (None, 0))[0] == entry.number:
            return
        if served := self._before.whole(entry.key, self._now):
            reading = self._readings[entry.key.removeprefix("brief/")]
            assert reading.outline
            before, after = orjson.loads(served), orjson.loads(entry.whole)
            self.warnings += untold(reading.file, reading.outline, before, after)

    def _finish(self) -> None:
        if self._before is None:
            return
        keys = self._before.keys("brief/", self._now, 1_000_000)
        self.warnings += vanished(self._readings, [key.removeprefix("brief/") for key in keys], str(self._data))
        self.warnings.sort()
        self._before = None


def untold(file: str, outline: Outline, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Fault]:
    """A warning for each published id that is gone, and for a change that readers are not told of.

    `before` and `after` are the brief as it was and would be served, whole.
    """
    kept = {f"{before['id']}/{alias}" for alias in outline.claim_aliases}
    for id in sorted(_ids(before) - _ids(after) - kept):
        local = id.partition("/")[2]
        advice = f"Keep `id: {local}`, or add it to `aliases:` of what took its place"
        yield Fault(file, *outline.start, f"the published id {local!r} is gone", advice, "warning")
    told = before["updated"] != after["updated"] or len(before["corrections"]) < len(after["corrections"])
    if not told and _words(before) != _words(after):
        message = "published words have changed, and readers are not told"
        yield Fault(file, *outline.updated, message, "Set `updated:`, or add a correction", "warning")


def vanished(readings: Mapping[str, Reading], published: list[str], folder: str) -> Iterator[Fault]:
    """A warning for each published brief that is no longer there under any id."""
    known = {id for id, reading in readings.items() if not reading.draft}
    known |= {alias for reading in readings.values() if reading.outline for alias, _ in reading.outline.aliases}
    for id in published:
        if id not in known:
            advice = "Keep it as `withdrawn:`, or add its id to `aliases:` of another"
            yield Fault(f"{folder}/briefs/{id}.yaml", 1, 1, "a published brief is gone", advice, "warning")


def _ids(value: Any) -> set[str]:
    """The ids of everything that stands in a brief and is its own."""
    if isinstance(value, list):
        return {id for item in value for id in _ids(item)}
    if not isinstance(value, dict) or "name" in value:
        return set()
    own = {value["id"]} if "/" in value.get("id", "") else set()
    return own.union(*(_ids(part) for part in value.values()))


def _words(value: Any) -> Any:
    """The brief's own words and dates; not what a shared event or a source says."""
    if isinstance(value, list):
        return [_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "link" in value or (value.get("kind") == "event" and value["brief"] is None):
        return None
    return {
        name: part["id"] if name == "speaker" and part else _words(part)
        for name, part in value.items()
        if name in _WORDS or (isinstance(part, list | dict) and name != "counts")
    }
