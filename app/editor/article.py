"""A plain text → what an article is made of: partnerships and their areas, points, quotations, a conclusion, questions.

It is a guess for an editor to look over. Every word of the text is somewhere in the `Article`; what has no place of its
own is in `besides`.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from app.editor.blocks import Block, blocks
from app.editor.names import Names
from app.editor.speech import Question, Quotation, is_quotation, questions, quotation, says, sentences

Place = Literal["lead", "section", "points", "conclusion", "discussion", "besides"]

# Headings that open a part which every article has: the whole heading, in lower case and without its last mark.
_SPECIAL: dict[Place, re.Pattern[str]] = {
    "points": re.compile(
        r"why\b.*\b(?:matters?|important|significant|care|counts?)\b.*|what(?: is|'s) at stake|what it means.*"
        r"|(?:the )?(?:strategic |key )?(?:significance|implications?|importance|stakes|benefits|impact)"
        r"(?: (?:of|for) .*)?"
    ),
    "conclusion": re.compile(
        r"(?:in )?conclusions?|(?:some )?(?:final|closing|concluding|parting) (?:thoughts?|words?|remarks?|notes?)"
        r"|(?:the )?bottom line|looking (?:ahead|forward)|(?:the )?(?:road|way|path) (?:ahead|forward)"
        r"|(?:the )?outlook|what(?:'s| is| comes| happens) next|to sum up|in (?:sum|short)|summing up|wrapping up"
    ),
    "discussion": re.compile(
        r"(?:so,? )?what(?:'s| is| are| do) you(?:r\b.*| (?:think|say)\b.*)|your (?:take|turn|views?|opinion|thoughts)"
        r"|over to you|have your say|(?:join|continue) the (?:conversation|debate|discussion)|tell us.*"
        r"|(?:questions )?(?:for|to) (?:discussion|discuss|debate|readers|consider)|discussion(?: questions?)?"
        r"|(?:let's )?(?:discuss|debate)|food for thought|open questions"
    ),
    "lead": re.compile(r"introduction|overview|background|context|summary|(?:the )?key facts|at a glance|in brief"),
    "besides": re.compile(
        r"about (?:the author|us|this).*|notes? (?:to|for) editors|(?:(?:media|press) )?contacts?|related.*|see also"
        r"|sources?|references|further reading|tags|comments|disclaimer"
    ),
}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# What stands around an article: who wrote it and when, what to click on, nothing but marks.
_BOILERPLATE = re.compile(
    r"|\d+ comments?|(?:please )?share (?:your|this|on)\b.*|(?:leave|post|add) a (?:comment|reply).*|subscribe\b.*"
    r"|follow us.*|(?:also )?read (?:more|also|next).*|for immediate release.*|embargoed.*|advertisement|sign up.*"
    r"|click here.*|by [^\W\d]\S*(?: [^\W\d]\S*){1,3}(?: ?[|,·–-].*)?|(?:last )?(?:published|updated|posted)\b.*"
    r"|(?:tags?|photo|image|source|contact|media contact|e-?mail|phone):.*|©.*|copyright\b.*|all rights reserved.*"
    r"|ends?|-?30-?|\d+ min(?:ute)?s? read|https?://\S+"
    rf"|(?:\w+[ ,]+){{0,4}}(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}),? \d{{4}}",
    re.IGNORECASE,
)
_STANCE = re.compile(
    r"neutral|non-?align|multi-?align|autonom|balanc|stance|position|approach|policy|sides\b|independen|sovereign|commit|hedg"
)
_CONCLUDES = re.compile(
    r"(?:in (?:conclusion|sum|short|the end)|to (?:conclude|sum up)|ultimately|overall)\b", re.IGNORECASE
)

_MANY = 12  # paragraphs of a section; more are no longer an area each


@dataclass(slots=True)
class Passage:
    """An area or a point. `named` says whether the article gives the title."""

    title: str
    words: list[str]
    named: bool = True


@dataclass(slots=True)
class Part:
    """A partnership. `words` is its heading with the paragraphs before its areas, `besides` those after them."""

    parties: list[str]
    title: str
    words: list[str]
    areas: list[Passage] = field(default_factory=list)
    quotes: list[Quotation] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Article:
    """`perspective` holds the country in view, and others that may be it. `headings` are those without a claim."""

    title: str | None = None
    perspective: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    position: str | None = None
    parts: list[Part] = field(default_factory=list)
    quotes: list[Quotation] = field(default_factory=list)
    points: list[Passage] = field(default_factory=list)
    conclusion: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    headings: dict[Place, list[str]] = field(default_factory=dict)
    besides: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How much of each kind was found, for the editor to compare with the text."""
        return {
            "partnership": len(self.parts),
            "area": sum(len(part.areas) for part in self.parts),
            "point": len(self.points),
            "quotation": len(self.quotes) + sum(len(part.quotes) for part in self.parts),
            "question": len(self.questions),
        }


