"""A snapshot that is open: what it holds, by key and by question."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import tantivy

from app.errors import SnapshotBroken
from app.nearest import nearest
from app.snapshot import text, vocabulary
from app.snapshot.compile import INDEX, LOCK, MANIFEST, NAMES, POINTER
from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, KINDS, NEWEST
from app.snapshot.layout import VERSION, schema
from app.snapshot.query import FIELDS, Question
from app.snapshot.vocabulary import Vocabulary
from app.wire.cursor import Cursor

Query = tantivy.Query
_MUST, _NOT = tantivy.Occur.Must, tantivy.Occur.MustNot
_UNSIGNED = tantivy.FieldType.Unsigned
_ASC, _DESC = tantivy.Order.Asc, tantivy.Order.Desc


@dataclass(frozen=True, slots=True)
class Page:
    """`items` are finished JSON; `next` and `prev` lead to the neighbouring pages."""

    count: int
    items: list[bytes]
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

    def get(self, key: str, now: float, field: str = "json") -> bytes | None:
        """The JSON of the entry `kind/id`, or None where there is none that is visible."""
        found = self._searcher.search(self._visible([self._term("key", key)], now), limit=1, count=False)
        if not found.hits:
            return None
        stored: bytes | None = self._searcher.doc(found.hits[0][1]).get_first(field)
        return stored or b""

    def page(self, question: Question, now: float, edition: str, size: int | None = None) -> Page:
        """The page of a list that the question asks for."""
        stored = "whole" if question.full else "json"
        if question.ids:
            found = {id: self.get(f"{question.kind.name}/{id}", now, stored) for id in question.ids}
            items = [item for item in found.values() if item is not None]
            return Page(len(items), items, missing=tuple(id for id, item in found.items() if item is None))
        query = self._query(question, now)
        if question.sort in (BY_TITLE, BY_RELEVANCE):
            return self._by_offset(question, query, stored, edition)
        return self._by_key(question, query, stored, edition)

    def count(self, question: Question, now: float) -> int:
        return self._count(self._query(question, now))

    def keys(self, prefix: str, now: float, limit: int) -> list[str]:
        """The keys of visible entries that begin so, in order."""
        visible = self._visible([], now)
        return [key for key, _ in self._searcher.terms_with_prefix("key", prefix, visible, limit)]

    def nearest(self, kind: str, id: str, now: float) -> str | None:
        """The id of a visible entry that was most likely meant."""
        prefix = f"{kind}/{id.rpartition('/')[0]}/" if "/" in id else f"{kind}/"
        keys = self.keys(prefix, now, _NEAR) or self.keys(f"{kind}/", now, _NEAR)
        ids = {key.partition("/")[2] for key in keys}
        return nearest(id, ids)

    def tally(self, question: Question, now: float, field: str) -> dict[str, int]:
        """How many entries there are of each value of a filter, commonest first."""
        query = self._query(question, now)
        buckets = self._searcher.aggregate(query, {"by": self._terms(field)})["by"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

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

    def _terms(self, field: str) -> dict[str, Any]:
        # With a size below the number of distinct values, Tantivy's counts are wrong.
        return {"terms": {"field": field, "size": max(len(self.names[field]), 1)}}

    def _by_key(self, question: Question, query: tantivy.Query, stored: str, edition: str) -> Page:
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
        return Page(count, self._stored(hits, stored), after if has_next else None, before if has_prev else None)

    def _by_offset(self, question: Question, query: tantivy.Query, stored: str, edition: str) -> Page:
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
            self._stored(found.hits, stored),
            Cursor("offset", end, scope, edition) if found.hits and end < count else None,
            Cursor("offset", max(0, start - question.limit), scope, edition) if start else None,
        )

    def _stored(self, hits: list[Any], field: str) -> list[bytes]:
        return [self._searcher.doc(address).get_first(field) or b"" for _, address in hits]

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
        must = [self._term("kind", question.kind.name)]
        for name, ids in question.filters.items():
            field = FIELDS.get(name, name)
            if name == "between":
                must += [self._term(field, id) for id in ids]
            else:
                must.append(Query.term_set_query(self._schema, field, list(ids)))
        if question.terms:
            must.append(text.all_of(self._schema, list(question.terms)))
        if question.since:
            must.append(Query.range_query(self._schema, "last", _UNSIGNED, lower_bound=question.since[0]))
        if question.until:
            must.append(Query.range_query(self._schema, "first", _UNSIGNED, upper_bound=question.until[0]))
        excluded = [self._term(FIELDS.get(name, name), id) for name, id in question.exclude]
        return self._visible(must, now, excluded)

    def _visible(
        self, must: list[tantivy.Query], now: float, excluded: list[tantivy.Query] | None = None
    ) -> tantivy.Query:
        """All of these, and published by now."""
        if self.instants and now < self.instants[-1]:
            must = [*must, Query.range_query(self._schema, "visible", _UNSIGNED, upper_bound=max(0, int(now)))]
        clauses = [(_MUST, query) for query in must or [Query.all_query()]]
        return Query.boolean_query([*clauses, *((_NOT, query) for query in excluded or ())])

    def _term(self, field: str, value: str) -> tantivy.Query:
        return Query.term_query(self._schema, field, value)


_NEAR = 5_000


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
