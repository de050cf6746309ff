"""An open snapshot: its answers agree with plain Python's, over any small corpus and any question."""

import calendar
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SnapshotBroken
from app.snapshot.edition import Edition
from app.snapshot.kinds import AREA, BRIEF, EVENT, KINDS, TOPIC
from app.snapshot.layout import Entry
from app.snapshot.query import Question
from app.snapshot.reader import Page, Snapshot, current_id
from app.snapshot.vocabulary import Name, fold
from tests.snapshot.building import at, entry, ids, published

CHOICES = {
    "topic": ("defence", "energy", "trade"),
    "country": ("IN", "RU", "US"),
    "organisation": ("brics", "eu"),
    "party": ("IN", "RU", "US", "eu"),
    "stage": ("announced", "signed"),
}
# Embargoes end at these seconds.
INSTANTS = (0, 100, 200)
TEXTS = ("oil", "oil gas", "gas treaty", "treaty", "", "oil treaty gas oil")
NAMES = {field: [Name(id, id) for id in values] for field, values in CHOICES.items()} | {"language": [Name("en", "en")]}
_DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Entries of two kinds, many of one day, one name or no date."""
    found = []
    for number in range(draw(st.integers(0, 30))):
        first = draw(st.none() | st.sampled_from([date(2021, 6, 15), date(2022, 1, 1)]) | _DAYS)
        last = first and draw(st.just(first) | st.dates(first, date(2023, 12, 31)))
        made = entry(
            f"b{draw(st.integers(0, 2))}/x{number}",
            draw(st.sampled_from(["area", "area", "event"])),
            day=str(first or ""),
            until=str(last or ""),
            visible=draw(st.sampled_from(INSTANTS)),
            name=draw(st.sampled_from(["Ärger", "arger", "B", "a", "…"]) | st.text(max_size=3)),
            text=draw(st.sampled_from(TEXTS)),
        )
        found.append(replace(made, values={name: draw(some(values)) for name, values in CHOICES.items()}))
    return found


@dataclass(frozen=True)
class Asked:
    """A client's parameters, with what they ask for in plain words."""

    kind: str
    filters: dict[str, tuple[str, ...]]
    exclude: tuple[tuple[str, str], ...]
    since: str
    until: str
    word: str
    sort: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        given = [(name, value) for name, values in self.filters.items() for value in values]
        given += [("exclude", f"{name}:{value}") for name, value in self.exclude]
        given += [("from", self.since), ("to", self.until), ("q", self.word), ("sort", self.sort)]
        return [(name, value) for name, value in given if value]

    def wants(self, one: Entry, now: int) -> bool:
        return (
            one.kind == self.kind
            and one.visible <= now
            and all(self._has(one, name, values) for name, values in self.filters.items())
            and not any(value in one.values["party" if name == "between" else name] for name, value in self.exclude)
            and (not self.since or (one.last is not None and one.last >= _day(self.since, last=False)))
            and (not self.until or (one.first is not None and one.first <= _day(self.until, last=True)))
            and (not self.word or self.word in one.text.split())
        )

    def _has(self, one: Entry, name: str, values: tuple[str, ...]) -> bool:
        if name == "between":
            return all(value in one.values["party"] for value in values)
        return not values or any(value in one.values[name] for value in values)


def _day(text: str, *, last: bool) -> int:
    year, month, day = [int(part) for part in text.split("-")] + [0] * (2 - text.count("-"))
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1)).toordinal()


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    kind = draw(st.sampled_from([AREA, AREA, EVENT]))
    names = ["topic", "country", "organisation", "between", "stage"]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=draw(st.sampled_from([0, 0, 1, 2]))))
    left_out = draw(st.lists(st.sampled_from(names), unique=True, max_size=draw(st.sampled_from([0, 0, 1, 2]))))
    fields = {name: CHOICES["party" if name == "between" else name] for name in names}
    days = sorted(draw(st.lists(_DAYS, min_size=2, max_size=2)))
    cut = draw(st.sampled_from([4, 7, 10]))
    word = draw(st.sampled_from(["", "", "", "oil", "gas", "treaty"]))
    return Asked(
        kind.name,
        {name: draw(some(fields[name])) for name in chosen},
        tuple((name, draw(st.sampled_from(fields[name]))) for name in left_out),
        draw(st.sampled_from(["", "", str(days[0])[:cut]])),
        draw(st.sampled_from(["", "", str(days[1])[:cut]])),
        word,
        draw(st.sampled_from(["-date", "date", "title", *(["relevance"] if word else [])])),
    )


@contextmanager
def opened(listed: list[Entry]) -> Iterator[Snapshot]:
    with TemporaryDirectory() as root:
        yield published(Path(root), listed, NAMES)


def question_of(edition: Edition, asked: Asked, limit: int) -> Question:
    return edition.ask(KINDS[asked.kind], [*asked.pairs, ("limit", str(limit))])


