"""A tree as the text of a file: how `briefs fmt` writes YAML."""

import json
import textwrap
from functools import lru_cache

import yaml

from app.content.scalars import prose
from app.content.yaml_file import Scalar
from app.editor.shapes import TEXT, Shape
from app.editor.yaml_tree import Collection, Entry, Node, Tree

WIDTH = 110
_INDENT = "  "


def write(tree: Tree, shape: Shape) -> str:
    """The whole file."""
    lines = [*tree.header, *([] if tree.root.entries else ["{}"]), *_block(tree.root, shape, "")]
    return "".join(f"{line}\n" for line in lines).lstrip("\n")


def one_line(text: str) -> str:
    """A text as a scalar: plain where that is safe, otherwise in double quotes."""
    return _scalar(Scalar(text, 0, 0, plain=False), TEXT, flow=False) or _quoted(text)


def _block(collection: Collection, shape: Shape, indent: str) -> list[str]:
    keys = collection.keys
    lines: list[str] = []
    for entry in collection.entries:
        above, own = _entry(entry, shape.below(entry.key.text if entry.key else None, keys), indent)
        lines += [f"{indent}{line}".rstrip(" ") for line in above if line or lines] + own
    return lines + [f"{indent}{line}".rstrip(" ") for line in collection.tail]


def _entry(entry: Entry, shape: Shape, indent: str) -> tuple[list[str], list[str]]:
    """The comments above an entry, and its own lines."""
    head = f"{indent}{_key(entry.key)}:" if entry.key else f"{indent}-"
    inner = indent + _INDENT
    value = entry.value
    line = _inline(value, shape)
    if line is not None and (len(f"{head} {line}") <= WIDTH or not _breaks(value, shape)):
        spare = value.tail if isinstance(value, Collection) else []
        return entry.above + spare, [_beside(f"{head} {line}".rstrip(" "), entry.beside)]
    if isinstance(value, Scalar):
        mark, lines = _literal(value.text, shape, WIDTH - len(inner))
        return entry.above, [_beside(f"{head} {mark}", entry.beside), *(f"{inner}{line}".rstrip(" ") for line in lines)]
    lines = _block(value, shape, inner)
    if entry.key:
        return entry.above, [_beside(head, entry.beside), *lines]
    # Comments above the first key go above the dash, where they will be read as the item's.
    first = next(number for number, line in enumerate(lines) if not line.lstrip(" ").startswith("#"))
    above = [*entry.above, *filter(None, [entry.beside]), *(line[len(inner) :] for line in lines[:first])]
    return above, [f"{head} {lines[first][len(inner) :]}", *lines[first + 1 :]]


def _breaks(node: Node, shape: Shape) -> bool:
    """Whether what is too long for a line may go over several."""
    return shape.prose if isinstance(node, Scalar) else bool(node.entries)


def _beside(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _key(key: Scalar, *, flow: bool = False) -> str:
    return _scalar(key, TEXT, flow=flow) or _quoted(key.text)


def _inline(node: Node, shape: Shape, *, flow: bool = False) -> str | None:
    """The node in one line; None where it has the block form, needs several lines, or comments stand in it."""
    if isinstance(node, Scalar):
        return _scalar(node, shape, flow=flow)
    if node.entries and (not node.flow or node.tail or any(e.beside or any(e.above) for e in node.entries)):
        return None
    keys = node.keys
    parts = [_pair(entry, shape.below(entry.key.text if entry.key else None, keys)) for entry in node.entries]
    if None in parts:
        return None
    inner = ", ".join(filter(None, parts))
    return f"{{{inner}}}" if node.mapping else f"[{inner}]"


def _pair(entry: Entry, shape: Shape) -> str | None:
    value = _inline(entry.value, shape, flow=True)
    if entry.key is None or value is None:
        return value
    key = _key(entry.key, flow=True)
    return f"{key}: {value}" if value else key


def _scalar(scalar: Scalar, shape: Shape, *, flow: bool) -> str | None:
    """The scalar in one line; None where it needs several. A line that was quoted never becomes a null or a number."""
    if scalar.plain and scalar.text in ("", "null"):
        return scalar.text
    text = prose(scalar.text) if shape.prose else scalar.text
    if "\n" in text:
        return None
    bare = scalar.plain or not (text == "null" or (not shape.word and _is_special(text)))
    if bare and not shape.url and _is_plain(text, flow=flow):
        return text
    escapes = '"' in text or "\\" in text
    return None if shape.prose and escapes and not flow else _quoted(text)


def _literal(text: str, shape: Shape, width: int) -> tuple[str, list[str]]:
    """The mark and the lines of a text that needs several. Only prose is wrapped: other text stays as it is."""
    if shape.prose:
        paragraphs = [_wrapped(paragraph, width) for paragraph in prose(text).split("\n\n")]
        return "|", [line for lines in paragraphs for line in ("", *lines)][1:]
    lines = text.removesuffix("\n").split("\n")
    if "\r" in text or text[0].isspace() or not lines[-1] or any(line != line.rstrip() for line in lines):
        return _quoted(text), []
    return "|" if text.endswith("\n") else "|-", lines


def _wrapped(paragraph: str, width: int) -> list[str]:
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _is_plain(text: str, *, flow: bool) -> bool:
    """Whether YAML reads the bare text as that text."""
    try:
        events = list(yaml.parse(f"[{text}]" if flow else f"- {text}", Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return False
    match [event for event in events if isinstance(event, yaml.NodeEvent)]:
        case [yaml.SequenceStartEvent(), yaml.ScalarEvent(anchor=None, tag=None) as scalar]:
            return scalar.value == text and not scalar.style
    return False


def _is_special(text: str) -> bool:
    """Whether a reader of YAML that guesses types would take the bare text for a null, a truth value or a number."""
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return str(tag).rpartition(":")[2] in ("null", "bool", "int", "float")
