"""Changes of a data folder, as they settle."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

_SETTLED_MS = 50  # so long nothing may happen before a change counts as done: a git checkout is one change
_LOOK_MS = 300  # how often to see whether the folder itself is still the same one
_ABSENT_SECONDS = 0.2


def changes(folder: Path, alive: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Yield at once, and then after each change of what is read from `folder`, until `alive` says no.

    Editors' temporary files change nothing that is read. The folder may go and come back. What changes while the
    caller is at work is not missed.
    """
    seen = fingerprint(folder)
    yield
    while alive():
        for _ in _stirrings(folder, alive):
            found = fingerprint(folder)
            if found != seen:
                seen = found
                yield


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    """Name, inode, size and time of change of every file that is read."""
    found = set()
    for path in (*_files(folder / "briefs"), *_files(folder / "reference")):
        try:
            status = path.stat()
        except OSError:
            found.add((str(path), 0, 0, 0))
        else:
            found.add((str(path), status.st_ino, status.st_size, status.st_ctime_ns))
    return frozenset(found)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != "."]
    except OSError:
        return []


def _stirrings(folder: Path, alive: Callable[[], bool]) -> Iterator[None]:
    """Whenever something happens in the folder, until it is not the same folder any more."""
    inode = _inode(folder)
    if inode is None:
        time.sleep(_ABSENT_SECONDS)
        yield
        return
    watch = watchfiles.watch(
        folder,
        watch_filter=None,
        step=_SETTLED_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    begun = False
    for batch in watch:
        if batch or not begun:  # something may have happened before the watch began
            begun = True
            yield
        if not alive():
            return
        if _inode(folder) != inode:
            yield
            return


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None
