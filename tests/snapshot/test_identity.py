"""What makes two snapshots the same: their content, and nothing of the machine that built them."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot import identity
from app.snapshot.identity import Identity, hash41
from app.snapshot.layout import Entry
from app.snapshot.reader import current_id
from app.snapshot.record import record
from tests.conftest import CORPUS, ROOT, Folder, build

WHOLE = Entry(
    kind="area",
    id="b/x",
    name="X",
    visible=5,
    json=b'{"a":1}',
    whole=b'{"a":1,"b":2}',
    values={"topic": ("energy", "trade"), "country": ("IN",)},
    date=10,
    first=10,
    last=12,
    happened=(10, 12),
    prose={"title": "x", "words": "x"},
)
_BYTES = st.binary(max_size=3)
ENTRIES = st.lists(
    st.builds(Entry, st.text(max_size=2), st.text(max_size=2), st.just("n"), st.integers(0, 2), _BYTES, _BYTES),
    max_size=3,
)


def digest(entries: Iterable[Entry], names: bytes = b"{}") -> str:
    found = Identity()
    for entry in entries:
        found.add(record(entry).digest)
    return found.digest(names)


CHANGES: dict[str, Any] = {
    "kind": "quote",
    "id": "b/y",
    "name": "Y",
    "visible": 6,
    "json": b'{"a":2}',
    "whole": b'{"a":1,"b":3}',
    "values": {"topic": ("energy",), "country": ("IN",)},
    "date": 11,
    "first": 9,
    "last": 13,
    "happened": (10, 13),
    "prose": {"title": "y", "words": "x"},
}


@pytest.mark.parametrize("field", [field.name for field in fields(Entry)])
def test_a_change_of_anything_in_an_entry_changes_the_id(field: str) -> None:
    assert digest([replace(WHOLE, **{field: CHANGES[field]})]) != digest([WHOLE])


def test_a_change_of_what_filters_are_called_changes_the_id() -> None:
    assert digest([WHOLE], b'{"topic":[["energy","Energy"]]}') != digest([WHOLE], b'{"topic":[["energy","Power"]]}')


def test_what_moves_from_one_part_of_an_entry_to_the_next_changes_the_id() -> None:
    assert digest([replace(WHOLE, json=b"ab", whole=b"c")]) != digest([replace(WHOLE, json=b"a", whole=b"bc")])
    assert digest([replace(WHOLE, id="x1", json=b"2")]) != digest([replace(WHOLE, id="x", json=b"12")])


def test_the_order_in_which_filters_are_named_changes_nothing() -> None:
    values = dict(reversed(list(WHOLE.values.items())))
    assert digest([replace(WHOLE, values=values)]) == digest([WHOLE])


@given(ENTRIES, ENTRIES)
@settings(max_examples=300, deadline=None)
def test_the_ids_of_two_lists_of_entries_are_equal_only_if_the_lists_are(one: list[Entry], other: list[Entry]) -> None:
    same = [(entry.key, entry.visible, entry.json, entry.whole) for entry in one] == [
        (entry.key, entry.visible, entry.json, entry.whole) for entry in other
    ]
    assert (digest(one) == digest(other)) == same


def test_an_edition_has_an_id_of_its_own_for_each_instant_that_passed() -> None:
    assert len({identity.edition(snapshot, passed) for snapshot in ("a1", "a", "b") for passed in range(12)}) == 36


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_a_tie_is_broken_by_41_bits(key: str) -> None:
    assert 0 <= hash41(key) < 2**41
    assert hash41(key) == hash41(key)


def test_the_id_is_that_of_every_process_and_of_every_machine(tmp_path: Path) -> None:
    ids = {build(CORPUS, tmp_path / "here")}
    for seed in ("0", "1"):
        command = [sys.executable, "-m", "app", "build", "--quiet"]
        command += ["--data", str(CORPUS), "--snapshot", str(tmp_path / seed)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Kolkata", "LC_ALL": "C", "HOME": str(tmp_path)}
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
        ids.add(str(current_id(tmp_path / seed)))
    assert len(ids) == 1


def test_the_order_names_and_times_of_files_change_nothing(folder: Folder, tmp_path: Path) -> None:
    files = {str(path.relative_to(CORPUS)): path.read_bytes() for path in sorted(CORPUS.rglob("*.yaml"))}
    for name, content in reversed(files.items()):
        os.utime(folder.write(name, content), (1, 1))
    assert build(folder.path, tmp_path / "copied") == build(CORPUS, tmp_path / "given")


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("briefs/india-eu-trade.yaml", "Tariffs fall on most goods.", "Tariffs fall on some goods."),
        ("briefs/india-eu-trade.yaml", "topics: [trade]", "topics: [energy]"),
        ("briefs/india-eu-trade.yaml", "published: 2025-03-01T09:00+01:00", "published: 2025-03-01T10:00+01:00"),
        ("briefs/embargoed.yaml", "Engines lead.", "Engines are built."),
        ("briefs/taken-back.yaml", "Its main source was retracted.", "It was wrong."),
        ("briefs/india-and-two-powers.yaml", "aliases: [two-powers]", "aliases: [two-great-powers]"),
        ("reference/topics.yaml", "aliases: [oil]", "aliases: [petroleum]"),
        ("reference/people.yaml", "Minister Rao", "Shri Rao"),
        ("reference/people.yaml", "to: 2024-06-30", "to: 2024-06-29"),
    ],
)
def test_a_change_that_a_reader_can_notice_changes_the_id(
    file: str, was: str, now: str, corpus_folder: Folder, tmp_path: Path
) -> None:
    before = build(corpus_folder.path, tmp_path / "before")
    path = corpus_folder.path / file
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, now))
    assert build(corpus_folder.path, tmp_path / "after") != before


def test_a_comment_or_a_draft_changes_nothing(corpus_folder: Folder, tmp_path: Path) -> None:
    before = build(corpus_folder.path, tmp_path / "before")
    brief = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    brief.write_text("# a comment\n" + brief.read_text())
    corpus_folder.brief("another", "draft: true\n")
    assert build(corpus_folder.path, tmp_path / "after") == before


def test_what_is_stored_is_equal_wherever_the_data_lay(corpus_folder: Folder, tmp_path: Path) -> None:
    manifests = []
    for data in (CORPUS, corpus_folder.path):
        id = build(data, tmp_path / data.name)
        manifests.append(orjson.loads((tmp_path / data.name / id / "manifest.json").read_bytes()))
    here, there = ({name: value for name, value in m.items() if name not in ("origin", "built")} for m in manifests)
    assert here == there
