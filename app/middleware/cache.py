"""Answers in the form that a client asks for, from what has been made before where it is still so.

Inside, an answer is made whole, in no coding and under no condition. Here it gets its validator, its coding and its
lifetime, and is kept under the edition that it was made from: a publish or the end of an embargo changes the keys, and
nothing is ever purged. What is no 200, and what says `no-store`, passes as it is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import inf
from typing import Any, TypeVar

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import NotAcceptable, PreconditionFailed
from app.formats.table import accepted
from app.middleware.metrics import Metrics
from app.middleware.scope import EDITION, OUTCOME
from app.middleware.store import Store
from app.snapshot.current import Current
from app.wire import accept, coding, date, precondition
from app.wire.accept import CODINGS, IDENTITY
from app.wire.etag import coded, etag
from app.wire.freshness import Freshness
from app.wire.precondition import Outcome

Headers = list[tuple[bytes, bytes]]
Made = TypeVar("Made")

MAX_ENTRY = 4 * 1024 * 1024  # bytes; a larger body is sent while it is made, and not kept
_MAX_KEY = 2_000  # bytes of a URL; what a longer one asks for is not kept
_LARGE = 64 * 1024  # bytes from which on a coding is made in a thread
# What a 304 has of the headers of its 200 (RFC 9110 §15.4.5), and what lets a page of another site read it.
_OF_304 = frozenset(
    {b"etag", b"cache-control", b"vary", b"access-control-allow-origin", b"access-control-expose-headers"}
)
_GIVEN_HERE = frozenset({b"content-length", b"etag", b"cache-control", b"expires", b"vary"})
# An answer is made whole, in no coding and under no condition, whatever the client has asked.
_KEPT_BACK = precondition.HEADERS | {b"accept-encoding", b"range", b"if-range"}


@dataclass(frozen=True, slots=True)
class Form:
    """An answer in one coding, ready to be sent. `Cache-Control` is the last of its headers."""

    tag: str
    headers: Headers
    body: bytes


@dataclass(slots=True)
class Entry:
    """An answer, in each coding that has been asked for so far. `until` is the instant of its end.

    `head` is how many bytes its headers take.
    """

    headers: Headers
    body: bytes
    tag: str
    modified: int | None
    until: float
    head: int
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def size(self) -> int:
        coded = sum(self.head + len(form.body) for name, form in self.forms.items() if name != IDENTITY)
        return self.head + len(self.body) + coded


class CacheMiddleware:
    """`current` tells what is visible now; `size` is in bytes, and at 0 nothing is kept."""

    def __init__(self, app: ASGIApp, current: Current, freshness: Freshness, size: int, metrics: Metrics) -> None:
        self.app, self.current, self.freshness, self.metrics = app, current, freshness, metrics
        self.store = Store[Entry](size)
        self.keeps = size > 0
        self._making: dict[Hashable, asyncio.Future[Any]] = {}

    async def once(self, key: Hashable, make: Callable[[], Awaitable[Made | None]]) -> Made | None:
        """One makes it, however many wait for it. What comes to nothing each makes for itself."""
        if making := self._making.get(key):
            return await asyncio.shield(making) or await make()
        making = self._making[key] = asyncio.get_running_loop().create_future()
        made = None
        try:
            made = await make()
        finally:
            if self._making.get(key) is making:
                self.release(key, made)
        return made

    def release(self, key: Hashable, made: object = None) -> None:
        """Whoever waits for it goes on: with what was made, or to make it for itself."""
        if making := self._making.pop(key, None):
            making.set_result(made)

    def keep(self, key: Hashable, entry: Entry) -> None:
        if len(entry.body) <= MAX_ENTRY:
            self.store.put(key, entry)
            self.metrics.cache_bytes.set(self.store.size)
            self.metrics.cache_entries.set(len(self.store))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Responder(self, scope, receive, send).respond()
        else:
            await self.app(scope, receive, send)


class _Responder:
    """One request, and what it asks of the form of its answer."""

    __slots__ = ("cache", "coding", "conditions", "edition", "key", "receive", "scope", "send")

    def __init__(self, cache: CacheMiddleware, scope: Scope, receive: Receive, send: Send) -> None:
        self.cache, self.scope, self.receive, self.send = cache, scope, receive, send
        formats = codings = b""
        self.conditions: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                codings = codings + b"," + value if codings else value
            elif name == b"accept":
                formats = formats + b"," + value if formats else value
            elif name in precondition.HEADERS:
                text = value.decode("latin-1")
                self.conditions[name] = f"{self.conditions[name]}, {text}" if name in self.conditions else text
        self.coding = _coding(codings)
        self.edition = cache.current.visible()
        self.key = self._key(formats)

    def _key(self, formats: bytes) -> Hashable:
        """What decides the bytes of the answer; None if it is not to be kept."""
        path, query = self.scope["raw_path"], self.scope["query_string"]
        if not self.cache.keeps or self.edition is None or len(path) + len(query) > _MAX_KEY:
            return None
        return self.edition.id, path, query, accepted(formats)

    async def respond(self) -> None:
        made = await self._made()
        if isinstance(made, Entry):
            form = made.forms.get(self.coding) or await self._form(made)
            if await self._begin(form.tag, form.headers, made.modified, made.until):
                await self.send({"type": "http.response.body", "body": form.body})
        elif made is not None:
            await self._pass(made)

    async def _made(self) -> "Entry | _Answer | None":
        """What is kept, or else made; as it came, if it is not to be kept; None if it has been sent as it came."""
        cache, key = self.cache, self.key
        if key is None:
            return await self._make()
        entry = cache.store.get(key)
        if entry is not None and (entry.until == inf or entry.until > cache.current.now()):
            self.scope[OUTCOME] = "hit"
            return entry
        self.scope[OUTCOME] = "miss"
        return await cache.once(key, self._make)

    async def _make(self) -> "Entry | _Answer | None":
        """Ask inside, of the edition that the key is of."""
        headers = [header for header in self.scope["headers"] if header[0] not in _KEPT_BACK]
        answer = _Answer(self._stream)
        inside = {**self.scope, "method": "GET", "headers": headers, EDITION: self.edition}
        try:
            await self.cache.app(inside, self.receive, answer)
        except _Enough as enough:
            if isinstance(enough.__cause__, PreconditionFailed):
                raise enough.__cause__ from None
            return None
        if answer.passed:
            return None
        if not answer.lasts:
            return answer
        entry = _finished(answer, self.cache.freshness)
        entry.head += len(self.scope["raw_path"]) + len(self.scope["query_string"])
        if self.key is not None:
            self.cache.keep(self.key, entry)
        return entry

    async def _form(self, entry: Entry) -> Form:
        """The answer in the coding that is asked for."""
        if self.key is None:
            return await self._encode(entry)
        found = await self.cache.once((self.key, self.coding), partial(self._encode, entry))
        assert found is not None
        return found

    async def _encode(self, entry: Entry) -> Form:
        name, body = self.coding, entry.body
        large = len(body) > _LARGE and name != IDENTITY
        body = await to_thread.run_sync(coding.encode, name, body) if large else coding.encode(name, body)
        length = (b"content-length", str(len(body)).encode())
        form = entry.forms[name] = _coded(entry.tag, [length, *entry.headers], name, body)
        if self.key is not None:
            self.cache.keep(self.key, entry)
        return form

    async def _begin(self, tag: str, headers: Headers, modified: int | None, until: float) -> bool:
        """Send the head of a 200, or all of a 304; whether a body is to follow. Raises PreconditionFailed."""
        outcome = precondition.evaluate(self.conditions, tag, modified) if self.conditions else Outcome.PERFORM
        if outcome is Outcome.FAILED:
            raise PreconditionFailed("It has changed since you last saw it, or is not what If-Match names.")
        until = min(until, self.edition.until if self.edition else inf)
        if until != inf and (left := until - self.cache.current.now()) < self.cache.freshness.reach:
            headers = [*headers[:-1], (b"cache-control", self.cache.freshness.header(left).encode())]
        if outcome is Outcome.NOT_MODIFIED:
            headers = [header for header in headers if header[0] in _OF_304]
        await self.send({"type": "http.response.start", "status": outcome.value, "headers": headers})
        if outcome is Outcome.PERFORM and self.scope["method"] != "HEAD":
            return True
        await self.send({"type": "http.response.body", "body": b""})
        return False

    async def _stream(self, answer: "_Answer") -> Send:
        """An answer too large to be kept is coded while it is made, and sent as it comes."""
        self.cache.release(self.key)
        add, end = coding.encoder(self.coding)
        tag = answer.value(b"etag").decode("latin-1")
        form = _coded(tag, _finished(answer, self.cache.freshness).headers, self.coding, b"")
        try:
            wanted = await self._begin(form.tag, form.headers, None, inf)
        except PreconditionFailed as error:
            raise _Enough from error
        if not wanted:
            raise _Enough

        async def send(message: Message) -> None:
            body, more = add(message.get("body", b"")), message.get("more_body", False)
            await self.send({**message, "body": body if more else body + end()})

        return send

    async def _pass(self, answer: "_Answer") -> None:
        """What is not kept, as it is."""
        headers = answer.headers
        if answer.status == 308:
            left = self.edition.until - self.cache.current.now() if self.edition else inf
            headers = [*headers, (b"cache-control", self.cache.freshness.header(left).encode())]
        body = b"" if self.scope["method"] == "HEAD" else answer.body
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


class _Enough(Exception):
    """Of what is sent while it is made, no more is wanted."""


class _Answer:
    """What comes from inside: put together until it is whole, or too large for that; then `stream` tells whither."""

    def __init__(self, stream: Callable[["_Answer"], Awaitable[Send]]) -> None:
        self.status, self.headers, self.body = 0, list[tuple[bytes, bytes]](), b""
        self._parts: list[bytes] = []
        self._size = 0
        self._stream = stream
        self._sink: Send | None = None

    @property
    def lasts(self) -> bool:
        return self.status == 200 and b"no-store" not in self.value(b"cache-control")

    @property
    def passed(self) -> bool:
        """Whether it has been sent as it came."""
        return self._sink is not None

    def value(self, name: bytes) -> bytes:
        return next((value for known, value in self.headers if known == name), b"")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
            return
        if self._sink is not None:
            await self._sink(message)
            return
        part, more = bytes(message.get("body", b"")), message.get("more_body", False)
        self._parts.append(part)
        self._size += len(part)
        if not more:
            self.body = b"".join(self._parts)
        elif self._size > MAX_ENTRY and self.lasts:
            self._sink = await self._stream(self)
            await self._sink({**message, "body": b"".join(self._parts)})
            self._parts.clear()


def _finished(answer: _Answer, freshness: Freshness) -> Entry:
    """An answer with what it does not say of itself. `Expires` tells from inside when it will be another."""
    ends, modified = answer.value(b"expires").decode("latin-1"), answer.value(b"last-modified").decode("latin-1")
    vary = b", ".join(filter(None, [answer.value(b"vary"), b"Accept-Encoding"]))
    return Entry(
        [
            *(header for header in answer.headers if header[0] not in _GIVEN_HERE),
            (b"vary", vary),
            (b"cache-control", freshness.header().encode()),
        ],
        answer.body,
        etag(answer.body),
        date.parse(modified) if modified else None,
        inf if not ends else date.parse(ends) or 0,
        sum(len(name) + len(value) for name, value in answer.headers),
    )


def _coded(tag: str, headers: Headers, name: str, body: bytes) -> Form:
    tag = coded(tag, name)
    encoding = [] if name == IDENTITY else [(b"content-encoding", name.encode())]
    return Form(tag, [(b"etag", tag.encode()), *encoding, *headers], body)


@lru_cache(maxsize=100)
def _coding(header: bytes) -> str:
    """The coding that an `Accept-Encoding` header asks for. Raises NotAcceptable."""
    found = accept.coding(header.decode("latin-1"))
    if found is None:
        offers = ", ".join((*CODINGS, IDENTITY))
        raise NotAcceptable(f"There is no coding here that Accept-Encoding allows. What there is: {offers}.")
    return found
