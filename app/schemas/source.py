"""A published page or document that claims cite."""

from pydantic import Field

from app.schemas.base import ApiUrl, Day, Model, PartialDate, WebUrl
from app.schemas.link import Link
from app.schemas.listing import Listing
from app.schemas.vocabulary import SourceKind


class Source(Model):
    """A published page or document. `url` is its place here, `link` the page itself."""

    id: str = Field(description="`<brief>/<id>`, or `<id>` of a shared one.", examples=["thehindu-conviction"])
    url: ApiUrl = Field(examples=["/v1/sources/thehindu-conviction"])
    brief: Link | None = Field(description="The brief whose own it is; null for a shared one.")
    kind: SourceKind = Field(description="`official`: a government or an international organisation itself.")
    title: str | None = Field(description="As published; null where it was not read.")
    publisher: str = Field(examples=["The Hindu"])
    agency: str | None = Field(description="The news agency behind it.", examples=["PTI"])
    author: str | None
    published: PartialDate | None
    accessed: Day | None = Field(description="The day on which we read it.")
    link: WebUrl = Field(description="The page itself.")
    archived: WebUrl | None = Field(description="An archived copy.")
    language: str | None = Field(examples=["en"])
    note: str | None = Field(description="What a reader should know of it.")


class Sources(Listing[Source]):
    """Sources of one or all briefs."""
