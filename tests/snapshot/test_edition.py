"""What is visible now: an embargo ends by its instant, without a build, and nothing tells of it before."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidParameters
from app.snapshot.edition import Edition
from app.snapshot.kinds import AREA, BRIEF, EVENT, GRAPH, HOLDERS, KINDS, PASSAGE, QUOTE, RELATED, TODAY, TOPIC
from app.snapshot.layout import Entry
from app.snapshot.reader import Snapshot
from tests.conftest import CORPUS, NOW, build
from tests.snapshot.building import at, entry, ids, published

# The frozen corpus has one brief under embargo until then.
EMBARGO_ENDS = 4_102_444_800
DAYS = [date.fromordinal(number) for number in range(740_000, 740_060)]


def topic(id: str, visible: int = 0) -> Entry:
    return entry(id, "topic", visible=visible, shown=shown_as("topic"))


def shown_as(kind: str) -> dict[str, Any]:
    """What a passage needs of an entry's JSON."""
    return {"kind": kind, "url": "/", "summary": "", "position": None, "conclusion": None}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """A brief with an area and a topic for all, and one of each from the hundredth second on."""
    secret = ("energy", "espionage")
    listed = [
        entry("open", "brief", day="2022-01-01", topic=("energy",), shown=shown_as("brief")),
        entry("open/plant", day="2022-01-01", topic=("energy",), shown=shown_as("area")),
        topic("energy"),
        entry("secret", "brief", day="2023-01-01", topic=secret, visible=100, shown=shown_as("brief")),
        entry("secret/plane", day="2023-01-01", topic=secret, visible=100, shown=shown_as("area")),
        topic("espionage", 100),
    ]
    return published(tmp_path, listed)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The frozen corpus."""
    root = tmp_path_factory.mktemp("snapshot")
    build(CORPUS, root)
    found = Snapshot.current(root)
    assert found is not None
    return found


def everything(edition: Edition) -> bytes:
    """Every list, every item, and everything that sums them up."""
    found = []
    for kind in KINDS.values():
        question = edition.ask(kind, [("limit", "100"), *(("facets", name) for name in kind.facets)])
        page = edition.page(question)
        found += page.items
        found += [edition.item(kind.name, id) or b"" for id in ids(page)]
        found += [str(edition.facets(question)).encode()]
        if kind is BRIEF:
            found += [
                item for id in ids(page) for item in edition.near(edition.ask(RELATED, [], {"brief": (id,)})).items
            ]
    question = edition.ask(PASSAGE, [("limit", "100"), *(("facets", name) for name in PASSAGE.facets)])
    found += [*edition.page(question).items, str(edition.facets(question)).encode()]
    found += [str(edition.graph(edition.ask(GRAPH, []))).encode()]
    found += [edition.today(edition.ask(TODAY, []), day) or b"" for day in DAYS]
    return b"\n".join(found)


@pytest.mark.parametrize("now", [0, 1, 99, 99.999])
def test_before_its_instant_there_is_nothing_of_it(snapshot: Snapshot, now: float) -> None:
    edition = at(snapshot, now)
    assert b"secret" not in everything(edition)
    assert (edition.item("brief", "secret"), edition.item("area", "secret/plane")) == (None, None)
    assert edition.page(edition.ask(AREA, [("topic", "energy")])).count == 1
    assert edition.page(edition.ask(AREA, [("ids", "secret/plane")])).missing == ("secret/plane",)
    assert (edition.kinds["brief"], edition.kinds["area"], edition.kinds["topic"]) == (1, 1, 1)
    assert snapshot.tally(edition.ask(AREA, []), now, "topic") == {"energy": 1}
    assert edition.nearest("brief", "secre") is None
    assert edition.nearest("area", "secret/plan") is None
    assert edition.candidates("topic", "espionage") == []


@pytest.mark.parametrize("now", [100, 100.5, 1e12])
def test_from_its_instant_on_it_is_there_without_a_build(snapshot: Snapshot, now: float) -> None:
    edition = at(snapshot, now)
    assert b"secret" in everything(edition)
    assert ids(edition.page(edition.ask(AREA, [("topic", "energy")]))) == ["secret/plane", "open/plant"]
    assert (edition.kinds["brief"], edition.kinds["area"], edition.kinds["topic"]) == (2, 2, 2)
    assert snapshot.tally(edition.ask(AREA, []), now, "topic") == {"energy": 2, "espionage": 1}
    assert (edition.nearest("brief", "secre"), edition.nearest("area", "secret/plan")) == ("secret", "secret/plane")
    assert edition.candidates("topic", "Espionage") == ["espionage"]


@pytest.mark.parametrize(("name", "value"), [("topic", "espionag"), ("brief", "secre"), ("exclude", "topic:espion")])
def test_no_error_speaks_of_an_embargoed_value(snapshot: Snapshot, name: str, value: str) -> None:
    with pytest.raises(InvalidParameters) as raised:
        at(snapshot, 99).ask(AREA, [(name, value)])
    assert "espionage" not in str(raised.value.errors)
    assert "secret" not in str(raised.value.errors)
    with pytest.raises(InvalidParameters) as later:
        at(snapshot, 100).ask(AREA, [(name, value)])
    assert "espionage" in str(later.value.errors) or "secret" in str(later.value.errors)


def test_an_edition_is_named_by_what_is_visible(snapshot: Snapshot, tmp_path: Path) -> None:
    assert at(snapshot, 0).id == at(snapshot, 99).id != at(snapshot, 100).id == at(snapshot, 1_000).id
    assert at(published(tmp_path / "other", [entry("b/x")]), 0).id != at(snapshot, 0).id


def test_a_topic_counts_what_is_visible_of_it(snapshot: Snapshot) -> None:
    (card,) = at(snapshot, 99).page(at(snapshot, 99).ask(TOPIC, [])).items
    assert orjson.loads(card)["counts"]["areas"] == 1
    whole = orjson.loads(at(snapshot, 99).item("topic", "energy") or b"")
    assert (whole["areas"]["count"], whole["briefs"]["count"]) == (1, 1)
    assert [shared["id"] for shared in whole["topics"]] == ["energy"]
    assert "secret" not in str(whole)
    whole = orjson.loads(at(snapshot, 100).item("topic", "energy") or b"")
    assert (whole["areas"]["count"], whole["counts"]["areas"]) == (2, 2)
    assert [(shared["id"], shared["count"]) for shared in whole["topics"]] == [("energy", 2), ("espionage", 1)]


def test_a_whole_holder_shows_its_newest_five_and_links_the_rest(tmp_path: Path) -> None:
    areas = [entry(f"b/{n}", day=f"2022-01-0{n + 1}", topic=("energy",), stage=("signed",)) for n in range(7)]
    events = [entry(f"b/{n}", "event", day=f"2022-01-0{n + 1}", topic=("energy",)) for n in range(7)]
    edition = at(published(tmp_path, [*areas, *events, topic("energy")]))
    whole = orjson.loads(edition.item("topic", "energy") or b"")
    for name, kind, url in [
        ("areas", AREA, "/v1/areas?topic=energy"),
        ("timeline", EVENT, "/v1/timeline?topic=energy&sort=-date"),
    ]:
        shown = whole[name]
        assert (shown["count"], shown["url"]) == (7, url)
        assert [item["id"] for item in shown["items"]] == ["b/6", "b/5", "b/4", "b/3", "b/2"]
        pairs = [tuple(pair.split("=")) for pair in url.partition("?")[2].split("&")]
        page = edition.page(edition.ask(kind, [(name, value) for name, value in pairs]))
        assert ids(page)[:5] == [item["id"] for item in shown["items"]], "the link leads to what is shown"
    assert whole["stages"] == [{"stage": "signed", "count": 7}]
    assert whole["quotes"] == {"count": 0, "url": "/v1/quotes?topic=energy", "items": []}


def test_days_of_a_holder_are_of_what_is_past(tmp_path: Path) -> None:
    def event(id: str, day: str, past: bool) -> Entry:
        made = entry(id, "event", day=day, topic=("energy",))
        return replace(made, happened=(made.first or 0, made.last or 0) if past else None)

    listed = [topic("energy"), event("b/1", "2020-02-03", True), event("b/2", "2022-01-01", True)]
    edition = at(published(tmp_path, [*listed, event("b/3", "2090-01-01", False), topic("unused")]))
    cards = [orjson.loads(card) for card in edition.page(edition.ask(TOPIC, [])).items]
    assert [(card["id"], card["first"], card["last"]) for card in cards] == [
        ("energy", "2020-02-03", "2022-01-01"),
        ("unused", None, None),
    ]
    assert cards[0]["counts"]["events"] == 3


def test_what_has_moved_or_gone_is_a_record_and_in_no_list(corpus: Snapshot) -> None:
    edition = at(corpus, NOW)
    assert edition.record("moved", "brief/two-powers") == {"url": "/v1/briefs/india-and-two-powers"}
    gone = edition.record("gone", "brief/taken-back")
    assert gone is not None
    assert (gone["reason"], gone["replaced_by"]) == ("Its main source was retracted.", "india-eu-trade")
    assert edition.record("gone", "brief/india-eu-trade") is None
    assert b"taken-back" not in everything(edition)
    assert ids(edition.page(edition.ask(BRIEF, []))) == ["india-eu-trade", "india-and-two-powers"]


def test_of_the_corpus_nothing_embargoed_or_drafted_is_told_before_its_instant(corpus: Snapshot) -> None:
    told = everything(at(corpus, EMBARGO_ENDS - 1)).lower()
    for word in (b"embargoed", b"secret", b"leak", b"jet engine", b"france", b"/fr", b"fr-in", b"half", b"zz"):
        assert word not in told, word
    later = everything(at(corpus, EMBARGO_ENDS))
    for word in (b"embargoed/engines", b"Secret Press", b"/v1/countries/FR", b"/v1/partnerships/fr-in"):
        assert word in later, word


@pytest.mark.parametrize(
    ("field", "text"),
    [("partnership", "fr-in"), ("publisher", "secret-press"), ("publisher", "Secret Press"), ("brief", "embargoed")],
)
def test_of_the_corpus_no_filter_knows_an_embargoed_value(corpus: Snapshot, field: str, text: str) -> None:
    assert at(corpus, EMBARGO_ENDS - 1).candidates(field, text) == []
    assert len(at(corpus, EMBARGO_ENDS).candidates(field, text)) == 1


def test_every_visible_holder_is_counted_as_its_lists_count(corpus: Snapshot) -> None:
    for now in (NOW, EMBARGO_ENDS):
        edition = at(corpus, now)
        for kind in sorted(HOLDERS):
            for card in map(orjson.loads, edition.page(edition.ask(KINDS[kind], [])).items):
                for name, counted in [("areas", "area"), ("quotes", "quote"), ("events", "event"), ("briefs", "brief")]:
                    question = edition.ask(KINDS[counted], [(kind, card["id"])])
                    assert edition.page(question).count == card["counts"][name], (card["id"], name)


def quotes(count: int, **values: tuple[str, ...]) -> list[Entry]:
    given = {"verification": ("reported",), **values}
    return [entry(f"b/q{n}", "quote", day="2022-01-01", **given) for n in range(count)]  # type: ignore[arg-type]


def of_days(edition: Edition, *pairs: tuple[str, str]) -> list[str | None]:
    """The quote of each of sixty days."""
    question = edition.ask(TODAY, list(pairs))
    found = [edition.today(question, day) for day in DAYS]
    return [orjson.loads(quote)["id"] if quote else None for quote in found]


def test_a_quote_of_the_day_is_the_same_all_day_and_another_on_others(tmp_path: Path) -> None:
    edition = at(published(tmp_path, quotes(40)))
    assert of_days(edition) == of_days(edition)
    assert len(set(of_days(edition))) > 15
    assert of_days(at(published(tmp_path / "again", reversed(quotes(40))))) == of_days(edition)


def test_a_quote_of_the_day_is_one_that_is_established_and_asked_for(tmp_path: Path) -> None:
    listed = [
        entry(f"b/{status}-{topic}", "quote", verification=(status,), topic=(topic,), day=day, text=topic)
        for status in ("confirmed", "reported", "disputed", "unverified", "outdated")
        for topic, day in (("energy", "2020-01-01"), ("trade", "2023-01-01"))
    ]
    listed += [entry("b/none", "quote"), entry("b/area", verification=("confirmed",))]
    listed.append(entry("b/later", "quote", verification=("confirmed",), topic=("energy",), text="new", visible=100))
    edition = at(published(tmp_path, listed), 99)
    energy, trade = ({f"b/{status}-{topic}" for status in ("confirmed", "reported")} for topic in ("energy", "trade"))
    for pairs, expected in [
        ([], energy | trade),
        ([("topic", "energy")], energy),
        ([("q", "trade")], trade),
        ([("from", "2021")], trade),
        ([("exclude", "topic:trade")], energy),
        ([("topic", "energy"), ("verification", "confirmed")], {"b/confirmed-energy"}),
        ([("verification", "disputed")], {None}),
        ([("q", "new")], {None}),
    ]:
        assert set(of_days(edition, *pairs)) == expected, pairs
    assert set(of_days(at(edition.snapshot, 100), ("q", "new"))) == {"b/later"}


@given(st.integers(1, 12), st.integers(0, 40))
@settings(max_examples=10, deadline=None)
def test_one_more_quote_takes_days_for_itself_alone(count: int, more: int) -> None:
    with TemporaryDirectory() as before, TemporaryDirectory() as after:
        new = replace(quotes(1)[0], id=f"b/new{more}", json=orjson.dumps({"id": "new"}))
        was = of_days(at(published(Path(before), quotes(count))))
        now = of_days(at(published(Path(after), [*quotes(count), new])))
    assert all(today in (yesterday, "new") for yesterday, today in zip(was, now, strict=True))


def test_every_quote_of_the_day_is_a_quote_of_the_list(corpus: Snapshot) -> None:
    edition = at(corpus, NOW)
    for pairs in ([], [("speaker", "asha-rao")], [("from", "2024")]):
        listed = edition.page(edition.ask(QUOTE, pairs)).items
        assert all(edition.today(edition.ask(TODAY, pairs), day) in listed for day in DAYS)
