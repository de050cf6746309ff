"""Dates of HTTP (RFC 9110 §5.6.7)."""

import re
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime

_FORMS = re.compile(
    r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]+day, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}",
    re.ASCII,
)


def http(seconds: float) -> str:
    """`Sun, 06 Nov 1994 08:49:37 GMT`, of seconds since 1970."""
    return formatdate(seconds, usegmt=True)


def parse(text: str) -> int | None:
    """Seconds since 1970; None for what is no date of HTTP, in any of its three forms."""
    if not _FORMS.fullmatch(text.strip()):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return int(found.replace(tzinfo=found.tzinfo or UTC).timestamp())
