"""Passages of every kind, and partnerships as a graph: answers across all there is."""

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import listing, single
from app.schemas.graph import Graph
from app.schemas.search import Passages
from app.snapshot.kinds import GRAPH, PASSAGE

router = APIRouter(prefix="/v1", tags=["Search"])


@router.get("/search", summary="Passages of every kind", tags=["Start here"], **listing(PASSAGE, Passages))
async def list_passages(answer: Answer) -> Response:
    """What is said anywhere, best first: each with the part that matches, and with what it rests on.

    `q` takes words, which must all be there in any form, `"an exact phrase"`, `-word` and `word*`.
    """
    return await answer.listing(PASSAGE)


@router.get("/graph", summary="Partnerships as a graph", **single(GRAPH, Graph))
async def get_graph(answer: Answer) -> Response:
    """Parties as nodes and partnerships as edges, each with how much is told of it and in which briefs."""
    return await answer.graph()
