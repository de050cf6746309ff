"""What the service says of itself."""

import time

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app import __version__
from app.dependencies import Answer
from app.errors import InvalidParameters, NotReady
from app.middleware.metrics import CONTENT_TYPE
from app.routers.operation import problems
from app.schemas.claim import LICENCE
from app.schemas.service import Collection, Health, Index, ServiceStatus
from app.snapshot.kinds import KINDS, PASSAGE

router = APIRouter(tags=["Service"])

_NO_STORE = {"Cache-Control": "no-store"}
_HOLDS = {
    "brief": "Editorial documents, whole or as cards.",
    "section": "What one brief says of one partnership.",
    "area": "Areas of cooperation, each with its stage, its review and its sources.",
    "point": "Reasons why it matters.",
    "quote": "Words, with who said them, when, and who reports them.",
    "event": "Dated things that happened or are expected.",
    "source": "Pages and documents that claims cite.",
    "partnership": "Two or more parties, across briefs.",
    "person": "Who speaks or takes part, with offices and their dates.",
    "country": "Countries that are parties or that claims are about.",
    "organisation": "Organisations, groupings and companies.",
    "initiative": "Named programmes, frameworks and corridors.",
    "topic": "Subjects under which claims are found.",
}


@router.get(
    "/v1",
    summary="What there is",
    tags=["Start here"],
    response_model=Index,
    responses=problems(NotReady, InvalidParameters),
)
async def get_index(answer: Answer) -> Response:
    """Every list, with what it holds and how much of it."""
    answer.refuse_parameters()
    counts, url = answer.edition.kinds, answer.settings.public_url
    index = Index(
        name="Foreign Policy Briefs",
        description="Briefs on foreign policy: typed, exact and sourced.",
        version=__version__,
        docs=f"{url}/docs",
        openapi=f"{url}/openapi.json",
        licence=LICENCE,
        collections=[
            Collection(name=kind.plural, url=f"{url}{kind.path}", holds=_HOLDS[kind.name], count=counts[kind.name])
            for kind in KINDS.values()
        ],
    )
    return answer.document(index.model_dump_json().encode(), PASSAGE)


@router.get(
    "/v1/status",
    summary="What is served now",
    response_model=ServiceStatus,
    responses=problems(NotReady, InvalidParameters),
)
async def get_status(answer: Answer) -> Response:
    """The snapshot, the edition, and how much of each kind is visible. Never cached."""
    answer.refuse_parameters()
    snapshot, current = answer.edition.snapshot, answer.request.app.state.current
    opened = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(current.opened))
    status = ServiceStatus(
        version=__version__,
        snapshot=snapshot.id,
        edition=answer.edition.id,
        built=snapshot.built,
        opened=opened,
        stale_since=current.stale_since,
        counts=answer.edition.kinds,
    )
    return Response(status.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.get("/healthz", summary="Is it alive?", response_model=Health, responses=problems())
async def get_health() -> Response:
    """200 as long as the process answers."""
    return _health(Health(status="alive"))


@router.get("/readyz", summary="Is it ready?", response_model=Health, responses=problems(NotReady))
async def get_readiness(request: Request) -> Response:
    """200 once a snapshot is served; 503 until then, and while the service is about to stop."""
    request.app.state.current.edition()
    if request.app.state.draining:
        raise NotReady("The service is about to stop.")
    return _health(Health(status="ready"))


@router.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Counts of requests and of what is kept, for Prometheus: of all workers."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE, headers=_NO_STORE)


def _health(health: Health) -> Response:
    return Response(orjson.dumps(health.model_dump()), media_type="application/json", headers=_NO_STORE)
