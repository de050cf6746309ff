"""A fault or warning in what an editor wrote: what, where, and what to do."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fault", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One finding. `line` and `column` start at 1; `file` is as the editor named its folder.

    A fault stops a publish, a warning does not: `docs/content-format.md` lists both.
    """

    file: str
    line: int
    column: int
    message: str
    advice: str
    severity: Severity = "fault"

    def __str__(self) -> str:
        kind = "warning: " if self.severity == "warning" else ""
        stop = "" if self.advice.endswith((".", "?", "`")) else "."
        return _printable(f"{self.file}:{self.line}:{self.column}: {kind}{self.message}. {self.advice}{stop}")


def _printable(text: str) -> str:
    """Names of files and tags may hold line ends and bytes that are no text."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
