"""Lists as CSV: the columns of each kind, and cells that read back as they were."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from app.formats.csv import SEPARATOR, Table, filename
from app.schemas.area import Area
from app.schemas.base import Model
from app.schemas.brief import Brief, BriefCard
from app.schemas.event import Event
from app.schemas.link import Actor, Link
from app.schemas.point import Point
from app.schemas.quote import Quote
from app.schemas.registry import (
    CountryCard,
    InitiativeCard,
    OrganisationCard,
    PartnershipCard,
    Person,
    PersonCard,
    TopicCard,
)
from app.schemas.section import Section
from app.schemas.source import Source
from tests.conftest import Client

OPENING = "kind id url brief brief_id partnership partnership_id language"
TAGS = (
    "parties party_ids countries country_ids organisations organisation_ids topics topic_ids people person_ids "
    "initiatives initiative_ids"
)
REVIEW = "review_claim review_verdict review_why review_examined_id review_source_ids"
CLOSING = (
    f"{TAGS} verification_status verification_note verification_checked verification_against_ids {REVIEW} "
    "sources source_ids source_links source_kinds cite licence"
)
EXTENT = "counts_briefs counts_sections counts_areas counts_points counts_quotes counts_events first last"

COLUMNS: dict[type[BaseModel], str] = {
    BriefCard: "kind id url title summary language perspective perspective_id published updated as_of "
    "examines examines_id examines_link examines_kind countries country_ids organisations organisation_ids "
    "topics topic_ids people person_ids initiatives initiative_ids "
    "counts_sections counts_areas counts_points counts_quotes counts_events counts_sources cite licence",
    Section: f"{OPENING} title summary area_ids quote_ids {TAGS} {REVIEW} cite licence",
    Area: f"{OPENING} title detail stage date {CLOSING}",
    Point: f"{OPENING} title detail {CLOSING}",
    Quote: f"{OPENING} text translated original_language original_text "
    "speaker speaker_id speaker_office speaker_country_id document date occasion wordings "
    f"{CLOSING}",
    Event: f"{OPENING} date until expected title detail stage area area_id place {CLOSING}",
    Source: "id url brief brief_id kind title publisher agency author published accessed link archived language note",
    PartnershipCard: f"kind id url name aliases parties party_ids {EXTENT}",
    PersonCard: f"kind id url name aliases country country_id {EXTENT}",
    CountryCard: f"kind id url name aliases flag {EXTENT}",
    OrganisationCard: f"kind id url name aliases detail {EXTENT}",
    InitiativeCard: f"kind id url name aliases detail parties party_ids {EXTENT}",
    TopicCard: f"kind id url name aliases detail {EXTENT}",
}

LISTS: dict[str, type[BaseModel]] = {
    "briefs": BriefCard,
    "briefs?view=full": Brief,
    "sections": Section,
    "areas": Area,
    "why-it-matters": Point,
    "quotes": Quote,
    "timeline": Event,
    "sources": Source,
    "partnerships": PartnershipCard,
    "people": PersonCard,
    "countries": CountryCard,
    "organisations": OrganisationCard,
    "initiatives": InitiativeCard,
    "topics": TopicCard,
}


def read(*lines: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(lines).decode(), newline="")))


def cells(table: Table, item: Mapping[str, Any]) -> dict[str, str]:
    """One item's row, read back, by column."""
    header, row = read(table.header(), table.row(orjson.dumps(item)))
    return dict(zip(header, row, strict=True))


def claim(client: Client, url: str) -> dict[str, str]:
    item = client.json(f"/v1/{url}")
    return cells(Table(LISTS[url.split("/")[0]]), item)


class Note(Model):
    """A model as small as can be."""

    text: str | None
    more: list[str]


def note(text: str | None, *more: str | None) -> dict[str, str]:
    return cells(Table(Note), {"text": text, "more": more})


@pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__name__)
def test_every_kind_has_its_columns_in_this_order(model: type[BaseModel]) -> None:
    assert Table(model).columns == tuple(COLUMNS[model].split())


