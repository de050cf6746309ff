"""One page of what a search finds, and the cursors to its neighbours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy

from app.snapshot.index import Hit, Search
from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, NEWEST, OLDEST
from app.snapshot.layout import above, below
from app.snapshot.query import Question
from app.wire.cursor import Cursor


@dataclass(frozen=True, slots=True)
class Page:
    """`items` are finished JSON, `scores` how well each matches; `next` and `prev` lead to the neighbouring pages."""

    count: int
    items: list[bytes]
    scores: tuple[float, ...] = ()
    next: Cursor | None = None
    prev: Cursor | None = None
    missing: tuple[str, ...] = ()


def page(search: Search, question: Question, edition: str) -> Page:
    if question.grouped:
        return _by_brief(search, question, edition)
    if question.sort in (BY_TITLE, BY_RELEVANCE):
        return _by_offset(search, question, edition)
    return _by_key(search, question, edition)


def _by_key(search: Search, question: Question, edition: str) -> Page:
    """Order keys are unique, so a page begins or ends at one; both fields are read in descending order."""
    field = "newest" if question.sort == NEWEST else "oldest"
    cursor, limit = question.cursor, question.limit
    back = cursor is not None and cursor.way == "before"
    within = search.within(_beyond(field, cursor)) if cursor else search
    count, found = within.hits(limit + 1, order=field, ascending=back, counted=cursor is None)
    if cursor:
        count = search.count()
    hits, more = found[:limit], len(found) > limit
    if back:
        hits.reverse()
    if not hits:
        return Page(count, [])
    after = Cursor("after", hits[-1].rank, question.scope, edition)
    before = Cursor("before", hits[0].rank, question.scope, edition)
    has_next = search.within(_beyond(field, after)).any() if back else more
    has_prev = more if back else cursor is not None and search.within(_beyond(field, before)).any()
    return Page(count, _stored(hits), next=after if has_next else None, prev=before if has_prev else None)


def _by_offset(search: Search, question: Question, edition: str) -> Page:
    start = question.cursor.value if question.cursor else 0
    if start and start >= (count := search.count()):
        return Page(count, [])  # Tantivy keeps as many hits as the offset counts: a forged one must not reach it
    field = "name" if question.sort == BY_TITLE else None
    count, hits = search.hits(question.limit, offset=start, order=field, ascending=field is not None, counted=True)
    return _slice(hits, count, start, question, edition)


def _by_brief(search: Search, question: Question, edition: str) -> Page:
    """The first entry of each brief; what stands in no brief or in several is left out."""
    field = {NEWEST: "newest", OLDEST: "oldest"}.get(question.sort)
    found = search.within(tantivy.Query.exists_query("group")).every(field)
    firsts = [hit for hit, new in zip(found, _firsts(_groups(found)), strict=True) if new]
    start = question.cursor.value if question.cursor else 0
    return _slice(firsts[start : start + question.limit], len(firsts), start, question, edition)


def _slice(hits: list[Hit], count: int, start: int, question: Question, edition: str) -> Page:
    end, scope = start + len(hits), question.scope
    return Page(
        count,
        _stored(hits),
        tuple(hit.rank for hit in hits) if question.sort == BY_RELEVANCE else (),
        Cursor("offset", end, scope, edition) if hits and end < count else None,
        Cursor("offset", max(0, start - question.limit), scope, edition) if start else None,
    )


def _groups(hits: list[Hit]) -> list[int]:
    """The number of the brief of each."""
    found = {}
    for index in {hit.home for hit in hits}:
        addresses = [hit.address for hit in hits if hit.home is index]
        found[index] = iter(index.numbers("group", addresses))
    return [next(found[hit.home]) for hit in hits]


def _firsts(values: Iterable[object]) -> Iterator[bool]:
    """Whether each value is there for the first time."""
    seen = set()
    for value in values:
        yield value not in seen
        seen.add(value)


def _stored(hits: Iterable[Hit]) -> list[bytes]:
    return [hit.stored for hit in hits]


def _beyond(field: str, cursor: Cursor) -> tantivy.Query:
    if cursor.way == "before":
        return above(field, cursor.value)
    return below(field, cursor.value)
