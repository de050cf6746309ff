"""A client's parameters: what they mean, and for every fault what would be right."""

import string
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidParameters, ParameterFault
from app.snapshot.edition import Edition
from app.snapshot.kinds import (
    AREA,
    BRIEF,
    COUNTRY,
    EVENT,
    GRAPH,
    KINDS,
    PARTNERSHIP,
    PASSAGE,
    POINT,
    QUOTE,
    RELATED,
    SOURCE,
    TODAY,
    TOPIC,
    Kind,
)
from app.snapshot.query import Question, names_of
from app.wire.cursor import Cursor
from app.wire.parameters import parse
from tests.conftest import Client, Folder, client_of

Way = Literal["after", "before", "offset"]
OF_QUOTES = names_of(QUOTE)
TOPICS = ("energy", "technology", "trade")
FILTERS_TO_LEAVE_OUT = tuple(f"{name}:" for name in QUOTE.filters)
WORDS_33 = "+".join(f"w{number}" for number in range(33))
BEGINNINGS_4 = "abc* abd* -abe* abf*"
IDS_101 = ",".join(f"b/{number}" for number in range(101))


@pytest.fixture(scope="session")
def edition(client: Client) -> Edition:
    """What is visible of the frozen corpus in November 2026."""
    found = client.app.state.current.edition()
    assert isinstance(found, Edition)
    return found


def ask(edition: Edition, kind: Kind, query: str, **fixed: tuple[str, ...]) -> Question:
    return edition.ask(kind, parse(query.encode()), fixed)


def faults(edition: Edition, kind: Kind, query: str, **fixed: tuple[str, ...]) -> tuple[ParameterFault, ...]:
    with pytest.raises(InvalidParameters) as raised:
        ask(edition, kind, query, **fixed)
    return raised.value.errors


