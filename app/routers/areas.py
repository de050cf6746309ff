"""Areas of cooperation, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one
from app.schemas.area import Area, Areas
from app.snapshot.kinds import AREA

router = APIRouter(prefix="/v1/areas", tags=["Areas"])


@router.get("", summary="Areas of cooperation across briefs", **listing(AREA, Areas))
async def list_areas(answer: Answer) -> Response:
    """Areas of cooperation across briefs, newest first, filtered by any of these parameters."""
    return await answer.listing(AREA)


@router.get("/{brief}/{id}", summary="An area of a brief", **one(Area))
async def get_area(
    answer: Answer, brief: BriefId, id: Annotated[str, local("semiconductors-and-ai", "an area")]
) -> Response:
    """One area of cooperation, with its review and its sources."""
    return await answer.item(AREA, f"{brief}/{id}")
