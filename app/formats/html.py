"""Pages for people, from templates; every asset is served from here."""

import re
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

STATIC = Path(__file__).parent / "static"

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_environment.filters["code"] = lambda text: Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def page(template: str, **values: Any) -> bytes:
    return _environment.get_template(f"{template}.html").render(**values).encode()