def read(text: str, names: Names) -> Article:
    """The article that a text is."""
    found = blocks(text)
    article = Article(perspective=_perspective(text, names))
    first = next((i for i, block in enumerate(found) if not _is_boilerplate(block.text)), 0)
    if found and _is_title(found[first]):
        article.title = found.pop(first).whole
    reader = _Reader(names, article, _pair(text, article, names))
    for block in found:
        reader.take(block)
    reader.finish()
    return article


def _perspective(text: str, names: Names) -> list[str]:
    """The country that is named most, and others that are named nearly as often."""
    counts = [(id, count) for id, count in names.counts(text).most_common() if names.is_country(id)]
    return [id for id, count in counts if count * 4 >= counts[0][1] * 3]


def _pair(text: str, article: Article, names: Names) -> list[str]:
    """The partnership that the whole article is about, if it is about one."""
    titled = names.parties(article.title or "")
    if len(titled) > 1:
        return titled if len(titled) == 2 else []
    most = [id for id, count in names.counts(text).most_common(2) if count > 1]
    return most if len(most) == 2 else []


def _is_title(block: Block) -> bool:
    if block.kind in ("quote", "item") or block.mark or len(block.text) > 200 or _special(block.text):
        return False
    return block.kind == "heading" or block.text[-1] not in ".:;,"


def _is_boilerplate(text: str) -> bool:
    return len(text) <= 160 and bool(_BOILERPLATE.fullmatch(text.strip("#* ").rstrip("!. ")))


def _asks(text: str) -> bool:
    """Whether a paragraph is made of questions, and at most of a call to answer them."""
    said = [sentence for sentence in sentences(text) if not sentence.endswith("?")]
    return "?" in text and all(_special(call) == "discussion" or _is_boilerplate(call) for call in said)


def _special(text: str) -> Place | None:
    """The place that a heading opens, if it is one of those that every article has."""
    bare = text.replace("’", "'").strip("#*:?!. ").lower()
    fitting = (place for place, pattern in _SPECIAL.items() if pattern.fullmatch(bare))
    return next(fitting, None) if len(bare) <= 80 else None


def _labelled(block: Block) -> tuple[str, str] | None:
    """Label and detail of `Label: detail`, or in a list of `Label – detail`."""
    parting = r":\s+|\s+[–—-]\s+" if block.kind == "item" else r":\s+"
    found = re.match(rf"(.{{2,60}}?)(?:{parting})(\S.*)", block.text)
    words = 8 if block.kind == "item" else 5
    if not found or len(found[1].split()) > words or re.search(r"[.!?“\"]", found[1]) or says(found[1]):
        return None
    return found[1], found[2]


def _beginning(text: str) -> str:
    """The first words of a text that has no title."""
    return " ".join(text.split()[:6])[:60].strip(" .,;:–—-") or text[:60]


