"""Builds: whatever is killed, full, torn or held, the pointer names a whole snapshot or none."""

import ctypes
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from app.errors import SnapshotUnwritable
from app.snapshot.compile import building, compile
from app.snapshot.current import Current
from app.snapshot.kinds import AREA
from app.snapshot.layout import Entry
from app.snapshot.reader import Snapshot, current_id
from app.snapshot.record import record
from tests.conftest import ROOT, Folder, build
from tests.snapshot.building import at, entry, ids, names_of, published

BRIEFS = 24


def folders(root: Path) -> list[str]:
    """What lies in a snapshot folder beside the pointer, the locks and the cache."""
    return sorted(path.name for path in root.iterdir() if path.is_dir() and path.name != ".cache")


def holds(root: Path) -> list[str]:
    snapshot = Snapshot.current(root)
    assert snapshot is not None
    edition = at(snapshot)
    return ids(edition.page(edition.ask(AREA, [("limit", "100")])))


def generated(data: Path, title: str) -> Path:
    """Some dozens of briefs in order, with two areas each."""
    (data / "briefs").mkdir(parents=True)
    for number in range(BRIEFS):
        areas = "".join(f"      - {{id: a{n}, title: Area {n}, detail: Of {title}.}}\n" for n in range(2))
        text = f"title: {title} {number}\npublished: 2025-01-01\nas_of: 2025\nsummary: A summary.\n"
        text += f"partnerships:\n  - parties: [IN, RU]\n    title: A\n    summary: B\n    areas:\n{areas}"
        (data / "briefs" / f"brief-{number}.yaml").write_text(text)
    return data


# `python -m app build`, as often as asked, each in a process of its own that need not import everything first.
COMMANDS = """
import os, sys, rich.console, rich.progress
from app import cli, publish
from app.content import corpus
from app.snapshot import compile
publish.names.countries()
while line := sys.stdin.readline():
    child = os.fork()
    if not child:
        sys.argv = ["briefs", "build", "--quiet", *line.split()]
        cli.main()
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Builds:
    """Starts real builds, quickly."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    def start(self, data: Path, snapshot: Path) -> int:
        """The id of the building process."""
        print("--data", data, "--snapshot", snapshot, file=self._in, flush=True)
        return int(self._out.readline())

    def end(self) -> int:
        """How the build ended, as `os.waitpid` says it. Until this is asked, the process has its id."""
        print(file=self._in, flush=True)
        return int(self._out.readline())


@contextmanager
def builds() -> Iterator[Builds]:
    command = [sys.executable, "-c", COMMANDS]
    # What is killed cannot be measured: it would leave torn files of coverage.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Builds(process)


def test_a_build_killed_at_any_moment_leaves_a_whole_snapshot_or_none(tmp_path: Path) -> None:
    """Two contents in turn, so that every build writes, points anew and removes what was there."""
    root, data = tmp_path / "snapshot", [generated(tmp_path / name, name) for name in ("one", "other")]
    chance, killed = random.Random(), 0
    with builds() as started:
        whole = {build(folder, tmp_path / "whole" / folder.name) for folder in data}
        started.start(data[0], tmp_path / "timed")
        begun = time.monotonic()
        assert started.end() == 0
        takes = time.monotonic() - begun
        for number in range(30):
            process = started.start(data[number % 2], root)
            if number % 3:
                _until_written(root, time.monotonic() + 2 * takes)
                time.sleep(chance.uniform(0, takes / 10))
            else:
                time.sleep(chance.uniform(0, takes))
            os.kill(process, signal.SIGKILL)
            killed += started.end() == signal.SIGKILL
            if (snapshot := Snapshot.current(root)) is not None:
                assert snapshot.id in whole
                kinds = snapshot.kinds(1e12)
                assert (kinds["brief"], kinds["section"], kinds["area"]) == (BRIEFS, BRIEFS, 2 * BRIEFS)
            del snapshot
        assert killed > 5, "most were killed while they built"
        started.start(data[0], root)
        assert started.end() == 0
    assert folders(root) == [current_id(root)], "nothing torn is left behind"


