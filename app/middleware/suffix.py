"""`/v1/quotes.json`: a suffix names the format. Ids have no dots, so what follows one is a format."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotFound
from app.formats.table import FORMATS


class SuffixMiddleware:
    """Takes the suffix off the path, and leaves the format and the path as asked in the request's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith("/v1") and "." in path.rpartition("/")[2]:
            stem, _, suffix = path.rpartition(".")
            if suffix not in FORMATS:
                offers = ", ".join(f".{name}" for name in FORMATS)
                raise NotFound(f"There is no format .{suffix} here. What there is: {offers}.")
            scope = {**scope, "path": stem, "state": {**scope.get("state", {}), "suffix": suffix, "asked": path}}
        await self.app(scope, receive, send)
