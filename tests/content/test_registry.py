"""What briefs share: read where it is, told where it is wrong, missing without a word where there is none."""

import pytest

from app.content import corpus, registry, yaml_file
from tests.conftest import Folder

PEOPLE = "people.yaml"
TABLE = {
    "an id in capitals": (
        PEOPLE,
        "Modi: {name: Modi}\n",
        "1:1: 'Modi' is not an id. Use lower-case letters, digits and single hyphens: `jet-engines`",
    ),
    "an organisation with a hyphen": (
        "organisations.yaml",
        "five-eyes: {name: Five Eyes}\n",
        "1:1: 'five-eyes' is not an organisation's id. Use three or more lower-case letters or digits: `brics`",
    ),
    "an organisation that could be a country": (
        "organisations.yaml",
        "au: {name: African Union}\n",
        "1:1: 'au' is not an organisation's id. Use three or more lower-case letters or digits: `brics`",
    ),
    "no name": ("topics.yaml", "t: {detail: D}\n", "1:4: 'name' is missing. Add it, such as `name: Narendra Modi`"),
    "an unknown key": (
        "topics.yaml",
        "t: {name: T, alias: [x]}\n",
        "1:14: unknown key 'alias'. Did you mean 'aliases'?",
    ),
    "a text": (
        "topics.yaml",
        "t: Trade\n",
        "1:4: a text or a list where keys and values belong. Write keys under it, each with its value.",
    ),
    "a blank entry": ("topics.yaml", "t:\n", "1:1: 't' is blank. Leave the key out, or fill it."),
    "the same id twice": (
        "topics.yaml",
        "t: {name: T}\nt: {name: U}\n",
        "2:1: the key 't' is there twice (first in line 1). Keep one.",
    ),
    "the same name twice": (
        "topics.yaml",
        "t: {name: T, aliases: [a, b, a]}\n",
        "1:30: 'a' is there twice. Keep one.",
    ),
    "an empty file": (
        "topics.yaml",
        "",
        "1:1: not a mapping of keys and values. Begin with a key and a colon, such as `title:`",
    ),
    "an office of no country": (
        PEOPLE,
        "p: {name: P, offices: [{title: T, country: UK}]}\n",
        "1:44: 'UK' is not a country code. Write GB.",
    ),
    "an office that ends before it begins": (
        PEOPLE,
        "p: {name: P, offices: [{title: T, from: 2020, to: 2019}]}\n",
        "1:51: `to` before `from`. Correct one of them.",
    ),
    "an office called as in Python": (
        PEOPLE,
        "p: {name: P, offices: [{title: T, since: 2020}]}\n",
        "1:35: unknown key 'since'. The keys here are: title, country, from, to, sources.",
    ),
    "an unknown source of an office": (
        PEOPLE,
        "p: {name: P, offices: [{title: T, sources: [nope]}]}\n",
        "1:45: unknown source 'nope'. Add to reference/sources.yaml: `nope: {…}`",
    ),
    "an unknown party of an initiative": (
        "initiatives.yaml",
        "i: {name: I, parties: [IN, quad]}\n",
        "1:28: unknown organisation 'quad'. Add to reference/organisations.yaml: `quad: {…}`",
    ),
    "an alias that is an id": (
        "events.yaml",
        "e: {date: 2024, title: E, aliases: [f], sources: [s]}\nf: {date: 2023, title: F, sources: [s]}\n",
        "1:37: the id 'f' is taken. Take this alias away.",
    ),
    "a review of a shared event": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s], review: {claim: C, verdict: opinion, why: W}}\n",
        "1:41: a review of a shared event. Put it on a claim of the brief.",
    ),
    "a shared event with an area": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s], area: a}\n",
        "1:41: unknown key 'area'. The keys here are: ",
    ),
    "a shared event that ends before it begins": (
        "events.yaml",
        "e: {date: 2024, until: 2023-12, title: E, sources: [s]}\n",
        "1:24: `until` before `date`. Correct one of the two dates.",
    ),
    "a shared event that is confirmed by nobody": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s], verification: {status: confirmed}}\n",
        "1:64: confirmed without an official source. Cite one, or write `reported`",
    ),
    "a shared event that is disputed by nobody": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s], verification: {status: disputed}}\n",
        "1:64: disputed by nobody. Name in `against:` the sources that say otherwise.",
    ),
    "a shared event of an unknown person": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s], people: [narendra-modi]}\n",
        "1:50: unknown person 'narendra-modi'. Add to reference/people.yaml: "
        "`narendra-modi: {name: Narendra Modi, offices: [{title: …}]}`",
    ),
    "a shared event of an unknown source": (
        "events.yaml",
        "e: {date: 2024, title: E, sources: [s, report]}\n",
        "1:40: unknown source 'report'. Add to reference/sources.yaml: `report: {…}`",
    ),
}


