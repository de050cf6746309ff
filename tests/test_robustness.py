"""Clients that are slow, gone, many or hostile: nobody else waits for them, and no input is a fault of ours."""

import asyncio
import contextlib
import json
import re
import resource
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.application import create_app, document
from app.settings import Settings
from tests.conftest import Client, build, eventually
from tests.middleware.driving import Exchange, http
from tests.test_workers import LARGE, SERVERS, Serving, hurry, large, slow, started

IDLE = 2_000
DOCUMENT = document(create_app(Settings()))
PATHS = [*DOCUMENT["paths"], "/", "/docs", "/redoc", "/openapi.json", "/problems/{code}", "/metrics", "/static/{name}"]
PARAMETERS = [*DOCUMENT["components"]["parameters"], "sort", "utm_source", "_", "nothing"]
IDS = [
    "india-and-two-powers",
    "taken-back",
    "US-IN",
    "in",
    "asha-rao",
    "today",
    "large-1",
    "p1",
    "not-found",
    "..",
    "*",
]

FUZZ = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

# ------------------------------------------------------------------- what is asked

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
identifiers = st.one_of(st.sampled_from(IDS), texts)
suffixes = st.sampled_from(["", "", "", ".json", ".csv", ".xml", ".", "/"])


@st.composite
def paths(draw: st.DrawFn) -> str:
    """A path that there is, with anything in its places; or anything."""
    if draw(st.integers(0, 4)) == 0:
        return "/" + quote(draw(texts), safe="/.;:@!$&'()*+,=~-_")
    path = re.sub(r"\{\w+\}", lambda _: quote(draw(identifiers), safe=""), draw(st.sampled_from(PATHS)))
    return path + draw(suffixes)


values = st.one_of(
    texts,
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(
        ["1", "100", "full", "csv", "IN,US", "india", '"', "a*", "-a", "topic:trade", "all", "*", "\0", "0001"]
    ),
    st.lists(texts, max_size=4).map(",".join),
)
pairs = st.tuples(st.sampled_from(PARAMETERS) | texts, values)
queries = st.one_of(
    st.lists(pairs, max_size=4).map(lambda found: "&".join(f"{quote(name)}={quote(value)}" for name, value in found)),
    st.text("%&=;+0123456789abcdefABCDEFq[]", max_size=30),
)

