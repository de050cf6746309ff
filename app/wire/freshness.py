"""How long an answer may be kept (RFC 9111 §5.2, RFC 5861)."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds for which a cache may answer without asking; while it asks; and when asking fails."""

    max_age: int
    stale_while_revalidate: int
    stale_if_error: int

    @property
    def reach(self) -> int:
        """How long after it was sent an answer may be seen, as long as asking does not fail."""
        return self.max_age + self.stale_while_revalidate

    def header(self, left: float = inf) -> str:
        """`Cache-Control` for what will be another in `left` seconds: until then it may be kept, and not beyond."""
        age = int(max(0, min(self.max_age, left)))
        stale = int(max(0, min(self.stale_while_revalidate, left - age)))
        parts = ["public", f"max-age={age}"]
        parts += [f"stale-while-revalidate={stale}"] if stale else []
        parts += [f"stale-if-error={self.stale_if_error}"] if self.stale_if_error else []
        return ", ".join(parts)
