"""The error tree: every class has a status, a code, a page and the one shape."""

from pathlib import Path

import pytest

from app.errors import BriefsError, CommandError, HttpError, InvalidParameters, ParameterFault, http_errors
from app.formats.problem import problem
from tests.conftest import CORPUS, ROOT, Client, client_of


def subclasses(parent: type[BriefsError]) -> list[type[BriefsError]]:
    return [found for child in parent.__subclasses__() for found in (child, *subclasses(child))]


@pytest.mark.parametrize("error", http_errors(), ids=lambda error: error.code)
def test_every_http_error_knows_itself_and_has_a_page(client: Client, error: type[HttpError]) -> None:
    body = problem(error("What is wrong."), "/v1/x").decode()
    assert 400 <= error.status < 600
    assert f'"type":"/problems/{error.code}"' in body
    assert f'"status":{error.status}' in body
    page = client.get(f"/problems/{error.code}")
    assert page.status_code == 200
    assert error.title in page.text
    assert error.code in client.get("/problems").text


def test_codes_are_distinct_and_documented() -> None:
    codes = [error.code for error in http_errors()]
    assert len(codes) == len(set(codes))
    text = (ROOT / "docs" / "errors.md").read_text()
    assert [code for code in codes if code not in text] == []


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    text = (ROOT / "app" / "errors.py").read_text().split('"""')[1]
    assert [error.__name__ for error in subclasses(BriefsError) if error.__name__ not in text] == []
    assert all(error.exit_status == 2 for error in subclasses(CommandError) if issubclass(error, CommandError))


def test_every_http_error_is_in_the_list() -> None:
    assert set(http_errors()) == set(subclasses(HttpError))


def test_a_problem_tells_every_parameter() -> None:
    fault = ParameterFault(parameter="topic", value="x", message="x is not a topic", valid=("energy",))
    body = problem(InvalidParameters("Wrong.", errors=(fault,)), "/v1/areas")
    assert b'"errors":[{"parameter":"topic","value":"x","message":"x is not a topic","suggestion":null' in body


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    response = client.request(method, "/v1/briefs")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_failure_of_ours_shows_nothing_of_its_insides(tmp_path: Path) -> None:
    client = client_of(CORPUS, tmp_path)
    client.app.state.settings = None
    response = client.get("/v1/briefs")
    assert response.status_code == 500
    assert response.json()["type"] == "/problems/internal-error"
    assert "NoneType" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["access-control-allow-origin"] == "*"
