"""What was most likely meant by words that find nothing."""

from collections.abc import Callable, Iterable, Iterator

from app.nearest import nearest
from app.snapshot.text import words
from app.snapshot.vocabulary import fold

_KEPT = 2  # letters at the beginning of a word that are taken to be right
_MANY = 8  # words of which nobody can say what was meant


def near(text: str, beginnings: Callable[[str], list[str]], names: Iterable[str]) -> Iterator[str]:
    """Other texts, the likeliest first: a name like it, with misspelt words set right, with fewer words.

    `beginnings` gives the words that there are which begin so.
    """
    asked = words(text)
    if len(asked) > _MANY:
        return
    right = {word: _word(word, beginnings) for word in asked}
    folded = {fold(name): name for name in names}
    if found := nearest(fold(text), folded):
        yield folded[found]
    yield " ".join(right[word] for word in asked)
    for word in asked:
        if len(asked) > 1 and (found := nearest(word, folded)):
            yield folded[found]
    for left_out in range(len(asked) - 1, -1, -1) if len(asked) > 1 else ():
        yield " ".join(right[word] for place, word in enumerate(asked) if place != left_out)


def _word(word: str, beginnings: Callable[[str], list[str]]) -> str:
    """The word itself where there is such a one, else the nearest that there is."""
    known = beginnings(word[:_KEPT])
    return word if word in known else nearest(word, known) or word
