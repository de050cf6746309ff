"""The cache of answers: made once, kept while it is so, and sent in the form that a client asks for."""

import asyncio
import re
import tracemalloc
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path

import pytest
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import NotAcceptable, PreconditionFailed
from app.middleware.cache import MAX_ENTRY, CacheMiddleware
from app.middleware.headers import HeadersMiddleware
from app.middleware.metrics import Metrics
from app.middleware.scope import EDITION, OUTCOME
from app.snapshot.current import Current
from app.wire import date
from app.wire.accept import CODINGS, IDENTITY
from app.wire.etag import coded, etag
from app.wire.freshness import Freshness
from tests.conftest import NOW
from tests.middleware.driving import Exchange, Inner, http
from tests.snapshot.building import entry, published
from tests.wire.test_coding import decoded
from tests.wire.test_freshness import seconds

MINUTE = Freshness(60, 60, 86_400)
ROOM = 64 * 1024 * 1024
BODY = b'{"items":["one","two","three"]}' * 20
HEAD = ((b"content-type", b"application/json"), (b"content-length", b"620"), (b"x-more", b"1"))
ALL = (*CODINGS, IDENTITY)


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Current:
    """Of a snapshot that nothing is to be published in."""
    return current_of(tmp_path_factory.mktemp("snapshot"))


def current_of(root: Path, *instants: int, clock: Callable[[], float] = lambda: NOW) -> Current:
    """Something is published at each of the instants."""
    published(root, [entry("always"), *(entry(f"at-{at}", visible=at) for at in instants)])
    found = Current(root, clock)
    assert found.follow()
    return found


def kept(inner: ASGIApp, current: Current, size: int = ROOM) -> CacheMiddleware:
    return CacheMiddleware(inner, current, MINUTE, size, Metrics())


def answering(**more: str) -> Inner:
    """Answers with BODY, and with more headers."""
    return Inner(headers=HEAD + tuple((name.encode(), value.encode()) for name, value in more.items()), parts=(BODY,))


def request(path: str = "/v1/briefs", method: str = "GET", query: bytes = b"", **headers: str) -> Scope:
    """`if_none_match=...` is a header."""
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return http(path, method, query, headers=pairs)


async def exchanged(app: ASGIApp, scope: Scope) -> Exchange:
    """A client that sends one request and waits."""
    exchange, asked = Exchange(), False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        exchange.messages.append(message)

    await app(scope, receive, send)
    return exchange


def asked(app: ASGIApp, *scopes: Scope) -> list[Exchange]:
    """The answers to requests that come at the same time."""

    async def together() -> list[Exchange]:
        return await asyncio.gather(*(exchanged(app, scope) for scope in scopes))

    return asyncio.run(together())


def ask(app: ASGIApp, path: str = "/v1/briefs", method: str = "GET", query: bytes = b"", **headers: str) -> Exchange:
    return asked(app, request(path, method, query, **headers))[0]


