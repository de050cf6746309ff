"""Related briefs: near for reasons that are true, never the brief itself, and nothing that is not published."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidParameters
from app.snapshot.edition import Edition
from app.snapshot.kinds import RELATED
from app.snapshot.layout import Entry
from app.snapshot.related import WEIGHTS, own_words, reasons
from app.snapshot.text import words
from tests.conftest import Client
from tests.snapshot.building import at, entry, published
from tests.snapshot.plain import CHOICES, NAMES, some

PROSE = ("refineries refineries pipelines pipelines", "tariffs tariffs", "refineries pipelines tariffs", "vaccines", "")


def brief(id: str, text: str = "", visible: int = 0, **values: tuple[str, ...]) -> Entry:
    tags: dict[str, Any] = {field: values.get(field, ()) for field in WEIGHTS}
    shown = {"kind": "brief", "summary": text}
    return entry(id, "brief", name=f"Title {id}", text=text, visible=visible, brief=(id,), shown=shown, **tags)


def near(edition: Edition, id: str, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    page = edition.near(edition.ask(RELATED, list(pairs), {"brief": (id,)}))
    return [orjson.loads(card) for card in page.items]


@st.composite
def briefs(draw: st.DrawFn) -> list[Entry]:
    return [
        brief(
            f"b{number}",
            draw(st.sampled_from(PROSE)),
            draw(st.sampled_from([0, 0, 100])),
            **{field: draw(some(CHOICES[field], most=2)) for field in WEIGHTS},
        )
        for number in range(draw(st.integers(1, 9)))
    ]


@given(briefs(), st.sampled_from([0, 100]))
@settings(max_examples=25, deadline=None)
def test_every_brief_that_shares_something_is_near_for_true_reasons(listed: list[Entry], now: int) -> None:
    with TemporaryDirectory() as root:
        edition = at(published(Path(root), listed, NAMES), now)
        visible = {one.id: one for one in listed if one.visible <= now}
        for id, one in visible.items():
            found = near(edition, id, ("limit", "100"))
            assert len({card["id"] for card in found}) == len(found)
            for card in found:
                other = visible[card["id"]]
                assert other is not one
                tagged = {reason["kind"]: reason["shared"] for reason in card["reasons"] if reason["kind"] != "text"}
                assert {kind: [link["id"] for link in links] for kind, links in tagged.items()} == both(one, other)
                for word in (word for reason in card["reasons"] for word in reason["words"]):
                    assert word in words(text_of(one))
                    assert word in words(text_of(other))
                assert all(reason["shared"] or reason["words"] for reason in card["reasons"])
                assert card["reasons"]
            sharing = {other.id for other in visible.values() if other is not one and both(one, other)}
            assert sharing <= {card["id"] for card in found}


def both(one: Entry, other: Entry) -> dict[str, list[str]]:
    """What two briefs share, the strongest kind first."""
    shared = {field: sorted({*one.values[field]} & {*other.values[field]}) for field in WEIGHTS}
    return {field: ids for field, ids in shared.items() if ids}


def text_of(one: Entry) -> str:
    return f"{orjson.loads(one.json)['title']} {orjson.loads(one.json)['summary']}"


def test_what_shares_more_and_rarer_things_is_nearer(tmp_path: Path) -> None:
    listed = [
        brief("this", partnership=("in-us",), initiative=("quad",), topic=("energy",)),
        brief("topic", topic=("energy",)),
        brief("partnership", partnership=("in-us",)),
        brief("all", partnership=("in-us",), initiative=("quad",), topic=("energy",)),
        brief("initiative", initiative=("quad",), topic=("trade",)),
        brief("nothing", topic=("trade",), person=("asha-rao",)),
    ]
    edition = at(published(tmp_path, listed, NAMES))
    assert [card["id"] for card in near(edition, "this")] == ["all", "partnership", "initiative", "topic"]
    assert [reason["kind"] for reason in near(edition, "this")[0]["reasons"]] == ["partnership", "initiative", "topic"]


def test_reasons_are_links_to_what_is_shared(tmp_path: Path) -> None:
    listed = [brief("one", partnership=("in-us",), topic=("energy",)), brief("two", partnership=("in-us",))]
    (card,) = near(at(published(tmp_path, listed, NAMES)), "two")
    shared = {"id": "in-us", "name": "in-us", "url": "/v1/partnerships/in-us"}
    assert card["reasons"] == [{"kind": "partnership", "shared": [shared], "words": []}]
    assert card["title"] == "Title one"


def test_an_embargoed_brief_is_near_nothing_before_its_instant(tmp_path: Path) -> None:
    text = "refineries refineries pipelines pipelines"
    listed = [
        brief("one", text, topic=("energy",)),
        brief("secret", text, 100, topic=("energy",)),
        brief("other", "nothing in common"),
    ]
    snapshot = published(tmp_path, listed, NAMES)
    assert near(at(snapshot, 99), "one") == []
    assert [card["id"] for card in near(at(snapshot, 100), "one")] == ["secret"]


def test_a_brief_that_shares_nothing_has_nothing_near_it(tmp_path: Path) -> None:
    edition = at(published(tmp_path, [brief("one"), brief("two", "vaccines vaccines", topic=("energy",))], NAMES))
    assert near(edition, "one") == near(edition, "two") == []


def test_what_is_near_is_paged(tmp_path: Path) -> None:
    listed = [brief(f"b{n}", topic=("energy",), person=("asha-rao",) * (n % 2)) for n in range(9)]
    edition = at(published(tmp_path, listed, NAMES))
    whole = [card["id"] for card in near(edition, "b1")]
    assert len(whole) == 8
    question = edition.ask(RELATED, [("limit", "3")], {"brief": ("b1",)})
    pages = [edition.near(question)]
    while pages[-1].next:
        pairs = [("limit", "3"), ("cursor", str(pages[-1].next))]
        pages.append(edition.near(edition.ask(RELATED, pairs, {"brief": ("b1",)})))
    assert [orjson.loads(card)["id"] for page in pages for card in page.items] == whole
    assert [page.count for page in pages] == [8, 8, 8]


def test_a_cursor_belongs_to_what_is_near_one_brief(tmp_path: Path) -> None:
    listed = [brief(f"b{n}", topic=("energy",)) for n in range(4)]
    edition = at(published(tmp_path, listed, NAMES))
    next = edition.near(edition.ask(RELATED, [("limit", "1")], {"brief": ("b1",)})).next
    with pytest.raises(InvalidParameters, match="other filters"):
        edition.ask(RELATED, [("limit", "1"), ("cursor", str(next))], {"brief": ("b2",)})


@pytest.mark.parametrize(
    ("frequencies", "briefs", "expected"),
    [
        ({"refinery": 2, "pipeline": 3}, 9, ["refinery", "pipeline"]),
        ({"refinery": 1, "pipeline": 2}, 9, ["pipeline"]),
        ({"refinery": 4, "pipeline": 2}, 9, ["pipeline"]),
        ({"refinery": 2, "pipeline": 2}, 3, ["refinery", "pipeline"]),
        ({}, 9, []),
    ],
)
def test_its_own_words_are_common_in_it_and_rare_elsewhere(
    frequencies: dict[str, int], briefs: int, expected: list[str]
) -> None:
    brief = {
        "title": "Refinery",
        "areas": [{"detail": "Refinery, refinery and pipeline: 2024 2024 oil oil oil once", "kind": "pipeline"}],
        "quotes": [{"text": "Pipeline"}],
        "sources": [{"link": "https://x.example", "title": "refinery vaccine vaccine"}],
    }
    frequency = {"once": 2, "vaccine": 2, "2024": 2, "oil": 2} | frequencies
    assert own_words(brief, lambda word: frequency.get(word, 1), briefs) == expected


@pytest.mark.parametrize(
    ("shared", "words", "kinds"),
    [
        ({}, ["refinery"], ["text"]),
        ({"topic": ["energy"]}, ["refinery", "pipeline"], ["topic"]),
        ({"topic": ["energy"]}, ["refinery", "pipeline", "crude"], ["topic", "text"]),
        ({"topic": ["energy"], "partnership": ["in-us"]}, [], ["partnership", "topic"]),
    ],
)
def test_words_are_a_reason_if_they_are_several_or_the_only_one(
    shared: dict[str, list[str]], words: list[str], kinds: list[str]
) -> None:
    found = reasons({field: shared.get(field, []) for field in WEIGHTS}, words, lambda kind, id: {"id": id})
    assert [reason["kind"] for reason in found] == kinds


def test_of_the_corpus_two_briefs_are_near_for_what_they_share(client: Client) -> None:
    (card,) = client.json("/v1/briefs/india-eu-trade/related")["items"]
    assert card["id"] == "india-and-two-powers"
    assert [reason["kind"] for reason in card["reasons"]][:1] == ["topic"]
    assert [link["id"] for link in card["reasons"][0]["shared"]] == ["trade"]
    assert "embargoed" not in client.get("/v1/briefs/india-and-two-powers/related").text
