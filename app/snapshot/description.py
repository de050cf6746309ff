"""A question in a plain English sentence."""

import re
import string
from calendar import month_name
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, ESTABLISHED, KINDS, NEWEST, OLDEST, PASSAGE, RELATED, TODAY, Kind
from app.snapshot.query import Question
from app.snapshot.text import Clause, words

_NOUNS = {kind.name: kind.title for kind in (*KINDS.values(), PASSAGE, RELATED)} | {
    "graph": "Partnerships as a graph, drawn from all claims",
    "today": "The quote of the day, drawn from all quotes",
}
_ORDERS = {NEWEST: "newest first", OLDEST: "oldest first", BY_TITLE: "by title", BY_RELEVANCE: "best match first"}
_ENDS = {"related": ", nearest first", "graph": "", "today": ""}

# How each filter reads after the noun, in the order of the sentence.
_PHRASES = {
    "kind": "that are {}",
    "speaker": "quoting {}",
    "between": "about relations between {}",
    "person": "involving {}",
    "partnership": "on the {} partnership",
    "country": "about {}",
    "organisation": "involving {}",
    "initiative": "on {}",
    "topic": "on {}",
    "perspective": "from the perspective of {}",
    "brief": "in {}",
    "language": "in {}",
    "date": "{}",
    "q": "{}",
    "publisher": "sourced to {}",
    "stage": "at the stage {}",
    "verification": "that are {}",
    "verdict": "where an examined text is found to be {}",
}

# How it reads after some nouns: what countries do together, what is said.
_DONE = {"between": "between {}", "partnership": "in the {} partnership", "initiative": "under {}"}
_SAID = {"speaker": "by {}", "person": "by or about {}"}
_PHRASES_AFTER = {
    **dict.fromkeys(("area", "event", "partnership", "initiative"), _DONE | {"country": "involving {}"}),
    **dict.fromkeys(("quote", "today"), _SAID),
    "source": {"kind": "of kind {}", "publisher": "published by {}"},
    "person": {"country": "of {}"},
    "related": {"brief": "near {}"},
}

# Countries, and names that are common nouns made proper ("Ministry of Defence"), before which English has "the".
_COUNTRY = re.compile("AE|AX|BQ|BS|CC|CF|CG|CK|DO|FK|FO|GB|GM|HM|IM|IO|KM|KY|MH|MP|MV|NL|PH|PN|SB|SC|TC|TF|UM|US|VG|VI")
_COMMON = re.compile(
    r"(?i)(?!The )(.* )?(Accords?|Agency|Agreement|Alliance|Association|Bank|Bureau|Commission|Community|Corridor|"
    r"Council|Court|Department|Dialogue|Force|Forum|Framework|Fund|G7|G20|Initiative|League|Mechanism|Ministry|Moonshot|"
    r"Nations|Office|Organi[sz]ation|Pact|Parliament|Partnership|Plan|Programme|Project|Quad|SCO|Treaty|Union|"
    r"White House)( (of|on|for|in) .*| \(.*)?"
)


def describe(question: Question, label: Callable[[str, str], str]) -> str:
    """Such as "Quotes by Narendra Modi about the United States, newest first".

    `label` gives what the value of a filter is called.
    """
    kind, filters = question.kind, dict(question.filters)

    def spoken(name: str, ids: Sequence[str], conjunction: str = "or") -> str:
        text = _joined([_spoken(kind, name, id, label(kind.field(name), id)) for id in ids], conjunction)
        return f"{text} and others" if name == "between" and (len(ids) == 1 or conjunction == "or") else text

    if question.ids:
        return f"{_NOUNS[kind.name]} by id, in the order asked for"
    if kind is TODAY:
        filters.setdefault("verification", ESTABLISHED)
    kinds = filters.pop("kind", ()) if kind is PASSAGE else ()
    first, *others = [_NOUNS[id] for id in kinds or (kind.name,)]
    phrases = _PHRASES | _PHRASES_AFTER.get(kinds[0] if len(kinds) == 1 else kind.name, {})
    values = {name: spoken(name, ids, "and" if name == "between" else "or") for name, ids in filters.items()}
    values |= {"date": _dates(question), "q": _matching(question)}
    sentence = _joined([first, *map(_small, others)], "and") + _phrased(phrases, values)
    if question.exclude:
        excluded = {name: [id for of, id in question.exclude if of == name] for name, _ in question.exclude}
        left_out = [phrases[name].format(spoken(name, excluded[name])) for name in phrases if name in excluded]
        sentence += f" except those {_joined(left_out, 'or')}"
    if question.grouped:
        sentence += f", the {_ORDERS[question.sort].split()[0]} of each brief"
    order = "by name" if question.sort == BY_TITLE and not kind.dated else _ORDERS[question.sort]
    return sentence + _ENDS.get(kind.name, f", {order}")


