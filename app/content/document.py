"""What an editor writes: one model for a brief and one for each kind of registry entry.

The models are the file format. Their descriptions and examples become `schema/brief.schema.json`, which gives
completion and hover help in an editor. Whether the ids that they name exist is checked in `checks`.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from app.content.scalars import (
    AsList,
    Bool,
    Country,
    Date,
    Id,
    Language,
    Line,
    OrganisationId,
    Partial,
    PartialDate,
    Party,
    Prose,
    Published,
    Url,
    distinct,
)
from app.schemas.vocabulary import SourceKind, Stage, Status, Verdict


class Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Ids = Annotated[list[Id], AfterValidator(distinct), AsList]
Names = Annotated[list[Line], AfterValidator(distinct), AsList]


class Tags(Document):
    """What a claim is about. Areas, quotes and events of a section have its parties besides these."""

    parties: Annotated[list[Party], AfterValidator(distinct), AsList] = Field(
        default_factory=list,
        description="Countries and organisations between which it happens.",
        examples=[["IN", "eu"]],
    )
    countries: Annotated[list[Country], AfterValidator(distinct), AsList] = Field(
        default_factory=list, description="Other countries that it is about.", examples=[["UA"]]
    )
    topics: Ids = Field(default_factory=list, description="Topics of `reference/topics.yaml`.", examples=[["energy"]])
    people: Ids = Field(
        default_factory=list,
        description="People of `reference/people.yaml` who take part.",
        examples=[["narendra-modi"]],
    )
    organisations: Annotated[list[OrganisationId], AfterValidator(distinct), AsList] = Field(
        default_factory=list, description="Organisations of `reference/organisations.yaml`.", examples=[["brics"]]
    )
    initiatives: Ids = Field(
        default_factory=list, description="Initiatives of `reference/initiatives.yaml`.", examples=[["icet"]]
    )


class Verification(Document):
    """How far our own words are established, where the default is not right."""

    status: Status = Field(
        description="`confirmed` needs an official source, `disputed` needs `against`. The default is `reported` with "
        "sources and `unverified` without; for points, position and conclusion without sources it is `analysis`.",
        examples=["confirmed"],
    )
    note: Prose | None = Field(default=None, description="Why.", examples=["Confirmed by the ministry's transcript."])
    checked: Date | None = Field(default=None, description="The day of the last check.", examples=["2026-02-20"])
    against: Ids = Field(
        default_factory=list, description="The sources that say otherwise.", examples=[["ministry-denial"]]
    )


class Review(Document):
    """What the examined text says, and what we found of it (after schema.org ClaimReview)."""

    claim: Prose = Field(
        description="What the examined text claims, in our words or its own.", examples=["Work proceeds under iCET."]
    )
    verdict: Verdict = Field(description="What we found.", examples=["outdated"])
    why: Prose = Field(description="The reason, in a sentence or two.", examples=["True of 2022 to January 2025."])
    sources: Ids = Field(
        default_factory=list,
        description="Sources for the verdict, besides the claim's own.",
        examples=[["carnegie-icet"]],
    )


class Claim(Tags):
    """Whatever can be checked."""

    sources: Ids = Field(
        default_factory=list,
        description="Ids of this brief's `sources` or of `reference/sources.yaml`.",
        examples=[["carnegie-icet"]],
    )
    verification: Verification | None = Field(
        default=None, description="How far it is established, if not the default.", examples=[{"status": "confirmed"}]
    )
    review: Review | None = Field(
        default=None,
        description="The examined text's version of it. Needs `examines`.",
        examples=[{"claim": "…", "verdict": "outdated", "why": "…"}],
    )


class Statement(Claim):
    """The brief's position or conclusion."""

    detail: Prose = Field(
        description="The statement, in plain text.", examples=["India calls its policy strategic autonomy."]
    )


class Identified(Claim):
    id: Id = Field(
        description="Never changes once published. One namespace in a brief.", examples=["semiconductors-and-ai"]
    )
    aliases: Ids = Field(
        default_factory=list, description="Earlier ids, which redirect to this one.", examples=[["chips"]]
    )


class Area(Identified):
    """One area of cooperation. Its stage and date come from the timeline's events that name it."""

    title: Line = Field(description="A few words.", examples=["Semiconductors and AI"])
    detail: Prose = Field(
        description="What is established: ours, safe to quote.", examples=["The two governments opened iCET in 2023."]
    )


