"""What a publish would take from readers without a word."""

from collections.abc import Callable

import orjson
import pytest

from app.content import corpus
from app.publish import changes
from tests.conftest import Folder
from tests.publish.rendering import rendered

GONE = "Keep `id: {id}`, or add it to `aliases:` of what took its place"
UNTOLD = "published words have changed, and readers are not told. Set `updated:`, or add a correction."
BRIEF = "india-and-two-powers"
Edit = Callable[[str], str]


def whole(folder: Folder, id: str) -> bytes:
    return next(entry.whole for entry in rendered(folder.path) if entry.key == f"brief/{id}")


def warned(folder: Folder, edit: Edit, *, name: str = f"briefs/{BRIEF}.yaml") -> list[str]:
    """The warnings when a file of the corpus is edited after it was published."""
    before = whole(folder, BRIEF)
    path = folder.path / name
    text = path.read_text()
    path.write_text(edit(text))
    assert path.read_text() != text
    outline = corpus.load(folder.path).readings[BRIEF].outline
    assert outline
    found = list(changes.untold("x.yaml", outline, orjson.loads(before), orjson.loads(whole(folder, BRIEF))))
    assert {fault.severity for fault in found} <= {"warning"}
    return [f"{fault.message}. {fault.advice}." for fault in found]


def gone(id: str) -> str:
    return f"the published id {id!r} is gone. {GONE.format(id=id)}."


def swap(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new)


TOLD = swap("updated: 2025-02-01", "updated: 2025-03-01")


@pytest.mark.parametrize(
    ("edit", "id"),
    [
        (swap("id: energy-security", "id: energy-safety"), "energy-security"),
        (swap("- id: space", "- id: outer-space"), "space"),
        (swap("id: steadfast", "id: friendship"), "steadfast"),
        (swap("id: oil-deal", "id: deal"), "oil-deal"),
        (swap("id: how-long", "id: until-when"), "how-long"),
        (swap("[US, IN]", "[US, IN, JP]"), "in-us"),
    ],
)
def test_a_published_id_that_is_gone_is_told(corpus_folder: Folder, edit: Edit, id: str) -> None:
    assert warned(corpus_folder, lambda text: TOLD(edit(text))) == [gone(id)]


@pytest.mark.parametrize(
    "edit",
    [
        swap("{id: leverage, title", "{id: lever, aliases: [leverage], title"),
        swap("- id: space", "- id: outer-space\n        aliases: [space]"),
    ],
)
def test_an_alias_keeps_an_id(corpus_folder: Folder, edit: Edit) -> None:
    assert warned(corpus_folder, lambda text: TOLD(edit(text))) == []


def test_a_claim_that_moves_within_its_brief_keeps_its_id(corpus_folder: Folder) -> None:
    point = "  - {id: leverage, title: Leverage, detail: Ties with both widen the choice., topics: [trade]}\n"

    def edit(text: str) -> str:
        return TOLD(text).replace(point, "").replace("timeline:\n", point + "timeline:\n")

    assert warned(corpus_folder, edit) == []


CHANGES = {
    "a title": swap("title: Crude oil", "title: Oil"),
    "the brief's title": swap("title: India and two powers", "title: India and powers"),
    "the summary": swap("with Russia.", "with others."),
    "an area": swap("Imports fell in 2024.\n", "Imports rose in 2024.\n"),
    "a point": swap("Ties with both widen", "Ties with both narrow"),
    "the position": swap("its own counsel", "no counsel"),
    "the conclusion": swap("keeps both doors open", "keeps no door open"),
    "a question": swap("How long can it last?", "Can it last?"),
    "an option": swap("[United States, Russia]", "[United States, Russia, Both]"),
    "a quote": swap("friendship is steadfast", "friendship is firm"),
    "a wording": swap("friendship is firm", "friendship is old"),
    "a quote's date": swap("date: 2024-07-09", "date: 2024-07-10"),
    "who speaks": swap("speaker: asha-rao", "speaker: ivan-petrov"),
    "a document": swap("document: Joint statement", "document: Draft statement"),
    "an occasion": swap("Press conference, Moscow", "Press conference, Delhi"),
    "an original": swap("language: hi, text", "language: mr, text"),
    "an event": swap("title: Oil deal signed", "title: Oil deal initialled"),
    "an event's date": swap("date: 2024-03", "date: 2024-04"),
    "an event's stage": swap("stage: signed", "stage: agreed"),
    "an event's place": swap("place: Delhi", "place: Mumbai"),
    "a verdict": swap("verdict: overstated", "verdict: incorrect"),
    "a reason": swap("They are planned.", "They are not."),
    "a verification": swap(
        "verification: {status: confirmed, checked: 2025-01-05}", "verification: {status: reported}"
    ),
}


