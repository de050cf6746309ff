"""One brief's file, read by itself: the document, what is wrong with it, and what the other files must know of it."""

from dataclasses import dataclass
from pathlib import Path

from app.content import checks, yaml_file
from app.content.document import Brief, OwnEvent
from app.content.fault import Fault
from app.content.references import of_brief
from app.content.registry import Registry
from app.content.scalars import slug
from app.content.validation import validate
from app.content.yaml_file import Scalar, YamlFile

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a brief tells itself: `parties` are its own and those of its area's section."""

    date: str
    parties: frozenset[str]
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """A brief that is in order, as far as other files and the last snapshot are compared with it."""

    start: Place
    updated: Place
    aliases: tuple[tuple[str, Place], ...]
    claim_aliases: tuple[str, ...]
    replaced_by: tuple[str, Place] | None
    events: tuple[Event, ...]
    shared_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file. Small: those of a whole corpus are in memory at once, the documents are not.

    `file` is what faults call it; `cited` holds the sources that it names; `outline` is None where it has faults that
    hide what it says.
    """

    file: str
    readable: bool
    draft: bool
    faults: tuple[Fault, ...]
    cited: frozenset[str]
    outline: Outline | None

    @property
    def publishable(self) -> bool:
        """Whether there is anything to publish, and nothing in the file by itself that stops it."""
        in_order = self.outline is not None and all(fault.severity == "warning" for fault in self.faults)
        return in_order and not self.draft


def read(file: YamlFile, registry: Registry) -> tuple[Reading, Brief | None]:
    """Parse and check a file whose bytes have been fetched. The document is None where none can be made of it."""
    yaml_file.parse(file)
    _name(file)
    brief, cited = None, frozenset[str]()
    if file.root is not None:
        data = file.plain()
        cited = frozenset(of_brief(file, data, registry).cited)
        if brief := validate(Brief, file, data):
            checks.check(file, brief, registry, cited)
    outline = _outline(file, brief) if brief else None
    return Reading(file.name, file.root is not None, _is_draft(file), tuple(file.faults), cited, outline), brief


def _name(file: YamlFile) -> None:
    path = Path(file.name)
    if path.suffix != ".yaml":
        file.fault((), f"the file is called {path.name}", f"Call it {path.stem}.yaml")
    try:
        slug(path.stem)
    except ValueError:
        file.fault((), f"{path.stem!r} is not an id", "Name the file with lower-case letters, digits and hyphens")


def _is_draft(file: YamlFile) -> bool:
    draft = file.node(("draft",))
    return isinstance(draft, Scalar) and draft.text == "true"


def _outline(file: YamlFile, brief: Brief) -> Outline:
    parties = {area.id: section.parties for section in brief.partnerships for area in section.areas}
    replaced_by = brief.withdrawn.replaced_by if brief.withdrawn else None
    return Outline(
        start=file.place(()),
        updated=file.place(("updated",)),
        aliases=tuple((alias, file.place(("aliases", i))) for i, alias in enumerate(brief.aliases)),
        claim_aliases=tuple(alias for _, claim in checks.identified(brief) for alias in claim.aliases),
        replaced_by=(replaced_by, file.place(("withdrawn", "replaced_by"))) if replaced_by else None,
        events=tuple(
            Event(event.date.text, frozenset([*event.parties, *parties.get(event.area or "", [])]), place)
            for i, event in enumerate(brief.timeline)
            if isinstance(event, OwnEvent) and (place := file.place(("timeline", i)))
        ),
        shared_events=frozenset(brief.shared_events()),
    )
