"""People across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import People, Person
from app.snapshot.kinds import PERSON

router = APIRouter(prefix="/v1/people", tags=["People"])


@router.get("", summary="People", **listing(PERSON, People))
async def list_people(answer: Answer) -> Response:
    """People that briefs name, by name, each with how much there is of it."""
    return await answer.listing(PERSON)


@router.get("/{id}", summary="A person", **one(Person))
async def get_person(answer: Answer, id: Annotated[str, local("narendra-modi", "a person")]) -> Response:
    """A person, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(PERSON, id)
