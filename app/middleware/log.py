"""A line of the log for each request, and what it adds to the metrics."""

import itertools
import re
import secrets
from collections.abc import Awaitable
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import Answered, Requests
from app.middleware.metrics import Metrics
from app.middleware.scope import NUMBER, OUTCOME

_ID = re.compile(rb"[A-Za-z0-9._~-]{1,128}")
_TRACE = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context §3.2


class LogMiddleware:
    """An error also tells its client the number under which it is logged."""

    def __init__(self, app: ASGIApp, log: Requests, metrics: Metrics) -> None:
        self.app, self.log, self.metrics = app, log, metrics
        self._process, self._count = secrets.token_hex(6), itertools.count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        status = size = 0
        number = trace = ""
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _ID.fullmatch(value):
                number = value.decode()
            elif name == b"traceparent" and _TRACE.fullmatch(value):
                trace = value.decode()
        number = scope[NUMBER] = number or f"{self._process}-{next(self._count)}"

        def watch(message: Message) -> Awaitable[None]:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                if status >= 400:
                    message = {**message, "headers": [*message["headers"], (b"x-request-id", number.encode())]}
            else:
                size += len(message.get("body", b""))
            return send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            seconds = perf_counter() - begun
            cache = scope.get(OUTCOME, "")
            self.metrics.answered(status, cache, seconds)
            method, path, query, client = scope["method"], scope["path"], scope["query_string"], scope.get("client")
            self.log.add(Answered(time(), method, path, query, status, size, seconds, client, number, cache, trace))
