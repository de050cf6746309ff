"""A whole folder: what is read as a brief, and what a draft is spared."""

from pathlib import Path

import pytest

from app.content import corpus
from app.errors import CommandError
from tests.conftest import CORPUS, Folder


def test_the_frozen_corpus_has_no_faults_but_of_its_draft() -> None:
    found = corpus.load(CORPUS)
    assert found.stops == []
    assert {Path(fault.file).stem for fault in found.faults} == {"half-written"}
    assert sorted(found.briefs) == ["embargoed", "india-and-two-powers", "india-eu-trade", "taken-back"]


def test_without_a_folder_there_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "briefs").write_text("a file")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CommandError, match=r"briefs is not a folder\. Name the data folder with --data"):
            corpus.load(folder)


def test_an_empty_folder_is_in_order(folder: Folder) -> None:
    found = corpus.load(folder.path)
    assert (found.briefs, found.files, found.faults) == ({}, {}, [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x.yml", ["briefs/x.yml:1:1: the file is called x.yml. Call it x.yaml."]),
        ("x.YAML", ["briefs/x.YAML:1:1: the file is called x.YAML. Call it x.yaml."]),
        (
            "X.yaml",
            ["briefs/X.yaml:1:1: 'X' is not an id. Name the file with lower-case letters, digits and hyphens."],
        ),
        (
            "a.b.yaml",
            ["briefs/a.b.yaml:1:1: 'a.b' is not an id. Name the file with lower-case letters, digits and hyphens."],
        ),
        (".x.yaml.swp", []),
        (".x.yaml", []),
        ("#x.yaml#", []),
        ("x.yaml~", []),
        ("README.md", []),
        ("x.json", []),
    ],
)
def test_what_is_called_as_a_brief_is_one(folder: Folder, name: str, expected: list[str]) -> None:
    folder.brief("x").rename(folder.path / "briefs" / name)
    assert folder.faults() == expected


def test_an_id_of_a_file_has_at_most_80_characters(folder: Folder) -> None:
    folder.brief("a" * 80)
    folder.brief("b" * 81)
    assert [fault.split(":")[0] for fault in folder.faults()] == [f"briefs/{'b' * 81}.yaml"]


def test_a_name_cannot_break_the_line_that_tells_of_it(folder: Folder) -> None:
    folder.brief("x\ny.yaml:1:1: forged")
    assert [len(fault.splitlines()) for fault in folder.faults()] == [1]


def test_two_files_of_one_id_are_both_read(folder: Folder) -> None:
    """The one that is rightly called must not vanish behind a copy."""
    folder.brief("x", "xyzzy: 1\n")
    folder.brief("y").rename(folder.path / "briefs" / "x.yml")
    assert "briefs/x.yaml" in {fault.split(":")[0] for fault in folder.faults()}


def test_a_draft_in_a_copy_hides_no_brief(folder: Folder) -> None:
    folder.brief("x")
    folder.brief("y", "draft: true\n").rename(folder.path / "briefs" / "x.yml")
    found = corpus.load(folder.path)
    assert found.stops or not found.briefs["x"].draft


def test_faults_are_sorted_and_each_is_told_once(folder: Folder) -> None:
    for id in ("b", "a", "c"):
        folder.brief(id, "xyzzy: 1\nperspective: ZZ\nlanguage: English\n")
    faults = corpus.load(folder.path).faults
    assert faults == sorted(set(faults))
    assert [(Path(fault.file).stem, fault.line) for fault in faults] == [(id, n) for id in "abc" for n in (5, 6, 7)]


def test_the_name_of_a_file_is_as_the_folder_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data/briefs").mkdir(parents=True)
    Path("data/briefs/x.yaml").write_text("[")
    [fault] = corpus.load(Path("data")).faults
    assert str(fault).startswith("data/briefs/x.yaml:2:1: ")


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("draft: true\nxyzzy: 1\n", False),
        ("xyzzy: 1\ndraft: 'true'\n", False),
        ("draft: true\nlanguage: !!x en\n", False),
        ("draft: true\nposition: {}\n", False),
        ("draft: false\nxyzzy: 1\n", True),
        ("draft: yes\n", True),
        ("draft: True\n", True),
        ("draft: [true]\n", True),
        ("position: {draft: true}\n", True),
        ("draft: true\n---\na: b\n", True),
        ("draft: true\nlanguage: [\n", True),
    ],
)
def test_a_draft_that_can_be_read_as_one_stops_nothing(folder: Folder, text: str, stops: bool) -> None:
    folder.brief("x", text)
    found = corpus.load(folder.path)
    assert bool(found.stops) is stops
    assert bool(found.faults)


def test_a_draft_is_among_the_briefs_and_marked(folder: Folder) -> None:
    folder.brief("x", "draft: true\n")
    found = corpus.load(folder.path)
    assert found.briefs["x"].draft
    assert found.faults == []


def test_a_draft_takes_no_alias_from_a_brief(folder: Folder) -> None:
    """Its faults are warnings, and its own: they stop nobody else's publication."""
    folder.brief("a", "draft: true\naliases: [old]\n")
    folder.brief("b", "aliases: [old]\n")
    assert corpus.load(folder.path).stops == []
