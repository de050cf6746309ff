"""The snapshot that is served: swapped whole, and never for a broken one."""

import shutil
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import NotReady, SnapshotBroken
from app.snapshot.current import Current
from app.snapshot.kinds import AREA
from tests.conftest import NOW, Folder, build, client_of
from tests.snapshot.building import entry, ids, published


class Clock:
    def __init__(self, now: float = 0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def listed(current: Current) -> list[str]:
    edition = current.edition()
    return ids(edition.page(edition.ask(AREA, [("limit", "100")])))


def test_nothing_is_ready_before_the_first_publish(tmp_path: Path) -> None:
    current = Current(tmp_path)
    assert (current.follow(), current.ready) == (False, False)
    with pytest.raises(NotReady) as raised:
        current.edition()
    assert "Retry-After" in raised.value.headers


def test_a_publish_is_followed_once(tmp_path: Path) -> None:
    current = Current(tmp_path)
    published(tmp_path, [entry("b/x")])
    assert (current.follow(), current.ready, current.follow()) == (True, True, False)
    published(tmp_path, [entry("b/x")])
    assert current.follow() is False, "equal content has an equal id"
    published(tmp_path, [entry("b/y")])
    assert (current.follow(), listed(current)) == (True, ["b/y"])


def test_an_edition_in_use_answers_on_after_the_swap(tmp_path: Path) -> None:
    published(tmp_path, [entry(f"b/{n}", day=f"2022-01-0{n + 1}") for n in range(5)])
    current = Current(tmp_path)
    current.follow()
    old = current.edition()
    question = old.ask(AREA, [("limit", "2")])
    first = old.page(question)
    for number in range(3):
        published(tmp_path, [entry(f"new/{number}")])
        current.follow()
    assert listed(current) == ["new/2"]
    assert ids(first) == ["b/4", "b/3"]
    assert ids(old.page(replace(question, cursor=first.next))) == ["b/2", "b/1"]
    assert old.item("area", "b/0") is not None
    assert old.item("area", "new/2") is None


def broken_pointer(root: Path) -> None:
    (root / "current").write_text("0123456789abcdef")


def undecodable_pointer(root: Path) -> None:
    (root / "current").write_bytes(b"\xff")


def no_manifest(root: Path) -> None:
    (root / (root / "current").read_text() / "manifest.json").unlink()


def cut_index(root: Path) -> None:
    (file,) = (root / (root / "current").read_text() / "index" / "area").glob("*.store")
    file.write_bytes(file.read_bytes()[:-20])


def another_layout(root: Path) -> None:
    manifest = root / (root / "current").read_text() / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"layout":', b'"layout":99'))


@pytest.mark.parametrize("damage", [broken_pointer, undecodable_pointer, no_manifest, cut_index, another_layout])
def test_a_broken_snapshot_keeps_the_old_one(damage: Callable[[Path], None], tmp_path: Path) -> None:
    published(tmp_path, [entry("b/old")])
    current = Current(tmp_path)
    current.follow()
    published(tmp_path, [entry("b/new")])
    damage(tmp_path)
    for _ in range(2):
        with pytest.raises(SnapshotBroken):
            current.follow()
        assert listed(current) == ["b/old"]
    published(tmp_path, [entry("b/newer")])
    assert (current.follow(), listed(current)) == (True, ["b/newer"])


def test_a_folder_that_vanishes_keeps_the_old_one(tmp_path: Path) -> None:
    published(tmp_path / "s", [entry("b/old")])
    current = Current(tmp_path / "s")
    current.follow()
    shutil.rmtree(tmp_path / "s")
    assert current.follow() is False
    assert listed(current) == ["b/old"]


def test_an_embargo_ends_by_the_clock_alone(tmp_path: Path) -> None:
    clock = Clock(99.9)
    published(tmp_path, [entry("b/1"), entry("b/2", visible=100), entry("b/3", visible=200)])
    current = Current(tmp_path, clock)
    current.follow()
    before = current.edition()
    assert (listed(current), current.edition() is before) == (["b/1"], True)
    clock.now = 100
    assert sorted(listed(current)) == ["b/1", "b/2"]
    clock.now = 1e9
    assert sorted(listed(current)) == ["b/1", "b/2", "b/3"]
    assert ids(before.page(before.ask(AREA, []))) == ["b/1"], "a request keeps the edition it began with"


def test_a_swap_brings_its_own_instants(tmp_path: Path) -> None:
    clock = Clock(150)
    published(tmp_path, [entry("b/1", visible=100), entry("b/2", visible=200)])
    current = Current(tmp_path, clock)
    current.follow()
    assert listed(current) == ["b/1"]
    published(tmp_path, [entry("b/1", visible=170), entry("b/2", visible=160)])
    current.follow()
    assert listed(current) == []
    clock.now = 165
    assert listed(current) == ["b/2"]


class Publishing(float):
    """An instant at whose first comparison another thread has just swapped the snapshot."""

    meanwhile: Callable[[], object] | None = None

    def __lt__(self, other: float) -> bool:
        if self.meanwhile:
            swap, self.meanwhile = self.meanwhile, None
            swap()
        return float(self) < other


def test_a_swap_while_an_edition_is_made_mixes_no_instants(tmp_path: Path) -> None:
    now = Publishing(150)
    published(tmp_path, [entry("b/1", visible=50), entry("b/2", visible=100)])
    current = Current(tmp_path, lambda: now)
    current.follow()
    published(tmp_path, [entry("b/1", visible=50), entry("b/secret", visible=200)])
    now.meanwhile = current.follow
    assert bisect_right([50, 100], Publishing(150)) == 2
    assert "b/secret" not in listed(current)
    assert listed(current) == ["b/1"]


@pytest.mark.parametrize("sort", ["-date", "date"])
def test_a_date_cursor_survives_a_publish(sort: str, tmp_path: Path) -> None:
    days = {f"b/{n}": f"2022-01-{n + 10}" for n in range(6)}
    published(tmp_path, [entry(id, day=day) for id, day in days.items()])
    current = Current(tmp_path)
    current.follow()
    edition = current.edition()
    question = edition.ask(AREA, [("sort", sort), ("limit", "3")])
    first = edition.page(question)
    assert first.next is not None
    gone, new = (ids(first)[-1], {"b/earlier": "2021-01-01", "b/later": "2023-01-01", "b/undated": ""})
    published(tmp_path, [entry(id, day=day) for id, day in (days | new).items() if id != gone])
    current.follow()
    edition = current.edition()
    question = edition.ask(AREA, [("sort", sort), ("limit", "10"), ("cursor", str(first.next))])
    second = edition.page(question)
    added = "b/earlier" if sort == "-date" else "b/later"
    rest = sorted(days, reverse=sort == "-date")[3:]
    assert ids(second) == [*rest, added, "b/undated"]
    assert second.count == 8
    assert second.prev is not None
    back = edition.page(replace(question, cursor=second.prev))
    assert ids(back) == [*(["b/later"] if sort == "-date" else ["b/earlier"]), *ids(first)[:2]]


def areas(folder: Folder, *names: str) -> None:
    listed = "".join(f"      - {{id: {name}, title: {name}, detail: Oil.}}\n" for name in names)
    folder.brief("a-brief", f"partnerships:\n  - parties: [IN, RU]\n    title: A\n    summary: B\n    areas:\n{listed}")


@pytest.mark.parametrize("page", ["/v1/areas?limit=1&sort=title", "/v1/areas?limit=1&q=oil"])
def test_an_offset_cursor_expires_with_a_publish_and_links_the_first_page(
    page: str, folder: Folder, tmp_path: Path
) -> None:
    areas(folder, "a1", "b1", "c1")
    client = client_of(folder.path, tmp_path / "snapshot")
    next_page = client.json(page)["links"]["next"]
    assert client.get(next_page).status_code == 200
    areas(folder, "a0", "a1", "b1", "c1")
    build(folder.path, tmp_path / "snapshot")
    client.app.state.current.follow()
    response = client.get(next_page)
    assert (response.status_code, response.json()["type"]) == (410, "/problems/cursor-expired")
    assert f"https://briefs.test{page}" in response.json()["detail"]
    assert client.get(client.json(page)["links"]["next"]).status_code == 200


def test_an_offset_cursor_expires_with_an_embargo_and_a_date_cursor_does_not(folder: Folder, tmp_path: Path) -> None:
    clock = Clock(NOW)
    areas(folder, "a1", "b1", "c1")
    folder.brief("later")
    later = folder.path / "briefs" / "later.yaml"
    later.write_text(later.read_text().replace("2025-01-01", "2026-11-22T13:00Z"))
    client = client_of(folder.path, tmp_path / "snapshot", clock)
    by_title, by_date = (client.json(f"/v1/areas?limit=1&sort={sort}")["links"]["next"] for sort in ("title", "date"))
    clock.now += 3_599
    assert [client.get(url).status_code for url in (by_title, by_date)] == [200, 200]
    clock.now += 1
    assert [client.get(url).status_code for url in (by_title, by_date)] == [410, 200]
