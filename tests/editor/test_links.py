"""Links are asked for politely, of a real server that misbehaves in all the usual ways."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, cast

import httpx
import pytest
from typer.testing import CliRunner, Result

from app import cli
from app.content import corpus
from app.editor.links import asking, places
from app.editor.links.asking import Manners, ask
from app.editor.links.reply import Verdict, of_failure, retry_after
from app.errors import CommandError
from tests.conftest import ROOT, Folder, eventually

QUICK = Manners(delay=0.01, timeout=1, backoff=0.01, patience=2)
FINE = Verdict("fine")

Page = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands a request to its page, and keeps when that was."""

    def do_GET(self) -> None:
        site = cast(Site, self.server)
        begun = time.monotonic()
        site.asked.append(f"{self.command} {self.path}")
        site.agents.add(self.headers["User-Agent"])
        site.heard.set()
        try:
            site.pages[self.path.partition("?")[0]](self)
        finally:
            site.times.append((begun, time.monotonic()))

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Site(ThreadingHTTPServer):
    """A server whose pages are functions. To those who ask, each port is a host of its own."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.times: list[tuple[float, float]] = []
        self.heard, self.closed = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path: str = "/page") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_: Any) -> None:
        """That somebody went away before the end is no news here."""

    def close(self) -> None:
        self.closed.set()
        self.shutdown()
        self.server_close()


SiteOf = Callable[..., Site]


@pytest.fixture
def site() -> Iterator[SiteOf]:
    """Starts a server with one page, or with pages by path."""
    sites: list[Site] = []

    def start(page: Page | None = None, **pages: Page) -> Site:
        named = {f"/{name}": function for name, function in pages.items()}
        sites.append(Site({"/page": page, **named} if page else named))
        return sites[-1]

    yield start
    for started in sites:
        started.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


def answer(status: int, **headers: str) -> Page:
    def page(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return page


def raw(content: bytes) -> Page:
    def page(handler: Handler) -> None:
        handler.wfile.write(content)

    return page


def in_turn(*pages: Page) -> Page:
    """Each page once, and the last one for ever."""
    left = list(pages)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def by_method(head: Page, get: Page) -> Page:
    return lambda handler: (head if handler.command == "HEAD" else get)(handler)


def slow(seconds: float, page: Page) -> Page:
    def wait(handler: Handler) -> None:
        cast(Site, handler.server).closed.wait(seconds)
        page(handler)

    return wait


def drip(head: bytes, drop: bytes) -> Page:
    """Never ends."""

    def page(handler: Handler) -> None:
        handler.wfile.write(head)
        while not cast(Site, handler.server).closed.wait(0.05):
            handler.wfile.write(drop)

    return page


def verdicts(*urls: str, manners: Manners = QUICK) -> dict[str, Verdict]:
    heard: dict[str, Verdict] = {}
    ask(urls, manners, heard.__setitem__)
    return heard


def verdict(url: str, manners: Manners = QUICK) -> Verdict:
    return verdicts(url, manners=manners)[url]


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


OK, HANG = answer(200), slow(60, answer(200))
GONE = "Look for its new address, or cite an archived copy"
LATER = f"Ask again later. {GONE}"


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (OK, ["HEAD"]),
        (answer(204), ["HEAD"]),
        *[(by_method(answer(status), OK), ["HEAD", "GET"]) for status in (400, 403, 404, 405, 410, 500, 501)],
        (by_method(raw(b""), OK), ["HEAD", "GET"]),
        (by_method(raw(b"What?\r\n\r\n"), OK), ["HEAD", "GET"]),
        (by_method(HANG, OK), ["HEAD", "GET"]),
        (in_turn(answer(503), answer(503), OK), ["HEAD", "GET", "GET"]),
        (in_turn(answer(429, Retry_After="0"), OK), ["HEAD", "GET"]),
        (in_turn(raw(b""), answer(502), OK), ["HEAD", "GET", "GET"]),
    ],
)
def test_a_page_that_is_there_is_fine(site: SiteOf, page: Page, asked: list[str]) -> None:
    server = site(page)
    assert verdict(server.url()) == FINE
    assert server.asked == [f"{method} /page" for method in asked]


@pytest.mark.parametrize(
    ("page", "message", "advice", "requests"),
    [
        (answer(404), "answers 404 Not Found", GONE, 2),
        (answer(410), "answers 410 Gone", GONE, 2),
        (answer(500), "answers 500 Internal Server Error", GONE, 2),
        (answer(520), "answers 520", GONE, 2),
        (answer(302), "answers 302 Found", GONE, 2),
        (answer(503), "answers 503 Service Unavailable", LATER, 3),
        (raw(b""), "breaks the connection off without an answer", LATER, 3),
        (raw(b"HTTP/1.1 200 OK\r\nA: b"), "breaks the connection off without an answer", LATER, 3),
        (raw(b"\x16\x03\x00 what?\r\n\r\n"), "does not answer in proper HTTP", LATER, 3),
        (raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000), "does not answer in proper HTTP", LATER, 3),
    ],
)
def test_a_page_that_is_not_there_is_broken(site: SiteOf, page: Page, message: str, advice: str, requests: int) -> None:
    server = site(page)
    assert verdict(server.url()) == Verdict("broken", message, advice)
    assert len(server.asked) == requests


@pytest.mark.parametrize("page", [HANG, drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"), drip(b"HTTP", b"/")])
def test_nobody_is_waited_for_beyond_the_time_out(site: SiteOf, page: Page) -> None:
    begun = time.monotonic()
    found = verdict(site(page).url(), Manners(delay=0, timeout=0.2, tries=2, backoff=0))
    assert found == Verdict("broken", "does not answer within 0.2 seconds", LATER)
    assert time.monotonic() - begun < 2


def test_a_body_is_not_read(site: SiteOf) -> None:
    sent = 0

    def huge(handler: Handler) -> None:
        nonlocal sent
        answer(200, Content_Length=str(10**12))(handler)
        while True:
            sent += handler.wfile.write(b"x" * 65536)

    endless = site(by_method(answer(405), drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x")))
    server = site(by_method(answer(405), huge))
    begun = time.monotonic()
    assert verdicts(server.url(), endless.url()) == {server.url(): FINE, endless.url(): FINE}
    assert time.monotonic() - begun < 3
    assert sent < 64 * 1024 * 1024


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_server_that_refuses_programs_proves_nothing(site: SiteOf, status: int) -> None:
    found = verdict(site(answer(status)).url())
    assert (found.state, found.advice) == ("refused", "Open it in a browser to see that it is there")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://nowhere.invalid/page", "is at a host that is not known"),
        ("http://127.0.0.1:{closed}/page", "cannot be connected to"),
    ],
)
def test_a_host_that_is_not_there(url: str, message: str) -> None:
    found = verdict(url.format(closed=closed_port()))
    assert found == Verdict("broken", message, LATER, reached=False)


def test_tls_where_there_is_none(site: SiteOf) -> None:
    found = verdict(site(OK).url().replace("http:", "https:"))
    assert found == Verdict("broken", "does not speak TLS, which https needs", GONE)


def test_a_bad_certificate_is_told_with_its_fault() -> None:
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_message = "certificate has expired"
    error = httpx.ConnectError("[SSL]")
    error.__cause__ = Exception(inner)
    reply = of_failure(error, 20)
    assert (reply.text, reply.passing) == ("has a certificate that is not valid (certificate has expired)", False)


@pytest.mark.parametrize("url", ["ftp://example.org/x", "example.org", "http://[::1", "https://a b.example/", "x"])
def test_what_is_no_web_address_is_not_asked_for(url: str) -> None:
    assert verdict(url).message == "is not a web address"


def chain(status: int, *paths: str) -> dict[str, Page]:
    """Pages that redirect each to the next."""
    return {path: answer(status, Location=f"/{to}") for path, to in pairwise(paths)}


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_page_that_is_elsewhere_for_now_is_fine(site: SiteOf, status: int) -> None:
    server = site(**chain(status, "page", "a", "b"), b=OK)
    assert verdict(server.url()) == FINE
    assert server.asked == ["HEAD /page", "HEAD /a", "HEAD /b"]


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(site: SiteOf, status: int) -> None:
    server = site(**chain(status, "page", "a", "b"), **chain(302, "b", "login"), login=OK)
    advice = f"If it is the same page there, write `{server.url('/b')}`"
    assert verdict(server.url()) == Verdict("moved", "has moved for good", advice)
    assert verdict(server.url("/b")) == FINE


def test_what_moved_to_another_host_is_asked_for_there(site: SiteOf) -> None:
    there = site(by_method(answer(405), OK))
    here = site(answer(301, Location=there.url()))
    assert there.url() in verdict(here.url()).advice
    assert (here.asked, there.asked) == (["HEAD /page"], ["HEAD /page", "GET /page"])


@pytest.mark.parametrize("status", [301, 302])
def test_the_front_page_is_not_the_page(site: SiteOf, status: int) -> None:
    server = site(answer(status, Location="/"))
    server.pages["/"] = OK
    message = f"leads to the front page {server.url('/')} now"
    assert verdict(server.url()) == Verdict("moved", message, f"The page itself may be gone. {GONE}")
    assert verdict(server.url("/")) == FINE


def test_a_redirect_to_nothing(site: SiteOf) -> None:
    server = site(answer(301, Location="/gone"), gone=answer(404))
    assert verdict(server.url()).message == f"redirects to {server.url('/gone')}, which answers 404 Not Found"
    dead = site(answer(302, Location="http://nowhere.invalid/x"))
    expected = "redirects to http://nowhere.invalid/x, which is at a host that is not known"
    assert verdict(dead.url()) == Verdict("broken", expected, LATER)


def test_redirects_that_never_end(site: SiteOf) -> None:
    circle = site(**chain(301, "page", "a", "page"))
    assert verdict(circle.url()) == Verdict("broken", "redirects in a circle", GONE)
    assert circle.asked == ["HEAD /page", "HEAD /a"]
    numbers = iter(range(100))
    endless = site(lambda handler: answer(302, Location=f"/page?{next(numbers)}")(handler))
    assert verdict(endless.url()) == Verdict("broken", "redirects more than 10 times", GONE)
    assert len(endless.asked) == 11


def test_a_redirect_to_itself_that_sets_a_cookie_is_no_circle(site: SiteOf) -> None:
    welcome = answer(302, Location="/page", Set_Cookie="seen=1")
    server = site(lambda handler: (OK if handler.headers["Cookie"] == "seen=1" else welcome)(handler))
    assert verdict(server.url()) == FINE


@pytest.mark.parametrize(
    "location",
    [
        *("", "//", "ftp://example.org/", "mailto:a@example.org", "javascript:alert(1)"),
        *("http://[::zz]/", "http://a..b/", f"http://{'x' * 70}.invalid/", "http://x:99999/", "/" + " " * 50_000),
    ],
    ids=lambda location: location[:30],
)
def test_a_redirect_to_nonsense_is_broken(site: SiteOf, location: str) -> None:
    assert verdict(site(answer(302, Location=location)).url()).state == "broken"


def overlap(times: list[tuple[float, float]]) -> int:
    """How many were under way at once, at most."""
    return max(sum(begun <= start < ended for begun, ended in times) for start, _ in times)


def test_a_host_is_asked_one_thing_at_a_time_with_a_rest_between(site: SiteOf) -> None:
    server = site(**{name: slow(0.03, OK) for name in "abcd"})
    found = verdicts(*(server.url(f"/{name}") for name in "abcd"), manners=Manners(delay=0.15))
    assert set(found.values()) == {FINE}
    eventually(lambda: len(server.times) == 4)
    assert sorted(server.asked) == ["HEAD /a", "HEAD /b", "HEAD /c", "HEAD /d"]
    assert overlap(server.times) == 1
    starts = sorted(begun for begun, _ in server.times)
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.14
    (agent,) = server.agents
    assert agent.startswith("foreign-policy-briefs/")


def test_few_hosts_are_asked_at_once(site: SiteOf) -> None:
    servers = [site(slow(0.1, OK)) for _ in range(8)]
    found = verdicts(*(server.url() for server in servers), manners=Manners(at_once=3))
    assert set(found.values()) == {FINE}
    assert 1 < overlap([times for server in servers for times in server.times]) <= 3


def test_a_host_that_asks_for_a_rest_gets_it_from_all(site: SiteOf) -> None:
    server = site(a=in_turn(answer(429, Retry_After="1"), OK), b=OK)
    assert set(verdicts(server.url("/a"), server.url("/b")).values()) == {FINE}
    eventually(lambda: len(server.times) == 3)  # the server notes a request when it is through with it
    starts = sorted(begun for begun, _ in server.times)
    assert starts[1] - starts[0] > 0.95


def test_a_host_that_asks_for_a_long_rest_is_left_alone(site: SiteOf) -> None:
    server = site(answer(429, Retry_After="3600"))
    assert verdict(server.url()).message == "answers 429 Too Many Requests to a program"
    assert server.asked == ["HEAD /page"]


def test_a_host_that_fails_as_a_whole_is_not_asked_for_every_page(site: SiteOf) -> None:
    server = site(answer(429))
    found = verdicts(*(server.url(f"/page?{number}") for number in range(9)))
    assert {verdict.state for verdict in found.values()} == {"refused"}
    assert (len(found), len(server.asked)) == (9, 3)


def test_a_page_that_times_out_says_nothing_of_others_at_the_host(site: SiteOf) -> None:
    server = site(OK, hanging=HANG)
    found = verdicts(server.url("/hanging"), server.url(), manners=Manners(delay=0, timeout=0.5, tries=1))
    assert [verdict.state for verdict in found.values()] == ["broken", "fine"]


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 22 Nov 2026 12:01:00 -0000", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, float("inf")),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def source(id: str, url: str, more: str = "") -> str:
    return f"  {id}:\n    publisher: P\n    kind: news\n    url: {url}\n{more}"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command waits no longer than a test can."""
    monkeypatch.setattr(asking, "Manners", lambda: QUICK)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["links", *map(str, arguments)])


