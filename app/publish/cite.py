"""The one line by which a claim is cited: what, who, where, when, source, our address, as of."""

from app.content.scalars import PartialDate
from app.schemas.link import Actor
from app.schemas.source import Source
from app.snapshot.layout import ORIGIN

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def line(
    *parts: str | None, sources: list[Source], url: str, as_of: PartialDate | None, brief: str | None = None
) -> str:
    """The parts that there are, by comma, then the source, the brief, our address and the newest fact known."""
    what = ", ".join(part for part in parts if part)
    sentences = [
        what,
        _sources(sources),
        f"Foreign Policy Briefs, {quoted(brief)}" if brief else "Foreign Policy Briefs",
    ]
    ours = f"{ORIGIN}{url}" + (f", as of {spoken(as_of)}" if as_of else "")
    return ". ".join(sentence for sentence in (*sentences, ours) if sentence)


def quoted(text: str) -> str:
    return f"“{text}”"


def spoken(date: PartialDate | str) -> str:
    """`2023-06-22` as 22 June 2023, `2023-06` as June 2023."""
    year, *rest = str(date).split("-")
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{_MONTHS[int(rest[0]) - 1]} {year}" if rest else year


def who(speaker: Actor | None, document: str | None) -> str | None:
    if speaker is None:
        return document
    return f"{speaker.name}, {speaker.office}" if speaker.office else speaker.name


def when(date: PartialDate | None, until: PartialDate | None = None) -> str | None:
    if date is None:
        return "undated"
    return f"{spoken(date)} to {spoken(until)}" if until else spoken(date)


def _sources(sources: list[Source]) -> str:
    if not sources:
        return ""
    first = sources[0]
    publisher = f"{first.publisher} ({first.agency})" if first.agency else first.publisher
    parts = (first.title and quoted(first.title), publisher, first.published and spoken(first.published), first.link)
    others = len(sources) - 1
    more = f" and {others} other source{'s' if others > 1 else ''}" if others else ""
    return "Source: " + ", ".join(part for part in parts if part) + more
