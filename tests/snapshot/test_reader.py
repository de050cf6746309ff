"""An open snapshot: what it holds, by key and summed up, and what is told of one that is damaged."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SnapshotBroken
from app.snapshot.kinds import AREA, BRIEF, KINDS, TOPIC
from app.snapshot.page import Page
from app.snapshot.reader import Snapshot, current_id
from tests.snapshot.building import at, entry, ids, published
from tests.snapshot.plain import CHOICES, Asked, Told, corpora, opened, questions, tally


@given(corpora(), st.sampled_from([0, 100, 250]), st.sampled_from(["topic", "person", "partnership"]))
@settings(max_examples=12, deadline=None)
def test_how_much_there_is_of_each_value_is_what_plain_python_counts(listed: list[Told], now: int, field: str) -> None:
    visible = [told for told in listed if told.entry.visible <= now and told.entry.kind in KINDS]
    with opened(listed) as snapshot:
        extents = snapshot.extents(field, KINDS, now)
        assert extents.keys() == {value for told in visible for value in told.values(field)}
        for value, extent in extents.items():
            held = [told.entry for told in visible if value in told.values(field)]
            days = [day for entry in held if entry.happened for day in entry.happened]
            assert extent["kinds"] == Counter(entry.kind for entry in held)
            assert (extent["first"], extent["last"]) == (min(days, default=None), max(days, default=None))
        counts = Counter(told.entry.kind for told in visible)
        assert snapshot.kinds(now) == {kind: counts[kind] for kind in KINDS}


@given(corpora(), st.lists(questions(), min_size=1, max_size=4), st.sampled_from([0, 100, 250]))
@settings(max_examples=10, deadline=None)
def test_how_many_there_are_of_each_value_of_a_field_is_what_plain_python_counts(
    listed: list[Told], asked: list[Asked], now: int
) -> None:
    with opened(listed) as snapshot:
        for one in asked:
            question = at(snapshot, now).ask(one.kind, one.pairs)
            fields = [*CHOICES, "kind"]
            found = one.finds(listed, now)
            counts = {field: tally(found, field, now) for field in fields}
            assert snapshot.tallies(question, now, fields) == counts
            assert snapshot.tally(question, now, "topic") == counts["topic"]


@given(corpora(), st.sampled_from([0, 100, 250]))
@settings(max_examples=8, deadline=None)
def test_every_entry_is_found_by_its_key_from_its_instant_on(listed: list[Told], now: int) -> None:
    with opened(listed) as snapshot:
        for told in listed:
            entry = told.entry
            assert snapshot.get(entry.key, now) == (entry.json if entry.visible <= now else None)
            assert snapshot.whole(entry.key, now) == (entry.whole or None if entry.visible <= now else None)
        keys = sorted(told.entry.key for told in listed if told.entry.visible <= now and told.entry.kind == "area")
        assert snapshot.keys("area/", now, 100) == keys
        assert snapshot.keys("area/", now, 3) == keys[:3]


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
    assert orjson.loads(snapshot.whole("brief/B", 0) or b"")["whole"] is True
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
    assert set(edition.kinds.values()) == {0}
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
    "pattern",
    ["manifest.json", "names.json", "index/*/meta.json", *(f"index/*/*.{x}" for x in ("term", "idx", "pos"))],
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
