"""The store: never beyond its bound, and no flood reaches what has proven itself."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.middleware.store import Store

LIMIT = 40_000
_KEYS = st.integers(0, 4)
_SIZES = st.integers(0, 15_000)
_STEPS = st.lists(
    st.tuples(st.just("get"), _KEYS, st.just(0))
    | st.tuples(st.just("put"), _KEYS, _SIZES)
    | st.tuples(st.sampled_from(["grow", "grow and put"]), _KEYS, st.integers(0, 8_000)),
    max_size=60,
)


@dataclass(eq=False)
class Item:
    size: int


def filled(limit: int, *items: tuple[str, int]) -> Store[Item]:
    store = Store[Item](limit)
    for key, size in items:
        store.put(key, Item(size))
    return store


def kept(store: Store[Item], *keys: str) -> list[str]:
    return [key for key in keys if store.get(key) is not None]


def overhead() -> int:
    """What an entry counts beside its own bytes."""
    return filled(LIMIT, ("a", 0)).size


def taken(limit: int, steps: list[tuple[str, int, int]]) -> Store[Item]:
    """A store after these steps, each of which leaves it within its bound."""
    store, items = Store[Item](limit), dict[int, Item]()
    for step, key, size in steps:
        match step:
            case "get":
                found = store.get(key)
                assert found is None or found is items[key]
            case "put":
                items[key] = Item(size)
                store.put(key, items[key])
            case _ if key in items:
                items[key].size += size
                if step == "grow and put":
                    store.put(key, items[key])
        assert 0 <= store.size <= limit
    return store


def test_what_is_put_is_there_and_what_is_not_is_not() -> None:
    store = filled(LIMIT, ("a", 10), ("b", 20))
    assert (len(store), store.size) == (2, 30 + 2 * overhead())
    assert store.get("c") is None
    assert [item.size for item in map(store.get, "ab") if item] == [10, 20]


def test_each_entry_counts_for_more_than_its_bytes() -> None:
    assert overhead() > 500, "empty answers take memory too"
    store = filled(LIMIT, *((str(number), 0) for number in range(1_000)))
    assert len(store) <= LIMIT / overhead()


def test_of_what_was_asked_for_once_the_oldest_goes() -> None:
    store = filled(LIMIT, *((key, 9_000) for key in "abcdef"))
    assert kept(store, *"abcdef") == ["c", "d", "e", "f"]


def test_a_value_put_again_takes_the_place_of_the_first() -> None:
    store = filled(LIMIT, ("a", 9_000), ("a", 100))
    assert (len(store), store.size) == (1, 100 + overhead())


@pytest.mark.parametrize("limit", [0, 1, 500])
def test_without_room_nothing_is_kept(limit: int) -> None:
    store = filled(limit, ("a", 0), ("b", 10))
    assert (len(store), store.size, store.get("a"), store.get("b")) == (0, 0, None, None)


def test_what_is_larger_than_all_is_not_kept_and_drives_out_nothing_proven() -> None:
    store = filled(LIMIT, ("proven", 100))
    assert kept(store, "proven")
    store.put("large", Item(LIMIT))
    assert kept(store, "proven", "large") == ["proven"]


def test_a_flood_does_not_reach_what_was_asked_for_again() -> None:
    store = filled(LIMIT, *((key, 4_000) for key in "abcd"))
    assert kept(store, *"abcd") == list("abcd")
    for number in range(2_000):
        store.put(number, Item(3_000))
    assert kept(store, *"abcd") == list("abcd")


@given(st.lists(st.integers(0, 6_000), max_size=12), st.lists(_SIZES, max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_flood_reaches_what_fits_into_the_proven_part(proven: list[int], flood: list[int]) -> None:
    store, names = Store[Item](LIMIT), list[str]()
    for number, size in enumerate(proven):
        store.put(f"proven {number}", Item(size))
        if store.size <= 0.8 * LIMIT and kept(store, f"proven {number}"):
            names.append(f"proven {number}")
    names = names if store.size <= 0.8 * LIMIT else []
    for number, size in enumerate(flood):
        store.put(number, Item(size))
    assert kept(store, *names) == names


def test_what_is_proven_makes_way_for_what_is_newly_proven() -> None:
    store = filled(LIMIT)
    for key in "abcdefgh":
        store.put(key, Item(7_000))
        assert kept(store, key)
    store.put("flood", Item(7_000))
    assert kept(store, *"efgh") == list("efgh")
    assert not kept(store, *"ab")


def test_what_has_grown_leaves_room_for_what_is_new() -> None:
    """Each answer of an edition grows by its codings; those of the next edition must find a place all the same."""
    store = filled(LIMIT)
    grown = {key: Item(6_000) for key in "abcd"}
    for key, item in grown.items():
        store.put(key, item)
        assert kept(store, key)
    for key, item in grown.items():
        item.size += 3_000
        store.put(key, item)
    store.put("new", Item(1_000))
    assert kept(store, "new")


def test_what_has_grown_is_counted_anew() -> None:
    store, item = Store[Item](LIMIT), Item(1_000)
    store.put("a", item)
    item.size = 5_000
    store.put("a", item)
    assert (len(store), store.size) == (1, 5_000 + overhead())


def test_growth_that_was_not_told_does_not_lift_the_bound() -> None:
    store, item = Store[Item](LIMIT), Item(1_000)
    store.put("a", item)
    store.put("b", Item(10_000))
    item.size = LIMIT - 5_000
    store.get("a")
    assert store.size <= LIMIT


@given(_STEPS, st.sampled_from([0, 900, 5_000, LIMIT]))
@settings(max_examples=150, deadline=None)
def test_it_never_exceeds_its_bytes(steps: list[tuple[str, int, int]], limit: int) -> None:
    taken(limit, steps)


@given(_STEPS)
@settings(max_examples=150, deadline=None)
def test_its_size_is_that_of_what_it_keeps(steps: list[tuple[str, int, int]]) -> None:
    store = taken(LIMIT, [step for step in steps if step[0] != "grow"])
    size, count = store.size, len(store)
    found = [item.size for item in map(store.get, range(5)) if item is not None]
    assert (len(found), sum(found) + len(found) * overhead()) == (count, size)
