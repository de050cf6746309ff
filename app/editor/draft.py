"""An article → the YAML of a draft brief. What the article says stands in `review.claim`; what is ours is TODO."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from app.content.scalars import MAX_ID
from app.content.yaml_file import MAX_BYTES
from app.editor.article import Article, Part, Passage, Place, read
from app.editor.names import COUNTRY, INITIATIVE, ORGANISATION, PERSON, Names
from app.editor.slug import slug
from app.editor.speech import Question, Quotation
from app.editor.yaml_text import one_line
from app.errors import CommandError

EXAMINED = "examined-text"
_TODO = "TODO"
_WIDTH = 100
_FLOW = r"[][{},]"  # what a list in brackets is made of
_HEADER = """\
# yaml-language-server: $schema=../../schema/brief.schema.json
# A draft made of an article by `briefs import`. Its words stand in `claim`, and in comments where their place is not
# clear. Every other text is ours to write, from sources of ours. A verdict is one of: accurate, partly, overstated,
# outdated, incorrect, unsupported, opinion. Take each TODO away when it is done, and `draft` last."""


def brief(text: str, names: Names, today: date) -> tuple[str, Article]:
    """The draft of an article's text, and what was found in it. Raises CommandError where it is more than a brief."""
    article = read(text, names)
    draft = _Draft(article, names, today).text()
    if len(draft.encode()) > MAX_BYTES:
        raise CommandError(f"The draft has more than {MAX_BYTES:,} bytes, which is no brief. Import a part of it.")
    return draft, article


Lines = Iterator[str]


