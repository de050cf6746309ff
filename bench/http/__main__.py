"""How fast the service answers over HTTP, beside nginx and others that have the same data.

    python bench/http /tmp/briefs-bench-http --seconds 3 --rounds 5

Builds the content in the folder, installs there what it compares with, starts one worker of each on loopback, lets wrk
ask them in turns, and prints the table of docs/performance.md. Figures are medians of interleaved rounds.
"""

import argparse
import os
import platform
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx
import servers
import wrk
from content import Content, built
from servers import HOST, Absent, Answer

BRIEF = "/v1/briefs/india-balances-us-and-russia"
ID = BRIEF.rpartition("/")[2]
IDENTITY = {"accept-encoding": "identity"}  # httpx asks for codings by itself
SWAPPED = "hit, uvicorn, a swap every second"
STARTS = 5

# A line, the line that it is measured by, and how many times as many answers it has to give.
CLAIMS = (
    ("hit, uvicorn", "nginx, a static file", 0.22),
    ("hit, uvicorn", "dict of answers, uvicorn", 0.7),
    ("hit, uvicorn", "json-server", 2),
    ("hit, uvicorn", "plain FastAPI, uvicorn", 3),
    ("hit, uvicorn", "Datasette", 20),
    ("hit, granian", "nginx, a static file", 0.38),
    ("hit, granian", "dict of answers, granian", 0.7),
    ("gzip hit, uvicorn", "hit, uvicorn", 0.9),
    ("gzip hit, granian", "hit, granian", 0.9),
    ("304, uvicorn", "hit, uvicorn", 1),
    ("304, granian", "hit, granian", 1),
    ("miss, uvicorn", "plain FastAPI, uvicorn", 1),
)


class Line:
    """One question, put to one server."""

    def __init__(self, server: str, path: str = BRIEF, status: int = 200, **headers: str) -> None:
        self.server, self.path, self.status = server, path, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.runs: list[wrk.Run] = []

    @property
    def rate(self) -> float:
        return median(run.rate for run in self.runs)

    @property
    def p99(self) -> float:
        return median(run.p99 for run in self.runs)

    def check(self, origin: str) -> int:
        """That it is answered as it should be; how many bytes the answer has."""
        with httpx.stream("GET", origin + self.path, headers={**IDENTITY, **self.headers}) as answer:
            assert answer.status_code == self.status, (self.server, answer)
            assert answer.headers.get("content-encoding") == self.headers.get("accept-encoding"), (self.server, answer)
            return sum(len(part) for part in answer.iter_raw())


def lines(tag: str) -> dict[str, Line]:
    """What is asked, in the order of each round. `tag` is the brief's validator."""
    return {
        "nginx, a static file": Line("nginx"),
        "hit, uvicorn": Line("uvicorn"),
        SWAPPED: Line("uvicorn with swaps"),
        "dict of answers, uvicorn": Line("dict on uvicorn"),
        "hit, granian": Line("granian"),
        "dict of answers, granian": Line("dict on granian"),
        "gzip hit, uvicorn": Line("uvicorn", accept_encoding="gzip"),
        "gzip hit, granian": Line("granian", accept_encoding="gzip"),
        "304, uvicorn": Line("uvicorn", status=304, if_none_match=tag),
        "304, granian": Line("granian", status=304, if_none_match=tag),
        "miss, uvicorn": Line("uvicorn without a cache"),
        "plain FastAPI, uvicorn": Line("plain FastAPI"),
        "json-server": Line("json-server", f"/briefs/{ID}"),
        "Datasette": Line("Datasette", f"/briefs/briefs/{ID}.json"),
    }


class Servers:
    """Those that run, with their origins, and why others do not."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.origins: dict[str, str] = {}
        self.absent: dict[str, str] = {}

    def start(self, name: str, command: Callable[[int], list[str]], environment: dict[str, str]) -> None:
        port = servers.free_port()
        try:
            running = self._stack.enter_context(servers.process(command(port), self._folder, environment))
            servers.await_answer(running, port, BRIEF)
        except Absent as reason:
            self.absent[name] = f"{name}: {reason}"
        else:
            self.origins[name] = f"http://{HOST}:{port}"

    def start_ours(self, calm: Content, swapped: Content) -> None:
        uvicorn, granian = (partial(servers.ours, server) for server in ("uvicorn", "granian"))
        self.start("uvicorn", uvicorn, calm.environment)
        self.start("granian", granian, calm.environment)
        self.start("uvicorn with swaps", uvicorn, swapped.environment)
        self.start("uvicorn without a cache", uvicorn, {**calm.environment, "BRIEFS_CACHE_BYTES": "0"})

    def start_others(self, answers: dict[str, Answer]) -> None:
        environment = servers.asgi_environment(self._folder, answers)
        self.start("dict on uvicorn", partial(servers.asgi, "bare", "uvicorn"), environment)
        self.start("dict on granian", partial(servers.asgi, "bare", "granian"), environment)
        self.start("plain FastAPI", partial(servers.asgi, "plain", "uvicorn"), environment)
        for name, peer in (
            ("nginx", servers.nginx),
            ("json-server", servers.json_server),
            ("Datasette", servers.datasette),
        ):
            self.start(name, partial(peer, self._folder, answers), {})


def answers_of(origin: str) -> dict[str, Answer]:
    """Every brief as the service gives it, with the application's own headers."""
    found: dict[str, Answer] = {}
    with httpx.Client(base_url=origin, headers=IDENTITY) as client:
        for brief in client.get("/v1/briefs?limit=100").raise_for_status().json()["items"]:
            response = client.get(brief["url"]).raise_for_status()
            headers = [(name, value) for name, value in response.headers.items() if name != "date"]
            found[brief["url"]] = {"headers": headers, "body": response.text}
    return found


