"""Initiatives across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import Initiative, Initiatives
from app.snapshot.kinds import INITIATIVE

router = APIRouter(prefix="/v1/initiatives", tags=["Initiatives"])


@router.get("", summary="Initiatives", **listing(INITIATIVE, Initiatives))
async def list_initiatives(answer: Answer) -> Response:
    """Initiatives that briefs name, by name, each with how much there is of it."""
    return await answer.listing(INITIATIVE)


@router.get("/{id}", summary="An initiative", **one(Initiative))
async def get_initiative(answer: Answer, id: Annotated[str, local("icet", "an initiative")]) -> Response:
    """An initiative, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(INITIATIVE, id)