@given(entries(), st.lists(questions(), min_size=1, max_size=12), st.sampled_from([0, 99, 100, 250]))
@settings(max_examples=25, deadline=None)
def test_a_list_is_what_plain_python_finds_in_the_order_asked_for(
    listed: list[Entry], asked: list[Asked], now: int
) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in asked:
            expected = {entry.id: entry for entry in listed if one.wants(entry, now)}
            question = question_of(edition, one, 100)
            page = edition.page(question)
            assert sorted(ids(page)) == sorted(expected)
            assert page.count == len(expected) == snapshot.count(question, now)
            assert (page.next, page.prev) == (None, None)
            in_order([expected[id] for id in ids(page)], one.sort)
            topics = Counter(topic for entry in expected.values() for topic in entry.values["topic"])
            assert snapshot.tally(question, now, "topic") == topics


def in_order(found: list[Entry], sort: str) -> None:
    if sort == "title":
        assert found == sorted(found, key=lambda entry: (fold(entry.name), entry.id))
    elif sort != "relevance":
        dated = [entry.date for entry in found if entry.date is not None]
        assert dated == sorted(dated, reverse=sort == "-date")
        assert all(entry.date is None for entry in found[len(dated) :]), "the undated come last both ways"


@given(entries(), st.lists(questions(), min_size=1, max_size=6), st.integers(1, 7), st.sampled_from([0, 100, 250]))
@settings(max_examples=20, deadline=None)
def test_paging_gives_every_item_once_in_order_and_leads_back(
    listed: list[Entry], asked: list[Asked], limit: int, now: int
) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in asked:
            whole = ids(edition.page(question_of(edition, one, 100)))
            question = question_of(edition, one, limit)
            pages = [edition.page(question)]
            while pages[-1].next and len(pages) <= len(whole):
                pages.append(edition.page(replace(question, cursor=pages[-1].next)))
            assert [id for page in pages for id in ids(page)] == whole
            assert all(len(page.items) == limit for page in pages[:-1])
            assert {page.count for page in pages} == {len(whole)}
            back = [pages[-1]]
            while back[-1].prev and len(back) <= len(whole):
                back.append(edition.page(replace(question, cursor=back[-1].prev)))
            assert [ids(page) for page in reversed(back)] == [ids(page) for page in pages]


@given(entries(), st.sampled_from([0, 100, 250]))
@settings(max_examples=12, deadline=None)
def test_how_much_there_is_of_each_topic_is_what_plain_python_counts(listed: list[Entry], now: int) -> None:
    happened = [replace(one, happened=(one.first, one.last)) if one.first and one.last else one for one in listed]
    with opened(happened) as snapshot:
        for topic, extent in snapshot.extents("topic", now).items():
            held = [one for one in happened if topic in one.values["topic"] and one.visible <= now]
            assert extent["kinds"] == Counter(one.kind for one in held)
            assert extent["first"] == min((one.first for one in held if one.first), default=None)
            assert extent["last"] == max((one.last for one in held if one.last), default=None)
        assert {kind: count for kind, count in snapshot.kinds(now).items() if count} == Counter(
            one.kind for one in listed if one.visible <= now
        )


def test_dates_overlap_when_they_have_a_day_in_common(tmp_path: Path) -> None:
    span = entry("b/span", day="2022-12-31", until="2023-01-02")
    edition = at(published(tmp_path, [span, entry("b/undated")]))
    for given_, found in [
        ([("from", "2023")], True),
        ([("to", "2022")], True),
        ([("from", "2023-01-02")], True),
        ([("from", "2023-01-03")], False),
        ([("to", "2022-12-31")], True),
        ([("to", "2022-12-30")], False),
        ([("from", "2023-01-01"), ("to", "2023-01-01")], True),
    ]:
        assert ids(edition.page(edition.ask(AREA, given_))) == (["b/span"] if found else [])


def test_ids_keep_the_order_asked_for_and_name_the_missing(tmp_path: Path) -> None:
    hidden = entry("b/later", visible=100)
    edition = at(published(tmp_path, [entry("b/1"), entry("b/2"), entry("b/3", "quote"), hidden]), 0)
    page = edition.page(edition.ask(AREA, [("ids", "b/2,b/none,b/1,b/later"), ("ids", "b/3,b/2")]))
    assert (ids(page), page.count, page.missing) == (["b/2", "b/1"], 2, ("b/none", "b/later", "b/3"))
    assert (page.next, page.prev) == (None, None)


@pytest.mark.parametrize("pairs", [[], [("sort", "title")], [("ids", "a,b")], [("q", "a")]])
def test_a_full_view_shows_wholes_in_a_list(pairs: list[tuple[str, str]], tmp_path: Path) -> None:
    edition = at(published(tmp_path, [entry("a", "brief", name="a"), entry("b", "brief", name="b a")]))
    cards = edition.page(edition.ask(BRIEF, pairs))
    wholes = edition.page(edition.ask(BRIEF, [*pairs, ("view", "full")]))
    assert ids(cards) == ids(wholes)
    assert len(ids(cards)) == 2
    assert [orjson.loads(card) | {"whole": True} for card in cards.items] == [orjson.loads(x) for x in wholes.items]


