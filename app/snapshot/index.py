"""The index of one kind's entries, and a search of several such as if they were one."""

import heapq
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import tantivy

Query = tantivy.Query


class Index:
    """The entries of one kind, open. Raises OSError or ValueError where they cannot be read."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.searcher = _searcher(folder)

    def __len__(self) -> int:
        """How many entries there are, whether they are visible or not."""
        return self.searcher.num_docs

    def frequency(self, field: str, word: str) -> int:
        """In how many entries a word is, whether they are visible or not."""
        return self.searcher.doc_freq(field, word)

    def numbers(self, field: str, addresses: list[Any]) -> list[Any]:
        """What stands in a field of each entry; None where nothing does."""
        return self.searcher.fast_field_values(field, addresses)


class Hit(NamedTuple):
    """An entry that was found: its score, or the key that it was ordered by; its index, and where it is there."""

    rank: Any
    home: Index
    address: Any

    @property
    def stored(self) -> bytes:
        """Its finished JSON."""
        found: bytes = self.home.searcher.doc(self.address)["json"][0]
        return found


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, with each of the indexes where it may be.

    Of equal rank, what is in an earlier index comes first.
    """

    parts: Sequence[tuple[Index, tantivy.Query]]

    def within(self, query: tantivy.Query) -> "Search":
        """What is found by this too."""
        must = tantivy.Occur.Must
        return Search([(index, Query.boolean_query([(must, asked), (must, query)])) for index, asked in self.parts])

    def count(self) -> int:
        return sum(_total(index.searcher.search(query, limit=1)) for index, query in self.parts)

    def hits(
        self, limit: int, *, offset: int = 0, order: str | None = None, ascending: bool = False, counted: bool = False
    ) -> tuple[int, list[Hit]]:
        """How many there are if that is to be `counted`, and those of one page: best first, or by the field `order`."""
        alone = len(self.parts) == 1
        way = tantivy.Order.Asc if ascending else tantivy.Order.Desc
        total, found = 0, []
        for index, query in self.parts:
            first, most = (offset, limit) if alone else (0, offset + limit)
            result = index.searcher.search(
                query, limit=most, offset=first, count=counted, order_by_field=order, order=way
            )
            total += _total(result) if counted else 0
            found.append([Hit(rank, index, address) for rank, address in result.hits])
        if alone:
            return total, found[0]
        merged = heapq.merge(*found, key=lambda hit: hit.rank, reverse=not ascending)
        return total, list(islice(merged, offset, offset + limit))

    def every(self, order: str | None = None, *, ascending: bool = False) -> list[Hit]:
        return self.hits(max(self.count(), 1), order=order, ascending=ascending)[1]

    def any(self) -> bool:
        return any(index.searcher.search(query, limit=1, count=False).hits for index, query in self.parts)

    def aggregate(self, parts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """What Tantivy sums up, of each kind by itself."""
        return ((index.kind, index.searcher.aggregate(query, parts)) for index, query in self.parts)


# How much a match counts in one index as it would in one of all: of words in a field.
Weigh = Callable[[Index, str, Sequence[str]], float]


def weights(indexes: Iterable[Index]) -> Weigh:
    """An index scores a word by how rare it is there; entries of several are compared by how rare it is in all."""
    every = list(indexes)
    size = sum(map(len, every))

    @cache
    def overall(field: str, word: str) -> float:
        return _rarity(size, sum(index.frequency(field, word) for index in every))

    def weight(index: Index, field: str, words: Sequence[str]) -> float:
        own = sum(_rarity(len(index), index.frequency(field, word)) for word in words)
        return sum(overall(field, word) for word in words) / own

    return weight


def _rarity(entries: int, found: int) -> float:
    """The inverse document frequency of BM25, as Tantivy reckons it."""
    return log(1 + (entries - found + 0.5) / (found + 0.5))


def _total(found: tantivy.SearchResult) -> int:
    """All matches, also those beyond the limit. The library's type stub lacks the attribute."""
    return int(found.count)  # type: ignore[attr-defined]


def _searcher(folder: Path) -> tantivy.Searcher:
    """Opened through links in a temporary folder: Tantivy writes lock files beside an index that it opens."""
    aside, whole = Path(tempfile.mkdtemp(prefix="briefs-index-", dir=_writable())), folder.resolve(strict=True)
    try:
        for name in _files(folder):
            (whole / name).stat()  # one that is missing would be missed only when it is needed
            (aside / name).symlink_to(whole / name)
        index = tantivy.Index.open(str(aside))
        index.config_reader(reload_policy="manual")
        return index.searcher()
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _files(folder: Path) -> set[str]:
    """The files of an index, by its own list."""
    return {*orjson.loads((folder / ".managed.json").read_bytes()), ".managed.json"}


def _writable() -> str | None:
    """A folder for links: on a read-only file system, shared memory is still there."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return "/dev/shm"
