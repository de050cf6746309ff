"""Events, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one
from app.schemas.event import Event, Timeline
from app.snapshot.kinds import EVENT

router = APIRouter(prefix="/v1/timeline", tags=["Timeline"])


@router.get("", summary="Events across briefs", **listing(EVENT, Timeline))
async def list_timeline(answer: Answer) -> Response:
    """Events across briefs, oldest first, filtered by any of these parameters."""
    return await answer.listing(EVENT)


@router.get("/{id}", summary="An event that briefs share", **one(Event))
async def get_shared_event(
    answer: Answer, id: Annotated[str, local("moscow-summit-2024", "an event that briefs share")]
) -> Response:
    """An event that several briefs may name, by its id."""
    return await answer.item(EVENT, id)


@router.get("/{brief}/{id}", summary="An event of a brief", **one(Event))
async def get_event(answer: Answer, brief: BriefId, id: Annotated[str, local("s400-talks", "an event")]) -> Response:
    """One event of a brief's own."""
    return await answer.item(EVENT, f"{brief}/{id}")
