"""The OpenAPI document keeps its word: valid, current, well described, and true of every answer."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from httplint import HttpRequestLinter, HttpResponseLinter, levels
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.application import create_app, document
from app.schema_files import schema_files
from app.settings import Settings
from tests.conftest import ROOT, served

DATA = ROOT / "data"
FILES = schema_files(ROOT)
DOCUMENT = document(create_app(Settings()))
OPERATIONS = [(path, operation) for path, item in DOCUMENT["paths"].items() for operation in item.values()]
NAMES = [operation["operationId"] for _, operation in OPERATIONS]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A real server of the real data."""
    with served(DATA, tmp_path_factory.mktemp("snapshot")) as server:
        yield server.client


def example_url(path: str, operation: dict[str, Any]) -> str:
    """The URL that the docs' "Execute" asks for when nothing is changed."""
    query = []
    for parameter in map(resolved, operation.get("parameters", [])):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", parameter["schema"]["examples"][0])
        elif "example" in parameter:
            query.append(f"{parameter['name']}={parameter['example']}")
    return path + (f"?{'&'.join(query)}" if query else "")


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT
    if "$ref" not in value:
        return value
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def problems_of(body: Any, schema: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(body)]


def test_the_document_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert not list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors())


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_the_code_says_of_itself_is_current(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name], f"{name} is stale: run `make schema`"


def test_the_document_is_served_as_committed(server: httpx.Client) -> None:
    for name in ("openapi.json", "openapi.yaml"):
        assert server.get(f"/{name}").content == (ROOT / "schema" / name).read_bytes()


def test_the_document_says_whose_it_is() -> None:
    info = DOCUMENT["info"]
    assert info["contact"]["name"]
    assert info["license"]["url"].startswith("https://creativecommons.org/")
    assert info["description"]
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/"]
    described = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert all(described.values())
    assert {tag for _, operation in OPERATIONS for tag in operation["tags"]} == set(described)


def test_five_calls_to_start_with() -> None:
    assert DOCUMENT["tags"][0]["name"] == "Start here"
    assert sum("Start here" in operation["tags"] for _, operation in OPERATIONS) == 5


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=NAMES)
def test_every_operation_is_described(path: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"(get|list)[A-Z][A-Za-z]+", operation["operationId"])
    assert NAMES.count(operation["operationId"]) == 1
    assert operation["summary"]
    assert operation["description"].endswith(".")
    ok = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert ok["$ref"].startswith("#/components/schemas/")
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            assert set(response["content"]) == {"application/problem+json"}
    assert all(resolved(parameter)["description"] for parameter in operation.get("parameters", []))


def test_no_schema_is_a_bare_object() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["properties"], name
            assert schema["required"] == list(schema["properties"]), f"{name} may leave something out"
            assert schema["description"], name


def test_lists_put_words_parties_and_topic_first_and_paging_last() -> None:
    names = [resolved(parameter)["name"] for parameter in DOCUMENT["paths"]["/v1/areas"]["get"]["parameters"]]
    assert names[:3] == ["q", "between", "topic"]
    assert names[-4:] == ["limit", "cursor", "format", "bom"]


def test_content_is_not_enumerated() -> None:
    text = (ROOT / "schema" / "openapi.json").read_text()
    assert "India between Washington and Moscow" not in text


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=NAMES)
def test_the_example_answers_as_its_schema_says(server: httpx.Client, path: str, operation: dict[str, Any]) -> None:
    response = server.get(example_url(path, operation))
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert problems_of(response.json(), operation["responses"]["200"]["content"]["application/json"]["schema"]) == []


@pytest.mark.parametrize("url", ["/v1/quotes?topic=nope", "/v1/briefs/nope", "/nope", "/v1/quotes?country=Korea"])
def test_errors_have_the_one_shape(server: httpx.Client, url: str) -> None:
    response = server.get(url)
    assert response.headers["content-type"] == "application/problem+json"
    assert problems_of(response.json(), {"$ref": "#/components/schemas/Problem"}) == []


