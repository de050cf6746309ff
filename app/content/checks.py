"""What can be said only of a whole corpus: do the ids exist, do the parts agree. The table is in design §2."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from app.content.document import (
    Area,
    Brief,
    Claim,
    Event,
    Identified,
    OwnEvent,
    Person,
    Quote,
    Review,
    SharedEvent,
    SharedSource,
    Source,
    Tags,
    Verification,
)
from app.content.registry import Entries, Registry
from app.content.scalars import COUNTRY_CODES, PartialDate
from app.content.yaml_file import Steps, YamlFile
from app.nearest import nearest
from app.schemas.vocabulary import SourceKind, Status


def check(briefs: Mapping[str, Brief], files: Mapping[str, YamlFile], registry: Registry) -> None:
    """Add to each file what is wrong with it in view of all others."""
    for id, brief in briefs.items():
        _BriefCheck(files[id], brief, registry, frozenset(files)).run()
    _RegistryCheck(registry).run()
    _aliases(briefs, files)
    _told_twice(briefs, files, registry)
    _unused_shared_sources(briefs, files, registry)


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


@dataclass(frozen=True)
class _References:
    """Checks that ids exist in the registry, and tells the nearest one where they do not."""

    file: YamlFile
    registry: Registry

    def tags(self, path: Steps, tags: Tags) -> None:
        self.parties((*path, "parties"), tags.parties)
        self.each((*path, "topics"), tags.topics, self.registry.topics, "topic")
        self.each((*path, "people"), tags.people, self.registry.people, "person")
        self.each((*path, "organisations"), tags.organisations, self.registry.organisations, "organisation")
        self.each((*path, "initiatives"), tags.initiatives, self.registry.initiatives, "initiative")

    def parties(self, path: Steps, ids: list[str]) -> None:
        organisations = [(i, id) for i, id in enumerate(ids) if id not in COUNTRY_CODES]
        for i, id in organisations:
            self.one((*path, i), id, self.registry.organisations, "organisation")

    def each(self, path: Steps, ids: list[str], entries: Entries[BaseModel], noun: str) -> None:
        for i, id in enumerate(ids):
            self.one((*path, i), id, entries, noun)

    def one(self, path: Steps, id: str, entries: Entries[BaseModel], noun: str) -> None:
        if entries.lacks(id):
            self.file.fault(path, f"unknown {noun} {id!r}", self._advice(id, entries, noun))

    def _advice(self, id: str, entries: Entries[BaseModel], noun: str) -> str:
        near = nearest(id, entries.known or ())
        name = id.replace("-", " ").title()
        stub = f"{id}: {{name: {name}, offices: [{{title: …}}]}}" if noun == "person" else f"{id}: {{…}}"
        return f"{f'Did you mean {near!r}? If not, add' if near else 'Add'} to {entries.file.name}: `{stub}`"


class _BriefCheck:
    def __init__(self, file: YamlFile, brief: Brief, registry: Registry, briefs: frozenset[str]) -> None:
        self.file, self.brief, self.registry, self.briefs = file, brief, registry, briefs
        self.references = _References(file, registry)
        self.cited: set[str] = set()

    def run(self) -> None:
        self._dates()
        self._namespace()
        self._partnerships()
        for path, claim in claims(self.brief):
            self._claim(path, claim)
        for i, section in enumerate(self.brief.partnerships):
            self._review(("partnerships", i), section.review)
        self._timeline()
        self._links()
        self._sources()

    def _dates(self) -> None:
        updated = self.brief.updated
        if updated and updated.at < self.brief.published.at:
            self.file.fault(("updated",), "updated before it was published", "Correct one of the two dates")

    def _namespace(self) -> None:
        """Ids and earlier ids of claims and questions are one namespace, and partnerships' ids stand in it too."""
        seen: set[str] = {"-".join(sorted(p.lower() for p in s.parties)) for s in self.brief.partnerships}
        named: list[tuple[Steps, list[str]]] = [
            (path, [claim.id, *claim.aliases]) for path, claim in claims(self.brief) if isinstance(claim, Identified)
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
            self.references.parties(path, section.parties)
            if frozenset(section.parties) in seen:
                self.file.fault(path, "the same partnership a second time", "Put both into one section")
            seen.add(frozenset(section.parties))

    def _claim(self, path: Steps, claim: Claim) -> None:
        self.references.tags(path, claim)
        self._cited((*path, "sources"), claim.sources)
        self._verification(path, claim)
        self._review(path, claim.review)
        if isinstance(claim, Area | Quote | Event) and not claim.sources:
            self._warn(path, "no source", "Add `sources:`, or leave the claim out")
        if isinstance(claim, Quote):
            self._quote(path, claim)
        if isinstance(claim, Event):
            _span(self.file, path, claim)
            _offices(self.file, path, claim.people, claim.date, self.registry)
        if isinstance(claim, OwnEvent) and claim.area:
            self._area((*path, "area"), claim.area)

    def _cited(self, path: Steps, ids: list[str]) -> None:
        self.cited.update(ids)
        for i, id in enumerate(ids):
            if id not in self.brief.sources:
                self.references.one((*path, i), id, self._all_sources(), "source")

    def _all_sources(self) -> Entries[BaseModel]:
        shared = self.registry.sources
        known = None if shared.known is None else shared.known | self.brief.sources.keys()
        return Entries(shared.file, {}, known)

    def _source(self, id: str) -> Source | None:
        return self.brief.sources.get(id) or self.registry.sources.valid.get(id)

    def _verification(self, path: Steps, claim: Claim) -> None:
        verification = claim.verification
        if verification is None:
            return
        path = (*path, "verification")
        self._cited((*path, "against"), verification.against)
        _verified(self.file, path, verification, [self._source(id) for id in claim.sources])

    def _review(self, path: Steps, review: Review | None) -> None:
        if review is None:
            return
        self._cited((*path, "review", "sources"), review.sources)
        if self.brief.examines is None:
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
        for i, wording in enumerate(quote.wordings):
            self._cited((*path, "wordings", i, "sources"), wording.sources)
        if quote.speaker:
            self._speaker(path, quote.speaker, quote.date)

    def _speaker(self, path: Steps, speaker: str, date: PartialDate | None) -> None:
        if self.registry.organisations.known and speaker in self.registry.organisations.known:
            return
        self.references.one((*path, "speaker"), speaker, self.registry.people, "person")
        if date and (person := self.registry.people.valid.get(speaker)):
            _office(self.file, (*path, "speaker"), person, date)

    def _area(self, path: Steps, area: str) -> None:
        areas = [area.id for section in self.brief.partnerships for area in section.areas]
        if area not in areas:
            near = nearest(area, areas)
            advice = f"Did you mean {near!r}?" if near else f"The areas of this brief are: {', '.join(areas) or 'none'}"
            self.file.fault(path, f"unknown area {area!r}", advice)

    def _timeline(self) -> None:
        seen: set[str] = set()
        for i, item in enumerate(self.brief.timeline):
            if isinstance(item, str):
                self.references.one(("timeline", i), item, self.registry.events, "event")
                if item in seen:
                    self.file.fault(("timeline", i), f"the event {item!r} is there twice", "Keep one")
                seen.add(item)

    def _links(self) -> None:
        brief = self.brief
        if brief.examines:
            self._cited((), [brief.examines])
        ids = {
            claim.id for _, claim in claims(brief) if isinstance(claim, Area | Quote | OwnEvent) or hasattr(claim, "id")
        }
        for i, correction in enumerate(brief.corrections):
            if correction.of and correction.of not in ids:
                self.file.fault(
                    ("corrections", i, "of"), f"unknown claim {correction.of!r}", "Name the id of a claim of this brief"
                )
        replaced_by = brief.withdrawn.replaced_by if brief.withdrawn else None
        if replaced_by and replaced_by not in self.briefs:
            near = nearest(replaced_by, self.briefs)
            advice = f"Did you mean {near!r}?" if near else "Name the id of another brief"
            self.file.fault(("withdrawn", "replaced_by"), f"unknown brief {replaced_by!r}", advice)

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


class _RegistryCheck:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def run(self) -> None:
        self._aliases(self.registry.events)
        self._aliases(self.registry.sources)
        for id, event in self.registry.events.valid.items():
            self._event(self.registry.events.file, (id,), event)
        people = _References(self.registry.people.file, self.registry)
        for id, person in self.registry.people.valid.items():
            for i, office in enumerate(person.offices):
                people.each((id, "offices", i, "sources"), office.sources, self.registry.sources, "source")
                if office.since and office.until and office.until.last < office.since.first:
                    self.registry.people.file.fault(
                        (id, "offices", i, "to"), "`to` before `from`", "Correct one of them"
                    )
        initiatives = _References(self.registry.initiatives.file, self.registry)
        for id, initiative in self.registry.initiatives.valid.items():
            initiatives.parties((id, "parties"), initiative.parties)

    def _event(self, file: YamlFile, path: Steps, event: SharedEvent) -> None:
        references = _References(file, self.registry)
        references.tags(path, event)
        references.each((*path, "sources"), event.sources, self.registry.sources, "source")
        _span(file, path, event)
        _offices(file, path, event.people, event.date, self.registry)
        if event.review:
            file.fault((*path, "review"), "a review of a shared event", "Put it on a claim of the brief", key=True)
        if event.verification:
            sources = [self.registry.sources.valid.get(id) for id in event.sources]
            _verified(file, (*path, "verification"), event.verification, sources)
            references.each(
                (*path, "verification", "against"), event.verification.against, self.registry.sources, "source"
            )
        if not event.sources:
            file.fault(path, "no source", "Add `sources:`", warning=True)

    def _aliases(self, entries: Entries[SharedEvent] | Entries[SharedSource]) -> None:
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


def _aliases(briefs: Mapping[str, Brief], files: Mapping[str, YamlFile]) -> None:
    taken = {id: id for id in files}
    for id, brief in briefs.items():
        for i, alias in enumerate(brief.aliases):
            if alias in taken:
                files[id].fault(("aliases", i), f"the id {alias!r} belongs to {taken[alias]!r}", "Take this alias away")
            taken[alias] = id


def _told_twice(briefs: Mapping[str, Brief], files: Mapping[str, YamlFile], registry: Registry) -> None:
    """Warn of events with the same date and parties in two files.

    Not of two in one brief, nor of a shared one beside an own one of a brief that names both: the editor sees both.
    """
    told: dict[tuple[str, frozenset[str]], dict[str, list[Steps]]] = defaultdict(lambda: defaultdict(list))
    for id, brief in briefs.items():
        parties = {area.id: section.parties for section in brief.partnerships for area in section.areas}
        for i, event in enumerate(brief.timeline):
            if isinstance(event, OwnEvent):
                between = frozenset([*event.parties, *parties.get(event.area or "", [])])
                told[event.date.text, between][id].append(("timeline", i))
    shared: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for id, told_once in registry.events.valid.items():
        shared[told_once.date.text, frozenset(told_once.parties)].append(id)
    named = {id: {item for item in brief.timeline if isinstance(item, str)} for id, brief in briefs.items()}
    for (date, between), tellers in told.items():
        for teller, paths in tellers.items() if between else ():
            others = [other for other in tellers if other != teller]
            others += [id for id in shared[date, between] if id not in named[teller]]
            for path in paths if others else ():
                files[teller].fault(
                    path,
                    f"{', '.join(others)} tells an event of {date} between the same parties",
                    "If it is the same event, tell it once in reference/events.yaml",
                    warning=True,
                )


def _unused_shared_sources(briefs: Mapping[str, Brief], files: Mapping[str, YamlFile], registry: Registry) -> None:
    if len(briefs) < len(files):
        return  # a brief that cannot be read may be the one that cites it
    used: Counter[str] = Counter()
    for event in registry.events.valid.values():
        used.update(event.sources)
    for person in registry.people.valid.values():
        used.update(id for office in person.offices for id in office.sources)
    for brief in briefs.values():
        used.update([brief.examines] if brief.examines else [])
        used.update(id for section in brief.partnerships if section.review for id in section.review.sources)
        for _, claim in claims(brief):
            used.update(claim.sources)
            used.update(claim.review.sources if claim.review else [])
            used.update(claim.verification.against if claim.verification else [])
            if isinstance(claim, Quote):
                used.update(id for wording in claim.wordings for id in wording.sources)
    for id, source in registry.sources.valid.items():
        if id not in used and not source.deprecated:
            registry.sources.file.fault(
                (id,),
                f"the source {id!r} is not used",
                "Cite it, or mark it `deprecated: true`",
                key=True,
                warning=True,
            )