@dataclass
class Slow(Inner):
    """Takes a while for each answer, in which others may ask."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.01)
        await super().__call__(scope, receive, send)


@dataclass
class Stream:
    """Answers with more than is kept, a part at a time, as a sheet is sent."""

    headers: dict[str, str] = field(default_factory=lambda: {"etag": '"sheet"'})
    parts: int = 8
    made: int = 0
    calls: int = 0

    @property
    def body(self) -> bytes:
        return b"".join(map(self.part, range(self.parts)))

    @staticmethod
    def part(number: int) -> bytes:
        return f"{number},a row of a sheet\r\n".encode() * (MAX_ENTRY // 100)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1

        async def rows() -> AsyncIterator[bytes]:
            for number in range(self.parts):
                self.made += 1
                yield self.part(number)
                await asyncio.sleep(0)

        await StreamingResponse(rows(), media_type="text/csv", headers=self.headers)(scope, receive, send)


# What is made once


def test_a_second_request_makes_nothing_anew(current: Current) -> None:
    inner = answering()
    cache = kept(inner, current)
    first, second = request(), request()
    assert ask(cache).messages == asked(cache, first)[0].messages == asked(cache, second)[0].messages
    assert len(inner.scopes) == 1
    assert (first[OUTCOME], second[OUTCOME]) == ("hit", "hit")


@pytest.mark.parametrize("coding", ALL)
def test_of_many_who_ask_at_once_one_makes_it(current: Current, coding: str) -> None:
    inner = Slow(parts=(b"0123456789" * 20_000,))
    cache = kept(inner, current)
    answers = asked(cache, *(request(accept_encoding=coding) for _ in range(50)))
    assert len(inner.scopes) == 1
    assert {decoded(coding, answer.body) for answer in answers} == {inner.parts[0]}
    assert len({id(answer.messages[1]["body"]) for answer in answers}) == 1, "it was coded once too"


def test_each_coding_is_made_of_the_same_answer(current: Current) -> None:
    inner = Slow(parts=(BODY,))
    answers = asked(kept(inner, current), *(request(accept_encoding=coding) for coding in ALL * 5))
    assert len(inner.scopes) == 1
    assert [decoded(coding, answer.body) for coding, answer in zip(ALL * 5, answers, strict=True)] == [BODY] * 20


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (request("/v1/briefs"), request("/v1/areas")),
        (request("/v1/briefs"), request("/v1/briefs/")),
        (request("/v1/briefs"), request("/v1/%62riefs")),
        (request("/v1/briefs"), request(query=b"a=1")),
        (request(query=b"a=1&b=2"), request(query=b"b=2&a=1")),
        (request(accept="text/csv"), request(accept="application/json")),
        (request(accept="text/csv"), request(accept="text/html")),
        (request(), request(accept="text/csv, application/json;q=0.5")),
    ],
)
def test_another_url_or_format_is_another_answer(current: Current, one: Scope, other: Scope) -> None:
    inner = answering()
    asked(kept(inner, current), one, other)
    assert len(inner.scopes) == 2


@pytest.mark.parametrize(
    "other",
    [
        request(accept="*/*"),
        request(accept="application/json, text/csv;q=0.1"),
        request(accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        request(accept_encoding="br"),
        request(if_none_match='"x"'),
        request(user_agent="x", cookie="a=1", range="bytes=0-1"),
        request(method="HEAD"),
        http(query=b""),
    ],
)
def test_what_decides_nothing_does_not_part_answers(current: Current, other: Scope) -> None:
    inner = answering()
    asked(kept(inner, current), request(), other)
    assert len(inner.scopes) == 1


@pytest.mark.parametrize("status", [204, 301, 308, 404, 406, 410, 412, 422, 500, 503])
def test_what_is_no_200_is_never_kept(current: Current, status: int) -> None:
    inner = answering(etag='"own"', vary="Accept")
    inner.status = status
    cache = kept(inner, current)
    answers = [ask(cache, if_none_match="*", accept_encoding="gzip") for _ in range(2)]
    assert len(inner.scopes) == 2
    for answer in answers:
        assert (answer.status, answer.body) == (status, BODY)
        assert dict(answer.headers) | {name.decode(): value.decode() for name, value in inner.headers} == answer.headers
        assert ("cache-control" in answer.headers) == (status == 308)
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("rule", ["no-store", "private, no-store", "no-store, max-age=0"])
def test_what_says_no_store_passes_as_it_is(current: Current, rule: str) -> None:
    inner = answering(**{"cache-control": rule})
    cache = kept(inner, current)
    for answer in (ask(cache), ask(cache, if_none_match="*", accept_encoding="br")):
        assert (answer.status, answer.body, answer.headers["cache-control"]) == (200, BODY, rule)
        assert not answer.headers.keys() & {"etag", "content-encoding"}
    assert len(inner.scopes) == 2
    assert ask(cache, method="HEAD").body == b""


def test_what_was_not_kept_each_gets_for_itself(current: Current) -> None:
    inner = Slow(status=404, parts=(BODY,))
    answers = asked(kept(inner, current), *(request() for _ in range(20)))
    assert {(answer.status, answer.body) for answer in answers} == {(404, BODY)}


@dataclass
class Failing(Slow):
    """Its first answer fails, or is given up."""

    error: type[BaseException] = RuntimeError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.scopes:
            self.scopes.append(scope)
            await asyncio.sleep(0.01)
            raise self.error
        await super().__call__(scope, receive, send)


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
def test_who_waits_for_one_that_fails_is_answered_all_the_same(current: Current, error: type[BaseException]) -> None:
    inner = Failing(parts=(BODY,), error=error)
    cache = kept(inner, current)

    async def together() -> list[Exchange | BaseException]:
        waiting = (exchanged(cache, request()) for _ in range(5))
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, *others = asyncio.run(together())
    assert isinstance(first, error)
    assert [other.body for other in others if isinstance(other, Exchange)] == [BODY] * 4
    calls = len(inner.scopes)
    assert ask(cache).body == BODY
    assert len(inner.scopes) == calls, "it is kept then"


def test_a_client_that_goes_away_takes_no_answer_from_the_others(current: Current) -> None:
    cache = kept(Slow(parts=(BODY,)), current)

    async def together() -> Exchange:
        first = asyncio.create_task(exchanged(cache, request()))
        second = asyncio.create_task(exchanged(cache, request()))
        third = asyncio.create_task(exchanged(cache, request()))
        await asyncio.sleep(0.002)
        assert first.cancel()
        assert second.cancel()
        return await asyncio.wait_for(third, 5)

    assert asyncio.run(together()).body == BODY


# In which form


def test_each_coding_has_its_own_validator_and_the_right_bytes(current: Current) -> None:
    cache = kept(answering(), current)
    answers = {coding: ask(cache, accept_encoding=coding) for coding in ALL}
    assert {coding: decoded(coding, answer.body) for coding, answer in answers.items()} == dict.fromkeys(ALL, BODY)
    assert [answer.headers["etag"] for answer in answers.values()] == [coded(etag(BODY), coding) for coding in ALL]
    for coding, answer in answers.items():
        assert answer.headers.get("content-encoding", IDENTITY) == coding
        assert answer.headers["content-length"] == str(len(answer.body))
        assert (answer.headers["vary"], answer.headers["x-more"]) == ("Accept-Encoding", "1")
        assert answer.headers["cache-control"] == MINUTE.header()
    shared = [answer.headers.keys() - {"content-encoding"} for answer in answers.values()]
    assert all(names == shared[0] for names in shared)


def test_the_validator_is_of_the_bytes_and_not_of_the_edition(current: Current, tmp_path: Path) -> None:
    other = current_of(tmp_path, 1)
    assert other.edition().id != current.edition().id
    assert ask(kept(answering(), current)).headers["etag"] == ask(kept(answering(), other)).headers["etag"]


@pytest.mark.parametrize("large", [False, True])
def test_what_varies_by_more_says_so_too(current: Current, large: bool) -> None:
    inner = Stream({"vary": "Accept", "etag": '"x"'}) if large else answering(vary="Accept")
    assert ask(kept(inner, current)).headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "deflate, identity;q=0"])
def test_no_coding_at_all_is_not_acceptable(current: Current, header: str) -> None:
    inner = answering()
    with pytest.raises(NotAcceptable, match="What there is: zstd, br, gzip, identity"):
        ask(kept(inner, current), accept_encoding=header)
    assert inner.scopes == []


def test_a_header_in_several_lines_is_one_list(current: Current) -> None:
    cache = kept(answering(), current)
    accepting = http(headers=[(b"accept-encoding", b"identity;q=0"), (b"accept-encoding", b"gzip;q=0.5,br")])
    assert asked(cache, accepting)[0].headers["content-encoding"] == "br"
    tag = etag(BODY).encode()
    knowing = http(headers=[(b"if-none-match", b'"x"'), (b"if-none-match", tag), (b"if-none-match", b'"y"')])
    assert asked(cache, knowing)[0].status == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_inside_an_answer_is_made_whole_and_under_no_condition(current: Current, method: str) -> None:
    inner = answering()
    asking = request(
        method=method,
        if_match="*",
        if_none_match='"x"',
        if_modified_since="x",
        if_unmodified_since="x",
        if_range="x",
        range="bytes=0-1",
        accept_encoding="br",
        accept="*/*",
        host="briefs.test",
    )
    headers = list(asking["headers"])
    assert asked(kept(inner, current), asking)[0].status == 200
    assert inner.scopes[0]["method"] == "GET"
    assert inner.scopes[0]["headers"] == [(b"accept", b"*/*"), (b"host", b"briefs.test")]
    assert (asking["method"], asking["headers"]) == (method, headers), "the server's own are as they were"


# Under which condition


@pytest.mark.parametrize("coding", ALL)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_304_has_the_headers_that_it_must_have_and_no_others(current: Current, coding: str, method: str) -> None:
    more = {"content-language": "en", "last-modified": "Sun, 06 Nov 1994 08:49:37 GMT", "surrogate-key": "brief"}
    cache = kept(HeadersMiddleware(answering(**more)), current)
    whole = ask(cache, accept_encoding=coding)
    found = ask(cache, method=method, accept_encoding=coding, if_none_match=f'"x", W/{whole.headers["etag"]}')
    names = ("etag", "cache-control", "vary", "access-control-allow-origin", "access-control-expose-headers")
    assert (found.status, found.body) == (304, b"")
    assert found.headers == {name: whole.headers[name] for name in names}


def test_the_validator_of_one_coding_is_none_of_another(current: Current) -> None:
    cache = kept(answering(), current)
    tags = {coding: ask(cache, accept_encoding=coding).headers["etag"] for coding in ALL}
    answers = {
        (known, coding): ask(cache, accept_encoding=coding, if_none_match=tag).status
        for known, tag in tags.items()
        for coding in ALL
    }
    assert {pair for pair, status in answers.items() if status == 304} == {(coding, coding) for coding in ALL}
    assert set(answers.values()) == {200, 304}


@pytest.mark.parametrize("first", [True, False])
def test_a_condition_may_come_first_and_is_never_what_is_kept(current: Current, first: bool) -> None:
    cache = kept(answering(), current)
    if not first:
        ask(cache)
    assert ask(cache, if_none_match="*").status == 304
    assert (ask(cache).status, ask(cache).body) == (200, BODY)


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        (b"if-modified-since", b"Sun, 06 Nov 1994 08:49:37 GMT", 304),
        (b"if-modified-since", b"Sun, 06 Nov 1994 08:49:36 GMT", 200),
        (b"if-unmodified-since", b"Sun, 06 Nov 1994 08:49:37 GMT", 200),
        (b"if-match", etag(BODY).encode(), 200),
    ],
)
def test_other_conditions_are_weighed(current: Current, header: bytes, value: bytes, status: int) -> None:
    cache = kept(answering(**{"last-modified": "Sun, 06 Nov 1994 08:49:37 GMT"}), current)
    asking = http(headers=[(header, value)])
    assert [asked(cache, asking)[0].status for _ in range(2)] == [status] * 2


@pytest.mark.parametrize("header", [(b"if-match", b'"x"'), (b"if-unmodified-since", b"Sun, 06 Nov 1994 08:49:36 GMT")])
def test_a_condition_that_fails_is_told(current: Current, header: tuple[bytes, bytes]) -> None:
    cache = kept(answering(**{"last-modified": "Sun, 06 Nov 1994 08:49:37 GMT"}), current)
    for _ in range(2):
        with pytest.raises(PreconditionFailed):
            asked(cache, http(headers=[header]))
    assert ask(cache).status == 200


@pytest.mark.parametrize("coding", ALL)
@pytest.mark.parametrize("first", ["GET", "HEAD"])
def test_head_is_get_without_the_body(current: Current, coding: str, first: str) -> None:
    inner = answering()
    cache = kept(inner, current)
    second = "HEAD" if first == "GET" else "GET"
    answers = {method: ask(cache, method=method, accept_encoding=coding) for method in (first, second)}
    assert answers["HEAD"].messages[0] == answers["GET"].messages[0]
    assert (answers["HEAD"].body, len(inner.scopes)) == (b"", 1)


# What is too large to be kept


@pytest.mark.parametrize("coding", ALL)
def test_a_large_answer_is_coded_while_it_is_made_and_not_kept(current: Current, coding: str) -> None:
    inner, early = Stream(), list[int]()
    cache = kept(inner, current)

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            early.append(inner.made)
            await send(message)

        await cache(scope, receive, watch)

    answer = ask(watching, accept_encoding=coding)
    assert early[0] < inner.parts, "it begins before all is made"
    assert decoded(coding, answer.body) == inner.body
    assert answer.headers["etag"] == coded('"sheet"', coding)
    assert answer.headers.get("content-encoding", IDENTITY) == coding
    assert (answer.headers["vary"], answer.headers["cache-control"]) == ("Accept-Encoding", MINUTE.header())
    assert "content-length" not in answer.headers
    assert ask(cache, accept_encoding=coding).messages[0] == answer.messages[0]
    assert (inner.calls, cache.store.size) == (2, 0)


@pytest.mark.parametrize("coding", ALL)
def test_head_of_a_large_answer_stops_its_making(current: Current, coding: str) -> None:
    inner = Stream()
    cache = kept(inner, current)
    head = ask(cache, method="HEAD", accept_encoding=coding)
    assert inner.made < inner.parts
    assert (head.status, head.body) == (200, b"")
    assert head.messages[0] == ask(cache, accept_encoding=coding).messages[0]


def test_a_large_answer_that_is_known_stops_its_making(current: Current) -> None:
    inner = Stream()
    answer = ask(kept(inner, current), accept_encoding="br", if_none_match='"sheet-br"')
    assert (answer.status, answer.body) == (304, b"")
    assert inner.made < inner.parts


def test_a_large_answer_on_a_condition_that_fails_is_told(current: Current) -> None:
    inner = Stream()
    with pytest.raises(PreconditionFailed):
        ask(kept(inner, current), if_match='"other"')
    assert inner.made < inner.parts


def test_a_large_answer_that_says_no_store_keeps_its_word(current: Current) -> None:
    inner = Stream({"cache-control": "no-store"})
    answer = ask(kept(inner, current))
    assert answer.body == inner.body
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("inner", [Stream(), Slow(404), Slow(headers=((b"cache-control", b"no-store"),))])
def test_a_slow_reader_of_what_is_not_kept_holds_up_nobody(current: Current, inner: ASGIApp) -> None:
    cache = kept(inner, current)

    async def story() -> int:
        reading, resumed = asyncio.Event(), asyncio.Event()

        async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
            async def wait(message: Message) -> None:
                reading.set()
                await resumed.wait()
                await send(message)

            await cache(scope, receive, wait)

        slow = asyncio.create_task(exchanged(slowly, request()))
        await reading.wait()
        others = [exchanged(cache, request(accept_encoding=coding)) for coding in ALL]
        try:
            answers = await asyncio.wait_for(asyncio.gather(*others), 3)
        finally:
            resumed.set()
            await slow
        return len(answers)

    assert asyncio.run(story()) == len(ALL)


def test_what_is_just_not_too_large_is_kept(current: Current) -> None:
    inner = Inner(parts=(bytes(MAX_ENTRY),))
    cache = kept(inner, current)
    assert [len(ask(cache).body) for _ in range(2)] == [MAX_ENTRY] * 2
    assert len(inner.scopes) == 1
    assert cache.store.size >= MAX_ENTRY


# Until when


def test_an_answer_with_an_end_is_made_anew_at_that_instant(tmp_path: Path) -> None:
    now = NOW
    inner = answering(expires=date.http(NOW + 100))
    cache = kept(inner, current_of(tmp_path, clock=lambda: now))
    for at, calls in ((NOW, 1), (NOW + 99.9, 1), (NOW + 100, 2), (NOW + 101, 3)):
        now = at
        answer = ask(cache)
        assert len(inner.scopes) == calls
        assert "expires" not in answer.headers
        assert answer.body == BODY


@pytest.mark.parametrize("publication", [False, True])
@pytest.mark.parametrize("size", [0, ROOM])
def test_what_is_to_change_is_not_kept_beyond(tmp_path: Path, publication: bool, size: int) -> None:
    now, end = NOW, int(NOW) + 200
    inner = answering() if publication else answering(expires=date.http(end))
    cache = kept(inner, current_of(tmp_path, *([end] if publication else []), clock=lambda: now), size)
    for left in (200.0, 120.0, 119.5, 61.0, 30.5, 0.1):
        now = end - left
        for answer in (ask(cache), ask(cache, method="HEAD"), ask(cache, if_none_match="*")):
            told = seconds(answer.headers["cache-control"])
            assert now + told["max-age"] + told.get("stale-while-revalidate", 0) <= end
            assert answer.headers["cache-control"] == MINUTE.header(end - now)
    now = end
    assert ask(cache).headers["cache-control"] == MINUTE.header(inf if publication else 0)


@pytest.mark.parametrize("inner", [Stream(), Inner(status=308, headers=((b"location", b"/v1"),), parts=())])
def test_a_coming_publication_is_not_outlived_by_what_is_not_kept(tmp_path: Path, inner: ASGIApp) -> None:
    cache = kept(inner, current_of(tmp_path, int(NOW) + 30))
    assert ask(cache).headers["cache-control"] == MINUTE.header(30)


def test_a_publication_changes_the_keys(tmp_path: Path) -> None:
    now, inner = NOW, answering()
    current = current_of(tmp_path, int(NOW) + 10, clock=lambda: now)
    cache = kept(inner, current)
    for at, calls in ((NOW, 1), (NOW + 9.9, 1), (NOW + 10, 2), (NOW + 11, 2)):
        now = at
        ask(cache)
        assert len(inner.scopes) == calls
    published(tmp_path, [entry("another")])
    assert current.follow()
    asked(cache, request(), request())
    assert len(inner.scopes) == 3


def test_an_answer_is_made_from_the_edition_that_it_is_kept_under(tmp_path: Path) -> None:
    inner, current = answering(), current_of(tmp_path)
    before = current.edition()
    cache = kept(inner, current)

    async def publishing(scope: Scope, receive: Receive, send: Send) -> None:
        if not inner.scopes:
            published(tmp_path, [entry("another")])
            assert current.follow()
        await inner(scope, receive, send)

    cache.app = publishing
    asked(cache, request(), request())
    assert inner.scopes[0][EDITION] is before
    ask(cache)
    assert [scope[EDITION] for scope in inner.scopes[1:]] == [current.edition()]


def test_before_anything_is_published_nothing_is_kept(tmp_path: Path) -> None:
    inner = answering()
    cache = kept(inner, Current(tmp_path))
    answers = [ask(cache, accept_encoding="gzip") for _ in range(2)]
    assert [decoded("gzip", answer.body) for answer in answers] == [BODY, BODY]
    assert (len(inner.scopes), cache.store.size) == (2, 0)


# Within which bounds


def test_without_room_all_rules_hold_and_nothing_is_kept(current: Current) -> None:
    inner, asking = answering(), request()
    cache = kept(inner, current, 0)
    assert [ask(cache, accept_encoding=coding).messages for coding in ALL] == [
        ask(kept(answering(), current), accept_encoding=coding).messages for coding in ALL
    ]
    assert ask(cache, method="HEAD").body == b""
    assert ask(cache, if_none_match=etag(BODY)).status == 304
    with pytest.raises(PreconditionFailed):
        ask(cache, if_match='"x"')
    asked(cache, asking, *(request() for _ in range(9)))
    assert OUTCOME not in asking
    assert (len(inner.scopes), cache.store.size, len(cache.store)) == (17, 0, 0)


@pytest.mark.parametrize(
    ("path", "query", "calls"), [(1_000, 1_000, 1), (1, 1_999, 1), (1_001, 1_000, 2), (1, 7_000, 2)]
)
def test_a_long_url_is_answered_and_not_kept(current: Current, path: int, query: int, calls: int) -> None:
    inner = answering()
    cache = kept(inner, current)
    answers = [ask(cache, "/" * path, query=b"a" * query, accept_encoding="br") for _ in range(2)]
    assert answers[0].messages == answers[1].messages
    assert decoded("br", answers[0].body) == BODY
    assert len(inner.scopes) == calls
    assert ask(cache, "/" * path, query=b"a" * query, if_none_match="*").status == 304


def test_a_flood_of_urls_leaves_what_is_asked_for_often(current: Current) -> None:
    inner = answering()
    cache = kept(inner, current, 100_000)
    asked(cache, request("/often"))
    asked(cache, request("/often"))
    for number in range(1_000):
        ask(cache, f"/once/{number}")
        assert cache.store.size <= 100_000
    ask(cache, "/often")
    assert [scope["path"] for scope in inner.scopes].count("/often") == 1
    asked(cache, request("/new"))
    asked(cache, request("/new"))
    assert inner.scopes[-1]["path"] == "/new"
    assert len(inner.scopes) == 1_002


def test_a_flood_of_long_urls_takes_no_more_memory_than_it_may(current: Current) -> None:
    """A list names its own URL in its links: the head of an answer may be larger than its body."""

    async def listing(scope: Scope, receive: Receive, send: Send) -> None:
        link = b"<https://briefs.test/v1/briefs?%s>; rel=next" % scope["query_string"]
        await send({"type": "http.response.start", "status": 200, "headers": [*HEAD, (b"link", link)]})
        await send({"type": "http.response.body", "body": BODY})

    room = 1_000_000
    cache = kept(listing, current, room)

    async def flood() -> None:
        for number in range(1_500):
            await exchanged(cache, request(query=b"q=%d" % number + b"a" * 1_900))

    ask(cache)
    tracemalloc.start()
    try:
        asyncio.run(flood())
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(cache.store) > 100
    assert taken < 2 * room


def test_every_coding_that_is_kept_is_counted(current: Current) -> None:
    """Some bodies cannot be made smaller: each coding of them takes as much again."""
    body = b"".join(sha256(b"%d" % number).digest() for number in range(90_000))
    cache = kept(Inner(parts=(body,)), current)
    first, second = ([ask(cache, accept_encoding=coding).messages[1]["body"] for coding in ALL] for _ in range(2))
    held = [len(one) for one, other in zip(first, second, strict=True) if one is other]
    assert held
    assert sum(held) <= cache.store.size


def test_what_is_kept_is_told(current: Current) -> None:
    cache = kept(answering(), current)
    for path in ("/a", "/b", "/b"):
        ask(cache, path)
    told = dict(re.findall(r"^(briefs_cache_\w+) (\S+)$", cache.metrics.text().decode(), re.MULTILINE))
    assert {name: float(value) for name, value in told.items()} == {
        "briefs_cache_bytes": cache.store.size,
        "briefs_cache_entries": 2,
    }


def test_what_is_not_http_passes(current: Current) -> None:
    inner = Inner()
    asked(kept(inner, current), {"type": "lifespan"})
    assert inner.scopes == [{"type": "lifespan"}]
