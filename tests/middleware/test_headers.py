"""CORS and security headers."""

import pytest

from app.middleware.headers import HeadersMiddleware
from tests.middleware.driving import Inner, drive, http

EXPECTED = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Snapshot, Deprecation, Sunset, Retry-After",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@pytest.mark.parametrize("status", [200, 204, 304, 308, 404, 500])
def test_every_answer_has_them(status: int) -> None:
    answer = drive(HeadersMiddleware(Inner(status)), http())
    assert answer.headers == EXPECTED | {"content-type": "text/plain", "content-length": "10"}
    assert answer.body == b"0123456789"


def test_what_an_answer_has_set_itself_stays() -> None:
    own = b"script-src 'self'"
    answer = drive(HeadersMiddleware(Inner(headers=((b"content-security-policy", own),))), http())
    assert answer.headers == EXPECTED | {"content-security-policy": own.decode()}


def test_one_answer_leaves_nothing_in_the_next() -> None:
    app = HeadersMiddleware(Inner(headers=()))
    assert drive(app, http()).headers == drive(app, http()).headers == EXPECTED


def test_what_is_not_http_passes() -> None:
    inner = Inner()
    drive(HeadersMiddleware(inner), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
