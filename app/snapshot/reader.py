"""A snapshot that is open: what it holds, by key and by question."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

import orjson
import tantivy

from app.errors import SnapshotBroken
from app.nearest import nearest
from app.snapshot import text, vocabulary
from app.snapshot.compile import INDEX, LOCK, MANIFEST, NAMES, POINTER
from app.snapshot.identity import hash41
from app.snapshot.kinds import (
    BRIEF,
    BY_RELEVANCE,
    BY_TITLE,
    CLAIMS,
    ESTABLISHED,
    GRAPH,
    KINDS,
    NEWEST,
    OLDEST,
    PASSAGE,
    TODAY,
)
from app.snapshot.layout import ALL, GONE, MOVED, OWN, VERSION, WHOLE, schema
from app.snapshot.query import Question
from app.snapshot.related import Likeness
from app.snapshot.vocabulary import Vocabulary
from app.wire.cursor import Cursor

Query = tantivy.Query
_MUST, _NOT = tantivy.Occur.Must, tantivy.Occur.MustNot
_UNSIGNED = tantivy.FieldType.Unsigned
_ASC, _DESC = tantivy.Order.Asc, tantivy.Order.Desc


@dataclass(frozen=True, slots=True)
class Page:
    """`items` are finished JSON, `scores` how well each matches; `next` and `prev` lead to the neighbouring pages."""

    count: int
    items: list[bytes]
    scores: tuple[float, ...] = ()
    next: Cursor | None = None
    prev: Cursor | None = None
    missing: tuple[str, ...] = ()


def current_id(root: Path) -> str | None:
    """The id that the pointer names, or None where nothing is published."""
    try:
        return (root / POINTER).read_text().strip() or None
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SnapshotBroken(f"{root / POINTER} cannot be read: {error}. Run `briefs build`.") from error


class Snapshot:
    """One snapshot, held by a shared lock until it is closed or collected. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Raises SnapshotBroken when the folder is not a whole snapshot of this layout."""
        try:
            self._lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            manifest = orjson.loads((folder / MANIFEST).read_bytes())
            if manifest["layout"] != VERSION:
                raise SnapshotBroken(f"{folder} has layout {manifest['layout']}, not {VERSION}: run `briefs build`.")
            self.id: str = manifest["id"]
            self.origin: str = manifest["origin"]
            self.built: str = manifest["built"]
            self.instants: list[int] = manifest["instants"]
            self.names: Mapping[str, Vocabulary] = vocabulary.from_json(orjson.loads((folder / NAMES).read_bytes()))
            self._searcher = _searcher(folder / INDEX)
            # Registries are in English whatever briefs are in.
            self.languages = tuple(dict.fromkeys(["en", *self.names["language"].valid(inf)]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise SnapshotBroken(f"{folder} cannot be read: {error!r}. Run `briefs build`.") from error
        self._schema = schema()

    @classmethod
    def current(cls, root: Path) -> "Snapshot | None":
        """Open the one that the pointer names. It may be swapped and removed meanwhile: then the next one."""
        while id := current_id(root):
            try:
                return cls(root / id)
            except SnapshotBroken:
                if current_id(root) == id:
                    raise
        return None

    def __del__(self) -> None:
        if lock := getattr(self, "_lock", None):
            os.close(lock)

    def get(self, key: str, now: float) -> bytes | None:
        """The JSON of the entry `kind/id`, or None where there is none that is visible."""
        found = self._searcher.search(self._visible([self._term("key", key)], now), limit=1, count=False)
        if not found.hits:
            return None
        return self._stored(found.hits)[0]

    def whole(self, key: str, now: float) -> bytes | None:
        """What stands apart from an entry: a brief, whole; more of what holds others."""
        return self.get(f"{WHOLE}/{key}", now)

    def number(self, key: str) -> int | None:
        """By which one can see whether what stands apart from an entry is as it was, without fetching it."""
        hits = self._searcher.search(self._term("key", f"{WHOLE}/{key}"), limit=1, count=False).hits
        found: list[Any] = self._searcher.fast_field_values("lot", [address for _, address in hits])
        return found[0] if found else None

    def page(self, question: Question, now: float, edition: str) -> Page:
        """The page of a list that the question asks for."""
        page = self._page(question, now, edition)
        if question.full:
            keys = (f"brief/{orjson.loads(card)['id']}" for card in page.items)
            return replace(page, items=[whole for key in keys if (whole := self.whole(key, now))])
        return page

    def _page(self, question: Question, now: float, edition: str) -> Page:
        if question.ids:
            found = {id: self.get(f"{question.kind.name}/{id}", now) for id in question.ids}
            items = [item for item in found.values() if item is not None]
            return Page(len(items), items, missing=tuple(id for id, item in found.items() if item is None))
        query = self._query(question, now)
        if question.grouped:
            return self._by_brief(question, query, edition)
        if question.sort in (BY_TITLE, BY_RELEVANCE):
            return self._by_offset(question, query, edition)
        return self._by_key(question, query, edition)

    def near(self, likeness: Likeness, question: Question, now: float, edition: str) -> Page:
        """The briefs that share most with one, best first."""
        shared = [
            (tantivy.Occur.Should, Query.boost_query(self._term(field, value), weight))
            for field, value, weight in likeness.clauses()
        ]
        if not shared:
            return Page(0, [])
        must = [self._term("kind", "brief"), Query.boolean_query(shared)]
        query = self._visible(must, now, [self._term("key", f"brief/{likeness.id}")])
        return self._by_offset(question, query, edition)

    def sharing(self, field: str, value: str, briefs: Iterable[str]) -> set[str]:
        """Which of the briefs have a value, or a word."""
        numbers = {hash41(f"brief/{id}"): id for id in briefs}
        keys = [f"brief/{id}" for id in numbers.values()]
        query = self._both(Query.term_set_query(self._schema, "key", keys), self._term(field, value))
        hits = self._searcher.search(query, limit=max(len(keys), 1), count=False).hits
        found: list[Any] = self._searcher.fast_field_values("group", [address for _, address in hits])
        return {numbers[number] for number in found}

    def drawn(self, question: Question, draw: Callable[[int], int], now: float) -> bytes | None:
        """The entry whose number in the lottery comes to the least in a draw.

        Of very many, it is the one whose number is the next from a drawn one on, round about: less even, and quick.
        """
        query = self._query(question, now)
        if (count := self._count(query)) <= _DRAWN:
            addresses = [address for _, address in self._searcher.search(query, limit=max(count, 1), count=False).hits]
            lots: list[Any] = self._searcher.fast_field_values("lot", addresses)
            first = min(zip(map(draw, lots), range(count), strict=True), default=None)
            return self._stored([(0, addresses[first[1]])])[0] if first else None
        beyond = Query.range_query(self._schema, "lot", _UNSIGNED, lower_bound=draw(0))
        for within in (self._both(query, beyond), query):
            hits = self._searcher.search(within, limit=1, count=False, order_by_field="lot", order=_ASC).hits
            if hits:
                return self._stored(hits)[0]
        return None

    def edges(self, question: Question, now: float) -> list[dict[str, Any]]:
        """For each partnership: how many claims of each kind, their topics and briefs, first and last day."""
        within = {
            **{name: self._terms(name) for name in ("kind", "topic", "brief")},
            "first": {"min": {"field": "past_first"}},
            "last": {"max": {"field": "past_last"}},
        }
        by = {"by": self._terms("partnership") | {"aggs": within}}
        found = self._searcher.aggregate(self._query(question, now), by)["by"]["buckets"]
        hidden = self._hidden(now)
        return [
            {
                "id": bucket["key"],
                "weight": bucket["doc_count"],
                **{
                    name: _counts(bucket[name], hidden if name == "brief" else frozenset())
                    for name in ("kind", "topic", "brief")
                },
                **{name: bucket[name]["value"] for name in ("first", "last")},
            }
            for bucket in found
        ]

    def count(self, question: Question, now: float) -> int:
        return self._count(self._query(question, now))

    def frequency(self, field: str, word: str) -> int:
        """In how many entries a word is, whether they are visible or not."""
        return self._searcher.doc_freq(field, word)

    def beginnings(self, field: str, prefix: str, now: float) -> list[str]:
        """The words of visible entries that begin so, commonest first."""
        found = self._searcher.terms_with_prefix(field, prefix, self._unless_all(now), _NEAR)
        return [word for word, _ in found]

    def keys(self, prefix: str, now: float, limit: int) -> list[str]:
        """The keys of visible entries that begin so, in order."""
        return [key for key, _ in self._searcher.terms_with_prefix("key", prefix, self._unless_all(now), limit)]

    def nearest(self, kind: str, id: str, now: float) -> str | None:
        """The id of a visible entry that was most likely meant; of very many, one that begins like it."""
        prefix = f"{kind}/{id.rpartition('/')[0]}/" if "/" in id else f"{kind}/"
        if self.frequency("kind", kind) > _NEAR:
            keys = self.keys(f"{kind}/{id[:-_MISTAKEN]}", now, _NEAR) if len(id) > 2 * _MISTAKEN else []
            return nearest(id, [key.partition("/")[2] for key in keys])
        keys = self.keys(prefix, now, _NEAR) or self.keys(f"{kind}/", now, _NEAR)
        ids = {key.partition("/")[2] for key in keys}
        return nearest(id, ids)

    def tally(self, question: Question, now: float, field: str) -> dict[str, int]:
        """How many entries there are of each value of a field, commonest first."""
        return self.tallies(question, now, [field])[field]

    def tallies(self, question: Question, now: float, fields: Iterable[str]) -> dict[str, dict[str, int]]:
        """`tally` of several fields in one pass."""
        found = self._searcher.aggregate(self._query(question, now), {field: self._terms(field) for field in fields})
        hidden = self._hidden(now) if "brief" in found else frozenset[str]()
        return {field: _counts(part, hidden if field == "brief" else frozenset()) for field, part in found.items()}

    def kinds(self, now: float) -> dict[str, int]:
        """How many visible entries there are of each kind."""
        query = self._visible([], now)
        buckets = self._searcher.aggregate(query, {"by": {"terms": {"field": "kind", "size": 100}}})["by"]["buckets"]
        found = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return {kind: found.get(kind, 0) for kind in KINDS}

    def extents(self, field: str, now: float) -> dict[str, dict[str, Any]]:
        """For each value of a filter: how many entries of each kind, and the first and last day of what is past."""
        within = {
            "kind": {"terms": {"field": "kind", "size": 100}},
            "first": {"min": {"field": "past_first"}},
            "last": {"max": {"field": "past_last"}},
        }
        buckets = self._searcher.aggregate(self._visible([], now), {"by": self._terms(field) | {"aggs": within}})
        return {
            bucket["key"]: {
                "kinds": {kind["key"]: kind["doc_count"] for kind in bucket["kind"]["buckets"]},
                "first": bucket["first"]["value"],
                "last": bucket["last"]["value"],
            }
            for bucket in buckets["by"]["buckets"]
        }

    def _hidden(self, now: float) -> frozenset[str]:
        """The briefs that are not published yet: what briefs share names them too."""
        if not self._embargoed(now):
            return frozenset()
        later = Query.range_query(self._schema, "visible", _UNSIGNED, lower_bound=int(now) + 1)
        query = self._both(self._term("kind", "brief"), later)
        hits = self._searcher.search(query, limit=max(self._count(query), 1), count=False).hits
        return frozenset(orjson.loads(card)["id"] for card in self._stored(hits))

    def _terms(self, field: str) -> dict[str, Any]:
        # With a size below the number of distinct values, Tantivy's counts are wrong.
        sizes = {"kind": _KINDS, "brief": self.frequency("kind", "brief")}
        size = sizes[field] if field in sizes else len(self.names[field])
        return {"terms": {"field": field, "size": max(size, 1)}}

    def _by_key(self, question: Question, query: tantivy.Query, edition: str) -> Page:
        """Order keys are unique, so a page begins or ends at one; both fields are read in descending order."""
        field = "newest" if question.sort == NEWEST else "oldest"
        cursor, limit = question.cursor, question.limit
        back = cursor is not None and cursor.way == "before"
        within = (
            query if cursor is None else Query.boolean_query([(_MUST, query), (_MUST, self._beyond(field, cursor))])
        )
        found = self._searcher.search(
            within, limit=limit + 1, count=cursor is None, order_by_field=field, order=_ASC if back else _DESC
        )
        count = self._count(query) if cursor else _total(found)
        hits = found.hits[:limit]
        more = len(found.hits) > limit
        if back:
            hits.reverse()
        if not hits:
            return Page(count, [])
        scope, first, last = question.scope, hits[0][0], hits[-1][0]
        after, before = Cursor("after", last, scope, edition), Cursor("before", first, scope, edition)
        has_next = self._any(query, field, after) if back else more
        has_prev = more if back else cursor is not None and self._any(query, field, before)
        next, prev = after if has_next else None, before if has_prev else None
        return Page(count, self._stored(hits), next=next, prev=prev)

    def _by_offset(self, question: Question, query: tantivy.Query, edition: str) -> Page:
        start = question.cursor.value if question.cursor else 0
        if start and start >= (count := self._count(query)):
            return Page(count, [])  # Tantivy keeps as many hits as the offset counts: a forged one must not reach it
        field = "name" if question.sort == BY_TITLE else None
        order = _ASC if field else _DESC
        found = self._searcher.search(query, limit=question.limit, offset=start, order_by_field=field, order=order)
        end, count = start + len(found.hits), _total(found)
        scope = question.scope
        return Page(
            count,
            self._stored(found.hits),
            tuple(score for score, _ in found.hits) if field is None else (),
            Cursor("offset", end, scope, edition) if found.hits and end < count else None,
            Cursor("offset", max(0, start - question.limit), scope, edition) if start else None,
        )

    def _by_brief(self, question: Question, query: tantivy.Query, edition: str) -> Page:
        """The first entry of each brief; what stands in no brief or in several is left out."""
        within = self._both(query, Query.exists_query("group"))
        field = {NEWEST: "newest", OLDEST: "oldest"}.get(question.sort)
        total = self._count(within)
        found = self._searcher.search(within, limit=max(total, 1), count=False, order_by_field=field).hits
        groups = self._searcher.fast_field_values("group", [address for _, address in found])
        firsts = [hit for hit, new in zip(found, _firsts(groups), strict=True) if new]
        start = question.cursor.value if question.cursor else 0
        end = start + question.limit
        hits, scope = firsts[start:end], question.scope
        return Page(
            len(firsts),
            self._stored(hits),
            tuple(score for score, _ in hits) if field is None else (),
            Cursor("offset", end, scope, edition) if end < len(firsts) else None,
            Cursor("offset", max(0, start - question.limit), scope, edition) if start else None,
        )

    def _stored(self, hits: list[Any]) -> list[bytes]:
        return [self._searcher.doc(address)["json"][0] for _, address in hits]

    def _beyond(self, field: str, cursor: Cursor) -> tantivy.Query:
        if cursor.way == "before":
            return Query.range_query(self._schema, field, _UNSIGNED, lower_bound=cursor.value, include_lower=False)
        return Query.range_query(self._schema, field, _UNSIGNED, upper_bound=cursor.value, include_upper=False)

    def _any(self, query: tantivy.Query, field: str, cursor: Cursor) -> bool:
        beyond = self._both(query, self._beyond(field, cursor))
        return bool(self._searcher.search(beyond, limit=1, count=False).hits)

    def _both(self, one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
        return Query.boolean_query([(_MUST, one), (_MUST, other)])

    def _count(self, query: tantivy.Query) -> int:
        return _total(self._searcher.search(query, limit=1))

    def _query(self, question: Question, now: float) -> tantivy.Query:
        must, excluded = [self._term("kind", question.kind.name)], list[tantivy.Query]()
        if question.kind is PASSAGE:
            must, excluded = [], [Query.term_set_query(self._schema, "kind", [MOVED, GONE, WHOLE])]
        if question.kind is TODAY:
            must = [self._term("kind", "quote"), Query.term_set_query(self._schema, "verification", list(ESTABLISHED))]
        if question.kind is GRAPH:
            must = [Query.term_set_query(self._schema, "kind", list(CLAIMS)), Query.exists_query("partnership")]
        for name, ids in question.filters.items():
            field = question.kind.field(name)
            if name == "between":
                must += [self._term(field, id) for id in ids]
            else:
                must.append(Query.term_set_query(self._schema, field, list(ids)))
        if question.clauses:
            scope, scored = ALL if question.kind is BRIEF else OWN, question.sort == BY_RELEVANCE
            must.append(text.find(self._schema, question.clauses, self.languages, scope, scored=scored))
        if question.since:
            must.append(Query.range_query(self._schema, "last", _UNSIGNED, lower_bound=question.since[0]))
        if question.until:
            must.append(Query.range_query(self._schema, "first", _UNSIGNED, upper_bound=question.until[0]))
        excluded += [self._term(question.kind.field(name), id) for name, id in question.exclude]
        return self._visible(must, now, excluded)

    def _visible(
        self, must: list[tantivy.Query], now: float, excluded: list[tantivy.Query] | None = None
    ) -> tantivy.Query:
        """All of these, and published by now."""
        if self._embargoed(now):
            must = [*must, Query.range_query(self._schema, "visible", _UNSIGNED, upper_bound=max(0, int(now)))]
        clauses = [(_MUST, query) for query in must or [Query.all_query()]]
        return Query.boolean_query([*clauses, *((_NOT, query) for query in excluded or ())])

    def _unless_all(self, now: float) -> tantivy.Query | None:
        """What is published by now; None where that is everything, as counting by a query is dear."""
        return self._visible([], now) if self._embargoed(now) else None

    def _embargoed(self, now: float) -> bool:
        return bool(self.instants) and now < self.instants[-1]

    def _term(self, field: str, value: str) -> tantivy.Query:
        return Query.term_query(self._schema, field, value)


_NEAR = 5_000
_DRAWN = 2_000
_MISTAKEN = 3  # letters at the end in which one of very many ids may differ
_KINDS = len(KINDS) + 3  # and what no list has


def _counts(part: dict[str, Any], hidden: frozenset[str]) -> dict[str, int]:
    """How many entries there are of each value that may be told."""
    return {bucket["key"]: bucket["doc_count"] for bucket in part["buckets"] if bucket["key"] not in hidden}


def _firsts(values: Iterable[object]) -> Iterator[bool]:
    """Whether each value is there for the first time."""
    seen = set()
    for value in values:
        yield value not in seen
        seen.add(value)


def _total(found: tantivy.SearchResult) -> int:
    """All matches, also those beyond the limit. The library's type stub lacks the attribute."""
    return int(found.count)  # type: ignore[attr-defined]


def _searcher(folder: Path) -> tantivy.Searcher:
    """Opened through links in a temporary folder: Tantivy writes lock files beside an index that it opens."""
    aside = Path(tempfile.mkdtemp(prefix="briefs-index-", dir=_writable()))
    try:
        for file in _files(folder):
            (aside / file.name).symlink_to(file.resolve(strict=True))
        index = tantivy.Index.open(str(aside))
        index.config_reader(reload_policy="manual")
        return index.searcher()
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    """The files of an index, by its own list: one that is missing would be missed only when it is needed."""
    managed: list[str] = orjson.loads((folder / ".managed.json").read_bytes())
    return [folder / name for name in {*managed, ".managed.json"}]


def _writable() -> str | None:
    """A folder for links: on a read-only file system, shared memory is still there."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return "/dev/shm"
