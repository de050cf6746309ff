"""Words: cut and folded alike in the index and in a client's question, and shown where they are found."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidParameters
from app.snapshot.edition import Edition
from app.snapshot.kinds import AREA, BRIEF, PASSAGE
from app.snapshot.text import Clause, Segment, parse, snippet, stems, words
from tests.snapshot.building import at, entry, ids, published

LANGUAGES = ("en", "fr", "hi")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TYPED = st.text(
    st.sampled_from("*-+^~:()[]{}\"'’“”\\/&|!?.,;<>=@#$%_ \t\nabcINé0हि") | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


def found(edition: Edition, q: str) -> set[str]:
    return set(ids(edition.page(edition.ask(AREA, [("q", q)]))))


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Entries in three languages."""
    entries = [
        entry("b/oil", name="Oil", text="and gas"),
        entry("b/engine", text=["India’s F-414 engines", "kind title quote oil re 2"]),
        entry("b/fr", text="Les engins allemandes signés à Genève", language="fr"),
        entry("b/hi", text="हिन्दी नीति oil", language="hi"),
    ]
    return at(published(tmp_path_factory.mktemp("snapshot"), entries))


@pytest.mark.parametrize(
    ("given", "cut"),
    [
        ("Oil and gas", ["oil", "and", "gas"]),
        ("F-414 engines, 2.5 %", ["f414", "engines", "2", "5"]),
        ("MQ-9B S‑400 mid-2025 G-20 AB-1999", ["mq9b", "s400", "mid", "2025", "g20", "ab", "1999"]),
        ("U.S.–India", ["u", "s", "india"]),
        ("Türkiye ÅNGSTRÖM façade", ["turkiye", "angstrom", "facade"]),
        ("Straße STRAẞE Łódź Søren Ærø", ["strasse", "strasse", "lodz", "soren", "aero"]),
        ("İstanbul ISTANBUL ıstanbul", ["istanbul", "istanbul", "istanbul"]),
        ("हिन्दी नीति", ["हिन्दी", "नीति"]),
        ("কূটনীতি வெளியுறவு", ["কূটনীতি", "வெளியுறவு"]),
        ("ВНЕШНЯЯ политика", ["внешняя", "политика"]),
        ("Китай Россией ё", ["китаи", "россиеи", "е"]),
        ("ΕΛΛΆΔΑ ελλάδα", ["ελλαδα", "ελλαδα"]),
        ("外交政策", ["外交政策"]),
        ("한국", ["한국"]),
        ("سياسة خارجية", ["سياسة", "خارجية"]),
        ("٢٠٢٤", ["٢٠٢٤"]),
        ("ＵＳ Ｆ１４", ["us", "f14"]),
        ("India’s India's oil’s", ["india", "india", "oil"]),
        ("Indias’ l’Inde 'quoted' it's", ["indias", "l", "inde", "quoted", "it"]),
        ("", []),
        ("!? — … 😀 \0 \n", []),
        ("kind:brief AND a^2 OR *", ["kind", "brief", "and", "a", "2", "or"]),
    ],
)
def test_text_is_cut_at_anything_but_letters_marks_and_digits(given: str, cut: list[str]) -> None:
    assert words(given) == cut


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", "Tu\u0308rkiye"),
        ("façade", "fac\u0327ade"),
        ("क़ानून", "क\u093cानून"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("INDIA’S", "India’s"),
        ("INDIA'S OIL", "india's oil"),
        ("ΟΔΟΣ", "οδός"),
        ("ΟΔΟΣ", "οδοσ"),
    ],
)
def test_two_ways_of_writing_one_word_are_one(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_every_character_is_folded_to_letters_marks_and_digits_in_lower_case() -> None:
    """Otherwise syntax would come of it, such as `(1)` of `⑴`, or a word that its lower case does not find."""
    characters = (chr(code) for code in range(0x11_0000))
    folded = set(words(" ".join(one for one in characters if unicodedata.category(one)[0] in "LMN")))
    assert folded == set(words(" ".join(folded)))


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_cut(given: str) -> None:
    assert all(word and not word.isspace() for word in words(given))


@pytest.mark.parametrize(
    ("language", "one", "other", "equal"),
    [
        ("en", "running", "runs", True),
        ("en-GB", "agreements", "agreement", True),
        ("EN", "imports", "imported", True),
        ("fr", "allemandes", "allemande", True),
        ("en", "allemandes", "allemandes", True),
        ("de", "verträge", "vertrage", True),
        ("ru", "политика", "политике", True),
        ("hi", "समझौता", "समझौते", False),
        ("hi", "agreements", "agreement", False),
        ("zxx", "running", "runs", False),
        ("", "running", "runs", False),
        ("en", "oil", "gas", False),
    ],
)
def test_forms_of_a_word_have_a_stem_in_common_where_its_language_has_a_stemmer(
    language: str, one: str, other: str, equal: bool
) -> None:
    assert (stems(words(one), language) == stems(words(other), language)) is equal


@given(st.lists(ANY_TEXT, min_size=1, max_size=12))
@settings(max_examples=20, deadline=None)
def test_an_entry_is_found_by_each_of_its_words(texts: list[str]) -> None:
    listed = [entry(f"b/{n}", text=given, language=LANGUAGES[n % 3]) for n, given in enumerate(texts)]
    with TemporaryDirectory() as root:
        edition = at(published(Path(root), listed))
        for number, given in enumerate(texts):
            for word in words(given):
                assert f"b/{number}" in found(edition, word)
                assert f"b/{number}" in found(edition, f'"{word}"')
                assert len(word) < 3 or f"b/{number}" in found(edition, f"{word}*")
                assert f"b/{number}" not in found(edition, f"-{word}")
            typed = given.replace('"', " ").replace("*", " ").replace("-", " ")
            assert not words(typed) or f"b/{number}" in found(edition, typed)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("agreement", {"en", "name"}),
        ("agreements", {"en", "hi", "name"}),
        ("AGREEMENT negotiating", {"en"}),
        ("allemands", {"fr"}),
        ("ALLEMANDE", {"fr"}),
        ("geneve", {"fr"}),
        ("Genève signé", {"fr"}),
        ("समझौते", {"hi"}),
        ("समझौ*", {"hi"}),
        ("agreement समझौते", set()),
        ('"agreement"', {"name"}),
        ('"were negotiated"', {"en"}),
        ('"was negotiated"', set()),
        ("f-414", {"name"}),
        ('"F 414"', {"name"}),
        ("F414", {"name"}),
        ("F 414", {"name"}),
        ("-F414 -agreements", {"fr"}),
        ("india", {"name"}),
        ("India's", {"name"}),
        ("INDIA’S", {"name"}),
        ("agreements -negotiated", {"hi", "name"}),
        ('-"were negotiated" -allemandes', {"hi", "name"}),
        ("-F-414", {"en", "fr", "hi"}),
        ("-agree*", {"fr"}),
    ],
)
def test_words_are_found_in_their_forms_and_phrases_as_they_are(q: str, expected: set[str], tmp_path: Path) -> None:
    entries = [
        entry("en", text="The agreements were negotiated"),
        entry("fr", text="Les équipes allemandes, signées à Genève", language="fr"),
        entry("hi", text="agreements समझौते", language="hi"),
        entry("name", name="Agreement on India’s F-414"),
    ]
    assert found(at(published(tmp_path, entries)), q) == expected