def test_every_address_is_found_where_it_stands(folder: Folder) -> None:
    brief = folder.brief("x", "sources:\n" + source("one", "https://a.example/1#part", "    archived: null\n"))
    folder.write("briefs/y.yaml", "draft: true\nsources:\n" + source("two", "'https://a.example/2'"))
    folder.write("briefs/z.yaml", "sources: [a]\n")
    folder.write(
        "reference/sources.yaml",
        "three: {publisher: P, kind: news, url: https://a.example/1, archived: https://b.example/}\n"
        "four: {publisher: P, kind: news, url: }\nfive: {url: [a]}\nsix: what\n",
    )
    found = corpus.load(folder.path)
    links = [
        (link.file.removeprefix(f"{folder.path}/"), link.line, link.column, link.page, link.draft)
        for link in places.links(places.sources(found))
    ]
    assert links == [
        ("briefs/x.yaml", 9, 10, "https://a.example/1", False),
        ("briefs/y.yaml", 6, 10, "https://a.example/2", True),
        ("reference/sources.yaml", 1, 40, "https://a.example/1", False),
        ("reference/sources.yaml", 1, 71, "https://b.example/", False),
    ]
    assert [link.line for link in places.links(places.sources(found, [brief]))] == [9]


@pytest.mark.usefixtures("quick")
def test_links_are_told_by_place_and_asked_for_once(folder: Folder, site: SiteOf) -> None:
    fine, moved, gone = site(OK), site(answer(301, Location="/new"), new=OK), site(answer(404))
    folder.brief(
        "x",
        "sources:\n" + source("a", gone.url()) + source("b", fine.url(), f"    archived: {moved.url()}\n"),
    )
    folder.write("reference/sources.yaml", f"c: {{publisher: P, kind: news, url: {gone.url('/page#two')}}}\n")
    result = run("--data", folder.path)
    assert result.exit_code == 1
    assert result.stdout.replace(f"{folder.path}/", "").splitlines() == [
        f"briefs/x.yaml:9:10: {gone.url()} answers 404 Not Found. {GONE}.",
        f"briefs/x.yaml:14:15: warning: {moved.url()} has moved for good. "
        f"If it is the same page there, write `{moved.url('/new')}`",
        f"reference/sources.yaml:1:36: {gone.url()}#two answers 404 Not Found. {GONE}.",
    ]
    assert result.stderr == "3 links: 1 fine, 1 moved, 1 broken.\n"
    assert (fine.asked, gone.asked) == (["HEAD /page"], ["HEAD /page", "GET /page"])


