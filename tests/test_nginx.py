"""The nginx of `docs/deploy.md` before the real service: what it keeps and for how long, and what it refuses.

The guide's block runs as it is written but for addresses, ports and paths. An answer may be used for a second, and for
one more while nginx asks anew; nginx counts in whole seconds, so after three it has to ask.
"""

import json
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings, environment
from tests.conftest import CORPUS, ROOT, Folder, Server, eventually

GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
OPENSSL = shutil.which("openssl")

OLD = 3.1  # seconds after which nginx may not answer without having asked
KEPT = {"MAX_AGE": "1", "STALE_WHILE_REVALIDATE": "1", "STALE_IF_ERROR": "60"}
FORMS = ("identity", "gzip", "br", "zstd")
FROM_CACHE = {"HIT", "STALE", "UPDATING"}


class Front:
    """nginx on free ports, with a service behind it that can be stopped and started."""

    def __init__(self, folder: Path, content: Folder, snapshot: Path) -> None:
        self.folder, self.content, self.snapshot = folder, content, snapshot
        self.plain, self.port, self.behind = _free_ports(3)
        self.url = f"https://localhost:{self.port}"
        self.configuration = _configuration(folder, self.plain, self.port, self.behind)
        _certify(folder)
        self.context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
        self._nobody: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            for path in (folder, *folder.iterdir()):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.client = self.reader("127.0.0.1")
        self._nginx: subprocess.Popen[bytes] | None = None
        self.origin = self.start()

    def open(self) -> None:
        self._nginx = subprocess.Popen(self.command("-g", "daemon off;"), **self._nobody, stderr=subprocess.DEVNULL)
        eventually(lambda: _listens(self.port), 10)

    def command(self, *options: str) -> list[str]:
        assert NGINX
        return [NGINX, "-p", str(self.folder), "-c", str(self.configuration), "-e", "stderr", *options]

    def check(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command("-t"), **self._nobody, capture_output=True, text=True, check=False)

    def reader(self, address: str) -> httpx.Client:
        """A client at one of this machine's own addresses."""
        transport = httpx.HTTPTransport(verify=self.context, local_address=address)
        return httpx.Client(transport=transport, base_url=self.url, timeout=20)

    def start(self, data: Path | None = None, snapshot: Path | None = None) -> Server:
        """The service, with the content that it always has or another."""
        folders = ["--data", str(data or self.content.path), "--snapshot", str(snapshot or self.snapshot)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFS_")}
        ours = {f"BRIEFS_{name}": value for name, value in KEPT.items()}
        ours |= {"BRIEFS_WATCH": "1", "BRIEFS_PROXIES": "127.0.0.1", "BRIEFS_HOSTS": "localhost,127.0.0.1"}
        self.origin = Server(
            subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(self.behind), *folders],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env=kept | ours,
            )
        )
        return self.origin

    def close(self) -> None:
        self.client.close()
        self.origin.close()
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(10)

    def asked(self, url: str) -> list[dict[str, Any]]:
        """The lines of the service's log on requests for this URL."""
        lines = [json.loads(line) for line in self.origin.lines if line.startswith("{")]
        return [line for line in lines if line.get("url") == url]

    def answered(self, url: str, *statuses: int) -> None:
        """Wait until the log has just these answers to it: a line comes after its answer."""
        eventually(lambda: [line["status"] for line in self.asked(url)] == list(statuses), 5)

    def publish(self, **titles: str | None) -> None:
        """Write briefs by their ids, or take them away, and wait until the service has it so."""
        for id, title in titles.items():
            if title is None:
                (self.content.path / "briefs" / f"{id}.yaml").unlink()
            else:
                text = f"title: {title}\npublished: 2025-01-01\nas_of: 2025\nsummary: A summary.\n"
                self.content.write(f"briefs/{id}.yaml", text)
        for id, title in titles.items():
            eventually(partial(self._shows, id, title or "There is no brief"), 15)

    def _shows(self, id: str, text: str) -> bool:
        return text in self.origin.client.get(f"/v1/briefs/{id}").text


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def _configuration(folder: Path, plain: int, port: int, behind: int) -> Path:
    """The guide's block, for this machine and this folder."""
    (block,) = re.findall(r"```nginx\n(.*?)```", GUIDE, re.DOTALL)
    here = {
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/letsencrypt/live/briefs.example.org": str(folder),
        "briefs.example.org": "localhost",
        "/var/cache/briefs": f"{folder}/cache",
        "/var/log/nginx": str(folder),
        "/run/nginx.pid": f"{folder}/pid",
    }
    for written, ours in here.items():
        assert written in block, written
        block = block.replace(written, ours)
    # Folders that are nginx's own when it is installed, and that another user may not write to.
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(block.replace("http {", f"http {{ {folders}", 1))
    return path


