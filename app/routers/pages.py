"""Pages for people: a start, the docs, and what each error means. No asset comes from elsewhere."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from app import __version__
from app.errors import NotFound, http_errors
from app.formats import html
from app.nearest import nearest
from app.schemas.claim import LICENCE

router = APIRouter(include_in_schema=False)

SCHEMA = Path(__file__).parents[2] / "schema"
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'; "
_PLAIN = _POLICY + "style-src 'self'; img-src 'self'"
_DOCS = _POLICY + "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
# ReDoc makes its styles and its search worker itself.
_REDOC = _DOCS + "; worker-src blob:"


def _page(content: bytes, policy: str = _PLAIN) -> Response:
    head = {"Content-Security-Policy": policy, "Content-Language": "en"}
    return Response(content, media_type="text/html; charset=utf-8", headers=head)


@router.get("/")
async def start() -> Response:
    calls = [
        {"url": "/v1", "text": "Everything there is, and how much of it."},
        {"url": "/v1/briefs", "text": "Briefs, newest first; each whole at its own address."},
        {"url": "/v1/areas?between=India,Russia", "text": "What India and Russia work on, and how far it has come."},
        {"url": "/v1/search?q=russian oil", "text": "What is said of Russian oil, with what it rests on."},
        {"url": "/v1/quotes?country=US", "text": "Who said what about the United States, when, and who reports it."},
    ]
    return _page(html.page("start", calls=calls, licence=LICENCE, version=__version__))


@router.get("/docs")
async def docs() -> Response:
    return _page(html.page("docs"), _DOCS)


@router.get("/redoc")
async def redoc() -> Response:
    return _page(html.page("redoc"), _REDOC)


@router.get("/problems")
async def problems() -> Response:
    return _page(html.page("problems", errors=http_errors()))


@router.get("/problems/{code}")
async def problem(code: str) -> Response:
    errors = {error.code: error for error in http_errors()}
    if code not in errors:
        near = nearest(code, errors)
        raise NotFound(
            f"There is no error {code}. " + (f"Did you mean /problems/{near}?" if near else "See /problems.")
        )
    return _page(html.page("problems", errors=[errors[code]]))


@router.get("/openapi.json")
async def openapi_json() -> Response:
    """The committed document, as it is."""
    return Response((SCHEMA / "openapi.json").read_bytes(), media_type="application/json")


@router.get("/openapi.yaml")
async def openapi_yaml() -> Response:
    """The same in YAML (RFC 9512)."""
    return Response((SCHEMA / "openapi.yaml").read_bytes(), media_type="application/yaml")


def assets() -> Mount:
    """Our own files, and those of Swagger UI and ReDoc that `fastapi-offline` carries."""
    found = find_spec("fastapi_offline")
    assert found is not None
    assert found.origin is not None
    files = StaticFiles(directory=html.STATIC)
    files.all_directories.append(Path(found.origin).parent / "static")
    return Mount("/assets", files, name="assets")
