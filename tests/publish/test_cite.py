"""The one line by which a claim is cited: what, who, where, when, source, our address, as of."""

import json
from collections.abc import Callable

import pytest

from app.content.scalars import partial_date
from app.publish import Publication, cite
from app.schemas.link import Actor
from app.schemas.source import Source
from app.schemas.vocabulary import SourceKind
from app.snapshot.layout import ORIGIN
from tests.conftest import CORPUS

NOTE = "Source: “Note on the visit”, Ministry of External Affairs, 9 July 2024, https://ministry.example/notes/1"
WIRE = "Source: The Daily Wire-Line (Agency), July 2024, https://wire.example/%2Freport?id=1&x=y"
BRIEF = "Foreign Policy Briefs, “India and two powers”"
OURS = "https://briefs.test/v1"
AT = "as of February 2025"


@pytest.fixture(scope="module")
def cited() -> Callable[[str], str]:
    """The citation of an entry of the frozen corpus, by its key."""
    found = {entry.key: entry for entry in Publication(CORPUS).entries()}
    return lambda key: json.loads(found[key].json)["cite"].replace(ORIGIN, "https://briefs.test")


@pytest.mark.parametrize(
    ("key", "line"),
    {
        "quote/india-and-two-powers/steadfast": "“Our friendship is steadfast” (translated), Asha Rao, Prime Minister "
        f"of India, Press conference, Moscow, 9 July 2024. {WIRE}. {BRIEF}. "
        f"{OURS}/quotes/india-and-two-powers/steadfast, {AT}",
        "quote/india-and-two-powers/joint-statement": "“The sides agreed to go on”, Joint statement, July 2024. "
        f"{NOTE}. {BRIEF}. {OURS}/quotes/india-and-two-powers/joint-statement, {AT}",
        "point/india-and-two-powers/leverage": f"“Leverage”. {BRIEF}. "
        f"{OURS}/why-it-matters/india-and-two-powers/leverage, {AT}",
        "event/india-and-two-powers/oil-deal": f"“Oil deal signed”, Delhi, March 2024. {NOTE}. {BRIEF}. "
        f"{OURS}/timeline/india-and-two-powers/oil-deal, {AT}",
        "event/india-and-two-powers/plant-expected": f"“Plant expected to open”, expected 2026. {WIRE}. {BRIEF}. "
        f"{OURS}/timeline/india-and-two-powers/plant-expected, {AT}",
        "event/summit-2024": f"“Summit in Moscow”, Moscow, 8 July 2024 to 9 July 2024. {NOTE}. "
        f"Foreign Policy Briefs. {OURS}/timeline/summit-2024",
        "section/india-and-two-powers/in-us": f"“Chips”. {BRIEF}. {OURS}/sections/india-and-two-powers/in-us, {AT}",
        "brief/india-and-two-powers": "“India and two powers”, 10 January 2025. Foreign Policy Briefs. "
        f"{OURS}/briefs/india-and-two-powers, {AT}",
    }.items(),
)
def test_everything_is_cited_in_one_line(cited: Callable[[str], str], key: str, line: str) -> None:
    assert cited(key) == line


@pytest.mark.parametrize("key", ["area/india-and-two-powers/semiconductors", "area/india-and-two-powers/oil"])
def test_an_area_is_cited_with_its_title_and_source(cited: Callable[[str], str], key: str) -> None:
    line = cited(key)
    assert line.startswith("“Semiconductors”" if "semi" in key else "“Crude oil”")
    assert (WIRE if "semi" in key else NOTE) in line
    assert line.endswith(f"{OURS}/areas/{key.removeprefix('area/')}, {AT}")


def test_position_and_conclusion_are_cited_at_their_brief() -> None:
    entries = Publication(CORPUS).entries()
    brief = next(json.loads(entry.whole) for entry in entries if entry.key == "brief/india-and-two-powers")
    at = f"{ORIGIN}/v1/briefs/india-and-two-powers, {AT}"
    assert brief["position"]["cite"] == f"Position. {NOTE}. {BRIEF}. {at}"
    assert brief["conclusion"]["cite"] == f"Conclusion. {BRIEF}. {at}"


@pytest.mark.parametrize(
    ("date", "words"),
    [("2023-06-22", "22 June 2023"), ("2023-06-02", "2 June 2023"), ("2023-12", "December 2023"), ("0987", "0987")],
)
def test_a_date_is_spoken(date: str, words: str) -> None:
    assert cite.spoken(date) == cite.spoken(partial_date(date)) == words


def test_when_and_who_say_what_is_known() -> None:
    day, last = partial_date("2024-07-08"), partial_date("2024-07-09")
    actor = Actor(kind="person", id="a", name="A", office=None, country=None, url="/v1/people/a")
    assert cite.when(None) == "undated"
    assert cite.when(day, last) == "8 July 2024 to 9 July 2024"
    assert cite.who(None, None) is None
    assert cite.who(None, "Joint statement") == "Joint statement"
    assert cite.who(actor, None) == "A"
    assert cite.who(actor.model_copy(update={"office": "Minister"}), None) == "A, Minister"


def source(id: str, title: str | None) -> Source:
    return Source(
        id=id,
        url=f"/v1/sources/{id}",
        brief=None,
        kind=SourceKind.NEWS,
        title=title,
        publisher="The Wire",
        agency=None,
        author=None,
        published=None,
        accessed=None,
        link=f"https://wire.example/{id}",
        archived=None,
        language=None,
        note=None,
    )


@pytest.mark.parametrize(
    ("count", "end"), [(1, ""), (2, " and 1 other source"), (3, " and 2 other sources"), (12, " and 11 other sources")]
)
def test_the_first_source_is_named_and_the_others_counted(count: int, end: str) -> None:
    sources = [source(str(number), "A title") for number in range(count)]
    line = cite.line("“T”", sources=sources, url="/v1/x", as_of=None)
    first = "Source: “A title”, The Wire, https://wire.example/0"
    assert line == f"“T”. {first}{end}. Foreign Policy Briefs. {ORIGIN}/v1/x"


def test_what_is_unknown_leaves_no_gap() -> None:
    line = cite.line("“T”", None, "", "2024", sources=[source("s", None)], url="/v1/x", as_of=partial_date("2024"))
    assert (
        line == f"“T”, 2024. Source: The Wire, https://wire.example/s. Foreign Policy Briefs. {ORIGIN}/v1/x, as of 2024"
    )