@pytest.mark.parametrize(
    ("kind", "query", "parameter", "value", "suggestion", "valid"),
    [
        (QUOTE, "contry=US", "contry", None, "country", OF_QUOTES),
        (QUOTE, "Topic=energy", "Topic", None, "topic", OF_QUOTES),
        (QUOTE, "xyzzy=1", "xyzzy", None, None, OF_QUOTES),
        (QUOTE, "stage=signed", "stage", None, None, OF_QUOTES),
        (QUOTE, "view=full", "view", None, None, OF_QUOTES),
        (POINT, "perspective=IN", "perspective", None, None, names_of(POINT)),
        (QUOTE, "sort=date&sort=-date", "sort", "-date", None, None),
        (QUOTE, "limit=3&limit=3", "limit", "3", None, None),
        (QUOTE, "q=a&q=b", "q", "b", None, None),
        (QUOTE, "from=2023&to=2024&to=2025", "to", "2025", None, None),
        (QUOTE, "topic=enrgy", "topic", "enrgy", "energy", TOPICS),
        (QUOTE, "topic=energy,Tradee", "topic", "Tradee", "trade", TOPICS),
        (QUOTE, "topic=xyzzy", "topic", "xyzzy", None, TOPICS),
        (QUOTE, "person=Asha+Roa", "person", "Asha Roa", "asha-rao", ("asha-rao", "ivan-petrov")),
        (QUOTE, "speaker=ivan-petrov", "speaker", "ivan-petrov", None, ("asha-rao",)),
        (QUOTE, "organisation=Eurpean+Union", "organisation", "Eurpean Union", "eu", ("eu",)),
        (QUOTE, "initiative=chip+plann", "initiative", "chip plann", "chip-plan", ("chip-plan",)),
        (QUOTE, "partnership=US-IM", "partnership", "US-IM", "in-us", ("eu-in", "in-ru", "in-us")),
        (
            QUOTE,
            "brief=india-eu-trad",
            "brief",
            "india-eu-trad",
            "india-eu-trade",
            ("india-and-two-powers", "india-eu-trade"),
        ),
        (QUOTE, "brief=embargoed", "brief", "embargoed", None, ("india-and-two-powers", "india-eu-trade")),
        (QUOTE, "brief=half-written", "brief", "half-written", None, ("india-and-two-powers", "india-eu-trade")),
        (SOURCE, "kind=oficial", "kind", "oficial", "official", ("analysis", "dataset", "news", "official", "other")),
        (QUOTE, "country=Korea", "country", "Korea", None, ("KP", "KR")),
        (QUOTE, "country=congo", "country", "congo", None, ("CD", "CG")),
        (QUOTE, "between=IN,Korea", "between", "Korea", None, ("KP", "KR")),
        (QUOTE, "country=EU", "country", "EU", "organisation=eu", None),
        (QUOTE, "country=un", "country", "un", "organisation=un", None),
        (QUOTE, "country=european+union", "country", "european union", "organisation=eu", None),
        (BRIEF, "perspective=EU", "perspective", "EU", "organisation=eu", None),
        (QUOTE, "sort=relevence&q=a", "sort", "relevence", "relevance", ("-date", "date", "title", "relevance")),
        (QUOTE, "sort=date,title", "sort", "date,title", None, ("-date", "date", "title", "relevance")),
        (QUOTE, "sort=relevance", "sort", "relevance", None, ("-date", "date", "title")),
        (TOPIC, "sort=-date", "sort", "-date", None, ("title", "relevance")),
        (BRIEF, "view=ful", "view", "ful", "full", ("card", "full")),
        (QUOTE, "limit=0", "limit", "0", None, None),
        (QUOTE, "limit=101", "limit", "101", None, None),
        (QUOTE, "limit=-1", "limit", "-1", None, None),
        (QUOTE, "limit=abc", "limit", "abc", None, None),
        (QUOTE, "limit=1e1", "limit", "1e1", None, None),
        (QUOTE, "limit=1.0", "limit", "1.0", None, None),
        (QUOTE, "limit=%D9%A3", "limit", "٣", None, None),
        (QUOTE, "limit=99999999999999999999", "limit", "99999999999999999999", None, None),
        (QUOTE, "cursor=garbage", "cursor", "garbage", None, None),
        (QUOTE, "ids=b/x&topic=energy", "ids", "b/x", None, None),
        (QUOTE, "ids=b/x&ids=b/y&limit=3", "ids", "b/x,b/y", None, None),
        (QUOTE, f"ids={IDS_101}", "ids", None, None, None),
        (QUOTE, "exclude=topic", "exclude", "topic", "topic:", FILTERS_TO_LEAVE_OUT),
        (QUOTE, "exclude=topc:energy", "exclude", "topc:energy", "topic:energy", FILTERS_TO_LEAVE_OUT),
        (QUOTE, "exclude=q:energy", "exclude", "q:energy", None, FILTERS_TO_LEAVE_OUT),
        (QUOTE, "exclude=:energy", "exclude", ":energy", None, FILTERS_TO_LEAVE_OUT),
        (QUOTE, "from=2024&to=2023", "to", "2023", None, None),
        (QUOTE, "from=2024-02-02&to=2024-02-01", "to", "2024-02-01", None, None),
        (QUOTE, "from=2023-13", "from", "2023-13", None, None),
        (QUOTE, "from=2023-02-29", "from", "2023-02-29", None, None),
        (QUOTE, "to=2023-6", "to", "2023-6", None, None),
        (QUOTE, "to=0000", "to", "0000", None, None),
        (QUOTE, "from=20230622", "from", "20230622", None, None),
        (QUOTE, "from=yesterday", "from", "yesterday", None, None),
        (QUOTE, "from=2023-06-22T10:00Z", "from", "2023-06-22T10:00Z", None, None),
        (QUOTE, "q=%21%3F", "q", "!?", None, None),
        (QUOTE, "q=*+-+%22%22", "q", '* - ""', None, None),
        (QUOTE, f"q={WORDS_33}", "q", WORDS_33.replace("+", " "), None, None),
        (QUOTE, f"q=%22{WORDS_33}%22", "q", '"' + WORDS_33.replace("+", " ") + '"', None, None),
        (QUOTE, f"q={BEGINNINGS_4}", "q", BEGINNINGS_4, None, None),
        (QUOTE, "q=oil+ab*", "q", "oil ab*", None, None),
        (QUOTE, "q=oil+ab&prefix=1", "q", "oil ab", None, None),
        (QUOTE, "q=oil&prefix=2", "prefix", "2", None, ("0", "1")),
        (QUOTE, "q=oil&prefix=1&prefix=1", "prefix", "1", None, None),
        (QUOTE, "prefix=1", "prefix", "1", None, None),
        (QUOTE, "q=-oil&sort=relevance", "sort", "relevance", None, ("-date", "date", "title")),
        (QUOTE, "facets=topc", "facets", "topc", "topic", QUOTE.facets),
        (QUOTE, "facets=between", "facets", "between", None, QUOTE.facets),
        (QUOTE, "facets=stage", "facets", "stage", None, QUOTE.facets),
        (QUOTE, "facets=topic&facet_limit=0", "facet_limit", "0", None, None),
        (QUOTE, "facets=topic&facet_limit=101", "facet_limit", "101", None, None),
        (QUOTE, "facet_limit=3", "facet_limit", "3", None, None),
        (QUOTE, "ids=b/x&facets=topic", "ids", "b/x", None, None),
        (TOPIC, "facets=country", "facets", None, None, names_of(TOPIC)),
        (QUOTE, "group=brief", "group", None, None, OF_QUOTES),
        (PASSAGE, "group=briefs", "group", "briefs", "brief", ("brief",)),
        (PASSAGE, "sort=title", "sort", "title", None, ("-date", "date", "relevance")),
        (PASSAGE, "kind=qoute", "kind", "qoute", "quote", tuple(sorted(KINDS))),
        (PASSAGE, "kind=whole", "kind", "whole", None, tuple(sorted(KINDS))),
        (PASSAGE, "ids=x", "ids", None, None, names_of(PASSAGE)),
        (GRAPH, "sort=date", "sort", None, "format", names_of(GRAPH)),
        (GRAPH, "facets=topic", "facets", None, None, names_of(GRAPH)),
        (TODAY, "cursor=x", "cursor", None, None, names_of(TODAY)),
        (TODAY, "topic=enrgy", "topic", "enrgy", "energy", TOPICS),
        (RELATED, "q=oil", "q", None, None, names_of(RELATED)),
    ],
)
def test_a_fault_names_the_parameter_the_value_the_nearest_and_the_valid_ones(
    edition: Edition,
    kind: Kind,
    query: str,
    parameter: str,
    value: str | None,
    suggestion: str | None,
    valid: tuple[str, ...] | None,
) -> None:
    (fault,) = faults(edition, kind, query)
    assert (fault.parameter, fault.value, fault.suggestion) == (parameter, value, suggestion)
    assert fault.valid == valid
    assert fault.valid_url is None


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (f"q={WORDS_33}", "q has 33 words, and may have 32"),
        (f"q={WORDS_33}+-w0+%22w1+w2%22", "q has 36 words, and may have 32"),
        (f"q={BEGINNINGS_4}", "q has 4 beginnings of words, and may have 3"),
        ("q=oil+ab*", "ab is too short for the beginning of a word: give 3 letters"),
        ("q=-%E0%A4%A8%E0%A5%80*", "नी is too short for the beginning of a word: give 3 letters"),
        ("q=oil+ab&prefix=1", "ab is too short for the beginning of a word: give 3 letters"),
        ("q=!%3F", "q has no word to look for: use letters or digits"),
        ("prefix=1", "prefix needs q, whose last word may then be the beginning of one"),
        ("facet_limit=3", "facet_limit needs facets"),
        ("sort=relevance&q=-oil", "relevance needs q"),
        ("facets=between", "between is not a facet of this list"),
    ],
)
def test_what_is_wrong_with_words_is_told_in_a_sentence(edition: Edition, query: str, message: str) -> None:
    assert [fault.message for fault in faults(edition, QUOTE, query)] == [message]


