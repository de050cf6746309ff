"""Answers as JSON. Items are finished already, and are put in as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from app.formats.addresses import Addresses
from app.snapshot.facet import Facet
from app.snapshot.page import Page


def listing(
    description: str,
    page: Page,
    links: Mapping[str, str | None],
    facets: Mapping[str, Facet],
    suggestions: Iterable[str],
    addresses: Addresses,
) -> bytes:
    """A page of a list. Each value of a facet, and each suggestion, comes with the query that it leads to."""
    return orjson.dumps(
        {
            "description": description,
            "count": page.count,
            "items": [orjson.Fragment(item) for item in page.items],
            "facets": {name: _facet(name, facet, addresses) for name, facet in facets.items()},
            "suggestions": [{"q": q, "url": addresses.instead(q)} for q in suggestions],
            "missing": list(page.missing),
            "links": dict(links),
        }
    )


def _facet(name: str, facet: Facet, addresses: Addresses) -> dict[str, Any]:
    values = [{**asdict(value), "url": addresses.toggled(name, value.value)} for value in facet.values]
    return {"count": facet.count, "values": values}
