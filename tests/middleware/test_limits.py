"""How large a request may be."""

import pytest

from app.errors import HeadersTooLarge, UrlTooLong
from app.middleware.limits import LimitsMiddleware
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


def test_what_is_not_http_passes() -> None:
    inner = Inner()
    drive(LimitsMiddleware(inner), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