@pytest.mark.parametrize("edit", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_that_is_not_told_is_warned_of(corpus_folder: Folder, edit: Edit) -> None:
    assert UNTOLD in warned(corpus_folder, edit)


@pytest.mark.parametrize("edit", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_that_is_told_is_in_order(corpus_folder: Folder, edit: Edit) -> None:
    assert warned(corpus_folder, lambda text: TOLD(edit(text))) == []


@pytest.mark.parametrize("speaker", ["ivan-petrov", "vera-stone", "eu"])
def test_other_words_in_nobodys_mouth(corpus_folder: Folder, speaker: str) -> None:
    """Who said it is content as much as what was said."""
    people = corpus_folder.path / "reference" / "people.yaml"
    people.write_text(people.read_text() + "vera-stone: {name: Vera Stone, country: IN, offices: [{title: Envoy}]}\n")
    quote = "{id: said, text: T, date: 2024-03, speaker: asha-rao, sources: [wire-report]}"
    path = corpus_folder.path / "briefs" / f"{BRIEF}.yaml"
    path.write_text(path.read_text().replace("\nquotes:\n", f"\nquotes:\n  - {quote}\n"))
    assert UNTOLD in warned(corpus_folder, swap("2024-03, speaker: asha-rao", f"2024-03, speaker: {speaker}"))


def test_a_correction_tells_a_change(corpus_folder: Folder) -> None:
    correction = "corrections:\n  - {date: 2025-03-01, of: leverage, was: widen, now: narrow}\n"
    edit = CHANGES["a point"]
    assert warned(corpus_folder, lambda text: edit(text).replace("corrections:\n", correction)) == []


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        (f"briefs/{BRIEF}.yaml", swap("summary: |\n", "# a comment\nsummary: |\n")),
        (f"briefs/{BRIEF}.yaml", swap("title: A report, publisher", "title: The report, publisher")),
        ("reference/topics.yaml", swap("name: Energy", "name: Energies")),
        ("reference/people.yaml", swap("name: Asha Rao", "name: A. Rao")),
        ("reference/events.yaml", swap("title: Summit in Moscow", "title: Moscow summit")),
        ("reference/sources.yaml", swap("title: Note on the visit", "title: A note")),
    ],
    ids=["comment", "own source", "topic", "person", "shared event", "shared source"],
)
def test_what_is_not_in_the_briefs_own_words_needs_no_word(corpus_folder: Folder, name: str, edit: Edit) -> None:
    assert warned(corpus_folder, edit, name=name) == []


def vanished(folder: Folder, published: list[str]) -> list[str]:
    readings = corpus.load(folder.path).readings
    return [str(fault) for fault in changes.vanished(readings, published, "data")]


PUBLISHED = ["india-and-two-powers", "india-eu-trade"]


def test_a_brief_that_is_gone_is_told(corpus_folder: Folder) -> None:
    assert vanished(corpus_folder, PUBLISHED) == []
    (corpus_folder.path / "briefs" / "india-eu-trade.yaml").unlink()
    assert vanished(corpus_folder, PUBLISHED) == [
        "data/briefs/india-eu-trade.yaml:1:1: warning: a published brief is gone. "
        "Keep it as `withdrawn:`, or add its id to `aliases:` of another."
    ]


@pytest.mark.parametrize(
    "edit",
    [swap("language: en\n", "aliases: [india-eu-trade]\n"), swap("language: en\n", "aliases: [a, india-eu-trade]\n")],
)
def test_a_brief_may_get_another_id(corpus_folder: Folder, edit: Edit) -> None:
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    path.write_text(edit(path.read_text()))
    path.rename(path.with_name("india-and-europe.yaml"))
    assert vanished(corpus_folder, PUBLISHED) == []


def test_a_withdrawn_brief_is_not_gone(corpus_folder: Folder) -> None:
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    path.write_text(path.read_text() + "withdrawn: {date: 2025-06-01, reason: R}\n")
    assert vanished(corpus_folder, PUBLISHED) == []


def test_a_published_brief_that_becomes_a_draft_is_gone(corpus_folder: Folder) -> None:
    path = corpus_folder.path / "briefs" / "india-eu-trade.yaml"
    path.write_text(path.read_text() + "draft: true\n")
    assert [line.split(". ")[0] for line in vanished(corpus_folder, PUBLISHED)] == [
        "data/briefs/india-eu-trade.yaml:1:1: warning: a published brief is gone"
    ]
