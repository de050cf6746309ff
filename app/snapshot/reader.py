"""A snapshot that is open: what it holds, by key and by question."""

import fcntl
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import orjson
import tantivy

from app.errors import InvalidParameters, SnapshotBroken
from app.nearest import nearest
from app.snapshot import layout, record
from app.snapshot.compile import INDEX, LOCK, MANIFEST, NAMES, POINTER
from app.snapshot.identity import hash41
from app.snapshot.index import Index, Search, Weigh, weights
from app.snapshot.kinds import BRIEF, BY_RELEVANCE, ESTABLISHED, GRAPH, KINDS, RELATED, TODAY
from app.snapshot.layout import ABOUT, ALL, MODIFIED, PROSE, VERSION, WHOLE, above, at_least, at_most, term
from app.snapshot.match import Matcher
from app.snapshot.page import Page, page
from app.snapshot.query import Question
from app.snapshot.related import Likeness
from app.snapshot.vocabulary import Vocabularies, Vocabulary

Query = tantivy.Query
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot

_NEAR = 5_000
_DRAWN = 2_000
_MISTAKEN = 3  # letters at the end in which one of very many ids may differ


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
            self.names: Mapping[str, Vocabulary] = Vocabularies(orjson.loads((folder / NAMES).read_bytes()))
            self._indexes = {kind: Index(kind, folder / INDEX / kind) for kind in manifest["entries"]}
            # Registries are in English whatever briefs are in.
            self.languages = tuple(dict.fromkeys(["en", *self.names["language"].valid(inf)]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise SnapshotBroken(f"{folder} cannot be read: {error!r}. Run `briefs build`.") from error

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
        kind = key.partition("/")[0]
        _, hits = self._search((kind,), self._visible([term("key", key)], now)).hits(1)
        return hits[0].stored if hits else None

    def whole(self, key: str, now: float) -> bytes | None:
        """What stands apart from an entry: a brief, whole; more of what holds others."""
        packed = self.get(f"{WHOLE}/{key}", now)
        return record.unpacked(packed) if packed is not None else None

    def stamps(self) -> dict[int, tuple[int, int]]:
        """Of every brief, by the hash of its key: the number of its content, and since when that is as it is."""
        hits = self._search((MODIFIED,), Query.all_query()).every()
        if not hits:
            return {}
        index, addresses = hits[0].home, [hit.address for hit in hits]
        groups, numbers, instants = (index.numbers(name, addresses) for name in ("group", "number", "lot"))
        return dict(zip(groups, zip(numbers, instants, strict=True), strict=True))

    def modified(self, brief: str) -> int | None:
        """Since when a brief is there as it is, with all that stands in it: in seconds since 1970."""
        written = self._number(f"{MODIFIED}/brief/{brief}", "lot")
        return None if written is None else max(written, self._number(f"brief/{brief}", "visible") or 0)

    def _number(self, key: str, field: str) -> int | None:
        _, hits = self._search((key.partition("/")[0],), term("key", key)).hits(1)
        return hits[0].home.numbers(field, [hits[0].address])[0] if hits else None

    def page(self, question: Question, now: float, edition: str) -> Page:
        """The page of a list that the question asks for."""
        if question.ids:
            entries = {id: self.get(f"{question.kind.name}/{id}", now) for id in question.ids}
            items = [entry for entry in entries.values() if entry is not None]
            found = Page(len(items), items, missing=tuple(id for id, entry in entries.items() if entry is None))
        else:
            found = page(self._asked(question, now), question, edition)
        if question.full:
            keys = (f"brief/{orjson.loads(card)['id']}" for card in found.items)
            return replace(found, items=[whole for key in keys if (whole := self.whole(key, now))])
        return found

    def near(self, likeness: Likeness, question: Question, now: float, edition: str) -> Page:
        """The briefs that share most with one, best first."""
        shared = [
            (_SHOULD, Query.boost_query(term(field, value), weight)) for field, value, weight in likeness.clauses()
        ]
        if not shared:
            return Page(0, [])
        query = self._visible([Query.boolean_query(shared)], now, [term("key", f"brief/{likeness.id}")])
        return page(self._search(RELATED.entries, query), question, edition)

    def sharing(self, field: str, value: str, briefs: Iterable[str]) -> set[str]:
        """Which of the briefs have a value, or a word."""
        numbers = {hash41(f"brief/{id}"): id for id in briefs}
        keys = [f"brief/{id}" for id in numbers.values()]
        among = Query.term_set_query(layout.schema(), "key", keys)
        _, hits = self._search(("brief",), term(field, value)).within(among).hits(max(len(keys), 1))
        return {numbers[hit.home.numbers("group", [hit.address])[0]] for hit in hits}

    def drawn(self, question: Question, draw: Callable[[int], int], now: float) -> bytes | None:
        """The entry whose number in the lottery comes to the least in a draw.

        Of very many, it is the one whose number is the next from a drawn one on, round about: less even, and quick.
        """
        search = self._asked(question, now)
        if search.count() <= _DRAWN:
            hits = search.every()
            least = min(hits, key=lambda hit: draw(hit.home.numbers("lot", [hit.address])[0]), default=None)
            return least.stored if least else None
        for within in (search.within(at_least("lot", draw(0))), search):
            _, hits = within.hits(1, order="lot", ascending=True)
            if hits:
                return hits[0].stored
        return None

    def edges(self, question: Question, now: float) -> tuple[int, list[dict[str, Any]]]:
        """How many partnerships there are; for each of those with most claims, how many of each kind there are, their
        topics and briefs, first and last day.
        """
        found: dict[str, dict[str, Any]] = defaultdict(
            lambda: {"weight": 0, "kind": {}, "topic": Counter(), "brief": Counter(), "first": None, "last": None}
        )
        within = {name: self._terms(name) for name in ("topic", "brief")} | _SPAN
        parts = {"by": self._terms("partnership") | {"aggs": within}}
        hidden, weights = self._hidden(now), self.tally(question, now, "partnership")
        heaviest = sorted(weights, key=lambda id: (-weights[id], id))[: question.limit]
        for kind, sums in self._summed(self._asked(question, now), parts, "partnership", heaviest):
            for bucket in sums["by"]["buckets"]:
                edge, count = found[bucket["key"]], bucket["doc_count"]
                edge["weight"] += count
                edge["kind"][kind] = count
                edge["topic"].update(_counts(bucket["topic"]))
                edge["brief"].update(_counts(bucket["brief"], hidden))
                _extend(edge, bucket)
        return len(weights), [{"id": id, **found[id]} for id in heaviest]

    def _summed(
        self, search: Search, parts: dict[str, Any], field: str, values: list[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Sums of all that has any of the values, as many at once as Tantivy takes: it counts at most 65,000 groups."""
        try:
            yield from list(search.within(_any_of(field, values)).aggregate(parts))
        except ValueError as error:
            if len(values) < 2:
                message = (
                    f"Too much is told of {' and '.join(values)} to be summed up: narrow it by a topic or by dates."
                )
                raise InvalidParameters(message) from error
            half = len(values) // 2
            yield from self._summed(search, parts, field, values[:half])
            yield from self._summed(search, parts, field, values[half:])

    def count(self, question: Question, now: float) -> int:
        return self._asked(question, now).count()

    def frequency(self, kind: str, field: str, word: str) -> int:
        """In how many entries a word is, whether they are visible or not."""
        return self._indexes[kind].frequency(field, word) if kind in self._indexes else 0

    def beginnings(self, prefix: str, now: float) -> list[str]:
        """The words of visible entries that begin so, commonest first."""
        found = Counter[str]()
        for kind, field in product(KINDS, (PROSE, ABOUT)):
            found.update(dict(self._begun(kind, field, prefix, now, _NEAR)))
        return [word for word, _ in found.most_common(_NEAR)]

    def keys(self, prefix: str, now: float, limit: int) -> list[str]:
        """The keys of visible entries of one kind that begin so, in order."""
        kind = prefix.partition("/")[0]
        return [key for key, _ in self._begun(kind, "key", prefix, now, limit)]

    def nearest(self, kind: str, id: str, now: float) -> str | None:
        """The id of a visible entry that was most likely meant; of very many, one that begins like it."""
        prefix = f"{kind}/{id.rpartition('/')[0]}/" if "/" in id else f"{kind}/"
        if self._size(kind) > _NEAR:
            keys = self.keys(f"{kind}/{id[:-_MISTAKEN]}", now, _NEAR) if len(id) > 2 * _MISTAKEN else []
            return nearest(id, [key.partition("/")[2] for key in keys])
        keys = self.keys(prefix, now, _NEAR) or self.keys(f"{kind}/", now, _NEAR)
        ids = {key.partition("/")[2] for key in keys}
        return nearest(id, ids)

    def tally(self, question: Question, now: float, field: str) -> dict[str, int]:
        """How many entries there are of each value of a field."""
        return self.tallies(question, now, [field])[field]

    def tallies(self, question: Question, now: float, fields: Iterable[str]) -> dict[str, dict[str, int]]:
        """`tally` of several fields in one pass."""
        found = {field: Counter[str]() for field in fields}
        if question.is_all and not self._embargoed(now):
            # How many entries have a value stands in the index: there is nothing to sum up.
            for kind, field in product(question.kind.entries, found):
                found[field].update(dict(self._begun(kind, field, "", now, self._values(field))))
            return {field: dict(counts.most_common()) for field, counts in found.items()}
        hidden = self._hidden(now) if "brief" in found else frozenset[str]()
        parts = {field: self._terms(field) for field in found}
        for _, sums in self._asked(question, now).aggregate(parts):
            for field, counts in found.items():
                counts.update(_counts(sums[field], hidden if field == "brief" else frozenset()))
        return {field: dict(counts.most_common()) for field, counts in found.items()}

    def kinds(self, now: float) -> dict[str, int]:
        """How many visible entries there are of each kind."""
        query = self._visible([], now)
        return {kind: self._search((kind,), query).count() for kind in KINDS}

    def extents(self, field: str, kinds: Iterable[str], now: float) -> dict[str, dict[str, Any]]:
        """For each value of a filter: how many entries of each kind, and the first and last day of what is past."""
        found: dict[str, dict[str, Any]] = defaultdict(lambda: {"kinds": {}, "first": None, "last": None})
        query = self._visible([], now)
        parts = {"by": self._terms(field) | {"aggs": _SPAN}}
        for kind, sums in self._search(kinds, query).aggregate(parts):
            for bucket in sums["by"]["buckets"]:
                found[bucket["key"]]["kinds"][kind] = bucket["doc_count"]
                _extend(found[bucket["key"]], bucket)
        return found

    def _size(self, kind: str) -> int:
        """How many entries of a kind there are, whether they are visible or not."""
        return len(self._indexes[kind]) if kind in self._indexes else 0

    def _begun(self, kind: str, field: str, prefix: str, now: float, limit: int) -> list[tuple[str, int]]:
        if kind not in self._indexes:
            return []
        # Counting by a query is dear, and needless where everything is visible.
        within = self._visible([], now) if self._embargoed(now) else None
        return self._indexes[kind].searcher.terms_with_prefix(field, prefix, within, limit)

    def _hidden(self, now: float) -> frozenset[str]:
        """The briefs that are not published yet: what briefs share names them too."""
        if not self._embargoed(now):
            return frozenset()
        hits = self._search(("brief",), above("visible", int(now))).every()
        return frozenset(orjson.loads(hit.stored)["id"] for hit in hits)

    def _terms(self, field: str) -> dict[str, Any]:
        # With a size below the number of distinct values, Tantivy's counts are wrong.
        return {"terms": {"field": field, "size": self._values(field)}}

    def _values(self, field: str) -> int:
        """How many values of a field there may be."""
        sizes = {"kind": len(KINDS), "brief": self._size("brief")}
        return max(sizes[field] if field in sizes else len(self.names[field]), 1)

    def _of(self, kinds: Iterable[str]) -> list[Index]:
        return [self._indexes[kind] for kind in kinds if kind in self._indexes]

    def _search(self, kinds: Iterable[str], query: tantivy.Query) -> Search:
        return Search([(index, query) for index in self._of(kinds)])

    def _asked(self, question: Question, now: float) -> Search:
        """What a question finds among all that its kind lists."""
        indexes = self._of(question.kind.entries)
        weigh = weights(indexes)
        return Search([(index, self._query(question, now, weigh, index)) for index in indexes])

    def _query(self, question: Question, now: float, weigh: Weigh, index: Index) -> tantivy.Query:
        must = list[tantivy.Query]()
        if question.kind is TODAY:
            must.append(_any_of("verification", ESTABLISHED))
        if question.kind is GRAPH:
            must.append(Query.exists_query("partnership"))
        for name, ids in question.filters.items():
            field = question.kind.field(name)
            if name == "between":
                must += [term(field, id) for id in ids]
            else:
                must.append(_any_of(field, ids))
        if question.clauses:
            fields = (ALL,) if question.kind is BRIEF else (PROSE, ABOUT)
            matcher = Matcher(index.kind, fields, self.languages, partial(weigh, index))
            must.append(matcher.find(question.clauses, scored=question.sort == BY_RELEVANCE))
        if question.since:
            must.append(at_least("last", question.since[0]))
        if question.until:
            must.append(at_most("first", question.until[0]))
        return self._visible(must, now, [term(question.kind.field(name), id) for name, id in question.exclude])

    def _visible(self, must: list[tantivy.Query], now: float, excluded: Iterable[tantivy.Query] = ()) -> tantivy.Query:
        """All of these, and published by now."""
        if self._embargoed(now):
            must = [*must, at_most("visible", max(0, int(now)))]
        clauses = [(_MUST, query) for query in must or [Query.all_query()]]
        return Query.boolean_query([*clauses, *((_NOT, query) for query in excluded)])

    def _embargoed(self, now: float) -> bool:
        return bool(self.instants) and now < self.instants[-1]


_SPAN = {"first": {"min": {"field": "past_first"}}, "last": {"max": {"field": "past_last"}}}


def _extend(span: dict[str, Any], bucket: dict[str, Any]) -> None:
    """From the earlier first day to the later last, where there are any."""
    for name, choose in (("first", min), ("last", max)):
        days = [day for day in (span[name], bucket[name]["value"]) if day is not None]
        span[name] = choose(days, default=None)


def _counts(part: dict[str, Any], hidden: frozenset[str] = frozenset()) -> dict[str, int]:
    """How many entries there are of each value that may be told."""
    return {bucket["key"]: bucket["doc_count"] for bucket in part["buckets"] if bucket["key"] not in hidden}


def _any_of(field: str, values: Iterable[str]) -> tantivy.Query:
    return Query.term_set_query(layout.schema(), field, list(values))
