"""Ids into the stubs that answers link with."""

from functools import cached_property

from app.content.document import SharedSource, Source
from app.content.registry import Registry
from app.content.scalars import COUNTRY_CODES, PartialDate
from app.publish import names
from app.schemas import source as schema
from app.schemas.link import Actor, CountryLink, Link, PartyLink


def partnership_id(parties: list[str]) -> str:
    """`in-us` of [US, IN]."""
    return "-".join(sorted(party.lower() for party in parties))


def is_country(party: str) -> bool:
    return party in COUNTRY_CODES


class Directory:
    """The registry, as links. One instance a publish: what it has made once it gives again."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._made: dict[tuple[str, str], Link] = {}
        self._parties: dict[str, PartyLink] = {}
        self._shared: dict[str, schema.Source] = {}

    def topic(self, id: str) -> Link:
        return self._link("topics", id, self.registry.topics.valid[id].name)

    def organisation(self, id: str) -> Link:
        return self._link("organisations", id, self.registry.organisations.valid[id].name)

    def initiative(self, id: str) -> Link:
        return self._link("initiatives", id, self.registry.initiatives.valid[id].name)

    def person(self, id: str) -> Link:
        return self._link("people", id, self.registry.people.valid[id].name)

    def country(self, code: str) -> CountryLink:
        return self._countries[code]

    @cached_property
    def _countries(self) -> dict[str, CountryLink]:
        return {
            code: CountryLink(
                id=code, name=names.country_name(code), flag=names.flag(code), url=f"/v1/countries/{code}"
            )
            for code in COUNTRY_CODES
        }

    def party(self, id: str) -> PartyLink:
        if id not in self._parties:
            self._parties[id] = self._party(id)
        return self._parties[id]

    def _party(self, id: str) -> PartyLink:
        if is_country(id):
            country = self.country(id)
            return PartyLink(kind="country", id=id, name=country.name, flag=country.flag, url=country.url)
        link = self.organisation(id)
        return PartyLink(kind="organisation", id=id, name=link.name, flag=None, url=link.url)

    def partnership(self, parties: list[str]) -> Link:
        id = partnership_id(parties)
        return self._link("partnerships", id, self.partnership_name(parties))

    def partnership_name(self, parties: list[str]) -> str:
        return "–".join(self.party(party).name for party in sorted(parties, key=str.lower))

    def actor(self, id: str, date: PartialDate | None) -> Actor:
        """A speaker or participant with the office held at the date."""
        if id in self.registry.organisations.valid:
            link = self.organisation(id)
            return Actor(kind="organisation", id=id, name=link.name, office=None, country=None, url=link.url)
        person = self.registry.people.valid[id]
        office = person.office_at(date)
        code = (office and office.country) or person.country
        return Actor(
            kind="person",
            id=id,
            name=person.name,
            office=office.title if office else None,
            country=self.country(code) if code else None,
            url=f"/v1/people/{id}",
        )

    def shared_source(self, id: str) -> schema.Source:
        if id not in self._shared:
            self._shared[id] = render_source(id, self.registry.sources.valid[id], None)
        return self._shared[id]

    def _link(self, plural: str, id: str, name: str) -> Link:
        key = (plural, id)
        if key not in self._made:
            self._made[key] = Link(id=id, name=name, url=f"/v1/{plural}/{id}")
        return self._made[key]


def render_source(id: str, source: Source | SharedSource, brief: Link | None) -> schema.Source:
    """`id` is whole: `<brief>/<id>`, or `<id>` of a shared one."""
    return schema.Source(
        id=id,
        url=f"/v1/sources/{id}",
        brief=brief,
        kind=source.kind,
        title=source.title,
        publisher=source.publisher,
        agency=source.agency,
        author=source.author,
        published=source.published.text if source.published else None,
        accessed=source.accessed.isoformat() if source.accessed else None,
        link=source.url,
        archived=source.archived,
        language=source.language,
        note=source.note,
    )
