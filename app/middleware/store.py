"""Finished answers by key, within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def size(self) -> int:
        """In bytes; it may grow while it is kept."""
        ...


Value = TypeVar("Value", bound=Sized)

# What part of the space is for what has been asked for again. A flood of what is asked for once never reaches it.
_PROVEN = 0.8
_OVERHEAD = 1_000  # bytes that an entry takes beside what it counts itself


class Store(Generic[Value]):
    """The least recently used go first, and of those the ones that were asked for only once: a segmented LRU."""

    def __init__(self, limit: int) -> None:
        """`limit` is in bytes; at 0 nothing is kept."""
        self._limit = limit
        self._new, self._proven = _Segment[Value](), _Segment[Value]()

    @property
    def size(self) -> int:
        return self._new.size + self._proven.size

    def __len__(self) -> int:
        return len(self._new) + len(self._proven)

    def get(self, key: Hashable) -> Value | None:
        if key in self._proven:
            self._proven.move_to_end(key)
            return self._proven[key][0]
        if key not in self._new:
            return None
        value, _ = self._new[key]
        self._new.remove(key)
        self._proven.add(key, value)
        self._settle()
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, or count one anew that is kept and has grown."""
        segment = self._proven if key in self._proven else self._new
        segment.remove(key)
        segment.add(key, value)
        self._settle()

    def _settle(self) -> None:
        """What is too much among the proven goes among the new, and what is too much there goes."""
        while self._proven.size > self._limit * _PROVEN:
            self._new.add(*self._proven.oldest())
        while self.size > self._limit:
            self._new.oldest()


class _Segment(OrderedDict[Hashable, tuple[Value, int]]):
    """Values with their sizes, the least recently used first."""

    size = 0

    def add(self, key: Hashable, value: Value) -> None:
        size = value.size + _OVERHEAD
        self[key] = value, size
        self.size += size

    def remove(self, key: Hashable) -> None:
        if key in self:
            self.size -= self.pop(key)[1]

    def oldest(self) -> tuple[Hashable, Value]:
        """Take it out."""
        key, (value, size) = self.popitem(last=False)
        self.size -= size
        return key, value
