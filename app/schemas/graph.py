"""Partnerships as a graph: parties as nodes, partnerships as edges."""

from typing import Literal

from pydantic import Field

from app.schemas.base import ApiUrl, Day, Model
from app.schemas.link import Link
from app.schemas.registry import TopicCount


class Node(Model):
    """A party of the edges that are shown."""

    kind: Literal["country", "organisation"]
    id: str = Field(examples=["IN"])
    name: str = Field(examples=["India"])
    flag: str | None = Field(description="Null for an organisation.", examples=["🇮🇳"])
    url: ApiUrl
    partnerships: int = Field(description="How many of the edges it has.")
    weight: int = Field(description="How many claims there are of those partnerships.")


class ClaimCounts(Model):
    """How many claims there are of each kind."""

    areas: int
    points: int
    quotes: int
    events: int


class EdgeBriefs(Model):
    """The briefs that tell of it: how many, some of them, and the list of them all."""

    count: int
    url: ApiUrl
    items: list[Link] = Field(description="Up to five.")


class Edge(Model):
    """A partnership: between two parties, or among more."""

    id: str = Field(examples=["in-us"])
    name: str = Field(examples=["India–United States"])
    url: ApiUrl
    parties: list[str] = Field(description="The ids of its nodes.", examples=[["IN", "US"]])
    weight: int = Field(description="How many claims there are of it.")
    counts: ClaimCounts
    topics: list[TopicCount] = Field(description="What its claims are about, commonest first.")
    first: Day | None = Field(description="The first day of its past events and quotes.")
    last: Day | None = Field(description="The last day of its past events and quotes.")
    briefs: EdgeBriefs


class Graph(Model):
    """Nodes and edges, the heaviest first."""

    description: str = Field(description="The query in a plain English sentence.")
    count: int = Field(description="How many edges there are: `edges` holds up to `limit` of them.")
    nodes: list[Node]
    edges: list[Edge]