# Who sends an Authorization that nobody here has asked for is to get what a cache has.
_MEANT = "Cache-Control: public is probably not necessary."
_URLS = [example_url(path, operation) for path, operation in OPERATIONS]


_ASKED = [*_URLS, "/", "/docs", "/v1/briefs/nope", "/v1/partnerships/us-in", "/v1/areas?x=1"]
_FEW = ["/v1/briefs", "/v1/briefs/india-balances-us-and-russia", "/docs", "/v1/briefs/nope"]


@pytest.mark.parametrize(
    ("url", "asking"),
    [
        *((url, asking) for url in _ASKED for asking in ("gzip", "again")),
        *((url, asking) for url in _FEW for asking in ("identity", "br", "zstd", "image")),
    ],
)
def test_raw_answers_are_clean_http(server: httpx.Client, url: str, asking: str) -> None:
    """In every coding, when they are not modified (304), and when nothing is acceptable (406)."""
    headers = {"Accept-Encoding": asking}
    if asking == "again":
        headers = {"If-None-Match": server.get(url).headers.get("etag", '"none"')}
    if asking == "image":
        headers = {"Accept": "image/png"}
    request = server.build_request("GET", url, headers=headers)
    response = server.send(request, stream=True)
    raw = b"".join(response.iter_raw())
    asked = HttpRequestLinter()
    asked.process_request_topline(b"GET", str(request.url).encode(), b"1.1")
    asked.process_headers([(name, value) for name, value in request.headers.raw])
    asked.finish_content(True)
    linter = HttpResponseLinter()
    linter.request = asked
    linter.process_response_topline(b"1.1", str(response.status_code).encode(), response.reason_phrase.encode())
    linter.process_headers([(name, value) for name, value in response.headers.raw])
    linter.feed_content(raw)
    linter.finish_content(True)
    bad = [str(note.summary) for note in linter.notes if note.level in (levels.BAD, levels.WARN)]
    assert [note for note in bad if note != _MEANT] == []


@schemathesis.hook
def filter_query(context: Any, query: Any) -> bool:
    """An empty value is one not given, and one given twice is one: no schema can say so, and to accept it is right."""
    lists = (value if isinstance(value, list) else [value] for value in dict(query or {}).values())
    texts = [["" if item is None or isinstance(item, dict) else str(item).strip() for item in items] for items in lists]
    return all(items and all(items) and len(set(items)) == len(items) for items in texts)


@schemathesis.openapi.from_dict(DOCUMENT).parametrize()
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "8")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="FUZZ_EXAMPLES" not in os.environ,
)
def test_schemathesis_finds_nothing(case: Any, server: httpx.Client) -> None:
    case.call_and_validate(base_url=str(server.base_url))


def test_every_path_is_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    assert [path for path in DOCUMENT["paths"] if path not in text] == []


BRIEF_SCHEMA = json.loads(FILES["schema/brief.schema.json"])


@pytest.mark.parametrize("name", ["Brief", *BRIEF_SCHEMA["$defs"]])
def test_the_schema_of_a_brief_describes_every_key(name: str) -> None:
    definition = BRIEF_SCHEMA if name == "Brief" else BRIEF_SCHEMA["$defs"][name]
    for key, value in definition.get("properties", {}).items():
        assert value.get("description"), f"{name}.{key} has no description"
        assert value.get("examples"), f"{name}.{key} has no example"


@pytest.mark.parametrize("path", sorted((DATA / "briefs").glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_sees_no_false_alarm(path: Path) -> None:
    content = core(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    errors = Draft202012Validator(BRIEF_SCHEMA).iter_errors(content)
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def core(value: Any) -> Any:
    """Plain scalars as the core schema of YAML 1.2 has them, which editors' language servers use."""
    if isinstance(value, dict):
        return {key: core(item) for key, item in value.items()}
    if isinstance(value, list):
        return [core(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value):
        return int(value)
    return {"true": True, "false": False, "null": None}.get(value, value)
