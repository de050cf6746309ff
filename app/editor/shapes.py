"""What the models of `content.document` say to a formatter: which keys, in which order, and what each value is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, PlainValidator

from app.content import scalars
from app.content.document import Claim


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands at a place: prose, a URL, a word that its type explains (a date, an id, true), a list of `items`,
    `entries` by id, or keys of one of the `models`. With none of these it is a line, or unknown.
    """

    prose: bool = False
    url: bool = False
    word: bool = False
    items: "Shape | None" = None
    entries: "Shape | None" = None
    models: tuple[type[BaseModel], ...] = ()

    def model(self, keys: Collection[str]) -> type[BaseModel] | None:
        """The model that knows all keys. None where there is none: a misspelt key, or prose cut by a comma."""
        return next((model for model in self.models if fields(model).keys() >= set(keys)), None)

    def below(self, key: str | None, keys: Collection[str]) -> "Shape":
        """The shape of an item, whose key is None, or of what stands at `key` of a mapping with these `keys`."""
        if key is None:
            return self.items or TEXT
        models = [fields(model) for model in (self.model(keys), *self.models) if model]
        return self.entries or next((model[key] for model in models if key in model), TEXT)


TEXT = Shape()


@cache
def fields(model: type[BaseModel]) -> dict[str, Shape]:
    """The keys of a model in the order in which they are written: a claim's own come before those of every claim."""
    hints = get_type_hints(model, include_extras=True)
    shared = Claim.model_fields if issubclass(model, Claim) else {}
    names = sorted(model.model_fields, key=lambda name: name in shared)
    return {model.model_fields[name].alias or name: shape_of(hints[name]) for name in names}


def shape_of(hint: Any) -> Shape:
    """The shape that a type of `content.document` describes."""
    parts = list(_parts(hint))
    readers = [part.func for part in parts if isinstance(part, PlainValidator)]
    inner = {get_origin(part): shape_of(get_args(part)[-1]) for part in parts if get_origin(part) in (list, dict)}
    return Shape(
        prose=scalars.prose in readers,
        url=scalars.url in readers,
        word=not {scalars.prose, scalars.url, scalars.one_line}.issuperset(readers),
        items=inner.get(list),
        entries=inner.get(dict),
        models=tuple(part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)),
    )


def _parts(hint: Any) -> Iterator[Any]:
    """What an annotation or a union is made of."""
    if get_origin(hint) is Annotated:
        inner, *metadata = get_args(hint)
        yield from metadata
        yield from _parts(inner)
    elif get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _parts(part)
    elif hint is not NoneType:
        yield hint
