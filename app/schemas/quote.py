"""Words said by a person, an organisation or a document."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Model, PartialDate
from app.schemas.claim import Closing, Opening
from app.schemas.link import Actor
from app.schemas.listing import Listing
from app.schemas.source import Source


class Original(Model):
    """The words before translation."""

    language: str = Field(examples=["hi"])
    text: str


class Wording(Model):
    """The same remark as others have it."""

    text: str
    sources: list[Source]


class _Quote(Opening):
    kind: Literal["quote"]
    text: str = Field(description="The words alone.")
    translated: bool = Field(description="Whether the words are a translation.")
    original: Original | None
    speaker: Actor | None = Field(description="Who said it; null where a document does.")
    document: str | None = Field(description="The document that says it.")
    date: PartialDate | None
    occasion: str | None
    wordings: list[Wording] = Field(description="Other wordings of the same remark.")


class Quote(Closing, _Quote):
    """Words said by a person, an organisation or a document."""


class Quotes(Listing[Quote]):
    """Quotes of one or all briefs."""
