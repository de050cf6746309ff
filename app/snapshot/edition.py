"""What is visible now: a snapshot at an instant. One request is answered from one edition."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from app.snapshot import description, identity, query
from app.snapshot.kinds import AREA, BRIEF, EVENT, HOLDERS, NEWEST, QUOTE, Kind
from app.snapshot.query import Briefs, Question
from app.snapshot.reader import Page, Snapshot
from app.snapshot.vocabulary import Vocabulary

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


class Edition:
    """`passed` of the snapshot's publication instants have passed; what is published after them is not there yet."""

    def __init__(self, snapshot: Snapshot, passed: int) -> None:
        self.snapshot = snapshot
        self.id = identity.edition(snapshot.id, passed)
        self._now = snapshot.instants[passed - 1] if passed else 0
        self._extents: dict[str, dict[str, dict[str, Any]]] = {}

    def kinds(self) -> dict[str, int]:
        return self.snapshot.kinds(self._now)

    def ask(
        self, kind: Kind, pairs: list[tuple[str, str]], fixed: Mapping[str, tuple[str, ...]] | None = None
    ) -> Question:
        """Raises InvalidParameters."""
        return query.parse(kind, pairs, self.vocabulary, self._now, fixed)

    def describe(self, question: Question) -> str:
        return description.describe(question, self._label)

    def vocabulary(self, field: str) -> Vocabulary | Briefs:
        return self._briefs if field == "brief" else self.snapshot.names[field]

    def candidates(self, field: str, text: str) -> list[str]:
        """The ids of visible values that a text may mean."""
        return self.vocabulary(field).candidates(text, self._now)

    def nearest(self, kind: str, id: str) -> str | None:
        return self.snapshot.nearest(kind, id, self._now)

    def item(self, kind: str, id: str) -> bytes | None:
        """The JSON of one entry, whole; None where there is none."""
        stored = self.snapshot.get(f"{kind}/{id}", self._now)
        if stored is None:
            return None
        if kind == "brief":
            return self.snapshot.get(f"{kind}/{id}", self._now, "whole")
        return self._whole(kind, id, stored) if kind in HOLDERS else stored

    def record(self, kind: str, id: str) -> dict[str, Any] | None:
        """What stands in an entry that is not served itself: where an id has moved, why a brief is gone."""
        stored = self.snapshot.get(f"{kind}/{id}", self._now)
        return orjson.loads(stored) if stored is not None else None

    def page(self, question: Question) -> Page:
        page = self.snapshot.page(question, self._now, self.id)
        if question.kind.name not in HOLDERS:
            return page
        return Page(
            page.count,
            [self._card(question.kind.name, item) for item in page.items],
            page.next,
            page.prev,
            page.missing,
        )

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
            self._extents[kind] = self.snapshot.extents(kind, self._now)
        found = self._extents[kind].get(id, {"kinds": {}, "first": None, "last": None})
        return {
            "counts": {name: found["kinds"].get(counted, 0) for name, counted in _COUNTED.items()},
            "first": _day(found["first"]),
            "last": _day(found["last"]),
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
        more = self.snapshot.get(f"{kind}/{id}", self._now, "whole")
        return _extended(stored, extent | holdings | (orjson.loads(more) if more else {}))

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


def _day(ordinal: float | None) -> str | None:
    return None if ordinal is None else date.fromordinal(int(ordinal)).isoformat()
