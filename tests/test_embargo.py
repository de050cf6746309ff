"""What is published in the future is nowhere, until its instant; then everywhere, without a build."""

from pathlib import Path

import pytest

from tests.conftest import CORPUS, NOW, Client, client_of

# 2025-03-01T09:00+01:00, when india-eu-trade is published; and 2100-01-01T00:00Z, when the secret one is.
TRADE, SECRET = 1_740_816_000, 4_102_444_800
EVERYWHERE = [
    *("/v1/briefs?view=full", "/v1/sections", "/v1/areas", "/v1/timeline", "/v1/sources", "/v1/partnerships"),
    *("/v1/countries", "/v1/people", "/v1/topics", "/v1", "/v1/status", "/v1/briefs/secret", "/v1/briefs/embargo"),
    *(
        "/v1/areas?publisher=secret",
        "/v1/areas?brief=embargoe",
        "/v1/partnerships/fr-in",
        "/v1/areas/embargoed/engines",
    ),
    *("/v1/sources/embargoed/secret-source", "/v1/timeline/summit-2024", "/v1/countries/FR", "/v1/areas?country=FR"),
    "/v1/areas?partnership=fr-in",
]


@pytest.mark.parametrize("url", EVERYWHERE)
def test_an_embargoed_brief_leaks_nowhere(client: Client, url: str) -> None:
    asked_for = url.partition("?")[0].removeprefix("/v1").lower().lstrip("/").partition("/")[2]
    text = client.get(url).text.lower()
    text = text.replace(asked_for, "") if asked_for else text
    for word in ("secret journey", "jet engines", "a leak", "secret press", "embargoed/"):
        assert word not in text


def test_counts_leave_it_out_and_the_same_snapshot_lets_it_in(tmp_path: Path) -> None:
    now = float(SECRET - 1)
    client = client_of(CORPUS, tmp_path, lambda: now)
    before = client.json("/v1/countries?ids=IN")["items"][0]["counts"]
    assert client.get("/v1/briefs/embargoed").status_code == 404
    edition = client.json("/v1/status")["edition"]
    now = float(SECRET)
    after = client.json("/v1/countries?ids=IN")["items"][0]["counts"]
    assert client.json("/v1/briefs/embargoed")["title"] == "A secret journey"
    assert (before["briefs"], after["briefs"]) == (2, 3)
    assert client.json("/v1/countries/FR")["counts"]["areas"] == 1
    assert client.json("/v1/status")["edition"] != edition


def test_an_instant_has_an_offset(tmp_path: Path) -> None:
    now = float(TRADE - 1)
    client = client_of(CORPUS, tmp_path, lambda: now)
    assert client.get("/v1/briefs/india-eu-trade").status_code == 404
    assert client.get("/v1/organisations/eu").status_code == 404
    now = float(TRADE)
    assert client.json("/v1/briefs/india-eu-trade")["published"] == "2025-03-01T08:00:00Z"


def test_a_replacement_under_embargo_is_not_named(tmp_path: Path) -> None:
    client = client_of(CORPUS, tmp_path, lambda: float(TRADE - 1))
    assert "india-eu-trade" not in client.get("/v1/briefs/taken-back").text


def test_an_answer_that_is_not_concerned_stays_the_same(tmp_path: Path) -> None:
    now = NOW
    client = client_of(CORPUS, tmp_path, lambda: now)
    before = client.get("/v1/quotes/india-and-two-powers/steadfast").headers["etag"]
    now = float(SECRET)
    assert client.get("/v1/quotes/india-and-two-powers/steadfast").headers["etag"] == before
