"""What briefs share into entries: partnerships, people, countries, and shared events and sources."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from app.content import document as doc
from app.publish import names
from app.publish.directory import Directory, is_country
from app.publish.entries import claim_entry, dump, moved, shared_event, source_entry
from app.publish.usage import Usage
from app.schemas.base import Model
from app.schemas.registry import (
    CountryFields,
    InitiativeFields,
    Office,
    OrganisationFields,
    PartnershipFields,
    PersonFields,
    TopicFields,
)
from app.snapshot import text
from app.snapshot.layout import Entry
from app.snapshot.vocabulary import fold


def entries(directory: Directory, usage: Usage) -> Iterator[Entry]:
    """Every registered thing that a published brief uses, and what such a thing names in its turn."""
    yield from _events(directory, usage)
    yield from _initiatives(directory, usage)
    yield from _people(directory, usage)
    yield from _sources(directory, usage)
    yield from _partnerships(directory, usage)
    yield from _described(directory, usage)
    yield from _countries(directory, usage)


def _events(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for id, visible in usage.visible("event").items():
        event = directory.registry.events.valid[id]
        claimed = shared_event(id, directory)
        usage.see_tags(claimed.tags, visible)
        usage.see("source", event.sources, visible)
        yield claim_entry(claimed, visible, directory, usage.briefs("event", id))
        for alias in event.aliases:
            yield moved(f"event/{alias}", f"/v1/timeline/{id}", visible)


def _sources(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for id, visible in usage.visible("source").items():
        yield source_entry(directory.shared_source(id), visible, usage.briefs("source", id))
        for alias in directory.registry.sources.valid[id].aliases:
            yield moved(f"source/{alias}", f"/v1/sources/{id}", visible)


def _partnerships(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for id, visible in usage.visible("partnership").items():
        parties = list(usage.parties[id])
        countries = tuple(filter(is_country, parties))
        aliases = [alias for code in countries for alias in names.country_aliases(code)]
        values = {
            "party": tuple(parties),
            "country": countries,
            "organisation": tuple(party for party in parties if not is_country(party)),
            "brief": usage.briefs("partnership", id),
        }
        card = PartnershipFields(
            **_card("partnership", "partnerships", id, directory.partnership_name(parties), []),
            parties=[directory.party(party) for party in parties],
        )
        usage.see("country", countries, visible)
        yield _entry(card, visible, values, also=aliases)


def _people(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for id, visible in usage.visible("person").items():
        person = directory.registry.people.valid[id]
        codes = {code for code in (person.country, *(office.country for office in person.offices)) if code}
        usage.see("country", codes, visible)
        usage.see("source", (source for office in person.offices for source in office.sources), visible)
        card = PersonFields(
            **_card("person", "people", id, person.name, person.aliases),
            country=directory.country(person.country) if person.country else None,
        )
        offices = [_office(office, directory).model_dump(mode="json") for office in person.offices]
        titles = [office.title for office in person.offices]
        yield _entry(card, visible, {"country": tuple(sorted(codes))}, also=titles, more={"offices": offices})


def _office(office: doc.Office, directory: Directory) -> Office:
    return Office(
        title=office.title,
        country=directory.country(office.country) if office.country else None,
        since=office.since.text if office.since else None,
        until=office.until.text if office.until else None,
        sources=[directory.shared_source(id) for id in office.sources],
    )


def _initiatives(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for id, visible in usage.visible("initiative").items():
        initiative = directory.registry.initiatives.valid[id]
        countries = tuple(filter(is_country, initiative.parties))
        organisations = tuple(party for party in initiative.parties if not is_country(party))
        usage.see("country", countries, visible)
        usage.see("organisation", organisations, visible)
        card = InitiativeFields(
            **_card("initiative", "initiatives", id, initiative.name, initiative.aliases),
            detail=initiative.detail,
            parties=[directory.party(party) for party in initiative.parties],
        )
        values = {"party": tuple(initiative.parties), "country": countries, "organisation": organisations}
        yield _entry(card, visible, values)


def _described(directory: Directory, usage: Usage) -> Iterator[Entry]:
    registry = directory.registry
    for id, visible in usage.visible("organisation").items():
        organisation = registry.organisations.valid[id]
        card = _card("organisation", "organisations", id, organisation.name, organisation.aliases)
        yield _entry(OrganisationFields(**card, detail=organisation.detail), visible, {})
    for id, visible in usage.visible("topic").items():
        topic = registry.topics.valid[id]
        card = _card("topic", "topics", id, topic.name, topic.aliases)
        yield _entry(TopicFields(**card, detail=topic.detail), visible, {})


def _countries(directory: Directory, usage: Usage) -> Iterator[Entry]:
    for code, visible in usage.visible("country").items():
        country = directory.country(code)
        card = _card("country", "countries", code, country.name, list(names.country_aliases(code)))
        yield _entry(CountryFields(**card, flag=country.flag), visible, {})


def _card(kind: str, plural: str, id: str, name: str, aliases: list[str]) -> dict[str, Any]:
    return {"kind": kind, "id": id, "url": f"/v1/{plural}/{id}", "name": name, "aliases": aliases}


def _entry(
    card: Model,
    visible: int,
    values: dict[str, tuple[str, ...]],
    also: Sequence[str] = (),
    more: dict[str, Any] | None = None,
) -> Entry:
    fields = card.model_dump()
    aliases = fields["aliases"]
    if fields["kind"] == "topic":  # which are words for a part of it
        also, aliases = aliases, []
    return Entry(
        kind=fields["kind"],
        id=fields["id"],
        name=fold(fields["name"]),
        visible=visible,
        json=dump(card),
        whole=orjson.dumps(more) if more else b"",
        values=values,
        prose=text.indexed(fields["name"], [fields.get("detail") or "", *also], "en", names=aliases),
    )
