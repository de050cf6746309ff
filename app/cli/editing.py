"""Commands for editors: check, new, fmt, import, links."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import Data, Files, Form, Snapshots, app, configured, count, option, require, say, told
from app.errors import CommandError

if TYPE_CHECKING:
    from app.content.fault import Fault
    from app.settings import Settings


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
    settings, form = configured(data, snapshot), Form.JSON if json else form
    if not watch:
        raise typer.Exit(_check(settings, files, form))
    from app.content.watch import changes

    for _ in changes(settings.data):
        try:
            _check(settings, files, form)
        except CommandError as error:
            say(str(error))


@app.command()
def new(
    title: Annotated[str, typer.Argument(help="The title of the brief.", show_default=False)],
    id: Annotated[str | None, option("--id", help="The id of the brief, instead of one made of the title.")] = None,
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
    path = configured(data).data / "briefs" / f"{name}.yaml"
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

    settings = configured(data)
    changed, faults = 0, list["Fault"]()
    shapes = formatting.files(settings.data, files or ())
    for path, shape in shapes.items():
        changes, found = formatting.format_file(path, settings.data, shape, write=not check)
        faults += found
        changed += changes
        if changes:
            typer.echo(str(path))
    typer.echo(told(faults, Form.TEXT), nl=False, err=True)
    done = "would change" if check else "changed"
    say(f"{count(len(shapes), 'file')}: {changed:,} {done}, {count(len(faults), 'fault')}.")
    raise typer.Exit(1 if faults or (check and changed) else 0)


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

    settings = configured(data)
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
    counts = ", ".join(count(number, noun) for noun, number in article.counts().items())
    say(f"{path}: {counts}. Look for TODO, and run `briefs check`.")


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

    settings = configured(data)
    found = corpus.load(settings.data)
    names = {file.name for file in (*found.files.values(), *found.registry.files)}
    require(files or [], names, settings.data)
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
    typer.echo(told(faults, Form.TEXT), nl=False)
    stopped = len(verdicts) < len(pages)
    asked = f"{len(verdicts):,} of " if stopped else ""
    say(f"{asked}{count(len(pages), 'link')}: {places.tally(verdicts.values())}.")
    if verdicts and not any(verdict.reached for verdict in verdicts.values()):
        say("Not one host could be reached: is there a network?")
    if stopped:
        # Ends as a shell expects of what Ctrl-C stops, and waits for no look-up of a name that hangs.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    raise typer.Exit(1 if any(fault.severity == "fault" for fault in faults) else 0)


def _check(settings: "Settings", files: list[Path] | None, form: Form) -> int:
    """Check once and tell; the exit status."""
    from app.publish import Publication
    from app.publish.changes import Changes

    found = Publication(settings.data)
    known = {*(reading.file for reading in found.readings.values()), *(file.name for file in found.registry.files)}
    faults = found.faults
    if not found.stops:
        changes = Changes(found, settings.data, settings.snapshot)
        for _ in changes.watched(found.records()):
            pass
        faults = sorted({*faults, *changes.warnings})
    if files:
        wanted = {path.resolve() for path in files}
        require(files, known, settings.data)
        faults = [fault for fault in faults if Path(fault.file).resolve() in wanted]
    typer.echo(told(faults, form), nl=False)
    stops = sum(fault.severity == "fault" for fault in faults)
    checked = count(len(files or found.readings), "file")
    say(f"{checked}: {count(stops, 'fault')}, {count(len(faults) - stops, 'warning')}.")
    return 1 if stops else 0
