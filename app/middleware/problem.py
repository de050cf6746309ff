"""Errors as answers, for middleware and for the application alike: no layer leaves out what every answer has."""

from starlette.responses import Response
from starlette.types import Scope

from app.errors import HttpError
from app.formats import problem
from app.middleware.headers import HEADERS


def answer(error: HttpError, scope: Scope) -> Response:
    asked: str = scope.get("state", {}).get("asked", scope["path"])
    instance = asked.encode("utf-8", "replace").decode()
    return Response(
        problem.problem(error, instance),
        status_code=error.status,
        media_type=problem.MEDIA_TYPE,
        headers={**HEADERS, "Cache-Control": "no-store", "Content-Language": "en", **error.headers},
    )
