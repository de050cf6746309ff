"""Words: how text is cut for the index, how a client's is understood, and how a passage shows what was found.

A client's text never reaches a Tantivy parser: nested brackets would end the process, and operators would leak. Both
sides are cut here, by one table, so that the index itself only parts at spaces.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import tantivy

from app.snapshot.layout import ABOUT, ALL, PROSE, TITLE

MAX_TERMS, MAX_PREFIXES, MIN_PREFIX = 32, 3, 3

# BCP 47 tags of the languages whose words have a stemmer.
_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


class _Folding(dict[int, str]):
    """For each lower-case character what it counts as: a letter or digit without its accents, or a gap."""

    def __missing__(self, code: int) -> str:
        folded = _bare(chr(code)) if _counts(chr(code)) else " "
        if code < 0x3000:  # beyond there are too many to keep
            self[code] = folded
        return folded


_FOLDING = _Folding()


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _bare(character: str) -> str:
    """Without its accents: `é` as `e`, `ø` as `o`, `⑴` as `1`; a sigma is one wherever it stands."""
    parts = unicodedata.normalize("NFD", character.replace("ς", "σ"))
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))
    return "".join(filter(_counts, "".join(_ascii().analyze(bare)).lower())) if bare else ""


@cache
def _ascii() -> tantivy.TextAnalyzer:
    """`ø` as `o`, `ł` as `l`, `æ` as `ae`."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.ascii_fold()).build()


@cache
def spaces() -> tantivy.TextAnalyzer:
    """The index's own analyzer: what it is given is cut and folded already."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


# The hyphen of `F-414`, `MQ-9B`, `G-20`, which others write in one word; not that of `mid-2025`.
_MODEL = re.compile(r"(?<![^\W_])([^\W\d_]{1,2})[-\u2010\u2011](?=\d)(?!(?:19|20)\d\d(?!\d))")


def words(text: str) -> list[str]:
    """Runs of letters, marks and digits, case and accents folded. `India’s` is `india`, `S-400` is `s400`."""
    text = unicodedata.normalize("NFC", _MODEL.sub(r"\1", text)).lower()
    if "’" in text or "'" in text:
        text = re.sub(r"['’]s(?![^\W_])", "", text)
    return text.translate(_FOLDING).split()


def stems(words: Iterable[str], language: str) -> list[str]:
    """What the forms of each word have in common; in a language without a stemmer, the words themselves."""
    name = _STEMMERS.get(language.partition("-")[0].lower())
    return [_stem(word, name) for word in words] if name else list(words)


@lru_cache(maxsize=200_000)
def _stem(word: str, name: str) -> str:
    stem: str = (_stemmer(name).analyze(word) or [word])[0]
    # Snowball keeps `delivery` from `delivered`.
    return _stem(stem[:-1], name) if name == "english" and len(stem) > 5 and stem.endswith("eri") else stem


@cache
def _stemmer(name: str) -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer(name)).build()


# Stands between pieces of text that no phrase may span; no word of a query is equal to it.
_GAP = " . "


def indexed(
    title: str,
    pieces: Iterable[str],
    language: str,
    more: Iterable[str] | None = None,
    *,
    about: Iterable[str] = (),
    names: Iterable[str] = (),
) -> dict[str, str]:
    """What words are looked for in, by field. The title stands for itself too, since it weighs more.

    `pieces` are the entry's own prose, `more` the prose of all that it holds, `about` the names of what it is about,
    `names` what else it is called.
    """
    own_name, names = words(title), list(names)
    every_name = dict.fromkeys(called(name) for name in (own_name, *map(words, names)) if 0 < len(name) <= MAX_TERMS)
    said, told_of = [title, *pieces, *names], list(about)
    fields = {
        TITLE: " ".join([*own_name, *stems(own_name, language), *every_name]),
        PROSE: _with_stems(said, language),
        ABOUT: _with_stems(told_of, language),
    }
    return fields if more is None else fields | {ALL: _with_stems([*said, *told_of, *more], language)}


def called(name: Iterable[str]) -> str:
    """A name as one word, which no word of a text is equal to."""
    return "=".join(("", *name))


def stem_of(stem: str) -> str:
    """A stem as a word of its own, which stands beside those that are not equal to it."""
    return f"~{stem}"


def _with_stems(pieces: Iterable[str], language: str) -> str:
    """As written, and after that the stems of the words that differ from them: an index takes in each word once."""
    cut = _GAP.join(map(_cut, pieces))
    found = cut.split()
    differing = [stem_of(stem) for word, stem in zip(found, stems(found, language), strict=True) if word != stem]
    return _GAP.join([cut, " ".join(differing)])


_PARTED = re.compile(r"\b([^\W\d_]{1,2})(\d\w*)")


@lru_cache(maxsize=20_000)
def _cut(piece: str) -> str:
    """Names come again and again; paragraphs are parted too. `s400` may be asked for as `s 400`."""
    cut = _GAP.join(" ".join(words(paragraph)) for paragraph in piece.split("\n\n"))
    return _GAP.join([cut, *dict.fromkeys(" ".join(found.groups()) for found in _PARTED.finditer(cut))])


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a client's text asks for: words in a row, in any form, or that begin so."""

    words: tuple[str, ...]
    form: Literal["any", "exact", "prefix"] = "any"
    negative: bool = False