def _certify(folder: Path) -> None:
    """A certificate of our own for localhost."""
    assert OPENSSL
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "privkey.pem"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    command = [OPENSSL, "req", "-x509", *key, *name, "-out", "fullchain.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if not NGINX or not OPENSSL:
        pytest.skip("nginx is not installed" if not NGINX else "openssl is not installed")
    work = tmp_path_factory.mktemp("front")
    shutil.copytree(CORPUS, work / "content")
    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as folder:
        front = Front(Path(folder), Folder(work / "content"), work / "snapshot")
        try:
            front.open()
            yield front
        finally:
            front.close()


def came(response: httpx.Response) -> str:
    return str(response.headers["x-cache-status"])


def age(since: float) -> None:
    """Wait until what was fetched then is too old."""
    time.sleep(max(0, since + OLD - time.monotonic()))


def raw(client: httpx.Client, url: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its body as it was sent."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", url, headers=named) as response:
        return response, b"".join(response.iter_raw())


def test_nginx_accepts_the_block_as_it_is_written(front: Front) -> None:
    checked = front.check()
    assert checked.returncode == 0, checked.stderr
    assert "[emerg]" not in checked.stderr


def test_the_second_reader_has_the_same_bytes_from_the_cache(front: Front) -> None:
    url = "/v1/briefs/india-eu-trade"
    first, body = raw(front.client, url)
    second, again = raw(front.client, url)
    known = front.client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (came(first), came(second), came(known)) == ("MISS", "HIT", "HIT")
    assert (second.headers["etag"], again) == (first.headers["etag"], body)
    assert second.headers["cache-control"] == "public, max-age=1, stale-while-revalidate=1, stale-if-error=60"
    assert (known.status_code, known.content) == (304, b"")
    front.answered(url, 200)


def test_what_has_not_changed_is_asked_for_anew_and_not_sent_anew(front: Front) -> None:
    url = "/v1/quotes?limit=7"
    first, body = raw(front.client, url)
    age(time.monotonic())
    second, again = raw(front.client, url)
    assert (came(first), came(second), came(front.client.get(url))) == ("MISS", "REVALIDATED", "HIT")
    assert (second.headers["etag"], again) == (first.headers["etag"], body)
    front.answered(url, 200, 304)
    assert [line["bytes"] for line in front.asked(url)] == [len(body), 0]


def test_nobody_waits_while_nginx_asks_anew(front: Front) -> None:
    url = "/v1/topics?limit=7"
    first = later = front.client.get(url)
    while came(later) in ("MISS", "HIT"):
        time.sleep(0.05)
        later = front.client.get(url)
    assert (came(later), later.text) == ("STALE", first.text)
    front.answered(url, 200, 304)
    assert came(front.client.get(url)) == "HIT"


def test_an_answer_tells_how_old_it_is(front: Front) -> None:
    """nginx sends no `Age`. A client that takes its answer for new would keep it beyond its end."""
    first = front.client.get("/v1/areas?limit=7")
    time.sleep(1.05)
    second = front.client.get("/v1/areas?limit=7")
    assert came(second) in FROM_CACHE
    assert second.headers["date"] == first.headers["date"]


def test_an_edit_comes_through_in_its_time(front: Front) -> None:
    front.publish(edited="As it was")
    assert "As it was" in front.client.get("/v1/briefs/edited").text
    front.publish(edited="As it is")
    published = time.monotonic()
    eventually(lambda: "As it is" in front.client.get("/v1/briefs/edited").text, 10)
    assert time.monotonic() - published < OLD + 1


def test_after_a_silence_the_first_reader_has_the_newest(front: Front) -> None:
    front.publish(quiet="As it was", gone="As it was")
    assert came(front.client.get("/v1/briefs/quiet")) == "MISS"
    assert front.client.get("/v1/briefs/gone").status_code == 200
    fetched = time.monotonic()
    front.publish(quiet="As it is", gone=None)
    age(fetched)
    assert "As it is" in front.client.get("/v1/briefs/quiet").text
    assert front.client.get("/v1/briefs/gone").status_code == 404


def test_readers_outlast_the_service(front: Front) -> None:
    known, fetched = front.client.get("/v1/people"), time.monotonic()
    front.origin.close()
    try:
        age(fetched)
        stale, unknown = front.client.get("/v1/people"), front.client.get("/v1/people?limit=7")
    finally:
        front.start()
    assert (came(stale), stale.text, stale.headers["etag"]) == ("STALE", known.text, known.headers["etag"])
    assert unknown.status_code == 503
    assert unknown.headers["content-type"] == "application/problem+json"
    assert (unknown.headers["cache-control"], unknown.headers["retry-after"]) == ("no-store", "2")
    assert unknown.headers["access-control-allow-origin"] == "*"
    assert unknown.json()["instance"] == "/v1/people"
    assert came(front.client.get("/v1/people")) == "REVALIDATED"
    assert front.client.get("/v1/people?limit=7").status_code == 200


def test_readers_outlast_a_service_that_has_nothing_to_serve(front: Front, folder: Folder, tmp_path: Path) -> None:
    known, fetched = front.client.get("/v1/partnerships"), time.monotonic()
    front.origin.close()
    folder.write("briefs/bad.yaml", "title: [\n")
    try:
        front.start(folder.path, tmp_path / "snapshot")
        age(fetched)
        stale, unknown = front.client.get("/v1/partnerships"), front.client.get("/v1/partnerships?limit=7")
        ready = front.client.get("/readyz")
    finally:
        front.origin.close()
        front.start()
    assert (came(stale), stale.text) == ("STALE", known.text)
    assert unknown.json()["type"] == "/problems/not-ready"
    assert ready.status_code == 503


def test_each_reader_has_the_form_that_it_takes(front: Front) -> None:
    url = "/v1/timeline?limit=7"
    first = {name: raw(front.client, url, accept_encoding=name) for name in FORMS}
    again = {name: raw(front.client, url, accept_encoding=name) for name in FORMS}
    assert [came(response) for response, _ in first.values()] == ["MISS"] * 4
    assert {came(response) for response, _ in again.values()} <= FROM_CACHE
    assert [response.headers.get("content-encoding", "identity") for response, _ in again.values()] == list(FORMS)
    assert {name: body for name, (_, body) in again.items()} == {name: body for name, (_, body) in first.items()}
    assert len({response.headers["etag"] for response, _ in again.values()}) == 4
    texts = {front.client.get(url, headers={"Accept-Encoding": name}).text for name in FORMS}
    assert len(texts) == 1


def test_each_reader_has_the_format_that_it_takes(front: Front) -> None:
    for expected in ({"MISS"}, FROM_CACHE):
        for media in ("text/csv", "application/json"):
            response = front.client.get("/v1/sources", headers={"Accept": media})
            assert came(response) in expected
            assert response.headers["content-type"].startswith(media)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/v1/briefs/none", 404),
        ("/v1/briefs/taken-back", 410),
        ("/v1/quotes?limt=1", 422),
        ("/v1/status", 200),
        ("/readyz", 200),
    ],
)
def test_what_is_not_to_be_stored_is_not(front: Front, url: str, status: int) -> None:
    before = [line["status"] for line in front.asked(url)]
    for _ in range(3):
        response = front.client.get(url)
        assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")
    front.answered(url, *before, status, status, status)


