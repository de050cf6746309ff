"""The service as a process: how it starts, what it loads, how it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.conftest import CORPUS, ROOT, Folder, build, served


def test_the_first_start_builds_and_serves(tmp_path: Path) -> None:
    with served(CORPUS, tmp_path / "snapshot") as server:
        assert server.client.get("/readyz").json() == {"status": "ready"}
        assert server.client.get("/v1/briefs").json()["count"] == 2


def test_a_faulty_corpus_starts_and_says_so(folder: Folder, tmp_path: Path) -> None:
    folder.write("briefs/bad.yaml", "title: [\n")
    with served(folder.path, tmp_path / "snapshot") as server:
        assert server.client.get("/healthz").status_code == 200
        response = server.client.get("/v1/briefs")
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert "bad" not in response.text


def test_a_snapshot_is_served_at_once_and_a_fresh_one_follows(corpus_folder: Folder, tmp_path: Path) -> None:
    build(corpus_folder.path, tmp_path / "snapshot")
    corpus_folder.brief("new-one")
    with served(corpus_folder.path, tmp_path / "snapshot") as server:
        assert server.client.get("/v1/briefs").status_code == 200
        deadline = time.monotonic() + 20
        while server.client.get("/v1/briefs/new-one").status_code != 200:
            assert time.monotonic() < deadline, "the edit was not published"
            time.sleep(0.1)


def test_a_broken_edit_keeps_the_last_good_snapshot(corpus_folder: Folder, tmp_path: Path) -> None:
    id = build(corpus_folder.path, tmp_path / "snapshot")
    corpus_folder.write("briefs/india-eu-trade.yaml", "title: [\n")
    with served(corpus_folder.path, tmp_path / "snapshot") as server:
        assert "not YAML" in server.says("india-eu-trade.yaml:")
        assert server.client.get("/v1/briefs/india-eu-trade").headers["snapshot"] == id


def test_termination_lets_requests_in_flight_finish(tmp_path: Path) -> None:
    with served(ROOT / "data", tmp_path / "snapshot") as server:
        address = (str(server.client.base_url.host), int(server.client.base_url.port or 0))
        with socket.create_connection(address, timeout=20) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(b"GET /v1/briefs/india-balances-us-and-russia HTTP/1.1\r\nHost: briefs.test\r\n\r\n")
            answer = connection.recv(1024)
            server.process.send_signal(signal.SIGTERM)
            while part := connection.recv(65536):
                answer += part
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head
        assert f"content-length: {len(body)}".encode() in head
        assert server.process.wait(20) in (0, -signal.SIGTERM)


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    with served(CORPUS, tmp_path / "snapshot") as server:
        assert server.client.get("/healthz").status_code == 200
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) in (0, 130, -signal.SIGINT)
    assert not any("Traceback" in line for line in server.lines)


def test_serving_loads_nothing_of_the_editors_tools() -> None:
    code = "import app.main, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    loaded = set(output.split())
    assert "tantivy" in loaded
    assert loaded & {"yaml", "babel", "pycountry", "httpx", "typer", "rich", "watchfiles", "hypothesis"} == set()


def test_a_snapshot_is_served_without_reading_any_yaml(tmp_path: Path) -> None:
    build(CORPUS, tmp_path / "snapshot")
    code = """
import asyncio, sys
from app.application import create_app
from app.settings import Settings
app = create_app(Settings())
async def main():
    app.state.current.follow()
    sent = []
    async def send(message): sent.append(message)
    async def receive(): return {"type": "http.request", "body": b"", "more_body": False}
    scope = {"type": "http", "method": "GET", "path": "/v1/briefs", "raw_path": b"/v1/briefs", "query_string": b"",
             "headers": [], "http_version": "1.1", "scheme": "http", "server": ("x", 80), "client": ("y", 1),
             "root_path": "", "asgi": {"version": "3.0"}}
    await app(scope, receive, send)
    print(sent[0]["status"], "yaml" in sys.modules, "app.content" in sys.modules)
asyncio.run(main())
"""
    environment = os.environ | {"BRIEFS_SNAPSHOT": str(tmp_path / "snapshot"), "BRIEFS_DATA": "/nowhere"}
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    ).stdout
    assert output.split() == ["200", "False", "False"]


def test_uvicorn_alone_serves_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0"]
    environment = os.environ | {"BRIEFS_SNAPSHOT": str(tmp_path / "snapshot"), "BRIEFS_DATA": str(CORPUS)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
    assert process.stderr is not None
    try:
        line = next(line for line in process.stderr if "running on" in line)
        assert httpx.get(line.split("running on ")[1].split(" ")[0] + "/v1").status_code == 200
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()
