"""The whole service keeps the rules of HTTP, whatever it answers: form, conditions, lifetime."""

import re
import time
from pathlib import Path

import pytest

from app.middleware.cache import MAX_ENTRY
from app.wire import date
from app.wire.accept import CODINGS, IDENTITY
from tests.conftest import CORPUS, NOW, Client, Folder, build, client_of

ALL = (*CODINGS, IDENTITY)
# 2026-11-23T00:00Z, the midnight after NOW; and 2100-01-01T00:00Z, when the embargoed brief is published.
MIDNIGHT, SECRET = NOW + 12 * 3600, 4_102_444_800
BRIEF, QUOTE = "/v1/briefs/india-and-two-powers", "/v1/quotes/india-and-two-powers/steadfast"


def outcomes(client: Client) -> tuple[int, int]:
    """How many answers were there already, and how many were made."""
    text = client.app.state.metrics.text().decode()

    def count(outcome: str) -> int:
        counts = re.findall(rf'^briefs_requests_total{{cache="{outcome}",status="\d+"}} (\S+)', text, re.MULTILINE)
        return int(sum(map(float, counts)))

    return count("hit"), count("miss")


def test_what_was_asked_for_is_there(tmp_path: Path) -> None:
    client = client_of(CORPUS, tmp_path)
    for coding in ("gzip", "gzip", "br", "identity"):
        client.get(BRIEF, headers={"Accept-Encoding": coding})
    assert outcomes(client) == (3, 1)
    assert client.get(f"{BRIEF}x").status_code == client.get(f"{BRIEF}x").status_code == 404
    assert outcomes(client) == (3, 3)


