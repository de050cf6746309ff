"""A plain text as blocks: headings, items of lists, quotations and paragraphs, in whatever style they are marked.

Nothing is lost on the way: every letter and digit of the text stands in a block, and every line but rules.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from app.errors import CommandError

Kind = Literal["heading", "item", "quote", "paragraph"]

_COLUMNS = 100  # the widest a text is that somebody wrapped at a column
_HEADING = 100, 14  # the most characters and words of a heading without a mark

# What `content.yaml_file` refuses, and the byte order mark.
_NOT_TEXT = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff\U000f0000-\U0010ffff]"
)
_RULE = re.compile(r"[-=_*~#>.•\s]+")
_UNDERLINE = re.compile(r"=+|-{3,}")
_HASHES = re.compile(r"(#{1,6})\s+(.+?)[\s#]*")
_BOLD = re.compile(r"\*\*([^*]+)\*\*:?")
_STARS = re.compile(r"(?<![\w*])\*+(?=\S)|(?<=\S)\*+(?![\w*])")
_NUMBER = re.compile(r"((?:\d{1,2}|[IVX]{1,4}|[a-z])[.)]|(?:\d{1,2}\.)+\d{1,2}[.)]?(?=\s[^\W\da-z]))\s+(?=\S)")
_QUESTION = re.compile(r"((?:Q|Question)\s*\d{0,2}\s*[:.])\s+(?=\S)")
_ANSWER = re.compile(r"((?:A|Answer)\s*\d{0,2}\s*[:.])\s+(?=\S)")
# Dashes, dots, ticks, arrows, pictures. What begins a word, a quotation, a sum of money or a flag is none.
_BULLET = re.compile("(?:[^\\w\\s\"'“”‘’«»„#@$€£₹¥()\\[\\]<>&+.\U0001f1e6-\U0001f1ff]+\\s+)+(?=\\S)")
_DOTS = "–—•‣▪▫◦●○■□·∙‐‑"
_QUOTE_END = re.compile(r"[\"”’»][,.]?$")
_SPEAKER = re.compile(r"(?:[-–—~]+|[-•*]\s*[-–—]+)\s*[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Block:
    """`mark` is the number, or `Q:`, that stands before the text. `level` counts the hashes of a heading."""

    kind: Kind
    text: str
    mark: str = ""
    level: int = 0

    @property
    def whole(self) -> str:
        """All of it that is not mere decoration."""
        return f"{self.mark} {self.text}".lstrip()


def decode(content: bytes) -> str:
    """The text of a file. Raises CommandError where there is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"The article is not UTF-8 (byte {error.start + 1:,}). Save it as plain text in UTF-8."
        ) from None
    if not re.search(r"[^\W_]", text):
        raise CommandError("There is no word in the article. Paste its text into the file.")
    return text


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in its order."""
    lines = [*_paragraphs([_NOT_TEXT.sub(" ", line).rstrip() for line in text.splitlines()]), ""]
    return [_block(line, following) for line, following in pairwise(lines)]


def _paragraphs(lines: list[str]) -> list[str]:
    """One line a paragraph: what was wrapped at a column is joined, and so is a speaker under the words said."""
    width = max(map(len, lines), default=0)
    wrapped = width <= _COLUMNS and any(above and below.lstrip()[:1].islower() for above, below in pairwise(lines))
    paragraphs: list[list[str]] = []
    above = ""
    for line in lines:
        words = " ".join(line.split())
        if words == ">":  # between two lines of a quotation
            continue
        last = paragraphs[-1][-1] if paragraphs else ""
        if above and last and _UNDERLINE.fullmatch(words):
            paragraphs[-1].insert(0, "#")
        elif words and last and (_says_who(last, words) or _continues(above, words, width if wrapped else 0)):
            paragraphs[-1].append(words.lstrip("> "))
        elif words and not _RULE.fullmatch(words):
            paragraphs.append([words])
        above = line if not _RULE.fullmatch(words) else ""
    return [" ".join(words) for words in paragraphs]


def _says_who(above: str, line: str) -> bool:
    return bool(len(line) <= _COLUMNS and _QUOTE_END.search(above[-3:]) and _SPEAKER.match(line.lstrip("> ")))


def _continues(above: str, line: str, width: int) -> bool:
    """Whether a line goes on: both quoted, or broken in a sentence, or its first word did not fit into the column."""
    if not above or line[0] == ">":
        return above[:1] == ">"
    if not width or above[0] == "#" or above.isupper() or line[0] == "#" or line.isupper():
        return False
    broken = line[0].islower() and above[-1] not in ".:;!?"
    full = len(above) + 1 + len(line.split(" ")[0]) > width
    return (broken or full) and not _BULLET.match(line) and not _NUMBER.match(line)


def _block(line: str, following: str) -> Block:
    if line[0] == ">":
        return Block("quote", line.lstrip("> "))
    if hashes := _HASHES.fullmatch(line):
        return Block("heading", _plain(hashes[2]), level=len(hashes[1]))
    if len(line) <= _HEADING[0] and (bold := _BOLD.fullmatch(line)):
        return replace(_block(bold[1].strip() or line, following), kind="heading")
    line = _plain(line)
    if question := _QUESTION.match(line):
        return Block("heading", line[question.end() :], question[1])
    if answer := _ANSWER.match(line):
        return Block("paragraph", line[answer.end() :], answer[1])
    if bullet := _BULLET.match(line):
        text = line[bullet.end() :]
        picture = not bullet[0].isascii() and bullet[0][0] not in _DOTS
        if picture and not _BULLET.match(following) and ":" not in text and _is_heading(text, following):
            return Block("heading", text)
        return replace(_block(text, following), kind="item")
    if number := _NUMBER.match(line):
        text = line[number.end() :]
        listed = number[1][0].islower() or _depth(following) == _depth(line) or re.search(r":|\s[–—-]\s", text)
        alone = not listed and _is_heading(text, following)
        return Block("heading" if alone else "item", text, number[1])
    return Block("heading" if _is_heading(line, following) else "paragraph", line)


def _depth(line: str) -> int:
    """How many numbers stand before a line: two in `2.1 Trade`."""
    number = _NUMBER.match(line)
    return len(re.findall(r"\w+", number[1])) if number else 0


def _plain(text: str) -> str:
    return _STARS.sub("", text).strip() or text


def _is_heading(line: str, following: str) -> bool:
    """Whether a line without a mark reads as a heading: short, not a sentence, and with something under it."""
    characters, words = _HEADING
    if len(line) > characters or len(line.split()) > words or not following or line[0].islower():
        return False
    if line.isupper() and sum(map(str.isalpha, line)) > 3:
        return line[-1] not in ".!"
    if line[-1] == "?":  # a question that the paragraph under it answers
        return len(following) > len(line) and following[-1] not in "?!"
    return not re.search(r": |[.,;:!…\"”’»]$|(?<!\b[A-Z])[.!?]\s", line)
