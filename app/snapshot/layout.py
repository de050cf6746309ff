"""What an entry is, and how it lies in the index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import tantivy

# Part of every snapshot's identity: raise it whenever the meaning of what is stored changes.
VERSION = 6

# Kinds of entry that no list has: what an id has become, what stands apart from its entry, and since when a brief is as
# it is.
MOVED, GONE, WHOLE, MODIFIED = "moved", "gone", "whole", "modified"

# Stands in stored JSON where the public address goes. One byte is soon found, and no editor's text can hold this one
# (content.yaml_file).
ORIGIN = "\x7f"

FILTERS = (
    "brief",
    "partnership",
    "party",
    "country",
    "organisation",
    "topic",
    "person",
    "speaker",
    "initiative",
    "perspective",
    "language",
    "verification",
    "verdict",
    "stage",
    "publisher",
    "source_kind",
)


# Where words are looked for: an entry's title, what it says, the names of what it is about, all that stands in a brief.
TITLE, PROSE, ABOUT, ALL = "title", "prose", "about", "all"
SPACES = "spaces"

_DAYS = 41  # bits of the order key that hold the hash of the id, below the days


@dataclass(frozen=True)  # without slots: a cache reads millions of them
class Entry:
    """One answer, finished, with what it is found by.

    `first` and `last` are its days as ordinals of the proleptic Gregorian calendar, `date` the one it is sorted by;
    `happened` the first and last day of what is past. `visible` is the instant of publication, in seconds since
    1970. `name` is its name, folded, by which it is sorted; `prose` what words are looked for in, by field
    (snapshot.text.indexed). `json` is what a list shows of it, `whole` what its own address adds or shows instead,
    which is stored apart: pages of a list would have to fetch it too.
    """

    kind: str
    id: str
    name: str
    visible: int
    json: bytes
    whole: bytes = b""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: int | None = None
    first: int | None = None
    last: int | None = None
    happened: tuple[int, int] | None = None
    prose: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


def day(ordinal: float | None) -> str | None:
    """An entry's day as a client reads it."""
    return None if ordinal is None else date.fromordinal(int(ordinal)).isoformat()


def order_keys(entry: Entry, hash41: int) -> tuple[int, int]:
    """Keys by which descending order is newest first and oldest first; undated entries come last in both."""
    if entry.date is None:
        return hash41, hash41
    return entry.date << _DAYS | hash41, (_FAR_DAY - entry.date) << _DAYS | hash41


_FAR_DAY = 3_652_060  # one more than the ordinal of 9999-12-31
HASH_MASK = (1 << _DAYS) - 1


@cache
def schema() -> tantivy.Schema:
    """The fields of the index.

    `newest` and `oldest` are the two order keys, `lot` is the hash of the id alone, `group` that of its brief. Of the
    entries of MODIFIED, `group` is the hash of the brief, `number` that of its content, `lot` the instant.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("kind", *FILTERS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("newest", "oldest", "first", "last", "past_first", "past_last", "visible"):
        builder.add_unsigned_field(name, fast=True, indexed=name == "visible")
    for name in ("lot", "number"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_unsigned_field("group", fast=True)
    builder.add_text_field(TITLE, tokenizer_name=SPACES, index_option="freq")
    for name in (PROSE, ABOUT, ALL):
        builder.add_text_field(name, tokenizer_name=SPACES)
    builder.add_bytes_field("json", stored=True)
    return builder.build()


def term(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), field, value)


def at_least(field: str, number: int) -> tantivy.Query:
    return _range(field, lower_bound=number)


def at_most(field: str, number: int) -> tantivy.Query:
    return _range(field, upper_bound=number)


def above(field: str, number: int) -> tantivy.Query:
    return _range(field, lower_bound=number, include_lower=False)


def below(field: str, number: int) -> tantivy.Query:
    return _range(field, upper_bound=number, include_upper=False)


def _range(field: str, **bounds: Any) -> tantivy.Query:
    return tantivy.Query.range_query(schema(), field, tantivy.FieldType.Unsigned, **bounds)