_PART = re.compile(r'(?:(?<!\S)(-+))?(?:"([^"]*)"?|([^\s"]+))')


def parse(text: str, *, prefix: bool = False) -> tuple[Clause, ...]:
    """A client's text: words mean *and*, `"exact phrase"`, `-word`, `word*`. Nothing in it is an error.

    With `prefix` the last word may be the beginning of one.
    """
    found = list(_clauses(re.sub("[“”„«»]", '"', text)))
    if prefix and found and found[-1].form == "any" and not found[-1].negative:
        found[-1] = Clause(found[-1].words, "prefix")
    return tuple(dict.fromkeys(found))


def _clauses(text: str) -> Iterator[Clause]:
    for part in _PART.finditer(text):
        negative, quoted, plain = bool(part[1]), part[2], part[3]
        found = tuple(words(quoted if plain is None else plain))
        if not found:
            continue
        if plain is None:
            yield Clause(found, "exact", negative)
        elif negative:
            prefix = plain.endswith("*") and len(found) == 1
            yield Clause(found, "prefix" if prefix else "any" if len(found) == 1 else "exact", True)
        else:
            yield from (Clause((word,)) for word in found[:-1])
            yield Clause(found[-1:], "prefix" if plain.endswith("*") else "any")


def forms(word: str, languages: Iterable[str]) -> list[str]:
    """The stems that a word may have in the index."""
    return list(dict.fromkeys(stems([word], language)[0] for language in languages))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a snippet, and whether it is what was asked for."""

    text: str
    match: bool


def snippet(passage: str, clauses: Iterable[Clause], languages: Iterable[str], size: int = 240) -> list[Segment]:
    """The part of a passage of about `size` characters that holds most of what was asked for; else its beginning."""
    tokens = list(_tokens(passage))
    marks = _marks([folded for _, _, folded in tokens], [c for c in clauses if not c.negative], list(languages))
    hits = [(start, end) for (start, end, _), mark in zip(tokens, marks, strict=True) if mark]
    first, last = _window(passage, hits, size)
    segments: list[Segment] = []
    place = first
    for start, end in _joined(passage, [hit for hit in hits if first <= hit[0] and hit[1] <= last]):
        segments += [Segment(passage[place:start], False), Segment(passage[start:end], True)]
        place = end
    segments.append(Segment(passage[place:last], False))
    if first:
        segments.insert(0, Segment("… ", False))
    if last < len(passage):
        segments.append(Segment(" …", False))
    return [segment for segment in _merged(segments) if segment.text]


def _tokens(passage: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and folded form of each word, as `words` cuts them."""
    start, folded = 0, ""
    joints = {found.end() - 1 for found in _MODEL.finditer(passage)}
    for place, character in enumerate(f"{passage} "):
        part = "" if place in joints else "".join(_FOLDING[ord(lower)] for lower in character.lower())
        if part != " ":
            start = start if folded else place
            folded += part
        elif folded:
            if not (folded == "s" and start and passage[start - 1] in "'’"):
                yield start, place, folded
            folded = ""


def _marks(found: list[str], asked: list[Clause], languages: list[str]) -> list[bool]:
    marks = [False] * len(found)
    for clause in asked:
        sought, length = clause.words, len(clause.words)
        stemmed = set(forms(sought[0], languages)) if clause.form == "any" else set[str]()
        for place, word in enumerate(found):
            if clause.form == "exact":
                if tuple(found[place : place + length]) == sought:
                    marks[place : place + length] = [True] * length
            elif clause.form == "prefix":
                marks[place] |= word.startswith(sought[-1])
            else:
                marks[place] |= not stemmed.isdisjoint(forms(word, languages))
    return marks


def _window(passage: str, hits: list[tuple[int, int]], size: int) -> tuple[int, int]:
    """From where to where: around the hits that are nearest together, and not through a word."""
    if len(passage) <= size:
        return 0, len(passage)
    lead = size // 4

    def reach(hit: tuple[int, int]) -> tuple[int, int]:
        at = max(0, hit[0] - lead)
        return sum(at <= start and end <= at + size for start, end in hits), -at

    start, end = max(hits, key=reach) if hits else (0, 0)
    first = min(max(0, start - lead), len(passage) - size)
    if first and not passage[first - 1].isspace():
        space = passage.find(" ", first, start)
        first = space + 1 if space >= 0 else start
    last = min(first + size, len(passage))
    if last < len(passage) and not passage[last].isspace():
        space = passage.rfind(" ", end, last)
        last = space if space >= 0 else last
    return first, last


def _joined(passage: str, hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours as one."""
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and passage[joined[-1][1] : start].isspace():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _merged(segments: list[Segment]) -> Iterator[Segment]:
    for match, group in itertools.groupby(segments, key=lambda segment: segment.match):
        yield Segment("".join(segment.text for segment in group), match)
