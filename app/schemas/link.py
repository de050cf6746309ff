"""Linked things, as stubs."""

from typing import Literal

from pydantic import Field

from app.schemas.base import ApiUrl, Model


class Link(Model):
    """A thing that is told elsewhere."""

    id: str = Field(examples=["narendra-modi"])
    name: str = Field(examples=["Narendra Modi"])
    url: ApiUrl = Field(examples=["/v1/people/narendra-modi"])


class CountryLink(Model):
    """A country, by its ISO 3166-1 alpha-2 code."""

    id: str = Field(pattern="^[A-Z]{2}$", examples=["IN"])
    name: str = Field(examples=["India"])
    flag: str = Field(description="Its flag as an emoji.", examples=["🇮🇳"])
    url: ApiUrl = Field(examples=["/v1/countries/IN"])


class PartyLink(Model):
    """A party: a country or an organisation. An organisation's members are not implied."""

    kind: Literal["country", "organisation"]
    id: str = Field(examples=["IN"])
    name: str = Field(examples=["India"])
    flag: str | None = Field(description="Null for an organisation.", examples=["🇮🇳"])
    url: ApiUrl = Field(examples=["/v1/countries/IN"])


class Actor(Model):
    """Who speaks or takes part, with the office held at that date."""

    kind: Literal["person", "organisation"]
    id: str = Field(examples=["narendra-modi"])
    name: str = Field(examples=["Narendra Modi"])
    office: str | None = Field(
        description="The office held at the date; null where none is known.", examples=["Prime Minister of India"]
    )
    country: CountryLink | None
    url: ApiUrl = Field(examples=["/v1/people/narendra-modi"])
