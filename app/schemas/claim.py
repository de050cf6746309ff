"""What every claim begins and ends with."""

from pydantic import Field

from app.schemas.base import ApiUrl, Day, Model
from app.schemas.link import Actor, CountryLink, Link, PartyLink
from app.schemas.source import Source
from app.schemas.vocabulary import Status, Verdict

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class Verification(Model):
    """How far our own words are established."""

    status: Status = Field(
        description="confirmed (an official source says it), reported, unverified, disputed, outdated, or analysis "
        "(a judgement or forecast)."
    )
    note: str | None
    checked: Day | None = Field(description="The day of the last check.")
    against: list[Source] = Field(description="The sources that say otherwise.")


class Review(Model):
    """What the examined text says, and what we found of it (after schema.org ClaimReview)."""

    claim: str = Field(description="What the examined text claims. It is not ours.")
    verdict: Verdict
    why: str
    examined: Source = Field(description="The text that was examined.")
    sources: list[Source] = Field(description="Sources for the verdict, besides the claim's own.")


class Opening(Model):
    """How every section and claim begins."""

    kind: str
    id: str = Field(description="`<brief>/<id>`; a shared event has `<id>` alone.")
    url: ApiUrl
    brief: Link | None = Field(description="Null for what several briefs share.")
    partnership: Link | None = Field(description="Null where it belongs to none.")
    language: str = Field(description="The language of its prose, as a BCP 47 tag.", examples=["en"])


class Tagged(Model):
    """What it is about."""

    parties: list[PartyLink] = Field(description="The parties of its partnership, and others named for it.")
    countries: list[CountryLink] = Field(description="Countries that are parties or that it is about.")
    organisations: list[Link] = Field(description="Organisations that are parties or that it is about.")
    topics: list[Link]
    people: list[Actor] = Field(description="People who take part.")
    initiatives: list[Link]


class Closing(Tagged):
    """How every claim ends."""

    verification: Verification
    review: Review | None = Field(description="What an examined text says of it; null where it says nothing.")
    sources: list[Source]
    cite: str = Field(description="One line to paste: who, what, where, when, source, our address, as of.")
    licence: str = Field(description="The licence of our words.", examples=[LICENCE])


class _Statement(Model):
    detail: str


class Statement(Closing, _Statement):
    """A brief's position or conclusion."""
