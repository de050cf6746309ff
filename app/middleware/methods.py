"""HEAD and OPTIONS on every path, and nothing that would change anything."""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import MethodNotAllowed
from app.middleware.headers import HEADERS

ALLOW = "GET, HEAD, OPTIONS"
_PREFLIGHT = {
    **HEADERS,
    "Allow": ALLOW,
    "Access-Control-Allow-Methods": ALLOW,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class MethodsMiddleware:
    """GET and HEAD pass. OPTIONS on a path that there is not is the same 404 as its GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if scope["type"] != "http" or method == "GET" or method == "HEAD":
            await self.app(scope, receive, send)
        elif method == "OPTIONS":
            await self._options(scope, receive, send)
        else:
            raise MethodNotAllowed(f"The service is read-only, and {method} would change it.", headers={"Allow": ALLOW})

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        statuses: list[int] = []

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.app({**scope, "method": "HEAD"}, receive, look)
        if statuses == [404]:
            await self.app({**scope, "method": "GET"}, receive, send)
        else:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
