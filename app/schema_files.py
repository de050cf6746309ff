"""What the code says of itself, as files: committed so that others can rely on them, and a test says when stale."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from app.application import create_app, document
from app.content import document as content
from app.settings import Settings

_MARK = "<!-- Below this line: written by `briefs schema`. -->"

# Every model that an editor writes, in the order of the page.
_MODELS: dict[str, type[BaseModel]] = {
    "A brief": content.Brief,
    "A section of `partnerships`": content.Section,
    "An area": content.Area,
    "A quote": content.Quote,
    "Another wording of a quote": content.Wording,
    "The original of a quote": content.Original,
    "A point of `why_it_matters`": content.Point,
    "An own event of `timeline`": content.OwnEvent,
    "A shared event of `timeline`, with an area": content.NamedEvent,
    "The `position` and the `conclusion`": content.Statement,
    "A `review`": content.Review,
    "A `verification`": content.Verification,
    "A question of `discussion`": content.Question,
    "A source": content.Source,
    "A correction": content.Correction,
    "A withdrawal": content.Withdrawal,
    "`reference/people.yaml`": content.Person,
    "An office": content.Office,
    "`reference/organisations.yaml`": content.Organisation,
    "`reference/initiatives.yaml`": content.Initiative,
    "`reference/topics.yaml`": content.Topic,
    "`reference/sources.yaml`": content.SharedSource,
    "`reference/events.yaml`": content.SharedEvent,
}


def schema_files(root: Path) -> dict[str, str]:
    """Each file's content by its path under the project's `root`, which holds the hand-written part of the page."""
    openapi = document(create_app(Settings(data=Path("data"), snapshot=Path("var/snapshot"))))
    page = (root / "docs" / "content-format.md").read_text(encoding="utf-8")
    return {
        "schema/openapi.json": _json(openapi),
        "schema/openapi.yaml": yaml.safe_dump(openapi, sort_keys=False, allow_unicode=True, width=120),
        "schema/brief.schema.json": _json(_brief()),
        "docs/content-format.md": page.partition(_MARK)[0] + _MARK + "\n\n" + _keys(),
    }


def _brief() -> dict[str, object]:
    schema = content.Brief.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A brief: data/briefs/<id>.yaml",
        **{name: value for name, value in schema.items() if name != "title"},
    }


def _keys() -> str:
    tables = (f"### {title}\n\n{_table(model)}" for title, model in _MODELS.items())
    return "## Every key\n\n" + "\n".join(tables)


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | what it means | example |", "| --- | --- | --- |"]
    for name, field in model.model_fields.items():
        key = f"**`{field.alias or name}`**" if field.is_required() else f"`{field.alias or name}`"
        rows.append(f"| {key} | {field.description} | {_example(field.examples)} |")
    return "\n".join(rows) + "\n"


def _example(examples: list[Any] | None) -> str:
    value = examples[0] if examples else None
    text = value if isinstance(value, str) else yaml.safe_dump(value, default_flow_style=True, allow_unicode=True)
    return f"`{text.removesuffix('...' + chr(10)).strip()}`"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
