"""Whether a request holds under its own conditions (RFC 9110 §13.2.2)."""

from collections.abc import Mapping
from enum import Enum

from app.wire import date
from app.wire.etag import matches

HEADERS = frozenset({b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"})


class Outcome(Enum):
    """What becomes of a GET or HEAD that would be answered 200."""

    PERFORM = 200
    NOT_MODIFIED = 304
    FAILED = 412


def evaluate(conditions: Mapping[bytes, str], tag: str, modified: int | None) -> Outcome:
    """`conditions` are the request's headers among HEADERS; `modified` is in seconds since 1970, where it is known.

    Where there is a validator for it, a date counts for nothing.
    """
    if (wanted := conditions.get(b"if-match")) is not None:
        if not matches(wanted, tag, weak=False):
            return Outcome.FAILED
    elif _changed(modified, conditions.get(b"if-unmodified-since")) is True:
        return Outcome.FAILED
    if (known := conditions.get(b"if-none-match")) is not None:
        return Outcome.NOT_MODIFIED if matches(known, tag) else Outcome.PERFORM
    unchanged = _changed(modified, conditions.get(b"if-modified-since")) is False
    return Outcome.NOT_MODIFIED if unchanged else Outcome.PERFORM


def _changed(modified: int | None, since: str | None) -> bool | None:
    """None where nobody can say: a date that is none counts as not given (§13.1.3)."""
    seconds = date.parse(since) if since is not None else None
    return None if modified is None or seconds is None else modified > seconds
