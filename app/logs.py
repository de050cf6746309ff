"""Lines of the log: JSON, one object each; on a terminal, for people."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from select import PIPE_BUF
from typing import Any

import orjson

_STDERR = 2
_TOGETHER = 0.2  # seconds
_requests = logging.getLogger("app.requests")
_QUIET = {"client", "request", "trace"}  # on a terminal nobody asks for these


class Line(logging.Formatter):
    """What the service and the server under it have to say."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else None
        if sys.stderr.isatty():
            text = f"{record.levelname.capitalize()}: {message}" if record.levelno > logging.INFO else message
            return f"{text}\n{trace}" if trace else text
        told = {"level": record.levelname.lower(), "message": message}
        return _json(told | ({"exception": trace} if trace else {})).decode()


class Requests:
    """Lines of requests, where such are wanted: one for each answer, so that it must cost next to nothing.

    They are written together, a little later: a write lets other threads go first, which costs more than the line.
    """

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._on_terminal = sys.stderr.isatty()

    def add(self, told: Mapping[str, Any]) -> None:
        """It is written in a moment by the event loop that runs."""
        if not _requests.isEnabledFor(logging.INFO):
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(_TOGETHER, self.write)
        if self._on_terminal:
            line = " ".join(_plain(str(value)) for name, value in told.items() if name not in _QUIET).encode()
        else:
            line = _json(told)
        self._waiting.append(line + b"\n")

    def write(self) -> None:
        """Whatever waits, now."""
        lines, self._waiting = self._waiting, []
        for text in _whole(lines):
            # Where nobody reads it, or the disk is full, the answer stands.
            with contextlib.suppress(OSError):
                os.write(_STDERR, text)


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    """As many lines at once as stay whole among those of other processes."""
    text = b""
    for line in lines:
        if len(text) + len(line) > PIPE_BUF:
            yield text
            text = b""
        text += line
    if text:
        yield text


def _plain(text: str) -> str:
    """Nothing that would steer a terminal, or begin a line of its own."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _json(told: Mapping[str, Any]) -> bytes:
    line = {"time": datetime.now(UTC), **told}
    try:
        return orjson.dumps(line, option=orjson.OPT_UTC_Z)
    except TypeError:  # half a character, which UTF-8 does not have
        text = {name: _plain(value) if isinstance(value, str) else value for name, value in line.items()}
        return orjson.dumps(text, option=orjson.OPT_UTC_Z)
