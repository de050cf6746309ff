"""Organisations across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import Organisation, Organisations
from app.snapshot.kinds import ORGANISATION

router = APIRouter(prefix="/v1/organisations", tags=["Organisations"])


@router.get("", summary="Organisations", **listing(ORGANISATION, Organisations))
async def list_organisations(answer: Answer) -> Response:
    """Organisations that briefs name, by name, each with how much there is of it."""
    return await answer.listing(ORGANISATION)


@router.get("/{id}", summary="An organisation", **one(Organisation))
async def get_organisation(answer: Answer, id: Annotated[str, local("brics", "an organisation")]) -> Response:
    """An organisation, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(ORGANISATION, id)
