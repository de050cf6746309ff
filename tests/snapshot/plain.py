"""What a question finds, in plain Python: entries that know what they were made of, and no index.

Words are cut and stemmed by `app.snapshot.text`; everything else is told here a second time.
"""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from app.snapshot.kinds import BRIEF, GRAPH, KINDS, PASSAGE, TODAY, Kind
from app.snapshot.layout import Entry
from app.snapshot.reader import Snapshot
from app.snapshot.text import stems, words
from app.snapshot.vocabulary import Name
from tests.snapshot.building import entry, published

LANGUAGES = ("en", "fr", "hi")
CHOICES = {
    "brief": ("b0", "b1"),
    "partnership": ("eu-in", "in-ru", "in-us"),
    "party": ("IN", "RU", "US", "eu"),
    "country": ("IN", "RU", "US"),
    "organisation": ("brics", "eu"),
    "topic": ("defence", "energy", "trade"),
    "person": ("asha-rao", "ivan-petrov"),
    "speaker": ("asha-rao", "eu"),
    "initiative": ("chip-plan", "quad"),
    "perspective": ("IN", "US"),
    "language": LANGUAGES,
    "verification": ("confirmed", "disputed", "reported"),
    "verdict": ("accurate", "outdated"),
    "stage": ("announced", "signed"),
    "publisher": ("the-hindu", "the-wire"),
    "source_kind": ("news", "official"),
}
NAMES = {field: [Name(id, id) for id in values] for field, values in CHOICES.items() if field != "brief"}
# Embargoes end at these seconds, that of one brief at the last of them.
INSTANTS = (0, 100, 200)
EMBARGOED = "b2"

TITLES = ("Ärger", "arger", "B", "a", "…", "Oil", "Crude oil", "Straße", "Accord signé", "ऊर्जा", "F-414 engine")
PIECES = {
    "en": (
        "Running oil imports",
        "Oil import deal\n\nIndia’s F-414 engine",
        "The agreement was SIGNED in Genève",
        "oil",
        "imported engines, oil, gas",
        "",
    ),
    "fr": (
        "Les agreements signés à Genève",
        "Importations allemandes d’oil",
        "allemande et française : gaz\n\noil import",
        "oil imports",
    ),
    "hi": ("ऊर्जा सुरक्षा समझौता oil", "समझौते की नीति oil import", "oil ऊर्जा", "imports"),
}
WORDS = (
    *("oil", "OIL", "oil", "oil", "import", "imports", "running", "run", "engine", "F-414", "India's"),
    *("INDIA", "signed", "signé", "Geneve", "allemande", "agreement", "agreements", "ऊर्जा", "समझौता", "gas", "arger"),
    *("strasse", "the"),
)
PHRASES = (
    "oil imports",
    "OIL import",
    "F-414 engine",
    "f 414",
    "deal India",
    "gaz oil",
    "signés à geneve",
    "ऊर्जा सुरक्षा",
    "Oil",
)
BEGINNINGS = ("imp", "IMPORT", "agre", "alle", "ऊर्जा", "समझ", "eng", "allemandes", "xyz")
_DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
_OFTEN = st.sampled_from([date(2021, 6, 15), date(2022, 1, 1)])


@dataclass(frozen=True)
class Told:
    """An entry, and what it was made of: its title, its pieces of prose, and what it holds."""

    entry: Entry
    title: str
    pieces: tuple[str, ...]
    holds: tuple[str, ...]
    language: str

    @property
    def brief(self) -> str | None:
        """The brief that it is, or that it stands in."""
        brief, _, local = self.entry.id.partition("/")
        return brief if local or self.entry.kind == "brief" else None

    def values(self, field: str) -> tuple[str, ...]:
        return (self.entry.kind,) if field == "kind" else tuple(self.entry.values.get(field, ()))

    def runs(self, *, all: bool) -> list[list[str]]:
        """Words in a row: no phrase reaches from one of these to the next. `F-414` is also `F 414`."""
        pieces = [self.title, *self.pieces, *(self.holds if all else ())]
        runs = [words(paragraph) for piece in pieces for paragraph in piece.split("\n\n")]
        models = [re.fullmatch(r"([^\W\d_]{1,2})(\d\w*)", word) for run in runs for word in run]
        return runs + [list(model.groups()) for model in models if model]


