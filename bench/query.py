"""How fast a large corpus is built and asked, over HTTP, beside the raw calls of the index.

    python bench/query.py 100000 /tmp/bench

Makes the corpus and the snapshot in the folder unless they are there, serves it on loopback with one worker, asks over
one connection, and prints the table of docs/performance.md. The figures are medians of interleaved rounds.
"""

import argparse
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import corpus
import orjson
import tantivy

from app.content import corpus as content
from app.content import reading
from app.publish.build import build
from app.snapshot.compile import building
from app.snapshot.layout import ABOUT, ALL, PROSE, term
from app.snapshot.reader import Snapshot

ROUNDS, SAMPLE, PAGE, STARTS = 60, 500, 20, 9
HERE = Path(__file__).parent.parent
BARE = """
import os, fastapi, uvicorn
uvicorn.run(fastapi.FastAPI(), port=int(os.environ["PORT"]), access_log=False)
"""
KINDS = (("brief", "briefs", 1, (ALL,)), ("area", "areas", 5, (PROSE, ABOUT)), ("quote", "quotes", 5, (PROSE, ABOUT)))
Query = tantivy.Query
Must = tantivy.Occur.Must


class Line:
    """One question: its URL, the raw call that answers it, and how long it may take, in milliseconds."""

    def __init__(self, name: str, url: str, raw: Callable[[], object], target: float) -> None:
        self.name, self.url, self.raw, self.target = name, url, raw, target
        self.asked: list[float] = []
        self.called: list[float] = []


class Raw:
    """The calls of a kind's index that no answer can do without."""

    def __init__(self, snapshot: Snapshot, kind: str) -> None:
        self.searcher = snapshot._indexes[kind].searcher

    def word(self, fields: tuple[str, ...], word: str) -> tantivy.Query:
        return Query.disjunction_max_query([term(field, word) for field in fields])

    def all(self, *queries: tantivy.Query) -> tantivy.Query:
        return Query.boolean_query([(Must, query) for query in queries])

    def page(self, query: tantivy.Query, order: str | None = "newest") -> Callable[[], object]:
        def call() -> object:
            found = self.searcher.search(query, limit=PAGE + 1, order_by_field=order)
            return [self.searcher.doc(address).get_first("json") for _, address in found.hits[:PAGE]]

        return call

    def facets(self, query: tantivy.Query, fields: dict[str, int]) -> Callable[[], object]:
        parts = {field: {"terms": {"field": field, "size": size}} for field, size in fields.items()}
        page = self.page(query)
        return lambda: (page(), self.searcher.aggregate(query, parts))


def lines(snapshot: Snapshot, ask: Callable[[str], bytes], words: dict[str, str]) -> Iterator[Line]:
    """The questions, for each kind that the targets name."""
    facets = {"topic": 12, "country": 250, "language": 3}
    for kind, plural, factor, fields in KINDS:
        path, raw, of = f"/v1/{plural}", Raw(snapshot, kind), Query.all_query()
        id = orjson.loads(ask(f"{path}?limit=1"))["items"][0]["id"]
        common, *others = (raw.word(fields, words[name]) for name in ("common", "middling", "other"))
        for name, query, call, target in (
            ("one by id", f"/{id}", raw.page(term("key", f"{kind}/{id}"), None), 1.5),
            ("by country", "?country=JP", raw.page(term("country", "JP")), 4),
            ("all", "", raw.page(of), 6),
            ("two words", f"?q={words['middling']}+{words['other']}", raw.page(raw.all(*others), None), 8),
            ("very common word", f"?q={words['common']}", raw.page(common, None), 25),
            ("three facets", "?facets=topic,country,language", raw.facets(of, facets), 30),
        ):
            yield Line(f"{plural}: {name}", path + query, call, target * factor)
        yield Line(f"{plural}: page 500", deep(ask, f"{path}?limit={PAGE}", 500), raw.page(of), 0)


def deep(ask: Callable[[str], bytes], url: str, number: int) -> str:
    """The page of that number, or the last."""
    for _ in range(number - 1):
        following = orjson.loads(ask(url))["links"]["next"]
        if following is None:
            break
        url = "/" + following.split("/", 3)[3]
    return url


