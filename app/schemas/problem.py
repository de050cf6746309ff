"""An error, as RFC 9457 has it."""

from pydantic import Field

from app.schemas.base import Model


class ParameterError(Model):
    """What is wrong with one parameter."""

    parameter: str = Field(examples=["country"])
    value: str | None = Field(examples=["Inda"])
    message: str
    suggestion: str | None = Field(description="The nearest valid value or name.", examples=["IN"])
    valid: list[str] | None = Field(description="All valid ones, if there are at most 50.")
    valid_url: str | None = Field(description="Where all valid ones are listed, if there are more.")


class Problem(Model):
    """An error, the same shape for every one (RFC 9457)."""

    type: str = Field(description="A page that says what it means.", examples=["/problems/not-found"])
    title: str
    status: int
    detail: str = Field(description="What is wrong here, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[ParameterError] = Field(description="One for each parameter that is wrong.")