@pytest.mark.parametrize(
    "query", [f"q={WORDS_33[:-4]}", f"q={WORDS_33[:-4]}+W0+w1", "q=abc*+abd*+-abe*", "q=abc&prefix=1", "q=a+%22ab%22"]
)
def test_words_up_to_the_limits_are_taken(edition: Edition, query: str) -> None:
    assert 1 <= sum(len(clause.words) for clause in ask(edition, QUOTE, query).clauses) <= 32


@pytest.mark.parametrize(
    ("query", "prefixes"),
    [
        ("q=oil+impor&prefix=1", ["impor"]),
        ("q=oil+impor+&prefix=1", ["impor"]),
        ("q=oil+impor&prefix=0", []),
        ("q=oil+impor&prefix=", []),
        ("q=impor*+gas&prefix=1", ["impor", "gas"]),
        ("q=oil+%22impor%22&prefix=1", []),
        ("q=oil+-impor&prefix=1", []),
        ("q=oil-impor&prefix=1", ["impor"]),
    ],
)
def test_with_prefix_the_last_word_may_be_the_beginning_of_one(
    edition: Edition, query: str, prefixes: list[str]
) -> None:
    clauses = ask(edition, QUOTE, query).clauses
    assert [clause.words[-1] for clause in clauses if clause.form == "prefix"] == prefixes


