"""The envelope of every list."""

from typing import Generic, TypeVar

from pydantic import Field

from app.schemas.base import Model

Item = TypeVar("Item")


class FacetValue(Model):
    """One value of a facet, with the query that adds it or takes it away."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


class Facet(Model):
    """The values of one field in the result, commonest first."""

    count: int = Field(description="How many different values there are.")
    values: list[FacetValue]


class Links(Model):
    """Absolute URLs."""

    self: str
    first: str
    next: str | None
    prev: str | None


class Suggestion(Model):
    """Another text that finds something, made of the corpus's own words and names."""

    q: str
    url: str


class Listing(Model, Generic[Item]):
    """A page of a list."""

    description: str = Field(
        description="The query in a plain English sentence.", examples=["Quotes by Narendra Modi, newest first"]
    )
    count: int = Field(description="How many there are in all, exactly.", examples=[12])
    items: list[Item]
    facets: dict[str, Facet] = Field(description="Empty unless asked for.")
    suggestions: list[Suggestion] = Field(description="Up to three, where `q` finds nothing.")
    missing: list[str] = Field(description="Those of `ids` that there are not.")
    links: Links
