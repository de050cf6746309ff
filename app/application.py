"""The application, put together: the only place that knows everyone."""

import asyncio
import contextlib
import gc
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import FrameType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__, publishing
from app.errors import HttpError, NotFound
from app.logs import Requests
from app.middleware.cache import CacheMiddleware
from app.middleware.failures import FailuresMiddleware
from app.middleware.headers import HeadersMiddleware
from app.middleware.limits import LimitsMiddleware
from app.middleware.log import LogMiddleware
from app.middleware.methods import MethodsMiddleware
from app.middleware.metrics import Metrics
from app.middleware.problem import answer
from app.middleware.suffix import SuffixMiddleware
from app.nearest import nearest
from app.routers import (
    areas,
    briefs,
    countries,
    initiatives,
    organisations,
    pages,
    partnerships,
    people,
    quotes,
    search,
    sections,
    service,
    sources,
    timeline,
    topics,
    why_it_matters,
)
from app.schemas import parameters
from app.schemas.problem import Problem
from app.settings import Settings
from app.snapshot.current import Current
from app.wire.freshness import Freshness

_DESCRIPTION = """\
Briefs on foreign policy, as data: partnerships between countries with their areas of cooperation, quotes, points that
say why it matters, timelines and sources. No key is needed.

- **Every claim says what it rests on**: its sources, and how far it is established (`verification`); a judgement says
  that it is one. `review` holds what an examined text makes of it, `cite` a line to paste.
- **Every list takes the same parameters**, as far as they fit its kind, counts exactly, and links its pages. An unknown
  parameter or value is told.
- **Absent is `null`, empty is `[]`**; nothing is left out.
"""

_TAGS = {
    "Start here": "Five calls that work and show what there is.",
    "Search": "Everything at once: passages of every kind, and partnerships as a graph.",
    "Briefs": "Editorial documents, and what is in each.",
    "Partnerships": "Two or more parties, across briefs.",
    "Why it matters": "Points of briefs that say why it matters.",
    "Areas": "Areas of cooperation.",
    "Quotes": "Words, with who said them and who reports them.",
    "Timeline": "Dated things that happened or are expected.",
    "Sections": "What one brief says of one partnership.",
    "Sources": "Pages and documents that claims cite.",
    "People": "Who speaks or takes part, and in which office.",
    "Countries": "Countries that are parties or that claims are about.",
    "Organisations": "Organisations, groupings and companies.",
    "Initiatives": "Named programmes, frameworks and corridors.",
    "Topics": "Subjects under which claims are found.",
    "Service": "What the service says of itself.",
}

_ROUTERS = (
    service,
    search,
    briefs,
    partnerships,
    why_it_matters,
    areas,
    quotes,
    timeline,
    sections,
    sources,
    people,
    countries,
    organisations,
    initiatives,
    topics,
    pages,
)


_THREADS = 2  # in which answers are found that take long


class Service(FastAPI):
    """FastAPI, with our layers around its own: an answer that is kept needs none of those."""

    def surround(self, *layers: Middleware) -> None:
        """The outermost first."""
        self._layers: ASGIApp = super().__call__
        for layer in reversed(layers):
            self._layers = layer.cls(self._layers, *layer.args, **layer.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._layers(scope, receive, send)


def create_app(settings: Settings, clock: Callable[[], float] = time.time) -> FastAPI:
    """The service for these settings. `clock` gives seconds since 1970, and decides what is published already."""
    current, log, metrics = Current(settings.snapshot, clock), Requests(), Metrics()
    app = Service(
        title="Foreign Policy Briefs",
        summary="A keyless API of sourced foreign-policy briefs.",
        description=_DESCRIPTION,
        version=__version__,
        servers=[{"url": "/", "description": "This server."}],
        contact={"name": "Foreign Policy Briefs"},
        license_info={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        openapi_tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Traces and metrics are ours to give (middleware.log): looking for a collector costs each answer a tenth.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
    )
    app.surround(
        *_believing(settings.proxies),
        Middleware(LogMiddleware, log=log, metrics=metrics),
        Middleware(FailuresMiddleware),
        Middleware(LimitsMiddleware, hosts=settings.hosts),
        Middleware(MethodsMiddleware),
        Middleware(
            CacheMiddleware,
            current=current,
            freshness=Freshness(settings.max_age, settings.stale_while_revalidate, settings.stale_if_error),
            size=settings.cache_bytes,
            metrics=metrics,
        ),
        Middleware(HeadersMiddleware),
        Middleware(SuffixMiddleware),
    )
    app.state.settings, app.state.current = settings, current
    app.state.log, app.state.metrics = log, metrics
    app.state.draining = False
    app.state.threads = ThreadPoolExecutor(_THREADS, "find")
    app.add_exception_handler(HttpError, _tell)
    app.add_exception_handler(HTTPException, _tell_unrouted)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.router.routes.append(pages.assets())
    return app


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: FastAPI's own, and what it cannot see: parameters of lists, and problems."""
    schema = app.openapi()
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    schema["components"]["parameters"] = parameters.components()
    schema["components"]["schemas"] = dict(sorted(schema["components"]["schemas"].items()))
    return schema


def _believing(proxies: Collection[str]) -> list[Middleware]:
    """Whom to believe about a client's address. The server's package is loaded only for that."""
    if not proxies:
        return []
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(proxies))]


def _operation_id(route: APIRoute) -> str:
    """`list_quotes` as `listQuotes`."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def _tell(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    return answer(error, request.scope)


async def _tell_unrouted(request: Request, error: Exception) -> Response:
    """A path that no route has; methods are settled before routing."""
    path = request.scope["path"]
    paths = (getattr(route, "path", "{") for module in _ROUTERS for route in module.router.routes)
    near = nearest(path.rstrip("/"), (known for known in paths if "{" not in known))
    hint = f"Did you mean {near}?" if near else "/v1 links everything there is."
    return answer(NotFound(f"There is nothing at {path}. {hint}"), request.scope)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Serve the snapshot that there is at once, and see in the background that it is fresh."""
    with _draining(app):
        async with publishing.kept_up(app.state.settings, app.state.current):
            gc.freeze()  # what has been loaded stays, and need not be looked at again and again
            gc.enable()
            yield
    app.state.log.write()
    app.state.metrics.end()


@contextlib.contextmanager
def _draining(app: FastAPI) -> Iterator[None]:
    """Put the end off for as long as the settings say: others are told in the meantime that it is near.

    The server's own way to stop is what is put off; without one, or outside the main thread, there is nothing to do.
    """
    seconds, loop = app.state.settings.drain, asyncio.get_running_loop()
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)

    def drain(stop: Callable[[], object]) -> None:
        app.state.draining = True
        loop.call_later(seconds, stop)

    if loop.remove_signal_handler(signal.SIGTERM):  # Granian's: it stops for SIGINT just so
        loop.add_signal_handler(signal.SIGTERM, drain, partial(os.kill, os.getpid(), signal.SIGINT))
    elif callable(before):
        stop = before

        def put_off(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(drain, partial(stop, number, frame))

        signal.signal(signal.SIGTERM, put_off)
    yield
