"""Words: cut and folded alike in the index and in a client's question."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot import text
from app.snapshot.edition import Edition
from app.snapshot.kinds import AREA
from app.snapshot.text import words
from tests.snapshot.building import at, entry, ids, published


def found(edition: Edition, q: str) -> set[str]:
    return set(ids(edition.page(edition.ask(AREA, [("q", q)]))))


@pytest.mark.parametrize(
    ("given", "cut"),
    [
        ("Oil and gas", ["oil", "and", "gas"]),
        ("F-414 engines, 2.5 %", ["f", "414", "engines", "2", "5"]),
        ("U.S.–India", ["u", "s", "india"]),
        ("Türkiye ÅNGSTRÖM façade", ["turkiye", "angstrom", "facade"]),
        ("Straße Łódź", ["strasse", "lodz"]),
        ("हिन्दी नीति", ["हिन्दी", "नीति"]),
        ("Внешняя политика", ["внешняя", "политика"]),
        ("外交政策", ["外交政策"]),
        ("سياسة خارجية", ["سياسة", "خارجية"]),
        ("٢٠٢٤", ["٢٠٢٤"]),
        ("", []),
        ("!? — … 😀 \0 \n", []),
        ("kind:brief AND a^2 OR *", ["kind", "brief", "and", "a", "2", "or"]),
    ],
)
def test_text_is_cut_at_anything_but_letters_marks_and_digits(given: str, cut: list[str]) -> None:
    assert words(given) == cut


@pytest.mark.parametrize(("composed", "decomposed"), [("Türkiye", "Tu\u0308rkiye"), ("façade", "fac\u0327ade")])
def test_an_accent_is_folded_however_it_is_encoded(composed: str, decomposed: str) -> None:
    assert words(decomposed) == words(composed)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_cut(given: str) -> None:
    assert all(word and not word.isspace() for word in words(given))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_an_entry_is_found_by_all_of_its_words(texts: list[str]) -> None:
    with TemporaryDirectory() as root:
        edition = at(published(Path(root), [entry(f"b/{n}", text=given) for n, given in enumerate(texts)]))
        for number, given in enumerate(texts):
            if 0 < len(set(words(given))) <= text.MAX_TERMS:
                assert f"b/{number}" in found(edition, given)


def test_an_english_word_is_found_in_its_other_forms_and_any_word_as_it_is(tmp_path: Path) -> None:
    entries = [
        entry("b/en", text="The agreements were negotiated"),
        entry("b/hi", text="agreements समझौते", language="hi"),
        entry("b/name", name="Agreement on engines"),
    ]
    edition = at(published(tmp_path, entries))
    assert found(edition, "agreement") == {"b/en", "b/name"}
    assert found(edition, "agreements") == {"b/en", "b/hi", "b/name"}
    assert found(edition, "AGREEMENT negotiating") == {"b/en"}
    assert found(edition, "समझौते") == {"b/hi"}
    assert found(edition, "agreement समझौते") == set()


@pytest.mark.parametrize(
    "hostile", ["(" * 7_000 + "a", "a" + " OR (b" * 15, '"a', "a~2", "kind:*", "a" * 7_900, "-a", "a\0b", "[a TO b]"]
)
def test_what_is_syntax_elsewhere_is_words_here(hostile: str, tmp_path: Path) -> None:
    edition = at(published(tmp_path, [entry("b/x", text="nothing of it")]))
    assert found(edition, hostile) == set()
