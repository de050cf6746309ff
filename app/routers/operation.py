"""What every operation tells the OpenAPI document: its parameters, its answers, its problems."""

from typing import Annotated, Any

from fastapi import Path

from app.errors import (
    CursorExpired,
    HttpError,
    InvalidParameters,
    NotAcceptable,
    NotFound,
    NotReady,
    UrlTooLong,
    Withdrawn,
)
from app.schemas.parameters import documented
from app.snapshot.kinds import TODAY, Kind
from app.snapshot.query import names_of

EXAMPLE = "india-balances-us-and-russia"
_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"

_CSV = {"text/csv": {"schema": {"type": "string", "description": "The whole result, as RFC 4180 with a header."}}}

BriefId = Annotated[
    str, Path(description="The id of a brief.", json_schema_extra={"pattern": _ID, "maxLength": 80}, examples=[EXAMPLE])
]


def local(example: str, noun: str) -> Any:
    """A path parameter for the id of something within a brief, or shared."""
    return Path(
        description=f"The id of {noun}.", json_schema_extra={"pattern": _ID, "maxLength": 255}, examples=[example]
    )


def listing(kind: Kind, model: type, within: bool = False) -> dict[str, Any]:
    """A list of one kind; `within` a brief that the path names."""
    names = [name for name in names_of(kind) if not (within and name == "brief")]
    errors: list[type[HttpError]] = [InvalidParameters, CursorExpired, UrlTooLong, NotReady]
    if within:
        errors += [NotFound, Withdrawn]
    return {
        "response_model": model,
        "responses": {200: {"content": _CSV}, **problems(*errors)},
        "openapi_extra": {"parameters": documented(names, kind.sorts)},
    }


def single(kind: Kind, model: type) -> dict[str, Any]:
    """One answer made of all that the filters of a kind find."""
    return {
        "response_model": model,
        "responses": problems(InvalidParameters, UrlTooLong, NotReady, *([NotFound] if kind is TODAY else [])),
        "openapi_extra": {"parameters": documented(names_of(kind))},
    }


def one(model: type) -> dict[str, Any]:
    """One entry by its id."""
    return {
        "response_model": model,
        "responses": {
            308: {"description": "It has another id: `Location` is the way to it."},
            **problems(NotFound, Withdrawn, UrlTooLong, InvalidParameters, NotReady),
        },
        "openapi_extra": {"parameters": documented(["format"])},
    }


def problems(*errors: type[HttpError]) -> dict[int | str, dict[str, Any]]:
    """The answers by status; two errors of one status share an answer. Any may find that it has no form to give."""
    found: dict[int | str, dict[str, Any]] = {}
    told: list[type[HttpError]] = [NotAcceptable, *errors]
    for error in sorted(told, key=lambda error: (error.status, error.code)):
        texts = [text for text in (found.get(error.status, {}).get("description"), error.meaning) if text]
        found[error.status] = {
            "description": " Or: ".join(texts),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return found
