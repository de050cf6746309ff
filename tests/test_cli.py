"""`briefs …` as a person or a script sees it: what is written where, and with which exit status."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.core
import typer.main

from app import cli
from app.schema_files import schema_files
from tests.conftest import CORPUS, ROOT, Folder, build


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


Briefs = Callable[..., Result]


@pytest.fixture
def briefs(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Briefs:
    """Runs a command in this process, in a folder of its own and with a snapshot folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFS_SNAPSHOT", str(tmp_path / "snapshot"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")

    def run(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["briefs", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        out, err = capfd.readouterr()
        code = exit.value.code
        assert code is None or isinstance(code, int)
        return Result(code or 0, out, err)

    return run


BROKEN = "perspective: ZZ\n"
ZZ = "'ZZ' is not a country code. Use the two capital letters of ISO 3166-1, such as IN."


def test_check_of_what_is_in_order_says_so_aside(briefs: Briefs, folder: Folder) -> None:
    folder.brief("x")
    assert briefs("check", "--data", folder.path) == Result(0, "", "1 file: 0 faults, 0 warnings.\n")


def test_check_writes_one_line_a_fault(briefs: Briefs, folder: Folder) -> None:
    folder.brief("x", BROKEN)
    folder.brief("y", "aliases: [x]\n")
    assert briefs("check", "--data", folder.path) == Result(
        1,
        f"{folder.path}/briefs/x.yaml:5:14: {ZZ}\n"
        f"{folder.path}/briefs/y.yaml:5:11: the id 'x' belongs to 'x'. Take this alias away.\n",
        "2 files: 2 faults, 0 warnings.\n",
    )


def test_check_lets_warnings_pass(briefs: Briefs, folder: Folder) -> None:
    folder.brief("x", f"draft: true\n{BROKEN}")
    assert briefs("check", "--data", folder.path) == Result(
        0, f"{folder.path}/briefs/x.yaml:6:14: warning: {ZZ}\n", "1 file: 0 faults, 1 warning.\n"
    )


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"], ["--format=json"]])
def test_check_tells_machines_in_json(briefs: Briefs, folder: Folder, option: list[str]) -> None:
    folder.brief("y", "draft: true\nlanguage: EN\n")
    folder.brief("x", BROKEN)
    result = briefs("check", "--data", folder.path, *option)
    faults = json.loads(result.out)
    assert result.status == 1
    assert [fault["severity"] for fault in faults] == ["fault", "warning"]
    assert faults[0] == {
        "file": f"{folder.path}/briefs/x.yaml",
        "line": 5,
        "column": 14,
        "message": "'ZZ' is not a country code",
        "advice": "Use the two capital letters of ISO 3166-1, such as IN",
        "severity": "fault",
    }


def test_check_in_json_is_a_list_when_there_is_nothing(briefs: Briefs, folder: Folder) -> None:
    assert briefs("check", "--data", folder.path, "--json") == Result(0, "[]\n", "0 files: 0 faults, 0 warnings.\n")


def test_check_annotates_for_github(briefs: Briefs, folder: Folder) -> None:
    folder.brief("a,b:c%", "draft: true\n")
    folder.brief("x", BROKEN)
    result = briefs("check", "--data", folder.path, "--format", "github")
    assert result.status == 1
    assert result.out.splitlines() == [
        f"::warning file={folder.path}/briefs/a%2Cb%3Ac%25.yaml,line=1,col=1::'a,b:c%25' is not an id. "
        "Name the file with lower-case letters, digits and hyphens",
        f"::error file={folder.path}/briefs/x.yaml,line=5,col=14::{ZZ.rstrip('.')}",
    ]


def test_check_of_some_files_tells_of_those_alone(briefs: Briefs, folder: Folder) -> None:
    broken = folder.brief("x", BROKEN)
    folder.brief("y", BROKEN)
    fine = folder.brief("z")
    assert briefs("check", fine, "--data", folder.path) == Result(0, "", "1 file: 0 faults, 0 warnings.\n")
    result = briefs("check", fine, broken, "--data", folder.path)
    assert result == Result(1, f"{broken}:5:14: {ZZ}\n", "2 files: 1 fault, 0 warnings.\n")


def test_a_file_may_be_named_as_it_suits(briefs: Briefs, folder: Folder, tmp_path: Path) -> None:
    folder.brief("x", BROKEN)
    folder.write("reference/topics.yaml", "t: {}\n")
    (tmp_path / "link").symlink_to(folder.path)
    for name in ("data/briefs/x.yaml", "./data/../data/briefs/x.yaml", "link/briefs/x.yaml"):
        assert briefs("check", name).out == f"data/briefs/x.yaml:5:14: {ZZ}\n"
    assert briefs("check", "data/reference/topics.yaml").status == 1


def test_check_of_a_file_that_is_not_there_cannot_run(briefs: Briefs, folder: Folder) -> None:
    result = briefs("check", "nowhere.yaml", "data/briefs/x.yaml", "--data", folder.path)
    assert result == Result(2, "", "There is no file nowhere.yaml, data/briefs/x.yaml.\n")


def test_check_of_a_file_that_is_no_part_of_the_folder_cannot_run(briefs: Briefs, folder: Folder) -> None:
    """Nobody has read it: it must not be called free of faults."""
    folder.brief("x")
    other = folder.path.parent / "x.yaml"
    other.write_text("[")
    result = briefs("check", other, "--data", folder.path)
    assert result.status == 2
    assert str(other) in result.err


@pytest.mark.parametrize("command", ["check", "build"])
def test_without_a_data_folder_nothing_can_run(briefs: Briefs, command: str) -> None:
    result = briefs(command, "--data", "nowhere")
    assert result == Result(2, "", "nowhere/briefs is not a folder. Name the data folder with --data or BRIEFS_DATA.\n")


def test_a_bad_setting_is_one_sentence(briefs: Briefs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    result = briefs("check", "--data", CORPUS)
    assert (result.status, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert "port" in result.err.lower()


@pytest.mark.parametrize(
    "arguments", [["check", "--format", "xml"], ["check", "--nothing"], ["nothing"], ["get"], ["build", "extra"]]
)
def test_a_command_that_is_not_understood_cannot_run(briefs: Briefs, arguments: list[str]) -> None:
    result = briefs(*arguments)
    assert (result.status, result.out) == (2, "")
    assert re.match(r"Usage: .*briefs ", result.err)


def test_the_folder_is_named_by_the_environment_too(
    briefs: Briefs, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.brief("x", BROKEN)
    monkeypatch.setenv("BRIEFS_DATA", str(folder.path))
    assert briefs("check").status == 1
    assert briefs("check", "--data", CORPUS).status == 0


def test_check_warns_of_what_readers_would_lose(briefs: Briefs, corpus_folder: Folder, tmp_path: Path) -> None:
    build(corpus_folder.path, tmp_path / "snapshot")
    path = corpus_folder.path / "briefs" / "india-and-two-powers.yaml"
    path.write_text(path.read_text().replace("id: leverage, title: Leverage", "id: lever, title: A lever"))
    (corpus_folder.path / "briefs" / "india-eu-trade.yaml").rename(corpus_folder.path / "briefs" / "trade.yaml")
    (corpus_folder.path / "briefs" / "taken-back.yaml").unlink()
    result = briefs("check", "--data", corpus_folder.path)
    told = [re.sub(r"^.*/", "", line).split(". ")[0] for line in result.out.splitlines()]
    assert result.status == 0
    assert [line for line in told if "half-written" not in line] == [
        "india-and-two-powers.yaml:2:1: warning: the published id 'leverage' is gone",
        "india-and-two-powers.yaml:4:10: warning: published words have changed, and readers are not told",
        "india-eu-trade.yaml:1:1: warning: a published brief is gone",
    ]


def test_check_says_nothing_of_the_snapshot_of_another_folder(
    briefs: Briefs, corpus_folder: Folder, folder: Folder, tmp_path: Path
) -> None:
    build(corpus_folder.path, tmp_path / "snapshot")
    folder.brief("x")
    assert briefs("check", "--data", folder.path).out == ""


def test_check_runs_beside_a_broken_snapshot(briefs: Briefs, corpus_folder: Folder, tmp_path: Path) -> None:
    id = build(corpus_folder.path, tmp_path / "snapshot")
    (tmp_path / "snapshot" / id / "manifest.json").write_text("{")
    assert briefs("check", "--data", corpus_folder.path).status == 0


def test_check_writes_no_snapshot(briefs: Briefs, tmp_path: Path) -> None:
    briefs("check", "--data", CORPUS)
    assert not (tmp_path / "snapshot").exists()


def test_build_says_what_it_has_built(briefs: Briefs, tmp_path: Path) -> None:
    result = briefs("build", "--data", CORPUS)
    assert (result.status, result.out) == (0, "")
    assert re.fullmatch(r"Snapshot [0-9a-f]{16}: 4 briefs, \d+ entries\.\n", result.err)
    assert (tmp_path / "snapshot" / "current").read_text() == result.err.split()[1].rstrip(":")


def test_build_is_quiet_when_asked(briefs: Briefs, tmp_path: Path) -> None:
    assert briefs("build", "-q", "--data", CORPUS, "--snapshot", tmp_path / "other") == Result(0, "", "")
    assert (tmp_path / "other" / "current").exists()
    assert not (tmp_path / "snapshot").exists()


def test_build_of_faults_builds_nothing_and_keeps_the_last(
    briefs: Briefs, corpus_folder: Folder, tmp_path: Path
) -> None:
    before = build(corpus_folder.path, tmp_path / "snapshot")
    path = corpus_folder.brief("x", BROKEN)
    result = briefs("build", "--quiet", "--data", corpus_folder.path)
    assert result == Result(1, "", f"{path}:5:14: {ZZ}\n1 fault: nothing was built.\n")
    assert (tmp_path / "snapshot" / "current").read_text() == before


def test_build_that_cannot_write_says_so(briefs: Briefs, tmp_path: Path) -> None:
    (tmp_path / "snapshot").write_text("a file")
    result = briefs("build", "--data", CORPUS)
    assert (result.status, result.out) == (2, "")
    assert "cannot be written" in result.err
    assert len(result.err.splitlines()) == 1


def test_get_answers_without_a_port(briefs: Briefs, tmp_path: Path) -> None:
    build(CORPUS, tmp_path / "snapshot")
    result = briefs("get", "/v1/briefs/india-eu-trade")
    assert (result.status, result.err) == (0, "")
    assert json.loads(result.out)["title"] == "India and the European Union"


def test_get_follows_an_earlier_id(briefs: Briefs, tmp_path: Path) -> None:
    build(CORPUS, tmp_path / "snapshot")
    assert json.loads(briefs("get", "/v1/briefs/two-powers").out)["id"] == "india-and-two-powers"


@pytest.mark.parametrize(
    ("url", "status"), [("/v1/briefs/nothing", 404), ("/v1/briefs/taken-back", 410), ("/v1/briefs?nothing=1", 422)]
)
def test_get_of_an_error_prints_it_and_fails(briefs: Briefs, tmp_path: Path, url: str, status: int) -> None:
    build(CORPUS, tmp_path / "snapshot")
    result = briefs("get", url)
    assert (result.status, result.err) == (1, "")
    assert json.loads(result.out)["status"] == status


def test_get_prints_status_and_headers_when_asked(briefs: Briefs, tmp_path: Path) -> None:
    id = build(CORPUS, tmp_path / "snapshot")
    head, _, body = briefs("get", "-i", "/v1/briefs?limit=1").out.partition("\n\n")
    lines = head.splitlines()
    assert lines[0] == "200 OK"
    assert f"snapshot: {id}" in lines
    assert "content-type: application/json" in lines
    assert json.loads(body)["count"] == 2


def test_get_without_a_snapshot_cannot_run(briefs: Briefs, tmp_path: Path) -> None:
    assert briefs("get", "/v1") == Result(
        2, "", f"There is no snapshot in {tmp_path / 'snapshot'}. Run `briefs build`.\n"
    )


def test_get_from_a_broken_snapshot_cannot_run(briefs: Briefs, tmp_path: Path) -> None:
    id = build(CORPUS, tmp_path / "snapshot")
    (tmp_path / "snapshot" / id / "manifest.json").unlink()
    result = briefs("get", "/v1")
    assert (result.status, result.out) == (2, "")
    assert "Run `briefs build`." in result.err


@pytest.mark.parametrize("url", ["http://a:b/", "http://a.example:port/v1"])
def test_get_of_no_url_cannot_run(briefs: Briefs, tmp_path: Path, url: str) -> None:
    build(CORPUS, tmp_path / "snapshot")
    result = briefs("get", url)
    assert (result.status, result.out, len(result.err.splitlines())) == (2, "", 1)


def test_what_schema_would_write_is_committed() -> None:
    """The command itself writes into this repository, and a test must not."""
    written = schema_files(ROOT)
    assert written
    for name, text in written.items():
        assert text == (ROOT / name).read_text(encoding="utf-8"), f"{name} differs: run `briefs schema`"


COMMANDS = {
    "serve": ["Serve the API.", "--host", "--port", "--data", "--snapshot"],
    "check": [
        "every fault of all files",
        "0: clean, or warnings only. 1: faults. 2: cannot run.",
        "--format",
        "--json",
    ],
    "build": ["Build the snapshot", "0: built. 1: faults. 2: cannot run.", "--quiet", "--data", "--snapshot"],
    "get": ["without a port", "0: answered. 1: the answer is an error. 2: cannot run.", "--include", "--data"],
    "schema": ["Write what the code says of itself: schema/"],
    "links": ["Ask for the page of every source", "--data"],
}


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize(("command", "words"), COMMANDS.items())
def test_each_command_explains_itself(briefs: Briefs, command: str, words: list[str], option: str) -> None:
    result = briefs(command, option)
    assert (result.status, result.err) == (0, "")
    text = " ".join(result.out.split())
    assert re.match(rf"Usage: .*briefs {command} ", text)
    for word in words:
        assert word in text


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--help"], 0)])
def test_the_commands_are_listed(briefs: Briefs, arguments: list[str], status: int) -> None:
    result = briefs(*arguments)
    assert result.status == status
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", result.out + result.err)


def test_every_option_is_explained() -> None:
    group = typer.main.get_command(cli.app)
    assert isinstance(group, typer.core.TyperGroup)
    for name, command in group.commands.items():
        options = [option for option in command.params if not getattr(option, "hidden", False)]
        assert [option.name for option in options if not getattr(option, "help", None)] == [], name


def shell(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_name_that_is_no_text_stops_no_check(folder: Folder, tmp_path: Path, form: str) -> None:
    """Where the terminal takes UTF-8 strictly, as most do."""
    folder.brief("x", BROKEN)
    with open(os.fsencode(folder.path) + b"/briefs/\xff.yaml", "wb") as file:  # noqa: PTH123
        file.write(b"[")
    result = shell(
        *("check", "--format", form, "--data", str(folder.path), "--snapshot", str(tmp_path / "snapshot")),
        PYTHONIOENCODING="utf-8:strict",
    )
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"'ZZ' is not a country code" in result.stdout


def test_a_process_of_its_own_ends_with_the_status(tmp_path: Path) -> None:
    snapshot = ("--snapshot", str(tmp_path / "snapshot"))
    assert shell("check", "--data", "tests/corpus", *snapshot).returncode == 0
    assert shell("check", "--data", "nowhere", *snapshot).returncode == 2


def test_help_comes_without_what_it_does_not_need() -> None:
    code = (
        "import sys, app.cli; print([m for m in ('tantivy', 'yaml', 'babel', 'fastapi', 'httpx') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
