"""How long an answer may be kept (RFC 9111 §5.2.2, RFC 5861)."""

import re
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire.freshness import Freshness

MINUTE = Freshness(60, 60, 86_400)
_SECONDS = st.integers(0, 10**9)
_RULES = st.builds(Freshness, _SECONDS, _SECONDS, _SECONDS)
_LEFT = st.floats(-(10**9), 3 * 10**9) | st.integers(-5, 200) | st.just(inf)


def seconds(header: str) -> dict[str, int]:
    """What a header tells, each once and in whole seconds."""
    assert re.fullmatch(r"public(, [a-z-]+=[0-9]+)+", header)
    found = re.findall(r"([a-z-]+)=([0-9]+)", header)
    assert len(found) == len(dict(found))
    return {name: int(value) for name, value in found}


@pytest.mark.parametrize(
    ("rules", "left", "header"),
    [
        (MINUTE, inf, "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"),
        (MINUTE, 120, "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"),
        (MINUTE, 119.9, "public, max-age=60, stale-while-revalidate=59, stale-if-error=86400"),
        (MINUTE, 61.5, "public, max-age=60, stale-while-revalidate=1, stale-if-error=86400"),
        (MINUTE, 60.5, "public, max-age=60, stale-if-error=86400"),
        (MINUTE, 59.9, "public, max-age=59, stale-if-error=86400"),
        (MINUTE, 0.9, "public, max-age=0, stale-if-error=86400"),
        (MINUTE, 0, "public, max-age=0, stale-if-error=86400"),
        (MINUTE, -7.5, "public, max-age=0, stale-if-error=86400"),
        (Freshness(10, 0, 0), inf, "public, max-age=10"),
        (Freshness(0, 0, 0), inf, "public, max-age=0"),
        (Freshness(0, 30, 0), 7, "public, max-age=0, stale-while-revalidate=7"),
        (Freshness(5, 0, 60), inf, "public, max-age=5, stale-if-error=60"),
    ],
)
def test_an_answer_says_how_long_it_may_be_kept(rules: Freshness, left: float, header: str) -> None:
    assert rules.header(left) == header


@given(_RULES, _LEFT)
@settings(max_examples=500, deadline=None)
def test_nothing_is_seen_beyond_its_end(rules: Freshness, left: float) -> None:
    told = seconds(rules.header(left))
    assert told["max-age"] + told.get("stale-while-revalidate", 0) <= max(0, left)
    assert told["max-age"] <= rules.max_age
    assert told.get("stale-while-revalidate", 0) <= rules.stale_while_revalidate
    assert told.get("stale-if-error", 0) == rules.stale_if_error


@given(_RULES, _SECONDS)
@settings(max_examples=200, deadline=None)
def test_an_end_beyond_its_reach_shortens_nothing(rules: Freshness, more: int) -> None:
    assert rules.header(rules.reach + more) == rules.header()
