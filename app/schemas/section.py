"""What one brief says of one partnership."""

from typing import Literal

from pydantic import Field

from app.schemas.area import Area
from app.schemas.claim import LICENCE, Opening, Review, Tagged
from app.schemas.listing import Listing
from app.schemas.quote import Quote


class _Section(Opening):
    kind: Literal["section"]
    title: str
    summary: str
    areas: list[Area]
    quotes: list[Quote]


class Section(Tagged, _Section):
    """What one brief says of one partnership. Its tags are the union of its claims' tags."""

    review: Review | None = Field(description="What an examined text says of the partnership.")
    cite: str = Field(description="One line to paste.")
    licence: str = Field(examples=[LICENCE])


class Sections(Listing[Section]):
    """Sections of one or all briefs."""