def _until_written(root: Path, deadline: float) -> None:
    """Until a snapshot lies aside, about to be installed: the moments after it are the delicate ones."""
    while not any(root.glob(".building-*/manifest.json")) and time.monotonic() < deadline:
        time.sleep(0.0003)


def test_two_builds_at_once_do_no_harm(tmp_path: Path) -> None:
    data = [generated(tmp_path / name, name) for name in ("one", "other")]
    whole = {build(folder, tmp_path / "whole" / folder.name) for folder in data}
    root = tmp_path / "snapshot"
    with builds() as one, builds() as other:
        for _ in range(2):
            one.start(data[0], root)
            other.start(data[1], root)
            assert (one.end(), other.end()) == (0, 0)
            snapshot = Snapshot.current(root)
            assert snapshot is not None
            assert snapshot.id in whole
            assert snapshot.kinds(1e12)["brief"] == BRIEFS
            assert folders(root) == [snapshot.id]
            del snapshot


def test_a_build_waits_for_the_one_before_it(tmp_path: Path) -> None:
    id = build(generated(tmp_path / "data", "title"), tmp_path / "whole")
    root = tmp_path / "snapshot"
    published(root, [entry("b/old")])
    with builds() as started, (root / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started.start(tmp_path / "data", root)
        time.sleep(0.3)
        assert holds(root) == ["b/old"]
        lock.close()
        assert started.end() == 0
    assert current_id(root) == id


FILL = """
from pathlib import Path
from app.errors import SnapshotUnwritable
from app.snapshot.compile import building, compile
from app.snapshot.record import record
from tests.snapshot.building import entry, names_of
entries = [entry(f"b/{n}", text=" ".join(f"w{n * i}" for i in range(300))) for n in range(300)]
try:
    with building(Path("ROOT")):
        compile(Path("ROOT"), map(record, entries), lambda: names_of(entries))
except SnapshotUnwritable as error:
    print(error)
"""


def _filled(root: Path, *before: str, limit: int | None = None) -> str:
    """What a build of much content says where there is little room."""

    def cap() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [*before, sys.executable, "-c", FILL.replace("ROOT", str(root))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, preexec_fn=cap)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("limit", [0, 10, 500, 5_000, 50_000])
def test_a_full_disk_is_told_and_leaves_the_last_good_snapshot(limit: int, tmp_path: Path) -> None:
    published(tmp_path, [entry("b/old")])
    before = folders(tmp_path)
    said = _filled(tmp_path, limit=limit)
    assert said.startswith(f"{tmp_path} cannot be written: ")
    assert said.endswith("What was there before is untouched.\n")
    assert (holds(tmp_path), folders(tmp_path)) == (["b/old"], before)


SMALL_DISK = """
mount -t tmpfs -o size=300k tmpfs "$0" && cp -r "$1"/. "$0" && "${@:2}"
cat "$0/current" && echo && ls "$0"
"""


def test_a_disk_that_is_really_full_is_told(tmp_path: Path) -> None:
    """On a small file system of its own, where the machine lets us mount one; else with a limit on files."""
    published(tmp_path / "good", [entry("b/old")])
    disk = tmp_path / "disk"
    disk.mkdir()
    if (mounting := _mounting()) is None:
        shutil.copytree(tmp_path / "good", disk, dirs_exist_ok=True)
        said = _filled(disk, limit=100_000) + f"{current_id(disk)}\n{chr(10).join(folders(disk))}\ncurrent\n"
    else:
        said = _filled(disk, *mounting, "bash", "-c", SMALL_DISK, str(disk), str(tmp_path / "good"))
    message, rest = said.split("\n", 1)
    assert message.startswith(f"{disk} cannot be written: ")
    id = str(current_id(tmp_path / "good"))
    assert sorted(rest.split()) == sorted([id, id, "current"])


def _mounting() -> list[str] | None:
    """How to run a command that may mount what nobody else sees, if at all."""
    for command in (["unshare", "-m"], ["unshare", "-rm"]):
        try:
            if not subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode:
                return command
        except FileNotFoundError:
            return None
    return None


def _no_special_rights() -> None:
    """Root obeys the permissions of files, as everyone does, once it has executed something."""
    cap_set_drop, dac_override = 24, 1
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(cap_set_drop, dac_override, 0, 0, 0)


def _write_protected(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, preexec_fn=_no_special_rights)


def test_a_snapshot_in_a_folder_that_may_not_be_written_is_served(tmp_path: Path) -> None:
    published(tmp_path, [entry("b/old", day="2022-01-01")])
    _write_protected(tmp_path)
    done = _run(sys.executable, "-m", "app", "get", "/v1/areas", "--snapshot", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout)["items"] == [{"id": "b/old", "title": "b/old"}]


def test_a_build_into_a_folder_that_may_not_be_written_is_told(folder: Folder, tmp_path: Path) -> None:
    folder.brief("a-brief")
    published(tmp_path / "snapshot", [entry("b/old")])
    _write_protected(tmp_path / "snapshot")
    data, snapshot = str(folder.path), str(tmp_path / "snapshot")
    done = _run(sys.executable, "-m", "app", "build", "--data", data, "--snapshot", snapshot)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{snapshot} cannot be written: ")
    assert done.stderr.endswith("What was there before is untouched.\n")
    assert holds(tmp_path / "snapshot") == ["b/old"]


READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/x" 2>/dev/null && exec "$@"'


def test_a_snapshot_on_a_read_only_file_system_is_served(tmp_path: Path) -> None:
    """Where the machine lets us mount one; else in folders that may not be written."""
    published(tmp_path, [entry("b/old", day="2022-01-01")])
    command = [sys.executable, "-m", "app", "get", "/v1/areas", "--snapshot", str(tmp_path)]
    if (mounting := _mounting()) is None:
        _write_protected(tmp_path)
        done = _run(*command)
    else:
        done = _run(*mounting, "sh", "-c", READ_ONLY, str(tmp_path), *command)
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout)["count"] == 1


