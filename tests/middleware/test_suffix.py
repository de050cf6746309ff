"""Suffixes: `/v1/quotes.json` is `/v1/quotes` in a format."""

import pytest

from app.errors import NotFound
from app.formats.table import FORMATS
from app.middleware.suffix import SuffixMiddleware
from tests.conftest import Client
from tests.middleware.driving import Inner, drive, http


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", ["/v1", "/v1/quotes", "/v1/quotes/a-brief/a-quote", "/v1/countries/IN"])
def test_a_suffix_leaves_the_path_and_names_the_format(path: str, suffix: str) -> None:
    inner = Inner()
    drive(SuffixMiddleware(inner), http(f"{path}.{suffix}", query=b"a=1"))
    (scope,) = inner.scopes
    assert (scope["path"], scope["state"]["suffix"], scope["query_string"]) == (path, suffix, b"a=1")


def test_the_state_of_the_request_stays_and_the_scope_of_the_server_is_untouched() -> None:
    inner, scope = Inner(), http("/v1/quotes.json", state={"kept": 1})
    drive(SuffixMiddleware(inner), scope)
    assert inner.scopes[0]["state"] == {"kept": 1, "suffix": "json", "asked": "/v1/quotes.json"}
    assert (scope["path"], scope["state"]) == ("/v1/quotes.json", {"kept": 1})


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/quotes", "/openapi.json", "/docs/style.css", "/v1/a.b/c", "/v1/"])
def test_other_paths_pass_as_they_are(path: str) -> None:
    inner, scope = Inner(), http(path)
    drive(SuffixMiddleware(inner), scope)
    assert inner.scopes == [scope]


@pytest.mark.parametrize("suffix", ["exe", "", "JSON", "json.json.x", "json ", "é", "jso"])
def test_an_unknown_suffix_is_told_what_there_is(suffix: str) -> None:
    inner = Inner()
    with pytest.raises(NotFound, match=r"What there is: \.json"):
        drive(SuffixMiddleware(inner), http(f"/v1/quotes.{suffix}"))
    assert inner.scopes == []


def test_an_error_names_the_path_that_was_asked_for(client: Client) -> None:
    problem = client.get("/v1/quotes/none/none.json").json()
    assert (problem["status"], problem["instance"]) == (404, "/v1/quotes/none/none.json")


def test_what_is_not_http_passes() -> None:
    inner = Inner()
    drive(SuffixMiddleware(inner), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