class Point(Identified):
    """One reason why it matters."""

    title: Line = Field(description="A few words.", examples=["Leverage"])
    detail: Prose = Field(description="The reason, in a few sentences.", examples=["Ties with both widen the choice."])


class Original(Document):
    language: Language = Field(description="The language that was spoken or written.", examples=["hi"])
    text: Prose = Field(description="The words in that language.", examples=["यह युद्ध का युग नहीं है"])


class Wording(Document):
    """The same remark as others have it."""

    text: Prose = Field(description="The words, as that source has them.", examples=["Not just of convenience"])
    sources: Ids = Field(default_factory=list, description="Who has them so.", examples=[["palghar-conviction"]])


class Quote(Identified):
    """Words said by a person, an organisation or a document; no quotation marks around them."""

    text: Prose = Field(description="The words alone.", examples=["This partnership is one of conviction"])
    speaker: Id | None = Field(
        default=None, description="A person or organisation of the registry.", examples=["narendra-modi"]
    )
    document: Line | None = Field(
        default=None, description="The document that says it, instead of a speaker.", examples=["Joint statement"]
    )
    date: Partial | None = Field(default=None, description="When it was said.", examples=["2023-06-23"])
    occasion: Line | None = Field(
        default=None, description="Where and at what it was said.", examples=["Forum, Kennedy Center, Washington"]
    )
    translated: Bool = Field(default=False, description="Whether the words are a translation.", examples=[True])
    original: Original | None = Field(
        default=None, description="The words before translation, if known.", examples=[{"language": "hi", "text": "…"}]
    )
    wordings: Annotated[list[Wording], AsList] = Field(
        default_factory=list,
        description="Other wordings of the same remark: one quote, not three.",
        examples=[[{"text": "…", "sources": ["palghar-conviction"]}]],
    )


class Event(Claim):
    """A dated thing that happened or is expected."""

    date: Partial = Field(description="A year, a month or a day.", examples=["2023-06-22"])
    until: Partial | None = Field(default=None, description="The last day of a span.", examples=["2024-07-09"])
    expected: Bool = Field(default=False, description="Whether it lies in the future.", examples=[True])
    title: Line = Field(description="What happened, in a line.", examples=["Memorandum on F414 engines"])
    detail: Prose | None = Field(default=None, description="More, where a line is not enough.", examples=["…"])
    stage: Stage | None = Field(
        default=None, description="How far it brought the thing. `intent` is not binding.", examples=["intent"]
    )
    place: Line | None = Field(default=None, description="Where.", examples=["Washington"])


class SharedEvent(Event):
    """An event of `reference/events.yaml`, told once and named by several briefs."""

    deprecated: Bool = Field(default=False, description="Kept for its id; not to be used anew.", examples=[True])
    aliases: Ids = Field(
        default_factory=list, description="Earlier ids, which redirect to this one.", examples=[["moscow-2024"]]
    )


class OwnEvent(Event, Identified):
    """An event of one brief's timeline."""

    area: Id | None = Field(
        default=None,
        description="The area of this brief that it belongs to: the area's stage and date come from here.",
        examples=["defence-manufacturing"],
    )


class Section(Document):
    """What the brief says of one partnership."""

    parties: Annotated[list[Party], AfterValidator(distinct), AsList] = Field(
        description="Two or more: country codes, and ids of organisations.", min_length=2, examples=[["IN", "US"]]
    )
    title: Line = Field(description="A few words.", examples=["Chips, engines and drones"])
    summary: Prose = Field(description="A paragraph.", examples=["Technology and arms lead; trade divides."])
    review: Review | None = Field(
        default=None, description="What the examined text says of the partnership.", examples=[{"claim": "…"}]
    )
    areas: Annotated[list[Area], AsList] = Field(
        default_factory=list, description="Areas of cooperation.", examples=[[{"id": "space"}]]
    )
    quotes: Annotated[list[Quote], AsList] = Field(
        default_factory=list, description="Words said about it.", examples=[[{"id": "steadfast"}]]
    )


class Question(Document):
    id: Id = Field(description="Never changes once published.", examples=["which-serves-better"])
    question: Line = Field(description="What readers may discuss.", examples=["Which partnership serves India better?"])
    options: Names = Field(
        default_factory=list, description="Answers to choose from.", examples=[["United States", "Russia"]]
    )


