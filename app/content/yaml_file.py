"""A YAML file, read strictly and safely into text with places.

Only libyaml's events are used: composing nodes would crash the process on deep nesting, and constructing
values would let the YAML schema decide types (`NO` as false, `2025` as an instant of 1970). Every scalar stays
the text that the editor wrote, and each node knows its line and column, so that any fault can name its place.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.content.fault import Fault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_FAULTS = 20

# C0 and C1 controls but tab and line ends; line and paragraph separators; marks that turn the direction of text or
# are not seen at all; surrogates, private use, noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)

Steps = tuple[str | int, ...]


@dataclass(slots=True)
class Scalar:
    """Text as written, quotes and folding undone. `plain` is without quotes."""

    text: str
    line: int
    column: int
    plain: bool


@dataclass(slots=True)
class Sequence:
    items: "list[Node]"
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """Keys in written order. `flow` is the `{ }` form, in which a comma ends a value."""

    pairs: "dict[str, Node]"
    keys: dict[str, Scalar]
    line: int
    column: int
    flow: bool


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class YamlFile:
    """One file: its root (None when it is unreadable or absent) and what was wrong with it so far."""

    name: str
    root: Mapping | None = None
    content: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    absent: bool = False

    def forget(self) -> None:
        """Keep of a checked file only where each of its keys stands: of what is below, nobody will ask any more."""
        self.content = b""
        if self.root is not None:
            self.root.pairs = dict(self.root.keys)

    def place(self, path: Steps, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the node at `path`; where it is missing, of its nearest parent that is there.

        With `key`, the place of the last step's key instead of its value.
        """
        node: Node | None = self.root
        found: Node | Scalar | None = node
        for step in path:
            if isinstance(node, Mapping) and step in node.pairs:
                found = node.keys[str(step)] if key and step is path[-1] else node.pairs[str(step)]
                node = node.pairs[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                found = node = node.items[step]
            else:
                break
        return (found.line, found.column) if found else (1, 1)

    def node(self, path: Steps) -> Node | None:
        """The node at `path`, or None where there is none."""
        node: Node | None = self.root
        for step in path:
            if isinstance(node, Mapping):
                node = node.pairs.get(str(step))
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def scalars(self) -> Iterator[tuple[Steps, Scalar]]:
        """Every text of the file, with its path."""
        waiting: list[tuple[Steps, Node]] = [((), self.root)] if self.root else []
        while waiting:
            path, node = waiting.pop()
            if isinstance(node, Mapping):
                waiting += [((*path, name), child) for name, child in node.pairs.items()]
            elif isinstance(node, Sequence):
                waiting += [((*path, index), child) for index, child in enumerate(node.items)]
            else:
                yield path, node

    def fault(self, path: Steps, message: str, advice: str, *, key: bool = False, warning: bool = False) -> None:
        line, column = self.place(path, key=key)
        self.faults.append(Fault(self.name, line, column, message, advice, "warning" if warning else "fault"))

    def plain(self) -> dict[str, Any]:
        """The file as dicts, lists and text. A blank value is a fault and is left out; a bare `null` is None."""
        return {} if self.root is None else self._mapping(self.root, ())

    def _mapping(self, node: Mapping, path: Steps) -> dict[str, Any]:
        values = {}
        for name, child in node.pairs.items():
            if self._blank(child):
                self._blank_fault(node, (*path, name))
            else:
                values[name] = self._value(child, (*path, name))
        return values

    def _value(self, node: Node, path: Steps) -> Any:
        if isinstance(node, Mapping):
            return self._mapping(node, path)
        if isinstance(node, Sequence):
            for index, child in enumerate(node.items):
                if self._blank(child):
                    self.fault((*path, index), "this item is blank", "Take the dash away, or fill it")
            node.items = [child for child in node.items if not self._blank(child)]
            return [self._value(child, (*path, index)) for index, child in enumerate(node.items)]
        return None if node.plain and node.text == "null" else node.text

    def _blank(self, node: Node) -> bool:
        return isinstance(node, Scalar) and not node.text.strip()

    def _blank_fault(self, parent: Mapping, path: Steps) -> None:
        name = str(path[-1])
        if parent.flow:
            self.fault(path, f"{name!r} has no value, or a comma has cut the text before it", CUT_ADVICE, key=True)
        else:
            self.fault(path, f"{name!r} is blank", "Leave the key out, or fill it", key=True)


CUT_ADVICE = "Inside { } a comma ends the value: put the whole text in double quotes"


def read(path: Path, root: Path, name: str, *, limit: int = MAX_BYTES) -> YamlFile:
    """Read one file of the folder `root`; never raises for what an editor can do to it.

    `name` is what faults call the file. A symlink may point anywhere inside `root`. A file of more than `limit`
    bytes is refused unread.
    """
    file = fetch(path, root, name, limit=limit)
    parse(file)
    return file


def fetch(path: Path, root: Path, name: str, *, limit: int = MAX_BYTES) -> YamlFile:
    """The first half of `read`: the bytes of the file, or the fault that there are none."""
    file = YamlFile(name)
    try:
        file.content = _content(path, root, limit)
    except _Unreadable as error:
        file.faults.append(Fault(name, error.line, error.column, error.message, error.advice))
    return file


def parse(file: YamlFile) -> None:
    """The second half of `read`: from bytes to nodes; nothing where there are no bytes to be had."""
    if file.faults:
        return
    try:
        file.root = _parse(_text(file.content), file)
    except _Unreadable as error:
        file.faults.append(Fault(file.name, error.line, error.column, error.message, error.advice))


class _Unreadable(Exception):
    def __init__(self, message: str, advice: str, line: int = 1, column: int = 1) -> None:
        self.message, self.advice, self.line, self.column = message, advice, line, column


def _content(path: Path, root: Path, limit: int) -> bytes:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise _Unreadable("a symbolic link that leaves the folder", "Put the file itself here")
        # O_NONBLOCK: opening a pipe for reading would otherwise wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _Unreadable("not a regular file", "Only plain files may be called .yaml here")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(limit + 1)
        finally:
            os.close(descriptor)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _Unreadable(
            f"cannot be read: {reason}", "See that it exists and that its permissions let it be read"
        ) from None
    if len(content) > limit:
        raise _Unreadable(f"more than {limit:,} bytes", "Split it, or shorten its prose")
    return content


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(content[: error.start].decode("utf-8"))
        raise _Unreadable("not valid UTF-8", "Save the file as UTF-8", line, column) from None
    if bad := _FORBIDDEN.search(text):
        raise _Unreadable(
            f"the character U+{ord(bad[0]):04X} is not text", "Delete it", *_position(text[: bad.start()])
        )
    return text.removeprefix("\ufeff")


def _position(before: str) -> tuple[int, int]:
    """Line and column just after `before`, both from 1."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _parse(text: str, file: YamlFile) -> Mapping:
    try:
        return _Builder(file).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        here = "".join(text.splitlines()[line - 1 : line])
        advice = _yaml_advice(problem, here[: len(here) - len(here.lstrip(" \t-"))])
        raise _Unreadable(f"not YAML: {problem}", advice, line, column) from None
    except yaml.YAMLError as error:
        raise _Unreadable(f"not YAML: {error}".splitlines()[0], "See the line above it too", 1, 1) from None


def _yaml_advice(problem: str, indentation: str) -> str:
    if "\t" in indentation:
        return "Indent with spaces"
    if "mapping values" in problem:
        return "A text with a colon needs double quotes, or the block form with `|`"
    return "Look at this line and the one above it: indentation, quotes, colons"


class _Builder:
    """Builds nodes from events with a stack of its own, so that no input can exhaust the interpreter's."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.stack: list[Sequence | Mapping] = []
        self.waiting: list[Scalar | None] = []
        self.root: Node | None = None
        self.refused = 0

    def build(self, events: Iterator[yaml.Event]) -> Mapping:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(event, "a second document", "One file holds one document: take the `---` away")
            elif isinstance(event, yaml.AliasEvent):
                self._refuse(event, f"an alias (*{event.anchor})", "Write the value out")
                self._add(_scalar(event, "alias"))
            elif isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self._start(event)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                self.stack.pop()
                self.waiting.pop()
        if not isinstance(self.root, Mapping):
            raise _Unreadable("not a mapping of keys and values", "Begin with a key and a colon, such as `title:`")
        return self.root

    def _start(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._refuse(event, f"an anchor (&{event.anchor})", "Write the value out where it is needed")
        if event.tag:
            self._refuse(event, f"a tag ({event.tag})", "Take it away: the key decides the type")
        if isinstance(event, yaml.ScalarEvent):
            if bad := _FORBIDDEN.search(event.value) or re.search("\r", event.value):
                self._refuse(
                    event, f"an escape makes the character U+{ord(bad[0]):04X}, which is not text", "Delete it"
                )
            self._add(_scalar(event, event.value))
            return
        if len(self.stack) == MAX_DEPTH:
            raise self._stop(event, f"nested more than {MAX_DEPTH} deep", "A brief needs no more than ten")
        line, column = _mark(event)
        node: Sequence | Mapping = (
            Sequence([], line, column)
            if isinstance(event, yaml.SequenceStartEvent)
            else Mapping({}, {}, line, column, bool(event.flow_style))
        )
        self._add(node)
        self.stack.append(node)
        self.waiting.append(None)

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := self.waiting[-1]) is not None:
            self.waiting[-1] = None
            if key.text in parent.pairs:
                first = parent.keys[key.text].line
                self._refuse_at(
                    key.line, key.column, f"the key {key.text!r} is there twice (first in line {first})", "Keep one"
                )
            else:
                parent.pairs[key.text], parent.keys[key.text] = node, key
        elif isinstance(node, Scalar):
            self.waiting[-1] = node
        else:
            raise _Unreadable("a key that is not text", "A key is a single word", node.line, node.column)

    def _refuse(self, event: yaml.Event, what: str, advice: str) -> None:
        self._refuse_at(*_mark(event), what, advice)

    def _refuse_at(self, line: int, column: int, what: str, advice: str) -> None:
        self.refused += 1
        if self.refused > MAX_FAULTS:
            raise _Unreadable("more faults like those above", "Mend those first", line, column)
        self.file.faults.append(Fault(self.file.name, line, column, what, advice))

    def _stop(self, event: yaml.Event, what: str, advice: str) -> _Unreadable:
        return _Unreadable(what, advice, *_mark(event))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: yaml.NodeEvent, text: str) -> Scalar:
    line, column = _mark(event)
    return Scalar(text, line, column, plain=not getattr(event, "style", None))
