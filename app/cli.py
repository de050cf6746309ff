"""The command line: `briefs …`. Each command imports what it needs when it runs, so that help comes at once."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import BriefsError, CommandError
from app.settings import Settings

if TYPE_CHECKING:
    from app.content.corpus import Corpus
    from app.content.fault import Fault
    from app.snapshot.layout import Entry

app = typer.Typer(
    name="briefs",
    help="Foreign Policy Briefs: check what editors write, build it, serve it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ROOT = Path(__file__).parent.parent
_MANY = 200  # briefs from which a build takes long enough to show how far it is


def _option(*names: str, help: str) -> Any:
    return typer.Option(*names, help=help, show_default=False)


Data = Annotated[Path | None, _option("--data", help="The data folder, instead of `BRIEFS_DATA`.")]
Snapshots = Annotated[Path | None, _option("--snapshot", help="The snapshot folder, instead of `BRIEFS_SNAPSHOT`.")]
Host = Annotated[str | None, _option("--host", help="The address to listen on, instead of `HOST`.")]
Port = Annotated[int | None, _option("--port", help="The port to listen on, instead of `PORT`.")]
Files = Annotated[
    list[Path] | None, typer.Argument(help="Only these files; all, if none is named.", show_default=False)
]


class Form(StrEnum):
    """How `briefs check` tells faults."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def _settings(data: Path | None = None, snapshot: Path | None = None) -> Settings:
    from pydantic import ValidationError

    given: dict[str, Any] = {name: value for name, value in (("data", data), ("snapshot", snapshot)) if value}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'public_url'}: {fault['msg']}" for fault in error.errors()]
        raise CommandError(f"{'. '.join(faults)}. See docs/settings.md.") from error


def _say(text: str) -> None:
    typer.echo(text, err=True)


@app.command()
def serve(host: Host = None, port: Port = None, data: Data = None, snapshot: Snapshots = None) -> None:
    """Serve the API.

    The last snapshot is served at once, and a newer one as soon as it is built.
    """
    settings = _settings(data, snapshot)
    environment = {
        "HOST": host or settings.host,
        "PORT": str(settings.port if port is None else port),
        "BRIEFS_DATA": str(settings.data),
        "BRIEFS_SNAPSHOT": str(settings.snapshot),
    }
    command = [
        *(sys.executable, "-P", "-m", "uvicorn", "app.main:app", "--app-dir", str(ROOT)),
        *("--host", environment["HOST"], "--port", environment["PORT"]),
        *("--no-server-header", "--ws", "none", "--lifespan", "on", "--timeout-graceful-shutdown", "10"),
    ]
    # Another program takes this process over: it imports nothing of the command line, and gets the signals itself.
    os.execve(sys.executable, command, os.environ | environment)


@app.command()
def check(
    files: Files = None,
    data: Data = None,
    snapshot: Snapshots = None,
    form: Annotated[Form, typer.Option("--format", help="How to tell the faults.")] = Form.TEXT,
    json: Annotated[bool, typer.Option("--json", help="The same as `--format json`.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again after every change, until Ctrl-C.")] = False,
) -> None:
    """Check what editors wrote: every fault of all files, each with its place.

    Exit status 0: clean, or warnings only. 1: faults. 2: cannot run.
    """
    settings, form = _settings(data, snapshot), Form.JSON if json else form
    if not watch:
        raise typer.Exit(_check(settings, files, form))
    from app.content.watch import changes

    for _ in changes(settings.data):
        try:
            _check(settings, files, form)
        except CommandError as error:
            _say(str(error))


