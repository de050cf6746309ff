"""What people call countries: everyday names are understood, ambiguous ones have all their candidates."""

import pytest

from app.content.scalars import COUNTRY_CODES
from app.publish import names
from app.snapshot.vocabulary import Vocabulary, fold

COUNTRIES = Vocabulary.of(names.countries())

EVERYDAY = {
    "US": [
        "US",
        "us",
        "usa",
        "USA",
        "U.S.",
        "U.S.A.",
        "United States",
        "united states",
        "the United States",
        "America",
    ],
    "TR": ["Türkiye", "turkiye", "turkey", "TUR"],
    "AE": ["UAE", "U.A.E.", "United Arab Emirates", "Emirates"],
    "GB": ["UK", "uk", "Britain", "Great Britain", "United Kingdom", "GBR"],
    "RU": ["Russia", "Russian Federation", "russia"],
    "KR": ["South Korea", "Republic of Korea", "ROK"],
    "KP": ["North Korea", "DPRK"],
    "CD": ["DR Congo", "DRC", "Democratic Republic of the Congo", "Congo-Kinshasa"],
    "CG": ["Republic of the Congo", "Congo-Brazzaville"],
    "CI": ["Ivory Coast", "Côte d’Ivoire", "Cote d'Ivoire"],
    "CZ": ["Czechia", "Czech Republic"],
    "MM": ["Myanmar", "Burma"],
    "NL": ["Netherlands", "the Netherlands", "Holland"],
    "PS": ["Palestine", "State of Palestine"],
    "XK": ["Kosovo", "XK"],
    "HK": ["Hong Kong"],
    "CN": ["China", "People's Republic of China"],
    "VN": ["Vietnam", "Viet Nam"],
    "IR": ["Iran"],
    "SY": ["Syria"],
    "TW": ["Taiwan"],
    "LA": ["Laos"],
    "MK": ["North Macedonia", "Macedonia"],
    "SZ": ["Eswatini", "Swaziland"],
    "VA": ["Vatican City", "Vatican", "Holy See"],
    "GN": ["Guinea"],
    "SD": ["Sudan"],
    "NE": ["Niger"],
    "WS": ["Samoa"],
    "DM": ["Dominica"],
    "GE": ["Georgia"],
    "PH": ["Philippines", "the Philippines"],
    "MV": ["Maldives", "the Maldives"],
    "GM": ["Gambia", "The Gambia"],
    "MO": ["Macao", "Macau"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in EVERYDAY.items() for text in texts])
def test_an_everyday_name_is_one_country(code: str, text: str) -> None:
    assert COUNTRIES.candidates(text, 0) == [code]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [("Korea", ["KP", "KR"]), ("korea", ["KP", "KR"]), ("Congo", ["CD", "CG"]), ("the EU", []), ("EU", []), ("UN", [])],
)
def test_an_ambiguous_name_has_all_its_candidates(text: str, candidates: list[str]) -> None:
    assert COUNTRIES.candidates(text, 0) == candidates


def test_only_korea_and_congo_are_ambiguous() -> None:
    forms = {fold(form) for name in names.countries() for form in (name.id, name.label, *name.aliases)}
    ambiguous = {form for form in forms if len(COUNTRIES.candidates(form, 0)) > 1}
    assert ambiguous == {"korea", "congo"}


def test_every_country_is_found_by_its_codes_and_its_name() -> None:
    assert len(names.countries()) == len(COUNTRY_CODES) == len({name.label for name in names.countries()})
    for name in names.countries():
        for form in (name.id, name.id.lower(), name.label, name.label.upper()):
            assert COUNTRIES.candidates(form, 0) == [name.id]


def test_a_name_with_a_comma_is_no_name_of_a_filter() -> None:
    """A comma parts the values of a parameter."""
    assert not [form for name in names.countries() for form in (name.label, *name.aliases) if "," in form]


def test_names_are_those_that_readers_expect() -> None:
    expected = {"TR": "Türkiye", "CD": "DR Congo", "XK": "Kosovo", "NO": "Norway", "MM": "Myanmar", "HK": "Hong Kong"}
    assert {code: names.country_name(code) for code in expected} == expected


@pytest.mark.parametrize(("code", "flag"), [("IN", "🇮🇳"), ("US", "🇺🇸"), ("XK", "🇽🇰")])
def test_a_flag_is_two_regional_indicators(code: str, flag: str) -> None:
    assert names.flag(code) == flag


@pytest.mark.parametrize(("tag", "name"), [("en", "English"), ("hi", "Hindi"), ("zh-Hant", "Chinese"), ("qqq", "qqq")])
def test_a_language_is_named_in_english(tag: str, name: str) -> None:
    assert names.language_name(tag) == name
