"""The `Link` header (RFC 8288)."""

from collections.abc import Mapping


def link_header(targets: Mapping[str, str | None]) -> str:
    """One header of all relations that have a target."""
    return ", ".join(f'<{target}>; rel="{relation}"' for relation, target in targets.items() if target)
