"""Briefs near another: what they share, and how much that says."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from app.snapshot.layout import ALL
from app.snapshot.text import words as cut

# What two briefs may share, and how much more that says than a word.
WEIGHTS = {"partnership": 3.0, "initiative": 2.0, "person": 1.5, "topic": 0.5}
_WORD_WEIGHT = 0.4
_WORDS, _MIN_LETTERS, _MIN_SHARED = 12, 4, 3
_PROSE = frozenset({"title", "summary", "detail", "text"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a brief has that others may have too: ids by field, and the words that are most its own."""

    id: str
    tags: Mapping[str, Sequence[str]]
    words: Sequence[str]

    def clauses(self) -> Iterator[tuple[str, str, float]]:
        """Field, value and weight of everything that makes another brief near."""
        for field, weight in WEIGHTS.items():
            yield from ((field, value, weight) for value in self.tags[field])
        yield from ((ALL, word, _WORD_WEIGHT) for word in self.words)


def own_words(brief: Any, frequency: Callable[[str], int], briefs: int) -> list[str]:
    """The words that are commonest in a brief and rare in others; `frequency` is in how many briefs a word is."""
    counts = Counter(word for piece in _prose(brief) for word in cut(piece) if _tells(word))
    weights = {
        word: count * log(briefs / found)
        for word, count in counts.items()
        if count > 1 and 1 < (found := frequency(word)) <= max(2, briefs // 3)
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS]


def reasons(
    shared: Mapping[str, Sequence[str]], words: Sequence[str], stub: Callable[[str, str], dict[str, str]]
) -> list[dict[str, Any]]:
    """Why one is near the other, the strongest first; `stub` makes a link of a field and an id."""
    found: list[dict[str, Any]] = [
        {"kind": field, "shared": [stub(field, id) for id in shared[field]], "words": []}
        for field in WEIGHTS
        if shared[field]
    ]
    if len(words) >= _MIN_SHARED or not found:
        found.append({"kind": "text", "shared": [], "words": list(words)})
    return found


def _tells(word: str) -> bool:
    return len(word) >= _MIN_LETTERS and re.search("[0-9]", word) is None


def _prose(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _prose(part)
    elif isinstance(value, dict) and "link" not in value:  # a source's title is not the brief's prose
        for name, part in value.items():
            if isinstance(part, str):
                if name in _PROSE:
                    yield part
            else:
                yield from _prose(part)