def starts(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """From a process's start to its first answer: the service's, and FastAPI's with nothing in it."""
    times: dict[str, list[float]] = {"briefs serve": [], "briefs serve with options": [], "empty": []}
    for _ in range(STARTS):
        times["briefs serve"].append(start(partial(servers.ours, "uvicorn"), folder, environment))
        times["briefs serve with options"].append(start(servers.ours_with_options, folder, environment))
        times["empty"].append(start(partial(servers.asgi, "empty", "uvicorn"), folder, servers.PYTHONPATH))
    empty = median(times.pop("empty"))
    for name, taken in times.items():
        yield slower(f"start to first answer, {name}", median(taken), "FastAPI with nothing in it", empty)


def start(command: Callable[[int], list[str]], folder: Path, environment: dict[str, str]) -> float:
    port = servers.free_port()
    begun = perf_counter()
    with servers.process(command(port), folder, environment) as running:
        servers.await_answer(running, port, BRIEF)
        return (perf_counter() - begun) * 1000


def measure(asked: dict[str, Line], origins: dict[str, str], swapped: Content, rounds: int, seconds: int) -> None:
    there = {name: line for name, line in asked.items() if line.server in origins}
    for name, line in there.items():
        print(f"{name}: {line.check(origins[line.server]):,} bytes")
    swapped.check(origins[asked[SWAPPED].server] + BRIEF)
    for number in range(1, rounds + 1):
        for name, line in there.items():
            with swapped.swapping() if name == SWAPPED else nullcontext():
                line.runs.append(wrk.run(origins[line.server] + line.path, seconds, line.headers))
        print(f"round {number} of {rounds}", flush=True)


def rows(asked: dict[str, Line], absent: dict[str, str]) -> Iterator[str]:
    for name, beside, least in CLAIMS:
        line, other = asked[name], asked[beside]
        if why := absent.get(line.server) or absent.get(other.server):
            yield f"| {name} | | {beside} | | | ≥ {least:g} | not measured: {why} |"
        else:
            met = line.rate >= least * other.rate
            yield row(name, line.rate, beside, other.rate, "/s", f"≥ {least:g}", met)
    line, other = asked[SWAPPED], asked["hit, uvicorn"]
    if line.runs:
        yield slower(f"p99 of {SWAPPED}", line.p99, "p99 without", other.p99)
        failed = sum(run.failed for line in asked.values() for run in line.runs)
        yield f"| failed answers, in all of the runs | {failed} | | | | 0 | {'no' if failed else 'yes'} |"


def slower(name: str, value: float, beside: str, other: float) -> str:
    """Times, of which the first may be twice the second."""
    return row(name, value, beside, other, " ms", "≤ 2", value <= 2 * other)


def row(name: str, value: float, beside: str, other: float, unit: str, target: str, met: bool) -> str:
    one, two = (f"{number:,.{0 if number >= 100 else 1}f}{unit}" for number in (value, other))
    return f"| {name} | {one} | {beside} | {two} | {value / other:.2f} | {target} | {'yes' if met else 'no'} |"


def about() -> str:
    """What it ran on."""
    packages = ("fastapi", "pydantic", "uvicorn", "uvloop", "httptools", "granian")
    return "\n".join(
        (
            f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            ", ".join(f"{name} {version(name)}" for name in packages),
            ", ".join(f"{name} {servers.version_of(name)}" for name in ("nginx", "wrk", "node")),
            f"{servers.JSON_SERVER}, {servers.DATASETTE}",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="throw-away: what is installed and built goes there")
    parser.add_argument("--seconds", type=int, default=3, help="of each run of wrk")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are ended then too
    with ExitStack() as stack:
        calm, swapped = (stack.enter_context(built(folder / name)) for name in ("calm", "swapped"))
        times = list(starts(folder, calm.environment))
        running = Servers(folder, stack)
        running.start_ours(calm, swapped)
        answers = answers_of(running.origins["uvicorn"])
        running.start_others(answers)
        asked = lines(dict(answers[BRIEF]["headers"])["etag"])
        if shutil.which("wrk"):
            measure(asked, running.origins, swapped, arguments.rounds, arguments.seconds)
        else:
            running.absent = dict.fromkeys((line.server for line in asked.values()), "wrk is not installed")
    print(f"\n{about()}")
    print(f"medians of {arguments.rounds} rounds of {arguments.seconds} s, with {wrk.CONNECTIONS} connections\n")
    print("| what | median | beside | median | ratio | target | met |\n| --- | --: | --- | --: | --: | --: | --- |")
    for line in (*rows(asked, running.absent), *times):
        print(line)


if __name__ == "__main__":
    main()
