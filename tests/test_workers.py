"""Several workers act as one service, under either server: they publish once, follow, count, log and stop together."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app.content.watch import changes
from app.snapshot.reader import current_id
from tests.conftest import CORPUS, ROOT, Folder, build, eventually

SERVERS = [
    "uvicorn",
    pytest.param("granian", marks=pytest.mark.skipif(find_spec("granian") is None, reason="Granian is not installed")),
]
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
# More than the system takes in for a client that does not read.
LARGE = "/v1/why-it-matters.csv"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Serving:
    """`briefs serve` with its workers; what it says goes to the file `log`."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def connection(self) -> HTTPConnection:
        """One connection, never another in its place."""
        connection = HTTPConnection(*self.address, timeout=60)
        connection.connect()
        connection.auto_open = 0
        return connection

    def ask(self, url: str, method: str = "GET", **headers: str) -> Answer:
        """Over a fresh connection. `_` in a header's name stands for `-`."""
        connection = self.connection()
        try:
            return ask(connection, url, method, **headers)
        finally:
            connection.close()

    def lines(self) -> list[str]:
        """Those that are whole."""
        return self.log.read_text(encoding="utf-8").split("\n")[:-1]

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines()]

    def record(self, url: str) -> dict[str, Any]:
        """The line of a request, once it is written."""
        eventually(lambda: any(record.get("url") == url for record in self.records()), 5)
        return next(record for record in self.records() if record.get("url") == url)

    def family(self) -> dict[int, str]:
        """The workers and what they have started: the command line of each process."""
        found: dict[int, str] = {}
        above = [self.process.pid]
        while above:
            listed = subprocess.run(
                ["pgrep", "-P", ",".join(map(str, above))], capture_output=True, text=True, check=False
            ).stdout
            above = [int(line) for line in listed.split()]
            for pid in above:
                found[pid] = command_of(pid)
        return found

    def builders(self) -> list[int]:
        return [pid for pid, command in self.family().items() if " build " in command]

    def runs(self, workers: int) -> bool:
        text = self.log.read_text(encoding="utf-8")
        assert self.process.poll() is None, text
        if len(re.findall(r"Application startup complete|Started worker-", text)) < workers:
            return False
        with socket.socket() as connection:
            return connection.connect_ex(self.address) == 0

    def end(self) -> None:
        family = self.family()
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            for pid in [self.process.pid, *family]:
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(5)


def alive(pid: int) -> bool:
    """A process that has ended may wait to be looked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def ask(connection: HTTPConnection, url: str, method: str = "GET", **headers: str) -> Answer:
    connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response: HTTPResponse = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def slow(address: tuple[str, int]) -> HTTPConnection:
    """Takes in next to nothing that it does not read."""
    connection = HTTPConnection(*address, timeout=60)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(60)
    connection.sock.connect(address)
    return connection


def hurry(connection: HTTPConnection) -> None:
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)


@contextmanager
def started(data: Path, snapshot: Path, server: str, workers: int = 1, **environment: str) -> Iterator[Serving]:
    """The service once every worker has started. Granian says of no free port which one it took: one is chosen here."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = snapshot.parent / f"{server}-{port}.log"
    command = [sys.executable, "-m", "app", "serve", "--server", server, "--workers", str(workers)]
    command += ["--port", str(port), "--data", str(data), "--snapshot", str(snapshot)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFS_")}
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=file, cwd=ROOT, env=kept | environment, bufsize=0
        )
    serving = Serving(process, port, log)
    try:
        eventually(lambda: serving.runs(workers))
        yield serving
    finally:
        serving.end()


@contextmanager
def each_worker(serving: Serving, workers: int = 2) -> Iterator[list[HTTPConnection]]:
    """A connection to each worker: the first part of an error's number is the worker's own."""
    with ExitStack() as stack:
        found: dict[str, HTTPConnection] = {}
        for _ in range(300):
            connection = serving.connection()
            stack.callback(connection.close)
            number = ask(connection, "/v1/nothing").headers["x-request-id"]
            found.setdefault(number.rpartition("-")[0], connection)
            if len(found) == workers:
                yield list(found.values())
                return
        raise AssertionError(f"only {len(found)} workers answer")


