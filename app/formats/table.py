"""Every format that data is served in: its name as a suffix and in `format=`, and its media type."""

from functools import lru_cache

from app.wire import accept

FORMATS = {"json": "application/json", "csv": "text/csv; charset=utf-8; header=present"}
DEFAULT = "json"

_TYPES = {media_type.partition(";")[0]: name for name, media_type in FORMATS.items()}


@lru_cache(maxsize=100)
def accepted(header: bytes) -> tuple[str, ...]:
    """The formats that an `Accept` header allows, best first; of equals, the default first."""
    return tuple(_TYPES[found] for found in accept.media(header.decode("latin-1"), tuple(_TYPES)))