@pytest.mark.parametrize("sort", ["-date", "date", "title", "relevance"])
def test_a_forged_cursor_is_a_page_and_no_more(sort: str, tmp_path: Path) -> None:
    edition = at(published(tmp_path, [entry(f"b/{n}", day="2022-01-01", text="oil") for n in range(4)]))
    question = edition.ask(AREA, [("sort", sort), ("q", "oil"), ("limit", "100")])
    first = edition.page(replace(question, limit=1)).next
    assert first is not None
    before = replace(first, way=first.way if first.way == "offset" else "before")
    for value in (0, 1, 5, 2**41, 2**63, 2**64 - 1):
        for cursor in (first, before):
            page = edition.page(replace(question, cursor=replace(cursor, value=value)))
            assert page.count == 4
            assert len(page.items) <= 4


def test_an_entry_is_found_by_its_key_alone(tmp_path: Path) -> None:
    snapshot = published(tmp_path, [entry("b/x"), entry("b/x", "quote", name="said"), entry("B", "brief")])
    assert orjson.loads(snapshot.get("quote/b/x", 0) or b"") == {"id": "b/x", "title": "said"}
    assert orjson.loads(snapshot.get("brief/B", 0, "whole") or b"")["whole"] is True
    for key in ("quote/b", "quote/b/x ", "QUOTE/b/x", "event/b/x", "", "/", "quote/b/x\0", "b/x", "brief/b", "*"):
        assert snapshot.get(key, 0) is None, key


@pytest.mark.parametrize(
    ("kind", "id", "near"),
    [
        ("topic", "enrgy", "energy"),
        ("topic", "xyzzy", None),
        ("topic", "", None),
        ("area", "b/semiconductor", "b/semiconductors"),
        ("area", "c/semiconductors", "b/semiconductors"),
        ("area", "b/secret-plan", None),
        ("quote", "b/semiconductors", None),
        ("area", "b/" + "x" * 7_000, None),
    ],
)
def test_the_nearest_id_is_a_visible_one_of_the_kind(kind: str, id: str, near: str | None, tmp_path: Path) -> None:
    listed = [entry("energy", "topic"), entry("b/semiconductors"), entry("b/secret-plans", visible=100)]
    assert at(published(tmp_path, listed), 0).nearest(kind, id) == near


def test_answers_are_the_same_from_several_threads(tmp_path: Path) -> None:
    listed = [entry(f"b/{n}", day="2022-01-01", text="oil " * n, topic=("energy",)) for n in range(50)]
    edition = at(published(tmp_path, listed))

    def answer(number: int) -> Page:
        sort = ("-date", "date", "title", "relevance")[number % 4]
        return edition.page(edition.ask(AREA, [("q", "oil"), ("sort", sort), ("topic", "energy")]))

    alone = [answer(number) for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(answer, range(200))) == alone * 50


def test_a_question_of_an_empty_snapshot_is_answered(tmp_path: Path) -> None:
    edition = at(published(tmp_path, []))
    assert edition.page(edition.ask(TOPIC, [("q", "oil")])) == Page(0, [])
    assert set(edition.kinds().values()) == {0}
    assert edition.nearest("topic", "oil") is None


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_pointer_names_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "current").write_bytes(content)
    assert current_id(tmp_path) is None
    assert Snapshot.current(tmp_path) is None


@pytest.mark.parametrize("content", [b"0123", b"\xff\xfe", b"a\0b", b"../..", b"x" * 5_000, "é".encode()])
def test_a_pointer_to_no_snapshot_is_told(content: bytes, tmp_path: Path) -> None:
    published(tmp_path, [entry("b/x")])
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(SnapshotBroken):
        Snapshot.current(tmp_path)


def test_a_pointer_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(SnapshotBroken, match="current"):
        Snapshot.current(tmp_path)


@pytest.mark.parametrize("damage", ["gone", "empty", "cut"])
@pytest.mark.parametrize(
    "pattern", ["manifest.json", "names.json", "index/meta.json", *(f"index/*.{x}" for x in ("term", "idx", "pos"))]
)
def test_a_damaged_snapshot_is_told_with_the_remedy_when_it_is_opened(
    pattern: str, damage: str, tmp_path: Path
) -> None:
    folder = tmp_path / published(tmp_path, [entry("b/x", text="words", topic=("energy",))]).id
    (file,) = folder.glob(pattern)
    content = file.read_bytes()
    file.unlink()
    if damage != "gone":
        file.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(SnapshotBroken, match="briefs build"):
        Snapshot.current(tmp_path)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("manifest.json", b"[]"),
        ("manifest.json", b"{}"),
        ("manifest.json", b'{"layout":0}'),
        ("manifest.json", b'{"layout":999999}'),
        ("manifest.json", b"null"),
        ("names.json", b"[]"),
        ("names.json", b'{"topic":1}'),
        ("names.json", b'{"topic":[["energy"]]}'),
    ],
)
def test_a_snapshot_of_another_shape_is_told_with_the_remedy(file: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / published(tmp_path, [entry("b/x")]).id / file).write_bytes(content)
    with pytest.raises(SnapshotBroken, match="briefs build"):
        Snapshot.current(tmp_path)
