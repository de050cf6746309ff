"""Briefs: cards, wholes, and what is in each."""

import pytest

from app.snapshot.kinds import KINDS
from tests.conftest import Client, Folder, client_of

BRIEF = "/v1/briefs/india-and-two-powers"


def test_a_card_is_a_strict_subset_of_the_whole(client: Client) -> None:
    card = client.json("/v1/briefs?ids=india-and-two-powers")["items"][0]
    whole = client.json(BRIEF)
    assert {name: whole[name] for name in card} == card
    assert set(whole) - set(card) == {
        *("position", "partnerships", "quotes", "why_it_matters", "timeline"),
        *("conclusion", "discussion", "sources", "corrections"),
    }


def test_view_full_gives_wholes_in_a_list(client: Client) -> None:
    assert client.json("/v1/briefs?view=full&ids=india-and-two-powers")["items"] == [client.json(BRIEF)]


def test_a_whole_brief_holds_what_the_editor_wrote(client: Client) -> None:
    brief = client.json(BRIEF)
    assert brief["summary"] == "India works with the United States and with Russia.\n\nA second paragraph."
    assert [section["partnership"]["id"] for section in brief["partnerships"]] == ["in-us", "in-ru"]
    assert [question["options"] for question in brief["discussion"]] == [["United States", "Russia"], []]
    assert [event["id"].rpartition("/")[2] for event in brief["timeline"]] == [
        *("plant-announced", "oil-deal", "summit-2024", "plant-expected")
    ]
    assert brief["corrections"][0]["of"] == "india-and-two-powers/oil"
    assert brief["counts"] == {"sections": 2, "areas": 3, "points": 2, "quotes": 2, "events": 4, "sources": 4}
    assert len(brief["sources"]) == 4


def test_what_is_absent_is_null_and_nothing_is_left_out(client: Client) -> None:
    brief = client.json("/v1/briefs/india-eu-trade")
    assert brief["position"] is None
    assert brief["examines"] is None
    assert brief["quotes"] == []
    assert brief["perspective"] is None


@pytest.mark.parametrize(
    "noun", ["sections", "partnerships", "areas", "why-it-matters", "quotes", "timeline", "sources"]
)
def test_a_list_in_a_brief_equals_the_list_filtered_by_it(client: Client, noun: str) -> None:
    within = client.get(f"{BRIEF}/{noun}?limit=2")
    assert within.content == client.get(f"/v1/{noun}?brief=india-and-two-powers&limit=2").content
    assert within.json()["count"] > 0


def test_a_list_in_a_brief_refuses_the_brief_as_a_parameter(client: Client) -> None:
    response = client.get(f"{BRIEF}/areas?brief=india-eu-trade")
    assert response.status_code == 422
    assert response.json()["errors"][0]["message"] == "brief is settled by the path"


def test_an_earlier_id_leads_to_the_present_one(client: Client) -> None:
    assert client.get("/v1/briefs/two-powers").headers["location"] == BRIEF
    assert client.get("/v1/briefs/two-powers/areas?limit=1").headers["location"] == f"{BRIEF}/areas?limit=1"
    assert client.get("/v1/areas/two-powers/oil.json").headers["location"] == "/v1/areas/india-and-two-powers/oil.json"
    assert client.get("/v1/areas/india-and-two-powers/chips").status_code == 308
    assert client.json("/v1/areas?brief=two-powers")["count"] == 3


def test_a_withdrawn_brief_says_why(client: Client) -> None:
    for path in ("/v1/briefs/taken-back", "/v1/briefs/taken-back/areas", "/v1/areas/taken-back/any"):
        response = client.get(path)
        assert response.status_code == 410, path
        assert "Its main source was retracted." in response.json()["detail"]
        assert "/v1/briefs/india-eu-trade" in response.json()["detail"]
    assert "taken-back" not in client.get("/v1/briefs").text


def test_a_draft_is_nowhere(client: Client) -> None:
    assert client.get("/v1/briefs/half-written").status_code == 404
    assert "half" not in client.get("/v1/briefs/half-writen").text.replace("half-writen", "")


def test_an_unknown_brief_names_the_nearest(client: Client) -> None:
    response = client.get("/v1/briefs/india-and-two-power")
    assert response.status_code == 404
    assert "/v1/briefs/india-and-two-powers" in response.json()["detail"]


def test_a_brief_is_added_with_one_file(corpus_folder: Folder) -> None:
    corpus_folder.brief("a-new-one", "why_it_matters:\n  - {id: one, title: One, detail: It matters.}\n")
    client = client_of(corpus_folder.path, corpus_folder.path.parent / "snapshot")
    assert client.json("/v1/briefs")["count"] == 3
    assert client.json("/v1/why-it-matters/a-new-one/one")["verification"]["status"] == "analysis"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_item_is_found_at_its_own_url(client: Client, kind: object) -> None:
    path = getattr(kind, "path", "")
    for item in client.json(f"{path}?limit=100")["items"]:
        whole = client.json(item["url"])
        assert {name: whole[name] for name in item} == item
