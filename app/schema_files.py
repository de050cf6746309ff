"""The files of `schema/`: what the code says of itself, committed so that others can rely on it."""

import json
from pathlib import Path

import yaml

from app.application import create_app, document
from app.content.document import Brief
from app.settings import Settings


def schema_files() -> dict[str, str]:
    """Each file's content by its name."""
    openapi = document(create_app(Settings(data=Path("data"), snapshot=Path("var/snapshot"))))
    return {
        "openapi.json": _json(openapi),
        "openapi.yaml": yaml.safe_dump(openapi, sort_keys=False, allow_unicode=True, width=120),
        "brief.schema.json": _json(_brief()),
    }


def _brief() -> dict[str, object]:
    schema = Brief.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A brief: data/briefs/<id>.yaml",
        **{name: value for name, value in schema.items() if name != "title"},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