def large(path: Path) -> Path:
    """A folder with a list that is sent while it is made."""
    folder = Folder(path)
    detail = "word " * 4_000
    for number in range(24):
        points = "".join(f"  - {{id: p{n}, title: Point {n}, detail: {detail}}}\n" for n in range(12))
        folder.brief(f"large-{number}", f"why_it_matters:\n{points}")
    return path


@dataclass(frozen=True)
class Pair:
    """Two workers that publish edits of a folder."""

    serving: Serving
    folder: Folder
    snapshot: Path

    def published(self, before: str | None) -> None:
        eventually(lambda: current_id(self.snapshot) != before)


@pytest.fixture(scope="module", params=SERVERS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    root = tmp_path_factory.mktemp("pair")
    folder = Folder(root / "corpus")
    for path in CORPUS.rglob("*.yaml"):
        folder.write(str(path.relative_to(CORPUS)), path.read_bytes())
    build(folder.path, root / "snapshot")
    with started(folder.path, root / "snapshot", request.param, workers=2, BRIEFS_WATCH="1") as serving:
        pair = Pair(serving, folder, root / "snapshot")
        before = current_id(pair.snapshot)
        folder.brief("begun")
        pair.published(before)
        time.sleep(0.5)  # from here on it watches
        yield pair


@pytest.fixture(scope="module", params=SERVERS)
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One worker behind a proxy."""
    snapshot = tmp_path_factory.mktemp("alone") / "snapshot"
    build(CORPUS, snapshot)
    proxies, hosts = "127.0.0.1, 10.0.0.0/8", "briefs.test,127.0.0.1"
    with started(CORPUS, snapshot, request.param, BRIEFS_PROXIES=proxies, BRIEFS_HOSTS=hosts) as serving:
        yield serving


def test_every_worker_follows_an_edit_within_a_second(pair: Pair) -> None:
    before = current_id(pair.snapshot)
    with each_worker(pair.serving) as connections:
        pair.folder.brief("followed")
        while (new := current_id(pair.snapshot)) == before:
            for connection in connections:
                ask(connection, "/healthz")
            time.sleep(0.01)
        begun = time.monotonic()
        for connection in connections:
            while ask(connection, "/v1/briefs").headers["snapshot"] != new:
                assert time.monotonic() - begun < 1
                time.sleep(0.01)
    assert {pair.serving.ask("/v1/briefs/followed").status for _ in range(30)} == {200}
    assert {pair.serving.ask("/v1/briefs").headers["snapshot"] for _ in range(30)} == {new}


def test_an_edit_while_an_earlier_one_is_published_is_not_missed(folder: Folder) -> None:
    deadline = time.monotonic() + 2
    found = changes(folder.path, lambda: time.monotonic() < deadline)
    next(found)
    folder.brief("first")
    next(found)
    folder.brief("second")
    assert next(found, "missed") != "missed"


def test_one_worker_builds_for_all(pair: Pair) -> None:
    pair.folder.brief("going")
    eventually(lambda: pair.serving.ask("/v1/briefs/going").status == 200)
    (pair.folder.path / "briefs" / "going.yaml").unlink()
    eventually(lambda: any("a published brief is gone" in line for line in pair.serving.lines()))
    assert len(pair.serving.builders()) == 1
    assert len([line for line in pair.serving.lines() if "a published brief is gone" in line]) == 1


def test_a_fault_is_told_in_the_log_with_its_place(pair: Pair) -> None:
    path = pair.folder.path / "briefs" / "india-eu-trade.yaml"
    good = path.read_text()
    path.write_text(good.replace("title:", "titel:", 1))
    eventually(lambda: any("titel" in line for line in pair.serving.lines()))
    path.write_text(good)
    told = [record for record in pair.serving.records() if "titel" in record.get("message", "")]
    assert [record["level"] for record in told] == ["warning"]
    assert re.search(r"briefs/india-eu-trade\.yaml:1:1: unknown key 'titel'", told[0]["message"])
    assert abs(time.time() - datetime.fromisoformat(told[0]["time"]).timestamp()) < 60


def test_metrics_count_what_all_workers_answer(pair: Pair) -> None:
    def counted(connection: HTTPConnection) -> float:
        text = ask(connection, "/metrics").body.decode()
        return sum(
            float(value) for value in re.findall(r'^briefs_requests_total\{[^}]*status="410"[^}]*\} (\S+)$', text, re.M)
        )

    gone = "/v1/briefs/taken-back"
    with each_worker(pair.serving) as connections:
        before = [counted(connection) for connection in connections]
        for connection in connections:
            assert [ask(connection, gone).status for _ in range(5)] == [410] * 5
        for connection, number in zip(connections, before, strict=True):
            eventually(lambda connection=connection, number=number: counted(connection) == number + 10, 5)  # type: ignore[misc]


def test_a_request_is_one_object_in_the_log(pair: Pair) -> None:
    url = "/v1/briefs?limit=1&utm_source=log"
    answer = pair.serving.ask(url, X_Request_Id="abc.DEF_~-1", Traceparent=TRACE)
    record = pair.serving.record(url)
    assert record.pop("ms") >= 0
    assert record.pop("time").endswith("Z")
    assert record == {
        "method": "GET",
        "url": url,
        "status": 200,
        "bytes": len(answer.body),
        "cache": "miss",
        "client": "127.0.0.1",
        "request": "abc.DEF_~-1",
        "trace": TRACE,
    }
    assert "x-request-id" not in answer.headers


def test_an_error_tells_the_number_that_it_came_with(pair: Pair) -> None:
    assert pair.serving.ask("/v1/nothing", X_Request_Id="mine-1").headers["x-request-id"] == "mine-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_Request_Id", "two words"),
        ("X_Request_Id", 'quo"te'),
        ("X_Request_Id", "é"),
        ("X_Request_Id", "x" * 129),
        ("Traceparent", "rubbish"),
        ("Traceparent", TRACE.upper()),
        ("Traceparent", TRACE[:-1]),
        ("Traceparent", f"{TRACE}-more"),
        ("Traceparent", TRACE.replace("00-", "ff-", 1)),
        ("Traceparent", f"00-{'0' * 32}-00f067aa0ba902b7-01"),
        ("Traceparent", f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01"),
    ],
)
def test_what_is_malformed_is_not_taken_over(pair: Pair, name: str, value: str) -> None:
    url = f"/v1/nothing?case={name}-{abs(hash(value))}"
    number = pair.serving.ask(url, **{name: value}).headers["x-request-id"]
    record = pair.serving.record(url)
    assert record["request"] == number != value
    assert "trace" not in record


def test_no_url_writes_a_line_of_its_own(pair: Pair) -> None:
    text = '\r\n{"level": "error", "message": "forged"}\u2028\x1b[2J'
    asked = "".join(f"%{byte:02x}" for byte in text.encode())
    assert pair.serving.ask(f"/v1/{asked}").status == 404
    assert pair.serving.record(f"/v1/{text}")["status"] == 404
    assert not any(record.get("message") == "forged" for record in pair.serving.records())


def test_nobody_is_believed_about_the_client_unless_it_is_set(pair: Pair) -> None:
    url = "/v1/briefs?utm_source=forwarded"
    pair.serving.ask(url, X_Forwarded_For="203.0.113.9")
    assert pair.serving.record(url)["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("", "127.0.0.1"),
    ],
)
def test_a_proxy_is_believed_about_the_client(alone: Serving, forwarded: str, client: str) -> None:
    """The last of the chain that is no proxy of ours: what stands before it, anybody can write."""
    url = f"/v1/briefs?utm_source={abs(hash(forwarded))}"
    assert alone.ask(url, X_Forwarded_For=forwarded).status == 200
    assert alone.record(url)["client"] == client


@pytest.mark.parametrize(
    "host", ["other.test", "briefs.test.other.test", "", "briefs.test@other.test", "briefs.test:x"]
)
def test_another_host_is_a_problem(alone: Serving, host: str) -> None:
    answer = alone.ask("/v1/briefs", Host=host)
    assert answer.status == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.body)["type"] == "/problems/host-not-served"


@pytest.mark.parametrize("host", ["briefs.test", "BRIEFS.test:8000"])
def test_a_host_of_ours_is_answered(alone: Serving, host: str) -> None:
    assert alone.ask("/v1/briefs", Host=host).status == 200


@pytest.mark.parametrize("server", SERVERS)
def test_the_first_snapshot_is_for_every_worker(tmp_path: Path, server: str) -> None:
    with started(CORPUS, tmp_path / "snapshot", server, workers=2) as serving, each_worker(serving) as connections:
        assert [ask(connection, "/v1/briefs").status for connection in connections] == [200, 200]


def test_a_faulty_folder_is_tried_once(tmp_path: Path, folder: Folder) -> None:
    """With many briefs a build takes long, and no worker takes requests before its own is done."""
    folder.write("briefs/bad.yaml", "title: [\n")
    with started(folder.path, tmp_path / "snapshot", "uvicorn", workers=2) as serving:
        with each_worker(serving) as connections:
            assert [ask(connection, "/v1/briefs").status for connection in connections] == [503, 503]
        assert len([line for line in serving.lines() if "bad.yaml:" in line]) == 1


def test_when_the_worker_that_publishes_dies_another_does(tmp_path: Path, corpus_folder: Folder) -> None:
    snapshot = tmp_path / "snapshot"
    build(corpus_folder.path, snapshot)
    with started(corpus_folder.path, snapshot, "uvicorn", workers=2, BRIEFS_WATCH="1") as serving:
        eventually(lambda: len(serving.builders()) == 1, 5)
        builder = serving.builders()[0]
        os.kill(int(Path(f"/proc/{builder}/stat").read_text().rpartition(") ")[2].split()[1]), signal.SIGKILL)
        assert serving.ask("/v1/briefs").status == 200
        eventually(lambda: not alive(builder), 5)
        eventually(lambda: len(serving.builders()) == 1, 10)
        corpus_folder.brief("after")
        eventually(lambda: serving.ask("/v1/briefs/after").status == 200, 10)
        eventually(lambda: serving.runs(3), 10)
        assert len(serving.builders()) == 1


@pytest.mark.parametrize("server", SERVERS)
def test_termination_lets_what_is_in_flight_finish(tmp_path: Path, server: str) -> None:
    build(large(tmp_path / "data"), tmp_path / "snapshot")
    with started(tmp_path / "data", tmp_path / "snapshot", server, workers=2) as serving:
        whole = serving.ask(LARGE).body
        family = serving.family()
        assert len([command for command in family.values() if " build " not in command]) >= 2
        connection = slow(serving.address)
        connection.request("GET", LARGE)
        response = connection.getresponse()
        serving.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert response.status == 200
        hurry(connection)
        assert response.read() == whole
        connection.close()
        assert serving.process.wait(10) in (0, -signal.SIGTERM)
        eventually(lambda: not any(alive(pid) for pid in family), 2)
    assert "Traceback" not in "\n".join(serving.lines())


@pytest.mark.parametrize("server", SERVERS)
def test_draining_is_told_before_it_stops(tmp_path: Path, server: str) -> None:
    """Whoever spreads the requests has the time to look at /readyz and to send them elsewhere."""
    build(CORPUS, tmp_path / "snapshot")
    with started(CORPUS, tmp_path / "snapshot", server, workers=2, BRIEFS_DRAIN="2") as serving:
        assert serving.ask("/readyz").status == 200
        family = serving.family()
        begun = time.monotonic()
        serving.process.send_signal(signal.SIGTERM)
        eventually(lambda: serving.ask("/readyz").status == 503, 1.5)
        time.sleep(0.2)
        while time.monotonic() - begun < 1.7:
            ready = serving.ask("/readyz")
            assert (ready.status, ready.headers["content-type"]) == (503, "application/problem+json")
            assert serving.ask("/v1/briefs").status == serving.ask("/healthz").status == 200
        assert serving.process.wait(8) in (0, -signal.SIGTERM)
        assert 2 <= time.monotonic() - begun < 5
        eventually(lambda: not any(alive(pid) for pid in family), 2)


@pytest.mark.skipif(find_spec("granian") is None, reason="Granian is not installed")
def test_both_servers_answer_alike(tmp_path: Path) -> None:
    build(CORPUS, tmp_path / "snapshot")
    brief = "/v1/briefs/india-and-two-powers"
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("GET", brief, {}),
        ("GET", brief, {"Accept-Encoding": "gzip"}),
        ("GET", brief, {"Accept-Encoding": "br"}),
        ("GET", brief, {"Accept-Encoding": "zstd"}),
        ("HEAD", brief, {}),
        ("HEAD", brief, {"Accept-Encoding": "gzip"}),
        ("OPTIONS", brief, {}),
        ("POST", brief, {}),
        ("GET", "/v1/quotes.csv?country=US", {}),
        ("GET", "/v1/briefs?limit=1&facets=topic", {}),
        ("GET", "/v1/search?q=%E2%80%9Cenergy%E2%80%9D", {}),
        ("GET", "/v1/partnerships/US-IN", {}),
        ("GET", "/v1/nothing/%20%C3%A9", {}),
        ("HEAD", "/v1/nothing", {}),
        ("GET", "/v1/quotes?countri=US", {}),
        ("GET", brief, {"Accept-Encoding": "identity;q=0, *;q=0"}),
        ("GET", f"{brief}?q={'x' * 8_000}", {}),
        ("GET", brief, {"X-Long": "x" * 40_000}),
        ("GET", brief, {"If-None-Match": "*"}),
        ("GET", brief, {"If-Match": '"other"'}),
        ("HEAD", brief, {"If-None-Match": "*"}),
        ("GET", "/docs", {}),
        ("GET", "/openapi.json", {}),
        ("GET", "/healthz", {}),
    ]
    own = {"date", "server", "x-request-id", "connection"}
    with ExitStack() as stack:
        ways = [
            stack.enter_context(started(CORPUS, tmp_path / "snapshot", server, BRIEFS_PUBLIC_URL="https://briefs.test"))
            for server in ("uvicorn", "granian")
        ]
        for method, url, headers in asked:
            first, second = (way.ask(url, method, **headers) for way in ways)
            assert first.status == second.status, (method, url, headers)
            assert {name: value for name, value in first.headers.items() if name not in own} == {
                name: value for name, value in second.headers.items() if name not in own
            }, (method, url, headers)
            assert first.body == second.body, (method, url, headers)
            assert first.body == b"" or (method != "HEAD" and first.status not in (204, 304))
        plain, packed = ways[1].ask(brief), ways[1].ask(brief, Accept_Encoding="gzip")
        assert gzip.decompress(packed.body) == plain.body
        assert ways[1].ask(brief, If_None_Match=ways[0].ask(brief).headers["etag"]).status == 304


def test_without_its_package_granian_is_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['granian'] = None\n")
    command = [sys.executable, "-m", "app", "serve", "--server", "granian", "--port", "0"]
    command += ["--data", str(CORPUS), "--snapshot", str(tmp_path / "snapshot")]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=20)
    assert result.returncode == 2
    assert result.stderr == "Granian is not installed: pip install 'foreign-policy-briefs[granian]'.\n"


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["check", "--data", "tests/corpus"]])
def test_an_editors_commands_load_nothing_that_serves(tmp_path: Path, arguments: list[str]) -> None:
    code = f"""
import sys
from app import cli
sys.argv = ["briefs", *{arguments!r}]
try:
    cli.main()
finally:
    print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    environment = os.environ | {"BRIEFS_SNAPSHOT": str(tmp_path / "snapshot")}
    output = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=20,
    ).stdout
    loaded = set(output.rpartition("LOADED")[2].split())
    assert "typer" in loaded
    serving = {"fastapi", "starlette", "uvicorn", "granian", "httptools", "uvloop", "anyio", "prometheus_client"}
    assert loaded & (serving | {"httpx", "brotli"}) == set()
