"""Why it matters, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one
from app.schemas.point import Point, Points
from app.snapshot.kinds import POINT

router = APIRouter(prefix="/v1/why-it-matters", tags=["Why it matters"])


@router.get("", summary="Points that say why it matters, across briefs", **listing(POINT, Points))
async def list_why_it_matters(answer: Answer) -> Response:
    """Points that say why it matters, across briefs, newest first, filtered by any of these parameters."""
    return await answer.listing(POINT)


@router.get("/{brief}/{id}", summary="A point of a brief", **one(Point))
async def get_point(answer: Answer, brief: BriefId, id: Annotated[str, local("leverage", "a point")]) -> Response:
    """One reason why it matters."""
    return await answer.item(POINT, f"{brief}/{id}")
