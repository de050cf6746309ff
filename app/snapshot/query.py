"""A client's parameters into a question that the index can answer, or into faults that say what would be right."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.errors import InvalidParameters, ParameterFault
from app.nearest import nearest
from app.snapshot import text
from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, GRAPH, HOLDERS, KINDS, PASSAGE, RELATED, TODAY, Kind
from app.snapshot.text import Clause
from app.snapshot.vocabulary import Vocabulary
from app.wire import cursor
from app.wire.cursor import Cursor
from app.wire.parameters import several

MAX_LIMIT, MAX_IDS, MAX_VALID = 100, 100, 50
FACET_LIMIT, MAX_FACET_LIMIT = 10, 100

# Parameters that take one value; all others take several, repeated or by comma.
SCALARS = ("q", "prefix", "from", "to", "group", "facet_limit", "sort", "limit", "cursor", "view", "format", "bom")

# Where all values of a filter are listed, if they are too many for an error.
_LISTED = {
    field: KINDS[kind].path
    for field, kind in {
        "country": "country",
        "party": "country",
        "perspective": "country",
        "organisation": "organisation",
        "partnership": "partnership",
        "topic": "topic",
        "person": "person",
        "speaker": "person",
        "initiative": "initiative",
        "brief": "brief",
    }.items()
} | {"publisher": "/v1/sources"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one list. `filters` holds ids by parameter: any of a parameter's, all of the parameters'.

    `within` a brief that the path has named, and no parameter.
    """

    kind: Kind
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[tuple[str, str], ...] = ()
    q: str = ""
    clauses: tuple[Clause, ...] = ()
    since: tuple[int, str] | None = None
    until: tuple[int, str] | None = None
    ids: tuple[str, ...] = ()
    sort: str = ""
    limit: int = 20
    cursor: Cursor | None = None
    full: bool = False
    facets: tuple[str, ...] = ()
    facet_limit: int = FACET_LIMIT
    grouped: bool = False
    within: bool = False

    @property
    def is_all(self) -> bool:
        """Whether it asks for every entry of its kind."""
        narrowed = self.filters or self.exclude or self.clauses or self.since or self.until
        return not narrowed and self.kind not in (GRAPH, TODAY)

    @property
    def is_dear(self) -> bool:
        """Whether the answer may take long in a large corpus: words, sums, or entries of many kinds."""
        summed = self.facets or self.grouped or self.kind.name in HOLDERS
        return bool(self.clauses or summed or self.kind in (PASSAGE, RELATED))

    @property
    def scope(self) -> str:
        """A digest of what decides which entries there are and in which order: a cursor belongs to it."""
        parts = (
            self.kind.name,
            sorted(self.filters.items()),
            self.exclude,
            self.clauses,
            self.grouped,
            self.since,
            self.until,
            self.sort,
        )
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def names_of(kind: Kind) -> tuple[str, ...]:
    """The parameters of a list, in the order of the docs."""
    if kind is RELATED:
        return ("limit", "cursor", "format", "bom")
    dates = ("from", "to") if kind.dated else ()
    view = ("view",) if kind.name == "brief" else ()
    exclude = ("exclude",) if kind.filters else ()
    several = ("group",) if kind is PASSAGE else ("ids",)
    facets = ("facets", "facet_limit") if kind.facets else ()
    if kind in (GRAPH, TODAY):
        limit = ("limit",) if kind is GRAPH else ()
        return ("q", "prefix", *kind.filters, *dates, *exclude, *limit, "format")
    paging = ("sort", "limit", "cursor", "format", "bom")
    return ("q", "prefix", *kind.filters, *dates, *exclude, *several, *view, *facets, *paging)


def parse(
    kind: Kind,
    pairs: Iterable[tuple[str, str]],
    vocabulary: Callable[[str], "Vocabulary | Briefs"],
    now: float,
    fixed: Mapping[str, tuple[str, ...]] | None = None,
) -> Question:
    """Raises InvalidParameters with every fault at once. `fixed` are filters that the path has settled."""
    return _Parser(kind, vocabulary, now, dict(fixed or {})).parse(list(pairs))


