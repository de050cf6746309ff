"""Lines of the log: JSON, one object each; on a terminal, for people."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from select import PIPE_BUF
from string import punctuation
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

_STDERR = 2
_TOGETHER = 0.2  # seconds
# Lines of several processes stay whole among each other up to PIPE_BUF, 4,096 bytes. A character may take six in JSON.
_SHORT, _LONGEST = 300, 1_500
_PLAIN = punctuation  # what stays as it is in a long URL, beside letters and digits
_requests = logging.getLogger("app.requests")
_QUIET = {"time", "client", "request", "trace"}  # on a terminal nobody asks for these


class Line(logging.Formatter):
    """What the service and the server under it have to say."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else None
        if sys.stderr.isatty():
            text = f"{record.levelname.capitalize()}: {message}" if record.levelno > logging.INFO else message
            return f"{text}\n{trace}" if trace else text
        told = {"time": datetime.now(UTC), "level": record.levelname.lower(), "message": message}
        return _json(told | ({"exception": trace} if trace else {})).decode()


class Answered(NamedTuple):
    """What the log has of a request. `at` is in seconds since 1970, `cache` is `hit`, `miss` or empty."""

    at: float
    method: str
    path: str
    query: bytes
    status: int
    size: int
    seconds: float
    client: Sequence[Any] | None
    number: str
    cache: str
    trace: str


class Requests:
    """Lines of requests, where such are wanted: one for each answer, so that it must cost next to nothing.

    They are made and written together, a little later: what is made in a row is made faster, and a write lets other
    threads go first, which costs more than the line.
    """

    def __init__(self) -> None:
        self._waiting: list[Answered] = []

    def add(self, answered: Answered) -> None:
        """It is written in a moment by the event loop that runs."""
        if not _requests.isEnabledFor(logging.INFO):
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(_TOGETHER, self.write)
        self._waiting.append(answered)

    def write(self) -> None:
        """Whatever waits, now."""
        waiting, self._waiting = self._waiting, []
        line = _shown if sys.stderr.isatty() else _json
        for text in _whole(line(_told(answered)) + b"\n" for answered in waiting):
            # Where nobody reads it, or the disk is full, the answer stands.
            with contextlib.suppress(OSError):
                os.write(_STDERR, text)


def _told(answered: Answered) -> dict[str, Any]:
    query, client = answered.query, answered.client
    url = f"{answered.path}?{query.decode('latin-1')}" if query else answered.path
    told = {
        "time": datetime.fromtimestamp(answered.at, UTC),
        "method": answered.method,
        "url": url if len(url) <= _SHORT else quote(url, _PLAIN, errors="replace")[:_LONGEST],
        "status": answered.status,
        "bytes": answered.size,
        "ms": round(answered.seconds * 1000, 2),
        "client": client[0] if client else None,
        "request": answered.number,
    }
    if answered.cache:
        told["cache"] = answered.cache
    if answered.trace:
        told["trace"] = answered.trace
    return told


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    """As many lines at once as stay whole among those of other processes."""
    text = b""
    for line in lines:
        if text and len(text) + len(line) > PIPE_BUF:
            yield text
            text = b""
        text += line
    if text:
        yield text


def _shown(told: Mapping[str, Any]) -> bytes:
    return " ".join(_plain(str(value)) for name, value in told.items() if name not in _QUIET).encode()


def _plain(text: str) -> str:
    """Nothing that would steer a terminal, or begin a line of its own."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _json(told: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(told, option=orjson.OPT_UTC_Z)
    except TypeError:  # half a character, which UTF-8 does not have
        text = {name: _plain(value) if isinstance(value, str) else value for name, value in told.items()}
        return orjson.dumps(text, option=orjson.OPT_UTC_Z)
