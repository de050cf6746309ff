"""Order keys: one integer that says everything of an entry's place."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.layout import FILTERS, HASH_MASK, Entry, order_keys, schema

_DAY = st.none() | st.dates().map(date.toordinal)
_HASH = st.integers(0, HASH_MASK)


def keys(day: int | None, hash: int) -> tuple[int, int]:
    return order_keys(Entry("area", "b/x", "x", 0, b"", date=day), hash)


@given(_DAY, _HASH, _DAY, _HASH)
@settings(max_examples=500, deadline=None)
def test_keys_tell_newest_and_oldest_first_with_the_undated_last(
    day: int | None, hash: int, other_day: int | None, other_hash: int
) -> None:
    newest, oldest = keys(day, hash)
    other_newest, other_oldest = keys(other_day, other_hash)
    assert all(0 <= key < 2**64 for key in (newest, oldest))
    if (day, hash) == (other_day, other_hash):
        assert (newest, oldest) == (other_newest, other_oldest)
    elif day == other_day:
        assert (newest > other_newest) == (oldest > other_oldest) == (hash > other_hash)
    elif day is None or other_day is None:
        assert (newest > other_newest) == (oldest > other_oldest) == (other_day is None)
    else:
        assert (newest > other_newest) == (other_oldest > oldest) == (day > other_day)


def test_the_index_has_every_filter_and_is_made_once() -> None:
    assert schema() is schema()
    assert len(set(FILTERS)) == len(FILTERS)
