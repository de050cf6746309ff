"""Entries into a snapshot on disk: written aside, checked, synced, then pointed at.

Whatever is killed at whatever moment, the pointer names a whole snapshot or none. Builders queue for one lock;
readers hold a shared lock on what they serve, and an old snapshot is removed only when nobody holds it.
"""

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import tantivy

from app.errors import SnapshotUnwritable
from app.snapshot import text, vocabulary
from app.snapshot.identity import Identity
from app.snapshot.layout import MODIFIED, SPACES, VERSION, WHOLE, schema
from app.snapshot.record import Record, stamp
from app.snapshot.vocabulary import Name

POINTER, MANIFEST, NAMES, INDEX, LOCK = "current", "manifest.json", "names.json", "index", "lock"
_ASIDE = ".building-"
# Tantivy parts an index that outgrows this, and orders the parts by chance.
_HEAP = 2_000_000_000


@contextmanager
def unwritable(root: Path) -> Iterator[None]:
    """What the disk refuses, as SnapshotUnwritable."""
    try:
        yield
    except (OSError, ValueError) as error:  # Tantivy tells a full disk as a ValueError
        raise SnapshotUnwritable(f"{root} cannot be written: {error}. What was there before is untouched.") from error


@contextmanager
def building(root: Path) -> Iterator[None]:
    """The turn of one builder: others wait until it is over, and each reads its content after that.

    Raises SnapshotUnwritable.
    """
    with unwritable(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / ".lock").open("a")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def compile(
    root: Path,
    records: Iterable[Record],
    names: Callable[[], Mapping[str, Iterable[Name]]],
    *,
    origin: str = "",
    since: Callable[[Record], int] = lambda record: int(time.time()),
) -> str:
    """Write the snapshot of these entries under `root`, make it the current one, and return its id.

    Call it within `building`. `records` come in an order that content alone decides; `names` is called after the last
    of them. `origin` tells where they are from, `since` from when on a brief is as it is now, in seconds since 1970:
    neither is a part of the id. Raises SnapshotUnwritable with the reason; what was current before then still is.
    """
    with unwritable(root):
        _remove_torn(root)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
        try:
            id = _write(aside, records, names, origin, since)
            _install(aside, root / id)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        _point(root, id)
        _remove_old(root, id)
        return id


def _remove_torn(root: Path) -> None:
    """What a killed builder left behind: nobody else builds while we hold the lock."""
    for torn in root.glob(f"{_ASIDE}*"):
        shutil.rmtree(torn, ignore_errors=True)


def _write(
    folder: Path,
    records: Iterable[Record],
    names: Callable[[], Mapping[str, Iterable[Name]]],
    origin: str,
    since: Callable[[Record], int],
) -> str:
    identity, instants, keys, counts = Identity(), set(), set(), Counter[str]()
    with _writers(folder / INDEX) as writers:
        for record in records:
            if record.order in keys:
                raise AssertionError(f"two entries of one order key: {record.key}")
            keys.add(record.order)
            for kind, document in zip((record.kind, WHOLE), record.documents, strict=False):
                writers[kind].add_json(document)
                counts[kind] += 1
            if record.kind == "brief":
                writers[MODIFIED].add_json(stamp(record, since(record)))
                counts[MODIFIED] += 1
            identity.add(record.digest)
            instants.add(record.visible)
    names_json = orjson.dumps(vocabulary.to_json(names()))
    id = identity.digest(names_json)
    manifest = {
        "layout": VERSION,
        "id": id,
        "origin": origin,
        "built": datetime.fromtimestamp(int(time.time()), UTC).isoformat().replace("+00:00", "Z"),
        "instants": sorted(instants - {0}),
        "entries": counts,
    }
    (folder / NAMES).write_bytes(names_json)
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest))
    (folder / LOCK).touch()
    _check(folder, counts)
    _let_read(folder)
    _sync(folder)
    return id


class _Writers(dict[str, tantivy.IndexWriter]):
    """The writer of each kind's index, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __missing__(self, kind: str) -> tantivy.IndexWriter:
        folder = self._folder / kind
        folder.mkdir(parents=True)
        index = tantivy.Index(schema(), path=str(folder))
        index.register_tokenizer(SPACES, text.spaces())
        self[kind] = writer = index.writer(heap_size=_HEAP, num_threads=1)
        return writer


@contextmanager
def _writers(folder: Path) -> Iterator[_Writers]:
    """One writer for each index, so that equal content is in equal order; what they were given is written at the end.

    Those of several kinds work at once.
    """
    writers = _Writers(folder)
    try:
        yield writers
        with ThreadPoolExecutor(max(len(writers), 1)) as threads:
            for _ in threads.map(_commit, writers.values()):
                pass
    finally:
        writers.clear()  # waits for their threads, which would write into a folder that is being removed


def _commit(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()


def _check(folder: Path, counts: Mapping[str, int]) -> None:
    for kind, count in counts.items():
        found = tantivy.Index.open(str(folder / INDEX / kind)).searcher().num_docs
        if found != count:
            raise AssertionError(f"the index of {kind} holds {found} entries of {count}")


def _let_read(folder: Path) -> None:
    """Whoever serves may be another user than who builds; Tantivy and mkdtemp let none but the builder read."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _sync(folder: Path) -> None:
    """Every file first, then every folder, so that no name outlives its content in a power cut."""
    for path in [*(p for p in folder.rglob("*") if p.is_file()), *(p for p in folder.rglob("*") if p.is_dir()), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _install(aside: Path, place: Path) -> None:
    """Equal content has an equal id: what is there already is as good, if it is whole."""
    if _is_whole(place):
        return
    shutil.rmtree(place, ignore_errors=True)
    aside.rename(place)


def _is_whole(folder: Path) -> bool:
    """Whether a folder holds a snapshot of this layout with every part."""
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        names = orjson.loads((folder / NAMES).read_bytes())
        vocabularies = vocabulary.Vocabularies(names)
        for field in names:
            _ = vocabularies[field]
        _check(folder, manifest["entries"])
        return bool(manifest["layout"] == VERSION and manifest["id"] == folder.name and (folder / LOCK).is_file())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return False


def _point(root: Path, id: str) -> None:
    pointer = root / f".{POINTER}"
    with pointer.open("w") as file:
        file.write(id)
        file.flush()
        os.fsync(file.fileno())
    pointer.rename(root / POINTER)
    descriptor = os.open(root, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(root: Path, current: str) -> None:
    for old in root.iterdir():
        if old.name == current or not re.fullmatch(r"[0-9a-f]{16}", old.name):
            continue
        if not (old / LOCK).is_file():  # what a builder left that was killed while it removed this
            shutil.rmtree(old, ignore_errors=True)
            continue
        with (old / LOCK).open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # The manifest goes first: without it, nothing takes what is left for a snapshot.
            (old / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(old, ignore_errors=True)