dates = st.one_of(
    st.sampled_from(
        [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Mon, 01 Jan 0001 00:00:00 +2359",
            "Fri, 31 Dec 9999 23:59:60 -2359",
            "Thu, 01 Jan 99999999999 00:00:00 GMT",
            "6 Nov 1994 08:49:37 +99999999999",
            "²",
        ]
    ),
    st.text("0123456789:,+-/. GMTJanSun²½", max_size=35),
)
tags = st.text('W/"*, abc\\\xff', max_size=20)
choices = st.one_of(
    st.text("gzipbrdentyq=;,*.0159/- ²", max_size=40),
    st.sampled_from(["*;q=0", "identity;q=0", "gzip;q=nan", "br;q=1e9", ",,,;", "text/csv", "*/*;q=0", "*/*, " * 999]),
)
fields = st.one_of(
    st.tuples(st.sampled_from(["Accept", "Accept-Encoding"]), choices),
    st.tuples(st.sampled_from(["If-Modified-Since", "If-Unmodified-Since", "If-Range"]), dates),
    st.tuples(st.sampled_from(["If-None-Match", "If-Match"]), tags),
    st.tuples(
        st.sampled_from(["Host", "X-Request-Id", "Traceparent", "X-Forwarded-For", "Range", "Origin", "Cookie", "Te"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
    ),
    st.sampled_from(
        [
            ("Expect", "100-continue"),
            ("Expect", "rubbish"),
            ("Content-Length", "0"),
            ("Content-Length", "5"),
            ("Content-Length", "-1"),
            ("Content-Length", "9" * 30),
            ("Transfer-Encoding", "chunked"),
            ("Transfer-Encoding", "gzip, chunked"),
            ("Connection", "Upgrade, HTTP2-Settings"),
            ("Upgrade", "websocket"),
            ("Range", "bytes=0-0,-1"),
        ]
    ),
)
methods = st.one_of(
    st.sampled_from(
        ["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE", "CONNECT", "QUERY", "PRI", "get"]
    ),
    st.text("ABCDEFGH-_!'", min_size=1, max_size=12),
)


# At most one of these is in a request: each alone makes most of them no requests at all.
BROKEN = ["target", "version", "headers", "end", "body", "method", *[""] * 12]


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """The bytes of something that looks like a request."""
    broken = draw(st.sampled_from(BROKEN))
    target, query = draw(paths()), draw(queries)
    if broken == "target":
        more = ["/" + "x" * 9_000, "/%", "/%zz", "/%00", "/%c0%af", "/%ed%a0%80", "/\xff", " /", "\0", "#", "/\\"]
        target = draw(st.sampled_from(["", "http://[::1", "//", "*", "?"])) + target + draw(st.sampled_from(more))
    target += f"?{query}" if query else ""
    version = draw(
        st.sampled_from(["HTTP/2.0", "HTTP/9", "", "\0"] if broken == "version" else ["HTTP/1.1", "HTTP/1.0"])
    )
    method = draw(methods) if broken == "method" else draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS"]))
    lines = [f"{method} {target} {version}", "Host: briefs.test"]
    lines += [f"{name}: {value}" for name, value in draw(st.lists(fields, max_size=3))]
    if broken == "headers":
        lines += draw(st.sampled_from([["X: y"] * 150, [f"X: {'y' * 40_000}"], [": x"], [" folded"], ["x"], ["é: x"]]))
    end = draw(st.sampled_from(["\n", "\r"])) if broken == "end" else "\r\n"
    bodies = [b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"fffffffffffffffff\r\n"]
    body = draw(st.sampled_from(bodies)) if broken == "body" else b""
    return (end.join(lines) + end + end).encode("latin-1") + body


attacks = st.one_of(requests(), requests(), requests(), st.binary(min_size=1, max_size=300))

# ------------------------------------------------------------------- who asks


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large")
    build(large(root / "data"), root / "snapshot")
    return root / "snapshot"


@pytest.fixture(scope="module", params=SERVERS)
def serving(request: pytest.FixtureRequest, snapshot: Path) -> Iterator[Serving]:
    with started(snapshot.parent / "data", snapshot, request.param) as serving:
        yield serving
        assert "Traceback" not in "".join(serving.lines())


def others_are_answered(serving: Serving) -> None:
    """By what is kept, by what is made anew, and by what is asked of threads."""
    for url in ("/healthz", "/v1/briefs", f"/v1/briefs?utm_source={time.time()}", "/v1/briefs?facets=topic&q=wor*"):
        begun = time.monotonic()
        assert serving.ask(url).status == 200
        assert time.monotonic() - begun < 2, url


def connected(stack: ExitStack, serving: Serving, number: int) -> list[socket.socket]:
    return [
        stack.enter_context(contextlib.closing(socket.create_connection(serving.address, timeout=30)))
        for _ in range(number)
    ]


def files(serving: Serving) -> int:
    """How many files all processes of the service hold open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in [serving.process.pid, *serving.family()])


@pytest.mark.parametrize(
    "begun",
    [
        b"G",
        b"GET /v1/bri",
        b"GET /v1/briefs HTTP/1.1\r\nHost: bri",
        b"GET /v1/briefs HTTP/1.1\r\nHost: briefs.test\r\n",
        b"POST /v1/briefs HTTP/1.1\r\nHost: briefs.test\r\nContent-Length: 9",
    ],
)
def test_whoever_sends_slowly_holds_nobody_up(serving: Serving, begun: bytes) -> None:
    with ExitStack() as stack:
        for connection in connected(stack, serving, 200):
            connection.sendall(begun)
        others_are_answered(serving)


def test_whoever_reads_slowly_holds_nobody_up_and_gets_all(serving: Serving) -> None:
    whole = serving.ask(LARGE).body
    with ExitStack() as stack:
        connections = [slow(serving.address) for _ in range(8)]
        for connection in connections:
            stack.callback(connection.close)
            connection.request("GET", LARGE)
        others_are_answered(serving)
        time.sleep(0.5)
        others_are_answered(serving)
        assert serving.ask(LARGE).body == whole
        response = connections[0].getresponse()
        assert response.status == 200
        hurry(connections[0])
        assert response.read() == whole


def test_whoever_goes_away_leaves_nothing_behind(serving: Serving) -> None:
    others_are_answered(serving)
    time.sleep(0.3)
    before = files(serving)
    asked = f"GET {LARGE} HTTP/1.1\r\nHost: briefs.test\r\n\r\n".encode()
    with ExitStack() as stack:
        for number, connection in enumerate(connected(stack, serving, 60)):
            connection.sendall(asked[: len(asked) - number % 2 * 5])
            if number % 3 == 0:  # half open
                connection.shutdown(socket.SHUT_WR)
            elif number % 3 == 1:  # reset
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
        others_are_answered(serving)
    eventually(lambda: files(serving) <= before + 5, 10)


def test_two_thousand_idle_connections_hold_nobody_up(serving: Serving) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = IDLE + 500
    if hard != resource.RLIM_INFINITY and hard < needed:
        pytest.skip(f"a process may have {hard} files open here, and needs {needed}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    try:
        with ExitStack() as stack:
            connected(stack, serving, IDLE)
            others_are_answered(serving)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_many_requests_at_once_on_one_connection_are_answered_in_order(serving: Serving) -> None:
    urls = [f"/v1/nothing-{number}" for number in range(50)]
    asked = "".join(f"GET {url} HTTP/1.1\r\nHost: briefs.test\r\n\r\n" for url in urls)
    with socket.create_connection(serving.address, timeout=30) as connection:
        connection.sendall(asked.encode() + b"GET /healthz HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert re.findall(rb'"instance":"(/v1/nothing-\d+)"', answer) == [url.encode() for url in urls]


# What ends any of the above, if the server still listens.
LAST = b"\r\n\r\nGET /healthz HTTP/1.1\r\nHost: briefs.test\r\nConnection: close\r\n\r\n"


def answered(serving: Serving, asked: bytes) -> bytes:
    """What comes back. Nothing within five seconds is a hang; what has been answered may be left open."""
    with socket.create_connection(serving.address, timeout=30) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(asked + LAST)
        parts = []
        with contextlib.suppress(ConnectionError):
            parts = [connection.recv(1 << 20)]
        connection.settimeout(0.2)
        with contextlib.suppress(ConnectionError, TimeoutError):
            while parts and parts[-1]:
                parts.append(connection.recv(1 << 20))
    return b"".join(parts)


@FUZZ
@given(attacks)
@example(b"CONNECT briefs.test:80 HTTP/1.1\r\nHost: briefs.test\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n")
@example(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
@example(b"GET /v1/briefs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
@example(b"GET /v1/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n")
@example(b"GET /v1/%ed%a0%80?q=%ed%a0%80 HTTP/1.1\r\nHost: a\r\n\r\n")
@example(b"GET /v1/briefs HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
@example(b"GET /v1/briefs HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
@example(b"GET /v1/briefs HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: Mon, 01 Jan 0001 00:00:00 +2359\r\n\r\n")
@example(b"GET /v1/briefs HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n")
@example(b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
def test_no_bytes_are_a_fault_of_ours(serving: Serving, asked: bytes) -> None:
    answer = answered(serving, asked)
    assert not re.search(rb"^HTTP/1\.[01] 50[0249]", answer, re.M), answer
    assert serving.process.poll() is None


def test_after_all_that_it_still_answers(serving: Serving) -> None:
    others_are_answered(serving)
    assert not [record for record in serving.records() if record.get("level") in ("error", "critical")]


# ------------------------------------------------------------------- the application itself


async def stay() -> Message:
    """What a client says that sends no body, and does not go away."""
    await asyncio.Event().wait()
    raise AssertionError


async def _called(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def asked_of(client: Client, method: str, path: str, query: str, headers: list[tuple[str, str]]) -> Exchange:
    raw = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers]
    query_string = query.encode("ascii", "replace")
    scope = http(unquote(path), method, query_string, raw_path=path.encode(), headers=raw, scheme="http")
    exchange = Exchange()

    async def send(message: Message) -> None:
        exchange.messages.append(message)

    async def within_time() -> None:
        await asyncio.wait_for(_called(client.app, scope, stay, send), 30)

    asyncio.run(within_time())
    return exchange


@pytest.mark.parametrize(
    "url",
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "/v1/status",
        "/v1/briefs",
        "/v1/countries/in",
        "/v1/nothing",
        "/v1/quotes?a=1",
    ],
)
def test_whoever_takes_no_answer_holds_up_nobody_who_asks_the_same(client: Client, url: str) -> None:
    """A server lets a client that does not read wait in `send`."""
    path, _, query = url.partition("?")
    scope = http(path, query=query.encode(), scheme="http")
    taken: list[Message] = []

    async def stuck(message: Message) -> None:
        await asyncio.Event().wait()

    async def take(message: Message) -> None:
        taken.append(message)

    async def both() -> None:
        first = asyncio.create_task(_called(client.app, dict(scope), stay, stuck))
        await asyncio.sleep(0.1)
        assert not first.done()
        try:
            await asyncio.wait_for(_called(client.app, dict(scope), stay, take), 2)
        finally:
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)

    asyncio.run(both())
    assert taken[0]["type"] == "http.response.start"


@settings(FUZZ, max_examples=400)
@given(methods, paths(), queries, st.lists(fields, max_size=3))
@example("GET", "/v1/briefs", "", [("If-Modified-Since", "Mon, 01 Jan 0001 00:00:00 +2359")])
@example("GET", "/v1/briefs", "from=0001&to=9999-12-31&q=%00", [])
@example("GET", "/v1/search", "q=" + "(" * 2_000, [])
@example("GET", "/v1/search", "q=" + "%22" * 999, [])
@example("GET", "/v1/briefs/%2e%2e/%2e%2e", "", [])
@example("HEAD", "/v1/briefs.csv", "bom=1", [("Range", "bytes=0-0")])
def test_every_answer_is_meant(
    client: Client, method: str, path: str, query: str, headers: list[tuple[str, str]]
) -> None:
    exchange = asked_of(client, method, path, query, headers)
    assert exchange.status < 500 or exchange.status == 503
    if exchange.status >= 400:
        assert exchange.headers["content-type"] == "application/problem+json"
        assert exchange.headers["cache-control"] == "no-store"
        assert exchange.headers["access-control-allow-origin"] == "*"
        assert exchange.headers["x-request-id"]
        if exchange.body:
            assert json.loads(exchange.body)["status"] == exchange.status
    elif exchange.status == 304 or method == "HEAD":
        assert exchange.body == b""


@settings(FUZZ, max_examples=150)
@given(st.sampled_from(["/v1/briefs", "/v1/search", "/v1/quotes", "/v1/timeline", "/v1/partnerships"]), queries)
def test_head_is_get_without_its_body_for_any_query(client: Client, path: str, query: str) -> None:
    get, head = asked_of(client, "GET", path, query, []), asked_of(client, "HEAD", path, query, [])
    own = {"x-request-id"}
    assert head.status == get.status
    assert {name: value for name, value in head.headers.items() if name not in own} == {
        name: value for name, value in get.headers.items() if name not in own
    }
