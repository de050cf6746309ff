"""Pages for people, from templates; every asset is served from here."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

STATIC = Path(__file__).parent / "static"


@cache
def _environment() -> "jinja2.Environment":
    """Loaded with the first page that is asked for: most servers are never asked for one."""
    import jinja2
    from markupsafe import Markup, escape

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = lambda text: Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))
    return environment


def page(template: str, **values: Any) -> bytes:
    return _environment().get_template(f"{template}.html").render(**values).encode()
