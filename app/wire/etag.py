"""Validators (RFC 9110 §8.8)."""

import hashlib
import re

# An opaque tag holds any visible character but a quotation mark (§8.8.3).
_TAG = re.compile(r'(?:^|,)\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?=,|$)')


def etag(body: bytes) -> str:
    """A strong validator of these very bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def coded(tag: str, coding: str) -> str:
    """The validator of the same bytes in a content coding: other bytes, so another validator."""
    return tag if coding == "identity" else f'{tag[:-1]}-{coding}"'


def matches(header: str, tag: str, *, weak: bool = True) -> bool:
    """Whether a list of validators, or `*`, names this one; strongly compared, a weak one never does (§8.8.3.2)."""
    if header.strip() == "*":
        return True
    return any(found[2] == tag and (weak or not found[1]) for found in _TAG.finditer(header))