def _spoken(kind: Kind, name: str, id: str, label: str) -> str:
    """What a filter's value is called within a sentence."""
    match name:
        case "kind" if kind is PASSAGE:
            return _small(_NOUNS[id])
        case "brief":
            return f"“{label.replace('“', '‘').replace('”', '’')}”"
        case "topic":
            return _small(label) if label[1:] == label[1:].lower() else label
        case "stage":
            return f"“{label.replace('-', ' ')}”"
        case "verdict" if id == "partly":
            return "partly accurate"
        case "between" | "country" | "organisation" | "perspective" | "initiative" | "person" | "speaker" | "publisher":
            return f"the {label}" if _COUNTRY.fullmatch(id) or _COMMON.fullmatch(label) else label
    return label


def _phrased(phrases: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Neighbours that begin alike have an "and" between them: "on the Chip Plan and on energy"."""
    text = before = ""
    for name, phrase in phrases.items():
        if value := values.get(name):
            after, before = before, phrase.split()[0]
            text += f"{' and' if after == before != '{}' else ''} {phrase.format(value)}"
    return text


def _matching(question: Question) -> str:
    wanted = _joined([_sought(clause, question.q) for clause in question.clauses if not clause.negative], "and")
    unwanted = _joined([_sought(clause, question.q) for clause in question.clauses if clause.negative], "or")
    if wanted:
        return f"matching {wanted} but not {unwanted}" if unwanted else f"matching {wanted}"
    return unwanted and f"not matching {unwanted}"


def _sought(clause: Clause, q: str) -> str:
    """What a clause looks for, as it is written in `q` where it stands there alone."""
    sought = clause.words[-1:] if clause.form == "prefix" else clause.words
    written = next((piece for piece in _pieces(q) if tuple(words(piece)) == sought), " ".join(sought))
    if clause.form == "exact" and len(sought) == 1:
        return f"the exact word “{written}”"
    return f"“{written}…”" if clause.form == "prefix" else f"“{written}”"


def _pieces(q: str) -> Iterator[str]:
    """Words and phrases without the marks around them."""
    for piece in re.findall(r'"[^"]*"?|[^\s"]+', re.sub("[“”„«»]", '"', q)):
        text = " ".join(piece.split()).strip(string.punctuation + " ")
        if text.isprintable():
            yield text


def _dates(question: Question) -> str:
    since, until = (day[1] if day else "" for day in (question.since, question.until))
    if not until:
        return since and f"since {_date(since)}"
    if since == until:
        return f"{'on' if len(since) == 10 else 'in'} {_date(since)}"
    end = _date(until) if len(until) in (len(since), 10) else f"the end of {_date(until)}"
    return f"from {_date(since)} to {end}" if since else f"until {end}"


def _date(text: str) -> str:
    """`2023-06-22` as "22 June 2023"."""
    year, month, day = [*text.split("-"), "", ""][:3]
    return " ".join(filter(None, (day.lstrip("0"), month and month_name[int(month)], year)))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _joined(parts: Sequence[str], conjunction: str) -> str:
    *others, last = parts or [""]
    return f"{', '.join(others)} {conjunction} {last}" if others else last
