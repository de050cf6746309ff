"""A YAML file as a tree that keeps its comments, to be put in order and written anew.

Only for text that `content.yaml_file` reads without a fault: no anchors, no tags, not too deep. libyaml says where each
scalar begins and ends, so a hash anywhere else begins a comment.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.content.scalars import prose
from app.content.yaml_file import Scalar
from app.editor.shapes import Shape

_COMMENT = re.compile(r"#[^\n]*")
# What may stand before a comment that stands behind nothing: dashes of a list, but no text made of dashes.
_INDICATORS = re.compile(r"\s*([-?:]\s+)*")


@dataclass(slots=True)
class Entry:
    """A value with its key, or None in a list, and the comments that belong to it: `above` it and `beside` it.

    An empty line above it is an empty text.
    """

    key: Scalar | None
    value: "Node"
    above: list[str] = field(default_factory=list)
    beside: str = ""


@dataclass(slots=True)
class Collection:
    """A mapping or a list; `tail` holds the comments after its last entry."""

    mapping: bool
    flow: bool
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [entry.key.text for entry in self.entries if entry.key]

    def value(self, key: str) -> "Node | None":
        return next((entry.value for entry in self.entries if entry.key and entry.key.text == key), None)

    def set(self, key: str, text: str) -> None:
        """Fill the value of a key with a text, or add the key."""
        value = Scalar(text, 0, 0, plain=True)
        for entry in self.entries:
            if entry.key and entry.key.text == key:
                entry.value = value
                return
        self.entries.append(Entry(Scalar(key, 0, 0, plain=True), value))


Node = Scalar | Collection


@dataclass(frozen=True, slots=True)
class Tree:
    """`header` is what stays on top: the line for the editor's language server, or the first block of comments."""

    header: list[str]
    root: Collection


@dataclass(frozen=True, slots=True)
class _Comment:
    """`own`: it has a line of its own, or stands behind a dash, and is about what follows."""

    text: str
    start: int
    line: int
    column: int
    own: bool


def read(text: str) -> Tree:
    """The tree of a text whose lines end in `\\n`."""
    reader = _Reader(text)
    root = reader.node()
    assert isinstance(root, Collection)
    root.tail += reader.above(len(text))
    first = root.entries[0].above if root.entries else []
    cut = _header(first)
    if root.entries:
        root.entries[0].above = first[cut:]
    return Tree(first[:cut], root)


def comments(text: str) -> list[str]:
    """Every comment, in order."""
    return [comment.text for comment in _comments(text, _events(text))]


def plain(node: Node, shape: Shape) -> Any:
    """What the file says to `content`: dicts, lists and text, with prose as it is served."""
    if isinstance(node, Scalar):
        if node.plain and node.text == "null":
            return None
        return prose(node.text) if shape.prose else node.text
    if not node.mapping:
        return [plain(entry.value, shape.below(None, ())) for entry in node.entries]
    keys = node.keys
    return {key: plain(entry.value, shape.below(key, keys)) for key, entry in zip(keys, node.entries, strict=True)}


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._events = deque(_events(text))
        self._comments = deque(_comments(text, self._events))
        self._end = 0  # where the last scalar or flow collection ended

    def node(self) -> Node:
        event = self._next()
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        collection = Collection(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style))
        while not isinstance(self._events[0], yaml.CollectionEndEvent):
            collection.entries.append(self._entry(collection.mapping))
        end = self._next().start_mark
        # A block ends where the next thing begins: what is indented like the block is still a part of it.
        inside = -1 if collection.flow else max(event.start_mark.column, end.column + 1)
        collection.tail = self.above(end.index, inside)
        return collection

    def _next(self) -> Any:
        event = self._events.popleft()
        self._end = event.end_mark.index
        return event

    def _entry(self, mapping: bool) -> Entry:
        start = self._events[0].start_mark
        above = self.above(start.index) + self._gap(start.line)
        key = _scalar(self._next()) if mapping else None
        value = self._events[0]
        beside = self._beside(value.start_mark.index)
        if isinstance(value, yaml.ScalarEvent) or value.flow_style:
            above += self.above(value.start_mark.index)
            node = self.node()
            block = isinstance(value, yaml.ScalarEvent) and value.style in ("|", ">")
            end = self._end if block else _line_end(self._text, self._end)
            beside += self._beside(min(end, self._events[0].start_mark.index))
        else:
            node = self.node()
        return Entry(key, node, above + beside[:-1], "".join(beside[-1:]))

    def above(self, end: int, column: int = -1) -> list[str]:
        """Take the comments before `end` that are indented to `column` at least, with the empty lines above them."""
        lines = []
        while self._comments and self._comments[0].start < end and self._comments[0].column >= column:
            comment = self._comments.popleft()
            lines += [*self._gap(comment.line), comment.text] if comment.own else [comment.text]
        return lines

    def _beside(self, end: int) -> list[str]:
        """Take the comments before `end` that stand behind something."""
        found = []
        while self._comments and self._comments[0].start < end and not self._comments[0].own:
            found.append(self._comments.popleft().text)
        return found

    def _gap(self, line: int) -> list[str]:
        """An empty text, if an empty line stands above that line."""
        return [""] if line and not self._lines[line - 1].strip() else []


def _events(text: str) -> list[Any]:
    """The beginnings and ends of nodes."""
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    return [event for event in events if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent)]


def _comments(text: str, events: Iterable[Any]) -> Iterator[_Comment]:
    end = counted = line = 0
    for begin, next_end in [*_spans(text, events), (len(text), len(text))]:
        for match in _COMMENT.finditer(text, end, begin):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            before = text[text.rfind("\n", 0, counted) + 1 : counted]
            column = -1 if before.strip() else len(before)
            yield _Comment(match[0].rstrip(), counted, line, column, own=_INDICATORS.fullmatch(before) is not None)
        end = next_end


def _spans(text: str, events: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """From where to where there is the text of a scalar; a comment may stand beside the `|` of one."""
    scalars: list[Any] = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    for scalar in scalars:
        start, end = scalar.start_mark.index, scalar.end_mark.index
        yield (_line_end(text, start) if scalar.style in ("|", ">") else start), end


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _scalar(event: Any) -> Scalar:
    return Scalar(event.value, event.start_mark.line + 1, event.start_mark.column + 1, plain=not event.style)


def _header(lines: list[str]) -> int:
    """How many of the first lines of a file are its header, and not about the first key."""
    if "" in lines[1:]:
        return len(lines) - lines[::-1].index("")
    return 1 if lines and "yaml-language-server" in lines[0] else len(lines)