class Briefs:
    """The ids of briefs as a vocabulary: too many to hold, so that each is looked up."""

    def __init__(
        self, find: Callable[[str], str | None], near: Callable[[str], str | None], all: Callable[[], list[str]]
    ) -> None:
        self._find, self._near, self._all = find, near, all

    def candidates(self, text: str, now: float) -> list[str]:
        found = self._find(text)
        return [found] if found else []

    def nearest(self, text: str, now: float) -> str | None:
        return self._near(text)

    def valid(self, now: float) -> list[str]:
        return self._all()

    def label(self, id: str) -> str:
        return id


class _Parser:
    def __init__(
        self,
        kind: Kind,
        vocabulary: Callable[[str], Vocabulary | Briefs],
        now: float,
        fixed: dict[str, tuple[str, ...]],
    ) -> None:
        self.kind, self.vocabulary, self.now, self.fixed = kind, vocabulary, now, fixed
        self.names = tuple(name for name in names_of(kind) if name not in fixed)
        self.faults: list[ParameterFault] = []

    def parse(self, pairs: list[tuple[str, str]]) -> Question:
        given = self._given(pairs)
        q = given.get("q", [""])[0].strip()
        clauses = self._clauses(q, given)
        facets = self._facets(given)
        self._choice("bom", given, ("0", "1"))
        question = Question(
            kind=self.kind,
            filters={**self.fixed, **self._filters(given)},
            exclude=self._exclude(given.get("exclude", [])),
            q=q,
            clauses=clauses,
            since=self._day("from", given),
            until=self._day("to", given),
            ids=self._ids(given),
            sort=self._sort(given, clauses),
            limit=self._number("limit", given, self.kind.limit, MAX_LIMIT),
            full=self._choice("view", given, ("card", "full")) == "full",
            facets=facets,
            facet_limit=self._number("facet_limit", given, FACET_LIMIT, MAX_FACET_LIMIT),
            within=bool(self.fixed),
            grouped=self._choice("group", given, ("", "brief")) == "brief",
        )
        if question.since and question.until and question.until[0] < question.since[0]:
            self._fault("to", question.until[1], f"to lies before from ({question.since[1]})")
        cursor = self._cursor(given, question)
        if self.faults:
            raise InvalidParameters(_detail(self.faults), errors=tuple(self.faults))
        return replace(question, cursor=cursor)

    def _given(self, pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            if name not in self.names:
                self._unknown(name)
            elif name not in SCALARS:
                given.setdefault(name, []).extend(several(value))
            elif name in given:
                self._fault(name, value, f"{name} is given twice, and takes one value")
            else:
                given[name] = [value.strip()]
        return given

    def _unknown(self, name: str) -> None:
        if name in self.fixed:
            self._fault(name, None, f"{name} is settled by the path")
        elif all(fault.parameter != name for fault in self.faults):
            near = nearest(name, self.names)
            message = f"{name} is not a parameter of this list"
            self._fault(name, None, message, suggestion=near, valid=self.names)

    def _filters(self, given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        found = {}
        for name in self.kind.filters:
            ids = [id for value in given.get(name, ()) if (id := self._resolve(name, name, value))]
            if ids:
                found[name] = tuple(dict.fromkeys(ids))
        return found

    def _resolve(self, parameter: str, name: str, value: str) -> str | None:
        """The id that a value means for the filter `name`; a fault of `parameter` where it means none or several."""
        field = self.kind.field(name)
        vocabulary = self.vocabulary(field)
        sought = "-".join(sorted(value.lower().split("-"))) if field == "partnership" else value
        ids = vocabulary.candidates(sought, self.now) or vocabulary.candidates(value, self.now)
        if len(ids) == 1:
            return ids[0]
        if ids:
            labels = ", ".join(f"{id} ({vocabulary.label(id)})" for id in ids)
            self._fault(parameter, value, f"{value} may mean {labels}", valid=tuple(ids))
            return None
        near = vocabulary.nearest(sought, self.now) if len(value) > 3 else None
        self._not_valid(parameter, name, value, near)
        return None

    def _not_valid(self, parameter: str, name: str, value: str, near: str | None) -> None:
        field = self.kind.field(name)
        noun = {"party": "party", "source_kind": "kind of source"}.get(field, name)
        message = f"{value} is not {'an' if noun[0] in 'aeiou' else 'a'} {noun} that is known here"
        if field in ("country", "perspective"):
            known = self.vocabulary("organisation").candidates(value, self.now)
            if organisation := value.lower() if value.upper() in ("EU", "UN") else next(iter(known), None):
                message = f"{value} is not a country, but an organisation: organisation={organisation} finds it"
                self._fault(parameter, value, message, suggestion=f"organisation={organisation}")
                return
            message = f"{value} is not a country: use a code such as IN, or an everyday name without a comma"
            if field == "perspective" and self.vocabulary("country").candidates(value, self.now):
                message = f"No brief has the perspective of {value}"
        valid = self.vocabulary(field).valid(self.now)
        if len(valid) <= MAX_VALID:
            self._fault(parameter, value, message, suggestion=near, valid=tuple(valid))
        else:
            self._fault(parameter, value, message, suggestion=near, valid_url=_LISTED.get(field))

    def _exclude(self, values: list[str]) -> tuple[tuple[str, str], ...]:
        found = []
        for value in values:
            name, _, rest = value.partition(":")
            if not rest.strip() or name not in self.kind.filters:
                valid = tuple(f"{name}:" for name in self.kind.filters)
                near = nearest(name, self.kind.filters)
                message = f"{value} does not say what to leave out: write a filter, a colon and a value"
                self._fault("exclude", value, message, suggestion=f"{near}:{rest}" if near else None, valid=valid)
            else:
                told = len(self.faults)
                if id := self._resolve(name, name, rest):
                    found.append((name, id))
                self.faults[told:] = [_of_exclude(name, fault) for fault in self.faults[told:]]
        return tuple(sorted(set(found)))

    def _clauses(self, q: str, given: Mapping[str, list[str]]) -> tuple[Clause, ...]:
        prefix = self._choice("prefix", given, ("0", "1")) == "1"
        clauses = text.parse(q, prefix=prefix)
        count = sum(len(clause.words) for clause in clauses)
        begun = [clause.words[-1] for clause in clauses if clause.form == "prefix"]
        if prefix and not q:
            self._fault("prefix", "1", "prefix needs q, whose last word may then be the beginning of one")
        if q and not clauses:
            self._fault("q", q, "q has no word to look for: use letters or digits")
        if count > text.MAX_TERMS:
            self._fault("q", q, f"q has {count} words, and may have {text.MAX_TERMS}")
        if len(begun) > text.MAX_PREFIXES:
            self._fault("q", q, f"q has {len(begun)} beginnings of words, and may have {text.MAX_PREFIXES}")
        for word in begun:
            if len(word) < text.MIN_PREFIX:
                self._fault("q", q, f"{word} is too short for the beginning of a word: give {text.MIN_PREFIX} letters")
        return clauses

    def _facets(self, given: Mapping[str, list[str]]) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(given.get("facets", ())))
        for name in found:
            if name not in self.kind.facets:
                near = nearest(name, self.kind.facets)
                message = f"{name} is not a facet of this list"
                self._fault("facets", name, message, suggestion=near, valid=self.kind.facets)
        if "facet_limit" in given and not found:
            self._fault("facet_limit", given["facet_limit"][0], "facet_limit needs facets")
        return found

    def _day(self, name: str, given: Mapping[str, list[str]]) -> tuple[int, str] | None:
        """The first day of `from`, the last of `to`, with the text given."""
        for value in given.get(name, ()):
            day = _first_day(value) if name == "from" else _last_day(value)
            if day:
                return day.toordinal(), value
            self._fault(name, value, f"{value} is not a date: write 2023, 2023-06 or 2023-06-22")
        return None

    def _ids(self, given: Mapping[str, list[str]]) -> tuple[str, ...]:
        ids = tuple(dict.fromkeys(given.get("ids", ())))
        others = [name for name in (*given, *self.fixed) if name not in ("ids", "view", "format")]
        if ids and others:
            self._fault("ids", ",".join(ids), f"ids stands alone, and here {', '.join(others)} stands beside it")
        if len(ids) > MAX_IDS:
            self._fault("ids", None, f"{len(ids)} ids, and there may be {MAX_IDS}")
        return ids

    def _sort(self, given: Mapping[str, list[str]], clauses: tuple[Clause, ...]) -> str:
        matching = any(not clause.negative for clause in clauses)
        default = BY_RELEVANCE if matching and self.kind.searchable else self.kind.sorts[0]
        sort = given.get("sort", [default])[0]
        if sort not in self.kind.sorts:
            near = nearest(sort, self.kind.sorts)
            self._fault("sort", sort, f"{sort} is not a sort of this list", suggestion=near, valid=self.kind.sorts)
        elif sort == BY_RELEVANCE and not matching and self.kind.searchable:
            self._fault("sort", sort, "relevance needs q", valid=self.kind.sorts[:-1])
        return sort

    def _number(self, name: str, given: Mapping[str, list[str]], default: int, most: int) -> int:
        value = given.get(name, [str(default)])[0]
        if re.fullmatch(r"[0-9]{1,9}", value) and 1 <= int(value) <= most:
            return int(value)
        self._fault(name, value, f"{name} is a whole number from 1 to {most}")
        return default

    def _choice(self, name: str, given: Mapping[str, list[str]], choices: tuple[str, str]) -> str:
        """The value of a parameter that is either the first of two, by default, or the second."""
        value = given.get(name, [choices[0]])[0]
        if value not in choices:
            valid = tuple(filter(None, choices))
            message = f"{name} is {' or '.join(valid)}, not {value}"
            self._fault(name, value, message, suggestion=nearest(value, valid), valid=valid)
        return value

    def _cursor(self, given: Mapping[str, list[str]], question: Question) -> Cursor | None:
        if "cursor" not in given:
            return None
        value = given["cursor"][0]
        try:
            found = cursor.parse(value)
        except ValueError:
            self._fault("cursor", value, "not a cursor of this service: take it from links.next or links.prev, whole")
            return None
        by_offset = question.grouped or question.sort in (BY_TITLE, BY_RELEVANCE)
        if found.scope != question.scope or (found.way == "offset") != by_offset:
            self._fault("cursor", value, "this cursor belongs to a query with other filters: begin without it")
        return found

    def _fault(
        self,
        parameter: str,
        value: str | None,
        message: str,
        *,
        suggestion: str | None = None,
        valid: tuple[str, ...] | None = None,
        valid_url: str | None = None,
    ) -> None:
        self.faults.append(
            ParameterFault(
                parameter=parameter,
                value=value,
                message=message,
                suggestion=suggestion,
                valid=valid,
                valid_url=valid_url,
            )
        )


def _of_exclude(name: str, fault: ParameterFault) -> ParameterFault:
    """A fault of a filter's value as one of `exclude`, which has the filter's name before it."""
    suggestion = fault.suggestion and fault.suggestion.replace("=", ":")
    return replace(
        fault,
        parameter="exclude",
        value=f"{name}:{fault.value}",
        suggestion=suggestion if suggestion is None or ":" in suggestion else f"{name}:{suggestion}",
        valid=fault.valid and tuple(f"{name}:{value}" for value in fault.valid),
    )


def _detail(faults: list[ParameterFault]) -> str:
    first = faults[0]
    hint = f". Did you mean {first.suggestion}?" if first.suggestion else "."
    more = f" {len(faults) - 1} more: see errors." if len(faults) > 1 else ""
    return f"{first.message}{hint}{more}"


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _first_day(value: str) -> date | None:
    match = _DATE.fullmatch(value)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


def _last_day(value: str) -> date | None:
    first = _first_day(value)
    if first is None or len(value) == 10:
        return first
    if len(value) == 4 or first.month == 12:
        return date(first.year, 12, 31)
    return date(first.year, first.month + 1, 1) - timedelta(days=1)
