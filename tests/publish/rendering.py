"""The entries of a folder as they are before they are made ready for the index."""

from collections.abc import Iterator
from pathlib import Path

from app.content import corpus
from app.publish import brief, registry
from app.publish.directory import Directory
from app.publish.usage import Usage
from app.snapshot.layout import Entry


def rendered(folder: Path) -> Iterator[Entry]:
    """Every entry of a folder that is in order."""
    found = corpus.load(folder)
    assert found.stops == []
    directory, usage = Directory(found.registry), Usage()
    for id, document in found.briefs.items():
        if not document.draft:
            yield from brief.retired(id, document)
            if not document.withdrawn:
                yield from brief.entries(id, document, directory, usage)
    yield from registry.entries(directory, usage)
