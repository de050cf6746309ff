"""What is visible now: a snapshot at an instant. One request is answered from one edition."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from math import inf
from typing import Any

import orjson

from app.snapshot import description, graph, identity, layout, query, spelling
from app.snapshot.facet import Facet, facet
from app.snapshot.kinds import AREA, BRIEF, EVENT, HOLDERS, KINDS, NEWEST, PASSAGE, QUOTE, Kind
from app.snapshot.layout import ALL
from app.snapshot.page import Page
from app.snapshot.passage import passage
from app.snapshot.query import Briefs, Question
from app.snapshot.reader import Snapshot
from app.snapshot.related import WEIGHTS, Likeness, own_words, reasons
from app.snapshot.text import Clause, parse
from app.snapshot.vocabulary import Name, Vocabulary

_COUNTED = {
    "briefs": "brief",
    "sections": "section",
    "areas": "area",
    "points": "point",
    "quotes": "quote",
    "events": "event",
}
_SHOWN = {"briefs": BRIEF, "areas": AREA, "quotes": QUOTE, "timeline": EVENT}
_NEWEST_SHOWN = 5
_SUGGESTIONS = 3
_KIND_NAMES = Vocabulary.of(Name(kind.name, kind.title) for kind in KINDS.values())


class Edition:
    """`passed` of the snapshot's publication instants have passed; what is published after them is not there yet.

    It is what is visible up to the instant `until`.
    """

    def __init__(self, snapshot: Snapshot, passed: int) -> None:
        self.snapshot = snapshot
        self.id = identity.edition(snapshot.id, passed)
        self._now = snapshot.instants[passed - 1] if passed else 0
        self.until = snapshot.instants[passed] if passed < len(snapshot.instants) else inf
        self._extents: dict[str, dict[str, dict[str, Any]]] = {}

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How much there is of each kind."""
        return self.snapshot.kinds(self._now)

    def ask(
        self, kind: Kind, pairs: list[tuple[str, str]], fixed: Mapping[str, tuple[str, ...]] | None = None
    ) -> Question:
        """Raises InvalidParameters."""
        return query.parse(kind, pairs, self.vocabulary, self._now, fixed)

    def describe(self, question: Question) -> str:
        return description.describe(question, self._label)

    def vocabulary(self, field: str) -> Vocabulary | Briefs:
        if field == "kind":
            return _KIND_NAMES
        return self._briefs if field == "brief" else self.snapshot.names[field]

    def candidates(self, field: str, text: str) -> list[str]:
        """The ids of visible values that a text may mean."""
        return self.vocabulary(field).candidates(text, self._now)

    def nearest(self, kind: str, id: str) -> str | None:
        return self.snapshot.nearest(kind, id, self._now)

    def item(self, kind: str, id: str) -> bytes | None:
        """The JSON of one entry, whole; None where there is none."""
        if kind == "brief":
            return self.snapshot.whole(f"brief/{id}", self._now)
        stored = self.snapshot.get(f"{kind}/{id}", self._now)
        if stored is None:
            return None
        return self._whole(kind, id, stored) if kind in HOLDERS else stored

    def modified(self, brief: str) -> int | None:
        """Since when a brief is there as it is, with all that stands in it: in seconds since 1970."""
        return self.snapshot.modified(brief)

    def record(self, kind: str, id: str) -> dict[str, Any] | None:
        """What stands in an entry, such as where an id has moved, or why a brief is gone."""
        stored = self.snapshot.get(f"{kind}/{id}", self._now)
        return orjson.loads(stored) if stored is not None else None

    def page(self, question: Question) -> Page:
        page = self.snapshot.page(question, self._now, self.id)
        if question.kind is PASSAGE:
            scores = page.scores or [None] * len(page.items)
            return replace(page, items=[self._passage(question, *hit) for hit in zip(page.items, scores, strict=True)])
        if question.kind.name not in HOLDERS:
            return page
        return replace(page, items=[self._card(question.kind.name, item) for item in page.items])

    def facets(self, question: Question) -> dict[str, Facet]:
        """The values of each facet that is asked for, as they would be without a choice of its own."""
        fields = {name: question.kind.field(name) for name in question.facets}
        free = [field for name, field in fields.items() if name not in question.filters]
        counts = self.snapshot.tallies(question, self._now, free) if free else {}
        for name, field in fields.items():
            if field not in counts:
                others = {filter: ids for filter, ids in question.filters.items() if filter != name}
                counts[field] = self.snapshot.tally(replace(question, filters=others), self._now, field)
        return {
            name: facet(
                counts[field], question.filters.get(name, ()), partial(self._label, field), question.facet_limit
            )
            for name, field in fields.items()
        }

    def near(self, question: Question) -> Page:
        """Briefs near the one that the question is fixed to, each as its card with the reasons."""
        ((id,),) = question.filters.values()
        stored = self.snapshot.whole(f"brief/{id}", self._now)
        assert stored is not None
        likeness = self._likeness(id, orjson.loads(stored))
        page = self.snapshot.near(likeness, question, self._now, self.id)
        return replace(page, items=self._reasoned(likeness, page.items))

    def graph(self, question: Question) -> dict[str, Any]:
        """Parties as nodes, partnerships as edges, both the heaviest first."""
        count, edges = self.snapshot.edges(question, self._now)
        return graph.drawn(count, edges, self._partnership, self._stub)

    def today(self, question: Question, day: date) -> bytes | None:
        """One of the entries that the question finds, the same for a day; a new one seldom changes it."""
        return self.snapshot.drawn(question, lambda lot: identity.hash41(f"{day} {lot}"), self._now)

    def suggest(self, question: Question) -> list[str]:
        """Up to three texts that find something where this one does not, made of words and names that there are."""
        found: dict[tuple[Clause, ...], str] = {}
        for q in spelling.near(question.q, self._words, self._called(question)):
            again = replace(question, q=q, clauses=parse(q), cursor=None)
            if again.clauses not in (question.clauses, *found) and self.snapshot.count(again, self._now):
                found[again.clauses] = q
            if len(found) == _SUGGESTIONS:
                break
        return list(found.values())

    def _passage(self, question: Question, stored: bytes, score: float | None) -> bytes:
        entry = orjson.loads(stored)

        def whole() -> dict[str, Any]:
            found: dict[str, Any] = orjson.loads(self.snapshot.whole(f"brief/{entry['id']}", self._now) or b"{}")
            return found

        return orjson.dumps(passage(entry, whole, question.clauses, self.snapshot.languages, score))

    def _likeness(self, id: str, brief: dict[str, Any]) -> Likeness:
        itself = Question(BRIEF, {"brief": (id,)}, sort=NEWEST)
        tags = self.snapshot.tallies(itself, self._now, WEIGHTS)
        words = own_words(brief, lambda word: self.snapshot.frequency("brief", ALL, word), self.kinds["brief"])
        return Likeness(id, {field: sorted(tags[field]) for field in WEIGHTS}, words)

    def _reasoned(self, likeness: Likeness, cards: list[bytes]) -> list[bytes]:
        ids = [orjson.loads(card)["id"] for card in cards]
        tags = {
            field: {value: self.snapshot.sharing(field, value, ids) for value in likeness.tags[field]}
            for field in WEIGHTS
        }
        words = {word: self.snapshot.sharing(ALL, word, ids) for word in likeness.words}
        return [
            _extended(
                card,
                {
                    "reasons": reasons(
                        {field: [value for value in tags[field] if id in tags[field][value]] for field in WEIGHTS},
                        [word for word in words if id in words[word]],
                        self._stub,
                    )
                },
            )
            for id, card in zip(ids, cards, strict=True)
        ]

    def _partnership(self, id: str) -> dict[str, Any]:
        found = self.record("partnership", id)
        assert found is not None
        return found

    def _stub(self, kind: str, id: str) -> dict[str, str]:
        return {"id": id, "name": self._label(kind, id), "url": f"{KINDS[kind].path}/{id}"}

    def _words(self, prefix: str) -> list[str]:
        return self.snapshot.beginnings(prefix, self._now)

    def _called(self, question: Question) -> list[str]:
        """The names of everything that may be spoken of."""
        fields = ("person", "country", "organisation", "initiative", "topic")
        return [form for field in fields for form in self.snapshot.names[field].forms(self._now)]

    def _label(self, field: str, id: str) -> str:
        if field == "brief":
            stored = self.snapshot.get(f"brief/{id}", self._now)
            return str(orjson.loads(stored)["title"]) if stored else id
        return self.vocabulary(field).label(id)

    @property
    def _briefs(self) -> Briefs:
        def find(text: str) -> str | None:
            id = text.lower()
            if self.snapshot.get(f"brief/{id}", self._now) is not None:
                return id
            moved = self.record("moved", f"brief/{id}")
            return str(moved["url"]).removeprefix("/v1/briefs/") if moved else None

        def every() -> list[str]:
            keys = self.snapshot.keys("brief/", self._now, query.MAX_VALID + 1)
            return [key.removeprefix("brief/") for key in keys]

        return Briefs(find, lambda id: self.nearest("brief", id), every)

    def _extent(self, kind: str, id: str) -> dict[str, Any]:
        """How much there is of a holder. The counts of all of a kind are made together, once an edition."""
        if kind not in self._extents:
            self._extents[kind] = self.snapshot.extents(kind, _COUNTED.values(), self._now)
        found = self._extents[kind].get(id, {"kinds": {}, "first": None, "last": None})
        return {
            "counts": {name: found["kinds"].get(counted, 0) for name, counted in _COUNTED.items()},
            "first": layout.day(found["first"]),
            "last": layout.day(found["last"]),
        }

    def _card(self, kind: str, stored: bytes) -> bytes:
        return _extended(stored, self._extent(kind, orjson.loads(stored)["id"]))

    def _whole(self, kind: str, id: str, stored: bytes) -> bytes:
        extent = self._extent(kind, id)
        filters = {kind: (id,)}
        areas = Question(AREA, filters, sort=NEWEST)
        holdings: dict[str, Any] = {
            name: self._newest(Question(shown, filters, sort=NEWEST, limit=_NEWEST_SHOWN))
            for name, shown in _SHOWN.items()
        }
        topics, stages = (self.snapshot.tally(areas, self._now, field) for field in ("topic", "stage"))
        holdings["topics"] = [
            {"id": topic, "name": self._label("topic", topic), "url": f"/v1/topics/{topic}", "count": count}
            for topic, count in topics.items()
        ]
        holdings["stages"] = [{"stage": stage, "count": count} for stage, count in stages.items()]
        more = self.snapshot.whole(f"{kind}/{id}", self._now)
        if kind == "person":
            holdings["said_of"] = self._said_of(id)
        return _extended(stored, extent | holdings | (orjson.loads(more) if more else {}))

    def _said_of(self, id: str) -> list[dict[str, Any]]:
        """About which partnerships a person has spoken."""
        words = self.snapshot.tally(Question(QUOTE, {"speaker": (id,)}, sort=NEWEST), self._now, "partnership")
        return [
            self._stub("partnership", partnership)
            | {"count": count, "quotes": f"{QUOTE.path}?speaker={id}&partnership={partnership}"}
            for partnership, count in words.items()
        ]

    def _newest(self, question: Question) -> dict[str, Any]:
        page = self.page(question)
        ((filter, (id,)),) = question.filters.items()
        sort = "" if question.kind.sorts[0] == NEWEST else f"&sort={NEWEST}"
        return {
            "count": page.count,
            "url": f"{question.kind.path}?{filter}={id}{sort}",
            "items": [orjson.Fragment(item) for item in page.items],
        }


def _extended(stored: bytes, more: dict[str, Any]) -> bytes:
    """An object of JSON with more members at its end."""
    return stored[:-1] + b"," + orjson.dumps(more)[1:]
