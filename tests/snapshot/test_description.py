"""A question, said in a sentence."""

import re

import orjson
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from app.errors import InvalidParameters
from app.snapshot.description import describe
from app.snapshot.edition import Edition
from app.snapshot.kinds import GRAPH, KINDS, NEWEST, PASSAGE, QUOTE, RELATED, TODAY, Kind
from app.snapshot.query import Question, names_of
from app.snapshot.text import words
from app.wire.parameters import parse
from tests.conftest import NOW, Client

ALL_KINDS = KINDS | {kind.name: kind for kind in (PASSAGE, GRAPH, TODAY)}

# What is asked, without the leading `/v1/`, and how it reads.
SENTENCES = {
    # Kinds and their orders
    "briefs": "Briefs, newest first",
    "sections": "Sections, newest first",
    "areas": "Areas of cooperation, newest first",
    "why-it-matters": "Why-it-matters points, newest first",
    "quotes": "Quotes, newest first",
    "timeline": "Events, oldest first",
    "sources": "Sources, newest first",
    "partnerships": "Partnerships, by name",
    "people": "People, by name",
    "countries": "Countries, by name",
    "organisations": "Organisations, by name",
    "initiatives": "Initiatives, by name",
    "topics": "Topics, by name",
    "search": "Passages, newest first",
    "timeline?sort=-date": "Events, newest first",
    "quotes?sort=date": "Quotes, oldest first",
    "why-it-matters?sort=title": "Why-it-matters points, by title",
    "briefs?view=full&limit=3&facets=topic": "Briefs, newest first",
    "quotes?ids=a/b,c/d": "Quotes by id, in the order asked for",
    # Parties
    "areas?between=India,Russia&topic=energy": "Areas of cooperation between India and Russia on energy, newest first",
    "areas?between=IN": "Areas of cooperation between India and others, newest first",
    "timeline?between=US,IN,JP,AU": "Events between the United States, India, Japan and Australia, oldest first",
    "partnerships?between=eu,IN": "Partnerships between the European Union and India, by name",
    "partnerships?between=IN&country=US": "Partnerships between India and others involving the United States, by name",
    "initiatives?between=India,Japan": "Initiatives between India and Japan, by name",
    "quotes?between=IN,US": "Quotes about relations between India and the United States, newest first",
    "briefs?between=IN": "Briefs about relations between India and others, newest first",
    "quotes?partnership=in-us": "Quotes on the India–United States partnership, newest first",
    "areas?partnership=in-us,ru-in": (
        "Areas of cooperation in the India–United States or India–Russia partnership, newest first"
    ),
    "quotes?country=IN,RU": "Quotes about India or Russia, newest first",
    "quotes?country=AE,GB,IN": ("Quotes about the United Arab Emirates, the United Kingdom or India, newest first"),
    "quotes?country=FK,GS,CC,CX": (
        "Quotes about the Falkland Islands, South Georgia & South Sandwich Islands, "
        "the Cocos (Keeling) Islands or Christmas Island, newest first"
    ),
    "quotes?country=PH,NL,CD,CG": (
        "Quotes about the Philippines, the Netherlands, DR Congo or the Republic of the Congo, newest first"
    ),
    "areas?country=MV": "Areas of cooperation involving the Maldives, newest first",
    "people?country=India": "People of India, by name",
    "people?country=US,IN": "People of the United States or India, by name",
    "quotes?country=US&organisation=eu": ("Quotes about the United States involving the European Union, newest first"),
    "timeline?country=US&organisation=eu": (
        "Events involving the United States and involving the European Union, oldest first"
    ),
    "briefs?perspective=IN": "Briefs from the perspective of India, newest first",
    # People
    "quotes?speaker=asha-rao&country=US": "Quotes by Asha Rao about the United States, newest first",
    "quotes?speaker=asha-rao&between=IN,RU": (
        "Quotes by Asha Rao about relations between India and Russia, newest first"
    ),
    "quotes?person=asha-rao": "Quotes by or about Asha Rao, newest first",
    "quotes?person=asha-rao,ivan-petrov": "Quotes by or about Asha Rao or Ivan Petrov, newest first",
    "quotes?speaker=asha-rao&person=ivan-petrov": "Quotes by Asha Rao and by or about Ivan Petrov, newest first",
    "timeline?person=asha-rao": "Events involving Asha Rao, oldest first",
    "briefs?speaker=asha-rao": "Briefs quoting Asha Rao, newest first",
    "sections?person=ivan-petrov&speaker=asha-rao": "Sections quoting Asha Rao involving Ivan Petrov, newest first",
    # What about
    "areas?topic=energy,trade": "Areas of cooperation on energy or trade, newest first",
    "areas?topic=energy,trade,technology": "Areas of cooperation on energy, trade or technology, newest first",
    "areas?initiative=chip-plan": "Areas of cooperation under the Chip Plan, newest first",
    "quotes?initiative=chip-plan&topic=trade": "Quotes on the Chip Plan and on trade, newest first",
    "why-it-matters?topic=energy&country=RU": "Why-it-matters points about Russia on energy, newest first",
    "quotes?brief=india-eu-trade": "Quotes in “India and the European Union”, newest first",
    "partnerships?brief=india-eu-trade,india-and-two-powers": (
        "Partnerships in “India and the European Union” or “India and two powers”, by name"
    ),
    "quotes?language=en": "Quotes in English, newest first",
    "quotes?language=en&brief=india-eu-trade": (
        "Quotes in “India and the European Union” and in English, newest first"
    ),
    # How sure
    "areas?stage=in-force": "Areas of cooperation at the stage “in force”, newest first",
    "timeline?stage=signed,under-way&topic=trade": "Events on trade at the stage “signed” or “under way”, oldest first",
    "areas?verification=disputed": "Areas of cooperation that are disputed, newest first",
    "why-it-matters?verification=analysis,outdated": (
        "Why-it-matters points that are analysis or outdated, newest first"
    ),
    "sections?verdict=partly": "Sections where an examined text is found to be partly accurate, newest first",
    "areas?verdict=incorrect,overstated&verification=confirmed": (
        "Areas of cooperation that are confirmed where an examined text is found to be incorrect or overstated, "
        "newest first"
    ),
    "quotes?publisher=the-daily-wire-line": "Quotes sourced to The Daily Wire-Line, newest first",
    "briefs?publisher=European+Commission,some-blog": (
        "Briefs sourced to the European Commission or Some Blog, newest first"
    ),
    "sources?kind=news": "Sources of kind news, newest first",
    "sources?kind=news,official&publisher=ministry-of-external-affairs&language=en": (
        "Sources of kind news or official in English published by the Ministry of External Affairs, newest first"
    ),
    # Dates
    "quotes?from=2023": "Quotes since 2023, newest first",
    "quotes?from=2023-06": "Quotes since June 2023, newest first",
    "quotes?to=2023": "Quotes until the end of 2023, newest first",
    "quotes?to=2023-06": "Quotes until the end of June 2023, newest first",
    "quotes?to=2023-06-02": "Quotes until 2 June 2023, newest first",
    "quotes?from=2023&to=2023": "Quotes in 2023, newest first",
    "quotes?from=2023-12&to=2023-12": "Quotes in December 2023, newest first",
    "timeline?from=2023-06-22&to=2023-06-22": "Events on 22 June 2023, oldest first",
    "quotes?from=2023&to=2024": "Quotes from 2023 to 2024, newest first",
    "quotes?from=2023-06&to=2024": "Quotes from June 2023 to the end of 2024, newest first",
    "quotes?from=2023&to=2024-02-29": "Quotes from 2023 to 29 February 2024, newest first",
    "areas?from=2024&verification=disputed": "Areas of cooperation since 2024 that are disputed, newest first",
    "quotes?language=en&from=2023&to=2023": "Quotes in English in 2023, newest first",
    # Words
    "quotes?q=oil": "Quotes matching “oil”, best match first",
    "quotes?q=crude+oil": "Quotes matching “crude” and “oil”, best match first",
    'quotes?q="crude+oil"': "Quotes matching “crude oil”, best match first",
    'quotes?q="crude++%0A+oil': "Quotes matching “crude oil”, best match first",
    'areas?q=oil+-coal+"critical+minerals"+semi*': (
        "Areas of cooperation matching “oil”, “critical minerals” and “semi…” but not “coal”, best match first"
    ),
    "quotes?q=-coal": "Quotes not matching “coal”, newest first",
    "quotes?q=oil+-coal+-gas": "Quotes matching “oil” but not “coal” or “gas”, best match first",
    'quotes?q="oil"': "Quotes matching the exact word “oil”, best match first",
    'quotes?q=oil+-"coal"': "Quotes matching “oil” but not the exact word “coal”, best match first",
    "quotes?q=crude+o%C3%AFl&prefix=1&sort=title": "Quotes matching “crude” and “oïl…”, by title",
    "quotes?q=T%C3%BCrkiye,+India's+(OIL)": ("Quotes matching “Türkiye”, “India's” and “OIL”, best match first"),
    "quotes?q=coal-fired+-coal-fired": "Quotes matching “coal” and “fired” but not “coal-fired”, best match first",
    "quotes?q=%E2%80%9Ccrude+oil%E2%80%9D": "Quotes matching “crude oil”, best match first",
    'quotes?q="a%E2%80%AEb"': "Quotes matching “a b”, best match first",
    "quotes?q=oil&sort=-date": "Quotes matching “oil”, newest first",
    "topics?q=oil&sort=title": "Topics matching “oil”, by name",
    "countries?q=united": "Countries matching “united”, best match first",
    "areas?q=oil&from=2024&stage=signed&verification=reported&topic=trade": (
        "Areas of cooperation on trade since 2024 matching “oil” at the stage “signed” that are reported, "
        "best match first"
    ),
    # What is left out
    "quotes?exclude=topic:energy": "Quotes except those on energy, newest first",
    "quotes?exclude=topic:energy,topic:trade": "Quotes except those on energy or trade, newest first",
    "areas?exclude=topic:energy,country:US,country:RU,between:IN,between:eu": (
        "Areas of cooperation except those between India or the European Union and others, "
        "involving Russia or the United States or on energy, newest first"
    ),
    "quotes?q=oil+-coal&exclude=speaker:asha-rao": (
        "Quotes matching “oil” but not “coal” except those by Asha Rao, best match first"
    ),
    "sources?exclude=kind:other": "Sources except those of kind other, newest first",
    "areas?exclude=stage:in-force,verification:disputed,verdict:partly": (
        "Areas of cooperation except those at the stage “in force”, that are disputed or "
        "where an examined text is found to be partly accurate, newest first"
    ),
    # Passages of every kind
    "search?q=oil": "Passages matching “oil”, best match first",
    "search?kind=quote&speaker=asha-rao&q=oil": "Quotes by Asha Rao matching “oil”, best match first",
    "search?kind=area&between=IN,RU": "Areas of cooperation between India and Russia, newest first",
    "search?kind=quote,event&topic=energy": "Quotes and events on energy, newest first",
    "search?kind=brief,point,area&between=IN,RU": (
        "Briefs, why-it-matters points and areas of cooperation about relations between India and Russia, newest first"
    ),
    "search?speaker=asha-rao": "Passages quoting Asha Rao, newest first",
    "search?exclude=kind:quote,kind:point": (
        "Passages except those that are why-it-matters points or quotes, newest first"
    ),
    "search?q=oil&group=brief": "Passages matching “oil”, the best of each brief, best match first",
    "search?group=brief": "Passages, the newest of each brief, newest first",
    "search?q=oil&group=brief&sort=date&kind=event": "Events matching “oil”, the oldest of each brief, oldest first",
    # What is drawn from many
    "graph": "Partnerships as a graph, drawn from all claims",
    "graph?between=IN,RU&topic=energy&from=2024&q=oil": (
        "Partnerships as a graph, drawn from all claims about relations between India and Russia "
        "on energy since 2024 matching “oil”"
    ),
    "graph?exclude=verification:disputed": (
        "Partnerships as a graph, drawn from all claims except those that are disputed"
    ),
    "quotes/today": "The quote of the day, drawn from all quotes that are confirmed or reported",
    "quotes/today?speaker=asha-rao&country=US": (
        "The quote of the day, drawn from all quotes by Asha Rao about the United States that are confirmed or reported"
    ),
    "quotes/today?verification=disputed": "The quote of the day, drawn from all quotes that are disputed",
    # All at once
    "quotes?topic=energy&speaker=asha-rao&country=RU&from=2024&q=oil&exclude=topic:trade&sort=title": (
        "Quotes by Asha Rao about Russia on energy since 2024 matching “oil” except those on trade, by title"
    ),
}


