"""What all lists have in common: filters, order, pages, and honest answers."""

from pathlib import Path

import pytest

from tests.conftest import CORPUS, NOW, Client, client_of


def ids(client: Client, url: str) -> list[str]:
    return [item["id"].rpartition("/")[2] for item in client.json(url)["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("between=India,Russia", ["oil", "space"]),
        ("between=RU&between=India", ["oil", "space"]),
        ("between=India,EU", ["tariffs"]),
        ("country=usa", ["semiconductors"]),
        ("country=Ukraine", ["oil"]),
        ("country=US,Ukraine", ["oil", "semiconductors"]),
        ("organisation=European Union", ["tariffs"]),
        ("partnership=ru-in", ["oil", "space"]),
        ("topic=energy,technology", ["oil", "semiconductors"]),
        ("topic=energy&country=US", []),
        ("initiative=chip-plan", ["semiconductors"]),
        ("brief=india-eu-trade", ["tariffs"]),
        ("verification=confirmed,disputed", ["oil", "space"]),
        ("verdict=overstated", ["semiconductors"]),
        ("stage=signed", ["oil"]),
        ("publisher=european commission", ["tariffs"]),
        ("q=crude imports", ["oil"]),
        ("q=OIL BUYS", ["oil"]),
        ("q=CHIPP", ["semiconductors"]),
        ("from=2024&to=2024", ["oil"]),
        ("to=2023", ["semiconductors"]),
        ("exclude=topic:energy,country:US", ["tariffs", "space"]),
        ("exclude=between:IN", []),
        ("sort=title", ["oil", "semiconductors", "space", "tariffs"]),
        ("sort=date", ["semiconductors", "oil", "tariffs", "space"]),
        ("", ["tariffs", "oil", "semiconductors", "space"]),
        ("utm_source=x&fbclid=y&_=1&topic=&q=", ["tariffs", "oil", "semiconductors", "space"]),
    ],
)
def test_areas_are_filtered_and_sorted(client: Client, query: str, expected: list[str]) -> None:
    listing = client.json(f"/v1/areas?{query}")
    assert [item["id"].rpartition("/")[2] for item in listing["items"]] == expected
    assert listing["count"] == len(expected)


def test_people_filter_by_whether_they_speak_or_take_part(client: Client) -> None:
    assert ids(client, "/v1/quotes?person=asha-rao") == ["steadfast"]
    assert ids(client, "/v1/timeline?person=Minister Rao") == ["oil-deal", "summit-2024"]
    assert client.json("/v1/timeline?speaker=asha-rao")["count"] == 0


@pytest.mark.parametrize("noun", ["areas", "timeline", "sources", "countries", "briefs", "why-it-matters"])
@pytest.mark.parametrize("sort", ["", "title", "-date", "date"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_give_every_item_once_in_order_and_lead_back(client: Client, noun: str, sort: str, limit: int) -> None:
    query = f"sort={sort}" if sort and noun != "countries" else ""
    whole = ids(client, f"/v1/{noun}?limit=100&{query}")
    url, found, back = f"/v1/{noun}?limit={limit}&{query}", [], None
    while url:
        page = client.json(url)
        found += ids(client, url)
        assert page["count"] == len(whole)
        url, back = page["links"]["next"], page["links"]["prev"]
    assert found == whole
    if back:
        assert ids(client, back) == whole[-2 * limit : -limit] or len(whole) % limit


def test_links_are_absolute_and_keep_the_query(client: Client) -> None:
    listing = client.json("/v1/timeline?limit=1&country=India,Russia&utm_source=mail")
    links = listing["links"]
    assert links["self"] == links["first"] == "https://briefs.test/v1/timeline?limit=1&country=India,Russia"
    assert links["next"].startswith("https://briefs.test/v1/timeline?limit=1&country=India,Russia&cursor=")
    assert links["prev"] is None
    header = client.get("/v1/timeline?limit=1").headers["link"]
    assert 'rel="next"' in header
    assert '<https://briefs.test/openapi.json>; rel="service-desc"' in header


def test_ids_keep_their_order_and_name_the_missing(client: Client) -> None:
    listing = client.json("/v1/areas?ids=india-eu-trade/tariffs,nope/x&ids=india-and-two-powers/oil")
    assert [item["id"] for item in listing["items"]] == ["india-eu-trade/tariffs", "india-and-two-powers/oil"]
    assert listing["missing"] == ["nope/x"]


def test_the_description_restates_the_query(client: Client) -> None:
    listing = client.json("/v1/areas?between=IN,RU&topic=energy")
    assert listing["description"] == "Areas of cooperation between India and Russia on energy, newest first"
    listing = client.json("/v1/quotes?speaker=asha-rao&country=us")
    assert listing["description"] == "Quotes by Asha Rao about the United States, newest first"


def test_a_cursor_by_title_ends_with_the_edition(tmp_path: Path) -> None:
    now = NOW
    client = client_of(CORPUS, tmp_path, lambda: now)
    by_title = client.json("/v1/areas?sort=title&limit=2")["links"]["next"]
    by_date = client.json("/v1/areas?limit=2")["links"]["next"]
    now = 4_200_000_000.0  # in 2103, after the embargo
    expired = client.get(by_title)
    assert expired.status_code == 410
    assert expired.json()["type"] == "/problems/cursor-expired"
    assert "https://briefs.test/v1/areas?sort=title&limit=2" in expired.json()["detail"]
    assert ids(client, by_date) == ["semiconductors", "space"] or client.get(by_date).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("contry=IN", "contry", "country"),
        ("country=Korea", "country", None),
        ("country=Congo", "country", None),
        ("country=EU", "country", "organisation=eu"),
        ("country=Indya", "country", "IN"),
        ("topic=enrgy", "topic", "energy"),
        ("sort=-dat", "sort", "-date"),
        ("sort=relevance", "sort", None),
        ("limit=0", "limit", None),
        ("limit=101", "limit", None),
        ("limit=1&limit=2", "limit", None),
        ("from=2024-13", "from", None),
        ("from=2025&to=2024", "to", None),
        ("cursor=x", "cursor", None),
        ("stage=sined", "stage", "signed"),
        ("exclude=energy", "exclude", None),
        ("exclude=topc:energy", "exclude", "topic:energy"),
        ("ids=a&country=IN", "ids", None),
        ("q=!!!", "q", None),
        ("format=pdf", "format", "json"),
        ("brief=embargoed", "brief", None),
        ("country=IN&view=full", "view", None),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(
    client: Client, query: str, parameter: str, suggestion: str | None
) -> None:
    response = client.get(f"/v1/areas?{query}")
    assert response.status_code == 422
    error = response.json()["errors"][0]
    assert error["parameter"] == parameter
    assert error["suggestion"] == suggestion
    assert "secret" not in response.text.lower()
