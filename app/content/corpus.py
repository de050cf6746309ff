"""A whole data folder, read: every brief, the registry, and every fault of all files at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.content import agreement, checks, reading, registry, yaml_file
from app.content.document import Brief
from app.content.fault import Fault
from app.content.reading import Reading
from app.content.references import of_registry
from app.content.registry import Registry
from app.content.yaml_file import YamlFile
from app.errors import CommandError


@dataclass(frozen=True, slots=True)
class Corpus:
    """`files` and `readings` are by id, `briefs` holds the documents of those that are in order, drafts among them."""

    registry: Registry
    files: dict[str, YamlFile]
    readings: dict[str, Reading]
    briefs: dict[str, Brief]
    faults: list[Fault]

    @property
    def stops(self) -> list[Fault]:
        """The faults that stop a publish."""
        return stops(self.faults)


def load(folder: Path) -> Corpus:
    """Read and check a data folder, and keep all of it.

    Raises CommandError when there is no such folder. What is wrong inside it is in `faults`, sorted by place.
    """
    shared = read_reference(reference(folder))
    fetched = {id: fetch(path, folder) for id, path in paths(folder).items()}
    read = {id: reading.read(file, shared) for id, file in fetched.items()}
    readings = {id: found for id, (found, _) in read.items()}
    briefs = {id: brief for id, (_, brief) in read.items() if brief}
    return Corpus(shared, fetched, readings, briefs, faults(readings, shared))


def reference(folder: Path) -> list[YamlFile]:
    """The files of the registry, not yet parsed. Raises CommandError when there is no such data folder."""
    if not (folder / "briefs").is_dir():
        raise CommandError(f"{folder}/briefs is not a folder. Name the data folder with --data or BRIEFS_DATA.")
    return registry.fetch(folder / "reference", f"{folder}/reference")


def read_reference(files: list[YamlFile]) -> Registry:
    """The registry, checked by itself."""
    found = registry.read(files)
    cited = {id for _, entries in found.named() for id in of_registry(entries, found).cited}
    checks.check_registry(found)
    return replace(found, cited=frozenset(cited))


def paths(folder: Path) -> dict[str, Path]:
    """What is, or was meant as, a brief, by id and in its order. Hidden files are editors' own."""
    found = (path for path in (folder / "briefs").iterdir() if not path.name.startswith("."))
    yaml = (path for path in found if path.suffix.lower() in (".yaml", ".yml"))
    return dict(sorted((path.stem if path.suffix == ".yaml" else path.name, path) for path in yaml))


def fetch(path: Path, folder: Path) -> YamlFile:
    """A brief's file, not yet parsed."""
    return yaml_file.fetch(path, folder, str(path))


def faults(readings: Mapping[str, Reading], registry: Registry) -> list[Fault]:
    """Every fault of all files, of each by itself and of all together, sorted by place."""
    own = (_as_warning(fault) if found.draft else fault for found in readings.values() for fault in found.faults)
    of_all = list(agreement.faults(readings, registry))
    return sorted({*own, *of_all, *(fault for file in registry.files for fault in file.faults)})


def stops(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == "fault"]


def _as_warning(fault: Fault) -> Fault:
    return Fault(fault.file, fault.line, fault.column, fault.message, fault.advice, "warning")