class Source(Document):
    """A published page or document that claims cite."""

    title: Line | None = Field(
        description="As published; `null` where it was never read.", examples=["India seals drone deal"]
    )
    publisher: Line = Field(description="Who published it.", examples=["The Hindu"])
    agency: Line | None = Field(default=None, description="The news agency behind it.", examples=["PTI"])
    author: Line | None = Field(default=None, description="Who wrote it.", examples=["Suhasini Haidar"])
    published: Partial | None = Field(default=None, description="When.", examples=["2023-06-24"])
    accessed: Date | None = Field(default=None, description="When we read it.", examples=["2026-02-20"])
    url: Url = Field(description="Kept byte for byte.", examples=["https://tass.com/politics/1814843"])
    archived: Url | None = Field(
        default=None, description="An archived copy.", examples=["https://archive.example/1814843"]
    )
    kind: SourceKind = Field(description="What it is.", examples=["news"])
    language: Language | None = Field(default=None, description="Its language, if known.", examples=["en"])
    note: Prose | None = Field(
        default=None, description="What a reader should know of it.", examples=["Russian state outlet."]
    )


class SharedSource(Source):
    """A source of `reference/sources.yaml`, cited by several briefs."""

    deprecated: Bool = Field(default=False, description="Kept for its id; not to be used anew.", examples=[True])
    aliases: Ids = Field(
        default_factory=list, description="Earlier ids, which redirect to this one.", examples=[["tass-2024"]]
    )


class Correction(Document):
    """A correction of ours, told to readers."""

    date: Date = Field(description="When it was made.", examples=["2026-12-01"])
    of: Id | None = Field(default=None, description="The id of the corrected claim.", examples=["jet-engines"])
    was: Prose = Field(description="What stood there.", examples=["113 engines a year"])
    now: Prose = Field(description="What stands there now.", examples=["113 engines"])
    note: Prose | None = Field(default=None, description="How it came about.", examples=["A slip of ours."])


class Withdrawal(Document):
    date: Date = Field(description="When.", examples=["2026-12-01"])
    reason: Prose = Field(
        description="Told to whoever asks for the brief.", examples=["Its main source was retracted."]
    )
    replaced_by: Id | None = Field(
        default=None, description="The brief to read instead.", examples=["india-and-russia"]
    )


class NamedEvent(Document):
    """A shared event that brings an area of this brief further, as an own event with `area` does."""

    event: Id = Field(description="The id of a shared event.", examples=["washington-meeting-2025"])
    area: Id = Field(description="The area of this brief that it belongs to.", examples=["semiconductors-and-ai"])


def _event_form(value: Any) -> str:
    if isinstance(value, dict):
        return "named" if "event" in value else "own"
    return "shared"


# The names of the forms of a timeline's item, as pydantic puts them into an error's location.
EVENT_FORMS: dict[str, type[Document] | None] = {"shared": None, "named": NamedEvent, "own": OwnEvent}
TimelineItem = Annotated[
    Annotated[Id, Tag("shared")] | Annotated[NamedEvent, Tag("named")] | Annotated[OwnEvent, Tag("own")],
    Discriminator(_event_form),
]


