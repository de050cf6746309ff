"""What can be said of a brief or of the registry by itself: do its parts agree.

The table of faults and warnings is in `docs/content-format.md`.
"""

import re
from collections.abc import Iterator, Sequence

from app.content.document import (
    Area,
    Brief,
    Claim,
    Event,
    Identified,
    NamedEvent,
    OwnEvent,
    Person,
    Quote,
    Review,
    SharedEvent,
    SharedSource,
    Source,
    Verification,
)
from app.content.registry import Entries, Registry
from app.content.scalars import Instant, PartialDate
from app.content.yaml_file import Steps, YamlFile
from app.schemas.vocabulary import SourceKind, Status


def check(file: YamlFile, brief: Brief, registry: Registry, cited: frozenset[str]) -> None:
    """Add to a brief's file what is wrong with it by itself. `cited` holds the sources that it names."""
    _BriefCheck(file, brief, registry, cited).run()


def check_registry(registry: Registry) -> None:
    """Add to the registry's files what is wrong in them."""
    _aliases(registry.events)
    _aliases(registry.sources)
    for id, event in registry.events.valid.items():
        _event(registry, (id,), event)
    for id, person in registry.people.valid.items():
        for i, office in enumerate(person.offices):
            if office.since and office.until and office.until.last < office.since.first:
                registry.people.file.fault((id, "offices", i, "to"), "`to` before `from`", "Correct one of them")


def claims(brief: Brief) -> Iterator[tuple[Steps, Claim]]:
    """Every claim of a brief that is not shared, with its path in the file."""
    if brief.position:
        yield ("position",), brief.position
    for s, section in enumerate(brief.partnerships):
        for a, area in enumerate(section.areas):
            yield ("partnerships", s, "areas", a), area
        for q, quote in enumerate(section.quotes):
            yield ("partnerships", s, "quotes", q), quote
    for q, quote in enumerate(brief.quotes):
        yield ("quotes", q), quote
    for p, point in enumerate(brief.why_it_matters):
        yield ("why_it_matters", p), point
    for e, event in enumerate(brief.timeline):
        if isinstance(event, OwnEvent):
            yield ("timeline", e), event
    if brief.conclusion:
        yield ("conclusion",), brief.conclusion


def identified(brief: Brief) -> Iterator[tuple[Steps, Identified]]:
    """Those of the claims that have an id, and so an address of their own."""
    for path, claim in claims(brief):
        if isinstance(claim, Identified):
            yield path, claim


