"""A data folder into the snapshot that is served, or into faults."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.content.fault import Fault
from app.errors import CommandError
from app.publish import Publication
from app.publish.cache import FOLDER, Cache
from app.publish.changes import Changes
from app.snapshot import compile
from app.snapshot.current import STALE
from app.snapshot.record import Record

# What is being done with the briefs, how many are done, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build: the id of the snapshot and warnings of what readers lose, or the faults that stopped it."""

    snapshot: str | None
    briefs: int
    entries: int
    faults: list[Fault]


def build(data: Path, snapshot: Path, progress: Progress = lambda stage, done, of: None) -> Outcome:
    """Publish a data folder. With a fault in any file nothing is published, and readers can be told since when.

    Raises CommandError when there is no such folder or the snapshot cannot be written.
    """
    try:
        with compile.building(snapshot):
            return _build(data, snapshot, progress)
    except CommandError:
        _mark_stale(snapshot)
        raise


def _build(data: Path, snapshot: Path, progress: Progress) -> Outcome:
    cache = Cache(snapshot / FOLDER)
    publication = Publication(data, cache, lambda done, of: progress("Reading", done, of))
    if publication.stops:
        _mark_stale(snapshot)
        return Outcome(None, len(publication), 0, publication.stops)
    changes = Changes(publication, data, snapshot)
    entries = _Counted(changes.watched(publication.records()), len(publication), progress)
    origin = str(data.resolve())
    id = compile.compile(snapshot, entries, publication.names, origin=origin, since=changes.since)
    cache.prune()
    (snapshot / STALE).unlink(missing_ok=True)
    return Outcome(id, len(publication), entries.all, changes.warnings)


class _Counted:
    """Entries as they come, and how many have."""

    def __init__(self, entries: Iterable[Record], of: int, progress: Progress) -> None:
        self._entries, self._of, self._progress = entries, of, progress
        self.all = self._briefs = 0

    def __iter__(self) -> Iterator[Record]:
        for entry in self._entries:
            self.all += 1
            if entry.kind == "brief":
                self._briefs += 1
                self._progress("Building", self._briefs, self._of)
            yield entry


def _mark_stale(snapshot: Path) -> None:
    """Remember since when the content is newer than what is served; the first failure counts."""
    try:
        with (snapshot / STALE).open("x") as file:
            file.write(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    except OSError:
        pass  # it is marked already, or nothing can be written here
