"""Lines of the log: JSON, one object each; on a terminal, for people."""

import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

_STDERR = 2
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


def request(told: Mapping[str, Any]) -> None:
    """One line of a request, where such are wanted. It is one for each answer, and must cost next to nothing."""
    if not _requests.isEnabledFor(logging.INFO):
        return
    if sys.stderr.isatty():
        line = " ".join(_plain(str(value)) for name, value in told.items() if name not in _QUIET).encode()
    else:
        line = _json(told)
    try:  # noqa: SIM105 - a context manager would cost more than the line
        os.write(_STDERR, line + b"\n")
    except OSError:
        pass  # nobody reads it, or the disk is full: the answer stands


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
