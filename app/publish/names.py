"""What people call the values of filters: countries from Babel and pycountry, closed sets from the vocabulary."""

from enum import StrEnum
from functools import cache

import pycountry
from babel import Locale

from app.content.scalars import COUNTRY_CODES
from app.snapshot.vocabulary import Name

# Where Babel's English name is not what a reader expects.
_USUAL = {
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}

# Everyday names that neither Babel nor pycountry has. One that several countries have is refused with all of them.
_EVERYDAY = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "CD": ("Congo", "Congo-Kinshasa", "Democratic Republic of the Congo", "DRC"),
    "CG": ("Congo", "Congo-Brazzaville"),
    "CI": ("Ivory Coast",),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "Britain", "Great Britain"),
    "KP": ("Korea", "North Korea", "DPRK"),
    "KR": ("Korea", "South Korea", "Republic of Korea", "ROK"),
    "GM": ("The Gambia",),
    "MV": ("the Maldives",),
    "PH": ("the Philippines",),
    "MO": ("Macau",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland", "The Netherlands"),
    "PS": ("Palestinian Territories", "State of Palestine"),
    "RU": ("Russia",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "US": ("USA", "America", "United States of America", "the United States"),
    "VA": ("Vatican", "Holy See"),
    "XK": ("Kosovo", "XKX"),
}


@cache
def country_name(code: str) -> str:
    return _USUAL.get(code) or str(Locale("en").territories.get(code, code))


def flag(code: str) -> str:
    """The emoji of the two regional indicator symbols."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


@cache
def countries() -> tuple[Name, ...]:
    """Every country, whether a brief names it or not: filtering by one that none names is not a mistake."""
    return tuple(Name(code, country_name(code), country_aliases(code)) for code in sorted(COUNTRY_CODES))


@cache
def country_aliases(code: str) -> tuple[str, ...]:
    country = pycountry.countries.get(alpha_2=code)
    official = (
        [country.alpha_3, country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
        if country
        else []
    )
    names = dict.fromkeys([*_EVERYDAY.get(code, ()), str(Locale("en").territories.get(code, "")), *official])
    return tuple(name for name in names if name and "," not in name and name != country_name(code))


def language_name(tag: str) -> str:
    base = tag.partition("-")[0]
    return str(Locale("en").languages.get(base, tag))


def words(values: type[StrEnum]) -> list[Name]:
    """A closed set of words as names."""
    return [Name(value.value, value.value) for value in values]