def fault_lines(folder: Folder) -> list[str]:
    """Faults alone, with every path as the editor would write it in the folder."""
    return [fault.replace(f"{folder.path}/", "") for fault in folder.faults() if ": warning: " not in fault]


@pytest.mark.parametrize(("name", "text", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_faulty_entry_is_told_at_its_place(folder: Folder, name: str, text: str, expected: str) -> None:
    folder.write("reference/sources.yaml", "s: {title: null, publisher: P, kind: news, url: 'https://a.b/'}\n")
    folder.write(f"reference/{name}", text)
    assert [fault for fault in fault_lines(folder) if fault.startswith(f"reference/{name}:{expected}")]


def test_a_folder_without_a_registry_has_no_entries(folder: Folder) -> None:
    found = registry.load(folder.path / "reference", "reference")
    assert [file.name for file in found.files] == [
        f"reference/{noun}.yaml" for noun in ("people", "organisations", "initiatives", "topics", "sources", "events")
    ]
    assert not any(file.faults for file in found.files)
    assert found.people.lacks("anybody")


def test_nothing_is_said_of_ids_while_their_file_cannot_be_read(folder: Folder) -> None:
    folder.write("reference/topics.yaml", "t: {name: T\n")
    folder.brief("x", "why_it_matters:\n  - {id: p, title: T, detail: D, topics: [t, u], people: [q]}\n")
    told = [fault.split(". ")[0] for fault in folder.faults()]
    assert told[0] == "briefs/x.yaml:6:59: unknown person 'q'"
    assert told[1].startswith("reference/topics.yaml:2:1: not YAML: ")
    assert len(told) == 2


def test_an_id_is_known_while_its_entry_is_faulty(folder: Folder) -> None:
    """One fault, and not one more for each brief that names it."""
    folder.write("reference/topics.yaml", "t: {nam: T}\n")
    folder.brief("x", "why_it_matters:\n  - {id: p, title: T, detail: D, topics: [t]}\n")
    assert {fault.split(":")[0] for fault in folder.faults()} == {"reference/topics.yaml"}


def test_valid_entries_stand_beside_faulty_ones(corpus_folder: Folder) -> None:
    topics = corpus_folder.path / "reference" / "topics.yaml"
    topics.write_text(topics.read_text() + "wrong: {nam: W}\n")
    found = corpus.load(corpus_folder.path).registry.topics
    assert list(found.valid) == ["energy", "technology", "trade"]
    assert sorted(found.known or ()) == ["energy", "technology", "trade", "wrong"]
    assert not found.lacks("wrong")
    assert found.lacks("nothing")


def test_a_registry_may_be_longer_than_a_brief(folder: Folder) -> None:
    many = "".join(f"topic-{number}: {{name: Topic {number}, detail: {'d' * 200}}}\n" for number in range(1500))
    assert len(many) > yaml_file.MAX_BYTES
    folder.write("reference/topics.yaml", many)
    assert folder.faults() == []


def test_a_registry_that_leaves_the_folder_is_not_followed(folder: Folder) -> None:
    (folder.path / "reference").mkdir()
    (folder.path / "reference" / "people.yaml").symlink_to("/etc/passwd")
    (folder.path / "reference" / "topics.yaml").symlink_to("gone.yaml")
    assert [fault.split(". ")[0] for fault in folder.faults()] == [
        "reference/people.yaml:1:1: a symbolic link that leaves the folder",
        "reference/topics.yaml:1:1: cannot be read: No such file or directory",
    ]
