"""Checked documents into entries: the only place that knows both what editors write and what clients read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.content.corpus import Corpus
from app.publish import brief, names, registry
from app.publish.claims import slug
from app.publish.directory import Directory
from app.publish.usage import Usage
from app.schemas.vocabulary import SourceKind, Stage, Status, Verdict
from app.snapshot.layout import Entry
from app.snapshot.vocabulary import Name


class Publication:
    """The entries of a corpus, in an order that its content decides, and the names that filters know.

    Drafts have no entries. A withdrawn brief has only the one that says so.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._directory = Directory(corpus.registry)
        self._usage = Usage()

    def __len__(self) -> int:
        """How many briefs there are to publish."""
        return sum(not document.draft for document in self._corpus.briefs.values())

    def entries(self) -> Iterator[Entry]:
        for id, document in sorted(self._corpus.briefs.items()):
            if document.draft:
                continue
            yield from brief.retired(id, document)
            if not document.withdrawn:
                yield from brief.entries(id, document, self._directory, self._usage)
        yield from registry.entries(self._directory, self._usage)

    def names(self) -> dict[str, list[Name]]:
        """The values of each filter. Complete when `entries` has come to its end."""
        usage, register = self._usage, self._corpus.registry
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
