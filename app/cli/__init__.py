"""The command line: `briefs …`. Each command imports what it needs when it runs, so that help comes at once."""

import sys

from app.cli import editing, serving
from app.cli.console import app, say
from app.errors import BriefsError

__all__ = ["app", "editing", "main", "serving"]


def main() -> None:
    """The entry point: an error of ours is one sentence on standard error, and its exit status."""
    try:
        app()
    except BriefsError as error:
        say(str(error))
        sys.exit(getattr(error, "exit_status", 2))
