"""What a publish would take from readers without a word: ids that vanish, texts that change."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from app.content.corpus import Corpus
from app.content.document import Brief
from app.content.fault import Fault
from app.content.yaml_file import YamlFile
from app.errors import SnapshotBroken
from app.publish.brief import identified
from app.snapshot.layout import Entry
from app.snapshot.reader import Snapshot

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
    """What a corpus changes of the last snapshot of the same folder; nothing where there is none."""

    def __init__(self, found: Corpus, data: Path, snapshot: Path) -> None:
        self._found, self._data, self._now = found, data, time.time()
        self._known = set(found.faults)
        self.warnings: list[Fault] = []
        try:
            before = Snapshot.current(snapshot)
        except SnapshotBroken:
            before = None
        self._before = before if before and before.origin == str(data.resolve()) else None

    def watched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they come; when all have, `warnings` is complete and the last snapshot is let go."""
        for entry in entries:
            self._compare(entry)
            yield entry
        self._finish()

    def _compare(self, entry: Entry) -> None:
        if self._before is None or entry.kind != "brief":
            return
        served = self._before.get(entry.key, self._now, "whole")
        if served and served != entry.whole:
            file, brief = self._found.files[entry.id], self._found.briefs[entry.id]
            warn(file, brief, orjson.loads(served), orjson.loads(entry.whole))

    def _finish(self) -> None:
        if self._before is None:
            return
        keys = self._before.keys("brief/", self._now, 1_000_000)
        gone = vanished(self._found, [key.removeprefix("brief/") for key in keys], str(self._data))
        told = {fault for file in (*self._found.files.values(), *gone) for fault in file.faults}
        self.warnings = sorted(told - self._known)
        self._before = None


def warn(file: YamlFile, brief: Brief, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Add a warning to the file for each published id that is gone, and for a change that is not told.

    `before` and `after` are the brief as it was and would be served, whole.
    """
    kept = {f"{before['id']}/{id}" for claim in identified(brief) for id in (claim.id, *claim.aliases)}
    for id in sorted(_ids(before) - _ids(after) - kept):
        local = id.partition("/")[2]
        file.fault(
            (),
            f"the published id {local!r} is gone",
            f"Keep `id: {local}`, or add it to `aliases:` of what took its place",
            warning=True,
        )
    told = before["updated"] != after["updated"] or len(before["corrections"]) < len(after["corrections"])
    if not told and _words(before) != _words(after):
        file.fault(
            ("updated",),
            "published words have changed, and readers are not told",
            "Set `updated:`, or add a correction",
            warning=True,
        )


def vanished(corpus: Corpus, published: list[str], folder: str) -> Iterator[YamlFile]:
    """A file with a warning for each published brief that is no longer there under any id."""
    drafts = {id for id, brief in corpus.briefs.items() if brief.draft}
    known = set(corpus.files) - drafts | {alias for brief in corpus.briefs.values() for alias in brief.aliases}
    for id in published:
        if id not in known:
            file = YamlFile(f"{folder}/briefs/{id}.yaml")
            file.fault(
                (),
                "a published brief is gone",
                "Keep it as `withdrawn:`, or add its id to `aliases:` of another",
                warning=True,
            )
            yield file


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
