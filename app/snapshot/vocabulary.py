"""The values that filters can have, and how a client's words for them are understood."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.nearest import nearest


@dataclass(frozen=True, slots=True)
class Name:
    """A value of a filter: its id, what people call it, and the instant from which it may be spoken of."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    visible: int = 0

    def forms(self) -> tuple[str, ...]:
        """Everything that it may be called, folded."""
        return tuple(dict.fromkeys(fold(form) for form in (self.id, self.label, *self.aliases)))


def fold(text: str) -> str:
    """Case, accents and punctuation taken away: what two ways of writing one name have in common."""
    letters = unicodedata.normalize("NFKD", text.replace(".", "").replace("’", "").replace("'", "")).casefold()
    if not letters.isascii():
        letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


class Vocabulary:
    """The names of one filter's values, each with its folded forms."""

    def __init__(self, names: Iterable[tuple[Name, Iterable[str]]]) -> None:
        self._names: dict[str, Name] = {}
        self._by_fold: dict[str, set[str]] = defaultdict(set)
        for name, forms in names:
            self._names[name.id] = name
            for form in forms:
                self._by_fold[form].add(name.id)

    @classmethod
    def of(cls, names: Iterable[Name]) -> "Vocabulary":
        return cls((name, name.forms()) for name in names)

    def __len__(self) -> int:
        return len(self._names)

    def label(self, id: str) -> str:
        name = self._names.get(id)
        return name.label if name else id

    def candidates(self, text: str, now: float) -> list[str]:
        """The ids that the text may mean: by id, by name, by alias. An exact id means that alone."""
        if text in self._names and self._names[text].visible <= now:
            return [text]
        return sorted(id for id in self._by_fold.get(fold(text), ()) if self._names[id].visible <= now)

    def nearest(self, text: str, now: float) -> str | None:
        """The id whose name is nearest to a misspelt one."""
        forms = {form: id for form, ids in self._by_fold.items() for id in ids if self._names[id].visible <= now}
        near = nearest(fold(text), forms)
        return forms[near] if near else None

    def forms(self, now: float) -> list[str]:
        """Every name and alias that may be spoken of."""
        return [form for name in self._names.values() if name.visible <= now for form in (name.label, *name.aliases)]

    def valid(self, now: float) -> list[str]:
        return sorted(id for id, name in self._names.items() if name.visible <= now)


def to_json(vocabularies: Mapping[str, Iterable[Name]]) -> dict[str, list[list[object]]]:
    return {
        field: [[name.id, name.label, list(name.aliases), name.visible, list(name.forms())] for name in names]
        for field, names in vocabularies.items()
    }


class Vocabularies(dict[str, Vocabulary]):
    """By field. Each is made when it is first needed: partnerships are many, and the start waits for none of them."""

    def __init__(self, data: Mapping[str, list[tuple[str, str, list[str], int, list[str]]]]) -> None:
        """`data` is what `to_json` gives."""
        self._data = data

    def __missing__(self, field: str) -> Vocabulary:
        self[field] = Vocabulary(
            (Name(id, label, tuple(aliases), visible), forms)
            for id, label, aliases, visible, forms in self._data[field]
        )
        return self[field]