class Brief(Document):
    """One editorial document: `data/briefs/<id>.yaml`."""

    title: Line = Field(description="Neutral, and not a headline.", examples=["India between Washington and Moscow"])
    published: Published = Field(
        description="A day (00:00 UTC) or an instant with its offset. In the future it is an embargo.",
        examples=["2026-11-22"],
    )
    updated: Published | None = Field(
        default=None,
        description="The day or instant of the last change that readers should notice.",
        examples=["2026-12-01"],
    )
    as_of: Partial = Field(description="The newest fact known.", examples=["2026-02"])
    examines: Id | None = Field(
        default=None, description="The source whose claims the `review` blocks judge.", examples=["universal-khabar"]
    )
    draft: Bool = Field(default=False, description="A draft is checked, and never published.", examples=[True])
    language: Language = Field(default="en", description="The language of the brief.", examples=["en"])
    perspective: Country | None = Field(default=None, description="Whose foreign policy it is.", examples=["IN"])
    summary: Prose = Field(
        description="The brief in a paragraph or two of plain text.", examples=["India buys from both."]
    )
    position: Statement | None = Field(
        default=None, description="The stance of the country in view, as a claim.", examples=[{"detail": "…"}]
    )
    partnerships: Annotated[list[Section], AsList] = Field(
        default_factory=list, description="One section a partnership.", examples=[[{"parties": ["IN", "US"]}]]
    )
    quotes: Annotated[list[Quote], AsList] = Field(
        default_factory=list, description="Quotes that belong to no partnership.", examples=[[]]
    )
    why_it_matters: Annotated[list[Point], AsList] = Field(
        default_factory=list, description="Why it matters, in points.", examples=[[{"id": "leverage"}]]
    )
    timeline: Annotated[list[TimelineItem], AsList] = Field(
        default_factory=list,
        description="The only place for dated things: ids of shared events, alone or as `{event: …, area: …}`, and own "
        "events.",
        examples=[["moscow-summit-2024"]],
    )
    conclusion: Statement | None = Field(default=None, description="What follows.", examples=[{"detail": "…"}])
    discussion: Annotated[list[Question], AsList] = Field(
        default_factory=list, description="Questions for readers.", examples=[[{"id": "which-serves-better"}]]
    )
    sources: dict[Id, Source] = Field(
        default_factory=dict,
        description="The brief's own sources by id.",
        examples=[{"sundaily-f414": {"kind": "news"}}],
    )
    corrections: Annotated[list[Correction], AsList] = Field(
        default_factory=list, description="Corrections of our own mistakes.", examples=[[]]
    )
    aliases: Ids = Field(
        default_factory=list,
        description="Earlier ids of this brief, which redirect to it.",
        examples=[["india-us-russia"]],
    )
    withdrawn: Withdrawal | None = Field(
        default=None, description="The brief is taken back: it answers 410 with this.", examples=[None]
    )

    def shared_events(self) -> list[str]:
        """The ids of the shared events that the timeline names, in its order."""
        events = (item.event if isinstance(item, NamedEvent) else item for item in self.timeline)
        return [event for event in events if isinstance(event, str)]


class Office(Document):
    """An office that a person held. An unknown `from` or `to` is left out, and open."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_alias=True, validate_by_name=False)

    title: Line = Field(description="As it is served beside the name.", examples=["Prime Minister of India"])
    country: Country | None = Field(default=None, description="The country of the office.", examples=["IN"])
    since: Partial | None = Field(default=None, alias="from", description="The first day.", examples=["2025-01-20"])
    until: Partial | None = Field(default=None, alias="to", description="The last day.", examples=["2025-01-20"])
    sources: Ids = Field(default_factory=list, description="Shared sources.", examples=[["newsbytes-inauguration"]])

    def held_on(self, day: date, last: date | None = None) -> bool:
        """Whether it was held on some day from `day` to `last`."""
        return (self.since is None or self.since.first <= (last or day)) and (
            self.until is None or day <= self.until.last
        )


class Registered(Document):
    name: Line = Field(description="The usual name.", examples=["Narendra Modi"])
    aliases: Names = Field(default_factory=list, description="Other names, found by search.", examples=[["PM Modi"]])
    deprecated: Bool = Field(default=False, description="Kept for its id; not to be used anew.", examples=[True])


class Person(Registered):
    """Somebody who speaks or takes part."""

    country: Country | None = Field(default=None, description="The country represented.", examples=["IN"])
    offices: Annotated[list[Office], AsList] = Field(
        default_factory=list,
        description="Offices held, with their dates.",
        examples=[[{"title": "Prime Minister of India"}]],
    )

    def office_at(self, date: PartialDate | None) -> Office | None:
        """The office held at a date; of several, the one that began last. None where the date is not known."""
        if date is None:
            return None
        held = [office for office in self.offices if office.held_on(date.first, date.last)]
        return max(held, key=lambda office: office.since.first.toordinal() if office.since else 0, default=None)


class Described(Registered):
    detail: Prose | None = Field(default=None, description="What it is, in a sentence.", examples=["…"])


class Organisation(Described):
    """An organisation, a grouping or a company; its members are not implied."""


class Initiative(Described):
    """A named programme, framework or corridor."""

    parties: Annotated[list[Party], AfterValidator(distinct), AsList] = Field(
        default_factory=list, description="Whose it is.", examples=[["IN", "US"]]
    )


class Topic(Described):
    """A subject under which claims are found."""