@pytest.mark.parametrize("path", LISTS)
def test_every_item_of_every_list_is_a_row_with_a_cell_for_each_column(client: Client, path: str) -> None:
    items = client.json(f"/v1/{path}")["items"]
    table = Table(LISTS[path])
    rows = read(*(table.row(orjson.dumps(item)) for item in items))
    assert items
    assert [len(row) for row in rows] == [len(table.columns)] * len(items)
    assert [row[table.columns.index("id")] for row in rows] == [item["id"] for item in items]


def test_the_header_is_one_line_of_ascii() -> None:
    assert Table(Note).header() == b"text,more\r\n"
    assert read(Table(Quote).header()) == [COLUMNS[Quote].split()]


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert Table(Note).header(bom=True) == b"\xef\xbb\xbftext,more\r\n"


def test_a_row_is_rfc_4180() -> None:
    row = Table(Note).row(orjson.dumps({"text": 'He said "no",\nthen left', "more": ["plain"]}))
    assert row == b'"He said ""no"",\nthen left",plain\r\n'


def test_a_row_is_utf_8_without_escapes() -> None:
    assert Table(Note).row('{"text":"मित्रता 🇮🇳","more":[]}'.encode()) == "मित्रता 🇮🇳,\r\n".encode()


def test_null_and_empty_are_empty_cells() -> None:
    assert note(None) == note("") == {"text": "", "more": ""}


def test_a_row_with_nothing_in_it_is_still_a_row() -> None:
    class Lonely(Model):
        text: str | None

    assert read(Table(Lonely).row(b'{"text":null}')) == [[""]]


def test_a_quote_tells_who_said_it_in_which_office(client: Client) -> None:
    row = claim(client, "quotes/india-and-two-powers/steadfast")
    assert row["text"] == "Our friendship is steadfast"
    assert (row["translated"], row["original_language"], row["original_text"]) == ("true", "hi", "हमारी मित्रता अटल है")
    speaker = [row[f"speaker{part}"] for part in ("", "_id", "_office", "_country_id")]
    assert speaker == ["Asha Rao", "asha-rao", "Prime Minister of India", "IN"]
    assert row["wordings"] == "Our friendship is firm"


def test_a_quote_of_a_document_has_an_empty_speaker(client: Client) -> None:
    row = claim(client, "quotes/india-and-two-powers/joint-statement")
    assert (row["document"], row["translated"]) == ("Joint statement", "false")
    empty = (
        "partnership",
        "partnership_id",
        "original_text",
        "speaker",
        "speaker_id",
        "speaker_country_id",
        "wordings",
    )
    assert {row[name] for name in empty} == {""}


def test_linked_ids_stand_in_columns_of_their_own_in_the_same_order(client: Client) -> None:
    row = claim(client, "timeline/india-and-two-powers/plant-announced")
    assert (row["brief"], row["brief_id"]) == ("India and two powers", "india-and-two-powers")
    assert (row["area"], row["area_id"]) == ("Semiconductors", "india-and-two-powers/semiconductors")
    assert (row["parties"], row["party_ids"]) == ("United States; India", "US; IN")
    assert (row["people"], row["person_ids"]) == ("", "")


def test_sources_tell_where_to_check(client: Client) -> None:
    row = claim(client, "quotes/india-and-two-powers/joint-statement")
    told = [row[name] for name in ("sources", "source_ids", "source_links", "source_kinds")]
    assert told == ["Note on the visit", "ministry-note", "https://ministry.example/notes/1", "official"]


def test_a_source_that_was_never_read_is_called_after_its_publisher(client: Client) -> None:
    assert claim(client, "quotes/india-and-two-powers/steadfast")["sources"] == "The Daily Wire-Line"


def test_each_list_of_sources_has_as_many_values(client: Client) -> None:
    items = client.json("/v1/quotes")["items"]
    both = items[0] | {"sources": items[0]["sources"] + items[1]["sources"]}
    row = cells(Table(Quote), both)
    assert row["sources"] == "The Daily Wire-Line; Note on the visit"
    parted = [row[f"source_{part}"].split(SEPARATOR) for part in ("ids", "links", "kinds")]
    assert [len(values) for values in parted] == [2, 2, 2]


