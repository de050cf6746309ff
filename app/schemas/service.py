"""What the service says of itself."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Instant, Model


class Collection(Model):
    """One list of the service."""

    name: str
    url: str
    holds: str = Field(description="What it holds, in a sentence.")
    count: int = Field(description="How many there are now.")


class Index(Model):
    """What there is, and where."""

    name: str
    description: str
    version: str
    docs: str
    openapi: str
    licence: str
    collections: list[Collection]


class ServiceStatus(Model):
    """What is served now."""

    version: str = Field(description="The version of the software.")
    snapshot: str = Field(description="Digest of all content, embargoed content included.")
    edition: str = Field(description="Digest of what is visible now.")
    built: Instant
    opened: Instant
    stale_since: Instant | None = Field(
        description="Since when newer content has had faults and cannot be published; null when all is published."
    )
    counts: dict[str, int] = Field(description="How many of each kind are visible.")


class Health(Model):
    """Whether the service is alive or ready."""

    status: Literal["alive", "ready"]
