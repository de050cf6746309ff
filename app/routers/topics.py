"""Topics across briefs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, local, one
from app.schemas.registry import Topic, Topics
from app.snapshot.kinds import TOPIC

router = APIRouter(prefix="/v1/topics", tags=["Topics"])


@router.get("", summary="Topics", **listing(TOPIC, Topics))
async def list_topics(answer: Answer) -> Response:
    """Topics that briefs name, by name, each with how much there is of it."""
    return await answer.listing(TOPIC)


@router.get("/{id}", summary="A topic", **one(Topic))
async def get_topic(answer: Answer, id: Annotated[str, local("energy", "a topic")]) -> Response:
    """A topic, with the newest that there is of it and counts by topic and stage."""
    return await answer.item(TOPIC, id)
