"""The one line by which a claim is cited: what, who, where, when, source, our address, as of."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.scalars import partial_date
from app.publish import cite
from app.schemas.source import Source
from app.schemas.vocabulary import SourceKind
from app.snapshot.layout import ORIGIN
from tests.conftest import Folder
from tests.publish.rendering import rendered

PEOPLE = """
asha: {name: Asha Rao, offices: [{title: Prime Minister of India}]}
ivan:
  name: Ivan Petrov
  offices: [{title: Envoy of Russia, to: 2024-06}, {title: President of Russia, from: 2024-07, to: 2025-01-20}]
kai: {name: Kai Sato, offices: [{title: Prime Minister of Japan, to: 2025-02-10}]}
mara: {name: Mara Lind, offices: [{title: Minister, to: 2023}, {title: Minister, from: 2025-01}]}
nobody: {name: Noor Khan}
"""
SOURCES = """
note: {title: Note on the visit, publisher: Ministry, published: 2024-07-09, url: "https://m.example/1", kind: official}
wire: {title: null, publisher: The Wire, agency: PTI, published: 2024-07, url: "https://w.example/?id=1", kind: news}
undated: {title: "Ties: an outlook", publisher: Outlook Inc., url: "https://o.example/a", kind: news}
asked: {title: Who gains?, publisher: The Wire, published: 2024, url: "https://w.example/who", kind: news}
agency: {title: null, publisher: TASS, agency: TASS, url: "https://t.example/2", kind: news}
"""
EVENTS = """
talks: {date: 2024-07-08, until: 2024-07-09, title: Talks, place: Moscow, sources: [note]}
plant: {date: 2026, expected: true, title: Plant opens, sources: [wire]}
"""
NOTE = "Source: “Note on the visit”, Ministry, 9 July 2024, https://m.example/1"
WIRE = "Source: The Wire (PTI), July 2024, https://w.example/?id=1"
BRIEF = "Foreign Policy Briefs, “Two sides”."
AS_OF = "as of February 2025"


def entry(folder: Folder, claims: str, key: str) -> dict[str, str]:
    """An entry of a folder with these claims in its one brief, as it is published."""
    folder.write("reference/people.yaml", PEOPLE)
    folder.write("reference/organisations.yaml", "mea: {name: Ministry of External Affairs of India}\n")
    folder.write("reference/sources.yaml", SOURCES)
    folder.write("reference/events.yaml", EVENTS)
    folder.write(
        "briefs/b.yaml", f"title: Two sides\npublished: 2025-01-10\nas_of: 2025-02\nsummary: A summary.\n{claims}\n"
    )
    found = {entry.key: entry for entry in rendered(folder.path)}
    assert key in found
    shown: dict[str, str] = json.loads(found[key].whole or found[key].json)
    return shown


@pytest.mark.parametrize(
    ("written", "said"),
    {
        "text: We agree, speaker: asha, date: 2024-07-09, occasion: 'Forum, Moscow', sources: [wire]": (
            f"“We agree”, Asha Rao, Prime Minister of India, Forum, Moscow, 9 July 2024. {WIRE}."
        ),
        "text: We agree, speaker: asha, date: 2024-07, translated: true, sources: [wire]": (
            f"“We agree” (translated), Asha Rao, Prime Minister of India, July 2024. {WIRE}."
        ),
        "text: We agree, speaker: asha, date: 2024, translated: true, original: {language: hi, text: हम}, "
        "sources: [wire]": (f"“We agree” (translated from Hindi), Asha Rao, Prime Minister of India, 2024. {WIRE}."),
        "text: We agree, speaker: asha, original: {language: qqq, text: हम}, sources: [wire]": (
            f"“We agree” (translated), Asha Rao, undated. {WIRE}."
        ),
        "text: We agree, document: Joint statement, date: 2024-07-09, occasion: Summit, sources: [note]": (
            f"“We agree”, in “Joint statement”, Summit, 9 July 2024. {NOTE}."
        ),
        "text: We agree, speaker: mea, date: 2024-07-09, sources: [wire]": (
            f"“We agree”, Ministry of External Affairs of India, 9 July 2024. {WIRE}."
        ),
        "text: We agree, speaker: nobody, date: 2024-07-09, sources: [wire]": (
            f"“We agree”, Noor Khan, 9 July 2024. {WIRE}."
        ),
        # The office is that of the date; `then` says that it ended before the newest fact known.
        "text: We agree, speaker: ivan, date: 2024-07-09, sources: [wire]": (
            f"“We agree”, Ivan Petrov, then President of Russia, 9 July 2024. {WIRE}."
        ),
        "text: We agree, speaker: ivan, date: 2024-05, sources: [wire]": (
            f"“We agree”, Ivan Petrov, then Envoy of Russia, May 2024. {WIRE}."
        ),
        "text: Left this month, speaker: kai, date: 2024-07-09, sources: [wire]": (
            f"“Left this month”, Kai Sato, Prime Minister of Japan, 9 July 2024. {WIRE}."
        ),
        "text: Back in office, speaker: mara, date: 2022, sources: [wire]": (
            f"“Back in office”, Mara Lind, Minister, 2022. {WIRE}."
        ),
        "text: Later, speaker: ivan, date: 2025-02-01, sources: [wire]": (
            f"“Later”, Ivan Petrov, 1 February 2025. {WIRE}."
        ),
        # What closes a sentence inside the marks closes it; the words stay as they are.
        "text: We agree., speaker: nobody, date: 2024, sources: [wire]": f"“We agree.” Noor Khan, 2024. {WIRE}.",
        "text: Who agrees?, speaker: nobody, date: 2024, sources: [wire]": f"“Who agrees?” Noor Khan, 2024. {WIRE}.",
        "text: We agree..., speaker: nobody, date: 2024, sources: [wire]": f"“We agree...”, Noor Khan, 2024. {WIRE}.",
        "text: 'We agree,', speaker: nobody, date: 2024, sources: [wire]": f"“We agree”, Noor Khan, 2024. {WIRE}.",
        "text: We agree., translated: true, speaker: nobody, date: 2024, sources: [wire]": (
            f"“We agree.” (translated), Noor Khan, 2024. {WIRE}."
        ),
        """text: 'A "new" “age”, isn’t it', speaker: nobody, date: 2024, sources: [wire]""": (
            f"“A ‘new’ ‘age’, isn’t it”, Noor Khan, 2024. {WIRE}."
        ),
        """text: 'He said "go."', speaker: nobody, date: 2024, sources: [wire]""": (
            f"“He said ‘go.’” Noor Khan, 2024. {WIRE}."
        ),
        'text: "One.\\n\\nTwo", speaker: nobody, date: 2024, sources: [wire]': (
            f"“One. Two”, Noor Khan, 2024. {WIRE}."
        ),
        "text: We agree, speaker: nobody, date: 2024, occasion: 'Washington, D.C.', sources: [wire]": (
            f"“We agree”, Noor Khan, Washington, D.C., 2024. {WIRE}."
        ),
        # Nobody may take for established what is not.
        "text: We agree, speaker: nobody, date: 2024": "“We agree” (unverified), Noor Khan, 2024.",
        "text: We agree, speaker: nobody, date: 2024, verification: {status: reported}": (
            "“We agree” (reported), Noor Khan, 2024."
        ),
        "text: We agree, speaker: nobody, date: 2024, translated: true, sources: [wire], "
        "verification: {status: disputed, against: [note]}": (
            f"“We agree” (translated, disputed), Noor Khan, 2024. {WIRE}."
        ),
        "text: We agree, speaker: nobody, date: 2024, sources: [note], verification: {status: confirmed}": (
            f"“We agree”, Noor Khan, 2024. {NOTE}."
        ),
    }.items(),
)
def test_a_quote_says_whose_words_they_are_when_and_how_well_known(folder: Folder, written: str, said: str) -> None:
    quote = entry(folder, f"quotes:\n  - {{id: q, {written}}}", "quote/b/q")
    assert quote["cite"] == f"{said} {BRIEF} {ORIGIN}/v1/quotes/b/q, {AS_OF}"


@pytest.mark.parametrize(
    ("sources", "said"),
    {
        "note": NOTE,
        "wire": WIRE,
        "undated": "Source: “Ties: an outlook”, Outlook Inc., https://o.example/a",
        "asked": "Source: “Who gains?” The Wire, 2024, https://w.example/who",
        "agency": "Source: TASS, https://t.example/2",
        "note, wire": f"{NOTE} (also The Wire (PTI), July 2024)",
        "agency, undated, note": "Source: TASS, https://t.example/2 (also Outlook Inc.; Ministry, 9 July 2024)",
    }.items(),
)
def test_a_source_is_named_by_what_is_known_of_it(folder: Folder, sources: str, said: str) -> None:
    claims = f"timeline:\n  - {{id: deal, date: 2024-03, title: Deal, place: Delhi, sources: [{sources}]}}"
    event = entry(folder, claims, "event/b/deal")
    assert event["cite"] == f"“Deal”, Delhi, March 2024. {said}. {BRIEF} {ORIGIN}/v1/timeline/b/deal, {AS_OF}"


@pytest.mark.parametrize(
    ("written", "said"),
    {
        "title: Deal, date: 2024": "“Deal” (unverified), 2024.",
        "title: Deal ends?, date: 2024-07-08, until: 2024-07-09, sources: [wire]": (
            f"“Deal ends?” 8 to 9 July 2024. {WIRE}."
        ),
        "title: Talks in Delhi, place: Delhi, date: 2024-03-01, sources: [wire]": (
            f"“Talks in Delhi”, 1 March 2024. {WIRE}."
        ),
        "title: Delhi talks, place: Delhi, date: 2024-03-01, sources: [wire]": (
            f"“Delhi talks”, Delhi, 1 March 2024. {WIRE}."
        ),
        "title: Plant expected, date: 2026, until: 2027, expected: true, sources: [wire]": (
            f"“Plant expected”, 2026 to 2027 (expected as of February 2025). {WIRE}."
        ),
        "title: Plant opens, date: 2026-04, expected: true, sources: [wire], verification: {status: outdated}": (
            f"“Plant opens” (outdated), April 2026 (expected as of February 2025). {WIRE}."
        ),
    }.items(),
)
def test_an_event_says_where_and_when_and_whether_it_is_expected(folder: Folder, written: str, said: str) -> None:
    event = entry(folder, f"timeline:\n  - {{id: e, {written}}}", "event/b/e")
    assert event["cite"] == f"{said} {BRIEF} {ORIGIN}/v1/timeline/b/e, {AS_OF}"


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("talks", f"“Talks”, Moscow, 8 to 9 July 2024. {NOTE}."),
        ("plant", f"“Plant opens”, 2026 (expected). {WIRE}."),
    ],
)
def test_a_shared_event_is_no_briefs_and_has_no_as_of(folder: Folder, id: str, said: str) -> None:
    event = entry(folder, f"timeline: [{id}]", f"event/{id}")
    assert event["cite"] == f"{said} Foreign Policy Briefs. {ORIGIN}/v1/timeline/{id}"


SECTION = """
partnerships:
  - parties: [IN, US]
    title: Chips, and more
    summary: Chips lead.
    areas: [{id: chips, title: Chips, detail: A plant., sources: [wire]}]
