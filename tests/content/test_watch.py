"""Changes of a data folder, as they settle."""

import threading
import time
from queue import Queue

import pytest

from app.content.watch import changes, fingerprint
from tests.conftest import Folder


@pytest.fixture
def seen(folder: Folder) -> "Queue[float]":
    """The moments at which the folder is told to have changed; the first is the start."""
    moments: Queue[float] = Queue()

    def follow() -> None:
        for _ in changes(folder.path):
            moments.put(time.monotonic())

    threading.Thread(target=follow, daemon=True).start()
    moments.get(timeout=10)
    time.sleep(0.3)
    return moments


def test_a_change_is_told_once_and_soon(folder: Folder, seen: "Queue[float]") -> None:
    began = time.monotonic()
    folder.brief("one")
    assert seen.get(timeout=10) - began < 5
    time.sleep(0.5)
    assert seen.empty()


def test_many_changes_at_once_are_one(folder: Folder, seen: "Queue[float]") -> None:
    for number in range(100):
        folder.brief(f"brief-{number}")
    seen.get(timeout=10)
    time.sleep(1)
    assert seen.qsize() <= 2


def test_a_file_that_is_not_read_changes_nothing(folder: Folder) -> None:
    folder.brief("one")
    before = fingerprint(folder.path)
    for name in ("briefs/.one.yaml.swp", "briefs/one.yaml~", "briefs/notes.txt", "other.yaml"):
        folder.write(name, "x")
    assert fingerprint(folder.path) == before
    folder.brief("one", "language: hi\n")
    assert fingerprint(folder.path) != before


def test_a_folder_that_is_not_there_is_waited_for(folder: Folder) -> None:
    stop = threading.Event()
    told = changes(folder.path / "later", lambda: not stop.is_set())
    next(told)
    Folder(folder.path / "later").brief("one")
    next(told)
    stop.set()
    assert list(told) == []
