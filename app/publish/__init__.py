"""Checked documents into entries: the only place that knows both what editors write and what clients read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.content import corpus
from app.content.fault import Fault
from app.content.registry import Registry
from app.content.yaml_file import YamlFile
from app.publish import names, registry
from app.publish.cache import Cache, Keys, Rendered
from app.publish.claims import slug
from app.publish.directory import Directory
from app.publish.rendering import MANY, Read, Renderer, together
from app.publish.usage import Usage
from app.schemas.vocabulary import SourceKind, Stage, Status, Verdict
from app.snapshot.record import Record, record
from app.snapshot.vocabulary import Name


class Publication:
    """A data folder, read: its faults, or its entries, in an order that its content decides, and the filters' names.

    Drafts have no entries. A withdrawn brief has only the one that says so. Each brief is read and rendered by itself
    and let go, so that a corpus of any size fits into memory; `progress` is told how many are done, and of how many.

    Raises CommandError when there is no such folder.
    """

    def __init__(
        self, data: Path, cache: Cache | None = None, progress: Callable[[int, int], None] = lambda done, of: None
    ) -> None:
        self._cache = cache or Cache()
        shared = corpus.reference(data)
        keys = None if any(file.faults for file in shared) else Keys.of(shared)
        self.registry = self._registry(shared, keys)
        # An entry that is not in order lacks in the directory, so that briefs that name it cannot be rendered.
        if corpus.stops([fault for file in self.registry.files for fault in file.faults]):
            keys = None
        self._known = keys
        self._directory = Directory(self.registry)
        self._usage = Usage()
        read = self._read(data, keys, progress)
        self.readings = {id: found for id, (found, _) in read.items()}
        self._keys = {id: key for id, (found, key) in read.items() if key and found.publishable}
        self.faults: list[Fault] = corpus.faults(self.readings, self.registry)

    def __len__(self) -> int:
        """How many briefs there are to publish."""
        return len(self._keys)

    @property
    def stops(self) -> list[Fault]:
        """The faults that stop a publish; with any there are no entries to be had."""
        return corpus.stops(self.faults)

    def records(self) -> Iterator[Record]:
        """Every entry, ready for the index."""
        for key in self._keys.values():
            rendered = self._cache.rendered(key)
            self._usage.merge(rendered.usage)
            yield from rendered.records
        shared = self._shared()
        self._usage = shared.usage
        yield from shared.records

    def _shared(self) -> Rendered:
        """What briefs share: recalled, if they use it as they did."""
        assert self._known is not None
        key = self._known.shared(self._usage)
        found: Rendered | None = self._cache.recall(key)
        if found is None:
            usage = self._usage
            found = Rendered([record(entry) for entry in registry.entries(self._directory, usage)], usage)
            self._cache.keep(key, found)
        return found

    def _registry(self, files: list[YamlFile], keys: Keys | None) -> Registry:
        """The registry; a file that cannot be fetched has no content by which it could be recalled."""
        found: Registry | None = self._cache.recall(keys.registry) if keys else None
        if found is None:
            found = corpus.read_reference(files)
            for file in found.files:
                file.forget()
            if keys:
                self._cache.keep(keys.registry, found)
        return found

    def _read(self, data: Path, keys: Keys | None, progress: Callable[[int, int], None]) -> dict[str, Read]:
        """What came of each brief, by id and in its order: recalled, or else read."""
        paths = corpus.paths(data)
        renderer = Renderer(self.registry, keys, self._cache)
        recalled = {id: renderer.recall(corpus.fetch(path, data)) for id, path in paths.items()}
        unknown = [id for id, found in recalled.items() if found is None]
        if keys and self._cache.folder and len(unknown) >= MANY:
            read = together([paths[id] for id in unknown], data, keys, self._cache.folder)
        else:
            read = (renderer.read(corpus.fetch(paths[id], data)) for id in unknown)
        for done, (id, found) in enumerate(zip(unknown, read, strict=True), len(paths) - len(unknown) + 1):
            recalled[id] = found
            if found.key:
                self._cache.use(found.key)
            progress(done, len(paths))
        return {id: found for id, found in recalled.items() if found}

    def names(self) -> dict[str, list[Name]]:
        """The values of each filter. Complete when `records` has come to its end."""
        usage, register = self._usage, self.registry
        organisations = _registered(register.organisations.valid, usage.visible("organisation"))
        people = _registered(register.people.valid, usage.visible("person"))
        return {
            "country": list(names.countries()),
            "organisation": organisations,
            "party": [*names.countries(), *organisations],
            "partnership": [
                Name(id, self._directory.partnership_name(list(usage.parties[id])), (), visible)
                for id, visible in usage.visible("partnership").items()
            ],
            "topic": _registered(register.topics.valid, usage.visible("topic")),
            "initiative": _registered(register.initiatives.valid, usage.visible("initiative")),
            "person": people,
            "speaker": _since([*people, *organisations], usage.visible("speaker")),
            "perspective": _since(names.countries(), usage.visible("perspective")),
            "publisher": _publishers(usage.visible("publisher")),
            "language": [Name(tag, names.language_name(tag), (), at) for tag, at in usage.visible("language").items()],
            "verification": names.words(Status),
            "verdict": names.words(Verdict),
            "stage": names.words(Stage),
            "source_kind": names.words(SourceKind),
        }


def _registered(entries: object, visible: dict[str, int]) -> list[Name]:
    assert isinstance(entries, dict)
    return [Name(id, entries[id].name, tuple(entries[id].aliases), instant) for id, instant in visible.items()]


def _since(names: Iterable[Name], visible: dict[str, int]) -> list[Name]:
    """Those of the names that are used so, from when they are."""
    return [replace(name, visible=visible[name.id]) for name in names if name.id in visible]


def _publishers(visible: dict[str, int]) -> list[Name]:
    """By slug: of two spellings of one name, the first stands."""
    found: dict[str, Name] = {}
    for publisher, instant in visible.items():
        id = slug(publisher)
        label = found[id].label if id in found else publisher
        found[id] = Name(id, label, (), min(instant, found[id].visible) if id in found else instant)
    return list(found.values())
