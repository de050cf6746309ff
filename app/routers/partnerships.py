"""Partnerships across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import Partnership, Partnerships
from app.snapshot.kinds import PARTNERSHIP

router = APIRouter(prefix="/v1/partnerships", tags=["Partnerships"])


@router.get("", summary="Partnerships", **listing(PARTNERSHIP, Partnerships))
async def list_partnerships(answer: Answer) -> Response:
    """Partnerships that briefs name, by name, each with how much there is of it."""
    return await answer.listing(PARTNERSHIP)


@router.get("/{id}", summary="A partnership", **one(Partnership))
async def get_partnership(
    answer: Answer, id: Annotated[str, local("in-us", "a partnership: its parties' ids joined by hyphens")]
) -> Response:
    """A partnership, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(PARTNERSHIP, id)
