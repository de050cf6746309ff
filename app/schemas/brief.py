"""One editorial document."""

from typing import Literal

from pydantic import Field

from app.schemas.base import ApiUrl, Day, Instant, Model, PartialDate
from app.schemas.claim import LICENCE, Statement
from app.schemas.event import Event
from app.schemas.link import CountryLink, Link
from app.schemas.listing import Listing
from app.schemas.point import Point
from app.schemas.quote import Quote
from app.schemas.section import Section
from app.schemas.source import Source


class BriefCounts(Model):
    """How much a brief holds, each of which is a list under it."""

    sections: int
    areas: int
    points: int
    quotes: int
    events: int
    sources: int


class Question(Model):
    """A question for readers, with answers to choose from where there are any."""

    id: str = Field(description="`<brief>/<id>`.")
    question: str
    options: list[str]


class Correction(Model):
    """A mistake of ours, corrected."""

    date: Day
    of: str | None = Field(description="The id of the corrected claim.")
    was: str
    now: str
    note: str | None


class BriefCard(Model):
    """A brief in a list: a strict subset of the whole."""

    kind: Literal["brief"]
    id: str = Field(examples=["india-balances-us-and-russia"])
    url: ApiUrl = Field(examples=["/v1/briefs/india-balances-us-and-russia"])
    title: str
    summary: str = Field(description="Plain text; paragraphs are parted by an empty line.")
    language: str = Field(examples=["en"])
    perspective: CountryLink | None = Field(description="Whose foreign policy it is.")
    published: Instant
    updated: Instant | None
    as_of: PartialDate = Field(description="The newest fact known.")
    examines: Source | None = Field(description="The text whose claims the `review` blocks judge.")
    countries: list[CountryLink]
    organisations: list[Link]
    topics: list[Link]
    people: list[Link]
    initiatives: list[Link]
    counts: BriefCounts
    cite: str = Field(description="One line to paste.")
    licence: str = Field(examples=[LICENCE])


class Brief(BriefCard):
    """A brief, whole. `partnerships` are its sections; `quotes` are those that belong to no partnership."""

    position: Statement | None = Field(description="The stance of the country in view.")
    partnerships: list[Section]
    quotes: list[Quote]
    why_it_matters: list[Point]
    timeline: list[Event] = Field(description="Shared and own events, oldest first.")
    conclusion: Statement | None
    discussion: list[Question]
    sources: list[Source] = Field(description="Every source that the brief cites.")
    corrections: list[Correction]


class Reason(Model):
    """What a brief has in common with another."""

    kind: Literal["partnership", "person", "initiative", "topic", "text"]
    shared: list[Link] = Field(description="What they share; empty for `text`.")
    words: list[str] = Field(description="For `text`: words that both use and few others do.")


class RelatedBrief(BriefCard):
    """A brief near another, and why."""

    reasons: list[Reason]


class RelatedBriefs(Listing[RelatedBrief]):
    """Briefs near one, nearest first."""


class Briefs(Listing[BriefCard | Brief]):
    """Briefs as cards, or whole with `view=full`."""
