"""Claims as clients read them, each with what it is found by."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from app.content import document as doc
from app.content.scalars import PartialDate
from app.publish import cite
from app.publish.directory import Directory, is_country, partnership_id, render_source
from app.schemas.area import Area
from app.schemas.claim import LICENCE, Review, Statement, Verification
from app.schemas.event import Event
from app.schemas.link import Link
from app.schemas.point import Point
from app.schemas.quote import Original, Quote, Wording
from app.schemas.source import Source
from app.schemas.vocabulary import Status
from app.snapshot.vocabulary import fold


def unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


@lru_cache(maxsize=10_000)
def slug(text: str) -> str:
    """`The Hindu` as `the-hindu`."""
    return fold(text).replace(" ", "-")


@dataclass(frozen=True)
class Tags:
    """What a claim is about, inherited parties included: ids, each once, in written order."""

    parties: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()

    def __or__(self, other: "Tags") -> "Tags":
        return Tags(*(unique([*getattr(self, name), *getattr(other, name)]) for name in self.__dataclass_fields__))

    def values(self) -> dict[str, tuple[str, ...]]:
        """As filter values: who speaks is also found as a person or organisation."""
        speakers = [speaker for speaker in self.speakers if speaker not in self.organisations]
        return {
            "party": self.parties,
            "country": self.countries,
            "organisation": self.organisations,
            "topic": self.topics,
            "person": unique([*self.people, *speakers]),
            "speaker": self.speakers,
            "initiative": self.initiatives,
            "partnership": self.partnerships,
            "publisher": unique(slug(publisher) for publisher in self.publishers),
        }


@dataclass(frozen=True)
class Scope:
    """Where claims stand: in a brief, in one of its sections, or nowhere (what briefs share)."""

    directory: Directory
    brief: doc.Brief | None = None
    brief_id: str = ""
    section: doc.Section | None = None
    area_titles: dict[str, str] = field(default_factory=dict)
    own_sources: dict[str, Source] = field(default_factory=dict)

    @cached_property
    def brief_link(self) -> Link | None:
        return Link(id=self.brief_id, name=self.brief.title, url=f"/v1/briefs/{self.brief_id}") if self.brief else None

    def within(self, section: doc.Section) -> "Scope":
        return replace(self, section=section)

    @property
    def language(self) -> str:
        return self.brief.language if self.brief else "en"

    @property
    def as_of(self) -> PartialDate | None:
        return self.brief.as_of if self.brief else None

    def id(self, local: str) -> str:
        return f"{self.brief_id}/{local}" if self.brief else local

    def source(self, id: str) -> Source:
        if not self.brief or id not in self.brief.sources:
            return self.directory.shared_source(id)
        if id not in self.own_sources:
            self.own_sources[id] = render_source(self.id(id), self.brief.sources[id], self.brief_link)
        return self.own_sources[id]

    def sources(self, ids: Iterable[str]) -> list[Source]:
        return [self.source(id) for id in ids]

    def tags(self, claim: doc.Claim) -> Tags:
        """The claim's own tags, and the parties of its section."""
        inherited = self.section.parties if self.section else []
        parties = unique([*inherited, *claim.parties])
        between = inherited or claim.parties
        speaker = claim.speaker if isinstance(claim, doc.Quote) else None
        registered = self.directory.registry.organisations.valid
        return Tags(
            parties=parties,
            countries=unique([*filter(is_country, parties), *claim.countries]),
            organisations=unique(
                [
                    *(party for party in parties if not is_country(party)),
                    *claim.organisations,
                    *([speaker] if speaker and speaker in registered else []),
                ]
            ),
            topics=tuple(claim.topics),
            people=tuple(claim.people),
            speakers=(speaker,) if speaker else (),
            initiatives=tuple(claim.initiatives),
            partnerships=(partnership_id(list(between)),) if len(between) > 1 else (),
            between=tuple(between),
            publishers=unique(source.publisher for source in self.sources(claim.sources)),
        )

    def opening(self, kind: str, plural: str, local: str, claim: doc.Claim) -> dict[str, Any]:
        between = self.section.parties if self.section else claim.parties
        return {
            "kind": kind,
            "id": self.id(local),
            "url": f"/v1/{plural}/{self.id(local)}",
            "brief": self.brief_link,
            "partnership": self.directory.partnership(list(between)) if len(between) > 1 else None,
            "language": self.language,
        }

    def tagged(self, tags: Tags, date: PartialDate | None) -> dict[str, Any]:
        """Tags as links; people with the office held at the date."""
        directory = self.directory
        return {
            "parties": [directory.party(id) for id in tags.parties],
            "countries": [directory.country(code) for code in tags.countries],
            "organisations": [directory.organisation(id) for id in tags.organisations],
            "topics": [directory.topic(id) for id in tags.topics],
            "people": [directory.actor(id, date) for id in tags.people],
            "initiatives": [directory.initiative(id) for id in tags.initiatives],
        }

    def checked(self, claim: doc.Claim, default: Status) -> dict[str, Any]:
        return {
            "verification": self._verification(claim, default),
            "review": self.review(claim.review),
            "sources": self.sources(claim.sources),
            "licence": LICENCE,
        }

    def _verification(self, claim: doc.Claim, default: Status) -> Verification:
        given = claim.verification
        status = given.status if given else Status.REPORTED if claim.sources else default
        return Verification(
            status=status,
            note=given.note if given else None,
            checked=given.checked.isoformat() if given and given.checked else None,
            against=self.sources(given.against) if given else [],
        )

    def review(self, review: doc.Review | None) -> Review | None:
        if review is None or self.brief is None or self.brief.examines is None:
            return None
        return Review(
            claim=review.claim,
            verdict=review.verdict,
            why=review.why,
            examined=self.source(self.brief.examines),
            sources=self.sources(review.sources),
        )

    def cite(self, what: str, *parts: str | None, url: str, checked: dict[str, Any], remark: str | None = None) -> str:
        """`checked` is what `checked` gives: its status and sources belong into the line."""
        title, sources = self.brief.title if self.brief else None, checked["sources"]
        what = cite.remarked(what, remark, cite.caveat(checked["verification"].status, sources))
        return cite.line(what, *parts, sources=sources, url=url, as_of=self.as_of, brief=title)


