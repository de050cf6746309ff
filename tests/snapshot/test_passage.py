"""Passages: of every kind what it is called, the part that was asked for, and what it rests on."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from app.snapshot.edition import Edition
from app.snapshot.kinds import KINDS, PASSAGE
from app.snapshot.passage import passage
from app.snapshot.text import parse
from tests.conftest import Client

FIELDS = (
    *("kind", "id", "url", "brief", "partnership", "title", "snippet", "score", "date"),
    *("verification", "verdict", "sources", "cite"),
)


@pytest.fixture(scope="session")
def edition(client: Client) -> Edition:
    """What is visible of the frozen corpus in November 2026."""
    found = client.app.state.current.edition()
    assert isinstance(found, Edition)
    return found


def found(edition: Edition, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    page = edition.page(edition.ask(PASSAGE, [*pairs, ("limit", "100")]))
    return [orjson.loads(item) for item in page.items]


def shown(passage: dict[str, Any]) -> str:
    return "".join(f"[{part['text']}]" if part["match"] else part["text"] for part in passage["snippet"])


def every(edition: Edition) -> Iterator[dict[str, Any]]:
    for kind in KINDS:
        yield from found(edition, ("kind", kind))


@pytest.mark.parametrize(
    ("kind", "q", "id", "title", "snippet"),
    [
        ("brief", "concluded", "india-eu-trade", "India and the European Union", "A trade agreement was [concluded]."),
        ("brief", "second", "india-and-two-powers", "India and two powers", "[second]"),
        ("brief", "counsel", "india-and-two-powers", "India and two powers", "India keeps its own [counsel]."),
        ("brief", "doors", "india-and-two-powers", "India and two powers", "India keeps both [doors] open."),
        ("section", "leads oil", "india-and-two-powers/in-ru", "Oil", "[Oil leads]."),
        (
            "area",
            "imports fell",
            "india-and-two-powers/oil",
            "Crude oil",
            "India buys crude oil. [Imports fell] in 2024.",
        ),
        ("area", "semiconductor", "india-and-two-powers/semiconductors", "Semiconductors", "[Semiconductors]"),
        ("area", "India Ukraine", "india-and-two-powers/oil", "Crude oil", "[India] buys"),
        ("point", "widen", "india-and-two-powers/leverage", "Leverage", "Ties with both [widen] the choice."),
        ("quote", "steadfast", "india-and-two-powers/steadfast", "Asha Rao", "Our friendship is [steadfast]"),
        ("quote", "firm", "india-and-two-powers/steadfast", "Asha Rao", "Our friendship is [firm]"),
        ("quote", "conference", "india-and-two-powers/steadfast", "Asha Rao", "Press [conference], Moscow"),
        ("quote", '"go on"', "india-and-two-powers/joint-statement", "Joint statement", "The sides agreed to [go on]"),
        ("event", "delhi", "india-and-two-powers/oil-deal", "Oil deal signed", "[Delhi]"),
        ("event", "summit", "summit-2024", "Summit in Moscow", "[Summit] in Moscow"),
        ("source", "secondary", "india-and-two-powers/own-report", "A report", "[Secondary]."),
        ("source", "agency", "wire-report", "The Daily Wire-Line", "The Daily Wire-Line"),
        ("source", "visit", "ministry-note", "Note on the visit", "Note on the [visit]"),
        ("person", "minister rao", "asha-rao", "Asha Rao", "Asha [Rao]"),
        ("topic", "oil", "energy", "Energy", "[oil]"),
        ("initiative", "chipp", "chip-plan", "Chip Plan", "[CHIPP]"),
        ("organisation", "european", "eu", "European Union", "[European] Union"),
        ("partnership", "russia", "in-ru", "India–Russia", "India–[Russia]"),
        ("country", "usa", "US", "United States", "[USA]"),
    ],
)
def test_a_passage_is_called_by_its_name_and_shows_what_was_asked_for(
    edition: Edition, kind: str, q: str, id: str, title: str, snippet: str
) -> None:
    passages = {one["id"]: one for one in found(edition, ("kind", kind), ("q", q))}
    assert id in passages
    assert passages[id]["title"] == title
    assert passages[id]["kind"] == kind
    assert snippet in shown(passages[id])


def test_every_passage_has_the_same_fields_and_leads_to_its_entry(edition: Edition, client: Client) -> None:
    passages = list(every(edition))
    assert {one["kind"] for one in passages} == set(KINDS)
    for one in passages:
        assert tuple(one) == FIELDS
        assert one["title"]
        assert shown(one), one["id"]
        assert one["score"] is None
        assert client.get(one["url"]).status_code == 200
        assert one["cite"] is None or one["url"] in one["cite"]


def test_a_passage_of_a_brief_stands_in_it_and_what_is_shared_in_none(edition: Edition) -> None:
    by_key = {(one["kind"], one["id"]): one for one in every(edition)}
    brief = {"id": "india-eu-trade", "name": "India and the European Union", "url": "/v1/briefs/india-eu-trade"}
    partnership = {"id": "eu-in", "name": "European Union–India", "url": "/v1/partnerships/eu-in"}
    for kind, id in [("brief", ""), ("section", "/eu-in"), ("area", "/tariffs"), ("event", "/concluded")]:
        one = by_key[kind, f"india-eu-trade{id}"]
        assert one["brief"] == brief
        assert one["partnership"] == (None if kind == "brief" else partnership)
    for kind, id in [("event", "summit-2024"), ("source", "wire-report"), ("country", "IN"), ("person", "asha-rao")]:
        assert by_key[kind, id]["brief"] is None


def test_a_claim_says_how_it_is_verified_what_an_examined_text_is_worth_and_what_it_rests_on(edition: Edition) -> None:
    by_key = {(one["kind"], one["id"].rpartition("/")[2]): one for one in every(edition)}
    expected = {
        ("area", "oil"): ("confirmed", None, ["ministry-note"]),
        ("area", "semiconductors"): ("reported", "overstated", ["wire-report"]),
        ("area", "space"): ("disputed", None, ["wire-report"]),
        ("section", "in-us"): (None, "outdated", ["wire-report"]),
        ("section", "in-ru"): (None, None, ["ministry-note", "wire-report"]),
        ("point", "leverage"): ("analysis", None, []),
        ("quote", "joint-statement"): ("reported", None, ["ministry-note"]),
        ("event", "summit-2024"): ("reported", None, ["ministry-note"]),
        ("source", "wire-report"): (None, None, ["wire-report"]),
        ("brief", "india-and-two-powers"): (None, None, []),
        ("person", "asha-rao"): (None, None, []),
    }
    for key, (status, verdict, sources) in expected.items():
        one = by_key[key]
        assert one["verification"] == status or one["verification"]["status"] == status, key
        assert one["verdict"] == verdict, key
        assert [source["id"] for source in one["sources"]] == sources, key


def test_the_best_comes_first_with_a_score(edition: Edition) -> None:
    passages = found(edition, ("q", "oil"))
    scores = [one["score"] for one in passages]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert passages[0]["title"] in ("Oil", "Crude oil"), "what is called so"
    dated = found(edition, ("q", "oil"), ("sort", "-date"))
    assert sorted(one["id"] for one in dated) == sorted(one["id"] for one in passages)
    assert {one["score"] for one in dated} == {None}


def test_nothing_of_an_embargoed_or_withdrawn_brief_is_a_passage(edition: Edition) -> None:
    for q in ("secret", "jet engines", "leak", "france", '"taken back"', "retracted", "half written", "embargoed"):
        assert found(edition, ("q", q)) == [], q
    assert "embargoed" not in str(list(every(edition)))


def test_the_first_text_that_holds_what_was_asked_for_is_shown_else_the_first() -> None:
    entry: dict[str, Any] = {
        "kind": "area",
        "id": "b/x",
        "url": "/v1/areas/b/x",
        "title": "Crude oil",
        "detail": "Imports fell.",
        "place": "Delhi",
    }

    def seen(q: str) -> str:
        return shown(passage(entry, dict, parse(q), ["en"], 1.0))

    assert seen("oil") == "Crude [oil]"
    assert seen("delhi") == "[Delhi]"
    assert seen("oil imports") == "[Imports] fell."
    assert seen("india") == "Imports fell."
    assert seen("-imports") == "Imports fell."
    assert seen("") == "Imports fell."


def test_a_brief_is_fetched_whole_only_where_its_card_does_not_hold_what_was_asked_for() -> None:
    card = {"kind": "brief", "id": "b", "url": "/v1/briefs/b", "title": "Oil", "summary": "Imports fell."}

    def never() -> dict[str, Any]:
        raise AssertionError("fetched")

    assert shown(passage(card, never, parse("oil"), ["en"], 1.0)) == "[Oil]"
    whole = {"position": None, "conclusion": {"detail": "Both doors."}}
    assert shown(passage(card, lambda: whole, parse("doors"), ["en"], 1.0)) == "Both [doors]."


def test_a_quote_of_neither_speaker_nor_detail_is_called_by_its_document() -> None:
    quote = {"kind": "quote", "id": "b/q", "url": "", "text": "Words", "speaker": None, "document": "A statement"}
    found = passage(quote, dict, (), ["en"], None)
    assert (found["title"], shown(found), found["sources"]) == ("A statement", "Words", [])
