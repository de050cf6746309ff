"""The project's own content, built twice: as it is, and with one brief edited."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import httpx

from app.publish.build import build
from app.snapshot.compile import _point, building
from app.snapshot.reader import Snapshot

_DATA = Path(__file__).parent.parent.parent / "data"
_EDITED = "g20-new-delhi-2023"
_SECONDS = 1  # between two swaps


@dataclass(frozen=True)
class Content:
    """A data folder, and a snapshot folder that holds two snapshots. The second, of the data, is what is served."""

    data: Path
    snapshot: Path
    ids: tuple[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Of a server. Its address is in what it answers: with the same one, all answer the same bytes."""
        return {
            "BRIEFS_DATA": str(self.data),
            "BRIEFS_SNAPSHOT": str(self.snapshot),
            "BRIEFS_PUBLIC_URL": "https://briefs.example.org",
        }

    def check(self, url: str) -> None:
        """That what is served follows the swaps."""
        for id in self.ids:
            _point(self.snapshot, id)
            time.sleep(_SECONDS)
            assert httpx.head(url).headers["snapshot"] == id

    @contextmanager
    def swapping(self) -> Iterator[None]:
        """Meanwhile another snapshot is served every second."""
        done = threading.Event()

        def swap() -> None:
            for id in cycle(self.ids):
                if done.wait(_SECONDS):
                    return
                _point(self.snapshot, id)

        thread = threading.Thread(target=swap)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@contextmanager
def built(folder: Path) -> Iterator[Content]:
    """Made anew. The builders of servers, which see on start whether all is fresh, wait for their turn meanwhile."""
    shutil.rmtree(folder, ignore_errors=True)
    data, snapshot = folder / "data", folder / "snapshot"
    shutil.copytree(_DATA, data)
    first = _published(data, snapshot)
    held = Snapshot.current(snapshot)  # what somebody holds is not removed
    brief = data / "briefs" / f"{_EDITED}.yaml"
    brief.write_text(re.sub(r"^title: .*", "title: Edited", brief.read_text(), count=1, flags=re.MULTILINE))
    second = _published(data, snapshot)
    with building(snapshot):
        yield Content(data, snapshot, (first, second))
    del held


def _published(data: Path, snapshot: Path) -> str:
    outcome = build(data, snapshot)
    assert outcome.snapshot, outcome.faults
    return outcome.snapshot