@dataclass(frozen=True)
class Term:
    """A part of `q`: how it is typed, and what it means."""

    text: str
    form: str = "word"
    negative: bool = False

    @property
    def typed(self) -> str:
        typed = {"word": self.text, "phrase": f'"{self.text}"', "prefix": f"{self.text}*"}[self.form]
        return f"-{typed}" if self.negative else typed

    def found_in(self, told: Told, *, all: bool) -> bool:
        runs, asked = told.runs(all=all), words(self.text)
        if self.form == "phrase" or (self.negative and len(asked) > 1):
            length = len(asked)
            return any(run[at : at + length] == asked for run in runs for at in range(len(run)))
        held = [word for run in runs for word in run]
        if self.form == "prefix":
            return any(word.startswith(asked[-1]) for word in held)
        stemmed = stems(held, told.language)
        return all_of(any(stems([word], language)[0] in (*stemmed, *held) for language in LANGUAGES) for word in asked)


def all_of(conditions: Iterable[bool]) -> bool:
    return all(conditions)


@dataclass(frozen=True)
class Asked:
    """A client's parameters, with what they ask for in plain words."""

    kind: Kind
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""
    terms: tuple[Term, ...] = ()
    prefix: bool = False
    sort: str = ""
    facets: tuple[str, ...] = ()
    facet_limit: int = 0
    grouped: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        given = [(name, value) for name, values in self.filters.items() for value in values]
        given += [("exclude", f"{name}:{value}") for name, value in self.exclude]
        given += [("facets", name) for name in self.facets]
        scalars = {
            "from": self.since,
            "to": self.until,
            "q": " ".join(term.typed for term in self.terms),
            "prefix": "1" if self.prefix else "",
            "sort": self.sort,
            "facet_limit": str(self.facet_limit or ""),
            "group": "brief" if self.grouped else "",
        }
        return [(name, value) for name, value in [*given, *scalars.items()] if value]

    def finds(self, listed: Iterable[Told], now: float) -> list[Told]:
        return [told for told in listed if told.entry.visible <= now and self._wants(told)]

    def _wants(self, told: Told) -> bool:
        one = told.entry
        return (
            self._is_of_kind(told)
            and all(self._has(told, name, values) for name, values in self.filters.items() if values)
            and not any(value in told.values(self.kind.field(name)) for name, value in self.exclude)
            and (not self.since or (one.last is not None and one.last >= _day(self.since, last=False)))
            and (not self.until or (one.first is not None and one.first <= _day(self.until, last=True)))
            and all(term.negative != term.found_in(told, all=self.kind is BRIEF) for term in self._meant())
        )

    def _is_of_kind(self, told: Told) -> bool:
        if self.kind is PASSAGE:
            return told.entry.kind not in ("moved", "gone")
        if self.kind is GRAPH:
            return told.entry.kind in ("area", "point", "quote", "event") and bool(told.values("partnership"))
        if self.kind is TODAY:
            return told.entry.kind == "quote" and told.values("verification")[0] in ("confirmed", "reported")
        return told.entry.kind == self.kind.name

    def _has(self, told: Told, name: str, values: tuple[str, ...]) -> bool:
        held = told.values(self.kind.field(name))
        return all(value in held for value in values) if name == "between" else any(value in held for value in values)

    def _meant(self) -> list[Term]:
        if self.prefix and self.terms and self.terms[-1].form == "word" and not self.terms[-1].negative:
            *before, last = self.terms
            *parts, begun = words(last.text)
            return [*before, *(Term(part) for part in parts), Term(begun, "prefix")]
        return list(self.terms)

    def counts(self, listed: Iterable[Told], now: float, facet: str) -> Counter[str]:
        """How many there are of each value, whichever of the facet's own is chosen."""
        free = replace(self, filters={name: values for name, values in self.filters.items() if name != facet})
        return tally(free.finds(listed, now), self.kind.field(facet), now)