@pytest.mark.parametrize("place", ["file", "file/below", "\0"])
def test_a_place_where_no_folder_can_be_is_told(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SnapshotUnwritable, match="cannot be written"), building(tmp_path / place):
        pass


def test_an_unwritable_pointer_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    published(tmp_path, [entry("b/old")])
    (tmp_path / ".current").mkdir()
    with pytest.raises(SnapshotUnwritable):
        published(tmp_path, [entry("b/new")])
    assert holds(tmp_path) == ["b/old"]
    (tmp_path / ".current").rmdir()
    published(tmp_path, [entry("b/newer")])
    assert folders(tmp_path) == [current_id(tmp_path)]


def test_what_fails_while_entries_are_made_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    def failing() -> Iterator[Entry]:
        yield entry("b/1")
        raise RuntimeError("a fault of ours")

    published(tmp_path, [entry("b/old")])
    before = folders(tmp_path)
    for _ in range(10):
        with pytest.raises(RuntimeError, match="a fault of ours"):
            compile(tmp_path, map(record, failing()), dict)
        assert (holds(tmp_path), folders(tmp_path)) == (["b/old"], before)


def test_two_entries_of_one_place_are_a_fault_of_ours_and_never_served(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="area/b/x"):
        published(tmp_path, [entry("b/x", day="2022-01-01"), entry("b/x", day="2022-01-01")])
    assert current_id(tmp_path) is None


def torn_aside(root: Path) -> None:
    (root / ".building-abc" / "index").mkdir(parents=True)
    (root / ".building-abc" / "index" / "x").touch()


def torn_without_manifest(root: Path) -> None:
    old = root / "0123456789abcdef"
    (old / "index").mkdir(parents=True)
    (old / "lock").touch()


def torn_without_lock(root: Path) -> None:
    """As a builder leaves it that was killed while it removed an old snapshot."""
    (root / "0123456789abcdef" / "index").mkdir(parents=True)
    (root / "0123456789abcdef" / "index" / "x").touch()