def test_what_has_a_list_of_its_own_is_given_by_its_ids(client: Client) -> None:
    item = client.json("/v1/sections?ids=india-and-two-powers/in-ru,india-and-two-powers/in-us")["items"]
    rows = [cells(Table(Section), section) for section in item]
    assert [row["area_ids"] for row in rows] == ["; ".join(area["id"] for area in section["areas"]) for section in item]
    assert [row["quote_ids"] for row in rows] == [
        "; ".join(quote["id"] for quote in section["quotes"]) for section in item
    ]
    assert any(row["area_ids"] for row in rows)
    assert any(row["quote_ids"] for row in rows)


def test_a_verdict_is_a_column_for_each_of_its_fields(client: Client) -> None:
    item = next(item for item in client.json("/v1/areas")["items"] if item["review"])
    row, review = cells(Table(Area), item), item["review"]
    assert [row["review_claim"], row["review_verdict"]] == [review["claim"], review["verdict"]]
    assert row["review_examined_id"] == review["examined"]["id"]
    assert row["verification_status"] == item["verification"]["status"]


def test_a_card_of_the_registry_tells_its_counts_and_aliases(client: Client) -> None:
    row = cells(Table(PersonCard), client.json("/v1/people?ids=asha-rao")["items"][0])
    assert (row["aliases"], row["country"], row["country_id"]) == ("Minister Rao", "India", "IN")
    assert (row["counts_events"], row["counts_areas"], row["first"]) == ("2", "0", "2024-03-01")


def test_an_address_is_whole_where_a_base_is_given(client: Client) -> None:
    item = client.json("/v1/quotes/india-and-two-powers/steadfast")
    row = cells(Table(Quote, "https://briefs.test"), item)
    assert row["url"] == f"https://briefs.test{item['url']}"
    assert row["source_links"] == "https://wire.example/%2Freport?id=1&x=y"
    assert row["licence"] == item["licence"]
    assert cells(Table(Quote), item)["url"] == item["url"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "＝1", "－1"],
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert note(text)["text"] == f"'{text}"
    assert note(None, text)["more"] == f"'{text}"


