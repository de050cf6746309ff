"""A dated thing that happened or is expected."""

from typing import Literal

from pydantic import Field

from app.schemas.base import PartialDate
from app.schemas.claim import Closing, Opening
from app.schemas.link import Link
from app.schemas.listing import Listing
from app.schemas.vocabulary import Stage


class _Event(Opening):
    kind: Literal["event"]
    date: PartialDate
    until: PartialDate | None = Field(description="The end of a span.")
    expected: bool = Field(description="Whether it was still to come when the brief was written.")
    title: str
    detail: str | None
    stage: Stage | None
    area: Link | None = Field(description="The area of cooperation that it belongs to.")
    place: str | None


class Event(Closing, _Event):
    """A dated thing that happened or is expected; shared between briefs or own to one."""


class Timeline(Listing[Event]):
    """Events of one or all briefs."""
