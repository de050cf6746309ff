"""A whole corpus into entries: which there are, and that equal content has equal ones."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.content import corpus
from app.publish import Publication
from app.snapshot.layout import Entry
from tests.conftest import CORPUS, ROOT, Folder, build
from tests.publish.rendering import rendered

Entries = dict[str, Entry]


def entries(folder: Path) -> Entries:
    return {entry.key: entry for entry in rendered(folder)}


@pytest.fixture(scope="module")
def frozen() -> Entries:
    return entries(CORPUS)


def test_every_key_is_there_once(frozen: Entries) -> None:
    listed = list(rendered(CORPUS))
    assert len(listed) == len(frozen)


def test_a_draft_is_nowhere(frozen: Entries) -> None:
    assert not [key for key in frozen if "half-written" in key]
    assert not [entry for entry in frozen.values() if b"half-written" in entry.json + entry.whole]
    assert len(Publication(CORPUS)) == 4


def test_a_withdrawn_brief_is_only_said_to_be_gone(frozen: Entries) -> None:
    assert [key for key in frozen if "taken-back" in key] == ["gone/brief/taken-back"]
    assert json.loads(frozen["gone/brief/taken-back"].json) == {
        "date": "2024-06-01",
        "reason": "Its main source was retracted.",
        "replaced_by": "india-eu-trade",
    }


def test_earlier_ids_lead_to_the_present_ones(frozen: Entries) -> None:
    moved = {key: json.loads(entry.json)["url"] for key, entry in frozen.items() if entry.kind == "moved"}
    assert moved == {
        "moved/brief/two-powers": "/v1/briefs/india-and-two-powers",
        "moved/area/india-and-two-powers/chips": "/v1/areas/india-and-two-powers/semiconductors",
        "moved/event/moscow-2024": "/v1/timeline/summit-2024",
    }


def test_every_claim_has_an_entry_of_its_own(frozen: Entries) -> None:
    claims = [key for key, entry in frozen.items() if "india-and-two-powers/" in key and entry.kind != "moved"]
    assert sorted(claims) == [
        *(f"area/india-and-two-powers/{id}" for id in ("oil", "semiconductors", "space")),
        *(f"event/india-and-two-powers/{id}" for id in ("oil-deal", "plant-announced", "plant-expected")),
        *(f"point/india-and-two-powers/{id}" for id in ("energy-security", "leverage")),
        *(f"quote/india-and-two-powers/{id}" for id in ("joint-statement", "steadfast")),
        *(f"section/india-and-two-powers/{id}" for id in ("in-ru", "in-us")),
        *(f"source/india-and-two-powers/{id}" for id in ("blog", "own-report")),
    ]


@pytest.mark.parametrize(
    ("key", "field", "values"),
    [
        ("area/india-and-two-powers/oil", "party", ("IN", "RU")),
        ("area/india-and-two-powers/oil", "country", ("IN", "RU", "UA")),
        ("area/india-and-two-powers/oil", "partnership", ("in-ru",)),
        ("area/india-and-two-powers/oil", "verification", ("confirmed",)),
        ("area/india-and-two-powers/oil", "stage", ("signed",)),
        ("area/india-and-two-powers/space", "verification", ("disputed",)),
        ("area/india-and-two-powers/semiconductors", "verdict", ("overstated",)),
        ("area/india-and-two-powers/semiconductors", "publisher", ("the-daily-wire-line",)),
        ("area/india-eu-trade/tariffs", "organisation", ("eu",)),
        ("area/india-eu-trade/tariffs", "country", ("IN",)),
        ("event/india-and-two-powers/oil-deal", "party", ("IN", "RU")),
        ("event/india-and-two-powers/plant-announced", "verification", ("reported",)),
        ("quote/india-and-two-powers/steadfast", "speaker", ("asha-rao",)),
        ("quote/india-and-two-powers/steadfast", "person", ("asha-rao",)),
        ("quote/india-and-two-powers/steadfast", "partnership", ("in-ru",)),
        ("quote/india-and-two-powers/joint-statement", "partnership", ()),
        ("point/india-and-two-powers/leverage", "verification", ("analysis",)),
        ("section/india-and-two-powers/in-ru", "topic", ("energy", "trade")),
        ("brief/india-and-two-powers", "perspective", ("IN",)),
    ],
)
def test_an_entry_is_found_by_what_it_is_about(frozen: Entries, key: str, field: str, values: tuple[str, ...]) -> None:
    assert frozen[key].values.get(field, ()) == values


def test_membership_never_expands(corpus_folder: Folder) -> None:
    """The European Union is not France."""
    trade = entries(corpus_folder.path)["brief/india-eu-trade"]
    assert "FR" not in trade.values["country"]


def test_a_value_is_there_once(corpus_folder: Folder) -> None:
    """Otherwise a facet counts one entry twice."""
    spelt = "title: null, kind: news, url: 'https://a.example/'"
    corpus_folder.brief(
        "x",
        "why_it_matters: [{id: p, title: T, detail: D, parties: [IN, US], countries: [IN], sources: [a, b]}]\n"
        "quotes: [{id: q, text: T, speaker: eu, date: 2024, organisations: [eu], parties: [eu, IN], sources: [a, b]}]\n"
        f"sources: {{a: {{{spelt}, publisher: TASS}}, b: {{{spelt}, publisher: Tass}}}}\n",
    )
    twice = [
        (entry.key, field, values)
        for entry in entries(corpus_folder.path).values()
        for field, values in entry.values.items()
        if len(set(values)) < len(values)
    ]
    assert twice == []


def test_an_area_takes_stage_and_date_from_its_last_event(frozen: Entries) -> None:
    chips = json.loads(frozen["area/india-and-two-powers/semiconductors"].json)
    assert (chips["stage"], chips["date"]) == ("announced", "2023-06-22")
    space = json.loads(frozen["area/india-and-two-powers/space"].json)
    assert (space["stage"], space["date"]) == (None, None)


def test_a_brief_is_all_that_stands_in_it(frozen: Entries) -> None:
    whole = json.loads(frozen["brief/india-and-two-powers"].whole)
    card = json.loads(frozen["brief/india-and-two-powers"].json)
    assert card.items() <= whole.items()
    assert [section["id"] for section in whole["partnerships"]] == [
        "india-and-two-powers/in-us",
        "india-and-two-powers/in-ru",
    ]
    assert [event["date"] for event in whole["timeline"]] == ["2023-06-22", "2024-03", "2024-07-08", "2026"]
    assert whole["summary"] == "India works with the United States and with Russia.\n\nA second paragraph."
    assert {topic["id"] for topic in whole["topics"]} == {"energy", "technology", "trade"}


def test_every_source_that_is_cited_is_among_the_sources(frozen: Entries) -> None:
    whole = json.loads(frozen["brief/india-and-two-powers"].whole)
    assert {source["id"] for source in whole["sources"]} == {
        "india-and-two-powers/blog",
        "india-and-two-powers/own-report",
        "ministry-note",
        "wire-report",
    }


REWRITTEN = """# another hand
summary: "India works with the United States and\\n  with Russia.\\n\\n\\nA second paragraph."
title: 'India and two powers'
"""


def rewrite(folder: Path) -> None:
    """The same brief in another hand: other order of keys, other quotes, other line ends."""
    path = folder / "briefs" / "india-and-two-powers.yaml"
    lines = path.read_text().splitlines()
    start = lines.index("summary: |")
    kept = [line for line in [*lines[:start], *lines[start + 5 :]] if line != "title: India and two powers"]
    path.write_bytes((REWRITTEN + "\n".join(kept)).replace("\n", "\r\n").encode())


def test_equal_content_has_equal_entries_and_an_equal_id(tmp_path: Path, frozen: Entries) -> None:
    shutil.copytree(CORPUS, tmp_path / "elsewhere")
    rewrite(tmp_path / "elsewhere")
    again = entries(tmp_path / "elsewhere")
    assert again == frozen
    assert list(again) == list(frozen)
    assert build(CORPUS, tmp_path / "one") == build(tmp_path / "elsewhere", tmp_path / "two")


def test_other_content_has_another_id(corpus_folder: Folder, tmp_path: Path) -> None:
    before = build(corpus_folder.path, tmp_path / "snapshot")
    path = corpus_folder.path / "briefs" / "india-and-two-powers.yaml"
    path.write_text(path.read_text().replace("Chips lead.", "Chips led."))
    assert build(corpus_folder.path, tmp_path / "snapshot") != before


@pytest.mark.parametrize("seed", ["0", "1"])
def test_an_id_is_equal_on_every_machine(tmp_path: Path, seed: str) -> None:
    """The order of a set, which differs from process to process, is in nothing that is published."""
    here = build(CORPUS, tmp_path / "here")
    code = f"from tests.conftest import *; print(build(CORPUS, Path({str(tmp_path / 'there')!r})))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == here


@pytest.mark.parametrize("published", ["1947-08-15", "0001-01-01", "9999-12-31", "1970-01-01", "2038-01-20T00:00Z"])
def test_what_check_passes_can_be_built(folder: Folder, tmp_path: Path, published: str) -> None:
    path = folder.brief("x", "timeline: [{id: e, date: 0001, until: 9999, title: T}]\n")
    path.write_text(path.read_text().replace("2025-01-01", published))
    if not corpus.load(folder.path).stops:
        assert build(folder.path, tmp_path / "snapshot")


def test_an_empty_folder_can_be_published(folder: Folder, tmp_path: Path) -> None:
    assert entries(folder.path) == {}
    assert build(folder.path, tmp_path / "snapshot")


def names_of(folder: Folder, field: str) -> Iterator[tuple[str, str]]:
    publication = Publication(folder.path)
    list(publication.records())
    yield from ((name.id, name.label) for name in publication.names()[field])


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("topic", [("energy", "Energy"), ("technology", "Technology"), ("trade", "Trade")]),
        ("person", [("asha-rao", "Asha Rao"), ("ivan-petrov", "Ivan Petrov")]),
        ("speaker", [("asha-rao", "Asha Rao")]),
        ("organisation", [("eu", "European Union")]),
        ("perspective", [("IN", "India")]),
        ("language", [("en", "English")]),
        ("initiative", [("chip-plan", "Chip Plan")]),
        (
            "partnership",
            [
                ("eu-in", "European Union–India"),
                ("fr-in", "France–India"),
                ("in-ru", "India–Russia"),
                ("in-us", "India–United States"),
            ],
        ),
    ],
)
def test_a_filter_knows_what_is_published(corpus_folder: Folder, field: str, expected: list[tuple[str, str]]) -> None:
    assert list(names_of(corpus_folder, field)) == expected
