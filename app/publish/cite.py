"""The one line by which a claim is cited: what, who, where, when, source, our address, as of."""

import re
from datetime import date

from babel import Locale

from app.content.document import Original, Person
from app.content.scalars import PartialDate
from app.publish import names
from app.schemas.link import Actor
from app.schemas.source import Source
from app.schemas.vocabulary import Status
from app.snapshot.layout import ORIGIN

_MONTHS = Locale("en").months["format"]["wide"]
# What ends so takes no comma and no full stop after it; three dots do not close a sentence.
_CLOSED = re.compile(r"[!?]$|(?<!\.)[.!?]’?”$")


def line(
    *parts: str | None, sources: list[Source], url: str, as_of: PartialDate | None, brief: str | None = None
) -> str:
    """The parts that there are, by comma, then the source, the brief, our address and the newest fact known."""
    ours = _joined("Foreign Policy Briefs", brief and quoted(brief))
    sentences = [_marked(sentence, ".") for sentence in (_joined(*parts), _sources(sources), ours) if sentence]
    return " ".join([*sentences, f"{ORIGIN}{url}" + (f", as of {spoken(as_of)}" if as_of else "")])


def quoted(text: str) -> str:
    """Words or a title in quotation marks; those inside become single."""
    inner = re.sub('"([^"]*)"', r"‘\1’", _tidy(text))
    return f"“{inner.translate({ord('“'): '‘', ord('”'): '’'})}”"


def remarked(text: str, *remarks: str | None) -> str:
    """With what must be known wherever the line is pasted, in brackets: `“Space” (disputed)`."""
    known = ", ".join(remark for remark in remarks if remark)
    return f"{text} ({known})" if known else text


def translation(translated: bool, original: Original | None) -> str | None:
    """The remark on words that were not said so; with their language, where it is known and has an English name."""
    if original is None:
        return "translated" if translated else None
    language = names.language_name(original.language)
    return "translated" if language == original.language else f"translated from {language}"


def caveat(status: Status, sources: list[Source]) -> str | None:
    """The remark on what is neither confirmed nor reported by a source that the line names."""
    return None if status == Status.CONFIRMED or (status == Status.REPORTED and sources) else str(status)


def expected(as_of: PartialDate | None) -> str:
    """The remark on a date that had not come when the brief was written."""
    return f"expected as of {spoken(as_of)}" if as_of else "expected"


def who(speaker: Actor | None, document: str | None, left: bool = False) -> str | None:
    """The speaker with the office held, `then` where it was left since; or the document in which the words are."""
    if speaker:
        return _joined(speaker.name, f"then {speaker.office}" if left else speaker.office)
    return document and f"in {quoted(document)}"


def has_left(person: Person | None, date: PartialDate | None, as_of: PartialDate | None) -> bool:
    """Whether the office held at a date is known to have ended before `as_of`, and is not held anew by then."""
    office = person.office_at(date) if person else None
    if not (person and office and office.until and as_of and office.until.last < as_of.first):
        return False
    return not any(held.title == office.title and held.held_on(as_of.first, as_of.last) for held in person.offices)


def where(place: str | None, title: str) -> str | None:
    """The place, unless the title ends in it: not `“Summit in Moscow”, Moscow`."""
    return None if place and title.endswith(f" {place}") else place


def spoken(date: PartialDate | date | str) -> str:
    """`2023-06-22` as 22 June 2023, `2023-06` as June 2023."""
    year, *rest = str(date).split("-")
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{_MONTHS[int(rest[0])]} {year}" if rest else year


def when(date: PartialDate | None, until: PartialDate | None = None) -> str:
    """A date, or a span that says once the month and year of both its ends: `8 to 9 July 2024`."""
    if date is None or until is None:
        return spoken(date) if date else "undated"
    first, last = spoken(date).split(), spoken(until).split()
    shared = last[:] if len(first) == len(last) else []
    while first and shared and first[-1] == shared.pop():
        first.pop()
    return " ".join([*first, "to", *last]) if first else spoken(until)


def edition(first: date, updated: date | None) -> str:
    """Which version of a brief is cited, by the days of its first and newest."""
    return f"published {spoken(first)}" + (f", updated {spoken(updated)}" if updated and updated > first else "")


def _sources(sources: list[Source]) -> str:
    """The first one whole, then the others by publisher and date; no mark but a full stop touches an address."""
    if not sources:
        return ""
    first, *others = dict.fromkeys(_published(source) for source in sources)
    title = quoted(sources[0].title) if sources[0].title else None
    whole = f"Source: {_marked(_joined(title, first), ',')} {sources[0].link}"
    return remarked(whole, f"also {'; '.join(others)}" if others else None)


def _published(source: Source) -> str:
    publisher = remarked(source.publisher, source.agency if source.agency != source.publisher else None)
    return _joined(publisher, spoken(source.published) if source.published else None)


def _joined(*parts: str | None) -> str:
    found = [_tidy(part) for part in parts if part]
    return " ".join([*(_marked(part, ",") for part in found[:-1]), *found[-1:]])


def _marked(text: str, mark: str) -> str:
    return text if text.endswith(mark) or _CLOSED.search(text) else text + mark


def _tidy(text: str) -> str:
    """In one line, without a comma, semicolon or colon left at its end."""
    return " ".join(text.split()).rstrip(" ,;:")