def test_head_and_options_work_through_it(front: Front) -> None:
    whole, head = front.client.get("/v1/graph"), front.client.head("/v1/graph")
    assert (head.content, head.headers["etag"]) == (b"", whole.headers["etag"])
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert front.client.options("/v1/graph").headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_moved_address_is_relative_still(front: Front) -> None:
    assert front.client.get("/v1/countries/in").headers["location"] == "/v1/countries/IN"


@pytest.mark.parametrize(
    ("options", "status", "type"),
    [
        ({"params": {"q": "x" * 9_000}}, 414, "/problems/url-too-long"),
        ({"headers": {f"X-{number}": "x" for number in range(120)}}, 431, "/problems/headers-too-large"),
        ({"content": b"{}"}, 413, "/problems/body-not-accepted"),
    ],
    ids=["url", "headers", "body"],
)
def test_the_service_itself_tells_what_is_too_much(
    front: Front, options: dict[str, Any], status: int, type: str
) -> None:
    response = front.client.request("GET", "/v1/quotes", **options)
    assert (response.status_code, response.json()["type"]) == (status, type)


def test_the_longest_links_fit(front: Front) -> None:
    """A page in the middle has two links of nearly 8,000 bytes in its head."""
    query = {"limit": "1", "q": "-" + "x" * 7_600}
    first = front.client.get("/v1/sources", params=query).json()
    middle = front.client.get(httpx.URL(first["links"]["next"]).raw_path.decode())
    assert middle.status_code == 200, middle.text
    assert len(middle.headers["link"]) > 15_000