@app.command()
def new(
    title: Annotated[str, typer.Argument(help="The title of the brief.", show_default=False)],
    id: Annotated[str | None, _option("--id", help="The id of the brief, instead of one made of the title.")] = None,
    data: Data = None,
) -> None:
    """Begin a brief: a draft with every usual key, and blanks to fill.

    Exit status 0: written. 2: cannot run.
    """
    import re
    from datetime import UTC, datetime

    from app.content import scalars
    from app.editor.skeleton import skeleton
    from app.editor.slug import slug

    name = id or slug(title)
    if not name:
        raise CommandError("No id can be made of this title: give one, such as `--id jet-engines`.")
    if not re.fullmatch(scalars.ID, name) or len(name) > scalars.MAX_ID:
        raise CommandError(f"{name!r} is not an id: use lower-case letters, digits and single hyphens, at most 80.")
    path = _settings(data).data / "briefs" / f"{name}.yaml"
    try:
        with path.open("x", encoding="utf-8", errors="replace") as written:
            written.write(skeleton(title, datetime.now(UTC).date()))
    except FileExistsError:
        raise CommandError(f"{path} is there already. Give another title, or an id with `--id`.") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    typer.echo(str(path))


@app.command()
def fmt(
    files: Files = None,
    data: Data = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing: list the files that would change.")] = False,
) -> None:
    """Give files the usual form: order of keys, quotes, line lengths; and ids to what has none.

    No word and no comment is lost. A file that is not YAML is told and left as it is.

    Exit status 0: done. 1: faults, or with `--check` files that would change. 2: cannot run.
    """
    from app.editor import formatting

    settings = _settings(data)
    changed, faults = 0, list["Fault"]()
    shapes = formatting.files(settings.data, files or ())
    for path, shape in shapes.items():
        changes, found = formatting.format_file(path, settings.data, shape, write=not check)
        faults += found
        changed += changes
        if changes:
            typer.echo(str(path))
    typer.echo(_told(faults, Form.TEXT), nl=False, err=True)
    done = "would change" if check else "changed"
    _say(f"{_count(len(shapes), 'file')}: {changed:,} {done}, {_count(len(faults), 'fault')}.")
    raise typer.Exit(1 if faults or (check and changed) else 0)


@app.command()
def build(
    data: Data = None,
    snapshot: Snapshots = None,
    watch: Annotated[bool, typer.Option("--watch", help="Build again after every change, until Ctrl-C.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless there are faults.")] = False,
    parent: Annotated[int | None, typer.Option("--while", hidden=True)] = None,
) -> None:
    """Build the snapshot that is served.

    With a fault in any file nothing is built, and the last snapshot stays.

    Exit status 0: built. 1: faults. 2: cannot run.
    """
    settings = _settings(data, snapshot)
    if not watch:
        raise typer.Exit(_build(settings, quiet))
    from app.content.watch import changes

    failed = 0
    for _ in changes(settings.data, lambda: parent is None or os.getppid() == parent):
        try:
            status = _build(settings, quiet)
        except CommandError as error:
            _say(str(error))
            status = error.exit_status
        if failed and not status:
            _say("The faults are mended, and the content is published.")
        failed = status


@app.command()
def get(
    url: Annotated[str, typer.Argument(help="A path, such as `/v1/briefs?limit=1`.")],
    data: Data = None,
    snapshot: Snapshots = None,
    include: Annotated[bool, typer.Option("--include", "-i", help="Print the status and the headers too.")] = False,
) -> None:
    """Answer one request without a port, from the last snapshot.

    Exit status 0: answered. 1: the answer is an error. 2: cannot run.
    """
    import asyncio

    import httpx

    from app.application import create_app

    settings = _settings(data, snapshot)
    application = create_app(settings)
    if not application.state.current.follow():
        raise CommandError(f"There is no snapshot in {settings.snapshot}. Run `briefs build`.")

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(application), base_url=settings.public_url, follow_redirects=True
        ) as client:
            return await client.get(url)

    try:
        response = asyncio.run(answer())
    except httpx.InvalidURL as error:
        raise CommandError(f"{url} is not a path or a URL: {error}.") from error
    if include:
        typer.echo(f"{response.status_code} {response.reason_phrase}")
        typer.echo("".join(f"{name}: {value}\n" for name, value in response.headers.items()))
    sys.stdout.buffer.write(response.content)
    sys.stdout.buffer.flush()
    if sys.stdout.isatty():
        typer.echo()
    raise typer.Exit(1 if response.is_error else 0)


