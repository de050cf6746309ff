"""Suggestions: what was most likely meant by words that find nothing, and nothing that finds nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.edition import Edition
from app.snapshot.kinds import AREA, BRIEF, PASSAGE, Kind
from app.snapshot.spelling import near
from app.snapshot.text import parse
from app.snapshot.vocabulary import Name
from tests.snapshot.building import at, entry, published

WORDS = ("oil", "nuclear", "energy", "imports", "agreement", "ऊर्जा", "signé", "semiconductors")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Before the end of an embargo."""
    listed = [
        entry("b/1", text="nuclear energy agreement", country=("IN",)),
        entry("b/2", text="semiconductors and oil imports", country=("US",)),
        entry("b/3", name="Narendra Modi", text="signé ऊर्जा", person=("narendra-modi",)),
        entry("b/4", text="India"),
        entry("b/secret", text="espionage balloons", topic=("espionage",), visible=100),
        entry("energy", "topic", name="Energy"),
        entry("b", "brief", name="A brief", holds=["what it holds is hydropower"]),
    ]
    names = {
        "country": [Name("IN", "India", ("Bharat",)), Name("US", "United States")],
        "person": [Name("narendra-modi", "Narendra Modi", ("Modi",))],
        "topic": [Name("energy", "Energy", ("power",)), Name("espionage", "Espionage", ("spying",), 100)],
        **{field: [] for field in ("organisation", "initiative", "language", "verification")},
    }
    return at(published(tmp_path_factory.mktemp("snapshot"), listed, names), 99)


def suggested(edition: Edition, q: str, kind: Kind = AREA, **more: str) -> list[str]:
    return edition.suggest(edition.ask(kind, [("q", q), *more.items()]))


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("nuclaer", "nuclear"),
        ("nuclaer enrgy", "nuclear energy"),
        ("Nuclaer energy", "nuclear energy"),
        ("semiconductor imprts", "semiconductors imports"),
        ("narendar modi", "Narendra Modi"),
        ("sginé", None),
        ("signeé", "signe"),
        ("nuclear zebra", "nuclear"),
        ("zebra nuclear", "nuclear"),
        ("Indai", "India"),
        ("Bharta", None),
        ("xyzzy", None),
        ("xyzzy zebra", None),
    ],
)
def test_a_misspelt_word_is_set_right_or_left_out(edition: Edition, q: str, first: str | None) -> None:
    assert suggested(edition, q)[:1] == ([first] if first else [])


def test_a_name_is_suggested_as_it_is_written(edition: Edition) -> None:
    assert "Narendra Modi" in suggested(edition, "Narendra Moodi")
    assert "Modi" in suggested(edition, "zebra moddi")


@pytest.mark.parametrize("q", ["espionag", "espionage", "espionnage", "ballons", "spyng", "balloon espionag", "secret"])
def test_no_suggestion_names_what_is_embargoed(edition: Edition, q: str) -> None:
    for kind in (AREA, PASSAGE, BRIEF):
        assert not [one for one in suggested(edition, q, kind) if "esp" in one.lower() or "ball" in one or "spy" in one]
    later = Edition(edition.snapshot, 1)
    assert later.suggest(later.ask(AREA, [("q", "espionag ballons")]))[:1] == ["espionage balloons"]


def test_a_suggestion_finds_something_with_the_filters_that_are_chosen(edition: Edition) -> None:
    assert suggested(edition, "nuclaer", country="IN") == ["nuclear"]
    assert suggested(edition, "nuclaer", country="US") == []
    assert suggested(edition, "nuclaer", BRIEF) == []


@pytest.mark.parametrize("q", ["Indai Indai", "Indai india", "Modii Modii", "nuclaer zebra yak", "energi Enrgy"])
def test_no_two_suggestions_ask_for_the_same(edition: Edition, q: str) -> None:
    found = suggested(edition, q)
    asked = {frozenset(clause.words for clause in parse(one)) for one in found}
    assert len(asked) == len(found), found


_TYPED = st.lists(
    st.sampled_from(WORDS) | st.text(st.sampled_from("abceinoruyxé*-\"’'"), max_size=9) | st.text(max_size=5),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(_TYPED, st.sampled_from([AREA, PASSAGE, BRIEF]))
@settings(max_examples=200, deadline=None)
def test_every_suggestion_finds_something_else(edition: Edition, typed: str, kind: Kind) -> None:
    clauses = parse(typed)
    begun = [clause.words[-1] for clause in clauses if clause.form == "prefix"]
    if not clauses or len(begun) > 3 or any(len(word) < 3 for word in begun):
        return
    found = suggested(edition, typed, kind)
    assert len(found) <= 3
    for one in found:
        question = edition.ask(kind, [("q", one)])
        assert edition.snapshot.count(question, 0) > 0
        assert question.clauses != clauses
        assert "espionage" not in one.lower()
        assert "balloons" not in one


def test_words_are_looked_up_by_their_first_two_letters_and_names_as_a_whole() -> None:
    asked: list[str] = []

    def beginnings(prefix: str) -> list[str]:
        asked.append(prefix)
        return {"nu": ["nuclear", "number"], "en": ["energy"]}.get(prefix, [])

    found = list(near("Nuclaer, enrgy!", beginnings, ["Energy", "Nuclear Suppliers Group", "Nuclear Energy"]))
    assert found[:2] == ["Nuclear Energy", "nuclear energy"]
    assert set(asked) == {"nu", "en"}
    assert list(near("", beginnings, ["Energy"])) == [""]


def test_a_snapshot_of_nothing_suggests_nothing(tmp_path: Path) -> None:
    edition = at(published(tmp_path, []))
    assert suggested(edition, "oil gas") == []
