"""Answers as JSON. Items are finished already, and are put in as they are."""

from collections.abc import Mapping

import orjson

from app.snapshot.reader import Page


def listing(description: str, page: Page, links: Mapping[str, str | None]) -> bytes:
    return orjson.dumps(
        {
            "description": description,
            "count": page.count,
            "items": [orjson.Fragment(item) for item in page.items],
            "facets": {},
            "missing": list(page.missing),
            "links": dict(links),
        }
    )
