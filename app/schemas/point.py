"""One point of a brief that says why it matters."""

from typing import Literal

from pydantic import Field

from app.schemas.claim import Closing, Opening
from app.schemas.listing import Listing


class _Point(Opening):
    kind: Literal["point"]
    title: str = Field(examples=["Leverage"])
    detail: str = Field(description="The reason; paragraphs are parted by an empty line.")


class Point(Closing, _Point):
    """One reason why it matters."""


class Points(Listing[Point]):
    """Points of one or all briefs that say why it matters."""
