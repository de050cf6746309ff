"""Sections: what one brief says of one partnership, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one
from app.schemas.section import Section, Sections
from app.snapshot.kinds import SECTION

router = APIRouter(prefix="/v1/sections", tags=["Sections"])


@router.get("", summary="Sections across briefs", **listing(SECTION, Sections))
async def list_sections(answer: Answer) -> Response:
    """Sections across briefs, newest first, filtered by any of these parameters."""
    return await answer.listing(SECTION)


@router.get("/{brief}/{id}", summary="A section of a brief", **one(Section))
async def get_section(answer: Answer, brief: BriefId, id: Annotated[str, local("in-us", "a partnership")]) -> Response:
    """What one brief says of one partnership."""
    return await answer.item(SECTION, f"{brief}/{id}")
