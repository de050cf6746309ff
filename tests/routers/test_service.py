"""What the service says of itself."""

from app.snapshot.kinds import KINDS
from tests.conftest import Client


def test_the_index_links_every_list(client: Client) -> None:
    index = client.json("/v1")
    assert {collection["name"] for collection in index["collections"]} == {kind.plural for kind in KINDS.values()}
    for collection in index["collections"]:
        assert client.json(collection["url"])["count"] == collection["count"]


def test_the_status_is_never_cached(client: Client) -> None:
    response = client.get("/v1/status")
    assert response.headers["cache-control"] == "no-store"
    status = response.json()
    assert status["counts"]["brief"] == 2
    assert status["snapshot"] == client.get("/v1/briefs").headers["snapshot"]


def test_alive_and_ready(client: Client) -> None:
    assert client.json("/healthz") == {"status": "alive"}
    assert client.json("/readyz") == {"status": "ready"}


def test_head_is_get_without_a_body_on_every_path(client: Client) -> None:
    for path in ("/", "/v1", "/v1/briefs", "/v1/briefs/nope", "/docs", "/healthz", "/v1/partnerships/us-in"):
        get, head = client.get(path), client.request("HEAD", path)
        assert head.content == b""
        for answer in (get, head):
            answer.headers.pop("x-request-id", None)  # a number for each error
        assert (head.status_code, head.headers) == (get.status_code, get.headers)


def test_options_on_every_path_says_what_is_allowed(client: Client) -> None:
    for path in ("/", "/v1/briefs", "/docs", "/assets/docs.js"):
        response = client.request("OPTIONS", path, headers={"Origin": "https://x.example"})
        assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
        assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert client.request("OPTIONS", "/nope").status_code == 404


def test_a_validator_spares_the_body(client: Client) -> None:
    first = client.get("/v1/briefs")
    again = client.get("/v1/briefs", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_suffix_says_the_format(client: Client) -> None:
    assert client.get("/v1/quotes.json?limit=1").content == client.get("/v1/quotes?limit=1").content
    assert client.get("/v1/quotes.xml").status_code == 404
    assert client.get("/v1/quotes?format=json").status_code == 200