class _Reader:
    """Puts one block after the other where it belongs: `place` is where the article is, `under` the sub-heading."""

    def __init__(self, names: Names, article: Article, pair: list[str]) -> None:
        self.names, self.article, self.pair = names, article, pair
        self.place: Place = "lead"
        self.parts: dict[frozenset[str], Part] = {}
        self.part: Part | None = None
        self.level = 0
        self.under: Passage | None = None
        self.loose: list[Block] = []  # paragraphs where points are expected

    def take(self, block: Block) -> None:
        label = _labelled(block)
        if _is_boilerplate(block.text):
            self.article.besides.append(block.whole)
        elif (place := _special(block.text)) and (block.kind != "item" or self.place != "section"):
            self._turn(place, block.whole)
        elif label and block.kind != "item" and _special(label[0]) in ("points", "conclusion"):
            self._turn(_special(label[0]) or "lead", label[0])
            self._paragraph(replace(block, text=label[1]))
        elif block.kind == "quote" or (label and re.match(r"quote\b", label[0], re.IGNORECASE)):
            self._quote(block.whole, sure=True)
        elif block.kind == "heading" or (label and self._heads(label[0], block)):
            self._heading(block)
        elif block.kind == "item" or (label and not self.under and self._list() is not None):
            self._item(block, label)
        else:
            self._paragraph(block)

    def finish(self) -> None:
        """What can be said only when all was seen."""
        article = self.article
        if not article.points:
            article.points = [Passage(_beginning(block.text), [block.whole], named=False) for block in self.loose]
        else:
            article.besides += [block.whole for block in self.loose]
        self._position()
        if not article.parts:
            self._spread()
        for part in article.parts:
            claimed = 2 if part.title else 1  # the heading and a paragraph
            if not part.areas and len(part.words) - claimed <= _MANY:
                part.areas = [Passage(_beginning(words), [words], named=False) for words in part.words[claimed:]]
                del part.words[claimed:]

    def _turn(self, place: Place, heading: str) -> None:
        self.place, self.part, self.under, self.level = place, None, None, 0
        self.article.headings.setdefault(place, []).append(heading)

    def _heads(self, label: str, block: Block) -> bool:
        """Whether `label: …` is the heading of a partnership and not an item of a list."""
        return self._between(label) and len(block.text) <= 160 and block.text[-1] not in ".!?"

    def _between(self, text: str) -> bool:
        return len(self.names.parties(text)) > 1

    def _heading(self, block: Block) -> None:
        parties = self.names.parties(block.text)
        deeper = self.part is not None and 0 < self.level < block.level
        mine = self.article.perspective[:1]
        if len(parties) == 1 and mine and parties != mine:
            parties = mine + parties
        if len(parties) > 1 and not deeper and not (self.part and set(self.part.parties) == set(parties)):
            self._open(parties, block)
        elif self.place == "section" or (self.place == "lead" and self.pair):
            self._section().areas.append(self._sub(block))
        elif self.place == "points":
            self.article.points.append(self._sub(block))
        elif self.place == "discussion" and block.text[-1] == "?":
            self._ask(block)
        else:
            self._turn("besides" if self.place in ("conclusion", "discussion") else self.place, block.whole)

    def _sub(self, block: Block) -> Passage:
        self.under = Passage(block.text, [block.whole])
        return self.under

    def _open(self, parties: list[str], block: Block) -> None:
        self.place, self.under, self.level = "section", None, block.level
        label = _labelled(block)
        self.part = self._with(parties, label[1] if label and self._between(label[0]) else block.text)
        self.part.words.append(block.whole)

    def _section(self) -> Part:
        """The section that is open; where none is, that of the partnership which the whole article is about."""
        self.place, self.part = "section", self.part or self._with(self.pair, "")
        return self.part

    def _with(self, parties: list[str], title: str) -> Part:
        """The section of a partnership, of which there is one."""
        id = frozenset(parties)
        if id not in self.parts:
            self.parts[id] = Part(parties, title, [])
            self.article.parts.append(self.parts[id])
        return self.parts[id]

    def _list(self) -> list[Passage] | None:
        """Where an item of a list belongs, if anywhere."""
        if self.place == "section" or (self.place == "lead" and self.pair):
            return self._section().areas
        return self.article.points if self.place == "points" else None

    def _item(self, block: Block, label: tuple[str, str] | None) -> None:
        listed = self._list()
        if listed is None:
            self._paragraph(block)
        elif self.under and not label:
            self.under.words.append(block.whole)
        else:
            if self.under and len(self.under.words) == 1:  # a heading of mere items is no area
                (self.part or self.article).besides.extend(listed.pop().words)
            self.under = None
            listed.append(Passage(label[0] if label else _beginning(block.text), [block.whole], named=bool(label)))
            self._quote(block.text)

    def _paragraph(self, block: Block) -> None:
        text, article = block.whole, self.article
        if self.place == "discussion" or _asks(block.text):
            self._ask(block)
        elif self.place == "besides":
            article.besides.append(text)
        elif self._quote(text):
            pass
        elif self.under:
            self.under.words.append(text)
        elif self.place == "conclusion" or (self.place == "lead" and _CONCLUDES.match(text)):
            article.conclusion.append(text)
        elif self.place == "points":
            self.loose.append(block)
        elif self.part:
            (self.part.besides if self.part.areas else self.part.words).append(text)
        else:
            article.lead.append(text)

    def _quote(self, text: str, *, sure: bool = False) -> bool:
        """Note what is quoted; whether the text is nothing else and is thereby placed."""
        found = quotation(text, self.names, sure=sure)
        if found is None:
            return False
        whole = sure or is_quotation(text, found)
        if not whole and not found.speaker and not found.name:
            return False
        (self.part.quotes if self.part else self.article.quotes).append(found)
        return whole

    def _ask(self, block: Block) -> None:
        for asked in questions(block.text, self.names, block.mark):
            if isinstance(asked, Question):
                self.article.questions.append(asked)
            else:
                self.article.besides.append(f"{block.mark} {asked}".lstrip())

    def _position(self) -> None:
        """The paragraph that speaks most of a stance, of those that are not part of a list."""
        places = [self.article.lead, *(part.besides for part in self.article.parts)]
        scored = [
            (len(set(_STANCE.findall(words.lower()))), -i, words, place)
            for place in places
            for i, words in enumerate(place)
        ]
        score, _, words, place = max(scored, key=lambda entry: entry[:2], default=(0, 0, "", []))
        if score > 1:
            place.remove(words)
            self.article.position = words

    def _spread(self) -> None:
        """Prose without headings: a paragraph belongs to the partnership with whomever else it names most."""
        article, mine = self.article, self.article.perspective[:1]
        paragraphs, article.lead = article.lead, article.lead[:1]
        part: Part | None = None
        for words in paragraphs[1:]:
            named = [id for id, _ in self.names.counts(words).most_common()]
            other = next((id for id in named if [id] != mine and self.names.has_foreign_policy(id)), None)
            if mine and other:
                part = self._with([*mine, other], "")
            (part.words if part else article.lead).append(words)
