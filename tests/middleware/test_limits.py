"""What a request may be: its size, its host, and no body."""

from typing import Any

import pytest

from app.errors import BodyNotAccepted, HeadersTooLarge, HostNotServed, UrlTooLong
from app.middleware.limits import LimitsMiddleware
from tests.conftest import Client
from tests.middleware.driving import Inner, drive, http


@pytest.mark.parametrize(("path", "query"), [(8_000, 0), (7_000, 999), (1, 7_998)])
def test_a_url_of_8000_bytes_is_served(path: int, query: int) -> None:
    assert drive(LimitsMiddleware(Inner()), http("/" * path, query=b"a" * query)).status == 200


@pytest.mark.parametrize(("path", "query"), [(8_001, 0), (7_000, 1_000), (1, 7_999), (1, 100_000)])
def test_a_longer_url_is_refused_before_anything_looks_at_it(path: int, query: int) -> None:
    inner = Inner()
    with pytest.raises(UrlTooLong, match="and may have 8,000"):
        drive(LimitsMiddleware(inner), http("/" * path, query=b"a" * query))
    assert inner.scopes == []


def test_the_url_is_measured_as_it_was_sent() -> None:
    with pytest.raises(UrlTooLong):
        drive(LimitsMiddleware(Inner()), http("/é", raw_path=b"/" + b"%C3%A9" * 1_400))


@pytest.mark.parametrize(("count", "size"), [(0, 0), (100, 20), (1, 32 * 1024 - 1)])
def test_headers_within_the_limits_are_served(count: int, size: int) -> None:
    headers = [(b"x", b"a" * size)] * count
    assert drive(LimitsMiddleware(Inner()), http(headers=headers)).status == 200


@pytest.mark.parametrize(("count", "size"), [(101, 0), (1, 32 * 1024), (100, 400)])
def test_more_headers_are_refused_before_anything_looks_at_them(count: int, size: int) -> None:
    inner = Inner()
    with pytest.raises(HeadersTooLarge, match="may have 100"):
        drive(LimitsMiddleware(inner), http(headers=[(b"x", b"a" * size)] * count))
    assert inner.scopes == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"content-length", b"1"),
        (b"content-length", b"10"),
        (b"content-length", b"001"),
        (b"content-length", b"99999999999999999999"),
        (b"content-length", b"0, 5"),
        (b"content-length", b"many"),
        (b"transfer-encoding", b"chunked"),
        (b"transfer-encoding", b"gzip, chunked"),
        (b"transfer-encoding", b"identity"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_a_body_is_refused_before_it_is_read(name: bytes, value: bytes, method: str) -> None:
    inner = Inner()
    with pytest.raises(BodyNotAccepted) as raised:
        drive(LimitsMiddleware(inner), http(method=method, headers=[(b"host", b"briefs.test"), (name, value)]))
    assert raised.value.headers == {"Connection": "close"}, "what follows is not taken for a request"
    assert inner.scopes == []


@pytest.mark.parametrize("length", [b"0", b"00", b" 0 "])
def test_a_body_of_nothing_is_none(length: bytes) -> None:
    assert drive(LimitsMiddleware(Inner()), http(headers=[(b"content-length", length)])).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "briefs.example.org",
        "briefs.example.org:443",
        "briefs.example.org:",
        "BRIEFS.Example.ORG:8000",
        "localhost",
        "127.0.0.1:8000",
        "[::1]",
        "[::1]:8000",
        "[2001:DB8::1]:443",
    ],
)
def test_a_host_of_ours_is_served_at_any_port(host: str) -> None:
    hosts = ("Briefs.example.org", "localhost", "127.0.0.1", "[::1]", "[2001:db8::1]")
    assert drive(LimitsMiddleware(Inner(), hosts), http(headers=[(b"host", host.encode())])).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "briefs.example.org.evil.test",
        "evil.test:briefs.example.org",
        "xbriefs.example.org",
        "briefs.example.org:80:80",
        "briefs.example.org:8o",
        "briefs.example.org@evil.test",
        "briefs.example.org/",
        "::1",
        "[::2]",
        "[::1]x",
        "::1]:80",
        ":80",
        "brïefs.example.org",
    ],
)
def test_any_other_host_is_refused(host: str) -> None:
    inner = Inner()
    with pytest.raises(HostNotServed, match="is not served here"):
        drive(
            LimitsMiddleware(inner, ("briefs.example.org", "[::1]")),
            http(headers=[(b"host", host.encode("latin-1"))]),
        )
    assert inner.scopes == []


def test_a_request_without_a_host_is_refused_where_hosts_are_named() -> None:
    with pytest.raises(HostNotServed, match="A request without a host"):
        drive(LimitsMiddleware(Inner(), ("briefs.example.org",)), http(headers=[]))


@pytest.mark.parametrize("headers", [[], [(b"host", b"anything")], [(b"host", b"\xff:x:1")]])
def test_where_none_is_named_any_host_is_served(headers: list[tuple[bytes, bytes]]) -> None:
    assert drive(LimitsMiddleware(Inner()), http(headers=headers)).status == 200


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"url": "/v1/briefs?q=" + "a" * 8_000}, 414, "url-too-long"),
        ({"url": "/v1/briefs", "headers": {"X": "a" * 33_000}}, 431, "headers-too-large"),
        ({"url": "/v1/briefs", "content": b"a"}, 413, "body-not-accepted"),
        ({"url": "/v1/nothing", "content": b"a"}, 413, "body-not-accepted"),
    ],
)
def test_what_is_refused_is_told_as_every_error_is(
    client: Client, options: dict[str, Any], status: int, code: str
) -> None:
    answer = client.request("GET", **options)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == ("no-store", "*")


def test_what_is_not_http_passes() -> None:
    inner = Inner()
    drive(LimitsMiddleware(inner), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
