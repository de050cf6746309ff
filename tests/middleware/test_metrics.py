"""What is counted: here, and by all workers together."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from app.middleware.metrics import FOLDER, Metrics
from tests.conftest import CORPUS, ROOT, client_of

WORKER = """
import asyncio, sys
from app.middleware.metrics import Metrics
metrics = Metrics()
async def work():
    for _ in range(int(sys.argv[1])):
        metrics.answered(200, "hit", 0.001)
    metrics.answered(404, "miss", 0.25)
    await asyncio.sleep(0.5)
metrics.cache_bytes.set(int(sys.argv[2]))
metrics.cache_entries.set(1)
asyncio.run(work())
print("counted", flush=True)
sys.stdin.readline()
metrics.end()
print("ended", flush=True)
"""


def samples(text: bytes) -> dict[str, float]:
    """Each sample, by its name with its labels."""
    families = text_string_to_metric_families(text.decode())
    return {
        " ".join([sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))]): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def answer(metrics: Metrics, *answers: tuple[int, str]) -> None:
    async def serve() -> None:
        for status, cache in answers:
            metrics.answered(status, cache, 0.002)

    asyncio.run(serve())


def test_answers_are_counted_by_status_and_by_whether_they_were_there() -> None:
    metrics = Metrics()
    answer(metrics, (200, "hit"), (200, "hit"), (200, "miss"), (404, "miss"), (406, ""))
    counted = {name: value for name, value in samples(metrics.text()).items() if name.startswith("briefs_requests")}
    assert counted == {
        "briefs_requests_total cache=hit status=200": 2,
        "briefs_requests_total cache=miss status=200": 1,
        "briefs_requests_total cache=miss status=404": 1,
        "briefs_requests_total cache= status=406": 1,
    }


def test_what_is_kept_is_told() -> None:
    metrics = Metrics()
    metrics.cache_bytes.set(7)
    metrics.cache_entries.set(2)
    told = samples(metrics.text())
    assert (told["briefs_cache_bytes"], told["briefs_cache_entries"]) == (7, 2)


def test_one_service_counts_nothing_of_another() -> None:
    one, other = Metrics(), Metrics()
    answer(one, (200, "hit"))
    assert not [name for name in samples(other.text()) if name.startswith("briefs_requests")]


def worker(folder: Path, hits: int, kept: int) -> "subprocess.Popen[str]":
    """A process that has counted, and waits for a line until it ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(hits), str(kept)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {FOLDER: str(folder)},
    )
    assert process.stdout
    assert process.stdout.readline() == "counted\n"
    return process


def of_all(folder: Path) -> dict[str, float]:
    """What any worker tells."""
    command = [sys.executable, "-c", "from app.middleware.metrics import Metrics; print(Metrics().text().decode())"]
    environment = os.environ | {FOLDER: str(folder)}
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=True, timeout=30)
    return samples(done.stdout)


def test_any_worker_tells_of_all(tmp_path: Path) -> None:
    workers = [worker(tmp_path, 3, 100), worker(tmp_path, 4, 50)]
    try:
        told = of_all(tmp_path)
        assert told["briefs_requests_total cache=hit status=200"] == 7
        assert told["briefs_requests_total cache=miss status=404"] == 2
        assert (told["briefs_cache_bytes"], told["briefs_cache_entries"]) == (150, 2)
        assert not [name for name in told if "pid=" in name]
        workers[0].communicate("\n", timeout=30)
        left = of_all(tmp_path)
        assert left["briefs_requests_total cache=hit status=200"] == 7, "what was counted stays"
        assert (left["briefs_cache_bytes"], left["briefs_cache_entries"]) == (50, 1)
    finally:
        for process in workers:
            if process.poll() is None:
                process.communicate("\n", timeout=30)


def test_the_service_tells_what_it_has_counted(tmp_path: Path) -> None:
    client = client_of(CORPUS, tmp_path)
    for url in ("/v1/briefs", "/v1/briefs", "/v1/nothing", "/v1/briefs?q=%00", "/x" * 5_000):
        client.get(url)
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert response.headers["cache-control"] == "no-store"
    told = samples(response.content)
    assert told["briefs_requests_total cache=hit status=200"] == 1
    assert told["briefs_requests_total cache= status=414"] == 1
    assert told["briefs_requests_total cache=miss status=404"] == 1
    assert told["briefs_cache_bytes"] > 0
    labels = {name for text in told for name in re.findall(r" (\w+)=", text)}
    assert labels <= {"status", "cache", "le"}, "no label grows with what clients ask for"
