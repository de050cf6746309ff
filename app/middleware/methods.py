"""HEAD and OPTIONS on every path, and nothing that would change anything."""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import MethodNotAllowed

ALLOW = "GET, HEAD, OPTIONS"
_PREFLIGHT = {
    "Allow": ALLOW,
    "Access-Control-Allow-Methods": ALLOW,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class MethodsMiddleware:
    """HEAD is a GET whose body is not sent. OPTIONS on a path that there is not is the same 404 as its GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if scope["type"] != "http" or method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            await self.app(_bodiless(scope), receive, _Headless(send))
        elif method == "OPTIONS":
            await self._options(scope, receive, send)
        else:
            raise MethodNotAllowed(f"The service is read-only, and {method} would change it.", headers={"Allow": ALLOW})

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(_bodiless(scope), receive, keep)
        if messages[0]["status"] == 404:
            for message in messages:
                await send(message)
        else:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)


def _bodiless(scope: Scope) -> Scope:
    """A GET that is told that nobody will read a body which is made while it is sent."""
    return {**scope, "method": "GET", "state": {**scope.get("state", {}), "bodiless": True}}


class _Headless:
    """Sends the head of an answer as it is, its Content-Length included, and none of its body."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body", "body": b""}
        await self.send(message)
