"""What the service counts, for Prometheus: of all workers together, where they share a folder for it."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name for it
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    def __init__(self) -> None:
        self._own = registry = CollectorRegistry()
        requests = Counter("briefs_requests", "Requests answered.", ["status", "cache"], registry=registry)
        self._requests = requests
        self._counted: dict[tuple[int, str], Counter] = {}
        self._seconds = Histogram(
            "briefs_making_seconds", "Time that answers took which were not kept.", buckets=_SECONDS, registry=registry
        )
        self.cache_bytes, self.cache_entries = (
            Gauge(f"briefs_cache_{name}", text, registry=registry, multiprocess_mode="livesum")
            for name, text in (("bytes", "Bytes of answers that are kept."), ("entries", "Answers that are kept."))
        )

    def answered(self, status: int, cache: str, seconds: float) -> None:
        """`cache` is `hit`, `miss`, or empty where none was asked. Of a hit only its number is worth the time."""
        counted = self._counted.get((status, cache))
        if counted is None:
            counted = self._counted[status, cache] = self._requests.labels(str(status), cache)
        counted.inc()
        if cache != "hit":
            self._seconds.observe(seconds)

    def text(self) -> bytes:
        registry = self._own
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def end(self) -> None:
        """This process is no longer one of those that serve."""
        if FOLDER in os.environ:
            multiprocess.mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