def test_facets_are_taken_once_each_in_the_order_asked_for(edition: Edition) -> None:
    question = ask(edition, QUOTE, "facets=topic,brief&facets=topic&facets=language&facet_limit=100")
    assert (question.facets, question.facet_limit) == (("topic", "brief", "language"), 100)
    assert ask(edition, QUOTE, "facets=topic").facet_limit == 10
    assert ask(edition, QUOTE, "").facets == ()


def test_passages_are_of_every_kind_or_of_some(edition: Edition) -> None:
    assert ask(edition, PASSAGE, "kind=quote,Areas+of+cooperation&group=brief").filters == {"kind": ("quote", "area")}
    assert ask(edition, PASSAGE, "group=brief").grouped
    assert not ask(edition, PASSAGE, "group=").grouped


@pytest.mark.parametrize(
    ("query", "value", "suggestion", "url"),
    [
        ("country=Indai", "Indai", "IN", "/v1/countries"),
        ("country=xyzzy", "xyzzy", None, "/v1/countries"),
        ("country=X", "X", None, "/v1/countries"),
        ("between=IN,Rusia", "Rusia", "RU", "/v1/countries"),
    ],
)
def test_more_than_50_valid_values_are_an_address(
    edition: Edition, query: str, value: str, suggestion: str | None, url: str
) -> None:
    (fault,) = faults(edition, QUOTE, query)
    assert (fault.value, fault.suggestion, fault.valid, fault.valid_url) == (value, suggestion, None, url)


@pytest.mark.parametrize(
    ("query", "value", "suggestion"),
    [
        ("exclude=topic:enrgy", "topic:enrgy", "topic:energy"),
        ("exclude=country:RU,person:asha-roa", "person:asha-roa", "person:asha-rao"),
        ("exclude=country:EU", "country:EU", "organisation:eu"),
        ("exclude=country:Indai", "country:Indai", "country:IN"),
    ],
)
def test_what_is_suggested_for_exclude_can_be_excluded(
    edition: Edition, query: str, value: str, suggestion: str
) -> None:
    (fault,) = faults(edition, QUOTE, query)
    assert (fault.parameter, fault.value, fault.suggestion) == ("exclude", value, suggestion)


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [("country=EU", "organisation=eu"), ("country=BRICS", None), ("between=EU", None), ("organisation=eu", None)],
)
def test_what_is_said_of_an_organisation_that_is_not_registered(
    query: str, suggestion: str | None, folder: Folder, tmp_path: Path
) -> None:
    folder.brief("a-brief")
    (fault,) = faults(client_of(folder.path, tmp_path / "s").app.state.current.edition(), QUOTE, query)
    assert fault.suggestion == suggestion
    assert suggestion is None or suggestion in fault.message


def test_all_faults_are_told_at_once(edition: Edition) -> None:
    with pytest.raises(InvalidParameters) as raised:
        ask(edition, QUOTE, "contry=US&contry=IN&topic=a1,energy,b2&sort=up&limit=0&cursor=x&from=1&to=2&exclude=y")
    found = [fault.parameter for fault in raised.value.errors]
    assert sorted(found) == ["contry", "cursor", "exclude", "from", "limit", "sort", "to", "topic", "topic"]
    assert raised.value.detail.startswith("contry is not a parameter of this list. Did you mean country? 8 more")


def test_what_the_path_has_settled_is_no_parameter(edition: Edition) -> None:
    (fault,) = faults(edition, QUOTE, "brief=india-eu-trade", brief=("india-and-two-powers",))
    assert fault.message == "brief is settled by the path"
    (fault,) = faults(edition, QUOTE, "breif=x", brief=("india-and-two-powers",))
    assert fault.valid == tuple(name for name in OF_QUOTES if name != "brief")