why_it_matters: [{id: lever, title: Leverage?, detail: It helps., sources: [note], verification: {status: analysis}}]
"""


@pytest.mark.parametrize(
    ("key", "said"),
    {
        "section/b/in-us": f"“Chips, and more”. {BRIEF} {ORIGIN}/v1/sections/b/in-us",
        "area/b/chips": f"“Chips”. {WIRE}. {BRIEF} {ORIGIN}/v1/areas/b/chips",
        "point/b/lever": f"“Leverage?” (analysis). {NOTE}. {BRIEF} {ORIGIN}/v1/why-it-matters/b/lever",
    }.items(),
)
def test_sections_areas_and_points_are_cited_by_title(folder: Folder, key: str, said: str) -> None:
    assert entry(folder, SECTION, key)["cite"] == f"{said}, {AS_OF}"


@pytest.mark.parametrize(
    ("updated", "said"),
    {
        "": "published 10 January 2025",
        "updated: 2025-02-01": "published 10 January 2025, updated 1 February 2025",
        "updated: 2025-01-10": "published 10 January 2025",
    }.items(),
)
def test_a_brief_is_cited_in_its_version(folder: Folder, updated: str, said: str) -> None:
    brief = entry(folder, updated, "brief/b")
    assert brief["cite"] == f"“Two sides”, {said}. Foreign Policy Briefs. {ORIGIN}/v1/briefs/b, {AS_OF}"


def test_position_and_conclusion_are_cited_at_their_brief(folder: Folder) -> None:
    claims = "position: {detail: India works with both., sources: [note]}\nconclusion: {detail: It goes on.}"
    shown = json.dumps(entry(folder, claims, "brief/b"), ensure_ascii=False)
    for said in (f"Position. {NOTE}.", "Conclusion (analysis)."):
        assert f'"{said} {BRIEF} {ORIGIN}/v1/briefs/b, {AS_OF}"' in shown


@pytest.mark.parametrize(
    ("day", "words"),
    [("2023-06-22", "22 June 2023"), ("2023-06-02", "2 June 2023"), ("2023-12", "December 2023"), ("0987", "0987")],
)
def test_a_date_is_spoken(day: str, words: str) -> None:
    assert cite.spoken(day) == cite.spoken(partial_date(day)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-07-08", "2024-07-09", "8 to 9 July 2024"),
        ("2024-07-30", "2024-08-02", "30 July to 2 August 2024"),
        ("2024-07-08", "2024-08-08", "8 July to 8 August 2024"),
        ("2024-12-30", "2025-01-02", "30 December 2024 to 2 January 2025"),
        ("2023-07-08", "2024-07-08", "8 July 2023 to 8 July 2024"),
        ("2024-07-08", "2024-07-08", "8 July 2024"),
        ("2026-01", "2026-03", "January to March 2026"),
        ("2025-12", "2026-01", "December 2025 to January 2026"),
        ("2028", "2030", "2028 to 2030"),
        ("2024-07", "2024-07-09", "July 2024 to 9 July 2024"),
        ("2024", "2024-07", "2024 to July 2024"),
    ],
)
def test_a_span_says_once_what_its_ends_share(first: str, last: str, words: str) -> None:
    assert cite.when(partial_date(first), partial_date(last)) == words


ENDS = ["", ".", "?", "!", "?!", "...", "…", ",", ";", ":", ", ", ' "so"', " “so.”", ' "so?"', " (so)"]
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5)
TEXTS = st.builds(
    "{}{}{}{}".format, WORDS, st.sampled_from(["", " ", "  ", "\n\n", "\u2028", "\x85"]), WORDS, st.sampled_from(ENDS)
)


def source(title: str | None, publisher: str) -> Source:
    return Source(
        id="s",
        url="/v1/sources/s",
        brief=None,
        kind=SourceKind.NEWS,
        title=title,
        publisher=publisher,
        agency=None,
        author=None,
        published="2024-07",
        accessed=None,
        link="https://w.example/a,;",
        archived=None,
        language=None,
        note=None,
    )


@settings(max_examples=300, deadline=None)
@given(words=TEXTS, occasion=TEXTS | st.none(), title=TEXTS | st.none(), publisher=TEXTS, brief=TEXTS | st.none())
def test_whatever_is_written_is_one_line(
    words: str, occasion: str | None, title: str | None, publisher: str, brief: str | None
) -> None:
    said = cite.quoted(words)
    line = cite.line(said, occasion, sources=[source(title, publisher)], url="/v1/x", as_of=None, brief=brief)
    assert line.splitlines() == [line]
    assert line == " ".join(line.split())
    assert " https://w.example/a,;. Foreign Policy Briefs" in line
    assert line.endswith(f" {ORIGIN}/v1/x")
    ours = line.replace("https://w.example/a,;", "A")
    assert not re.search(r"[,;:]”|(?<!\.)[.!?]’?”[,.]|[,;:!?][,;.]|(?<!\.)\.\.(?!\.)|\.{4}", ours)
    for text in (words, title, brief):
        assert text is None or (cite.quoted(text) in line and not set('"“”') & set(cite.quoted(text)[1:-1]))


def test_what_is_unknown_leaves_no_gap() -> None:
    line = cite.line("“T”", None, "", "2024", sources=[], url="/v1/x", as_of=partial_date("2024"))
    assert line == f"“T”, 2024. Foreign Policy Briefs. {ORIGIN}/v1/x, as of 2024"