@pytest.mark.parametrize("accept", ["text/csv", "text/*", "application/json;q=0.5, text/csv", "*/*;q=0.1, text/csv"])
def test_a_list_is_a_sheet_for_who_asks_for_one(client: Client, accept: str) -> None:
    answer, sheet = client.get("/v1/areas", headers={"Accept": accept}), client.get("/v1/areas.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert (answer.content, answer.headers["vary"]) == (sheet.content, "Accept, Accept-Encoding")
    assert sheet.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/*",
        "application/json, text/csv",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
        "text/html, image/gif, image/jpeg, */*; q=0.2",
    ],
)
@pytest.mark.parametrize("url", ["/v1", "/v1/areas", BRIEF, "/v1/quotes/today", "/v1/graph"])
def test_browsers_and_all_who_take_anything_get_json(client: Client, url: str, accept: str) -> None:
    answer = client.get(url, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.content == client.get(url).content


@pytest.mark.parametrize(
    ("url", "accept", "offers"),
    [
        (BRIEF, "text/csv", ["application/json"]),
        ("/v1/graph", "text/csv", ["application/json"]),
        ("/v1/quotes/today", "text/csv", ["application/json"]),
        ("/v1", "application/json;q=0", ["application/json"]),
        ("/v1/areas", "text/html", ["application/json", "text/csv"]),
        (f"{BRIEF}/areas", "*/*;q=0", ["application/json", "text/csv"]),
    ],
)
def test_what_is_not_offered_is_told_with_what_is(client: Client, url: str, accept: str, offers: list[str]) -> None:
    answer = client.get(url, headers={"Accept": accept})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (406, "/problems/not-acceptable")
    (fault,) = problem["errors"]
    assert (fault["parameter"], fault["value"], fault["valid"]) == ("Accept", accept, offers)
    assert all(offer in problem["detail"] for offer in offers)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("url", "accept", "type"),
    [
        ("/v1/areas.csv", "application/json", "text/csv; charset=utf-8; header=present"),
        ("/v1/areas?format=csv", "application/json", "text/csv; charset=utf-8; header=present"),
        ("/v1/areas.json", "text/csv", "application/json"),
        ("/v1/areas?format=json", "text/csv", "application/json"),
        (f"{BRIEF}.json", "text/csv", "application/json"),
        (f"{BRIEF}?format=json", "text/html", "application/json"),
        ("/v1/areas.csv", "*/*;q=0", "text/csv; charset=utf-8; header=present"),
    ],
)
def test_a_suffix_or_a_format_goes_before_accept(client: Client, url: str, accept: str, type: str) -> None:
    answer = client.get(url, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, type)
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "url", ["/v1/areas", "/v1/areas.csv", BRIEF, "/", "/openapi.json", "/v1/status", "/v1/nothing"]
)
def test_no_coding_at_all_is_not_acceptable_anywhere(client: Client, url: str) -> None:
    answer = client.get(url, headers={"Accept-Encoding": "identity;q=0"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert "zstd, br, gzip, identity" in answer.json()["detail"]
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == ("no-store", "*")


@pytest.mark.parametrize("url", ["/", "/docs", "/openapi.json", "/v1", "/v1/areas", "/v1/areas.csv", BRIEF, QUOTE])
@pytest.mark.parametrize("coding", ALL)
def test_everything_follows_the_rules(client: Client, url: str, coding: str) -> None:
    accepting = {"Accept-Encoding": coding}
    whole = client.get(url, headers=accepting)
    head = client.request("HEAD", url, headers=accepting)
    assert (head.status_code, head.headers, head.content) == (200, whole.headers, b"")
    assert whole.headers.get("content-encoding", IDENTITY) == coding
    assert whole.content == client.get(url, headers={"Accept-Encoding": IDENTITY}).content
    assert {"Accept-Encoding"} <= set(whole.headers["vary"].split(", "))
    known = client.get(url, headers=accepting | {"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert sorted(known.headers) == [
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cache-control",
        "etag",
        "vary",
    ]
    failed = client.get(url, headers=accepting | {"If-Match": f"W/{whole.headers['etag']}"})
    assert (failed.status_code, failed.json()["type"]) == (412, "/problems/precondition-failed")


@pytest.mark.parametrize(
    ("url", "language", "keys"),
    [
        (BRIEF, "en", "brief brief/india-and-two-powers"),
        (QUOTE, "en", "quote quote/india-and-two-powers/steadfast brief/india-and-two-powers"),
        ("/v1/areas/india-eu-trade/tariffs", "en", "area area/india-eu-trade/tariffs brief/india-eu-trade"),
        (
            "/v1/countries/IN",
            "en",
            "country brief section area point quote event source partnership person organisation initiative topic "
            "country/IN",
        ),
        ("/v1/timeline/summit-2024", "en", "event event/summit-2024"),
    ],
)
def test_an_item_says_its_language_and_what_it_is_made_of(client: Client, url: str, language: str, keys: str) -> None:
    headers = client.get(url).headers
    assert (headers["content-language"], headers["surrogate-key"]) == (language, keys)


@pytest.mark.parametrize("url", ["/v1/areas", "/v1/areas.csv", f"{BRIEF}/areas"])
def test_a_list_says_what_it_is_made_of(client: Client, url: str) -> None:
    headers = client.get(url).headers
    assert "area" in headers["surrogate-key"].split(" ")
    assert "en" in headers["content-language"].split(", ")
    assert "last-modified" not in headers


def later(seconds: float) -> None:
    """Wait until it is a later second than that."""
    while int(time.time()) <= seconds:
        time.sleep(0.02)


def test_an_unrelated_publish_changes_no_validator_and_a_related_one_does(
    corpus_folder: Folder, tmp_path: Path
) -> None:
    client = client_of(corpus_folder.path, tmp_path / "snapshot")
    urls = (BRIEF, QUOTE, "/v1/areas/india-and-two-powers/oil")
    before = {url: client.get(url).headers for url in urls}
    made = {date.parse(head["last-modified"]) for head in before.values()}
    assert len(made) == 1, "a claim is as old as its brief"
    later(max(filter(None, made)))

    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    path.write_text(path.read_text().replace("Trade grows.", "Trade grows fast."))
    publish(client, corpus_folder, tmp_path)
    for url in urls:
        after = client.get(url).headers
        assert after["snapshot"] != before[url]["snapshot"]
        assert [after[name] for name in ("etag", "last-modified")] == [
            before[url][name] for name in ("etag", "last-modified")
        ]
        assert client.get(url, headers={"If-Modified-Since": before[url]["last-modified"]}).status_code == 304

    path = corpus_folder.path / "briefs" / "india-and-two-powers.yaml"
    path.write_text(path.read_text().replace("Oil keeps engines running.", "Oil keeps all engines running."))
    publish(client, corpus_folder, tmp_path)
    assert client.get(BRIEF).headers["etag"] != before[BRIEF]["etag"]
    for url in urls:
        assert client.get(url).headers["last-modified"] != before[url]["last-modified"]
        assert client.get(url, headers={"If-Modified-Since": before[url]["last-modified"]}).status_code == 200


def publish(client: Client, folder: Folder, tmp_path: Path) -> None:
    build(folder.path, tmp_path / "snapshot")
    assert client.app.state.current.follow()


def test_the_quote_of_the_day_is_not_kept_beyond_midnight(tmp_path: Path) -> None:
    now = MIDNIGHT - 3600
    client = client_of(CORPUS, tmp_path, lambda: now)
    usual = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
    told = {
        MIDNIGHT - 3600: (usual, (0, 1)),
        MIDNIGHT - 90: ("public, max-age=60, stale-while-revalidate=30, stale-if-error=86400", (1, 1)),
        MIDNIGHT - 12.5: ("public, max-age=12, stale-if-error=86400", (2, 1)),
        MIDNIGHT: (usual, (2, 2)),
        MIDNIGHT + 1: (usual, (3, 2)),
    }
    for at, expected in told.items():
        now = at
        headers = client.get("/v1/quotes/today").headers
        assert (headers["cache-control"], outcomes(client)) == expected
        assert "expires" not in headers


def test_nothing_is_kept_beyond_a_coming_publication(tmp_path: Path) -> None:
    now = SECRET - 30.0
    client = client_of(CORPUS, tmp_path, lambda: now)
    before = client.get("/v1/countries")
    assert before.headers["cache-control"] == "public, max-age=30, stale-if-error=86400"
    now = float(SECRET)
    after = client.get("/v1/countries")
    assert after.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
    assert after.headers["etag"] != before.headers["etag"]
    assert outcomes(client) == (0, 2)


def test_a_large_sheet_follows_the_rules_too(folder: Folder, tmp_path: Path) -> None:
    points = "".join(f"  - {{id: p{number}, title: A point, detail: {'Word. ' * 4_000}}}\n" for number in range(10))
    for number in range(18):
        folder.brief(f"brief-{number}", f"why_it_matters:\n{points}")
    client = client_of(folder.path, tmp_path / "snapshot")
    url = "/v1/why-it-matters.csv"
    sheet = client.get(url)
    assert len(sheet.content) > MAX_ENTRY
    assert sheet.headers["content-encoding"] == "zstd"
    assert client.get(url, headers={"Accept-Encoding": IDENTITY}).content == sheet.content
    head = client.request("HEAD", url)
    assert (head.status_code, head.headers, head.content) == (200, sheet.headers, b"")
    assert client.get(url, headers={"If-None-Match": sheet.headers["etag"]}).status_code == 304
    failed = client.get(url, headers={"If-Match": '"other"'})
    assert (failed.status_code, failed.headers["cache-control"]) == (412, "no-store")
