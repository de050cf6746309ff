"""Validators (RFC 9110 §8.8)."""

import hashlib


def etag(body: bytes) -> str:
    """A strong validator of these very bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def matches(header: str, tag: str) -> bool:
    """Whether an `If-None-Match` header names the validator, by weak comparison."""
    candidates = (candidate.strip().removeprefix("W/") for candidate in header.split(","))
    return header.strip() == "*" or tag in candidates