class _Draft:
    """The lines of a draft. Ids are given in the order of the file; one namespace holds them all."""

    def __init__(self, article: Article, names: Names, today: date) -> None:
        self.article, self.names, self.today = article, names, today
        self.taken = {"-".join(sorted(party.lower() for party in part.parties)): 1 for part in article.parts}

    def text(self) -> str:
        groups = (
            self._head(),
            self._statement("position", [self.article.position] if self.article.position else []),
            self._list("partnerships", (self._part(part) for part in self.article.parts)),
            self._list("quotes", (self._quote(quote) for quote in self.article.quotes)),
            self._points(),
            self._conclusion(),
            self._discussion(),
            self._sources(),
            self._besides(),
        )
        return "\n\n".join("\n".join(lines) for group in groups if (lines := list(group))) + "\n"

    def _head(self) -> Lines:
        article = self.article
        yield _HEADER
        yield from _pair("title", article.title or "TODO: a title", "neutral, and not a headline")
        yield f"published: {self.today}"
        yield f"as_of: {self.today:%Y-%m}  # {_TODO}: the newest fact known"
        yield from _pair("examines", EXAMINED)
        yield "draft: true"
        yield from _pair("language", "en")
        if article.perspective:
            mine, *others = article.perspective
            yield from _pair("perspective", mine, f"or {', '.join(others)}, named as often" if others else "")
        yield from _pair("summary", "TODO: what the text claims and what the record shows, in a paragraph.")
        yield from self._headings("lead")
        yield from _todo("the article begins:", article.lead)

    def _statement(self, key: str, words: list[str]) -> Lines:
        if words:
            yield f"{key}:"
            yield from _indented(self._claim(words))

    def _conclusion(self) -> Lines:
        yield from self._headings("conclusion")
        yield from self._statement("conclusion", self.article.conclusion)

    def _part(self, part: Part) -> Lines:
        yield f"parties: {_flow(part.parties)}"
        for id in part.parties:
            if not self.names.is_country(id) and not self.names.registers(id):
                yield from _todo(f"{id} is not in reference/organisations.yaml: add it there")
        yield from _pair("title", part.title or _TODO, "ours, and neutral")
        yield from _pair("summary", _TODO)
        if part.words:
            yield from self._review(part.words)
        yield from self._list("areas", (self._passage(area, part.parties) for area in part.areas))
        yield from self._list("quotes", (self._quote(quote, part.parties) for quote in part.quotes))
        yield from _todo("not placed:", part.besides)

    def _points(self) -> Lines:
        yield from self._headings("points")
        yield from self._list("why_it_matters", (self._passage(point) for point in self.article.points))

    def _passage(self, passage: Passage, parties: Iterable[str] = ()) -> Lines:
        yield f"id: {self._id(passage.title)}"
        yield from _pair("title", passage.title, "" if passage.named else "these are only its first words")
        yield from self._claim(passage.words, parties)

    def _quote(self, quote: Quotation, parties: Iterable[str] = ()) -> Lines:
        yield f"id: {self._id(' '.join(quote.said.split()[:6]))}"
        yield from _pair("text", "TODO: the words as a source has them")
        if quote.speaker:
            yield from _pair("speaker", quote.speaker)
        elif quote.name and (id := slug(quote.name)):
            yield from _pair("speaker", id, "not in reference/people.yaml: correct it, or add there")
            yield f"# {_TODO}: {id}: {{name: {one_line(quote.name)}, offices: [{{title: …}}]}}"
        else:
            yield from _pair("speaker", _TODO, "who said it")
        yield from _todo("date, occasion and sources of the words")
        yield from self._tags(quote.words, parties, but=quote.speaker)
        yield from self._review([quote.words])

    def _claim(self, words: list[str], parties: Iterable[str] = ()) -> Lines:
        yield from _pair("detail", _TODO)
        yield from self._tags(" ".join(words), parties)
        yield from self._review(words)

    def _review(self, words: list[str]) -> Lines:
        yield "review:"
        yield from _indented(_prose("claim", words))
        yield f"  verdict: {_TODO}"
        yield f"  why: {_TODO}"

    def _tags(self, text: str, parties: Iterable[str], but: str | None = None) -> Lines:
        names = self.names
        tags = {
            "countries": names.ids(text, COUNTRY),
            "topics": names.topics(text),
            "people": names.ids(text, PERSON),
            "organisations": [id for id in names.ids(text, ORGANISATION) if names.registers(id)],
            "initiatives": names.ids(text, INITIATIVE),
        }
        for key, ids in tags.items():
            if wanted := [id for id in ids if id not in parties and id != but]:
                yield f"{key}: {_flow(wanted)}"

    def _discussion(self) -> Lines:
        yield from self._headings("discussion")
        yield from self._list("discussion", map(self._question, self.article.questions))

    def _question(self, question: Question) -> Lines:
        yield f"id: {self._id(' '.join(question.text.split()[:8]))}"
        yield from _pair("question", question.text)
        if question.mark:
            yield f"# numbered {question.mark}"
        if question.options:
            yield f"options: {_flow(question.options)}"

    def _sources(self) -> Lines:
        yield "sources:"
        yield f"  {EXAMINED}:"
        source = [
            *(_pair("title", self.article.title) if self.article.title else ["title: null"]),
            *_pair("publisher", _TODO, "its publisher, and where known `author` and `published`"),
            'url: "https://example.org/TODO"  # TODO: the address of the article',
            "kind: other",
        ]
        yield from _indented(_indented(iter(source)))

    def _besides(self) -> Lines:
        yield from self._headings("besides")
        yield from _todo("not placed:", self.article.besides)

    def _headings(self, place: Place) -> Lines:
        yield from _todo("the article's heading:", self.article.headings.get(place, []))

    def _list(self, key: str, items: Iterable[Lines]) -> Lines:
        for i, item in enumerate(items):
            if i == 0:
                yield f"{key}:"
            for j, line in enumerate(item):
                yield f"  {'  ' if j else '- '}{line}".rstrip()

    def _id(self, text: str) -> str:
        """An id that nothing else has."""
        base = id = slug(text) or "unnamed"
        while id in self.taken:
            self.taken[base] = self.taken.get(base, 1) + 1
            id = f"{base[: MAX_ID - 8].rstrip('-')}-{self.taken[base]}"
        self.taken[id] = 1
        return id


def _pair(key: str, text: str, todo: str = "") -> Lines:
    line = f"{key}: {one_line(text)}"
    if todo and len(line) + len(todo) > _WIDTH:
        yield from _todo(f"{key}: {todo}")
    yield f"{line}  # {_TODO}: {todo}" if todo and len(line) + len(todo) <= _WIDTH else line


def _prose(key: str, paragraphs: list[str]) -> Lines:
    if len(paragraphs) == 1 and len(key) + len(paragraphs[0]) < _WIDTH:
        yield from _pair(key, paragraphs[0])
        return
    yield f"{key}: |"
    for i, paragraph in enumerate(paragraphs):
        if i:
            yield ""
        yield from _indented(_wrapped(paragraph))


def _todo(what: str, texts: Iterable[str] = ("",)) -> Lines:
    """A comment; with texts, one for each."""
    for text in texts:
        first, *more = _wrapped(f"{_TODO}: {what} {text}")
        yield f"# {first}"
        yield from (f"#   {line}" for line in more)


def _wrapped(text: str) -> Lines:
    yield from textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _indented(lines: Lines) -> Lines:
    return (f"  {line}" if line else "" for line in lines)


def _flow(values: Iterable[str]) -> str:
    return f"[{', '.join(json.dumps(v, ensure_ascii=False) if re.search(_FLOW, v) else one_line(v) for v in values)}]"
