"""A whole data folder, read: every brief, the registry, and every fault of all files at once."""

from dataclasses import dataclass, field
from pathlib import Path

from app.content import checks, registry, yaml_file
from app.content.document import Brief
from app.content.fault import Fault
from app.content.references import of_brief, of_registry
from app.content.registry import Registry
from app.content.scalars import slug
from app.content.validation import validate
from app.content.yaml_file import YamlFile
from app.errors import CommandError


@dataclass(frozen=True, slots=True)
class Corpus:
    """`briefs` holds those that are in order, drafts among them, by id."""

    briefs: dict[str, Brief]
    registry: Registry
    files: dict[str, YamlFile] = field(repr=False)
    faults: list[Fault]

    @property
    def stops(self) -> list[Fault]:
        """The faults that stop a publish."""
        return [fault for fault in self.faults if fault.severity == "fault"]


def load(folder: Path) -> Corpus:
    """Read and check `folder/briefs/*.yaml` and `folder/reference/*.yaml`.

    Raises CommandError when there is no such folder. What is wrong inside it is in `faults`, sorted by place.
    """
    if not (folder / "briefs").is_dir():
        raise CommandError(f"{folder}/briefs is not a folder. Name the data folder with --data or BRIEFS_DATA.")
    reference = registry.load(folder / "reference", f"{folder}/reference")
    files: dict[str, YamlFile] = {}
    briefs: dict[str, Brief] = {}
    cited = {noun: of_registry(entries, reference).cited for noun, entries in reference.named()}
    for path in _paths(folder / "briefs"):
        id = path.stem if path.suffix == ".yaml" else path.name
        file = files[id] = _read(path, folder)
        if file.root is not None:
            data = file.plain()
            cited[id] = of_brief(file, data, reference).cited
            if brief := validate(Brief, file, data):
                briefs[id] = brief
    checks.check(briefs, files, reference, cited)
    for file in files.values():
        if _is_draft(file):
            file.faults[:] = [_as_warning(fault) for fault in file.faults]
    faults = sorted({fault for file in [*files.values(), *reference.files] for fault in file.faults})
    return Corpus(briefs, reference, files, faults)


def _paths(folder: Path) -> list[Path]:
    """What is, or was meant as, a brief. Hidden files are editors' own."""
    paths = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in paths if path.suffix.lower() in (".yaml", ".yml"))


def _read(path: Path, folder: Path) -> YamlFile:
    file = yaml_file.read(path, folder, str(path))
    if path.suffix != ".yaml":
        file.fault((), f"the file is called {path.name}", f"Call it {path.stem}.yaml")
    try:
        slug(path.stem)
    except ValueError:
        file.fault((), f"{path.stem!r} is not an id", "Name the file with lower-case letters, digits and hyphens")
    return file


def _is_draft(file: YamlFile) -> bool:
    draft = file.node(("draft",))
    return isinstance(draft, yaml_file.Scalar) and draft.text == "true"


def _as_warning(fault: Fault) -> Fault:
    return Fault(fault.file, fault.line, fault.column, fault.message, fault.advice, "warning")
