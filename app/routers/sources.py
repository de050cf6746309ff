"""Sources, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one
from app.schemas.source import Source, Sources
from app.snapshot.kinds import SOURCE

router = APIRouter(prefix="/v1/sources", tags=["Sources"])


@router.get("", summary="Sources across briefs", **listing(SOURCE, Sources))
async def list_sources(answer: Answer) -> Response:
    """Sources across briefs, newest first, filtered by any of these parameters."""
    return await answer.listing(SOURCE)


@router.get("/{id}", summary="A source that briefs share", **one(Source))
async def get_shared_source(
    answer: Answer, id: Annotated[str, local("carnegie-icet", "a source that briefs share")]
) -> Response:
    """A source that several briefs may name, by its id."""
    return await answer.item(SOURCE, id)


@router.get("/{brief}/{id}", summary="A source of a brief", **one(Source))
async def get_source(
    answer: Answer, brief: BriefId, id: Annotated[str, local("universal-khabar", "a source")]
) -> Response:
    """One source of a brief's own."""
    return await answer.item(SOURCE, f"{brief}/{id}")
