"""What spans briefs: partnerships, people, countries, organisations, initiatives, topics."""

import pytest

from tests.conftest import Client


def test_registries_are_in_order_of_their_names(client: Client) -> None:
    names = [item["name"] for item in client.json("/v1/countries")["items"]]
    assert names == ["India", "Russia", "Ukraine", "United States"]
    assert client.json("/v1/countries")["description"] == "Countries, by name"


def test_a_card_counts_what_there_is_of_it(client: Client) -> None:
    card = client.json("/v1/partnerships?ids=in-ru")["items"][0]
    assert card["counts"] == {"briefs": 1, "sections": 1, "areas": 2, "points": 0, "quotes": 1, "events": 2}
    assert (card["first"], card["last"]) == ("2024-03-01", "2024-07-09")


def test_a_card_is_a_subset_of_the_whole(client: Client) -> None:
    for path in ("/v1/people", "/v1/topics", "/v1/organisations", "/v1/initiatives"):
        for card in client.json(path)["items"]:
            whole = client.json(card["url"])
            assert {name: whole[name] for name in card} == card
            assert {"briefs", "areas", "quotes", "timeline", "topics", "stages"} <= set(whole)


def test_a_whole_shows_the_newest_and_links_the_rest(client: Client) -> None:
    india = client.json("/v1/countries/IN")
    assert india["areas"]["count"] == 4
    assert india["areas"]["items"][0]["id"] == "india-eu-trade/tariffs"
    assert client.json(india["areas"]["url"])["items"][: len(india["areas"]["items"])] == india["areas"]["items"]
    assert client.json(india["timeline"]["url"])["items"][:5] == india["timeline"]["items"]
    assert {topic["id"]: topic["count"] for topic in india["topics"]} == {"trade": 2, "technology": 1, "energy": 1}
    assert {stage["stage"]: stage["count"] for stage in india["stages"]} == {"agreed": 1, "signed": 1, "announced": 1}


def test_a_person_has_offices_with_their_dates_and_sources(client: Client) -> None:
    offices = client.json("/v1/people/asha-rao")["offices"]
    assert [(office["title"], office["since"], office["until"]) for office in offices] == [
        ("Foreign Minister of India", "2020-01-01", "2024-06-30"),
        ("Prime Minister of India", "2024-07-01", None),
    ]
    assert offices[0]["sources"][0]["id"] == "ministry-note"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/v1/partnerships/US-IN", "/v1/partnerships/in-us"),
        ("/v1/partnerships/ru-in?format=json", "/v1/partnerships/in-ru?format=json"),
        ("/v1/partnerships/IN-EU.json", "/v1/partnerships/eu-in.json"),
        ("/v1/countries/in", "/v1/countries/IN"),
        ("/v1/countries/Russia", "/v1/countries/RU"),
        ("/v1/organisations/EU", "/v1/organisations/eu"),
    ],
)
def test_codes_in_any_order_or_case_lead_to_the_canonical_path(client: Client, path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["location"]) == (308, target)


def test_membership_does_not_expand(client: Client) -> None:
    assert client.json("/v1/areas?organisation=eu")["count"] == 1
    assert client.json("/v1/areas?country=DE")["count"] == 0


def test_a_country_that_no_brief_names_says_so(client: Client) -> None:
    response = client.get("/v1/countries/td")
    assert response.status_code == 404
    assert response.json()["detail"] == "No brief names Chad yet."
