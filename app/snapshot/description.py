"""A question in a plain English sentence."""

from collections.abc import Callable, Iterable

from app.snapshot.kinds import BY_RELEVANCE, BY_TITLE, NEWEST, OLDEST
from app.snapshot.query import Question

_ORDERS = {NEWEST: "newest first", OLDEST: "oldest first", BY_TITLE: "by title", BY_RELEVANCE: "best match first"}

# How each filter reads after the noun, in the order of the sentence.
_PHRASES = {
    "kind": "of kind {}",
    "speaker": "by {}",
    "partnership": "of the partnership {}",
    "country": "about {}",
    "organisation": "involving {}",
    "initiative": "under {}",
    "person": "with {}",
    "topic": "on {}",
    "brief": "in {}",
    "perspective": "from the perspective of {}",
    "stage": "at the stage {}",
    "verification": "that are {}",
    "verdict": "with the verdict {} on an examined text",
    "publisher": "citing {}",
    "language": "in {}",
}

_WITH_ARTICLE = frozenset(
    {"eu", "un", "AE", "BS", "CF", "CG", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}
)


def describe(question: Question, label: Callable[[str, str], str]) -> str:
    """Such as "Quotes by Narendra Modi about the United States, newest first".

    `label` gives what the value of a filter is called.
    """

    def spoken(name: str, id: str) -> str:
        text = label(question.kind.field(name), id)
        if name == "brief":
            return f"“{text}”"
        if name == "topic" and not text[1:2].isupper():
            return text[:1].lower() + text[1:]
        if name == "stage":
            return text.replace("-", " ")
        named_so = id in _WITH_ARTICLE or text.endswith("Islands") or text.startswith("Isle ")
        return f"the {text}" if name in ("country", "organisation", "between", "perspective") and named_so else text

    if question.ids:
        return f"{question.kind.title} by id, in the order asked for"
    parts = [question.kind.title]
    filters = question.filters
    if between := filters.get("between"):
        named = [spoken("between", id) for id in between]
        parts.append(f"between {_joined(named, 'and')}" if len(named) > 1 else f"of {named[0]} with others")
    for name, phrase in _PHRASES.items():
        if ids := filters.get(name):
            if name == "country" and not question.kind.dated:
                phrase = "of {}"
            parts.append(phrase.format(_joined([spoken(name, id) for id in ids], "or")))
    parts += _dates(question)
    if question.q:
        parts.append(f"matching “{question.q}”")
    if question.exclude:
        left_out = [
            _PHRASES.get(name, "between {} and others").format(spoken(name, id)) for name, id in question.exclude
        ]
        parts.append(f"except those {_joined(left_out, 'or')}")
    order = "by name" if question.sort == BY_TITLE and not question.kind.dated else _ORDERS[question.sort]
    return f"{' '.join(parts)}, {order}"


def _dates(question: Question) -> list[str]:
    since, until = question.since, question.until
    if since and until:
        return [f"from {since[1]} to {until[1]}" if since[1] != until[1] else f"of {since[1]}"]
    return [f"since {since[1]}"] if since else [f"until {until[1]}"] if until else []


def _joined(words: Iterable[str], conjunction: str) -> str:
    *others, last = list(words)
    return f"{', '.join(others)} {conjunction} {last}" if others else last
