"""Briefs read and rendered, each by itself: by this process, or by one for each core where there are very many."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from app.content import corpus, reading
from app.content.document import Brief
from app.content.reading import Reading
from app.content.registry import Registry
from app.content.yaml_file import YamlFile
from app.publish import brief
from app.publish.cache import Cache, Keys, Rendered
from app.publish.directory import Directory
from app.publish.usage import Usage
from app.snapshot.record import record

# From so many on, starting processes costs less than it spares.
MANY = 500
_AT_ONCE = 20


class Read(NamedTuple):
    """What came of a file, and the key under which it is kept: None where it is not."""

    reading: Reading
    key: str | None


class Renderer:
    """Reads and renders briefs beside one registry. Without `keys` nothing can be rendered, or kept."""

    def __init__(self, registry: Registry, keys: Keys | None, cache: Cache) -> None:
        self._registry, self._keys, self._cache = registry, keys, cache
        self._directory = Directory(registry)

    def recall(self, file: YamlFile) -> Read | None:
        """What came of a file before, if it is known. One that cannot be fetched has nothing to be known by."""
        if self._keys is None or file.faults:
            return None
        key = self._keys.key(file)
        found: Reading | None = self._cache.recall(key)
        return Read(found, key) if found else None

    def read(self, file: YamlFile) -> Read:
        key = self._keys.key(file) if self._keys and not file.faults else None
        found, document = reading.read(file, self._registry)
        if key:
            rendered = self._rendered(Path(file.name).stem, document) if document and found.publishable else None
            self._cache.keep(key, found, rendered)
        return Read(found, key)

    def _rendered(self, id: str, document: Brief) -> Rendered:
        usage = Usage()
        entries = list(brief.retired(id, document))
        if not document.withdrawn:
            entries += brief.entries(id, document, self._directory, usage)
        return Rendered([record(entry) for entry in entries], usage)


def together(paths: Iterable[Path], data: Path, keys: Keys, cache: Path) -> Iterator[Read]:
    """What `Renderer.read` gives of each, in order, by as many processes as there are cores. The registry is kept."""
    pool = ProcessPoolExecutor(
        len(os.sched_getaffinity(0)),
        multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(data, keys, cache, os.getpid()),
    )
    try:
        yield from pool.map(_read, paths, chunksize=_AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


_worker: tuple[Path, Renderer]


def _begin(data: Path, keys: Keys, folder: Path, parent: int) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the work, and says so
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    cache = Cache(folder)
    _worker = data, Renderer(cache.recall(keys.registry), keys, cache)


def _end_with(parent: int) -> None:
    """A parent that is killed tells nobody."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _read(path: Path) -> Read:
    data, renderer = _worker
    return renderer.read(corpus.fetch(path, data))
