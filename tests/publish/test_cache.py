"""What came of each brief is kept by content hash: nothing is rendered twice, and nothing stale is ever served."""

import shutil
from pathlib import Path

import pytest

from app.errors import SnapshotUnwritable
from app.publish.build import build
from app.publish.cache import Cache
from tests.conftest import Folder


def kept(snapshot: Path) -> set[tuple[str, int]]:
    """What is kept, and when each was written: what is recalled is not written again."""
    return {(path.name, path.stat().st_mtime_ns) for path in (snapshot / ".cache").iterdir()}


def cold(folder: Folder, root: Path) -> str | None:
    """The id of a build of the same content that recalls nothing."""
    return build(folder.path, root / "cold" / str(len(list(root.glob("cold/*"))))).snapshot


def edit(folder: Folder, name: str, old: str, new: str) -> None:
    path = folder.path / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_only_what_has_changed_is_read_again(corpus_folder: Folder, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot"
    first = build(corpus_folder.path, snapshot)
    before = kept(snapshot)
    assert len(before) == 7, "five briefs, the registry, and what they share of it"
    assert build(corpus_folder.path, snapshot) == first
    assert kept(snapshot) == before
    edit(corpus_folder, "briefs/india-eu-trade.yaml", "title: ", "title: Again ")
    second = build(corpus_folder.path, snapshot).snapshot
    assert (len(kept(snapshot) - before), len(before - kept(snapshot))) == (1, 1)
    assert first.snapshot != second == cold(corpus_folder, tmp_path)


def test_an_edit_of_the_registry_reaches_every_brief(corpus_folder: Folder, tmp_path: Path) -> None:
    first = build(corpus_folder.path, tmp_path / "snapshot").snapshot
    before = kept(tmp_path / "snapshot")
    edit(corpus_folder, "reference/topics.yaml", "name: Energy", "name: Power")
    second = build(corpus_folder.path, tmp_path / "snapshot").snapshot
    assert len(kept(tmp_path / "snapshot") - before) == 7
    assert first != second == cold(corpus_folder, tmp_path)


def test_a_brief_that_comes_or_goes_changes_what_is_shared(corpus_folder: Folder, tmp_path: Path) -> None:
    build(corpus_folder.path, tmp_path / "snapshot")
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    text = path.read_text()
    path.unlink()
    assert build(corpus_folder.path, tmp_path / "snapshot").snapshot == cold(corpus_folder, tmp_path)
    path.write_text(text)
    assert build(corpus_folder.path, tmp_path / "snapshot").snapshot == cold(corpus_folder, tmp_path)


def test_recalled_faults_and_warnings_are_told_again(corpus_folder: Folder, tmp_path: Path) -> None:
    edit(corpus_folder, "briefs/india-eu-trade.yaml", "title: ", "titel: ")
    told = build(corpus_folder.path, tmp_path / "snapshot").faults
    before = kept(tmp_path / "snapshot")
    assert told
    assert build(corpus_folder.path, tmp_path / "snapshot").faults == told
    assert kept(tmp_path / "snapshot") == before


def test_what_is_torn_or_left_behind_does_no_harm(corpus_folder: Folder, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot"
    first = build(corpus_folder.path, snapshot).snapshot
    files = sorted((snapshot / ".cache").iterdir())
    files[0].write_bytes(b"")
    files[1].write_bytes(files[1].read_bytes()[:-1])
    files[2].write_bytes(bytes(len(files[2].read_bytes())))
    (snapshot / ".cache" / f"{files[3].name}.aside").touch()
    before = kept(snapshot)
    assert build(corpus_folder.path, snapshot).snapshot == first
    assert {name for name, _ in kept(snapshot) - before} == {path.name for path in files[:3]}
    assert sorted((snapshot / ".cache").iterdir()) == files
    shutil.rmtree(snapshot / ".cache")
    assert build(corpus_folder.path, snapshot).snapshot == first


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".cache").touch()
    with pytest.raises(SnapshotUnwritable, match="cannot be written"):
        Cache(tmp_path / ".cache")
