"""Where the addresses of sources stand in the files, and what is told there of each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.content import yaml_file
from app.content.corpus import Corpus
from app.content.fault import Fault
from app.content.yaml_file import Scalar, Steps, YamlFile
from app.editor.links.reply import STATES, Verdict


@dataclass(frozen=True, slots=True)
class Link:
    """An address where it stands: several places may have the same one. In a draft nothing is a fault."""

    url: str
    file: str
    line: int
    column: int
    draft: bool = False

    @property
    def page(self) -> str:
        """What is asked for: a fragment is never sent."""
        return self.url.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one file: under which keys they are."""

    file: YamlFile
    path: Steps


def sources(found: Corpus, only: Iterable[Path] = ()) -> list[Sources]:
    """Where sources stand: in every brief, whatever else is wrong with it, and in the registry; or `only` there."""
    wanted = {path.resolve() for path in only}
    lists = [Sources(file, ("sources",)) for file in found.files.values()]
    lists.append(Sources(found.registry.sources.file, ()))
    return [sources for sources in lists if not wanted or Path(sources.file.name).resolve() in wanted]


def links(lists: Iterable[Sources]) -> Iterator[Link]:
    """Every `url` and `archived`."""
    for sources in lists:
        file, entries = sources.file, sources.file.node(sources.path)
        draft = _text(file, ("draft",)) == "true"
        for id in entries.pairs if isinstance(entries, yaml_file.Mapping) else ():
            for key in ("url", "archived"):
                path = (*sources.path, id, key)
                if url := _text(file, path):
                    yield Link(url, file.name, *file.place(path), draft)


def unreadable(lists: Iterable[Sources]) -> list[Fault]:
    """The faults of files in which no link can be looked for."""
    return [fault for sources in lists if sources.file.root is None for fault in sources.file.faults]


def faults(links: Iterable[Link], verdicts: Mapping[str, Verdict]) -> list[Fault]:
    """What there is to tell at each place. Only a broken link is a fault; `verdicts` may lack pages not asked yet."""
    return [
        Fault(
            *(link.file, link.line, link.column, f"{link.url} {verdict.message}", verdict.advice),
            severity="fault" if verdict.state == "broken" and not link.draft else "warning",
        )
        for link in links
        if (verdict := verdicts.get(link.page)) and verdict.state != "fine"
    ]


def tally(verdicts: Iterable[Verdict]) -> str:
    """`60 fine, 3 moved, 2 broken`; refusals only where there are some."""
    counts = Counter(verdict.state for verdict in verdicts)
    return ", ".join(f"{counts[state]:,} {state}" for state in STATES if counts[state] or state != "refused")


def _text(file: YamlFile, path: Steps) -> str:
    node = file.node(path)
    if not isinstance(node, Scalar) or (node.plain and node.text == "null"):
        return ""
    return node.text.strip()