def test_a_flood_is_refused_and_nobody_else_is(front: Front) -> None:
    with front.reader("127.0.0.2") as flood:
        seen: Counter[int] = Counter()
        for _ in range(2_000):
            response = flood.get("/v1/countries")
            seen[response.status_code] += 1
            if seen[429] == 20:
                break
        assert set(seen) == {200, 429}
        assert seen[200] > 100
        assert response.json()["title"] == "Too many requests"
        assert response.headers["content-type"] == "application/problem+json"
        assert (response.headers["cache-control"], response.headers["retry-after"]) == ("no-store", "1")
        assert front.client.get("/v1/countries").status_code == 200
        time.sleep(1)
        assert flood.get("/v1/countries").status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/./metrics", "/metrics?x=1"])
def test_metrics_are_not_public(front: Front, path: str) -> None:
    with front.context.wrap_socket(
        socket.create_connection(("127.0.0.1", front.port), timeout=10), server_hostname="localhost"
    ) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"briefs_" not in answer


def test_the_log_tells_the_client_and_the_request(front: Front) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    with front.reader("127.0.0.3") as reader:
        told = {"traceparent": trace, "X-Forwarded-For": "192.0.2.1", "X-Request-Id": "mine"}
        missing = reader.get("/v1/organisations/none", headers=told)
    eventually(lambda: bool(front.asked("/v1/organisations/none")), 5)
    (line,) = front.asked("/v1/organisations/none")
    assert (line["client"], line["trace"]) == ("127.0.0.3", trace)
    assert line["request"] == missing.headers["x-request-id"] != "mine"
    access = front.folder / "access.log"
    eventually(lambda: f'"request":"{line["request"]}"' in access.read_text(), 5)
    assert all(json.loads(each)["client"] for each in access.read_text().splitlines())
    fields = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", GUIDE.partition("## Logs")[2].partition("## Metrics")[0], re.M)
    assert set(line) <= {name for field in fields for name in re.findall(r"`(\w+)`", field)}


def test_only_its_own_name_is_served_and_only_over_tls(front: Front) -> None:
    redirect = httpx.get(f"http://127.0.0.1:{front.plain}/v1/quotes?limit=1")
    assert (redirect.status_code, redirect.headers["location"]) == (308, "https://localhost/v1/quotes?limit=1")
    front.context.check_hostname = False
    try:
        with socket.create_connection(("127.0.0.1", front.port), timeout=10) as connection, pytest.raises(ssl.SSLError):
            front.context.wrap_socket(connection, server_hostname="elsewhere.example")
    finally:
        front.context.check_hostname = True


def test_the_metrics_of_the_guide_are_there(front: Front) -> None:
    text = front.origin.client.get("/metrics").text
    named = set(re.findall(r"`(briefs_\w+)`", GUIDE))
    assert named
    assert {name for name in named if name not in text} == set()


def test_the_settings_of_the_guide_are_there() -> None:
    known = {environment(name) for name in Settings.model_fields}
    named = set(re.findall(r"\bBRIEFS_[A-Z_]+\b", GUIDE))
    assert named
    assert named - known == set()