class _BriefCheck:
    def __init__(self, file: YamlFile, brief: Brief, registry: Registry, cited: frozenset[str]) -> None:
        self.file, self.brief, self.registry, self.cited = file, brief, registry, cited

    def run(self) -> None:
        self._unfinished()
        self._dates()
        self._namespace()
        self._partnerships()
        for path, claim in claims(self.brief):
            self._claim(path, claim)
        for i, section in enumerate(self.brief.partnerships):
            self._review(("partnerships", i), section.review)
        self._timeline()
        self._corrections()
        self._sources()

    def _after(self, path: Steps, claim: Event | Quote) -> None:
        """A slip in a year would otherwise be published as a fact."""
        told = isinstance(claim, Event) and claim.expected
        if claim.date and not told and claim.date.first > self.brief.as_of.last:
            self._warn(
                (*path, "date"),
                f"{claim.date} lies after the newest fact known (`as_of: {self.brief.as_of}`)",
                "Correct the date or `as_of`, or say `expected: true` of an event",
            )

    def _unfinished(self) -> None:
        """What `briefs import` could not know stands as TODO in a draft, and may not leave it."""
        for path, scalar in self.file.scalars():
            if re.match(r"(https://example\.org/)?TODO\b", scalar.text):
                self.file.fault(path, "still to do", "Write what belongs here")

    def _dates(self) -> None:
        published, updated = self.brief.published, self.brief.updated
        if updated and updated.at < published.at and not _same_day(updated, published):
            self.file.fault(("updated",), "updated before it was published", "Correct one of the two dates")

    def _namespace(self) -> None:
        """Ids and earlier ids of claims and questions are one namespace, and partnerships' ids stand in it too."""
        seen: set[str] = {"-".join(sorted(p.lower() for p in s.parties)) for s in self.brief.partnerships}
        named: list[tuple[Steps, list[str]]] = [
            (path, [claim.id, *claim.aliases]) for path, claim in identified(self.brief)
        ]
        named += [(("discussion", i), [question.id]) for i, question in enumerate(self.brief.discussion)]
        for path, ids in named:
            for id in ids:
                if id in seen:
                    self.file.fault((*path, "id"), f"the id {id!r} is there twice in this brief", "Change this one")
                seen.add(id)

    def _partnerships(self) -> None:
        seen: set[frozenset[str]] = set()
        for i, section in enumerate(self.brief.partnerships):
            path: Steps = ("partnerships", i, "parties")
            if frozenset(section.parties) in seen:
                self.file.fault(path, "the same partnership a second time", "Put both into one section")
            seen.add(frozenset(section.parties))

    def _claim(self, path: Steps, claim: Claim) -> None:
        self._verification(path, claim)
        self._review(path, claim.review)
        if isinstance(claim, Area | Quote | Event) and not claim.sources:
            self._warn(path, "no source", "Add `sources:`, or leave the claim out")
        if isinstance(claim, Quote):
            self._quote(path, claim)
        if isinstance(claim, Event | Quote):
            self._after(path, claim)
        if isinstance(claim, Event):
            _span(self.file, path, claim)
            _offices(self.file, path, claim.people, claim.date, self.registry)

    def _source(self, id: str) -> Source | None:
        return self.brief.sources.get(id) or self.registry.sources.valid.get(id)

    def _verification(self, path: Steps, claim: Claim) -> None:
        verification = claim.verification
        if verification is None:
            return
        _verified(self.file, (*path, "verification"), verification, [self._source(id) for id in claim.sources])

    def _review(self, path: Steps, review: Review | None) -> None:
        if review and self.brief.examines is None:
            self.file.fault(
                (*path, "review"),
                "a review of a text that is not named",
                "Add `examines:` with the source that is examined",
                key=True,
            )

    def _quote(self, path: Steps, quote: Quote) -> None:
        if (quote.speaker is None) == (quote.document is None):
            self.file.fault(path, "a quote needs either a speaker or a document", "Say whose words they are")
        if quote.date is None:
            self._warn(path, "a quote without a date", "Add `date:`, a month or a year if the day is not known")
        person = self.registry.people.valid.get(quote.speaker or "")
        if person and quote.date:
            _office(self.file, (*path, "speaker"), person, quote.date)

    def _timeline(self) -> None:
        seen: set[str] = set()
        for i, item in enumerate(self.brief.timeline):
            shared = item.event if isinstance(item, NamedEvent) else item
            if isinstance(shared, str):
                if shared in seen:
                    self.file.fault(("timeline", i), f"the event {shared!r} is there twice", "Keep one")
                seen.add(shared)

    def _corrections(self) -> None:
        ids = {claim.id for _, claim in identified(self.brief)}
        for i, correction in enumerate(self.brief.corrections):
            if correction.of and correction.of not in ids:
                self.file.fault(
                    ("corrections", i, "of"), f"unknown claim {correction.of!r}", "Name the id of a claim of this brief"
                )

    def _sources(self) -> None:
        for id in self.brief.sources:
            if self.registry.sources.known and id in self.registry.sources.known:
                self.file.fault(
                    ("sources", id),
                    f"the source {id!r} is shared already",
                    "Take it away here: the shared one serves",
                    key=True,
                )
            elif id not in self.cited:
                self._warn(("sources", id), f"the source {id!r} is not used", "Cite it, or take it away", key=True)

    def _warn(self, path: Steps, message: str, advice: str, *, key: bool = False) -> None:
        self.file.fault(path, message, advice, key=key, warning=True)


def _same_day(updated: Instant, published: Instant) -> bool:
    """Whether one of the two is a day alone, and the other in that day."""
    return updated.day == published.day and ("T" not in updated.text or "T" not in published.text)


def _event(registry: Registry, path: Steps, event: SharedEvent) -> None:
    file = registry.events.file
    _span(file, path, event)
    _offices(file, path, event.people, event.date, registry)
    if event.review:
        file.fault((*path, "review"), "a review of a shared event", "Put it on a claim of the brief", key=True)
    if event.verification:
        sources = [registry.sources.valid.get(id) for id in event.sources]
        _verified(file, (*path, "verification"), event.verification, sources)
    if not event.sources:
        file.fault(path, "no source", "Add `sources:`", warning=True)


def _aliases(entries: Entries[SharedEvent] | Entries[SharedSource]) -> None:
    taken = set(entries.known or ())
    for id, entry in entries.valid.items():
        for i, alias in enumerate(entry.aliases):
            if alias in taken:
                entries.file.fault((id, "aliases", i), f"the id {alias!r} is taken", "Take this alias away")
            taken.add(alias)


def _span(file: YamlFile, path: Steps, event: Event) -> None:
    if event.until and event.until.last < event.date.first:
        file.fault((*path, "until"), "`until` before `date`", "Correct one of the two dates")


def _offices(file: YamlFile, path: Steps, people: list[str], date: PartialDate, registry: Registry) -> None:
    for i, id in enumerate(people):
        if person := registry.people.valid.get(id):
            _office(file, (*path, "people", i), person, date)


def _office(file: YamlFile, path: Steps, person: Person, date: PartialDate) -> None:
    if not person.office_at(date):
        file.fault(
            path,
            f"{person.name} held no known office on {date}",
            "Correct the date or the person, or add the office to reference/people.yaml",
            warning=True,
        )


def _verified(file: YamlFile, path: Steps, verification: Verification, sources: Sequence[Source | None]) -> None:
    if verification.status is Status.CONFIRMED:
        kinds = [source.kind for source in sources if source]
        # A source that is unknown or malformed has its own fault.
        if SourceKind.OFFICIAL not in kinds and None not in sources:
            file.fault((*path, "status"), "confirmed without an official source", "Cite one, or write `reported`")
    if verification.status is Status.DISPUTED and not verification.against:
        file.fault((*path, "status"), "disputed by nobody", "Name in `against:` the sources that say otherwise")