def test_ids_stand_beside_no_brief_of_the_path_either(edition: Edition) -> None:
    assert faults(edition, QUOTE, "ids=india-and-two-powers/steadfast&brief=india-eu-trade")[0].parameter == "ids"
    (fault,) = faults(edition, QUOTE, "ids=india-and-two-powers/steadfast", brief=("india-eu-trade",))
    assert fault.parameter == "ids"


@pytest.mark.parametrize(
    ("kind", "query", "filters"),
    [
        (QUOTE, "country=US", {"country": ("US",)}),
        (QUOTE, "country=usa", {"country": ("US",)}),
        (QUOTE, "country=United+States", {"country": ("US",)}),
        (QUOTE, "country=T%C3%BCrkiye,turkey,TUR", {"country": ("TR",)}),
        (QUOTE, "country=UAE&country=uk", {"country": ("AE", "GB")}),
        (QUOTE, "country=NO", {"country": ("NO",)}),
        (QUOTE, "country=south+korea", {"country": ("KR",)}),
        (QUOTE, "between=India,Russia", {"between": ("IN", "RU")}),
        (QUOTE, "between=EU&between=IN", {"between": ("eu", "IN")}),
        (PARTNERSHIP, "between=us", {"between": ("US",)}),
        (QUOTE, "partnership=US-IN", {"partnership": ("in-us",)}),
        (QUOTE, "partnership=in-us,RU-in", {"partnership": ("in-us", "in-ru")}),
        (QUOTE, "topic=oil", {"topic": ("energy",)}),
        (QUOTE, "topic=ENERGY,energy, Energy", {"topic": ("energy",)}),
        (QUOTE, "speaker=Minister+Rao", {"speaker": ("asha-rao",)}),
        (QUOTE, "language=English", {"language": ("en",)}),
        (QUOTE, "publisher=The+Daily+Wire-Line", {"publisher": ("the-daily-wire-line",)}),
        (AREA, "stage=in+force&verdict=Overstated", {"stage": ("in-force",), "verdict": ("overstated",)}),
        (SOURCE, "kind=news,official", {"kind": ("news", "official")}),
    ],
)
def test_values_are_understood_by_id_and_everyday_name(
    edition: Edition, kind: Kind, query: str, filters: dict[str, tuple[str, ...]]
) -> None:
    assert ask(edition, kind, query).filters == filters


@pytest.mark.parametrize("query", ["", "topic=&q=&sort=&limit=&cursor=&ids=&from=&to=", "utm_source=x&fbclid=y&_=z"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_empty_parameter_is_one_not_given_and_tracking_says_nothing(
    edition: Edition, kind: Kind, query: str
) -> None:
    assert ask(edition, kind, query) == Question(kind, sort=kind.sorts[0])


@pytest.mark.parametrize(
    ("query", "sort"),
    [
        ("", "date"),
        ("sort=-date", "-date"),
        ("q=oil", "relevance"),
        ("q=-oil", "date"),
        ("q=oil&sort=date", "date"),
        ("q=oil&sort=relevance", "relevance"),
        ("sort=title", "title"),
    ],
)
def test_relevance_is_the_default_with_q_and_the_lists_own_order_without(
    edition: Edition, query: str, sort: str
) -> None:
    assert ask(edition, EVENT, query).sort == sort


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("from=2023", "2023-01-01", None),
        ("from=2023-06", "2023-06-01", None),
        ("from=2023-06-22", "2023-06-22", None),
        ("to=2023", None, "2023-12-31"),
        ("to=2023-12", None, "2023-12-31"),
        ("to=2023-02", None, "2023-02-28"),
        ("to=2024-02", None, "2024-02-29"),
        ("to=9999-12", None, "9999-12-31"),
        ("from=2024&to=2024", "2024-01-01", "2024-12-31"),
        ("from=2024-07&to=2024", "2024-07-01", "2024-12-31"),
        ("from=2024-12-31&to=2024", "2024-12-31", "2024-12-31"),
        ("from=+0001+", "0001-01-01", None),
    ],
)
def test_a_year_or_a_month_is_the_whole_of_it(
    edition: Edition, query: str, since: str | None, until: str | None
) -> None:
    question = ask(edition, QUOTE, query)
    found = [bound and date.fromordinal(bound[0]).isoformat() for bound in (question.since, question.until)]
    assert found == [since, until]


