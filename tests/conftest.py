"""What tests share: builders of real things, never a world. A test says itself what is in its folder.

`tests/corpus` is small and frozen: two published briefs, one under embargo until 2100, one draft, one withdrawn.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.application import create_app
from app.content import corpus
from app.publish.build import build as publish
from app.settings import Settings

CORPUS = Path(__file__).parent / "corpus"
ROOT = Path(__file__).parent.parent
# 2026-11-22T12:00Z: after all of the frozen corpus but what is under embargo.
NOW = 1_795_348_800.0


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("BRIEFS_")] + ["HOST", "PORT"]:
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True)
class Folder:
    """A data folder in which a test writes files."""

    path: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def brief(self, id: str, text: str = "") -> Path:
        """A brief that is in order, with more lines of YAML."""
        head = "title: A title\npublished: 2025-01-01\nas_of: 2025\nsummary: A summary.\n"
        return self.write(f"briefs/{id}.yaml", head + text)

    def faults(self) -> list[str]:
        """Every fault and warning, without the folder's own path."""
        return [str(fault).removeprefix(f"{self.path}/") for fault in corpus.load(self.path).faults]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty data folder."""
    (tmp_path / "data" / "briefs").mkdir(parents=True)
    return Folder(tmp_path / "data")


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Folder:
    """A copy of the frozen corpus, to be edited."""
    shutil.copytree(CORPUS, tmp_path / "corpus")
    return Folder(tmp_path / "corpus")


def build(data: Path, snapshot: Path) -> str:
    """Publish a folder that is in order; the id of the snapshot."""
    outcome = publish(data, snapshot)
    assert outcome.snapshot, outcome.faults
    return outcome.snapshot


@dataclass(frozen=True)
class Client:
    """Talks to the application as it is in production, without a port."""

    app: FastAPI

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://briefs.test") as client:
                return await client.request(method, url, **options)

        return asyncio.run(send())

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)

    def json(self, url: str) -> Any:
        """The document at a URL that must answer 200."""
        response = self.get(url)
        assert response.status_code == 200, response.text
        return response.json()


def client_of(data: Path, snapshot: Path, clock: Callable[[], float] = lambda: NOW) -> Client:
    """A client of an application that serves a folder."""
    build(data, snapshot)
    settings = Settings(data=data, snapshot=snapshot, public_url="https://briefs.test")
    app = create_app(settings, clock)
    assert app.state.current.follow()
    return Client(app)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client of the frozen corpus, in November 2026."""
    return client_of(CORPUS, tmp_path_factory.mktemp("snapshot"))


class Server:
    """`briefs serve` in a process of its own; `client` talks to it, `lines` are what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        address = self.says("running on").split("running on ")[1].split(" ")[0]
        self.client = httpx.Client(base_url=address, timeout=20)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    def says(self, text: str) -> str:
        """The first line with this text, once it is said."""
        eventually(lambda: any(text in line for line in self.lines))
        return next(line for line in self.lines if text in line)

    def close(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(20)
        self._reader.join(20)
        assert self.process.stderr is not None
        self.process.stderr.close()


def eventually(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


@contextmanager
def served(data: Path, snapshot: Path, **environment: str) -> Iterator[Server]:
    """A server of a folder, on a free port, once it is ready."""
    command = [
        sys.executable,
        "-m",
        "app",
        "serve",
        "--port",
        "0",
        "--data",
        str(data),
        "--snapshot",
        str(snapshot),
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )
    server = Server(process)
    try:
        yield server
    finally:
        server.close()