def statement(scope: Scope, claim: doc.Statement, tags: Tags, noun: str) -> Statement:
    checked = scope.checked(claim, Status.ANALYSIS)
    url = f"/v1/briefs/{scope.brief_id}"
    return Statement(
        detail=claim.detail,
        **scope.tagged(tags, scope.as_of),
        **checked,
        cite=scope.cite(noun, url=url, checked=checked),
    )


def area(scope: Scope, claim: doc.Area, tags: Tags, events: list[doc.Event]) -> Area:
    """`events` are those of the timeline that name the area and have happened, oldest first."""
    opening, checked = scope.opening("area", "areas", claim.id, claim), scope.checked(claim, Status.UNVERIFIED)
    date = events[-1].date if events else None
    return Area(
        **opening,
        title=claim.title,
        detail=claim.detail,
        stage=next((event.stage for event in reversed(events) if event.stage), None),
        date=date.text if date else None,
        **scope.tagged(tags, date or scope.as_of),
        **checked,
        cite=scope.cite(cite.quoted(claim.title), url=opening["url"], checked=checked),
    )


def point(scope: Scope, claim: doc.Point, tags: Tags) -> Point:
    opening, checked = scope.opening("point", "why-it-matters", claim.id, claim), scope.checked(claim, Status.ANALYSIS)
    return Point(
        **opening,
        title=claim.title,
        detail=claim.detail,
        **scope.tagged(tags, scope.as_of),
        **checked,
        cite=scope.cite(cite.quoted(claim.title), url=opening["url"], checked=checked),
    )


def quote(scope: Scope, claim: doc.Quote, tags: Tags) -> Quote:
    opening, checked = scope.opening("quote", "quotes", claim.id, claim), scope.checked(claim, Status.UNVERIFIED)
    speaker = scope.directory.actor(claim.speaker, claim.date) if claim.speaker else None
    person = scope.directory.registry.people.valid.get(claim.speaker or "")
    original = claim.original
    return Quote(
        **opening,
        text=claim.text,
        translated=claim.translated,
        original=Original(language=original.language, text=original.text) if original else None,
        speaker=speaker,
        document=claim.document,
        date=claim.date.text if claim.date else None,
        occasion=claim.occasion,
        wordings=[Wording(text=wording.text, sources=scope.sources(wording.sources)) for wording in claim.wordings],
        **scope.tagged(tags, claim.date),
        **checked,
        cite=scope.cite(
            cite.quoted(claim.text),
            cite.who(speaker, claim.document, cite.has_left(person, claim.date, scope.as_of)),
            claim.occasion,
            cite.when(claim.date),
            url=opening["url"],
            checked=checked,
            remark=cite.translation(claim.translated, claim.original),
        ),
    )


def event(scope: Scope, local: str, claim: doc.Event, tags: Tags) -> Event:
    opening, checked = scope.opening("event", "timeline", local, claim), scope.checked(claim, Status.UNVERIFIED)
    named = claim.area if isinstance(claim, doc.OwnEvent) else None
    return Event(
        **opening,
        date=claim.date.text,
        until=claim.until.text if claim.until else None,
        expected=claim.expected,
        title=claim.title,
        detail=claim.detail,
        stage=claim.stage,
        area=Link(id=scope.id(named), name=scope.area_titles[named], url=f"/v1/areas/{scope.id(named)}")
        if named
        else None,
        place=claim.place,
        **scope.tagged(tags, claim.date),
        **checked,
        cite=scope.cite(
            cite.quoted(claim.title),
            cite.where(claim.place, claim.title),
            cite.remarked(cite.when(claim.date, claim.until), cite.expected(scope.as_of) if claim.expected else None),
            url=opening["url"],
            checked=checked,
        ),
    )
