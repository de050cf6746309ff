"""What keeps a running service up to date: it follows the snapshot folder, and one worker of all sees that it is fresh.

Building is another process's work: serving loads nothing of it, and waits for nothing of it.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from app.errors import SnapshotBroken
from app.settings import Settings
from app.snapshot.current import Current

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.1
_RESTART_SECONDS = 1.0
_LOCK = ".publisher"
_LINE = 1024 * 1024  # bytes of what a build may say in one line


@contextlib.asynccontextmanager
async def kept_up(settings: Settings, current: Current) -> AsyncIterator[None]:
    """Serve the snapshot that there is, and newer ones as they come.

    Without any, the first is built, by whichever worker is first, before a request is taken.
    """
    _follow(current)
    fresh = not current.ready
    if fresh:
        await _first(settings, current)
    tasks = [asyncio.create_task(_keep_following(current)), asyncio.create_task(_publish(settings, fresh=fresh))]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_following(current: Current) -> None:
    told = ""
    while True:
        await asyncio.sleep(_POLL_SECONDS)
        told = await asyncio.to_thread(_follow, current, told)


def _follow(current: Current, told: str = "") -> str:
    """Swap if there is something newer. What is wrong is returned, and logged unless it was `told` before."""
    try:
        if current.follow():
            log.info("Serving snapshot %s", current.edition().snapshot.id)
    except SnapshotBroken as error:
        if str(error) != told:
            log.error("%s", error)
        return str(error)
    return ""


async def _first(settings: Settings, current: Current) -> None:
    """Build the first snapshot, or wait for the worker that does: what it cannot build, no other can."""
    waited = False
    while not current.ready:
        with _turn(settings) as ours:
            if ours and not waited:
                await _build(settings)
            if ours:
                _follow(current)
                return
        waited = True
        await asyncio.sleep(_POLL_SECONDS)
        _follow(current)


async def _publish(settings: Settings, *, fresh: bool) -> None:
    """See that the content is published: every edit, or what has changed before the start. One worker does it.

    Whoever waits for the service to come up goes first.
    """
    await asyncio.sleep(_RESTART_SECONDS / 2)
    while True:
        with _turn(settings) as ours:
            if ours and settings.watch:
                await _build(settings, "--watch", "--while", str(os.getpid()))
            elif ours and not fresh:
                await _build(settings)
        if not settings.watch:
            return
        await asyncio.sleep(_RESTART_SECONDS)


@contextlib.contextmanager
def _turn(settings: Settings) -> Iterator[bool]:
    """Whether it is our turn to publish, and nobody else's: of those that share a snapshot folder on this machine."""
    try:
        settings.snapshot.mkdir(parents=True, exist_ok=True)
        file = (settings.snapshot / _LOCK).open("a")
    except OSError:
        yield True  # nothing can be written here, which the build will tell
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


async def _build(settings: Settings, *options: str) -> None:
    """Build in a child process. What it says is logged, its faults too; what is served stays."""
    if not _writable(settings.snapshot):
        log.info("%s cannot be written: what is there is served, and not renewed.", settings.snapshot)
        return
    command = [sys.executable, "-P", "-m", "app", "build", "--quiet", *options]
    environment = {**os.environ, "BRIEFS_DATA": str(settings.data), "BRIEFS_SNAPSHOT": str(settings.snapshot)}
    child = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE, limit=_LINE)
    assert child.stderr
    try:
        async for line in child.stderr:
            log.warning("%s", line.decode("utf-8", "replace").rstrip("\n"))
        if await child.wait():
            log.error("The content was not published.")
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()


def _writable(path: Path) -> bool:
    folder = next((each for each in (path, *path.parents) if each.exists()), None)
    return folder is not None and os.access(folder, os.W_OK)
