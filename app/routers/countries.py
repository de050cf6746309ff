"""Countries across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import Countries, Country
from app.snapshot.kinds import COUNTRY

router = APIRouter(prefix="/v1/countries", tags=["Countries"])


@router.get("", summary="Countries", **listing(COUNTRY, Countries))
async def list_countries(answer: Answer) -> Response:
    """Countries that briefs name, by name, each with how much there is of it."""
    return await answer.listing(COUNTRY)


@router.get("/{id}", summary="A country", **one(Country))
async def get_country(
    answer: Answer, id: Annotated[str, local("IN", "a country: its ISO 3166-1 alpha-2 code")]
) -> Response:
    """A country, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(COUNTRY, id)