def tally(found: Iterable[Told], field: str, now: float) -> Counter[str]:
    """How many there are of each value; none of a brief that is under embargo."""
    counts = Counter(value for told in found for value in told.values(field))
    return Counter({value: count for value, count in counts.items() if value != EMBARGOED or now >= INSTANTS[-1]})


def _day(text: str, *, last: bool) -> int:
    year, month, day = [int(part) for part in text.split("-")] + [0] * (2 - text.count("-"))
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1)).toordinal()


def some(values: tuple[str, ...], least: int = 0, most: int | None = None) -> st.SearchStrategy[tuple[str, ...]]:
    most = len(values) if most is None else most
    return st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=most).map(tuple)


def told(
    id: str,
    kind: str = "area",
    *,
    title: str = "",
    pieces: tuple[str, ...] = (),
    holds: tuple[str, ...] = (),
    language: str = "en",
    values: dict[str, tuple[str, ...]] | None = None,
    day: str = "",
    until: str = "",
    visible: int = 0,
    happens: bool = True,
) -> Told:
    made = entry(
        id,
        kind,
        day=day,
        until=until,
        visible=visible,
        name=title or id,
        language=language,
        text=pieces,
        holds=holds,
        shown={"kind": kind, "url": f"/v1/{id}", "name": id, "summary": "\n\n".join([*pieces, *holds])}
        | {"text": " ".join(pieces), "speaker": None, "document": "A document", "position": None, "conclusion": None},
    )
    happened = (made.first, made.last) if happens and made.first and made.last else None
    found = replace(made, values=(values or {}) | {"language": (language,)}, happened=happened)
    return Told(found, title or id, pieces, holds, language)


def always() -> list[Told]:
    """What any corpus has: the briefs and partnerships that others are filtered by."""
    briefs = [
        told(id, "brief", title=f"Brief {id}", day="2022-05-05", values={"brief": (id,), "topic": ("energy",)})
        for id in CHOICES["brief"]
    ]
    later = told(EMBARGOED, "brief", day="2022-05-05", values={"brief": (EMBARGOED,)}, visible=INSTANTS[-1])
    return [*briefs, later, *(partnership(id) for id in CHOICES["partnership"])]


def parties(id: str) -> list[str]:
    """The parties of a partnership."""
    return sorted(party if party == "eu" else party.upper() for party in id.split("-"))


def partnership(id: str) -> Told:
    links = [{"id": party, "name": party, "url": f"/v1/countries/{party}"} for party in parties(id)]
    made = told(id, "partnership", values={"party": tuple(parties(id))})
    shown = entry(id, "partnership", shown={"kind": "partnership", "name": id, "url": f"/v1/{id}", "parties": links})
    return replace(made, entry=replace(made.entry, json=shown.json))


_KINDS = ("area", "area", "area", "event", "event", "quote", "quote", "point", "section", "brief", "source", "topic")
_MANY = ("party", "country", "organisation", "topic", "person", "initiative", "publisher")
_ONE = ("verdict", "stage", "perspective", "source_kind", "speaker", "partnership")