def test_no_phrase_reaches_from_one_piece_to_the_next(tmp_path: Path) -> None:
    listed = [
        entry("title", name="Crude oil", text="gas flows"),
        entry("piece", text=["crude oil", "gas flows"]),
        entry("paragraph", text="crude oil\n\ngas flows"),
        entry("line", text="crude oil\ngas flows"),
    ]
    edition = at(published(tmp_path, listed))
    assert found(edition, '"oil gas"') == {"line"}
    assert found(edition, '"crude oil"') == found(edition, '"gas flows"') == {one.id for one in listed}
    assert found(edition, "crude oil gas flows") == {one.id for one in listed}


def test_a_brief_is_found_by_what_it_holds_and_a_passage_by_its_own_prose(tmp_path: Path) -> None:
    shown = {"kind": "brief", "url": "/v1/briefs/b", "position": None, "conclusion": None}
    listed = [entry("b", "brief", name="Title", text="summary", holds=["an area\n\nof work", "a quote"], shown=shown)]
    edition = at(published(tmp_path, listed))
    for q, within, own in [
        ("title summary", True, True),
        ("summary area", True, False),
        ("area quotes", True, False),
        ('"of work"', True, False),
        ('"area of"', False, False),
        ('"work a"', False, False),
        ('"summary an"', False, False),
    ]:
        assert ids(edition.page(edition.ask(BRIEF, [("q", q)]))) == (["b"] if within else []), q
        assert edition.page(edition.ask(PASSAGE, [("q", q)])).count == own, q


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("oil gas", [Clause(("oil",)), Clause(("gas",))]),
        ("Oil, OIL oil", [Clause(("oil",))]),
        ("F-414 G‑20", [Clause(("f414",)), Clause(("g20",))]),
        ("India-US", [Clause(("india",)), Clause(("us",))]),
        ('"oil and gas" deal', [Clause(("oil", "and", "gas"), "exact"), Clause(("deal",))]),
        ("“oil gas” „a b“ «c d»", [Clause(two, "exact") for two in (("oil", "gas"), ("a", "b"), ("c", "d"))]),
        ('"oil gas', [Clause(("oil", "gas"), "exact")]),
        ('oil"gas', [Clause(("oil",)), Clause(("gas",), "exact")]),
        ('"oil"', [Clause(("oil",), "exact")]),
        ('"" " " "!" oil', [Clause(("oil",))]),
        ("-oil", [Clause(("oil",), negative=True)]),
        ("gas --oil", [Clause(("gas",)), Clause(("oil",), negative=True)]),
        ("- oil", [Clause(("oil",))]),
        ("oil-", [Clause(("oil",))]),
        ("-F-414", [Clause(("f414",), negative=True)]),
        ("-India-US", [Clause(("india", "us"), "exact", True)]),
        ('-"oil gas"', [Clause(("oil", "gas"), "exact", True)]),
        ("impor*", [Clause(("impor",), "prefix")]),
        ("oil-impor*", [Clause(("oil",)), Clause(("impor",), "prefix")]),
        ("-impor*", [Clause(("impor",), "prefix", True)]),
        ("impor**", [Clause(("impor",), "prefix")]),
        ("oi*l *oil", [Clause(("oi",)), Clause(("l",)), Clause(("oil",))]),
        ('* ** -* - "*" \\', []),
        ("", []),
    ],
)
def test_what_is_typed_is_words_phrases_beginnings_and_what_is_left_out(typed: str, clauses: list[Clause]) -> None:
    assert parse(typed) == tuple(clauses)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("kind:quote", "kind quote"),
        ("title:oil", "title oil"),
        ("a^2", "a 2"),
        ("oil AND gas", "oil and gas"),
        ("oil OR gas", "oil or gas"),
        ("oil NOT gas", "oil not gas"),
        ("oil && gas || !x", "oil gas x"),
        ("+oil", "oil"),
        ("oil~2", "oil 2"),
        ("/oi.*/", "oi"),
        ("/[a-z]+/", "a z"),
        ("{a TO b}", "a to b"),
        ("[2020 TO *]", "2020 to"),
        ("oil?", "oil"),
        ("(oil OR gas", "oil or gas"),
        ("))oil((", "oil"),
        ("\\oil\\", "oil"),
        ("<b>oil</b>", "b oil"),
        ("oil;--", "oil"),
        ("IN [a b]", "in a b"),
    ],
)
def test_what_is_an_operator_elsewhere_means_nothing(typed: str, words: str, edition: Edition) -> None:
    assert set(parse(typed)) == set(parse(words))
    assert found(edition, typed) == found(edition, words)


