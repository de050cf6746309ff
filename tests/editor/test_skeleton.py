"""`briefs new`: a brief to fill in."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from app import cli
from app.content import yaml_file
from app.content.document import Brief
from app.editor.formatting import BRIEF, formatted
from app.editor.skeleton import skeleton
from app.editor.slug import slug
from tests.conftest import Folder

TODAY = date(2026, 11, 22)
BLANK = re.compile(r"^( *(?:- )?)(\w+):(?: \[\])?(?=(?:  # .*)?$)", re.MULTILINE)
MODI = "narendra-modi:\n  name: Narendra Modi\n  offices: [{title: Prime Minister of India, from: 2014-05-26}]\n"
FILLED = {
    "perspective": "IN",
    "summary": "A summary.",
    "parties": "[IN, JP]",
    "detail": "More words.",
    "topics": "[technology]",
    "sources": "[a-source]",
    "text": "We will build them here.",
    "speaker": "narendra-modi",
    "date": "2026-11-20",
    "occasion": "Tokyo",
    "stage": "signed",
    "area": "words-2",
    "question": "Whose chips?",
    "options": "[India's, Japan's]",
    "publisher": "The Hindu",
    "published": "2026-11-21",
    "url": '"https://www.thehindu.com/x"',
    "kind": "news",
}


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


New = Callable[..., Result]


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: Folder) -> New:
    """Runs `briefs new` on the folder."""

    def run(*arguments: str, data: Path = folder.path) -> Result:
        monkeypatch.setattr(sys, "argv", ["briefs", "new", "--data", str(data), *arguments])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        assert exit.value.code is None or isinstance(exit.value.code, int)
        return Result(exit.value.code or 0, *capfd.readouterr())

    return run


def fill(text: str) -> str:
    """All blanks filled but the ids; every title is another one."""
    number = count(1)

    def value(blank: re.Match[str]) -> str:
        start, key = blank.groups()
        if key == "title":
            return f"{start}title: Words {next(number)}"
        parent = key not in FILLED or (key, start) == ("sources", "")
        return blank[0] if parent else f"{start}{key}: {FILLED[key]}"

    return BLANK.sub(value, text)


def form(path: Path) -> str | None:
    return formatted(yaml_file.read(path, path.parent, path.name), BRIEF)


def test_a_brief_is_begun_today(new: New, folder: Folder) -> None:
    before = datetime.now(UTC).date()
    path = folder.path / "briefs" / "india-japan-on-chips.yaml"
    assert new("India & Japan:  on chips") == Result(0, f"{path}\n", "")
    text = path.read_text(encoding="utf-8")
    assert text in [skeleton("India & Japan: on chips", day) for day in (before, datetime.now(UTC).date())]
    assert text.startswith(
        "# yaml-language-server: $schema=../../schema/brief.schema.json\n"
        'title: "India & Japan: on chips"\n'
        f"published: {before}  #"
    )


def test_its_blanks_stop_nobody(new: New, folder: Folder) -> None:
    new("Some title")
    assert all(": warning: " in fault for fault in folder.faults())


def test_filled_it_is_in_order(folder: Folder) -> None:
    folder.write("reference/people.yaml", MODI)
    folder.write("reference/topics.yaml", "technology: {name: Technology}\n")
    path = folder.write("briefs/x.yaml", fill(skeleton("A title", TODAY)))
    text = form(path)
    assert text is not None
    for ready in (text, text.replace("draft: true", "draft: false")):
        path.write_text(ready, encoding="utf-8")
        assert folder.faults() == []
    unused = {"updated", "examines", "position", "quotes", "corrections", "aliases", "withdrawn"}
    assert set(Brief.model_fields) - set(yaml_file.read(path, path.parent, "x").plain()) == unused


def test_it_has_the_usual_form(folder: Folder) -> None:
    text = skeleton("null", TODAY)
    path = folder.write("briefs/x.yaml", text)
    assert form(path) == text
    assert max(map(len, text.splitlines())) <= 120


def test_nothing_is_overwritten(new: New, folder: Folder) -> None:
    path = folder.brief("a-title")
    before = path.read_bytes()
    said = f"{path} is there already. Give another title, or an id with `--id`.\n"
    assert new("A title") == Result(2, "", said)
    assert path.read_bytes() == before
    assert new("A title", "--id", "another").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["भारत"], "No id can be made of this title: give one, such as `--id jet-engines`.\n"),
        (["x", "--id", "X y"], "'X y' is not an id: use lower-case letters, digits and single hyphens, at most 80.\n"),
        (
            ["x", "--id", "x" * 81],
            f"'{'x' * 81}' is not an id: use lower-case letters, digits and single hyphens, at most 80.\n",
        ),
    ],
)
def test_an_id_is_needed(new: New, folder: Folder, arguments: list[str], said: str) -> None:
    assert new(*arguments) == Result(2, "", said)
    assert list((folder.path / "briefs").iterdir()) == []


def test_a_title_in_any_script_is_kept(new: New, folder: Folder) -> None:
    assert new("भारत", "--id", "india").status == 0
    assert "title: भारत\n" in (folder.path / "briefs" / "india.yaml").read_text(encoding="utf-8")


def test_there_must_be_a_folder(new: New, tmp_path: Path) -> None:
    path = tmp_path / "none" / "briefs" / "x.yaml"
    assert new("x", data=tmp_path / "none") == Result(2, "", f"{path} cannot be written: No such file or directory.\n")


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("India's “Quad” & São Tomé", "indias-quad-sao-tome"),
        ("U.S.-led talks at 1.5 degrees", "us-led-talks-at-1-5-degrees"),
        ("Łódź, Øresund, Straße, İzmir", "lodz-oresund-strasse-izmir"),
        ("भारत 2025", "2025"),
        ("中文", ""),
        ("a" * 90, "a" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
    ],
)
def test_an_id_is_made_of_a_title(title: str, id: str) -> None:
    assert slug(title) == id
