"""One brief into entries: itself, its sections, its claims and its own sources."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from app.content import document as doc
from app.content.scalars import Instant
from app.publish import cite, claims
from app.publish.claims import Scope, Tags
from app.publish.directory import Directory, partnership_id
from app.publish.entries import (
    Claimed,
    Model,
    circumstances,
    claim_entry,
    days,
    dump,
    moved,
    prose,
    shared_event,
    source_entry,
    spoken_names,
    title,
    told_event,
)
from app.publish.usage import Usage
from app.schemas.area import Area
from app.schemas.brief import Brief, BriefCard, BriefCounts, Correction, Question
from app.schemas.claim import LICENCE, Review, Statement
from app.schemas.event import Event
from app.schemas.point import Point
from app.schemas.quote import Quote
from app.schemas.section import Section
from app.schemas.source import Source
from app.snapshot import text
from app.snapshot.layout import GONE, Entry
from app.snapshot.vocabulary import fold


def entries(id: str, brief: doc.Brief, directory: Directory, usage: Usage) -> Iterator[Entry]:
    """Every entry of a brief that is neither a draft nor withdrawn, and its use of the registry into `usage`."""
    yield from _Rendering(id, brief, directory, usage).entries()


def retired(id: str, brief: doc.Brief) -> Iterator[Entry]:
    """What earlier ids lead to, and what a withdrawn brief answers."""
    visible = brief.published.seconds
    if brief.withdrawn:
        withdrawal = {
            "date": brief.withdrawn.date.isoformat(),
            "reason": brief.withdrawn.reason,
            "replaced_by": brief.withdrawn.replaced_by,
        }
        yield Entry(GONE, f"brief/{id}", brief.title, visible, orjson.dumps(withdrawal))
    for alias in brief.aliases:
        yield moved(f"brief/{alias}", f"/v1/briefs/{id}", visible)
    plurals = {doc.Area: ("area", "areas"), doc.Point: ("point", "why-it-matters"), doc.Quote: ("quote", "quotes")}
    for claim in identified(brief):
        kind, plural = plurals.get(type(claim), ("event", "timeline"))
        for alias in claim.aliases:
            yield moved(f"{kind}/{id}/{alias}", f"/v1/{plural}/{id}/{claim.id}", visible)


def identified(brief: doc.Brief) -> Iterator[doc.Identified]:
    for section in brief.partnerships:
        yield from section.areas
        yield from section.quotes
    yield from brief.quotes
    yield from brief.why_it_matters
    yield from (event for event in brief.timeline if isinstance(event, doc.OwnEvent))


class _Rendering:
    def __init__(self, id: str, brief: doc.Brief, directory: Directory, usage: Usage) -> None:
        self.id, self.brief, self.directory, self.usage = id, brief, directory, usage
        titles = {area.id: area.title for section in brief.partnerships for area in section.areas}
        self.scope = Scope(directory, brief, id, area_titles=titles)
        self.visible = brief.published.seconds
        self.day = (brief.published.day.toordinal(),) * 2
        self.sources: dict[str, Source] = {}
        self.tags = Tags()
        self.text: list[str] = []
        self.own_text: list[str] = []

    def entries(self) -> Iterator[Entry]:
        timeline = self._timeline()
        rendered = [self._section(section) for section in self.brief.partnerships]
        quotes = [self._quote(self.scope, quote) for quote in self.brief.quotes]
        points = [self._point(point) for point in self.brief.why_it_matters]
        position, conclusion = (
            self._statement(self.brief.position, "Position"),
            self._statement(self.brief.conclusion, "Conclusion"),
        )
        sections = [section for section, _, _ in rendered]
        owned: list[Claimed[Any]] = [*(claimed for _, _, within in rendered for claimed in within), *quotes, *points]
        if self.brief.examines:
            self._cite([self.scope.source(self.brief.examines)])
        parts: dict[str, Any] = {
            "position": position,
            "partnerships": sections,
            "quotes": [claimed.model for claimed in quotes],
            "why_it_matters": [claimed.model for claimed in points],
            "timeline": [claimed.model for claimed in timeline],
            "conclusion": conclusion,
            "discussion": [
                Question(id=f"{self.id}/{question.id}", question=question.question, options=question.options)
                for question in self.brief.discussion
            ],
            "sources": list(self.sources.values()),
            "corrections": [self._correction(correction) for correction in self.brief.corrections],
        }
        own_events = [claimed for claimed in timeline if claimed.model.brief]
        yield self._brief(Brief(**self._card(owned, timeline), **parts))
        for section, tags, _ in rendered:
            yield self._section_entry(section, tags)
        for claimed in (*owned, *own_events):
            yield self._claim(claimed)
        for source in self.sources.values():
            if source.brief:
                yield source_entry(source, self.visible, (self.id,))
            else:
                self.usage.see("source", [source.id], self.visible, self.id)
        self.usage.see_tags(self.tags, self.visible)
        self.usage.see("language", [self.brief.language], self.visible)
        self.usage.see("country", [self.brief.perspective] if self.brief.perspective else [], self.visible)

    def _timeline(self) -> list[Claimed[Event]]:
        """Shared and own events, oldest first; those of one day in written order."""
        found = []
        for item in self.brief.timeline:
            if isinstance(item, str | doc.NamedEvent):
                id = item if isinstance(item, str) else item.event
                found.append(shared_event(id, self.directory))
                self.usage.see("event", [id], self.visible, self.id)
            else:
                scope = next(
                    (self.scope.within(s) for s in self.brief.partnerships if any(a.id == item.area for a in s.areas)),
                    self.scope,
                )
                found.append(told_event(scope, item.id, item))
        for claimed in found:
            self._absorb(claimed)
        return sorted(found, key=lambda claimed: claimed.days or (0, 0))

    def _section(self, section: doc.Section) -> tuple[Section, Tags, list[Claimed[Any]]]:
        scope = self.scope.within(section)
        areas = [self._area(scope, area) for area in section.areas]
        quotes = [self._quote(scope, quote) for quote in section.quotes]
        inherited = doc.Claim(parties=section.parties)
        tags = self.scope.tags(inherited)
        within: list[Claimed[Any]] = [*areas, *quotes]
        for claimed in within:
            tags = tags | claimed.tags
        for area in section.areas:
            for event in self._events(area.id):
                tags = tags | scope.tags(event)
        id = partnership_id(section.parties)
        own = {"parties": tuple(section.parties), "between": tuple(section.parties), "partnerships": (id,)}
        tags = replace(tags, people=tags.values()["person"], **own)
        self.tags = self.tags | tags
        self.text += [section.title, section.summary]
        self.usage.see_partnership(id, section.parties, self.visible, self.id)
        url = f"/v1/sections/{self.id}/{id}"
        review = scope.review(section.review)
        self._cite_review(review)
        model = Section(
            kind="section",
            id=f"{self.id}/{id}",
            url=url,
            brief=self.scope.brief_link,
            partnership=self.directory.partnership(section.parties),
            language=self.brief.language,
            title=section.title,
            summary=section.summary,
            areas=[claimed.model for claimed in areas],
            quotes=[claimed.model for claimed in quotes],
            **scope.tagged(tags, self.brief.as_of),
            review=review,
            cite=cite.line(
                cite.quoted(section.title), sources=[], url=url, as_of=self.brief.as_of, brief=self.brief.title
            ),
            licence=LICENCE,
        )
        return model, tags, within

    def _area(self, scope: Scope, area: doc.Area) -> Claimed[Area]:
        events = [event for event in self._events(area.id) if not event.expected]
        tags = scope.tags(area)
        model = claims.area(scope, area, tags, events)
        return self._absorb(Claimed(model, tags, days(events[-1].date, events[-1].until) if events else None))

    def _events(self, area: str) -> list[doc.Event]:
        """The events of the timeline that name an area, oldest first."""
        found: list[doc.Event] = []
        for item in self.brief.timeline:
            if isinstance(item, doc.NamedEvent) and item.area == area:
                found.append(self._shared(item.event))
            elif isinstance(item, doc.OwnEvent) and item.area == area:
                found.append(item)
        return sorted(found, key=lambda event: event.date.first)

    def _shared(self, id: str) -> doc.SharedEvent:
        return self.directory.registry.events.valid[id]

    def _point(self, point: doc.Point) -> Claimed[Point]:
        tags = self.scope.tags(point)
        return self._absorb(Claimed(claims.point(self.scope, point, tags), tags, self.day))

    def _quote(self, scope: Scope, quote: doc.Quote) -> Claimed[Quote]:
        tags = scope.tags(quote)
        model = claims.quote(scope, quote, tags)
        for wording in model.wordings:
            self._cite(wording.sources)
        return self._absorb(Claimed(model, tags, days(quote.date), past=True))

    def _statement(self, statement: doc.Statement | None, noun: str) -> Statement | None:
        if statement is None:
            return None
        tags = self.scope.tags(statement)
        model = claims.statement(self.scope, statement, tags, noun)
        self.tags = self.tags | tags
        self._see_partnerships(tags)
        self.own_text.append(statement.detail)
        self._cite([*model.sources, *model.verification.against])
        self._cite_review(model.review)
        return model

    def _absorb(self, claimed: Claimed[Model]) -> Claimed[Model]:
        """Into the brief's own tags, text and sources."""
        model = claimed.model
        self.tags = self.tags | claimed.tags
        self.text += [title(model), *prose(model), *circumstances(model)]
        self._cite([*model.sources, *model.verification.against])
        self._cite_review(model.review)
        self._see_partnerships(claimed.tags)
        return claimed

    def _see_partnerships(self, tags: Tags) -> None:
        for id in tags.partnerships:
            self.usage.see_partnership(id, tags.between, self.visible, self.id)

    def _cite_review(self, review: Review | None) -> None:
        if review:
            self._cite([*review.sources, review.examined])

    def _cite(self, sources: list[Source]) -> None:
        self.sources.update((source.id, source) for source in sources)

    def _correction(self, correction: doc.Correction) -> Correction:
        return Correction(
            date=correction.date.isoformat(),
            of=f"{self.id}/{correction.of}" if correction.of else None,
            was=correction.was,
            now=correction.now,
            note=correction.note,
        )

    def _card(self, owned: list[Claimed[Any]], timeline: list[Claimed[Event]]) -> dict[str, Any]:
        brief, directory, url = self.brief, self.directory, f"/v1/briefs/{self.id}"
        kinds = [claimed.model.kind for claimed in owned]
        return {
            "kind": "brief",
            "id": self.id,
            "url": url,
            "title": brief.title,
            "summary": brief.summary,
            "language": brief.language,
            "perspective": directory.country(brief.perspective) if brief.perspective else None,
            "published": _instant(brief.published),
            "updated": _instant(brief.updated) if brief.updated else None,
            "as_of": brief.as_of.text,
            "examines": self.scope.source(brief.examines) if brief.examines else None,
            "countries": [directory.country(code) for code in self.tags.countries],
            "organisations": [directory.organisation(id) for id in self.tags.organisations],
            "topics": [directory.topic(id) for id in self.tags.topics],
            "people": [directory.person(id) for id in self.tags.values()["person"]],
            "initiatives": [directory.initiative(id) for id in self.tags.initiatives],
            "counts": BriefCounts(
                sections=len(brief.partnerships),
                areas=kinds.count("area"),
                points=kinds.count("point"),
                quotes=kinds.count("quote"),
                events=len(timeline),
                sources=len(self.sources),
            ),
            "cite": cite.line(
                cite.quoted(brief.title),
                cite.edition(brief.published.day, brief.updated.day if brief.updated else None),
                sources=[],
                url=url,
                as_of=brief.as_of,
            ),
            "licence": LICENCE,
        }

    def _brief(self, whole: Brief) -> Entry:
        card = BriefCard.model_validate({name: getattr(whole, name) for name in BriefCard.model_fields})
        values = self.tags.values() | {"language": (self.brief.language,), "brief": (self.id,)}
        values["publisher"] = claims.unique(claims.slug(source.publisher) for source in self.sources.values())
        self.usage.see("publisher", [source.publisher for source in self.sources.values()], self.visible)
        if self.brief.perspective:
            values["perspective"] = (self.brief.perspective,)
            self.usage.see("perspective", [self.brief.perspective], self.visible)
        return Entry(
            kind="brief",
            id=self.id,
            name=fold(self.brief.title),
            visible=self.visible,
            json=dump(card),
            whole=dump(whole),
            values=values,
            date=self.day[0],
            first=self.day[0],
            last=self.day[1],
            prose=text.indexed(
                self.brief.title,
                [self.brief.summary, *self.own_text],
                self.brief.language,
                about=spoken_names(self.directory, self.tags),
                more=self.text,
            ),
        )

    def _section_entry(self, section: Section, tags: Tags) -> Entry:
        values = tags.values() | {"language": (self.brief.language,), "brief": (self.id,)}
        del values["publisher"]
        if section.review:
            values["verdict"] = (str(section.review.verdict),)
        return Entry(
            kind="section",
            id=section.id,
            name=fold(section.title),
            visible=self.visible,
            json=dump(section),
            values=values,
            date=self.day[0],
            first=self.day[0],
            last=self.day[1],
            prose=text.indexed(
                section.title, [section.summary], self.brief.language, about=spoken_names(self.directory, tags)
            ),
        )

    def _claim(self, claimed: Claimed[Any]) -> Entry:
        return claim_entry(claimed, self.visible, self.directory, (self.id,))


def _instant(instant: Instant) -> str:
    return instant.at.isoformat().replace("+00:00", "Z")
