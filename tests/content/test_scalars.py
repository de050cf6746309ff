"""Single values: what is valid comes back as it was written, what is not is refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from app.content import corpus, scalars
from app.content.scalars import COUNTRY_CODES, MAX_ID
from tests.conftest import Folder

Parse = Callable[[Any], Any]
quick = settings(max_examples=200, deadline=None)


def refused(parse: Parse, value: object) -> tuple[str, str]:
    """What is wrong with the value, and the advice."""
    with pytest.raises(PydanticCustomError) as error:
        parse(value)
    assert error.value.type == "content"
    context = error.value.context
    assert context is not None
    return context["what"], context["advice"]


def is_refused_or_ascii(parse: Parse, text: str) -> None:
    """Nothing gets through that a client would not expect in such a field."""
    try:
        parse(text)
    except PydanticCustomError:
        return
    assert text.isascii()


PARSERS = [
    *(scalars.one_line, scalars.prose, scalars.slug, scalars.country, scalars.party, scalars.organisation),
    *(scalars.boolean, scalars.url, scalars.language, scalars.partial_date, scalars.whole_date, scalars.instant),
]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("value", [None, [], ["a"], {}, {"a": "b"}])
def test_what_is_no_text_is_refused(parse: Parse, value: object) -> None:
    what, advice = refused(parse, value)
    assert what
    assert advice


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_is_taken_or_refused_with_advice(parse: Parse, text: str) -> None:
    told: dict[str, Any] | None = {"what": "", "advice": ""}
    try:
        parse(text)
    except PydanticCustomError as error:
        told = error.context
    assert told is not None
    assert told.keys() >= {"what", "advice"}


@quick
@given(day=st.dates())
def test_a_day_is_itself(day: date) -> None:
    found = scalars.partial_date(day.isoformat())
    assert (found.first, found.last, str(found)) == (day, day, day.isoformat())
    assert scalars.whole_date(day.isoformat()) == day


@quick
@given(day=st.dates())
def test_a_month_and_a_year_are_all_their_days(day: date) -> None:
    month, year = scalars.partial_date(day.isoformat()[:7]), scalars.partial_date(day.isoformat()[:4])
    assert year.first <= month.first <= day <= month.last <= year.last
    assert (month.first.day, year.first.timetuple().tm_yday) == (1, 1)
    assert month.last == date.max or (month.last + timedelta(1)).day == 1
    assert year.last == date.max or (year.last + timedelta(1)).timetuple().tm_yday == 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_the_last_day_of_a_date(text: str, first: str, last: str) -> None:
    found = scalars.partial_date(text)
    assert (found.first.isoformat(), found.last.isoformat(), found.text) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *((text, f"{text!r} is not a date") for text in ("", "23", "2023-6", "2023-6-1", "22.06.2023", "2023/06/22")),
        *((text, f"{text!r} is not a date") for text in ("20230622", "2023-06-22T00:00", " 2023", "2023-", "-2023")),
        *((text, f"{text!r} is not a date") for text in ("2023-06-22\n", "June 2023", "2023-06-2２", "today")),
        *((text, f"{text!r} is not a day of the calendar") for text in ("0000", "2023-13", "2023-00", "2023-02-29")),
        *((text, f"{text!r} is not a day of the calendar") for text in ("2023-04-31", "2023-06-00", "0000-01-01")),
    ],
)
def test_what_is_no_date_is_refused(text: str, what: str) -> None:
    assert refused(scalars.partial_date, text)[0] == what


@pytest.mark.parametrize("text", ["٢٠٢٣", "２０２３", "२०२३-०६", "2023-0６-22"])
def test_digits_of_other_scripts_are_no_date(text: str) -> None:
    refused(scalars.partial_date, text)
    refused(scalars.instant, text)


@quick
@given(text=st.from_regex(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}Z)?)?)?", fullmatch=True))
def test_every_date_that_is_taken_is_ascii(text: str) -> None:
    is_refused_or_ascii(scalars.partial_date, text)
    is_refused_or_ascii(scalars.instant, text)


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9999, 12, 30), timezones=zones)


@quick
@given(moment=moments, seconds=st.booleans())
def test_an_instant_is_the_same_moment(moment: datetime, seconds: bool) -> None:
    moment = moment.replace(microsecond=0, second=moment.second if seconds else 0)
    text = moment.isoformat(timespec="seconds" if seconds else "minutes")
    found = scalars.instant(text)
    assert (found.at, found.text, found.seconds) == (moment, text, int(moment.timestamp()))


@quick
@given(day=st.dates())
def test_a_day_alone_is_published_at_midnight_utc(day: date) -> None:
    found = scalars.instant(day.isoformat())
    assert found.at.isoformat() == f"{day.isoformat()}T00:00:00+00:00"
    assert found.day == day


@quick
@given(number=st.integers(0, 99_999_999))
def test_a_number_is_never_an_instant(number: int) -> None:
    refused(scalars.instant, str(number))
    refused(scalars.instant, f"{number:04}-01")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2025", "'2025' is not a whole date"),
        ("2025-06", "'2025-06' is not a whole date"),
        ("1700000000", "'1700000000' is not a date"),
        ("2025-06-31", "'2025-06-31' is not a day of the calendar"),
        ("2025-06-22 09:00Z", "'2025-06-22 09:00Z' is not a date"),
        *(
            (text := f"2025-06-22T{time}", f"{text!r} is not an instant with its offset")
            for time in (
                *("", "09", "9:00Z", "09:00", "09:00:00", "09:00z", "09:00:00.5Z", "09:00+5:30", "09:00+0530"),
                *("24:00Z", "25:00Z", "09:60Z", "09:00:60Z", "09:00+24:00", "09:00 Z", "09:00Z\n", "09:00+05:99"),
            )
        ),
        ("2025-02-29T09:00Z", "'2025-02-29T09:00Z' is not an instant with its offset"),
        ("0001-01-01T00:00+05:30", "'0001-01-01T00:00+05:30' is not an instant with its offset"),
        ("9999-12-31T23:59-05:00", "'9999-12-31T23:59-05:00' is not an instant with its offset"),
    ],
)
def test_what_is_no_instant_is_refused(text: str, what: str) -> None:
    assert refused(scalars.instant, text)[0] == what


def test_booleans_are_two_words() -> None:
    assert scalars.boolean("true") is True
    assert scalars.boolean("false") is False
    for text in ("True", "TRUE", "yes", "on", "1", "0", "", " true", "null", "y", "t"):
        assert refused(scalars.boolean, text)[0] == f"{text!r} is neither true nor false"


hosts = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z0-9]{1,8}){0,2}\.[a-z]{2,6}", fullmatch=True)
tails = st.from_regex(r"(:[1-9][0-9]{1,3})?([/?#][!#-;=?-\[\]_a-z~]{0,40})?", fullmatch=True)


@quick
@given(scheme=st.sampled_from(["http://", "https://"]), host=hosts, tail=tails)
def test_a_url_is_kept_byte_for_byte(scheme: str, host: str, tail: str) -> None:
    text = scheme + host + tail
    assert scalars.url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("https://wire.example/%2Freport?id=1&x=y", "https://a.example", "http://a.example:8080", "https://1.2.3.4/"),
        *("https://A.Example/Path", "https://a.example/%e0%a4%85#%23", "https://xn--p1ai.example/", "https://a.b/?q=@"),
        *("https://web.archive.org/web/2023/https://a.example//b/../c/", "https://a.example/x;y=(1),'2'*!$[3]"),
    ],
)
def test_a_url_is_not_tidied(text: str) -> None:
    assert scalars.url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "a.example", "//a.example", "/path", "ftp://a.example", "javascript:alert(1)", "mailto:a@b.example"),
        *(
            "https:a.example",
            "https:/a.example",
            "https://",
            "https:///x",
            "https://localhost/",
            "https://a.example:x/",
        ),
        *("https://a.example:0/", "https://a.example:65536/", "https://u@a.example/", "https://u:p@a.example/"),
        *(
            "https://a.example/a b",
            "https://a.example/\n",
            " https://a.example",
            "https://a.example\\x",
            "https://a|b.c",
        ),
        *('https://a.example/"', "https://a.example/<b>", "https://a.example/{x}", "https://é.example/"),
        *("https://a.example/é", "https://[::1", "https://[a.b]/", "https://…", "http s://a.example"),
        *("https://...", "https://.", "https://a..example/", "https://.example/", "https://*.example/"),
    ],
)
def test_what_is_no_url_is_refused(text: str) -> None:
    what, advice = refused(scalars.url, text)
    assert what == f"{text!r} is not a web address"
    assert advice == "Paste it whole, from https:// on, spaces as %20"


@settings(max_examples=60, deadline=None)
@given(text=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_an_id_is_itself_up_to_its_length(text: str) -> None:
    if len(text) <= MAX_ID:
        assert scalars.slug(text) == text
    else:
        assert refused(scalars.slug, text) == (f"an id of {len(text)} characters", "Keep it to 80")


@pytest.mark.parametrize("text", ["", "A", "a_b", "a.b", "a b", "a/b", "-a", "a-", "a--b", "é", "a\n", "१", "a\u200b"])
def test_what_is_no_id_is_refused(text: str) -> None:
    assert refused(scalars.slug, text) == (
        f"{text!r} is not an id",
        "Use lower-case letters, digits and single hyphens: `jet-engines`",
    )


def test_an_id_has_at_most_80_characters() -> None:
    assert scalars.slug("a" * 80) == "a" * 80
    assert refused(scalars.slug, "a" * 81) == ("an id of 81 characters", "Keep it to 80")


def test_every_country_is_its_two_capitals() -> None:
    for code in COUNTRY_CODES:
        assert scalars.country(code) == code
        assert scalars.party(code) == code
        assert refused(scalars.country, code.lower()) == (f"{code.lower()!r} is not a country code", f"Write {code}")


def test_countries_are_those_of_iso_and_kosovo() -> None:
    assert {country.alpha_2 for country in pycountry.countries} | {"XK"} == COUNTRY_CODES
    assert COUNTRY_CODES.isdisjoint({"UK", "EU", "UN", "SU", "ZZ", "EL"})


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Norway", "Write NO"),
        ("IND", "Write IN"),
        ("356", "Write IN"),
        ("uk", "Write GB"),
        ("UK", "Write GB"),
        ("EU", "It is an organisation: write eu where parties or organisations belong"),
        ("un", "It is an organisation: write un where parties or organisations belong"),
        ("ZZ", "Use the two capital letters of ISO 3166-1, such as IN"),
        ("", "Use the two capital letters of ISO 3166-1, such as IN"),
    ],
)
def test_what_is_no_country_is_refused_with_the_code(text: str, advice: str) -> None:
    assert refused(scalars.country, text) == (f"{text!r} is not a country code", advice)


@pytest.mark.parametrize("text", ["eu", "un", "brics", "g20", "5eyes", "nato", "abc"])
def test_organisations_are_parties(text: str) -> None:
    assert scalars.party(text) == text
    assert scalars.organisation(text) == text


@pytest.mark.parametrize("text", ["in", "us", "IN", "EU", "ab", "a", "NATO", "five-eyes", "g_20", "", "éab"])
def test_what_is_no_organisation_is_refused(text: str) -> None:
    assert refused(scalars.organisation, text)[0] == f"{text!r} is not an organisation's id"


@pytest.mark.parametrize(
    ("text", "what", "advice"),
    [
        ("EU", "'EU' is not a country", "The organisation is written eu"),
        ("UN", "'UN' is not a country", "The organisation is written un"),
        ("in", "'in' is not a country code", "Write IN"),
        ("NATO", "'NATO' is not a country code", "Use the two capital letters of ISO 3166-1, such as IN"),
        ("five-eyes", "'five-eyes' is not a country code", "Use the two capital letters of ISO 3166-1, such as IN"),
    ],
)
def test_what_is_no_party_is_refused(text: str, what: str, advice: str) -> None:
    assert refused(scalars.party, text) == (what, advice)


@pytest.mark.parametrize("text", ["en", "hi", "und", "zh-Hant", "pt-BR", "sr-Latn-RS"])
def test_a_language_is_a_tag(text: str) -> None:
    assert scalars.language(text) == text


@pytest.mark.parametrize("text", ["", "English", "EN", "e", "en_GB", "en-", "en-a", "é", "en\n"])
def test_what_is_no_language_is_refused(text: str) -> None:
    assert refused(scalars.language, text) == (f"{text!r} is not a language", "Use a tag of BCP 47, such as en or hi")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A line", "A line"),
        ("  A line \n", "A line"),
        ("broken\nin two\n", "broken in two"),
        ("one\n\ntwo\n", "one\n\ntwo"),
        ("one\n \t\n\n\ntwo", "one\n\ntwo"),
        ("one\t two  three", "one two three"),
        ("one\r\ntwo", "one two"),
    ],
)
def test_prose_keeps_its_paragraphs_alone(written: str, read: str) -> None:
    assert scalars.prose(written) == read


@quick
@given(text=st.text(st.sampled_from("ab \n\t"), max_size=40))
def test_prose_is_tidy_and_stays_so(text: str) -> None:
    read = scalars.prose(text)
    assert scalars.prose(read) == read
    assert read.split() == text.split()
    assert not any(mark in read for mark in ("  ", "\n\n\n", "\t", " \n", "\n "))


def test_a_line_is_one() -> None:
    assert scalars.one_line(" a line\n") == "a line"
    assert refused(scalars.one_line, "two\nlines") == ("more than one line", "Write it in one line")


@quick
@given(text=st.text(st.characters(categories=["Cc"]) | st.sampled_from("ab"), max_size=6))
def test_a_line_has_no_control_characters(text: str) -> None:
    try:
        line = scalars.one_line(text)
    except PydanticCustomError:
        return
    # The other ones have been refused by the file's reader.
    assert not {"\n", "\r"} & set(line)


def test_the_schema_and_not_yaml_decides_types(folder: Folder) -> None:
    folder.brief(
        "x",
        "perspective: NO\n"
        "language: no\n"
        "discussion:\n  - {id: on, question: off, options: [yes, no, 2025, 1e3, 12:30]}\n"
        "partnerships:\n  - {parties: [NO, IN], title: true, summary: 007}\n",
    )
    brief = corpus.load(folder.path).briefs["x"]
    assert (brief.perspective, brief.language) == ("NO", "no")
    assert brief.discussion[0].id == "on"
    assert brief.discussion[0].options == ["yes", "no", "2025", "1e3", "12:30"]
    assert brief.partnerships[0].parties == ["NO", "IN"]
    assert (brief.partnerships[0].title, brief.partnerships[0].summary) == ("true", "007")


def test_what_stands_twice_is_told_with_its_index() -> None:
    assert scalars.distinct(["a", "b"]) == ["a", "b"]
    with pytest.raises(PydanticCustomError) as error:
        scalars.distinct(["a", "b", "a"])
    assert error.value.context == {"what": "'a' is there twice", "advice": "Keep one", "index": 2}


class Counted(str):
    """A text that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, str(other))

    __hash__ = str.__hash__


def test_a_long_list_costs_no_more_than_its_length() -> None:
    """35,000 aliases fit into a file; compared each with each they take a quarter of a minute."""
    Counted.compared = 0
    scalars.distinct([Counted(number) for number in range(1000)])
    assert Counted.compared < 10_000
