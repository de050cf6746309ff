"""What a client reads: one pydantic model a noun, the source of the OpenAPI document's schemas."""
