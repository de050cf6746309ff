"""What all commands share: options, settings, and how faults and counts are told."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.errors import CommandError

if TYPE_CHECKING:
    from app.content.fault import Fault
    from app.settings import Settings

app = typer.Typer(
    name="briefs",
    help="Foreign Policy Briefs: check what editors write, build it, serve it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ROOT = Path(__file__).parents[2]


def option(*names: str, help: str, min: int | None = None) -> Any:
    return typer.Option(*names, help=help, show_default=False, min=min)


Data = Annotated[Path | None, option("--data", help="The data folder, instead of `BRIEFS_DATA`.")]
Snapshots = Annotated[Path | None, option("--snapshot", help="The snapshot folder, instead of `BRIEFS_SNAPSHOT`.")]
Host = Annotated[str | None, option("--host", help="The address to listen on, instead of `HOST`.")]
Port = Annotated[int | None, option("--port", help="The port to listen on, instead of `PORT`.")]
Files = Annotated[
    list[Path] | None, typer.Argument(help="Only these files; all, if none is named.", show_default=False)
]


class Form(StrEnum):
    """How `briefs check` tells faults."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def configured(data: Path | None = None, snapshot: Path | None = None) -> "Settings":
    from app.settings import load

    return load(**{name: value for name, value in (("data", data), ("snapshot", snapshot)) if value})


def say(text: str) -> None:
    typer.echo(text, err=True)


def told(faults: "list[Fault]", form: Form) -> str:
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


def require(files: list[Path], names: set[str], data: Path) -> None:
    """Refuse files that are not among those of the data folder."""
    missing = [str(path) for path in files if not path.exists()]
    if missing:
        raise CommandError(f"There is no file {', '.join(missing)}.")
    known = {Path(name).resolve() for name in names}
    others = [str(path) for path in files if path.resolve() not in known]
    if others:
        raise CommandError(f"{', '.join(others)} is no part of {data}.")


def count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
