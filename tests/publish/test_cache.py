"""What came of each brief is kept by content hash: nothing is rendered twice, and nothing stale is ever served."""

import shutil
from pathlib import Path

import pytest

from app.content import reading
from app.content.registry import Registry
from app.content.yaml_file import YamlFile
from app.errors import SnapshotUnwritable
from app.publish.build import build
from app.publish.cache import Cache
from tests.conftest import Folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The briefs that are read and not recalled, as they are."""
    names: list[str] = []
    really = reading.read

    def noted(file: YamlFile, registry: Registry) -> object:
        names.append(Path(file.name).stem)
        return really(file, registry)

    monkeypatch.setattr(reading, "read", noted)
    return names


def cold(folder: Folder, root: Path) -> str | None:
    """The id of a build of the same content that recalls nothing."""
    return build(folder.path, root / "cold" / str(len(list(root.glob("cold/*"))))).snapshot


def edit(folder: Folder, name: str, old: str, new: str) -> None:
    path = folder.path / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_only_what_has_changed_is_read_again(corpus_folder: Folder, tmp_path: Path, read: list[str]) -> None:
    first = build(corpus_folder.path, tmp_path / "snapshot")
    assert len(read) == 5
    read.clear()
    assert build(corpus_folder.path, tmp_path / "snapshot") == first
    assert read == []
    edit(corpus_folder, "briefs/india-eu-trade.yaml", "title: ", "title: Again ")
    second = build(corpus_folder.path, tmp_path / "snapshot").snapshot
    assert read == ["india-eu-trade"]
    assert first.snapshot != second == cold(corpus_folder, tmp_path)


def test_an_edit_of_the_registry_reaches_every_brief(corpus_folder: Folder, tmp_path: Path, read: list[str]) -> None:
    first = build(corpus_folder.path, tmp_path / "snapshot").snapshot
    edit(corpus_folder, "reference/topics.yaml", "name: Energy", "name: Power")
    read.clear()
    second = build(corpus_folder.path, tmp_path / "snapshot").snapshot
    assert len(read) == 5
    assert first != second == cold(corpus_folder, tmp_path)


def test_a_brief_that_comes_or_goes_changes_what_is_shared(corpus_folder: Folder, tmp_path: Path) -> None:
    build(corpus_folder.path, tmp_path / "snapshot")
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    text = path.read_text()
    path.unlink()
    assert build(corpus_folder.path, tmp_path / "snapshot").snapshot == cold(corpus_folder, tmp_path)
    path.write_text(text)
    assert build(corpus_folder.path, tmp_path / "snapshot").snapshot == cold(corpus_folder, tmp_path)


def test_recalled_faults_and_warnings_are_told_again(corpus_folder: Folder, tmp_path: Path, read: list[str]) -> None:
    edit(corpus_folder, "briefs/india-eu-trade.yaml", "title: ", "titel: ")
    told = build(corpus_folder.path, tmp_path / "snapshot").faults
    assert told
    read.clear()
    assert build(corpus_folder.path, tmp_path / "snapshot").faults == told
    assert read == []


def test_what_is_torn_or_left_behind_does_no_harm(corpus_folder: Folder, tmp_path: Path, read: list[str]) -> None:
    snapshot = tmp_path / "snapshot"
    first = build(corpus_folder.path, snapshot).snapshot
    kept = sorted((snapshot / ".cache").iterdir())
    kept[0].write_bytes(b"")
    kept[1].write_bytes(kept[1].read_bytes()[:-1])
    kept[2].write_bytes(bytes(len(kept[2].read_bytes())))
    (snapshot / ".cache" / f"{kept[3].name}.aside").touch()
    read.clear()
    assert build(corpus_folder.path, snapshot).snapshot == first
    assert len(read) in (2, 3), "one of them may be the registry's"
    assert sorted((snapshot / ".cache").iterdir()) == kept
    shutil.rmtree(snapshot / ".cache")
    assert build(corpus_folder.path, snapshot).snapshot == first


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".cache").touch()
    with pytest.raises(SnapshotUnwritable, match="cannot be written"):
        Cache(tmp_path / ".cache")