@pytest.fixture(scope="session")
def edition(client: Client) -> Edition:
    found = client.app.state.current.edition()
    assert isinstance(found, Edition)
    return found


@pytest.mark.parametrize(("asked", "sentence"), SENTENCES.items())
def test_a_question_reads_as_a_sentence(edition: Edition, asked: str, sentence: str) -> None:
    plural, _, query = asked.partition("?")
    kind = next(kind for kind in ALL_KINDS.values() if kind.plural == plural)
    assert edition.describe(edition.ask(kind, parse(query.encode()))) == sentence


def test_briefs_near_one(edition: Edition) -> None:
    question = edition.ask(RELATED, [], {"brief": ("india-eu-trade",)})
    assert edition.describe(question) == "Briefs near “India and the European Union”, nearest first"


@pytest.mark.parametrize(
    ("filter", "name", "spoken"),
    [
        ("organisation", "African Union", "involving the African Union"),
        (
            "organisation",
            "Ports & Maritime Organisation of Iran",
            "involving the Ports & Maritime Organisation of Iran",
        ),
        ("organisation", "Quad", "involving the Quad"),
        ("organisation", "BRICS", "involving BRICS"),
        ("organisation", "India Ports Global Ltd", "involving India Ports Global Ltd"),
        ("initiative", "Initiative on Critical Technology", "on the Initiative on Critical Technology"),
        ("initiative", "Chennai-Vladivostok corridor", "on the Chennai-Vladivostok corridor"),
        ("initiative", "TRUST", "on TRUST"),
        ("initiative", "Ports of the Future", "on Ports of the Future"),
        ("speaker", "Ministry of External Affairs of India", "by the Ministry of External Affairs of India"),
        ("speaker", "S. Jaishankar", "by S. Jaishankar"),
        ("publisher", "The Hindu", "sourced to The Hindu"),
        ("publisher", "The Print Union", "sourced to The Print Union"),
        ("publisher", "White House", "sourced to the White House"),
        ("publisher", "Gateway House", "sourced to Gateway House"),
        ("topic", "Multilateral forums", "on multilateral forums"),
        ("topic", "AI", "on AI"),
        ("topic", "Indo-Pacific", "on Indo-Pacific"),
        ("brief", "The “no limits” line", "in “The ‘no limits’ line”"),
    ],
)
def test_a_name_is_called_as_people_call_it(filter: str, name: str, spoken: str) -> None:
    question = Question(QUOTE, {filter: ("x",)}, sort=NEWEST)
    assert describe(question, lambda field, id: name) == f"Quotes {spoken}, newest first"


