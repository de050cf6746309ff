"""Briefs, and what is in each."""

from fastapi import APIRouter
from starlette.responses import Response

from app.dependencies import Answer
from app.routers.operation import BriefId, listing, one
from app.schemas.area import Areas
from app.schemas.brief import Brief, Briefs, RelatedBriefs
from app.schemas.event import Timeline
from app.schemas.point import Points
from app.schemas.quote import Quotes
from app.schemas.registry import Partnerships
from app.schemas.section import Sections
from app.schemas.source import Sources
from app.snapshot.kinds import AREA, BRIEF, EVENT, PARTNERSHIP, POINT, QUOTE, RELATED, SECTION, SOURCE

router = APIRouter(prefix="/v1/briefs", tags=["Briefs"])


@router.get("", summary="Briefs", tags=["Start here"], **listing(BRIEF, Briefs))
async def list_briefs(answer: Answer) -> Response:
    """Briefs as cards, newest first; whole with `view=full`."""
    return await answer.listing(BRIEF)


@router.get("/{brief}", summary="A brief", tags=["Start here"], **one(Brief))
async def get_brief(answer: Answer, brief: BriefId) -> Response:
    """A brief, whole: summary, position, partnerships, quotes, points, timeline, conclusion, questions, sources."""
    return await answer.item(BRIEF, brief)


@router.get("/{brief}/sections", summary="Sections of a brief", **listing(SECTION, Sections, within=True))
async def list_brief_sections(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/sections?brief={brief}`."""
    return await answer.listing(SECTION, brief)


@router.get(
    "/{brief}/partnerships", summary="Partnerships of a brief", **listing(PARTNERSHIP, Partnerships, within=True)
)
async def list_brief_partnerships(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/partnerships?brief={brief}`."""
    return await answer.listing(PARTNERSHIP, brief)


@router.get("/{brief}/areas", summary="Areas of cooperation of a brief", **listing(AREA, Areas, within=True))
async def list_brief_areas(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/areas?brief={brief}`."""
    return await answer.listing(AREA, brief)


@router.get("/{brief}/why-it-matters", summary="Why a brief matters", **listing(POINT, Points, within=True))
async def list_brief_points(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/why-it-matters?brief={brief}`."""
    return await answer.listing(POINT, brief)


@router.get("/{brief}/quotes", summary="Quotes of a brief", **listing(QUOTE, Quotes, within=True))
async def list_brief_quotes(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/quotes?brief={brief}`."""
    return await answer.listing(QUOTE, brief)


@router.get("/{brief}/timeline", summary="Timeline of a brief", **listing(EVENT, Timeline, within=True))
async def list_brief_events(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/timeline?brief={brief}`."""
    return await answer.listing(EVENT, brief)


@router.get("/{brief}/related", summary="Briefs near a brief", **listing(RELATED, RelatedBriefs, within=True))
async def list_related_briefs(answer: Answer, brief: BriefId) -> Response:
    """Briefs that share partnerships, initiatives, people, topics or words with it, nearest first, with the reasons."""
    return await answer.related(brief)


@router.get("/{brief}/sources", summary="Sources of a brief", **listing(SOURCE, Sources, within=True))
async def list_brief_sources(answer: Answer, brief: BriefId) -> Response:
    """The same as `/v1/sources?brief={brief}`."""
    return await answer.listing(SOURCE, brief)
