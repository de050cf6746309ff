"""An error as `application/problem+json` (RFC 9457)."""

from dataclasses import asdict

from app.errors import HttpError
from app.schemas.problem import ParameterError, Problem

MEDIA_TYPE = "application/problem+json"


def problem(error: HttpError, instance: str) -> bytes:
    """`instance` is the path that was asked for."""
    body = Problem(
        type=f"/problems/{error.code}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        instance=instance,
        errors=[ParameterError(**asdict(fault)) for fault in error.errors],
    )
    return body.model_dump_json().encode()