@app.command()
def schema() -> None:
    """Write what the code says of itself: `schema/` and the tables of `docs/content-format.md`."""
    from app.schema_files import schema_files

    for name, content in schema_files(ROOT).items():
        (ROOT / name).write_text(content, encoding="utf-8")
        _say(name)


@app.command()
def links(files: Files = None, data: Data = None) -> None:
    """Ask for the page of every source: which have moved, which are broken.

    No host is asked more than once a second. Ctrl-C stops, and what was found so far is told.

    Exit status 0: every page can be reached, or refuses a program. 1: broken links. 2: cannot run.
    """
    import signal
    from contextlib import suppress

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    from app.content import corpus
    from app.editor.links import places
    from app.editor.links.asking import Manners, ask
    from app.editor.links.reply import Verdict

    settings = _settings(data)
    found = corpus.load(settings.data)
    _require(files or [], found, settings.data)
    sources = places.sources(found, files or [])
    cited = list(places.links(sources))
    pages = dict.fromkeys(link.page for link in cited)
    verdicts: dict[str, Verdict] = {}
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Asking", total=len(pages))

        def heard(page: str, verdict: Verdict) -> None:
            verdicts[page] = verdict
            bar.advance(task)

        with suppress(KeyboardInterrupt):
            ask(pages, Manners(), heard)
    faults = sorted([*places.unreadable(sources), *places.faults(cited, verdicts)])
    typer.echo(_told(faults, Form.TEXT), nl=False)
    stopped = len(verdicts) < len(pages)
    asked = f"{len(verdicts):,} of " if stopped else ""
    _say(f"{asked}{_count(len(pages), 'link')}: {places.tally(verdicts.values())}.")
    if verdicts and not any(verdict.reached for verdict in verdicts.values()):
        _say("Not one host could be reached: is there a network?")
    if stopped:
        # Ends as a shell expects of what Ctrl-C stops, and waits for no look-up of a name that hangs.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    raise typer.Exit(1 if any(fault.severity == "fault" for fault in faults) else 0)


def _check(settings: Settings, files: list[Path] | None, form: Form) -> int:
    """Check once and tell; the exit status."""
    from app.content import corpus

    found = corpus.load(settings.data)
    faults = sorted({*found.faults, *_changes(found, settings)})
    if files:
        wanted = {path.resolve() for path in files}
        _require(files, found, settings.data)
        faults = [fault for fault in faults if Path(fault.file).resolve() in wanted]
    typer.echo(_told(faults, form), nl=False)
    stops = sum(fault.severity == "fault" for fault in faults)
    checked = _count(len(files or found.files), "file")
    _say(f"{checked}: {_count(stops, 'fault')}, {_count(len(faults) - stops, 'warning')}.")
    return 1 if stops else 0


def _build(settings: Settings, quiet: bool) -> int:
    """Build once and say what came of it; the exit status."""
    from app.publish.build import build

    with _Progress(shown=not quiet) as progress:
        outcome = build(settings.data, settings.snapshot, progress.advance)
    if outcome.snapshot is None:
        typer.echo(_told(outcome.faults, Form.TEXT), nl=False, err=True)
        _say(f"{_count(len(outcome.faults), 'fault')}: nothing was built.")
        return 1
    if not quiet:
        briefs, entries = _count(outcome.briefs, "brief"), _count(progress.entries, "entry", "entries")
        _say(f"Snapshot {outcome.snapshot}: {briefs}, {entries}.")
    return 0


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The article, as plain text in UTF-8.", show_default=False)],
    data: Data = None,
) -> None:
    """Make a draft brief of an article's text.

    The article's words become the claims to review, or TODO comments where their place is not clear. The draft is
    written to `briefs/` of the data folder, named after the article's title; no file is ever overwritten.

    Exit status 0: written. 2: cannot run.
    """
    from datetime import UTC, datetime

    from app.content import registry
    from app.editor import blocks, draft
    from app.editor.names import Names
    from app.editor.slug import slug
    from app.publish.names import countries

    settings = _settings(data)
    called = {country.id: (country.label, *country.aliases) for country in countries()}
    try:
        text = blocks.decode(file.read_bytes())
        names = Names(registry.load(settings.data / "reference", str(settings.data / "reference")), called)
        brief, article = draft.brief(text, names, datetime.now(UTC).date())
        path = settings.data / "briefs" / f"{slug(article.title or file.stem) or 'draft'}.yaml"
        with path.open("x", encoding="utf-8") as written:
            written.write(brief)
    except FileExistsError:
        raise CommandError(f"{path} is there already. Move it away, or change the article's title.") from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}.") from None
    counts = ", ".join(_count(number, noun) for noun, number in article.counts().items())
    _say(f"{path}: {counts}. Look for TODO, and run `briefs check`.")


