"""The values of one field among what a question finds, for a client to choose from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """How many different values there are, and the commonest of them beside all that are selected."""

    count: int
    values: list[Value]


def facet(counts: Mapping[str, int], selected: Collection[str], label: Callable[[str], str], limit: int) -> Facet:
    """Of values with equal counts, the first by id stands first. A selected value is there even if it finds nothing."""
    order = sorted(counts, key=lambda value: (-counts[value], value))
    shown = [*order[:limit], *(value for value in selected if value not in order[:limit])]
    values = [Value(value, label(value), counts.get(value, 0), value in selected) for value in shown]
    return Facet(len(counts), values)
