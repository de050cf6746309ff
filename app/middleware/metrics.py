"""What the service counts, for Prometheus: of all workers together, where they share a folder for it."""

import asyncio
import collections
import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_TOGETHER = 0.2  # seconds
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name for it
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    def __init__(self) -> None:
        self._own = registry = CollectorRegistry()
        self._requests = Counter("briefs_requests", "Requests answered.", ["status", "cache"], registry=registry)
        self._waiting = collections.Counter[tuple[int, str]]()
        self._seconds = Histogram(
            "briefs_making_seconds", "Time that answers took which were not kept.", buckets=_SECONDS, registry=registry
        )
        self.cache_bytes, self.cache_entries = (
            Gauge(f"briefs_cache_{name}", text, registry=registry, multiprocess_mode="livesum")
            for name, text in (("bytes", "Bytes of answers that are kept."), ("entries", "Answers that are kept."))
        )

    def answered(self, status: int, cache: str, seconds: float) -> None:
        """`cache` is `hit`, `miss`, or empty where none was asked. Of a hit only its number is worth the time."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(_TOGETHER, self._count)
        self._waiting[status, cache] += 1
        if cache != "hit":
            self._seconds.observe(seconds)

    def _count(self) -> None:
        """Many requests at once: to count for other processes to see costs more than to answer from what is kept."""
        for (status, cache), number in self._waiting.items():
            self._requests.labels(str(status), cache).inc(number)
        self._waiting.clear()

    def text(self) -> bytes:
        self._count()
        registry = self._own
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def end(self) -> None:
        """This process is no longer one of those that serve."""
        self._count()
        if FOLDER in os.environ:
            multiprocess.mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
