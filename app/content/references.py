"""Do the ids that a file names exist?

Asked of the plain data and not of the document, so that a file with other faults is told of these as well.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from app.content.registry import Entries, Registry
from app.content.scalars import COUNTRY_CODES, ID
from app.content.yaml_file import Steps, YamlFile
from app.nearest import nearest

_NOUNS = {"topics": "topic", "people": "person", "organisations": "organisation", "initiatives": "initiative"}


@dataclass
class References:
    """The references of one file. `own_sources` and `areas` are what a brief defines itself.

    `cited` gathers the sources that the file names, to find those that nobody does.
    """

    file: YamlFile
    registry: Registry
    own_sources: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()
    cited: set[str] = field(default_factory=set)

    def check(self, data: Any, path: Steps = ()) -> None:
        """Add a fault for each id that is known nowhere."""
        for step, value in _children(data):
            if step == "sources" and isinstance(value, dict):
                continue  # its keys are ids of its own
            self._named(step, value, (*path, step))
            self.check(value, (*path, step))

    def _named(self, key: str | int, value: Any, path: Steps) -> None:
        """What a key names: its items, or its one value, with their paths."""
        items = [(path, value)] if isinstance(value, str) else [((*path, i), item) for i, item in _children(value)]
        ids = [(at, id) for at, id in items if isinstance(id, str) and re.fullmatch(ID, id)]
        registry = self.registry
        match key:
            case "topics" | "people" | "organisations" | "initiatives":
                self._check(ids, getattr(registry, key), _NOUNS[key])
            case "parties":
                self._check(ids, registry.organisations, "organisation", but=COUNTRY_CODES)
            case "speaker":
                self._check(ids, registry.people, "person", but=registry.organisations.known or ())
            case "timeline" | "event":
                self._check(ids, registry.events, "event")
            case "sources" | "against" | "examines" if not isinstance(value, dict):
                self.cited.update(id for _, id in ids)
                self._check(ids, registry.sources, "source", but=self.own_sources)
            case "area":
                self._check_areas(ids)

    def _check(
        self, ids: list[tuple[Steps, str]], entries: Entries[BaseModel], noun: str, but: Container[str] = ()
    ) -> None:
        for path, id in ids:
            if id not in but and entries.lacks(id):
                self.file.fault(path, f"unknown {noun} {id!r}", self._advice(id, entries, noun))

    def _advice(self, id: str, entries: Entries[BaseModel], noun: str) -> str:
        own = self.own_sources if noun == "source" else ()
        near = nearest(id, [*(entries.known or ()), *own])
        name = id.replace("-", " ").title()
        stub = f"{id}: {{name: {name}, offices: [{{title: …}}]}}" if noun == "person" else f"{id}: {{…}}"
        return f"{f'Did you mean {near!r}? If not, add' if near else 'Add'} to {entries.file.name}: `{stub}`"

    def _check_areas(self, ids: list[tuple[Steps, str]]) -> None:
        for path, id in ids:
            if id not in self.areas:
                near = nearest(id, self.areas)
                known = ", ".join(self.areas) or "none"
                advice = f"Did you mean {near!r}?" if near else f"The areas of this brief are: {known}"
                self.file.fault(path, f"unknown area {id!r}", advice)


def of_brief(file: YamlFile, data: dict[str, Any], registry: Registry) -> References:
    """The references of a brief, checked."""
    sources = data.get("sources")
    areas = (area.get("id") for section in _items(data.get("partnerships")) for area in _items(section.get("areas")))
    references = References(
        file,
        registry,
        frozenset(sources) if isinstance(sources, dict) else frozenset(),
        tuple(area for area in areas if isinstance(area, str)),
    )
    references.check(data)
    return references


def of_registry(entries: Entries[BaseModel], registry: Registry) -> References:
    """The references of a registry file, checked. Its own keys are ids, and name nothing."""
    references = References(entries.file, registry)
    for id, data in entries.data.items():
        references.check(data, (id,))
    return references


def _children(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _items(data: Any) -> list[dict[str, Any]]:
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