@given(TYPED, st.booleans())
@settings(max_examples=400, deadline=None)
def test_nothing_that_is_typed_is_a_syntax_error(edition: Edition, typed: str, prefix: bool) -> None:
    pairs = [("q", typed), ("prefix", str(int(prefix))), ("sort", "-date")]
    try:
        question = edition.ask(AREA, pairs)
    except InvalidParameters:
        return
    assert edition.page(question).count <= 4
    assert {word for clause in question.clauses for word in clause.words} <= set(words(typed))


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 7_000 + "a",
        "a" + " OR (b" * 15,
        '"a',
        "a~2",
        "kind:*",
        "a" * 7_900,
        '"' + "a" * 7_900,
        "a" * 300 + "*",
        "a" * 7_900 + "*",
        "ह" * 900 + "*",
        "⑴⑴⑴*",
        "a\0b",
        "[a TO b]",
        "-a -nothing",
    ],
)
@pytest.mark.parametrize("prefix", ["0", "1"])
def test_what_is_hostile_is_words_or_is_refused(hostile: str, prefix: str, tmp_path: Path) -> None:
    edition = at(published(tmp_path, [entry("b/x", text="nothing of it")]))
    try:
        question = edition.ask(AREA, [("q", hostile), ("prefix", prefix)])
    except InvalidParameters:
        return
    assert edition.page(question).count == 0


