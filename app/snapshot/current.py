"""The snapshot that is served, and its swap for the next: one finished reference, replaced at once."""

import time
from bisect import bisect_right
from collections.abc import Callable
from math import inf
from pathlib import Path

from app.errors import NotReady
from app.snapshot.edition import Edition
from app.snapshot.reader import Snapshot, current_id

# In the snapshot folder: since when a build has failed.
STALE = "stale"


class Current:
    """Follows the pointer of a snapshot folder. `clock` gives seconds since 1970."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        self._root, self._clock = root, clock
        self._snapshot: Snapshot | None = None
        self._edition: Edition | None = None
        self._until: float = inf
        self.opened: float = 0

    def follow(self) -> bool:
        """Open what the pointer names, if it is another than the one served. Whether there was a swap.

        Raises SnapshotBroken; what was served before then still is.
        """
        id = current_id(self._root)
        if id is None or (self._snapshot and self._snapshot.id == id):
            return False
        snapshot = Snapshot.current(self._root)
        self._snapshot, self._edition, self.opened = snapshot, None, self._clock()
        return snapshot is not None

    @property
    def ready(self) -> bool:
        return self._snapshot is not None

    @property
    def stale_since(self) -> str | None:
        """The instant since which the content is newer than what is served, and cannot be published."""
        try:
            return (self._root / STALE).read_text() or None
        except OSError:
            return None

    def edition(self) -> Edition:
        """What is visible now. Raises NotReady while nothing is published."""
        if self._snapshot is None:
            raise NotReady("Nothing is published yet.", headers={"Retry-After": "2"})
        now = self._clock()
        edition = self._edition
        if edition is None or edition.snapshot is not self._snapshot or now >= self._until:
            instants = self._snapshot.instants
            passed = bisect_right(instants, now)
            self._until = instants[passed] if passed < len(instants) else inf
            edition = self._edition = Edition(self._snapshot, passed)
        return edition
