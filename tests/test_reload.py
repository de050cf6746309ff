"""Edits reach readers while the service runs, and nothing that an editor does takes it down."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import Folder, Server, eventually, served


@pytest.fixture
def watched(corpus_folder: Folder, tmp_path: Path) -> Iterator[Server]:
    with served(corpus_folder.path, tmp_path / "snapshot", BRIEFS_WATCH="1") as server:
        yield server


def stale(client: httpx.Client) -> bool:
    return client.get("/v1/status").json()["stale_since"] is not None


def test_an_edit_is_published(watched: Server, corpus_folder: Folder) -> None:
    client = watched.client
    before = client.get("/v1/quotes/india-and-two-powers/steadfast").headers["etag"]
    corpus_folder.brief("new-one")
    eventually(lambda: client.get("/v1/briefs/new-one").status_code == 200)
    assert client.get("/v1/quotes/india-and-two-powers/steadfast").headers["etag"] == before
    (corpus_folder.path / "briefs" / "new-one.yaml").unlink()
    eventually(lambda: client.get("/v1/briefs/new-one").status_code == 404)


def test_a_broken_edit_keeps_serving_says_where_and_recovers(watched: Server, corpus_folder: Folder) -> None:
    client = watched.client
    good = client.get("/v1/briefs/india-eu-trade").text
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    text = path.read_text()
    path.write_text(text.replace("title:", "titel:", 1))
    eventually(lambda: stale(client))
    watched.says("india-eu-trade.yaml:1:1: unknown key 'titel'. Did you mean 'title'?")
    assert client.get("/v1/briefs/india-eu-trade").text == good
    assert "india-eu-trade" not in client.get("/v1/status").text
    path.write_text(text)
    eventually(lambda: not stale(client))


def test_an_atomic_rename_and_an_editors_leftovers(watched: Server, corpus_folder: Folder) -> None:
    client = watched.client
    snapshot = client.get("/v1/status").json()["snapshot"]
    for name in (".new-one.yaml.swp", "new-one.yaml~", "#new-one.yaml#", "4913", ".#new-one.yaml"):
        corpus_folder.write(f"briefs/{name}", "title: [")
    time.sleep(1.0)
    assert client.get("/v1/status").json()["snapshot"] == snapshot
    assert not stale(client)
    corpus_folder.brief("new-one").rename(corpus_folder.path / "aside")
    (corpus_folder.path / "aside").rename(corpus_folder.path / "briefs" / "renamed.yaml")
    eventually(lambda: client.get("/v1/briefs/renamed").status_code == 200)


def test_a_deleted_folder_may_come_back(watched: Server, corpus_folder: Folder, tmp_path: Path) -> None:
    client = watched.client
    shutil.move(corpus_folder.path, tmp_path / "elsewhere")
    eventually(lambda: stale(client))
    assert client.get("/v1/briefs").json()["count"] == 2
    Folder(tmp_path / "elsewhere").brief("new-one")
    shutil.move(tmp_path / "elsewhere", corpus_folder.path)
    eventually(lambda: client.get("/v1/briefs/new-one").status_code == 200 and not stale(client))


def test_a_hundred_changes_at_once_are_few_publishes(watched: Server, corpus_folder: Folder) -> None:
    client = watched.client
    for number in range(100):
        corpus_folder.brief(f"checked-out-{number}")
    eventually(lambda: client.get("/v1/briefs").json()["count"] == 102)
    assert len([line for line in watched.lines if "Serving snapshot" in line]) <= 5


def test_readers_under_load_see_no_failed_and_no_mixed_answer(watched: Server, corpus_folder: Folder) -> None:
    """Every edit changes title, summary and points together: an answer that mixes two editions would show it."""
    client = watched.client
    wrong: list[str] = []
    answered = 0
    done = threading.Event()

    def edit(number: int) -> None:
        points = "".join(f"  - {{id: p{n}, title: Edit {number}, detail: Edit {number}.}}\n" for n in range(5))
        corpus_folder.write(
            "briefs/edited.yaml",
            f"title: Edit {number}\npublished: 2025-01-01\nas_of: 2025\nsummary: Edit {number}.\n"
            f"why_it_matters:\n{points}",
        )

    def read() -> None:
        nonlocal answered
        with httpx.Client(base_url=client.base_url, timeout=20) as reader:
            while not done.is_set():
                response = reader.get("/v1/briefs/edited")
                if response.status_code != 200:
                    wrong.append(f"{response.status_code} {response.text}")
                    return
                brief = response.json()
                texts = {brief["title"], *(point["title"] for point in brief["why_it_matters"])}
                if len(texts) != 1 or brief["summary"] != f"{brief['title']}.":
                    wrong.append(f"mixed: {texts}")
                answered += 1

    edit(0)
    eventually(lambda: client.get("/v1/briefs/edited").status_code == 200)
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 201):
        edit(number)
        time.sleep(0.03)
    eventually(lambda: client.get("/v1/briefs/edited").json()["title"] == "Edit 200")
    done.set()
    for reader in readers:
        reader.join(30)
    assert wrong == []
    assert answered > 200


def test_the_builder_ends_with_its_server(watched: Server) -> None:
    process = watched.process

    def children() -> list[str]:
        command = ["pgrep", "-P", str(process.pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()

    eventually(lambda: len(children()) == 1)
    (child,) = children()
    process.kill()
    eventually(lambda: not Path(f"/proc/{child}").exists())


def test_what_readers_lose_is_told_on_the_terminal(watched: Server, corpus_folder: Folder) -> None:
    path = corpus_folder.path / "briefs" / "india-and-two-powers.yaml"
    path.write_text(path.read_text().replace("id: space", "id: outer-space").replace("Chips lead.", "Chips lead now."))
    watched.says("the published id 'space' is gone")
    path.unlink()
    watched.says("a published brief is gone")
