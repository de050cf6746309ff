"""A data folder into the snapshot that is served, or into faults."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.content import corpus
from app.content.fault import Fault
from app.errors import CommandError
from app.publish import Publication
from app.publish.changes import Changes
from app.snapshot import compile
from app.snapshot.current import STALE
from app.snapshot.layout import Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build: the id of the snapshot and warnings of what readers lose, or the faults that stopped it."""

    snapshot: str | None
    briefs: int
    faults: list[Fault]


def build(data: Path, snapshot: Path, progress: Callable[[int, Entry], None] = lambda briefs, entry: None) -> Outcome:
    """Publish a data folder. With a fault in any file nothing is published, and readers can be told since when.

    `progress` is told of every entry, and of how many briefs there are in all. Raises CommandError when there is no
    such folder or the snapshot cannot be written.
    """
    try:
        found = corpus.load(data)
        publication = Publication(found)
        briefs = len(publication)
        if not found.stops:
            changes = Changes(found, data, snapshot)
            id = compile.compile(
                snapshot,
                changes.watched(publication.entries()),
                publication.names,
                origin=str(data.resolve()),
                progress=lambda entry: progress(briefs, entry),
            )
            (snapshot / STALE).unlink(missing_ok=True)
            return Outcome(id, briefs, changes.warnings)
    except CommandError:
        _mark_stale(snapshot)
        raise
    _mark_stale(snapshot)
    return Outcome(None, briefs, found.stops)


def _mark_stale(snapshot: Path) -> None:
    """Remember since when the content is newer than what is served; the first failure counts."""
    try:
        with (snapshot / STALE).open("x") as file:
            file.write(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    except OSError:
        pass  # it is marked already, or nothing can be written here