def _changes(found: "Corpus", settings: Settings) -> "list[Fault]":
    """Warnings about what readers of the last snapshot would lose; none where there is none of this folder."""
    import time

    import orjson

    from app.errors import SnapshotBroken
    from app.publish import Publication, changes
    from app.snapshot.reader import Snapshot

    try:
        before = Snapshot.current(settings.snapshot)
    except SnapshotBroken:
        before = None
    if before is None or found.stops or before.origin != str(settings.data.resolve()):
        return []
    now = time.time()
    for entry in Publication(found).entries():
        served = before.get(entry.key, now, "whole") if entry.kind == "brief" else None
        if served and served != entry.whole:
            file, brief = found.files[entry.id], found.briefs[entry.id]
            changes.warn(file, brief, orjson.loads(served), orjson.loads(entry.whole))
    published = [key.removeprefix("brief/") for key in before.keys("brief/", now, 1_000_000)]
    gone = changes.vanished(found, published, str(settings.data))
    return [fault for file in (*found.files.values(), *gone) for fault in file.faults]


def _told(faults: "list[Fault]", form: Form) -> str:
    import dataclasses
    import json

    match form:
        case Form.JSON:
            return json.dumps([dataclasses.asdict(fault) for fault in faults], indent=2) + "\n"
        case Form.GITHUB:
            return "".join(_annotation(fault) for fault in faults)
    return "".join(f"{fault}\n" for fault in faults)


def _annotation(fault: "Fault") -> str:
    level = "error" if fault.severity == "fault" else "warning"
    text = f"{fault.message}. {fault.advice}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = fault.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    file = file.encode("utf-8", "backslashreplace").decode()
    return f"::{level} file={file},line={fault.line},col={fault.column}::{text}\n"


def _require(files: list[Path], found: "Corpus", data: Path) -> None:
    missing = [str(path) for path in files if not path.exists()]
    if missing:
        raise CommandError(f"There is no file {', '.join(missing)}.")
    known = {Path(file.name).resolve() for file in (*found.files.values(), *found.registry.files)}
    others = [str(path) for path in files if path.resolve() not in known]
    if others:
        raise CommandError(f"{', '.join(others)} is no part of {data}.")


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class _Progress:
    """How many briefs are built: a bar where there are many and somebody watches."""

    def __init__(self, *, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        self.entries = 0
        console = Console(stderr=True)
        self._shown = shown and console.is_terminal
        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("Building", total=None)

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def advance(self, briefs: int, entry: "Entry") -> None:
        self.entries += 1
        if self._shown and briefs >= _MANY:
            self._bar.start()
            self._bar.update(self._task, total=briefs, advance=entry.kind == "brief")


def main() -> None:
    """The entry point: an error of ours is one sentence on standard error, and its exit status."""
    try:
        app()
    except BriefsError as error:
        _say(str(error))
        sys.exit(getattr(error, "exit_status", 2))


if __name__ == "__main__":
    main()
