"""Quotes, across briefs and one by one."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, local, one, single
from app.schemas.quote import Quote, Quotes
from app.snapshot.kinds import QUOTE, TODAY

router = APIRouter(prefix="/v1/quotes", tags=["Quotes"])


@router.get("", summary="Quotes across briefs", tags=["Start here"], **listing(QUOTE, Quotes))
async def list_quotes(answer: Answer) -> Response:
    """Quotes across briefs, newest first, filtered by any of these parameters."""
    return await answer.listing(QUOTE)


@router.get("/today", summary="The quote of the day", **single(TODAY, Quote))
async def get_quote_of_the_day(answer: Answer) -> Response:
    """A confirmed or reported quote, the same all day (UTC); of those that the filters find."""
    return await answer.today()


@router.get("/{brief}/{id}", summary="A quote of a brief", **one(Quote))
async def get_quote(
    answer: Answer, brief: BriefId, id: Annotated[str, local("partnership-of-conviction", "a quote")]
) -> Response:
    """One quote, with who said it, in which office, where and when, and who reports it."""
    return await answer.item(QUOTE, f"{brief}/{id}")
