"""What all models that a client reads have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PartialDate = Annotated[
    str,
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="A year, a month or a day.", examples=["2023-06-22"]),
]
Instant = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-22T00:00:00Z"], description="In UTC.")
]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-02-20"], description="A day.")]
ApiUrl = Annotated[str, Field(description="Where it is served, from the root of this service.", pattern="^/")]
WebUrl = Annotated[str, Field(json_schema_extra={"format": "uri"}, description="A page elsewhere.")]


class Model(BaseModel):
    """No field has a default: what is absent is null, what is empty is [], and nothing is left out."""

    # What the OpenAPI document alone needs is not built before it is asked for: the start waits for none of it.
    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=True, defer_build=True)
