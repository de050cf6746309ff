"""`briefs fmt`: one form for every file, with nothing lost of what it says, nor of its comments.

A file becomes a tree with its comments, the tree is put in order, and the order is written. That is read again and
compared, so that a file which would lose anything is left as it is.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from app.content import registry, yaml_file
from app.content.document import Brief, Section
from app.content.fault import Fault
from app.content.registry import Registry
from app.content.yaml_file import Scalar, Steps, YamlFile
from app.editor import yaml_text, yaml_tree
from app.editor.shapes import Shape, fields
from app.editor.slug import slug
from app.editor.yaml_tree import Collection, Node
from app.errors import CommandError

BRIEF = Shape(models=(Brief,))
_NAMED_BY = ("title", "question", "text")  # what an id is made of, where there is none
_WORDS = 6  # so many of a question or a quote


def files(folder: Path, only: Iterable[Path] = ()) -> dict[Path, Shape]:
    """The briefs and registries of a data folder, or `only` some of them, and what each of them is.

    Raises CommandError when there is no such folder, or when one of `only` is no part of it.
    """
    if not (folder / "briefs").is_dir():
        raise CommandError(f"{folder}/briefs is not a folder. Name the data folder with --data or BRIEFS_DATA.")
    found = dict.fromkeys(sorted((folder / "briefs").glob("[!.]*.yaml")), BRIEF)
    for noun, entries in sorted(get_type_hints(Registry).items()):
        path = folder / "reference" / f"{noun}.yaml"
        if path.exists():
            found[path] = Shape(entries=Shape(models=get_args(entries)))
    by_place = {path.resolve(): path for path in found}
    if others := [str(path) for path in only if path.resolve() not in by_place]:
        raise CommandError(f"{', '.join(others)} is no brief or registry of {folder}.")
    return {path: found[path] for path in (by_place[path.resolve()] for path in only)} or found


def format_file(path: Path, folder: Path, shape: Shape, *, write: bool) -> tuple[bool, list[Fault]]:
    """Whether the file changes (and, with `write`, has changed), and the faults for which it was left as it is."""
    limit = yaml_file.MAX_BYTES if shape == BRIEF else registry.MAX_BYTES
    file = yaml_file.read(path, folder, str(path), limit=limit)
    text = formatted(file, shape) if not file.faults else None
    if text is None or text.encode() == file.content:
        return False, file.faults
    if write:
        _replace(path.resolve(), text)
    return True, []


def formatted(file: YamlFile, shape: Shape) -> str | None:
    """The text of a file that was read without a fault, as it should be.

    None where no id can be made for what has none, or where something would be lost: the faults are in the file.
    """
    text = file.content.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    tree = yaml_tree.read(text)
    meant = yaml_tree.plain(tree.root, shape)
    mappings = list(_mappings(tree.root, shape, ()))
    for steps, id in _add_ids(mappings, file).items():
        _at(meant, steps)["id"] = id
    for _, mapping, known in mappings:
        _order(mapping, known)
    new = yaml_text.write(tree, shape)
    if not file.faults and _loses(text, new, meant, shape):
        file.fault((), "formatting would lose something of this file", "It is a mistake of `briefs fmt`: please tell")
    return None if file.faults else new


def _mappings(node: Node, shape: Shape, steps: Steps) -> Iterator[tuple[Steps, Collection, Shape]]:
    """Every mapping that has a model, with its path."""
    if isinstance(node, Scalar):
        return
    if shape.models and node.mapping:
        yield steps, node, shape
    keys = node.keys
    for index, entry in enumerate(node.entries):
        key = entry.key.text if entry.key else None
        yield from _mappings(entry.value, shape.below(key, keys), (*steps, index if key is None else key))


def _order(mapping: Collection, shape: Shape) -> None:
    """Keys as in the model. Where one is not known, all stay: it may be the rest of a text that a comma has cut."""
    if model := shape.model(mapping.keys):
        order = list(fields(model))
        mapping.entries.sort(key=lambda entry: order.index(entry.key.text) if entry.key else 0)


def _add_ids(mappings: list[tuple[Steps, Collection, Shape]], file: YamlFile) -> dict[Steps, str]:
    """Give an id to whatever needs one and has none; the ids given, by the paths of their mappings."""
    taken = {id for _, mapping, shape in mappings for id in _ids(mapping, shape)}
    added: dict[Steps, str] = {}
    for steps, mapping, shape in mappings:
        for key, words in _unnamed(mapping, shape):
            id = slug(words)
            if not id:
                file.fault((*steps, key), "no id can be made of this: it has no Latin letter or digit", "Add `id:`")
            elif id in taken:
                file.fault((*steps, key), f"{id!r}, the id made of this, is taken in this brief", "Add another `id:`")
            taken.add(id)
            added[steps] = id
            mapping.set("id", id)
    return added


def _ids(mapping: Collection, shape: Shape) -> list[str]:
    """The ids that the mapping takes from its brief's one namespace, as `content.checks` has it."""
    if shape.models == (Section,):
        return ["-".join(sorted(party.lower() for party in _texts(mapping.value("parties"))))]
    if any("id" in fields(model) for model in shape.models):
        return _texts(mapping.value("id")) + _texts(mapping.value("aliases"))
    return []


def _unnamed(mapping: Collection, shape: Shape) -> Iterator[tuple[str, str]]:
    """The key and the words to make an id of, if the mapping needs one, has none, and has such words."""
    model = shape.model(mapping.keys)
    if model and "id" in fields(model) and not _texts(mapping.value("id")):
        key = next(key for key in _NAMED_BY if key in fields(model))
        words = " ".join(_texts(mapping.value(key))).split()
        if words:
            yield key, " ".join(words if key == "title" else words[:_WORDS])


def _texts(node: Node | None) -> list[str]:
    """The texts in a node, but blank ones."""
    if isinstance(node, Collection):
        return [text for entry in node.entries for text in _texts(entry.value)]
    return [node.text] if node and node.text.strip() else []


def _at(data: Any, steps: Steps) -> Any:
    for step in steps:
        data = data[step]
    return data


def _loses(old: str, new: str, meant: Any, shape: Shape) -> bool:
    """Whether the new text says anything else than what is meant, or lacks a comment of the old one."""
    try:
        said = yaml_tree.plain(yaml_tree.read(new).root, shape)
        return said != meant or Counter(yaml_tree.comments(new)) != Counter(yaml_tree.comments(old))
    except (yaml.YAMLError, AssertionError):
        return True


def _replace(path: Path, text: str) -> None:
    """Write the file anew in one step, with the mode that it had."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
            shutil.copymode(path, name)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}. What it held is untouched.") from error