@pytest.mark.usefixtures("quick")
def test_only_broken_links_that_are_published_fail(folder: Folder, site: SiteOf) -> None:
    folder.brief("x", "sources:\n" + source("a", site(answer(403)).url()))
    folder.brief("y", "draft: true\nsources:\n" + source("b", "htp://example.org/"))
    result = run("--data", folder.path)
    assert result.exit_code == 0
    assert [line.split(": ")[1] for line in result.stdout.splitlines()] == ["warning", "warning"]
    assert result.stderr == "2 links: 0 fine, 0 moved, 1 refused, 1 broken.\n"


@pytest.mark.usefixtures("quick")
def test_only_the_named_files_are_looked_at(folder: Folder, site: SiteOf) -> None:
    server = site(OK)
    brief = folder.brief("x", "sources:\n" + source("a", server.url()))
    folder.brief("y", "sources:\n" + source("b", server.url("/other")))
    folder.write("briefs/z.yaml", "{")
    result = run(brief, "--data", folder.path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 link: 1 fine, 0 moved, 0 broken.\n")
    assert server.asked == ["HEAD /page"]


@pytest.mark.usefixtures("quick")
def test_a_file_that_cannot_be_read_is_not_passed_over(folder: Folder) -> None:
    folder.write("briefs/x.yaml", "{")
    result = run("--data", folder.path)
    assert result.exit_code == 1
    assert "briefs/x.yaml:2:1: not YAML" in result.stdout
    assert result.stderr == "0 links: 0 fine, 0 moved, 0 broken.\n"


@pytest.mark.usefixtures("quick")
def test_where_no_host_can_be_reached_it_may_be_our_own_network(folder: Folder) -> None:
    folder.brief("x", "sources:\n" + source("a", f"http://127.0.0.1:{closed_port()}/"))
    result = run("--data", folder.path)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == ["Not one host could be reached: is there a network?"]


def test_what_cannot_run_says_so(folder: Folder) -> None:
    for arguments in (["--data", folder.path / "nowhere"], [folder.path / "x.yaml", "--data", folder.path]):
        error = run(*arguments).exception
        assert isinstance(error, CommandError)
        assert error.exit_status == 2


def test_an_interrupt_stops_at_once_and_tells_what_was_found(folder: Folder, site: SiteOf) -> None:
    gone, hanging = site(answer(404)), site(HANG)
    folder.brief("x", "sources:\n" + source("a", gone.url()) + source("b", hanging.url()))
    command = [sys.executable, "-m", "app", "links", "--data", str(folder.path)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell that runs the tests in the background has them ignore it, and their children too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert hanging.heard.wait(20)
    while len(gone.asked) < 2:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    told, summary = process.communicate(timeout=20)
    assert time.monotonic() - begun < 10
    assert process.returncode == -signal.SIGINT
    assert told == f"{folder.path}/briefs/x.yaml:9:10: {gone.url()} answers 404 Not Found. {GONE}.\n"
    assert summary == "1 of 2 links: 0 fine, 0 moved, 1 broken.\n"
