"""From when a shared thing may be spoken of, and what an embargo hides until then."""

from dataclasses import astuple
from pathlib import Path

import pytest

from app.content.scalars import instant
from app.publish import Publication
from app.publish.usage import Usage
from app.snapshot.layout import Entry
from app.snapshot.vocabulary import Name
from tests.conftest import NOW, Folder
from tests.publish.rendering import rendered

FIRST, SECOND, EMBARGO = (instant(text).seconds for text in ("2025-01-10", "2025-03-01T09:00+01:00", "2100-01-01"))


def published(folder: Path) -> tuple[dict[str, Entry], dict[str, list[Name]]]:
    publication = Publication(folder)
    list(publication.records())
    return {entry.key: entry for entry in rendered(folder)}, publication.names()


def test_the_earliest_use_counts() -> None:
    usage = Usage()
    usage.see("topic", ["b", "a"], 20, "x")
    usage.see("topic", ["a"], 10, "y")
    usage.see("topic", ["a", "c"], 30, "x")
    assert list(usage.visible("topic").items()) == [("a", 10), ("b", 20), ("c", 30)]
    assert usage.briefs("topic", "a") == ("x", "y")
    assert usage.visible("person") == {}
    assert usage.briefs("topic", "z") == ()


@pytest.mark.parametrize(
    ("key", "visible"),
    {
        "event/summit-2024": FIRST,
        "moved/event/moscow-2024": FIRST,
        "source/ministry-note": FIRST,
        "partnership/in-us": FIRST,
        "partnership/in-ru": FIRST,
        "partnership/eu-in": SECOND,
        "partnership/fr-in": EMBARGO,
        "person/asha-rao": FIRST,
        "person/ivan-petrov": FIRST,
        "topic/technology": FIRST,
        "organisation/eu": SECOND,
        "initiative/chip-plan": FIRST,
        "country/IN": FIRST,
        "country/UA": FIRST,
        "country/FR": EMBARGO,
        "brief/embargoed": EMBARGO,
        "area/embargoed/engines": EMBARGO,
        "source/embargoed/secret-source": EMBARGO,
        "section/india-eu-trade/eu-in": SECOND,
    }.items(),
)
def test_an_entry_is_visible_from_its_first_published_use(corpus_folder: Folder, key: str, visible: int) -> None:
    entries, _ = published(corpus_folder.path)
    assert entries[key].visible == visible


def test_what_no_published_brief_uses_has_no_entry(corpus_folder: Folder) -> None:
    corpus_folder.write(
        "reference/topics.yaml", "unused: {name: U}\nenergy: {name: E}\ntechnology: {name: T}\ntrade: {name: R}\n"
    )
    corpus_folder.brief("draft", "draft: true\nwhy_it_matters: [{id: p, title: T, detail: D, topics: [unused]}]\n")
    entries, names = published(corpus_folder.path)
    assert "topic/unused" not in entries
    assert "organisation/brics" not in entries
    assert "unused" not in {name.id for name in names["topic"]}


def visible_part(folder: Folder, now: float) -> tuple[set[tuple[object, ...]], set[tuple[str, object]]]:
    """All that a reader can get at a moment: entries but for the briefs that use them, and names."""
    entries, names = published(folder.path)
    shown: set[tuple[object, ...]] = {
        (entry.key, entry.json, entry.whole, entry.name, str(entry.prose))
        for entry in entries.values()
        if entry.visible <= now
    }
    return shown, {(field, astuple(name)) for field, found in names.items() for name in found if name.visible <= now}


SECRET = """title: A secret journey
published: 2100-01-01
as_of: 2025
language: fr
perspective: FR
summary: Nobody may know of it yet.
examines: secret
aliases: [older-secret]
position: {detail: D, topics: [secrets], countries: [GE]}
partnerships:
  - parties: [FR, IN, brics]
    title: T
    summary: S
    areas: [{id: a, title: T, detail: D, initiatives: [secret-plan], sources: [secret]}]
quotes:
  - {id: q, text: T, date: 2024, speaker: ivan-petrov, organisations: [nato], people: [spy], sources: [secret, hidden]}
timeline: [summit-2024, secret-summit, {id: e, title: T, date: 2024, parties: [JP, eu], sources: [hidden]}]
sources: {secret: {title: L, publisher: Secret Press, url: "https://secret.example/", kind: dataset, language: fr}}
"""


def test_an_embargo_changes_nothing_that_can_be_seen_before(corpus_folder: Folder) -> None:
    """No entry, no name of a filter and no word of either tells that there is such a brief."""
    reference = corpus_folder.path / "reference"
    for noun, entry in {
        "topics": "secrets: {name: Secrets}\n",
        "initiatives": "secret-plan: {name: Plan, parties: [IL, brics]}\n",
        "organisations": "nato: {name: NATO}\n",
        "people": "spy: {name: Spy, country: KZ, offices: [{title: Spy, country: KG, sources: [hidden]}]}\n",
        "sources": "hidden: {title: H, publisher: Hidden Press, url: 'https://h.example/', kind: news, aliases: [h]}\n",
        "events": "secret-summit: {title: T, date: 2024, parties: [CN, JP], people: [spy], sources: [hidden]}\n",
    }.items():
        (reference / f"{noun}.yaml").write_text((reference / f"{noun}.yaml").read_text() + entry)
    before = visible_part(corpus_folder, NOW)
    corpus_folder.write("briefs/secret.yaml", SECRET)
    still = visible_part(corpus_folder, EMBARGO - 1)
    assert still[0] ^ before[0] == set()
    assert still[1] ^ before[1] == set()
    shown, names = visible_part(corpus_folder, EMBARGO)
    assert {key for key, *_ in shown - before[0]} >= {"brief/secret", "topic/secrets", "partnership/brics-fr-in"}
    assert {field for field, _ in names - before[1]} >= {"topic", "person", "speaker", "language", "perspective"}


@pytest.mark.parametrize("field", ["language", "perspective", "speaker"])
def test_a_name_is_known_from_when_it_is_used_so(corpus_folder: Folder, field: str) -> None:
    """A person may be tagged in public, and speak only under an embargo."""
    corpus_folder.write(
        "briefs/secret.yaml",
        "title: T\npublished: 2100-01-01\nas_of: 2025\nsummary: S\nlanguage: fr\nperspective: RU\n"
        "quotes: [{id: q, text: T, date: 2024, speaker: ivan-petrov, sources: [wire-report]}]\n",
    )
    id = {"language": "fr", "perspective": "RU", "speaker": "ivan-petrov"}[field]
    _, names = published(corpus_folder.path)
    assert [name.visible for name in names[field] if name.id == id] == [EMBARGO]


def test_the_briefs_of_a_shared_thing_are_in_their_order(corpus_folder: Folder) -> None:
    entries, _ = published(corpus_folder.path)
    assert entries["event/summit-2024"].values["brief"] == ("embargoed", "india-and-two-powers")
    assert entries["partnership/eu-in"].values["brief"] == ("india-eu-trade",)
    assert entries["source/wire-report"].values["brief"] == ("india-and-two-powers",)