@pytest.mark.parametrize("text", ["1-1", "a=b", " a", "'=1", "–1", "“=”", "2024-07", "#1", "(+1)", "1", "https://x/=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert note(text, text) == {"text": text, "more": text}


def test_numbers_of_ours_stay_numbers() -> None:
    class Score(Model):
        count: int
        score: float
        new: bool | None

    assert Table(Score).row(b'{"count":-5,"score":-0.25,"new":null}') == b"-5,-0.25,\r\n"


_TEXT = st.text() | st.text(st.sampled_from("=+-@\t\r\n ,;'\"aé😀\0\x1c\u2028\ufeff"))


@given(text=_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_text_reads_back_as_it_was(text: str) -> None:
    row = Table(Note).row(orjson.dumps({"text": text, "more": ["after"]}))
    assert row.endswith(b",after\r\n")
    ((cell, after),) = read(row)
    assert after == "after"
    assert cell in (text, f"'{text}")
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(texts=st.lists(_TEXT, min_size=1))
@settings(max_examples=300, deadline=None)
def test_a_cell_parts_into_as_many_values_as_there_are(texts: list[str]) -> None:
    cell = note(None, *texts)["more"]
    values = cell.removeprefix("'").split(SEPARATOR) if cell.startswith("'") else cell.split(SEPARATOR)
    assert [value.replace("\u00a0", " ") for value in values] == [
        text.removeprefix("'" if at == 0 else "").replace("\u00a0", " ") for at, text in enumerate(texts)
    ]


def test_a_separator_within_a_value_gets_a_no_break_space() -> None:
    assert note(None, "Now; then", "a;", "b;c")["more"] == "Now;\u00a0then; a;; b;c"
    assert note("Now; then")["text"] == "Now; then"


def test_models_to_come_have_columns_without_more_code() -> None:
    class Reason(Model):
        kind: str
        shared: list[Link]
        words: list[str]

    class Related(BriefCard):
        reasons: list[Reason]
        speaker: Actor | None
        found: BriefCard | Area | Quote

    assert Table(Related).columns == (
        *Table(BriefCard).columns,
        *("reason_kind", "reason_shared", "reason_shared_ids", "reason_words"),
        *("speaker", "speaker_id", "speaker_office", "speaker_country_id"),
        *("found", "found_id", "found_url", "found_kind"),
    )


def test_of_many_blocks_a_cell_holds_all_the_values() -> None:
    class Part(Model):
        kind: str | None
        shared: list[Link]

    class Whole(Model):
        parts: list[Part]

    link = {"id": "energy", "name": "Energy", "url": "/v1/topics/energy"}
    parts = [{"kind": "topic", "shared": [link, link | {"id": "trade"}]}, {"kind": None, "shared": [link]}]
    row = cells(Table(Whole), {"parts": parts})
    assert row["part_kind"] == "topic; "
    assert row["part_shared_ids"] == "energy; trade; energy"
    assert set(cells(Table(Whole), {"parts": []}).values()) == {""}


def test_the_parts_of_a_snippet_are_one_text() -> None:
    class Segment(Model):
        text: str
        match: bool

    class Passage(Model):
        snippet: list[Segment]

    table = Table(Passage)
    parts = [{"text": "=Oil; ", "match": False}, {"text": "crude", "match": True}, {"text": " and gas", "match": False}]
    assert cells(table, {"snippet": parts}) == {"snippet": "'=Oil; crude and gas"}
    assert cells(table, {"snippet": []}) == {"snippet": ""}


def test_a_thing_found_is_told_in_brief(client: Client) -> None:
    class Found(Model):
        found: Area | Quote | None
        spans: list[list[int]]
        facets: dict[str, int]

    table = Table(Found, "https://briefs.test")
    quote = client.json("/v1/quotes/india-and-two-powers/steadfast")
    row = cells(table, {"found": quote, "spans": [[0, 3], [5, 9]], "facets": {"a": 1}})
    assert (row["found"], row["found_kind"]) == ("Our friendship is steadfast", "quote")
    assert row["found_url"] == "https://briefs.test/v1/quotes/india-and-two-powers/steadfast"
    assert (row["spans"], row["facets"]) == ("[0,3]; [5,9]", '{"a":1}')
    assert cells(table, {"found": None, "spans": [], "facets": {}})["found_url"] == ""


def test_whole_documents_do_not_explode(client: Client) -> None:
    assert len(Table(Brief).columns) < 150
    row = cells(Table(Person, "https://briefs.test"), client.json("/v1/people/asha-rao"))
    assert row["quotes_item_ids"] == "india-and-two-powers/steadfast"
    assert row["quotes_url"].startswith("https://briefs.test/v1/quotes")


def test_two_columns_of_one_name_are_refused() -> None:
    class Twice(Model):
        brief: Link
        brief_id: str

    with pytest.raises(AssertionError, match="Twice"):
        Table(Twice)


LONG = "Quotes about the United States, Russia, China, France, Germany, Japan, Australia and Brazil, newest first"


@pytest.mark.parametrize(
    ("description", "name"),
    [
        (
            "Quotes by Narendra Modi about the United States, newest first",
            "quotes-by-narendra-modi-about-the-united-states-newest-first.csv",
        ),
        ("Quotes matching “crude oil”, best match first", "quotes-matching-crude-oil-best-match-first.csv"),
        ("Areas between India–Russia", "areas-between-india-russia.csv"),
        ("Events about Türkiye and Côte d’Ivoire", "events-about-turkiye-and-cote-divoire.csv"),
        ("Quotes matching “मित्रता”, newest first", "quotes-matching-newest-first.csv"),
        ('a/../b\\c"; x=\r\nSet-Cookie: y', "a-b-c-x-set-cookie-y.csv"),
        ("मित्रता", "list.csv"),
        ("", "list.csv"),
        (
            LONG,
            "quotes-about-the-united-states-russia-china-france-germany-japan-australia-and-brazil-newest.csv",
        ),
        ("x" * 200, "x" * 96 + ".csv"),
    ],
)
def test_a_file_is_named_after_the_query(description: str, name: str) -> None:
    assert filename(description) == name


@given(description=st.text() | st.text("aé- “", min_size=90))
@settings(max_examples=200, deadline=None)
def test_any_name_is_safe_in_a_header(description: str) -> None:
    name = filename(description)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.csv", name)
    assert len(name) <= 100
