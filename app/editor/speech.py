"""Who says what in an article, and what it asks its readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.editor.names import COUNTRY, ORGANISATION, PERSON, Names

_QUOTED = re.compile(r"“[^”]+”?|\"[^\"]+\"|«[^»]+»|„[^“”]+[“”]|(?<!\w)[‘'](?=\w)(?:[^’']|(?<=\w)[’'](?=\w))+[’'](?!\w)")
_SAYING = (
    r"(?:said|says|told|tells|added|adds|noted|notes|stressed|remarked|declared|stated|explained|wrote|argued|insisted"
    r"|warned|according to)"
)
_SAYS = re.compile(rf"\b{_SAYING}\b", re.IGNORECASE)
# Where a speaker stands in a text whose quotations are blanked: after a dash at its end, after the verb, before it.
_SPEAKER = [
    re.compile(r"\"[\s,.]*[-–—~]+\s*([^\"]+)$"),
    re.compile(rf"\b(?!told|tells){_SAYING}\s+([^\",.;:]+)", re.IGNORECASE),
    re.compile(rf"([^\",.;:]+),[^\",.;:]+,\s+{_SAYING}\b", re.IGNORECASE),
    re.compile(rf"([^\",.;:]+),?\s+{_SAYING}\b", re.IGNORECASE),
]
_CAPITALISED = re.compile(
    r"[^\W\d_a-z][\w’'.-]*(?:\s+(?:(?:al|bin|da|de|del|di|dos|el|van|von) )?[^\W\d_a-z][\w’'.-]*)*"
)
# Capitalised words that are no part of a name.
_TITLE = re.compile(
    r"(?:Affairs|Ambassador|Chancellor|Chief|Commissioner|Defen[cs]e|Deputy|Director|Dr|Energy|External|Finance|Foreign"
    r"|General|High|Interior|King|Mrs?|Ms|Minister|PM|Premier|President|Prime|Prof|Professor|Queen|Quote|QUOTE|Secretary"
    r"|Secretary-General|Senator|Sir|Spokes(?:man|woman|person)|State|Trade|The|An?|And|At|But|Her?|His|In|It|On|Our|She"
    r"|They|We)\.?"
)
_FEW = 4  # words in quotation marks; fewer are a term
_OPTION = 4  # words of an answer, at most


@dataclass(frozen=True, slots=True)
class Quotation:
    """`words` is what the article has, `said` what stands between its quotation marks.

    `speaker` is an id of the registry; `name` is somebody whom the registry does not have.
    """

    words: str
    said: str
    speaker: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`mark` is the number before it."""

    text: str
    options: list[str]
    mark: str = ""


def quotation(text: str, names: Names, *, sure: bool = False) -> Quotation | None:
    """What is quoted in a paragraph, if anything is. `sure` says that the paragraph is marked as a quotation."""
    quoted = [match[0][1:].strip("”\"»“’'") for match in _QUOTED.finditer(text)]
    long = [words for words in quoted if len(words.split()) >= _FEW]
    if not sure and not long:
        return None
    around = _QUOTED.sub('""', text)
    speaker, name = _speaker(around if quoted else _after_dash(text), names)
    return Quotation(text, " ".join(long or quoted) or text, speaker, name)


def is_quotation(text: str, quotation: Quotation) -> bool:
    """Whether a paragraph is its quotation, and not prose with some words quoted."""
    return len(quotation.said.split()) * 5 >= len(text.split()) * 2


def says(text: str) -> bool:
    return bool(_SAYS.search(text))


def _after_dash(text: str) -> str:
    """The end of a quotation without quotation marks, as if it had them."""
    said, dash, speaker = text.rpartition("—" if "—" in text else "–")
    return f'"" {dash} {speaker}' if said else ""


def _speaker(around: str, names: Names) -> tuple[str | None, str | None]:
    """An id of the registry, or a name that it does not have, or neither."""
    places = [match[1] for pattern in _SPEAKER for match in pattern.finditer(around)]
    for kind in (PERSON, ORGANISATION):
        for place in places:
            if ids := names.ids(place, kind):
                return ids[0], None
        if unknown := next((name for place in places if kind == PERSON and (name := _name(place, names))), None):
            return None, unknown
    people = names.ids(around, PERSON)
    return (people[0], None) if len(people) == 1 else (None, None)


def _name(text: str, names: Names) -> str | None:
    """Somebody's name: capitalised words that are neither a title nor a country's."""
    for run in _CAPITALISED.finditer(text):
        words = [
            word
            for word in run[0].split()
            if not _TITLE.fullmatch(word) and not names.ids(word, COUNTRY) and not names.ids(word, ORGANISATION)
        ]
        if name := " ".join(words[-3:]).strip(" .'’-"):
            return name.removesuffix("’s").removesuffix("'s")
    return None


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph. An initial, as in U.S., ends none."""
    return re.split(r"(?<=[.!?…])(?<!\b[A-Z]\.)\s+|(?<=[.!?…][”\"’)])\s+", text)


def questions(text: str, names: Names, mark: str = "") -> Iterator[Question | str]:
    """Each sentence of a paragraph: a question, or what is none."""
    for sentence in sentences(text):
        yield Question(sentence, _options(sentence, names), mark) if sentence.endswith("?") else sentence


def _options(question: str, names: Names) -> list[str]:
    """The answers of an either-or question: what stands between dashes, or countries joined by `or`."""
    found = re.search(r"(?:[—–:(]|\s-\s)\s*([^—–:()?]+?\sor\s[^—–:()?]+?)\s*(?:[—–?)]|\s-\s)", question)
    listed = re.split(r",?\s+or\s+|,\s+", found[1]) if found else []
    options = [_option(words.strip(), names) for words in listed]
    if len(options) < 2 or any(len(words.split()) > _OPTION for words in options):
        options = _countries_joined(question, names)
    return list(dict.fromkeys(options)) if len(set(options)) > 1 else []


def _option(words: str, names: Names) -> str:
    words = words.removeprefix("the ")
    found = names.find(words)
    return names.usual(found[0].id) if found and found[0].end - found[0].start == len(words) else words


def _countries_joined(question: str, names: Names) -> list[str]:
    options: list[str] = []
    found = [name for name in names.find(question) if names.is_country(name.id) or name.kind == ORGANISATION]
    for one, other in pairwise(found):
        if re.fullmatch(r",?\s+or\s+(?:with\s+)?(?:the\s+)?", question[one.end : other.start]):
            options += [names.usual(one.id), names.usual(other.id)]
    return options