@pytest.mark.parametrize(
    ("passage", "q", "shown"),
    [
        ("Oil and gas", "oil", "[Oil] and gas"),
        ("Oil and gas", "nothing", "Oil and gas"),
        ("Oil and gas", "", "Oil and gas"),
        ("Oil and gas", "-oil", "Oil and gas"),
        ("Running oil imports", "import ran run", "[Running] oil [imports]"),
        ("oil import, imports", '"oil import"', "[oil import], imports"),
        ("import oil import", '"oil import"', "import [oil import]"),
        ("an agreement on agriculture", "agri*", "an agreement on [agriculture]"),
        ("Genève, à Genève", "geneve", "[Genève], à [Genève]"),
        ("Les allemandes", "allemand", "Les [allemandes]"),
        ("India’s F-414", "india f-414", "[India]’s [F-414]"),
        ("INDIA’S oil", "india's oil", "[INDIA]’S [oil]"),
        ("India-US talks", "us", "India-[US] talks"),
        ("हिन्दी नीति", "नीति", "हिन्दी [नीति]"),
        ("Straße in ŁÓDŹ", "strasse lodz", "[Straße] in [ŁÓDŹ]"),
        ("ΟΔΟΣ", "οδος", "[ΟΔΟΣ]"),
        ("a\n\nb", "a b", "[a\n\nb]"),
        ("", "oil", ""),
    ],
)
def test_a_snippet_marks_what_was_asked_for(passage: str, q: str, shown: str) -> None:
    segments = snippet(passage, parse(q), LANGUAGES)
    assert "".join(f"[{one.text}]" if one.match else one.text for one in segments) == shown


def test_a_snippet_shows_the_part_that_holds_most_of_what_was_asked_for() -> None:
    before, after = ("padding words " * 40, "more and more " * 40)
    shown = joined(snippet(f"oil {before}here oil and gas meet {after}gas", parse("oil gas"), LANGUAGES))
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert "here oil and gas meet" in shown
    assert joined(snippet(before + after, parse("oil"), LANGUAGES)).startswith("padding words")


def marked(segments: Iterable[Segment]) -> set[str]:
    return {word for segment in segments if segment.match for word in words(segment.text)}


def joined(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)


PROSE = st.lists(
    st.sampled_from(["oil", "gas", "imports", "Genève", "nation", "of", "x" * 12, "F-414,", "नीति.", "(running)"]),
    max_size=120,
).map(" ".join)
ASKED = st.sampled_from(["oil", "gas import", '"oil gas"', "runs", "impor*", "-oil gas", '"of oil" nation', "नीति"])


@given(PROSE, ASKED, st.integers(40, 300))
@settings(max_examples=300, deadline=None)
def test_a_snippet_of_prose_cuts_no_word_and_marks_what_it_should(passage: str, q: str, size: int) -> None:
    segments = snippet(passage, parse(q), LANGUAGES, size)
    shown = joined(segments)
    body = shown.removeprefix("… ").removesuffix(" …")
    assert len(body) <= size
    assert f" {body.strip()} " in f" {passage} ", "no word is cut"
    all_of_it = snippet(passage, parse(q), LANGUAGES, len(passage))
    assert joined(all_of_it) == passage
    assert any(one.match for one in segments) == any(one.match for one in all_of_it), "a match is shown if there is one"
    assert marked(segments) <= marked(all_of_it)


@given(ANY_TEXT.map(lambda part: part * 9), TYPED, st.integers(1, 300))
@settings(max_examples=400, deadline=None)
def test_a_snippet_of_anything_is_a_part_of_it(passage: str, typed: str, size: int) -> None:
    segments = snippet(passage, [*parse(typed), *parse(passage[:9])], LANGUAGES, size)
    shown = joined(segments)
    assert len(shown) <= size + 4
    assert any(shown.removeprefix(lead).removesuffix(end) in passage for lead in ("", "… ") for end in ("", " …"))
    assert all(one.text for one in segments)
    assert all(one.match != other.match for one, other in pairwise(segments))


@given(ANY_TEXT.filter(lambda given: bool(words(given))), st.data())
@settings(max_examples=200, deadline=None)
def test_any_word_of_a_short_text_is_marked_in_it(passage: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words(passage)))
    assert any(one.match for one in snippet(passage, [Clause((word,))], LANGUAGES, 10_000))
    assert any(one.match for one in snippet(passage, [Clause((word,), "exact")], LANGUAGES, 10_000))
    assert any(one.match for one in snippet(passage, [Clause((word,), "prefix")], LANGUAGES, 10_000))
