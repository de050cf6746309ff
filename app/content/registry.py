"""`data/reference/`: the names that briefs share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from app.content import yaml_file
from app.content.document import Initiative, Organisation, Person, SharedEvent, SharedSource, Topic
from app.content.scalars import organisation, slug
from app.content.validation import validate
from app.content.yaml_file import YamlFile
from app.nearest import nearest

MAX_BYTES = 64 * 1024 * 1024

NOUNS = ("people", "organisations", "initiatives", "topics", "sources", "events")

Entry = TypeVar("Entry", bound=BaseModel)
Covariant = TypeVar("Covariant", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Entries(Generic[Covariant]):
    """One registry file: the entries that are in order, the ids of all that it has, and its plain data.

    `known` is None where the file could not be read: then nothing can be said of an id.
    """

    file: YamlFile
    valid: Mapping[str, Covariant]
    known: frozenset[str] | None
    data: Mapping[str, Any] = field(default_factory=dict)

    def lacks(self, id: str) -> bool:
        return self.known is not None and id not in self.known


@dataclass(frozen=True, slots=True)
class Registry:
    """`strays` are files that were meant as a registry, and are none; `cited` holds the sources that entries name."""

    people: Entries[Person]
    organisations: Entries[Organisation]
    initiatives: Entries[Initiative]
    topics: Entries[Topic]
    sources: Entries[SharedSource]
    events: Entries[SharedEvent]
    strays: list[YamlFile]
    cited: frozenset[str] = frozenset()

    def named(self) -> list[tuple[str, Entries[BaseModel]]]:
        return [(noun, getattr(self, noun)) for noun in NOUNS]

    @property
    def files(self) -> list[YamlFile]:
        return [*(entries.file for _, entries in self.named()), *self.strays]


def load(folder: Path, name: str) -> Registry:
    """Every registry file of the folder `reference`, which faults call `name`."""
    return read(fetch(folder, name))


def fetch(folder: Path, name: str) -> list[YamlFile]:
    """The first half of `load`: the files, in the order of `NOUNS` and then the strays. An absent one is empty."""
    files = []
    for noun in NOUNS:
        path, label = folder / f"{noun}.yaml", f"{name}/{noun}.yaml"
        there = path.exists() or path.is_symlink()
        files.append(
            yaml_file.fetch(path, folder.parent, label, limit=MAX_BYTES) if there else YamlFile(label, absent=True)
        )
    return [*files, *_strays(folder, name)]


def read(files: list[YamlFile]) -> Registry:
    """The second half of `load`."""
    people, organisations, initiatives, topics, sources, events, *strays = files
    return Registry(
        people=_entries(people, Person),
        organisations=_entries(organisations, Organisation),
        initiatives=_entries(initiatives, Initiative),
        topics=_entries(topics, Topic),
        sources=_entries(sources, SharedSource),
        events=_entries(events, SharedEvent),
        strays=strays,
    )


def _strays(folder: Path, name: str) -> list[YamlFile]:
    known = [f"{noun}.yaml" for noun in NOUNS]
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() in (".yaml", ".yml") and path.name not in known and not path.name.startswith("."):
            file = YamlFile(f"{name}/{path.name}")
            near = nearest(path.name, known)
            advice = f"Did you mean {near}?" if near else f"The registries are: {', '.join(known)}"
            file.fault((), "not a registry", advice)
            found.append(file)
    return found


def _entries(file: YamlFile, model: type[Entry]) -> Entries[Entry]:
    if file.absent:
        return Entries(file, {}, frozenset())
    yaml_file.parse(file)
    if file.root is None:
        return Entries(file, {}, None)
    valid = {}
    plain = file.plain()
    for id, data in plain.items():
        entry = validate(model, file, data, (id,))
        if _id_is_valid(file, id, model) and entry is not None:
            valid[id] = entry
    return Entries(file, valid, frozenset(file.root.pairs), plain)


def _id_is_valid(file: YamlFile, id: str, model: type[Any]) -> bool:
    try:
        (organisation if model is Organisation else slug)(id)
    except ValueError as error:
        context = getattr(error, "context", None) or {}
        file.fault((id,), context["what"], context["advice"], key=True)
        return False
    return True
