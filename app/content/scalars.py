"""The types of single values, each matched whole against the text before anything is converted.

pydantic's own types guess (`2025` as an instant of 1970) and rewrite (a URL gets a slash); these do neither.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import pycountry
from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MAX_ID = 80
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:[0-5]\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def problem(what: str, advice: str, **context: int) -> PydanticCustomError:
    """An error that the checker turns into a fault: what is wrong, and what to do; in a list, at which `index`."""
    return PydanticCustomError("content", "{what}", {"what": what, "advice": advice, **context})


def _text(value: Any, expected: str) -> str:
    if isinstance(value, str):
        return value
    found = "null" if value is None else "a list" if isinstance(value, list) else "keys and values"
    raise problem(f"{found} where {expected} belongs", f"Write {expected}")


def one_line(value: Any) -> str:
    text = _text(value, "a text").strip()
    if "\n" in text or "\r" in text:
        raise problem("more than one line", "Write it in one line")
    return text


def prose(value: Any) -> str:
    """Paragraphs parted by one empty line; the line breaks inside a paragraph are the editor's, and go."""
    paragraphs = re.split(r"\n\s*\n", _text(value, "a text").strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def slug(value: Any) -> str:
    text = _text(value, "an id")
    if not re.fullmatch(ID, text):
        raise problem(f"{text!r} is not an id", "Use lower-case letters, digits and single hyphens: `jet-engines`")
    if len(text) > MAX_ID:
        raise problem(f"an id of {len(text)} characters", f"Keep it to {MAX_ID}")
    return text


def country(value: Any) -> str:
    text = _text(value, "a country code")
    if text in COUNTRY_CODES:
        return text
    raise problem(f"{text!r} is not a country code", _country_advice(text))


def _country_advice(text: str) -> str:
    if text.upper() in COUNTRY_CODES:
        return f"Write {text.upper()}"
    if text.upper() == "UK":
        return "Write GB"
    if text.lower() in ("eu", "un"):
        return f"It is an organisation: write {text.lower()} where parties or organisations belong"
    try:
        return f"Write {pycountry.countries.lookup(text).alpha_2}"
    except LookupError:
        return "Use the two capital letters of ISO 3166-1, such as IN"


def party(value: Any) -> str:
    """A country code, or the id of an organisation; whether that is registered is checked later."""
    text = _text(value, "a party")
    if re.fullmatch(r"[a-z0-9]{3,}|eu|un", text):
        return text
    if text in ("EU", "UN"):
        raise problem(f"{text!r} is not a country", f"The organisation is written {text.lower()}")
    return country(text)


def organisation(value: Any) -> str:
    text = _text(value, "an organisation's id")
    if not re.fullmatch(r"[a-z0-9]{3,}|eu|un", text):
        raise problem(
            f"{text!r} is not an organisation's id", "Use three or more lower-case letters or digits: `brics`"
        )
    return text


def boolean(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise problem(f"{value!r} is neither true nor false", "Write true or false")


def url(value: Any) -> str:
    """An http(s) address with a host, kept byte for byte."""
    text = _text(value, "a URL")
    try:
        parts = urlsplit(text)
        valid = bool(_URL.fullmatch(text) and text.isascii() and parts.hostname and _HOST.fullmatch(parts.hostname))
        valid = valid and (parts.port is None or parts.port > 0) and parts.username is None
    except ValueError:
        valid = False
    if not valid:
        raise problem(f"{text!r} is not a web address", "Paste it whole, from https:// on, spaces as %20")
    return text


def language(value: Any) -> str:
    text = _text(value, "a language")
    if not _LANGUAGE.fullmatch(text):
        raise problem(f"{text!r} is not a language", "Use a tag of BCP 47, such as en or hi")
    return text


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day: `text` as written, and the days from `first` to `last` that it may mean."""

    first: date
    last: date
    text: str

    def __str__(self) -> str:
        return self.text


def partial_date(value: Any) -> PartialDate:
    text = _text(value, "a date")
    match = _PARTIAL_DATE.fullmatch(text)
    if not match:
        raise problem(f"{text!r} is not a date", "Write 2023, 2023-06 or 2023-06-22")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise problem(f"{text!r} is not a day of the calendar", "Correct the month or the day") from None
    return PartialDate(first, _last_day(first, month, day), text)


def _last_day(first: date, month: int | None, day: int | None) -> date:
    if day:
        return first
    if not month or month == 12:
        return date(first.year, 12, 31)
    return date(first.year, month + 1, 1) - timedelta(days=1)


def whole_date(value: Any) -> date:
    partial = partial_date(value)
    if len(partial.text) != 10:
        raise problem(f"{partial.text!r} is not a whole date", "Write year, month and day: 2023-06-22")
    return partial.first


@dataclass(frozen=True, slots=True)
class Instant:
    """When something is published: a day (from 00:00 UTC) or a moment. `text` as written."""

    at: datetime
    text: str

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def seconds(self) -> int:
        """Seconds since 1970, UTC."""
        return max(0, int(self.at.timestamp()))


def instant(value: Any) -> Instant:
    text = _text(value, "a date")
    if "T" not in text:
        day = whole_date(text)
        return Instant(datetime(day.year, day.month, day.day, tzinfo=UTC), text)
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return Instant(datetime.fromisoformat(text).astimezone(UTC), text)
    except (ValueError, OverflowError):
        raise problem(
            f"{text!r} is not an instant with its offset", "Write 2026-11-22T09:00+05:30, or a day alone"
        ) from None


COUNTRY_CODES = frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})


def _of(parse: Callable[[Any], Any], schema: dict[str, Any]) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(parse), WithJsonSchema(schema)


_DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Line = Annotated[str, *_of(one_line, {"type": "string", "minLength": 1})]
Prose = Annotated[str, *_of(prose, {"type": "string", "minLength": 1})]
Id = Annotated[str, *_of(slug, {"type": "string", "pattern": f"^{ID}$", "maxLength": MAX_ID})]
Country = Annotated[str, *_of(country, {"type": "string", "pattern": "^[A-Z]{2}$"})]
Party = Annotated[str, *_of(party, {"type": "string", "pattern": "^([A-Z]{2}|[a-z0-9]{3,}|eu|un)$"})]
OrganisationId = Annotated[str, *_of(organisation, {"type": "string", "pattern": "^([a-z0-9]{3,}|eu|un)$"})]
Bool = Annotated[bool, *_of(boolean, {"type": "boolean"})]
Url = Annotated[str, *_of(url, {"type": "string", "format": "uri"})]
Language = Annotated[str, *_of(language, {"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"})]
Date = Annotated[date, *_of(whole_date, {"type": "string", "format": "date"})]
# In YAML an unquoted year is a number: an editor's schema checker must let it pass.
Partial = Annotated[
    PartialDate,
    *_of(partial_date, {"anyOf": [{"type": "string", "pattern": _DATE_PATTERN}, {"type": "integer"}]}),
]
Published = Annotated[Instant, *_of(instant, {"type": "string"})]


def distinct(values: list[Any]) -> list[Any]:
    """A list in which nothing may stand twice; the fault names the second one."""
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            raise problem(f"{value!r} is there twice", "Keep one", index=index)
        seen.add(value)
    return values


def _listed(value: Any) -> Any:
    if not isinstance(value, list):
        raise problem(
            "one value where a list belongs", "Put it in square brackets, or on a line of its own after a dash"
        )
    return value


AsList = BeforeValidator(_listed)
