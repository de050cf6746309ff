"""How large a request may be, before anything of it is looked at."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import HeadersTooLarge, UrlTooLong

MAX_URL = 8_000
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024


class LimitsMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"]
            length = len(scope.get("raw_path") or scope["path"]) + (len(query) + 1 if query else 0)
            if length > MAX_URL:
                raise UrlTooLong(
                    f"The URL has {length:,} bytes, and may have {MAX_URL:,}. Ask for fewer values at once."
                )
            size = sum(len(name) + len(value) for name, value in scope["headers"])
            if len(scope["headers"]) > MAX_HEADERS or size > MAX_HEADER_BYTES:
                raise HeadersTooLarge(
                    f"The request has {len(scope['headers'])} headers of {size:,} bytes, and may have {MAX_HEADERS} "
                    f"of {MAX_HEADER_BYTES:,}."
                )
        await self.app(scope, receive, send)
