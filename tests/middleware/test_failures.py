"""The last resort: any failure is an answer, and says nothing of its insides."""

import logging

import orjson
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import HttpError, NotReady, ParameterFault, http_errors
from app.middleware.failures import FailuresMiddleware
from app.middleware.headers import HEADERS, HeadersMiddleware
from app.middleware.scope import NUMBER
from tests.middleware.driving import Inner, drive, http


def failing(error: BaseException, started: bool = False) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    return app


def test_an_answer_passes_as_it_is() -> None:
    inner = Inner()
    assert drive(FailuresMiddleware(inner), http()).messages == drive(inner, http()).messages


@pytest.mark.parametrize("error", [RuntimeError("the password is x"), KeyError("secret"), RecursionError()])
def test_a_failure_is_a_500_without_a_word_of_its_insides(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    scope = {**http("/v1/briefs"), NUMBER: "7"}
    answer = drive(HeadersMiddleware(FailuresMiddleware(failing(error))), scope)
    assert answer.headers | {name.lower(): value for name, value in HEADERS.items()} == answer.headers
    assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")
    assert orjson.loads(answer.body) == {
        "type": "/problems/internal-error",
        "title": "Internal error",
        "status": 500,
        "detail": "Something failed here. It has been logged; the same request may work later.",
        "instance": "/v1/briefs",
        "errors": [],
    }
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "GET '/v1/briefs' failed: request 7")
    assert record.exc_info is not None
    assert record.exc_info[1] is error


@pytest.mark.parametrize("kind", http_errors(), ids=lambda kind: kind.code)
def test_an_error_that_clients_are_told_keeps_its_status(
    kind: type[HttpError], caplog: pytest.LogCaptureFixture
) -> None:
    fault = ParameterFault(parameter="topic", value="enrgy", message="wrong", suggestion="energy", valid=("energy",))
    answer = drive(FailuresMiddleware(failing(kind("Why.", errors=(fault,)))), http())
    body = orjson.loads(answer.body)
    assert (answer.status, body["status"], body["type"]) == (kind.status, kind.status, f"/problems/{kind.code}")
    assert (body["title"], body["detail"]) == (kind.title, "Why.")
    assert body["errors"] == [
        {
            "parameter": "topic",
            "value": "enrgy",
            "message": "wrong",
            "suggestion": "energy",
            "valid": ["energy"],
            "valid_url": None,
        }
    ]
    assert answer.headers["cache-control"] == "no-store"
    assert caplog.records == []


def test_the_headers_of_an_error_are_sent() -> None:
    answer = drive(FailuresMiddleware(failing(NotReady("Wait.", headers={"Retry-After": "2"}))), http())
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize("path", ["/é", "/\ud800", '/"\n', "/" + "a" * 9_000])
def test_any_path_can_be_told(path: str) -> None:
    answer = drive(FailuresMiddleware(failing(ValueError())), http(path, raw_path=b"/"))
    assert orjson.loads(answer.body)["instance"] == path.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("error", [RuntimeError("late"), NotReady("late")])
def test_an_answer_under_way_is_not_answered_again(error: Exception) -> None:
    with pytest.raises(type(error), match="late"):
        drive(FailuresMiddleware(failing(error, started=True)), http())


def test_a_failure_outside_of_a_request_is_the_servers() -> None:
    with pytest.raises(RuntimeError, match="at start"):
        drive(FailuresMiddleware(failing(RuntimeError("at start"))), {"type": "lifespan"})