MARKS = ['"', '"', "-", "*", " ", " ", "'s", "“", "»", "…", "(", "\n", "\u202e", "\u00a0", ",", "{}"]
TEXTS = st.lists(st.sampled_from(["oil", "Türkiye", "मित्रता", "US", "semi", *MARKS]), max_size=12).map("".join)
DATES = st.sampled_from(["2023", "2023-06", "2024-02-29", "2024"])


@st.composite
def asked(draw: st.DrawFn, edition: Edition) -> tuple[Kind, list[tuple[str, str]]]:
    """Any parameters of any list, with values that there are."""
    kind = draw(st.sampled_from(list(ALL_KINDS.values())))
    others = {"q": TEXTS, "from": DATES, "to": DATES, "group": st.just("brief"), "prefix": st.just("1")}
    able = [name for name in names_of(kind) if name in others or name in kind.filters]
    pairs = []
    for name in draw(st.lists(st.sampled_from(able), max_size=5, unique=True)):
        if name in others:
            pairs.append((name, draw(others[name])))
            continue
        values = st.sampled_from(edition.vocabulary(kind.field(name)).valid(NOW))
        chosen = draw(st.lists(values, min_size=1, max_size=3))
        excluded = draw(st.booleans())
        pairs += [("exclude", f"{name}:{id}") for id in chosen] if excluded else [(name, ",".join(chosen))]
    return kind, [*pairs, ("sort", draw(st.sampled_from(kind.sorts)))] if "sort" in names_of(kind) else pairs


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_asked_is_told_whole_in_one_line(edition: Edition, data: st.DataObject) -> None:
    kind, pairs = data.draw(asked(edition))
    try:
        question = edition.ask(kind, pairs)
    except InvalidParameters:
        reject()
    sentence = edition.describe(question)
    assert sentence.isprintable()
    ours = re.sub("“[^”]*”", "“…”", sentence)
    assert not any(slip in ours for slip in ("  ", " ,", '"', "None", "those or"))
    assert sentence.count("“") == sentence.count("”")
    assert all(clause.words[-1] in words(sentence) for clause in question.clauses)
    assert all(day is None or day[1][:4] in sentence for day in (question.since, question.until))
    chosen = [(name, id) for name, ids in question.filters.items() for id in ids]
    for name, id in [*chosen, *question.exclude]:
        assert plain(called(edition, kind, name, id)) in plain(sentence)


def called(edition: Edition, kind: Kind, name: str, id: str) -> str:
    if name == "brief":
        return str(orjson.loads(edition.item("brief", id) or b"")["title"])
    if name == "kind" and kind is PASSAGE:
        return "why-it-matters points" if id == "point" else KINDS[id].title
    return edition.vocabulary(kind.field(name)).label(id)


def plain(text: str) -> str:
    return text.casefold().replace("-", " ")
