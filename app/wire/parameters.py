"""A query string, cut into parameters."""

from urllib.parse import parse_qsl, quote

# What other sites add to a link: it says nothing to us.
TRACKING = frozenset({"fbclid", "gclid", "mc_cid", "mc_eid", "_"})


def parse(query: bytes) -> list[tuple[str, str]]:
    """Names and values in order; empty values and tracking parameters are left out."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="replace")
    return [(name, value) for name, value in pairs if value.strip() and not _tracking(name)]


def _tracking(name: str) -> bool:
    return name in TRACKING or name.startswith("utm_")


def several(value: str) -> list[str]:
    """The values of a parameter that takes several by comma."""
    return [part.strip() for part in value.split(",") if part.strip()]


def build(pairs: list[tuple[str, str]]) -> str:
    """A query string that reads well: commas, colons and the like stay as they are."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe=',:/-._~')}" for name, value in pairs)
