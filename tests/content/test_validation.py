"""Mismatches between what is written and the format, each told at its place with what to do."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.document import Brief
from app.publish import Publication
from tests.conftest import CORPUS, Folder

BRIEF_KEYS = ", ".join(Brief.model_fields)
VERDICTS = "accurate, partly, overstated, outdated, incorrect, unsupported, opinion"
CUT = "Inside { } a comma ends the value: put the whole text in double quotes."
POINT = "why_it_matters:\n  - "

TABLE = {
    # text after the four lines of the head → the fault
    "unknown key": ("langauge: en\n", "5:1: unknown key 'langauge'. Did you mean 'language'?"),
    "unknown key, nothing near": ("xyzzy: en\n", f"5:1: unknown key 'xyzzy'. The keys here are: {BRIEF_KEYS}."),
    "unknown key in another case": ("Language: en\n", "5:1: unknown key 'Language'. Did you mean 'language'?"),
    "unknown key below": (
        "position:\n  detail: D\n  scources: []\n",
        "7:3: unknown key 'scources'. Did you mean 'sources'?",
    ),
    "unknown key in a list": (
        POINT + "{id: p, titel: T, title: T, detail: D}\n",
        "6:13: unknown key 'titel'. Did you mean 'title'?",
    ),
    "unknown key of a source": (
        "sources:\n  s: {title: null, publisher: P, kind: news, url: 'https://a.b/', uri: x}\n",
        "6:67: unknown key 'uri'. Did you mean 'url'?",
    ),
    "unknown key of an event": (
        "timeline:\n  - {id: e, date: 2025, title: T, until: 2026, untill: 2026}\n",
        "6:48: unknown key 'untill'. Did you mean 'until'?",
    ),
    "a key of another place": (
        POINT + "{id: p, title: T, detail: D, stage: talks}\n",
        "6:34: unknown key 'stage'. The keys here are: parties, countries, topics, people, organisations, "
        "initiatives, sources, verification, review, id, aliases, title, detail.",
    ),
    "missing key": (
        "partnerships:\n  - parties: [IN, US]\n    title: T\n",
        "6:5: 'summary' is missing. Add it, such as `summary: Technology and arms lead; trade divides.`",
    ),
    "missing key deep within": (
        "partnerships:\n  - {parties: [IN, US], title: T, summary: S, areas:\n    [{id: a, title: T}]}\n",
        "7:6: 'detail' is missing. Add it, such as `detail: The two governments opened iCET in 2023.`",
    ),
    "missing key in braces": (
        POINT + "{id: p, title: T}\n",
        "6:5: 'detail' is missing. Add it, such as `detail: Ties with both widen the choice.`",
    ),
    "missing key of a source": (
        "sources:\n  s: {title: null, publisher: P, kind: news}\n",
        "6:6: 'url' is missing. Add it, such as `url: https://tass.com/politics/1814843`",
    ),
    "missing key of an event": (
        "timeline:\n  - {id: e, title: T}\n",
        "6:5: 'date' is missing. Add it, such as `date: 2023-06-22`",
    ),
    "blank value": ("language:\n", "5:1: 'language' is blank. Leave the key out, or fill it."),
    "blank value in quotes": ("language: ''\n", "5:1: 'language' is blank. Leave the key out, or fill it."),
    "blank block": ("position:\n  detail: |\n\n", "6:3: 'detail' is blank. Leave the key out, or fill it."),
    "blank where something must be": (
        "position:\n  detail:\n",
        "6:3: 'detail' is blank. Leave the key out, or fill it.",
    ),
    "null where something must be": (
        "position: {detail: null}\n",
        "5:20: null where a text belongs. Write a text.",
    ),
    "prose cut by a comma": (
        POINT + "{id: p, title: T, detail: Ties with both, and with China}\n",
        f"6:47: 'and with China' has no value, or a comma has cut the text before it. {CUT}",
    ),
    "prose cut before a colon": (
        POINT + "{id: p, title: T, detail: Ties with both, and so: freedom}\n",
        f"6:47: unknown key 'and so'. {CUT}",
    ),
    "prose cut by a comma over lines": (
        "conclusion: {detail: India buys from both,\n  and sells to one}\n",
        f"6:3: 'and sells to one' has no value, or a comma has cut the text before it. {CUT}",
    ),
    "a text for a list": (
        "aliases: two-powers\n",
        "5:10: one value where a list belongs. Put it in square brackets, or on a line of its own after a dash.",
    ),
    "keys for a list": (
        "why_it_matters: {id: p}\n",
        "5:17: one value where a list belongs. Put it in square brackets, or on a line of its own after a dash.",
    ),
    "null for a list": (
        "timeline: null\n",
        "5:11: one value where a list belongs. Put it in square brackets, or on a line of its own after a dash.",
    ),
    "a list for a text": ("language: [en]\n", "5:11: a list where a language belongs. Write a language."),
    "keys for a text": ("language: {a: b}\n", "5:11: keys and values where a language belongs. Write a language."),
    "a text for keys": (
        "position: India keeps its own counsel.\n",
        "5:11: a text or a list where keys and values belong. Write keys under it, each with its value.",
    ),
    "a list for keys": (
        "sources: [A b]\n",
        "5:10: a text or a list where keys and values belong. Write keys under it, each with its value.",
    ),
    "a list for a section": (
        "partnerships: [[IN, US]]\n",
        "5:16: a text or a list where keys and values belong. Write keys under it, each with its value.",
    ),
    "unknown word, one near": (
        "position: {detail: D, review: {claim: C, why: W, verdict: outdatet}}\n",
        f"5:59: 'outdatet' is not valid for 'verdict'. Did you mean 'outdated'? It is one of: {VERDICTS}.",
    ),
    "unknown word, none near": (
        "position: {detail: D, review: {claim: C, why: W, verdict: zzz}}\n",
        f"5:59: 'zzz' is not valid for 'verdict'. Use one of: {VERDICTS}.",
    ),
    "too few": (
        "partnerships:\n  - {parties: [IN], title: T, summary: S}\n",
        "6:15: 'parties' needs at least 2. Add one.",
    ),
    "the second of two": ("aliases:\n  - a\n  - b\n  - a\n", "8:5: 'a' is there twice. Keep one."),
    "a bad date": ("updated: 2025-02-30\n", "5:10: '2025-02-30' is not a day of the calendar."),
    "a bad item": (
        "aliases: [a, B]\n",
        "5:14: 'B' is not an id. Use lower-case letters, digits and single hyphens: `jet-engines`",
    ),
    "a bad source id": (
        "sources:\n  S: {title: null, publisher: P, kind: news, url: 'https://a.b/'}\n",
        "6:3: 'S' is not an id. Use lower-case letters, digits and single hyphens: `jet-engines`",
    ),
    "a shared event that is no id": (
        "timeline: [Summit]\n",
        "5:12: 'Summit' is not an id. Use lower-case letters, digits and single hyphens: `jet-engines`",
    ),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_mismatch_is_told_at_its_place(folder: Folder, text: str, expected: str) -> None:
    folder.brief("x", text)
    [fault] = [fault for fault in folder.faults() if "is not used" not in fault]
    assert fault.startswith(f"briefs/x.yaml:{expected}")


@pytest.mark.parametrize("missing", ["title", "published", "as_of", "summary"])
def test_a_key_missing_at_the_top_is_told_where_the_file_begins(folder: Folder, missing: str) -> None:
    path = folder.brief("x")
    kept = [line for line in path.read_text().splitlines() if not line.startswith(missing)]
    path.write_text("# a comment\n\n" + "\n".join(kept))
    [fault] = folder.faults()
    assert fault.startswith(f"briefs/x.yaml:3:1: {missing!r} is missing. Add it, such as `{missing}: ")


def test_every_fault_of_all_files_is_told_at_once(folder: Folder) -> None:
    folder.brief("a", "language: English\nperspective: ZZ\nxyzzy: 1\n")
    folder.brief("b", "timeline: [{}]\n")
    folder.write("reference/topics.yaml", "t: {}\nu: {nam: U}\n")
    places = [fault.split(": ")[0] for fault in folder.faults()]
    assert places == [
        *("briefs/a.yaml:5:11", "briefs/a.yaml:6:14", "briefs/a.yaml:7:1"),
        *("briefs/b.yaml:5:12", "briefs/b.yaml:5:12", "briefs/b.yaml:5:12"),
        *("reference/topics.yaml:1:4", "reference/topics.yaml:2:4", "reference/topics.yaml:2:5"),
    ]


@pytest.mark.parametrize("key", ["own", "shared", "named", "'[key]'"])
def test_an_unknown_key_may_be_called_anything(folder: Folder, key: str) -> None:
    folder.brief("x", f"{key}: 1\n")
    folder.write("reference/topics.yaml", f"t: {{name: T, {key}: 1}}\n")
    places = [fault.split(". ")[0] for fault in folder.faults()]
    name = key.strip("'")
    assert places == [f"briefs/x.yaml:5:1: unknown key {name!r}", f"reference/topics.yaml:1:14: unknown key {name!r}"]


NAMES = [
    "own",
    "shared",
    "named",
    "event",
    "people",
    "topics",
    "parties",
    "area",
    "speaker",
    "timeline",
    "against",
    "sources",
]


@pytest.mark.parametrize("id", NAMES)
def test_a_source_may_be_called_anything(folder: Folder, id: str) -> None:
    folder.brief(
        "x",
        f"position: {{detail: D, sources: [{id}]}}\n"
        f"sources: {{{id}: {{title: null, publisher: wire, kind: news, url: 'https://a.example/'}}}}\n",
    )
    assert folder.faults() == []


@pytest.mark.parametrize("id", NAMES)
def test_a_fault_in_a_source_is_told_there(folder: Folder, id: str) -> None:
    folder.brief("x", f"sources:\n  {id}: {{title: null, publisher: P, kind: news, url: nope}}\n")
    [fault] = folder.faults()
    assert fault.startswith(f"briefs/x.yaml:6:{len(id) + 50}: 'nope' is not a web address.")


KEYS = [
    *Brief.model_fields,
    "id",
    "detail",
    "parties",
    "date",
    "review",
    "verification",
    "own",
    "shared",
    "named",
    "event",
    "[key]",
    "x",
]
WORDS = ["x", "IN", "2025", "2025-01-01", "true", "confirmed", "a b", "", "null", "https://a.b/", "oil"]
anything = st.recursive(
    st.sampled_from(WORDS) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(KEYS), anything, max_size=5))
def test_any_brief_is_told_or_can_be_published(changes: dict[str, Any]) -> None:
    head: dict[str, Any] = {"title": "T", "published": "2025-01-01", "as_of": "2025", "summary": "S"}
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name))
        folder.write("briefs/x.yaml", orjson.dumps(head | changes))
        publication = Publication(folder.path)
        if not publication.stops:
            list(publication.records())


LINES = (CORPUS / "briefs" / "india-and-two-powers.yaml").read_text().splitlines(keepends=True)
lines = st.integers(0, len(LINES) - 1)


@settings(max_examples=40, deadline=None)
@given(edits=st.lists(st.tuples(lines, lines, st.sampled_from(["take away", "copy", "swap"])), min_size=1, max_size=3))
def test_any_slip_in_a_real_brief_is_told_or_can_be_published(edits: list[tuple[int, int, str]]) -> None:
    text = list(LINES)
    for one, other, how in edits:
        if how == "swap":
            text[one], text[other] = text[other], text[one]
        else:
            text[one] = "" if how == "take away" else text[other] * 2
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(CORPUS, Path(name) / "data")
        folder = Folder(Path(name) / "data")
        folder.write("briefs/india-and-two-powers.yaml", "".join(text))
        publication = Publication(folder.path)
        if not publication.stops:
            list(publication.records())
