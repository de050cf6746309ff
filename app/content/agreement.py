"""What can be said only of all files together: does one take what is another's, do two tell the same.

The table of faults and warnings is in `docs/content-format.md`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from app.content.fault import Fault, Severity
from app.content.reading import Event, Outline, Place, Reading
from app.content.registry import Registry
from app.nearest import nearest


def faults(readings: Mapping[str, Reading], registry: Registry) -> Iterator[Fault]:
    """What is wrong with briefs, by id, and with the registry in view of each other."""
    in_order = {id: (reading, reading.outline) for id, reading in readings.items() if reading.outline}
    yield from _taken_aliases(in_order, readings)
    for reading, outline in in_order.values():
        if outline.replaced_by and outline.replaced_by[0] not in readings:
            yield _unknown_successor(reading, outline.replaced_by, readings)
    yield from _told_twice(in_order, registry)
    if all(reading.readable for reading in readings.values()):  # one that cannot be read may be the one that cites it
        yield from _unused_sources(registry, registry.cited.union(*(reading.cited for reading in readings.values())))


def _taken_aliases(in_order: Mapping[str, tuple[Reading, Outline]], readings: Mapping[str, Reading]) -> Iterator[Fault]:
    taken = {id: id for id in readings}
    for id, (reading, outline) in sorted(in_order.items(), key=lambda item: item[1][0].draft):
        for alias, place in outline.aliases:
            if alias in taken:
                yield _fault(reading, place, f"the id {alias!r} belongs to {taken[alias]!r}", "Take this alias away")
            taken[alias] = id


def _unknown_successor(reading: Reading, named: tuple[str, Place], readings: Mapping[str, Reading]) -> Fault:
    id, place = named
    near = nearest(id, readings)
    advice = f"Did you mean {near!r}?" if near else "Name the id of another brief"
    return _fault(reading, place, f"unknown brief {id!r}", advice)


def _told_twice(in_order: Mapping[str, tuple[Reading, Outline]], registry: Registry) -> Iterator[Fault]:
    """Warn of events with the same date and parties in two files.

    Not of two in one brief, nor of a shared one beside an own one of a brief that names both: the editor sees both.
    """
    told: dict[tuple[str, frozenset[str]], dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for id, (_, outline) in in_order.items():
        for event in outline.events:
            if event.parties:
                told[event.date, event.parties][id].append(event)
    shared: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for id, told_once in registry.events.valid.items():
        shared[told_once.date.text, frozenset(told_once.parties)].append(id)
    for (date, between), tellers in told.items():
        for teller, events in tellers.items():
            reading, outline = in_order[teller]
            others = [other for other in tellers if other != teller]
            others += [id for id in shared.get((date, between), ()) if id not in outline.shared_events]
            for event in events if others else ():
                yield _fault(
                    reading,
                    event.place,
                    f"{', '.join(others)} tells an event of {date} between the same parties",
                    "If it is the same event, tell it once in reference/events.yaml",
                    "warning",
                )


def _unused_sources(registry: Registry, cited: frozenset[str]) -> Iterator[Fault]:
    file = registry.sources.file
    for id, source in registry.sources.valid.items():
        if id not in cited and not source.deprecated:
            advice = "Cite it, or mark it `deprecated: true`"
            place = file.place((id,), key=True)
            yield Fault(file.name, *place, f"the source {id!r} is not used", advice, "warning")


def _fault(reading: Reading, place: Place, message: str, advice: str, severity: Severity = "fault") -> Fault:
    """One of the brief's file. In a draft nothing stops a publish."""
    return Fault(reading.file, *place, message, advice, "warning" if reading.draft else severity)
