"""What a search finds."""

from pydantic import Field

from app.schemas.base import ApiUrl, Model, PartialDate
from app.schemas.claim import Verification
from app.schemas.link import Link
from app.schemas.listing import Listing
from app.schemas.source import Source
from app.schemas.vocabulary import EntryKind, Verdict


class Segment(Model):
    """A part of a snippet, to be shown in its order."""

    text: str
    match: bool = Field(description="Whether it is what was asked for.")


class Passage(Model):
    """Something that is said somewhere, with what it rests on."""

    kind: EntryKind
    id: str
    url: ApiUrl = Field(description="Where it is told whole.")
    brief: Link | None = Field(description="Null for what several briefs share.")
    partnership: Link | None = Field(description="Null where it belongs to none.")
    title: str = Field(description="Its title or name; of words, who said them.")
    snippet: list[Segment] = Field(description="The part of its text that matches, or its beginning.")
    score: float | None = Field(description="How well it matches, to compare within one answer; null if not asked.")
    date: PartialDate | None = Field(description="When it happened or was said.")
    verification: Verification | None = Field(description="How far it is established; null for what is no claim.")
    verdict: Verdict | None = Field(description="What we found of an examined text that says it.")
    sources: list[Source] = Field(description="What it rests on.")
    cite: str | None = Field(description="One line to paste; null for what is no prose of ours.")


class Passages(Listing[Passage]):
    """Passages of every kind."""
