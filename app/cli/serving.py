"""Commands around the service: serve, build, get, schema."""

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import ROOT, Data, Form, Host, Port, Snapshots, app, configured, count, option, say, told
from app.errors import CommandError

if TYPE_CHECKING:
    from app.settings import Settings

_MANY = 200  # briefs from which a build takes long enough to show how far it is


class Server(StrEnum):
    """What speaks HTTP."""

    UVICORN = "uvicorn"
    GRANIAN = "granian"


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    snapshot: Snapshots = None,
    workers: Annotated[int | None, option("--workers", help="How many processes, instead of `WORKERS`.", min=1)] = None,
    server: Annotated[Server | None, option("--server", help="What speaks HTTP, instead of `BRIEFS_SERVER`.")] = None,
) -> None:
    """Serve the API.

    The last snapshot is served at once, and a newer one as soon as it is built.
    """
    given = {
        "HOST": host,
        "PORT": port,
        "WORKERS": workers,
        "BRIEFS_DATA": data,
        "BRIEFS_SNAPSHOT": snapshot,
        "BRIEFS_SERVER": server,
    }
    environment = {name: str(value) for name, value in given.items() if value is not None}
    # Another program takes this process over: it imports nothing of the command line, and gets the signals itself.
    os.execve(sys.executable, [sys.executable, "-P", "-m", "app.server"], os.environ | environment)


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
    settings = configured(data, snapshot)
    if not watch:
        raise typer.Exit(_build(settings, quiet))
    from app.content.watch import changes

    failed = 0
    for _ in changes(settings.data, lambda: parent is None or os.getppid() == parent):
        try:
            status = _build(settings, quiet)
        except CommandError as error:
            say(str(error))
            status = error.exit_status
        if failed and not status:
            say("The faults are mended, and the content is published.")
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

    settings = configured(data, snapshot)
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
        say(name)


def _build(settings: "Settings", quiet: bool) -> int:
    """Build once and say what came of it; the exit status."""
    from app.publish.build import build

    with _Bar(shown=not quiet) as bar:
        outcome = build(settings.data, settings.snapshot, bar.advance)
    typer.echo(told(outcome.faults, Form.TEXT), nl=False, err=True)
    if outcome.snapshot is None:
        say(f"{count(len(outcome.faults), 'fault')}: nothing was built.")
        return 1
    if not quiet:
        briefs, entries = count(outcome.briefs, "brief"), count(outcome.entries, "entry", "entries")
        say(f"Snapshot {outcome.snapshot}: {briefs}, {entries}.")
    return 0


class _Bar:
    """How far a build is, where there are many briefs and somebody watches."""

    def __init__(self, *, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        console = Console(stderr=True)
        self._shown = shown and console.is_terminal
        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._tasks = {stage: self._bar.add_task(stage, total=None) for stage in ("Reading", "Building")}

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def advance(self, stage: str, done: int, of: int) -> None:
        if self._shown and of >= _MANY:
            self._bar.start()
            self._bar.update(self._tasks[stage], total=of, completed=done)
