"""The snapshot that is served, and its swap for the next: one finished reference, replaced at once."""

import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime
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
        self.opened: float = 0

    def follow(self) -> bool:
        """Open what the pointer names, if it is another than the one served. Whether there was a swap.

        Raises SnapshotBroken; what was served before then still is. May run in another thread than requests do.
        """
        id = current_id(self._root)
        if id is None or (self._snapshot and self._snapshot.id == id):
            return False
        snapshot = Snapshot.current(self._root)
        if snapshot is None:
            return False
        self._snapshot, self.opened = snapshot, self._clock()
        return True

    def today(self) -> date:
        """In UTC."""
        return datetime.fromtimestamp(self._clock(), UTC).date()

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

    def now(self) -> float:
        """In seconds since 1970."""
        return self._clock()

    def edition(self) -> Edition:
        """What is visible now. Raises NotReady while nothing is published."""
        edition = self.visible()
        if edition is None:
            raise NotReady("Nothing is published yet.", headers={"Retry-After": "2"})
        return edition

    def visible(self) -> Edition | None:
        """What is visible now; None while nothing is published."""
        snapshot = self._snapshot  # once: it may be swapped meanwhile, and its instants belong to it alone
        if snapshot is None:
            return None
        edition, now = self._edition, self._clock()
        if edition is None or edition.snapshot is not snapshot or now >= edition.until:
            edition = self._edition = Edition(snapshot, bisect_right(snapshot.instants, now))
        return edition
