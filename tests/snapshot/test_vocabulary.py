"""Vocabularies: what clients write, and what they mean."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.vocabulary import Name, Vocabularies, Vocabulary, fold, to_json

NAMES = (
    Name("IN", "India", ("Bharat", "IND")),
    Name("KP", "North Korea", ("Korea", "DPRK")),
    Name("KR", "South Korea", ("Korea", "ROK")),
    Name("TR", "Türkiye", ("Turkey",)),
    Name("US", "United States", ("USA", "America", "IN-exile"), 100),
    Name("energy", "Energy", ("in",)),
)
VOCABULARY = Vocabulary.of(NAMES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TÜRKİYE", "turkiye"),
        ("Tu\u0308rkiye", "Türkiye"),
        ("U.S.A.", "usa"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("Côte d'Ivoire", "Cote dIvoire"),
        ("in-force", "In  force"),
        ("Guinea‑Bissau", "guinea-bissau"),
        ("  United\tStates\n", "united states"),
        ("Straße", "STRASSE"),
        ("№ ５", "no 5"),
    ],
)
def test_two_ways_of_writing_one_name_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["", "...", "’", "—", "\u0301", "😀"])
def test_what_has_no_letter_folds_to_nothing_and_means_nothing(text: str) -> None:
    assert fold(text) == ""
    assert VOCABULARY.candidates(text, 100) == []


@given(st.text(max_size=30))
@settings(max_examples=500, deadline=None)
def test_folding_is_settled_at_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("IN", ["IN"]),
        ("India", ["IN"]),
        ("INDIA", ["IN"]),
        ("bharat", ["IN"]),
        ("turkey", ["TR"]),
        ("Turkiye", ["TR"]),
        ("Korea", ["KP", "KR"]),
        ("south korea", ["KR"]),
        ("in", ["IN", "energy"]),
        ("u.s.a.", ["US"]),
        ("Indi", []),
        ("India ,", ["IN"]),
    ],
)
def test_a_name_is_found_by_id_label_and_alias(text: str, ids: list[str]) -> None:
    assert VOCABULARY.candidates(text, 100) == ids


@pytest.mark.parametrize("text", ["US", "us", "United States", "America", "Amerika", "IN-exile"])
def test_nobody_hears_of_a_name_before_its_instant(text: str) -> None:
    assert VOCABULARY.candidates(text, 99.9) == []
    assert VOCABULARY.nearest(text, 99.9) != "US"
    assert "US" not in VOCABULARY.valid(99.9)
    assert VOCABULARY.nearest(text, 100) == "US"
    assert "US" in VOCABULARY.valid(100)


@pytest.mark.parametrize(
    ("text", "id"), [("Indai", "IN"), ("Turky", "TR"), ("Sout Korea", "KR"), ("enrgy", "energy"), ("xyzzy", None)]
)
def test_the_nearest_of_a_misspelt_name_is_an_id(text: str, id: str | None) -> None:
    assert VOCABULARY.nearest(text, 0) == id


def test_what_is_valid_is_in_order() -> None:
    assert VOCABULARY.valid(100) == ["IN", "KP", "KR", "TR", "US", "energy"]
    assert len(VOCABULARY) == 6


def test_an_id_without_a_name_is_called_by_itself() -> None:
    assert (VOCABULARY.label("TR"), VOCABULARY.label("ZZ")) == ("Türkiye", "ZZ")


def test_names_come_back_from_json_as_they_were() -> None:
    stored = orjson.loads(orjson.dumps(to_json({"country": NAMES, "topic": ()})))
    read = Vocabularies(stored)
    assert (len(read["country"]), len(read["topic"])) == (6, 0)
    for text in ("IN", "Korea", "america", "in", "nothing"):
        for now in (0, 100):
            assert read["country"].candidates(text, now) == VOCABULARY.candidates(text, now)
