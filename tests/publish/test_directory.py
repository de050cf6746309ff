"""Ids into the stubs that answers link with."""

import pytest

from app.content import corpus
from app.content.scalars import partial_date
from app.publish.directory import Directory, is_country, partnership_id
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(corpus.load(CORPUS).registry)


@pytest.mark.parametrize(
    ("parties", "id"),
    [
        (["US", "IN"], "in-us"),
        (["IN", "RU"], "in-ru"),
        (["IN", "eu"], "eu-in"),
        (["US", "JP", "IN", "AU"], "au-in-jp-us"),
        (["brics", "IN"], "brics-in"),
    ],
)
def test_a_partnership_is_its_parties_in_order(parties: list[str], id: str) -> None:
    assert partnership_id(parties) == partnership_id(parties[::-1]) == id


def test_an_organisation_is_no_country() -> None:
    assert [is_country(party) for party in ("IN", "XK", "eu", "un", "brics", "in")] == [True, True, *[False] * 4]


def test_a_partnership_is_named_after_its_parties(directory: Directory) -> None:
    link = directory.partnership(["IN", "eu"])
    assert (link.id, link.name, link.url) == ("eu-in", "European Union–India", "/v1/partnerships/eu-in")


@pytest.mark.parametrize(
    ("id", "kind", "name", "flag", "url"),
    [
        ("IN", "country", "India", "🇮🇳", "/v1/countries/IN"),
        ("eu", "organisation", "European Union", None, "/v1/organisations/eu"),
    ],
)
def test_a_party_says_what_it_is(
    directory: Directory, id: str, kind: str, name: str, flag: str | None, url: str
) -> None:
    party = directory.party(id)
    assert (party.kind, party.id, party.name, party.flag, party.url) == (kind, id, name, flag, url)


@pytest.mark.parametrize(
    ("date", "office"),
    [
        ("2024-06-30", "Foreign Minister of India"),
        ("2024-07-01", "Prime Minister of India"),
        ("2024", "Prime Minister of India"),
        ("2019", None),
        (None, None),
    ],
)
def test_a_speaker_has_the_office_of_the_day(directory: Directory, date: str | None, office: str | None) -> None:
    actor = directory.actor("asha-rao", partial_date(date) if date else None)
    assert (actor.kind, actor.name, actor.office) == ("person", "Asha Rao", office)
    assert actor.country is not None
    assert actor.country.id == "IN"


def test_an_organisation_speaks_without_office_or_country(directory: Directory) -> None:
    actor = directory.actor("brics", partial_date("2024"))
    assert (actor.kind, actor.name, actor.office, actor.country) == ("organisation", "BRICS", None, None)


def test_an_address_of_a_source_is_kept_byte_for_byte(directory: Directory) -> None:
    source = directory.shared_source("wire-report")
    assert source.link == "https://wire.example/%2Freport?id=1&x=y"
    assert source.title is None
