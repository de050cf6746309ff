"""A list as a sheet: RFC 4180 in UTF-8, one item a row, safe to open in Excel, LibreOffice or Google Sheets."""

import csv
import io
import re
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, get_args, get_origin

import orjson
from pydantic import BaseModel
from pydantic.fields import FieldInfo

SEPARATOR = "; "

# What OWASP lists under "CSV Injection", full-width forms too.
_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
# What a thing is called: the first of these that it has. A source that nobody read has no title, but a publisher.
_LABELS = ("name", "title", "publisher", "text")

Read = Callable[[dict[str, Any]], Any]
Column = tuple[str, Read]


class Table:
    """A list's items as rows of CSV: the columns follow from the model, and never from the data.

    - A plain field is a column; null and an empty list are an empty cell.
    - A linked thing is its name and `<field>_id`, a speaker also `_office` and `_country_id`, a source also `_link`
      and `_kind`. Many of them are `countries` and `country_ids`, in the same order.
    - What has a list of its own (a section's areas), and sources within a block, are given by their ids alone.
    - A block such as `verification` is a column for each of its fields; of many blocks each holds all their values.

    Many values in a cell are parted by `SEPARATOR`. The space of one that a value itself holds becomes a no-break
    space: it reads the same, and the cell parts into as many values as there are.

    `base` is put before each root-relative `url`, which would lead nowhere from a sheet.
    """

    def __init__(self, model: type[BaseModel], base: str = "") -> None:
        columns = list(_columns(model.model_fields))
        self.columns = tuple(name for name, _ in columns)
        assert len(set(self.columns)) == len(columns), f"Two columns of {model.__name__} have the same name."
        self._reads = tuple(_absolute(read, base) if name.split("_")[-1] == "url" else read for name, read in columns)

    def header(self, *, bom: bool = False) -> bytes:
        """The first line. Excel takes a file without `bom` for one in the machine's old code page."""
        return ("\ufeff" * bom + _line(self.columns)).encode()

    def row(self, item: bytes) -> bytes:
        """One line for one item's finished JSON."""
        whole = orjson.loads(item)
        return _line([_cell(read(whole)) for read in self._reads]).encode()


def filename(description: str) -> str:
    """A name for the download, after the query: plain ASCII that needs no quotes in a header."""
    letters = re.sub("[’'\u0300-\u036f]", "", unicodedata.normalize("NFKD", description).casefold())
    words = " ".join(re.findall("[a-z0-9]+", letters))
    short = textwrap.shorten(words, 96, placeholder="") or words[:96] or "list"
    return f"{short.replace(' ', '-')}.csv"


def _columns(fields: dict[str, FieldInfo], prefix: str = "", nested: bool = False) -> Iterator[Column]:
    for name, field in fields.items():
        many, models = _shape(field.annotation)
        inner = {key: value for model in models for key, value in model.model_fields.items()}
        column, whole = prefix + name, _at(name)
        if not inner:
            yield column, whole
        elif "id" in inner:
            for part, read in _told(inner, many, nested):
                yield _named(column, part, many), _of(whole, read, many)
        elif many and "match" in inner:
            yield column, _running(whole)
        elif many and inner.keys() & set(_LABELS):
            yield column, _of(whole, _label, many)
        else:
            block = f"{_singular(column) if many else column}_"
            for part, read in _columns(inner, block, nested=True):
                yield part, _flat(_of(whole, read, many)) if many else _of(whole, read, many)


def _told(fields: Collection[str], many: bool, nested: bool) -> list[Column]:
    """What a row tells of a thing with an id: the part of it, and no part for what it is called."""
    id = ("id", _at("id"))
    if "name" in fields:
        who = [("office", _at("office")), ("country_id", _of(_at("country"), _at("id"), many=False))]
        return [("", _at("name")), id, *(who if "office" in fields and not many else [])]
    place = "link" if "link" in fields else "url"
    if nested or (many and place == "url"):
        return [id]
    return [("", _label), id, *((part, _at(part)) for part in (place, "kind") if part in fields)]


def _named(column: str, part: str, many: bool) -> str:
    """`country` and `country_id`; `countries` and `country_ids`."""
    whose = f"{_singular(column)}_{part}s" if many else f"{column}_{part}"
    return whose if part else column


def _singular(plural: str) -> str:
    for ending, singular in (("people", "person"), ("ies", "y"), ("s", "")):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + singular
    return plural


def _shape(annotation: Any) -> tuple[bool, list[type[BaseModel]]]:
    """Whether a field is many-valued, and the models of what it holds: none where the values are plain."""
    types = [kind for kind in _parts(annotation) if isinstance(kind, type)]
    return list in types, [kind for kind in types if issubclass(kind, BaseModel) and dict not in types]


def _parts(annotation: Any) -> Iterator[Any]:
    """Whatever an annotation is made of: `list[Link] | None` of a union, list, Link and null."""
    yield get_origin(annotation) or annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def _at(name: str) -> Read:
    return lambda item: item.get(name)


def _of(whole: Read, part: Read, many: bool) -> Read:
    """A part of a thing, or the same part of each of many."""
    if many:
        return lambda item: [part(thing) for thing in whole(item) or ()]
    return lambda item: None if (thing := whole(item)) is None else part(thing)


def _flat(read: Read) -> Read:
    """One list of what many things have one or many of."""
    return lambda item: [value for values in read(item) for value in (values if isinstance(values, list) else [values])]


def _running(whole: Read) -> Read:
    """The text whose parts a snippet tells apart, as one."""
    return lambda item: "".join([part["text"] for part in whole(item) or ()])


def _label(thing: dict[str, Any]) -> Any:
    return next((thing[name] for name in _LABELS if thing.get(name) is not None), None)


def _absolute(read: Read, base: str) -> Read:
    return lambda item: f"{base}{url}" if (url := read(item)) and url.startswith("/") else url


def _cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula; a number of ours stays a number, a negative one too."""
    if isinstance(value, list):
        text = SEPARATOR.join([_text(one).replace(SEPARATOR, ";\u00a0") for one in value])
    else:
        text = _text(value)
    # Some programs drop the spaces before a formula.
    risky = text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA
    return f"'{text}" if risky and not isinstance(value, int | float) else text


def _text(value: Any) -> str:
    """Text as it is; what else there may be as JSON has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