@st.composite
def corpora(draw: st.DrawFn, kinds: tuple[str, ...] = (*_KINDS, "moved", "gone")) -> list[Told]:
    """Entries of several kinds, many of one day, one name or no date."""
    found = always()
    for number in range(draw(st.integers(0, 20))):
        kind = draw(st.sampled_from(kinds))
        first = draw(st.none() | _OFTEN | _DAYS)
        last = first and draw(st.just(first) | st.dates(first, date(2023, 12, 31)))
        language = draw(st.sampled_from(LANGUAGES))
        values = {name: draw(some(CHOICES[name], most=2)) for name in _MANY}
        values |= {name: draw(some(CHOICES[name], least=draw(st.integers(0, 1)), most=1)) for name in _ONE}
        values["verification"] = (draw(st.sampled_from(CHOICES["verification"])),)
        values["brief"] = draw(some((*CHOICES["brief"], EMBARGOED), least=1))
        id, visible = f"x{number}", draw(st.sampled_from(INSTANTS))
        if kind == "brief":
            values["brief"] = (id,)
        elif len(values["brief"]) == 1:
            id = f"{values['brief'][0]}/{id}"
        if values["brief"] == (EMBARGOED,):
            visible = INSTANTS[-1]
        text = st.lists(st.sampled_from(PIECES[language]), min_size=draw(st.integers(0, 1)), max_size=2).map(tuple)
        found.append(
            told(
                id,
                kind,
                title=draw(st.sampled_from(TITLES) | st.text(max_size=3)),
                pieces=draw(text),
                holds=draw(text) if kind == "brief" else (),
                language=language,
                values=values,
                day=str(first or ""),
                until=str(last or ""),
                visible=visible,
            )
        )
    return found


_TERMS = st.builds(Term, st.sampled_from(WORDS), st.just("word"), st.sampled_from([False, False, False, True]))
_TERMS |= st.builds(Term, st.sampled_from(PHRASES), st.just("phrase"), st.sampled_from([False, False, True]))
_TERMS |= st.builds(Term, st.sampled_from(BEGINNINGS), st.just("prefix"), st.sampled_from([False, False, True]))
_SEARCHED = tuple(KINDS[name] for name in ("area", "event", "quote", "brief", "source", "section", "point", "topic"))


@st.composite
def questions(draw: st.DrawFn, kinds: tuple[Kind, ...] = (*[PASSAGE] * 5, *[KINDS["area"]] * 3, *_SEARCHED)) -> Asked:
    kind = draw(st.sampled_from(kinds))
    worded, filtered = draw(st.sampled_from([(0, 1), (0, 2), (1, 0), (1, 0), (2, 0), (1, 1), (3, 2)]))
    chosen = draw(some(kind.filters, most=filtered)) if kind.filters else ()
    left_out = draw(some(kind.filters, most=draw(st.sampled_from([0, 0, filtered])))) if kind.filters else ()
    fields = {
        name: CHOICES[kind.field(name)] if kind.field(name) != "kind" else _SEARCHED_NAMES for name in kind.filters
    }
    days = sorted(draw(st.lists(_OFTEN | _DAYS, min_size=2, max_size=2))) if kind.dated else []
    cut = draw(st.sampled_from([4, 7, 10]))
    terms = tuple(draw(st.lists(_TERMS, min_size=min(worded, 1), max_size=worded)))
    if sum(term.form == "prefix" for term in terms) > 2:
        terms = ()
    prefix = bool(terms) and len(words(terms[-1].text)[-1]) > 2 and draw(st.booleans())
    matching = any(not term.negative for term in terms)
    sorts = [sort for sort in kind.sorts if sort != "relevance" or matching]
    facets = draw(some(kind.facets, most=3)) if kind.facets and kind not in (GRAPH, TODAY) else ()
    return Asked(
        kind,
        {name: draw(some(fields[name], least=1)) for name in chosen},
        tuple((name, draw(st.sampled_from(fields[name]))) for name in left_out),
        draw(st.sampled_from(["", "", "", str(days[0])[:cut]])) if days else "",
        draw(st.sampled_from(["", "", "", str(days[1])[:cut]])) if days else "",
        terms,
        prefix,
        "" if kind in (GRAPH, TODAY) else draw(st.sampled_from(["", *sorts])),
        facets,
        draw(st.sampled_from([0, 1, 2])) if facets else 0,
        kind is PASSAGE and draw(st.sampled_from([False, False, True])),
    )


_SEARCHED_NAMES = tuple(kind.name for kind in _SEARCHED)


@contextmanager
def opened(listed: list[Told]) -> Iterator[Snapshot]:
    with TemporaryDirectory() as root:
        yield published(Path(root), [told.entry for told in listed], NAMES)


def of(listed: Iterable[Told]) -> dict[str, Told]:
    """By key: ids of different kinds may be equal."""
    return {told.entry.key: told for told in listed}
