"""One area of cooperation in a section."""

from typing import Literal

from pydantic import Field

from app.schemas.base import PartialDate
from app.schemas.claim import Closing, Opening
from app.schemas.listing import Listing
from app.schemas.vocabulary import Stage


class _Area(Opening):
    kind: Literal["area"]
    title: str = Field(examples=["Semiconductors and AI"])
    detail: str = Field(description="What is established; paragraphs are parted by an empty line.")
    stage: Stage | None = Field(description="The stage of its last event; null where none has one.")
    date: PartialDate | None = Field(description="The date of its last event that has happened.")


class Area(Closing, _Area):
    """One area of cooperation. `detail` is ours; what an examined text says stands in `review`."""


class Areas(Listing[Area]):
    """Areas of cooperation of one or all briefs."""
