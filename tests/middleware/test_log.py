"""A line for each request, and what it adds to the metrics."""

import logging
import re
from select import PIPE_BUF
from typing import Any

import orjson
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotFound
from app.logs import Requests
from app.middleware.failures import FailuresMiddleware
from app.middleware.log import LogMiddleware
from app.middleware.metrics import Metrics
from app.middleware.scope import OUTCOME
from tests.middleware.driving import Exchange, Inner, drive, http

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def wanted(caplog: pytest.LogCaptureFixture) -> None:
    """As `app/logging.json` has it."""
    caplog.set_level(logging.INFO, "app.requests")


Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("wanted")


def line(captured: Captured) -> dict[str, Any]:
    """The one line that was written."""
    (text,) = captured.readouterr().err.splitlines()
    told: dict[str, Any] = orjson.loads(text)
    return told


def logged(inner: ASGIApp, scope: Scope) -> Exchange:
    log = Requests()
    exchange = drive(LogMiddleware(inner, log, Metrics()), scope)
    log.write()
    return exchange


def test_a_request_is_told_in_one_line(capfd: Captured) -> None:
    scope = http("/v1/briefs", query=b"q=oil&limit=2", client=("192.0.2.7", 50_000))
    logged(Inner(), {**scope, OUTCOME: "hit"})
    told = line(capfd)
    assert {name: told[name] for name in ("method", "url", "status", "bytes", "client", "cache")} == {
        "method": "GET",
        "url": "/v1/briefs?q=oil&limit=2",
        "status": 200,
        "bytes": 10,
        "client": "192.0.2.7",
        "cache": "hit",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", told["time"])
    assert 0 <= told["ms"] < 10_000


@pytest.mark.parametrize("client", [None, ["192.0.2.7", 1]])
def test_what_is_not_known_is_not_made_up(capfd: Captured, client: object) -> None:
    logged(Inner(), http(client=client))
    told = line(capfd)
    assert told.get("client") == (client and "192.0.2.7")
    assert not told.keys() & {"cache", "trace"}


def test_every_request_has_a_number_of_its_own(capfd: Captured) -> None:
    log = Requests()
    apps = [LogMiddleware(Inner(), log, Metrics()) for _ in range(2)]
    for app in apps * 3:
        drive(app, http())
    log.write()
    numbers = [orjson.loads(text)["request"] for text in capfd.readouterr().err.splitlines()]
    assert len(set(numbers)) == 6


@pytest.mark.parametrize("number", ["a", "f3b1a2-7", "A.b_c~d", "x" * 128])
def test_the_number_that_a_proxy_has_given_is_kept(capfd: Captured, number: str) -> None:
    logged(Inner(), http(headers=[(b"x-request-id", number.encode())]))
    assert line(capfd)["request"] == number


@pytest.mark.parametrize("number", [b"", b"a b", b"a\nb", b"a\n", b"\xff", b'"', b"x" * 129, b"a,b"])
def test_a_number_that_is_none_is_not_taken(capfd: Captured, number: bytes) -> None:
    answer = logged(Inner(404), http(headers=[(b"x-request-id", number)]))
    told = line(capfd)["request"]
    assert told != number.decode("latin-1")
    assert answer.headers["x-request-id"] == told


@pytest.mark.parametrize(
    ("header", "trace"),
    [
        (TRACE, TRACE),
        ("00-" + "g" * 32 + "-00f067aa0ba902b7-01", None),
        (TRACE.upper(), None),
        (f"{TRACE}-more", None),
        ("", None),
    ],
)
def test_a_trace_is_followed(capfd: Captured, header: str, trace: str | None) -> None:
    logged(Inner(), http(headers=[(b"traceparent", header.encode())]))
    assert line(capfd).get("trace") == trace


@pytest.mark.parametrize(("status", "told"), [(200, False), (304, False), (308, False), (404, True), (500, True)])
def test_an_error_tells_its_number_and_nothing_else_does(capfd: Captured, status: int, told: bool) -> None:
    inner = Inner(status)
    answer = logged(inner, http())
    expected = {"content-type": "text/plain", "content-length": "10"}
    number = line(capfd)["request"]
    assert answer.headers == expected | ({"x-request-id": number} if told else {})
    assert answer.body == b"0123456789"


def failing(error: BaseException) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return app


def test_a_failure_that_is_answered_is_told_by_its_status(capfd: Captured) -> None:
    answer = logged(FailuresMiddleware(failing(NotFound("Nothing."))), http())
    told = line(capfd)
    assert (answer.status, told["status"], told["bytes"]) == (404, 404, len(answer.body))


def test_a_failure_that_is_not_answered_is_told_too(capfd: Captured) -> None:
    log, metrics = Requests(), Metrics()
    with pytest.raises(RuntimeError):
        drive(LogMiddleware(failing(RuntimeError()), log, metrics), http())
    log.write()
    assert line(capfd)["status"] == 0
    assert b'briefs_requests_total{cache="",status="0"} 1.0' in metrics.text()


@pytest.mark.parametrize("path", ["/\n{}", "/\x1b[31m", "/\u2028", '/"\\', "/\ud800", "/é", "/\x00"])
def test_any_path_is_one_line(capfd: Captured, path: str) -> None:
    logged(Inner(), http(path, raw_path=b"/", query=b"\xff\n\x85"))
    text = capfd.readouterr().err
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert orjson.loads(text)["url"].startswith("/")


@pytest.mark.parametrize("path", ["/" + "a" * 20_000, "/" + "\x01" * 7_999, "/" + "é" * 4_000, "/" + "𐍈" * 2_000])
def test_a_line_stays_whole_among_those_of_other_processes(capfd: Captured, path: str) -> None:
    headers = [(b"x-request-id", b"x" * 128), (b"traceparent", TRACE.encode())]
    logged(Inner(), http(path, raw_path=b"/", query=b"\xff" * 7_000, headers=headers, client=("::1", 1)))
    assert len(capfd.readouterr().err.encode()) <= PIPE_BUF


def test_what_is_logged_is_counted() -> None:
    metrics = Metrics()
    app = LogMiddleware(Inner(), Requests(), metrics)
    for outcome in ("hit", "hit", "miss"):
        drive(app, {**http(), OUTCOME: outcome})
    drive(app, http())
    text = metrics.text().decode()
    for outcome, count in (("hit", 2), ("miss", 1), ("", 1)):
        assert f'briefs_requests_total{{cache="{outcome}",status="200"}} {count}.0' in text


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_lines_that_are_not_wanted_are_not_written(
    capfd: Captured, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    caplog.set_level(level, "app.requests")
    logged(Inner(), http())
    assert capfd.readouterr().err == ""


def test_what_is_not_http_passes(capfd: Captured) -> None:
    inner = Inner()
    logged(inner, {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
    assert capfd.readouterr().err == ""
