"""The parameters of lists, as the OpenAPI document describes them. Structure is enumerated, content never is."""

from collections.abc import Iterable
from typing import Any

from app.schemas.vocabulary import Stage, Status, Verdict

# An empty parameter is one not given.
_DATE = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"


def _several(description: str, **items: Any) -> dict[str, Any]:
    return {
        "description": f"{description} Several, repeated or by comma, mean *or*.",
        "schema": {"type": "array", "items": {"type": "string", **items}},
    }


def _one(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


_COUNTRY = "By code or everyday name, such as `US`, `usa`, `United States`."

# An example fills the field in the docs, and only what works in every list may stand there: the others are in the text.
_PARAMETERS: dict[str, dict[str, Any]] = {
    "q": _one(
        'Words to find, such as `crude oil`; all of them must be there, in any form. Also `"an exact phrase"`, '
        "`-word` to leave out, `word*` for what begins so."
    ),
    "between": {
        "description": "All of these are parties, in any order: countries or organisations, such as `India,Russia`.",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    "topic": _several("About this topic, such as `energy`."),
    "country": _several(f"A party, or what it is about. {_COUNTRY}"),
    "organisation": _several("A party, or what it is about, such as `brics`."),
    "partnership": _several("Of this partnership: its parties' ids joined by hyphens, such as `in-us`."),
    "person": _several("Who speaks or takes part, such as `narendra-modi`."),
    "speaker": _several("Who speaks, such as `narendra-modi`."),
    "initiative": _several("Under this initiative, such as `icet`."),
    "brief": _several("Of this brief, such as `india-balances-us-and-russia`."),
    "kind": _several("What kind of thing it is; of sources, what kind of source."),
    "perspective": _several(f"Whose foreign policy it is. {_COUNTRY}"),
    "language": _several("The language of its prose, such as `en`."),
    "verification": _several("How far it is established.", enum=[status.value for status in Status]),
    "verdict": _several("What we found of an examined text's claim.", enum=[verdict.value for verdict in Verdict]),
    "stage": _several("How far it has come.", enum=[stage.value for stage in Stage]),
    "publisher": _several("Who published a source of it, such as `The Hindu` or `the-hindu`."),
    "from": _one("Not over before this year, month or day, such as `2024` or `2024-07-09`.", pattern=_DATE),
    "to": _one("Begun by the end of this year, month or day, such as `2025-06`.", pattern=_DATE),
    "exclude": {
        "description": "Leaves out what a filter would find, such as `topic:energy,country:RU`.",
        "schema": {"type": "array", "items": {"type": "string", "pattern": "^([a-z]+:.+)?$"}},
    },
    "ids": {
        "description": "These alone, in this order; those that there are not are named in `missing`.",
        "schema": {"type": "array", "items": {"type": "string"}, "maxItems": 100},
    },
    "prefix": _one("`1`: the last word of `q` may be the beginning of one, as while typing.", enum=["0", "1"]),
    "group": _one("`brief`: the best of each brief alone; counts and pages are by brief then.", enum=["brief"]),
    "facets": {
        "description": "Count the values of these filters among what is found, such as `topic,country`.",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    "facet_limit": {
        "description": "How many values of each facet.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
    },
    "view": _one("`full` gives whole briefs.", enum=["card", "full"], default="card"),
    "sort": _one("`relevance` needs `q`, and is the default with it."),
    "limit": {
        "description": "How many on a page: 20 if nothing is said. Of the graph, how many edges: 100.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
        "example": 3,
    },
    "cursor": _one("Where the page begins: take it from `links`."),
    "format": _one("The format; a suffix such as `.json` says the same.", enum=["json", "csv"], default="json"),
    "bom": _one("`1`: CSV begins with a byte order mark, which Excel needs.", enum=["0", "1"]),
}

# `q`, `between` and `topic` come first in the docs, paging last.
_ORDER = {name: place for place, name in enumerate(_PARAMETERS)}


def documented(names: Iterable[str], sorts: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The OpenAPI parameters of a list: by reference, but for `sort`, whose values are the list's own."""
    return [
        _sort(list(sorts)) if name == "sort" else {"$ref": f"#/components/parameters/{name}"}
        for name in sorted(names, key=_ORDER.__getitem__)
    ]


def components() -> dict[str, dict[str, Any]]:
    """The parameters that lists refer to."""
    return {name: _parameter(name) for name in _PARAMETERS if name != "sort"}


def _sort(sorts: list[str]) -> dict[str, Any]:
    return _parameter("sort") | {"schema": {"type": "string", "enum": sorts, "default": sorts[0]}}


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, **_PARAMETERS[name]}
