"""Where a list's other pages and other choices are: absolute, and wherever the list was asked for, as its own path."""

from collections.abc import Iterable

from app.snapshot.kinds import RELATED
from app.snapshot.query import Question
from app.wire import parameters
from app.wire.cursor import Cursor

Pairs = list[tuple[str, str]]


class Addresses:
    """The URLs of one question. `pairs` are the parameters as given, but for the cursor."""

    def __init__(self, public_url: str, question: Question, pairs: Iterable[tuple[str, str]]) -> None:
        brief = next(iter(question.filters.get("brief", ())), "")
        within = [] if question.kind is RELATED or not question.within else [("brief", brief)]
        path = f"{question.kind.path}/{brief}/related" if question.kind is RELATED else question.kind.path
        self._start, self._question = f"{public_url}{path}", question
        self._pairs: Pairs = [*within, *(pair for pair in pairs if pair[0] != "cursor")]

    def page(self, cursor: Cursor | None = None) -> str:
        """The page at a cursor, or the first."""
        return self._url([*self._pairs, ("cursor", str(cursor))] if cursor else self._pairs)

    def links(self, next: Cursor | None, prev: Cursor | None) -> dict[str, str | None]:
        return {
            "self": self.page(self._question.cursor),
            "first": self.page(),
            "next": self.page(next) if next else None,
            "prev": self.page(prev) if prev else None,
        }

    def toggled(self, filter: str, value: str) -> str:
        """With a value added to a filter, or taken away from it."""
        chosen = list(self._question.filters.get(filter, ()))
        if value in chosen:
            chosen.remove(value)
        else:
            chosen.append(value)
        others = [pair for pair in self._pairs if pair[0] != filter]
        return self._url([*others, (filter, ",".join(chosen))] if chosen else others)

    def instead(self, q: str) -> str:
        """With another text to find."""
        return self._url([("q", q), *(pair for pair in self._pairs if pair[0] not in ("q", "prefix"))])

    def _url(self, pairs: Pairs) -> str:
        return f"{self._start}?{parameters.build(pairs)}" if pairs else self._start
