"""The application, put together: the only place that knows everyone."""

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from app import __version__
from app.errors import HttpError, NotFound, SnapshotBroken
from app.middleware.failures import FailuresMiddleware
from app.middleware.headers import HeadersMiddleware
from app.middleware.limits import LimitsMiddleware
from app.middleware.methods import MethodsMiddleware
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

log = logging.getLogger("uvicorn.error")

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

_POLL_SECONDS = 0.1
_RESTART_SECONDS = 1.0


def create_app(settings: Settings, clock: Callable[[], float] = time.time) -> FastAPI:
    """The service for these settings. `clock` gives seconds since 1970, and decides what is published already."""
    app = FastAPI(
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
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
        middleware=[
            Middleware(HeadersMiddleware),
            Middleware(FailuresMiddleware),
            Middleware(LimitsMiddleware),
            Middleware(MethodsMiddleware),
            Middleware(SuffixMiddleware),
        ],
    )
    app.state.settings = settings
    app.state.current = Current(settings.snapshot, clock)
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
    """Serve the snapshot that there is at once, and see in the background that it is fresh.

    Without one, the first is built before the first request is taken. Building is another process's work: serving
    loads nothing of it, and waits for nothing of it.
    """
    settings, current = app.state.settings, app.state.current
    _follow(current)
    fresh = not current.ready
    if fresh:
        await _build(settings)
        _follow(current)
    background = [_keep_up(current)]
    if settings.watch:
        background.append(_publish_edits(settings))
    elif not fresh:
        background.append(_build(settings))
    tasks = [asyncio.create_task(work) for work in background]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _keep_up(current: Current) -> None:
    told = ""
    while True:
        await asyncio.sleep(_POLL_SECONDS)
        told = await asyncio.to_thread(_follow, current, told)


def _follow(current: Current, told: str = "") -> str:
    """Swap if there is something newer. What is wrong is returned, and logged unless it was `told` before."""
    try:
        if current.follow():
            log.info("Serving snapshot %s", current.edition().snapshot.id)
    except SnapshotBroken as error:
        if str(error) != told:
            log.error("%s", error)
        return str(error)
    return ""


async def _publish_edits(settings: Settings) -> None:
    """Keep a child process that builds after every edit."""
    while True:
        await _build(settings, "--watch", "--while", str(os.getpid()))
        await asyncio.sleep(_RESTART_SECONDS)


async def _build(settings: Settings, *options: str) -> None:
    """Build in a child process. Its faults go to the terminal; what is served stays."""
    if not _writable(settings):
        log.info("%s cannot be written: what is there is served, and not renewed.", settings.snapshot)
        return
    command = [sys.executable, "-P", "-m", "app.cli", "build", "--quiet", *options]
    environment = {**os.environ, "BRIEFS_DATA": str(settings.data), "BRIEFS_SNAPSHOT": str(settings.snapshot)}
    child = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        if await child.wait():
            log.error("The content was not published.")
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()


def _writable(settings: Settings) -> bool:
    folder = next((path for path in (settings.snapshot, *settings.snapshot.parents) if path.exists()), None)
    return folder is not None and os.access(folder, os.W_OK)
