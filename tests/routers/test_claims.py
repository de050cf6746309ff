"""Claims: areas, points, quotes, events; and sections and sources."""

from tests.conftest import Client

BRIEF = "india-and-two-powers"
OPENING = ["kind", "id", "url", "brief", "partnership", "language"]
CLOSING = ["verification", "review", "sources", "cite", "licence"]


def test_every_claim_begins_and_ends_alike(client: Client) -> None:
    for noun in ("areas", "why-it-matters", "quotes", "timeline"):
        for claim in client.json(f"/v1/{noun}")["items"]:
            assert list(claim)[: len(OPENING)] == OPENING
            assert list(claim)[-len(CLOSING) :] == CLOSING
    for section in client.json("/v1/sections")["items"]:
        assert list(section)[: len(OPENING)] == OPENING


def test_an_area_is_ours_and_the_examined_text_stands_in_its_review(client: Client) -> None:
    area = client.json(f"/v1/areas/{BRIEF}/semiconductors")
    assert area["detail"] == "A plant was announced in 2023."
    assert area["review"]["claim"] == "Chips are made."
    assert area["review"]["verdict"] == "overstated"
    assert area["review"]["examined"]["link"] == "https://blog.example/post"


def test_an_area_has_the_stage_and_date_of_its_last_event_that_happened(client: Client) -> None:
    area = client.json(f"/v1/areas/{BRIEF}/semiconductors")
    assert (area["stage"], area["date"]) == ("announced", "2023-06-22")
    undated = client.json(f"/v1/areas/{BRIEF}/space")
    assert (undated["stage"], undated["date"]) == (None, None)


def test_an_area_has_its_section_s_parties_and_its_own_tags(client: Client) -> None:
    area = client.json(f"/v1/areas/{BRIEF}/oil")
    assert [(party["id"], party["flag"]) for party in area["parties"]] == [("IN", "🇮🇳"), ("RU", "🇷🇺")]
    assert [country["id"] for country in area["countries"]] == ["IN", "RU", "UA"]
    assert [topic["name"] for topic in area["topics"]] == ["Energy", "Trade"]
    assert area["partnership"] == {"id": "in-ru", "name": "India–Russia", "url": "/v1/partnerships/in-ru"}


def test_verification_defaults_follow_the_sources(client: Client) -> None:
    def status(path: str) -> str:
        return str(client.json(path)["verification"]["status"])

    assert status(f"/v1/areas/{BRIEF}/semiconductors") == "reported"
    assert status(f"/v1/areas/{BRIEF}/oil") == "confirmed"
    assert status(f"/v1/why-it-matters/{BRIEF}/leverage") == "analysis"
    disputed = client.json(f"/v1/areas/{BRIEF}/space")["verification"]
    assert disputed["status"] == "disputed"
    assert disputed["against"][0]["id"] == f"{BRIEF}/own-report"


def test_a_quote_says_who_in_which_office_and_how_others_have_it(client: Client) -> None:
    quote = client.json(f"/v1/quotes/{BRIEF}/steadfast")
    assert quote["speaker"]["office"] == "Prime Minister of India"
    assert quote["original"] == {"language": "hi", "text": "हमारी मित्रता अटल है"}
    assert [wording["text"] for wording in quote["wordings"]] == ["Our friendship is firm"]
    assert quote["cite"].startswith(
        "“Our friendship is steadfast” (translated from Hindi), Asha Rao, Prime Minister of India, Press"
    )
    assert f"https://briefs.test/v1/quotes/{BRIEF}/steadfast" in quote["cite"]


def test_the_office_is_that_of_the_date(client: Client) -> None:
    before = client.json(f"/v1/timeline/{BRIEF}/oil-deal")["people"][0]
    after = client.json("/v1/timeline/summit-2024")["people"][0]
    assert (before["office"], after["office"]) == ("Foreign Minister of India", "Prime Minister of India")


def test_a_document_speaks_for_itself(client: Client) -> None:
    quote = client.json(f"/v1/quotes/{BRIEF}/joint-statement")
    assert (quote["speaker"], quote["document"], quote["partnership"]) == (None, "Joint statement", None)


def test_a_shared_event_is_told_once_and_belongs_to_its_parties(client: Client) -> None:
    event = client.json("/v1/timeline/summit-2024")
    assert event["brief"] is None
    assert event["partnership"]["id"] == "in-ru"
    assert event["until"] == "2024-07-09"
    assert client.json("/v1/timeline?partnership=in-ru&from=2024-07")["items"] == [event]
    assert client.get("/v1/timeline/moscow-2024").headers["location"] == "/v1/timeline/summit-2024"


def test_an_own_event_names_its_area(client: Client) -> None:
    event = client.json(f"/v1/timeline/{BRIEF}/plant-expected")
    assert event["expected"] is True
    assert event["area"] == {
        "id": f"{BRIEF}/semiconductors",
        "name": "Semiconductors",
        "url": f"/v1/areas/{BRIEF}/semiconductors",
    }


def test_a_section_has_the_tags_of_its_claims_and_the_people_of_its_events(client: Client) -> None:
    section = client.json(f"/v1/sections/{BRIEF}/in-ru")
    assert [person["id"] for person in section["people"]] == ["asha-rao"]
    assert [topic["id"] for topic in section["topics"]] == ["energy", "trade"]
    assert client.get(f"/v1/sections/{BRIEF}/RU-in").headers["location"] == f"/v1/sections/{BRIEF}/in-ru"


def test_a_source_keeps_its_address_byte_for_byte(client: Client) -> None:
    source = client.json("/v1/sources/wire-report")
    assert source["link"] == "https://wire.example/%2Freport?id=1&x=y"
    assert (source["title"], source["brief"], source["kind"]) == (None, None, "news")
    assert client.json("/v1/sources?kind=official&sort=title")["count"] == 2
    assert client.json("/v1/sources?publisher=The Daily Wire-Line")["count"] == 2