@pytest.mark.parametrize("tear", [torn_aside, torn_without_manifest, torn_without_lock])
def test_what_a_killed_builder_left_is_removed(tear: object, tmp_path: Path) -> None:
    published(tmp_path, [entry("b/old")])
    assert callable(tear)
    tear(tmp_path)
    published(tmp_path, [entry("b/new")])
    assert folders(tmp_path) == [current_id(tmp_path)]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "todo.txt").touch()
    (tmp_path / ".keep").touch()
    published(tmp_path, [entry("b/x")])
    assert (tmp_path / "notes" / "todo.txt").exists()
    assert (tmp_path / ".keep").exists()


@pytest.mark.parametrize(
    "pattern", ["manifest.json", "names.json", "lock", "index/area/meta.json", "index/area/*.store"]
)
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_building_again_mends_a_damaged_snapshot(pattern: str, damage: str, tmp_path: Path) -> None:
    """Its own message says: run `briefs build`."""
    folder = tmp_path / published(tmp_path, [entry("b/x")]).id
    (file,) = folder.glob(pattern)
    content = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    published(tmp_path, [entry("b/x")])
    assert holds(tmp_path) == ["b/x"]


def test_a_snapshot_that_somebody_reads_stays_and_one_that_nobody_reads_goes(tmp_path: Path) -> None:
    reader = published(tmp_path, [entry("b/read")])
    unread = published(tmp_path, [entry("b/unread")]).id
    assert folders(tmp_path) == sorted([reader.id, unread])
    last = published(tmp_path, [entry("b/last")]).id
    assert folders(tmp_path) == sorted([reader.id, last])
    assert reader.get("area/b/read", 0) is not None
    del reader
    published(tmp_path, [entry("b/last")])
    assert folders(tmp_path) == [last]


def test_a_snapshot_that_another_process_reads_stays(tmp_path: Path) -> None:
    read = published(tmp_path, [entry("b/read")]).id
    hold = """
        import sys
        from pathlib import Path
        from app.snapshot.reader import Snapshot
        snapshot = Snapshot.current(Path(sys.argv[1]))
        print("open", flush=True)
        sys.stdin.read()
        print(snapshot.get("area/b/read", 0) is not None)
    """
    command = [sys.executable, "-c", textwrap.dedent(hold), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        current = published(tmp_path, [entry("b/new")]).id
        assert folders(tmp_path) == sorted([read, current])
        assert reader.communicate()[0] == "True\n"
    published(tmp_path, [entry("b/new")])
    assert folders(tmp_path) == [current]


def test_content_that_comes_back_is_served_again(tmp_path: Path) -> None:
    first = published(tmp_path, [entry("b/1")])
    published(tmp_path, [entry("b/2")])
    again = published(tmp_path, [entry("b/1")])
    assert again.id == first.id
    assert folders(tmp_path) == [first.id]
    assert holds(tmp_path) == ["b/1"]


def test_the_manifest_says_what_there_is(tmp_path: Path) -> None:
    listed = [entry("b/1", visible=200), entry("b/2", visible=100), entry("b/3", visible=200), entry("b/4")]
    id = compile(tmp_path, map(record, listed), lambda: names_of(listed), origin="/data")
    manifest = orjson.loads((tmp_path / id / "manifest.json").read_bytes())
    assert (manifest["id"], manifest["origin"], manifest["entries"]) == (id, "/data", {"area": 4})
    assert manifest["instants"] == [100, 200]
    current = Current(tmp_path)
    assert current.follow()
    assert current.edition().snapshot.built == manifest["built"]


def test_a_brief_from_before_1970_is_published(folder: Folder, tmp_path: Path) -> None:
    path = folder.brief("old")
    path.write_text(path.read_text().replace("2025-01-01", "1947-08-15"))
    snapshot = tmp_path / "snapshot"
    build(folder.path, snapshot)
    opened = Snapshot.current(snapshot)
    assert opened is not None
    assert at(opened).item("brief", "old") is not None


def test_another_user_may_read_all_of_a_snapshot(tmp_path: Path) -> None:
    folder = tmp_path / published(tmp_path, [entry("b/x")]).id
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert {name for name, mode in modes.items() if mode & 0o044 != 0o044} == set()
