"""Methods: GET, HEAD and OPTIONS on every path, and no other."""

import pytest

from app.errors import MethodNotAllowed
from app.middleware.methods import MethodsMiddleware
from tests.middleware.driving import Inner, drive, http


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_only_reads_passes_as_it_is(method: str) -> None:
    inner, scope = Inner(), http(method=method)
    answer = drive(MethodsMiddleware(inner), scope)
    assert (answer.status, answer.body) == (200, b"0123456789")
    assert inner.scopes == [scope]


@pytest.mark.parametrize("status", [200, 304, 308, 410, 422])
def test_options_tells_what_may_be_asked(status: int) -> None:
    answer = drive(MethodsMiddleware(Inner(status)), http(method="OPTIONS"))
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert int(answer.headers["access-control-max-age"]) > 0
    assert "content-type" not in answer.headers


def test_options_where_there_is_nothing_is_the_404_of_its_get() -> None:
    answer = drive(MethodsMiddleware(Inner(404)), http(method="OPTIONS"))
    assert (answer.status, answer.body) == (404, b"0123456789")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", ""])
def test_any_other_method_is_refused_and_told_what_there_is(method: str) -> None:
    inner = Inner()
    with pytest.raises(MethodNotAllowed) as raised:
        drive(MethodsMiddleware(inner), http(method=method))
    assert raised.value.headers == {"Allow": "GET, HEAD, OPTIONS"}
    assert inner.scopes == []


def test_what_is_not_http_passes() -> None:
    inner = Inner()
    drive(MethodsMiddleware(inner), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
