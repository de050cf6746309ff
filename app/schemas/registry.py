"""What spans briefs: partnerships, people, countries, organisations, initiatives, topics."""

from typing import Generic, Literal, TypeVar

from pydantic import Field

from app.schemas.area import Area
from app.schemas.base import ApiUrl, Day, Model, PartialDate
from app.schemas.brief import BriefCard
from app.schemas.event import Event
from app.schemas.link import CountryLink, Link, PartyLink
from app.schemas.listing import Listing
from app.schemas.quote import Quote
from app.schemas.source import Source
from app.schemas.vocabulary import Stage

Item = TypeVar("Item")


class Counts(Model):
    """How much is visible of it now, of each kind."""

    briefs: int
    sections: int
    areas: int
    points: int
    quotes: int
    events: int


class Newest(Model, Generic[Item]):
    """The newest five, how many there are, and the list of them all."""

    count: int
    url: ApiUrl
    items: list[Item]


class NewestBriefs(Newest[BriefCard]):
    """The newest briefs."""


class NewestAreas(Newest[Area]):
    """The areas with the newest events."""


class NewestQuotes(Newest[Quote]):
    """The newest quotes."""


class NewestEvents(Newest[Event]):
    """The newest events."""


class TopicCount(Model):
    """How many areas of cooperation are about a topic."""

    id: str
    name: str
    url: ApiUrl
    count: int


class StageCount(Model):
    """How many areas of cooperation have come to a stage."""

    stage: Stage
    count: int


class Card(Model):
    """What all of them begin with."""

    kind: str
    id: str
    url: ApiUrl
    name: str
    aliases: list[str] = Field(description="Other names, by which it is found.")


class Extent(Model):
    """How much there is of it, and when."""

    counts: Counts
    first: Day | None = Field(description="The first day of its past events and quotes; a year counts from 1 January.")
    last: Day | None = Field(description="The last day of its past events and quotes; a year counts to 31 December.")


class Holdings(Model):
    """The newest of each kind."""

    briefs: NewestBriefs
    areas: NewestAreas
    quotes: NewestQuotes
    timeline: NewestEvents
    topics: list[TopicCount] = Field(description="Areas by topic, commonest first.")
    stages: list[StageCount] = Field(description="Areas by stage, commonest first.")


class PartnershipFields(Card):
    kind: Literal["partnership"]
    id: str = Field(description="The lower-case ids of its parties, sorted and joined.", examples=["in-us"])
    parties: list[PartyLink]


class PartnershipCard(Extent, PartnershipFields):
    """A partnership in a list."""


class Partnership(Holdings, PartnershipCard):
    """A partnership across briefs."""


class PersonFields(Card):
    kind: Literal["person"]
    country: CountryLink | None = Field(description="The country represented.")


class PersonCard(Extent, PersonFields):
    """A person in a list."""


class Office(Model):
    """An office and when it was held; null where the date is not known."""

    title: str = Field(examples=["Prime Minister of India"])
    country: CountryLink | None
    since: PartialDate | None
    until: PartialDate | None
    sources: list[Source]


class SaidOf(Link):
    """How often a person has spoken about a partnership, and the list of those quotes."""

    count: int
    quotes: ApiUrl


class Person(Holdings, PersonCard):
    """A person: who speaks or takes part."""

    said_of: list[SaidOf] = Field(description="Partnerships that the person has spoken about, most often first.")
    offices: list[Office]


class CountryFields(Card):
    kind: Literal["country"]
    id: str = Field(pattern="^[A-Z]{2}$", examples=["IN"])
    flag: str = Field(examples=["🇮🇳"])


class CountryCard(Extent, CountryFields):
    """A country in a list."""


class Country(Holdings, CountryCard):
    """A country: as a party, or as what a claim is about."""


class DescribedFields(Card):
    detail: str | None = Field(description="What it is, in a sentence.")


class OrganisationFields(DescribedFields):
    kind: Literal["organisation"]


class OrganisationCard(Extent, OrganisationFields):
    """An organisation in a list."""


class Organisation(Holdings, OrganisationCard):
    """An organisation. Its members are not implied."""


class InitiativeFields(DescribedFields):
    kind: Literal["initiative"]
    parties: list[PartyLink]


class InitiativeCard(Extent, InitiativeFields):
    """An initiative in a list."""


class Initiative(Holdings, InitiativeCard):
    """A named programme, framework or corridor."""


class TopicFields(DescribedFields):
    kind: Literal["topic"]


class TopicCard(Extent, TopicFields):
    """A topic in a list."""


class Topic(Holdings, TopicCard):
    """A subject under which claims are found."""


class Partnerships(Listing[PartnershipCard]):
    """Partnerships, by name."""


class People(Listing[PersonCard]):
    """People, by name."""


class Countries(Listing[CountryCard]):
    """Countries, by name."""


class Organisations(Listing[OrganisationCard]):
    """Organisations, by name."""


class Initiatives(Listing[InitiativeCard]):
    """Initiatives, by name."""


class Topics(Listing[TopicCard]):
    """Topics, by name."""