class Connection:
    """One connection that is kept, and costs next to nothing beside what is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, url: str) -> bytes:
        self._socket.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        answer = self._socket.recv(65_536)
        while b"\r\n\r\n" not in answer:
            answer += self._socket.recv(65_536)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head[:20], (url, answer[:500])
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length
        parts, missing = [body], int(length[1]) - len(body)
        while missing:
            parts.append(self._socket.recv(min(missing, 1 << 20)))
            missing -= len(parts[-1])
        return b"".join(parts)


@contextmanager
def served(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[tuple[int, int]]:
    """One worker of a server that takes its port from $PORT: that port, and its process id. Its log goes nowhere."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **environment, "PORT": str(port)}
    process = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        for _ in range(6_000):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.005)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def unshared(process: int) -> float:
    """Memory that no other worker has, in MB: not the mapped index."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"Private_Dirty:\s+(\d+) kB", rollup)
    assert found
    return int(found[1]) / 1024


def words_of(snapshot: Snapshot) -> dict[str, str]:
    """Words of the corpus by how common they are among briefs."""
    found = Raw(snapshot, "brief").searcher.terms_with_prefix(ALL, "", None, 3_000)
    known = [word for word, _ in found if word.isalpha() and len(word) > 3]
    return {"common": known[0], "middling": known[len(known) // 20], "other": known[len(known) // 12]}


def reading_rate(data: Path) -> float:
    """Seconds for strict reading and validation alone of one brief."""
    registry = content.read_reference(content.reference(data))
    paths = list(content.paths(data).values())[:SAMPLE]
    begun = time.perf_counter()
    for path in paths:
        reading.read(content.fetch(path, data), registry)
    return (time.perf_counter() - begun) / len(paths)


def edited(data: Path) -> None:
    path = next(iter(content.paths(data).values()))
    text = path.read_text()
    path.write_text(text.replace("summary: ", "summary: Again ", 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="how many briefs")
    parser.add_argument("folder", type=Path, help="where the corpus and the snapshot are, or are made")
    arguments = parser.parse_args()
    data, root = arguments.folder / f"data-{arguments.size}", arguments.folder / f"snapshot-{arguments.size}"
    if not data.exists():
        corpus.write(arguments.size, data)
    rate = reading_rate(data)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"tantivy {version('tantivy')}, fastapi {version('fastapi')}, uvicorn {version('uvicorn')}")
    if not root.exists():
        built(data, root, rate * arguments.size)
    ours = arguments.folder / "snapshot-ours"
    build(HERE / "data", ours)
    large, small = starts(root, ours)
    print(f"start to first answer: {large:.2f} s = {large / small:.2f} × that with the briefs of data/")
    table(root)


def starts(*roots: Path) -> list[float]:
    """Seconds from the start of a process to its first answer, with each of the snapshots."""
    taken: dict[Path, list[float]] = {root: [] for root in roots}
    for _ in range(STARTS):
        for root, seconds in taken.items():
            begun = time.perf_counter()
            with serving(root) as (port, _):
                Connection(port).ask("/v1/briefs")
                seconds.append(time.perf_counter() - begun)
    return [statistics.median(seconds) for seconds in taken.values()]


@contextmanager
def serving(root: Path) -> Iterator[tuple[int, int]]:
    """The service, which keeps no answers. Its own builder, which sees whether all is fresh, waits meanwhile."""
    environment = {"BRIEFS_SNAPSHOT": str(root), "BRIEFS_CACHE_BYTES": "0", "BRIEFS_WATCH": "0"}
    with building(root), served([sys.executable, "-m", "app", "serve"], environment, HERE) as server:
        yield server


def built(data: Path, root: Path, reading: float) -> None:
    """A cold build, and one after an edit. `reading` is how long reading and validation alone take of it all."""
    begun = time.perf_counter()
    entries = build(data, root).entries
    took = time.perf_counter() - begun
    print(f"cold build of {entries:,} entries: {took:,.1f} s = {took / reading:.2f} × reading and validation alone")
    edited(data)
    begun = time.perf_counter()
    build(data, root)
    print(f"rebuild after one edit: {time.perf_counter() - begun:,.2f} s", flush=True)


def table(root: Path) -> None:
    with served([sys.executable, "-c", BARE], {}, root) as (_, process):
        time.sleep(1)
        bare = unshared(process)
    snapshot = Snapshot.current(root)
    assert snapshot
    with serving(root) as (port, process):
        connection = Connection(port)
        ask = connection.ask
        asked = list(lines(snapshot, ask, words_of(snapshot)))
        for line in asked:
            for _ in range(3):
                ask(line.url)
                line.raw()
        for _ in range(ROUNDS):
            for line in asked:
                begun = time.perf_counter()
                ask(line.url)
                between = time.perf_counter()
                line.raw()
                line.asked.append((between - begun) * 1000)
                line.called.append((time.perf_counter() - between) * 1000)
        memory = unshared(process) - bare
    print(f"unshared memory of a worker beyond a bare FastAPI app: {memory:.0f} MB\n")
    print("| question | p50 | p95 | target | raw call | ratio |\n| --- | --: | --: | --: | --: | --: |")
    for line in asked:
        p50, p95 = statistics.median(line.asked), statistics.quantiles(line.asked, n=20)[-1]
        called = statistics.median(line.called)
        target = f"{line.target:g}" if line.target else "4 × all"
        print(f"| {line.name} | {p50:.2f} | {p95:.2f} | {target} | {called:.2f} | {p50 / called:.1f} |")


if __name__ == "__main__":
    main()
