"""The last resort: whatever fails inside is logged, and answered without a word of its insides."""

import asyncio
import logging
from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import HttpError, InternalError
from app.middleware.problem import answer
from app.middleware.scope import NUMBER

log = logging.getLogger("uvicorn.error")


class FailuresMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        def watch(message: Message) -> Awaitable[None]:
            nonlocal started
            started = True
            return send(message)

        try:
            await self.app(scope, receive, watch)
        except HttpError as error:
            if started:
                raise
            await answer(error, scope)(scope, receive, send)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException:  # also a panic of a library in Rust, which is no Exception
            if started or scope["type"] != "http":
                raise
            log.exception("%s %r failed: request %s", scope["method"], scope["path"], scope.get(NUMBER))
            failure = InternalError("Something failed here. It has been logged; the same request may work later.")
            await answer(failure, scope)(scope, receive, send)