def test_what_is_excluded_is_understood_like_a_filter(edition: Edition) -> None:
    question = ask(edition, QUOTE, "exclude=topic:Oil,country:russia&exclude=between:eu,topic:energy")
    assert question.exclude == (("between", "eu"), ("country", "RU"), ("topic", "energy"))


def test_a_cursor_is_of_one_list_with_one_set_of_filters_and_one_sort(edition: Edition) -> None:
    question = ask(edition, QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020&sort=-date")
    cursor = Cursor("after", 1, question.scope, edition.id)
    same = f"from=2020&exclude=topic:trade&country=india&country=RU&topic=Oil&limit=7&cursor={cursor}"
    assert ask(edition, QUOTE, same).cursor == cursor
    for kind, query in [
        (AREA, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020&sort=date"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020&to=2030"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2021"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:technology&from=2020"),
        (QUOTE, "topic=energy&country=IN&exclude=topic:trade&from=2020"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020&q=oil&sort=-date"),
        (QUOTE, "topic=energy&country=IN,RU&exclude=topic:trade&from=2020&q=oil&prefix=1&sort=-date"),
        (QUOTE, ""),
    ]:
        (fault,) = faults(edition, kind, f"{query}&cursor={cursor}")
        assert (fault.parameter, fault.value) == ("cursor", str(cursor))


def test_a_cursor_of_words_is_of_what_they_mean(edition: Edition) -> None:
    question = ask(edition, PASSAGE, "q=Oil+gas&group=brief")
    cursor = Cursor("offset", 1, question.scope, edition.id)
    assert ask(edition, PASSAGE, f"q=OIL,+gas+oil&group=brief&cursor={cursor}").cursor == cursor
    assert ask(edition, PASSAGE, f"q=oil+gas&group=brief&facets=topic&limit=3&cursor={cursor}").cursor == cursor
    for query in ("q=oil+gas", "q=oil&group=brief", "q=oil+-gas&group=brief", "q=%22oil+gas%22&group=brief"):
        (fault,) = faults(edition, PASSAGE, f"{query}&cursor={cursor}")
        assert fault.parameter == "cursor"


@pytest.mark.parametrize(("sort", "way"), [("title", "after"), ("title", "before"), ("date", "offset")])
def test_a_cursor_of_another_way_of_paging_is_refused(edition: Edition, sort: str, way: Way) -> None:
    scope = ask(edition, QUOTE, f"sort={sort}").scope
    forged = Cursor(way, 1, scope, edition.id)
    (fault,) = faults(edition, QUOTE, f"sort={sort}&cursor={forged}")
    assert fault.parameter == "cursor"


def test_a_hundred_ids_keep_the_order_asked_for(edition: Edition) -> None:
    asked = [f"b/{number}" for number in range(100, 0, -1)]
    assert ask(edition, QUOTE, f"ids={','.join(asked)}&ids=b/100&format=json").ids == tuple(asked)


_VALUES = st.sampled_from(
    [
        "IN",
        "Korea",
        "energy",
        "topic:energy",
        "country:EU",
        "2024",
        "title",
        "date",
        "-date",
        "7",
        "full",
        "news",
        "a/b",
    ]
) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_NAMES = st.sampled_from([*names_of(QUOTE), "view", "stage", "kind", "perspective", "group"]) | st.text(
    string.ascii_lowercase, max_size=8
)


@given(
    st.sampled_from([QUOTE, BRIEF, SOURCE, TOPIC, COUNTRY, PASSAGE]),
    st.lists(st.tuples(_NAMES, _VALUES).filter(lambda pair: pair[1].strip()), max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_any_question_is_answered_or_refused_with_what_would_be_right(
    client: Client, kind: Kind, pairs: list[tuple[str, str]]
) -> None:
    edition = client.app.state.current.edition()
    told: tuple[ParameterFault, ...] = ()
    try:
        question = edition.ask(kind, pairs)
    except InvalidParameters as error:
        told = error.errors or (ParameterFault(parameter="", value=None, message=""),)
    if told:
        assert all(fault.message and len(fault.valid or ()) <= 50 for fault in told)
        return
    page = edition.page(question)
    assert len(page.items) <= question.limit or question.ids
    assert tuple(edition.facets(question)) == question.facets
    assert edition.describe(question).startswith(kind.title)
