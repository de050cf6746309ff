"""What an editor, or an enemy, can put into a file or in its place."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content import corpus, yaml_file
from app.content.yaml_file import MAX_BYTES, MAX_DEPTH, MAX_FAULTS, Mapping, Scalar, YamlFile
from tests.conftest import Folder

HEAD = "title: A title\npublished: 2025-01-01\nas_of: 2025\nsummary: A summary.\n"
OTHER = "briefs/other.yaml:5:1: unknown key 'titel'. Did you mean 'title'?"
NOT_TEXT = "is not text. Delete it."
MORE_DEEP = "nested more than 32 deep. A brief needs no more than ten."
NO_MAPPING = "not a mapping of keys and values. Begin with a key and a colon, such as `title:`"
ESCAPE = "an escape makes the character"

CONTENT = {
    "an empty file": (b"", f"1:1: {NO_MAPPING}"),
    "a comment alone": (b"# title: x\n", f"1:1: {NO_MAPPING}"),
    "a list": (b"- title\n- x\n", f"1:1: {NO_MAPPING}"),
    "a word": (b"title", f"1:1: {NO_MAPPING}"),
    "50,000 brackets": (b"[" * 50_000, f"1:33: {MORE_DEEP}"),
    "50,000 brackets that close": (b"[" * 50_000 + b"]" * 50_000, f"1:33: {MORE_DEEP}"),
    "50,000 dashes": (b"- " * 50_000, f"1:65: {MORE_DEEP}"),
    "50,000 mappings": (b"{a: " * 50_000, f"1:129: {MORE_DEEP}"),
    "50,000 braces": (b"{" * 50_000, "1:2: a key that is not text. A key is a single word."),
    "50,000 question marks": (b"? " * 50_000, "1:3: a key that is not text. A key is a single word."),
    "50 MB": (b"title: x\n" * 5_600_000, "1:1: more than 262,144 bytes. Split it, or shorten its prose."),
    "one byte too many": (
        HEAD.encode() + b"#" * (MAX_BYTES - len(HEAD) + 1),
        "1:1: more than 262,144 bytes. Split it, or shorten its prose.",
    ),
    "invalid UTF-8": (b"title: x\nsummary: caf\xe9 y\n", "2:13: not valid UTF-8. Save the file as UTF-8."),
    "half a character": (b"title: \xe0\xa4", "1:8: not valid UTF-8. Save the file as UTF-8."),
    "an encoded surrogate": (b"title: \xed\xa0\x80", "1:8: not valid UTF-8. Save the file as UTF-8."),
    "an overlong NUL": (b"title: \xc0\x80", "1:8: not valid UTF-8. Save the file as UTF-8."),
    "UTF-16": ("title: x\n".encode("utf-16"), "1:1: not valid UTF-8. Save the file as UTF-8."),
    "UTF-16 without its mark": ("title: x\n".encode("utf-16-le"), f"1:2: the character U+0000 {NOT_TEXT}"),
    "NUL": ("title: é\nsummary: aé\0\n".encode(), f"2:12: the character U+0000 {NOT_TEXT}"),
    "a bell": (b"title: x\a", f"1:9: the character U+0007 {NOT_TEXT}"),
    "a form feed": (b"title: x\n\x0c", f"2:1: the character U+000C {NOT_TEXT}"),
    "delete": (b"title: x\x7f", f"1:9: the character U+007F {NOT_TEXT}"),
    "a next line": ("title: x\x85".encode(), f"1:9: the character U+0085 {NOT_TEXT}"),
    "a line separator": ("title: x\u2028".encode(), f"1:9: the character U+2028 {NOT_TEXT}"),
    "private use, which stands for our address": ("title: \ue000".encode(), f"1:8: the character U+E000 {NOT_TEXT}"),
    "a noncharacter": ("title: \uffff".encode(), f"1:8: the character U+FFFF {NOT_TEXT}"),
    "a control character in a comment": (b"title: x # \x1b[2J\n", f"1:12: the character U+001B {NOT_TEXT}"),
    "a second document": (
        HEAD.encode() + b"---\ntitle: y\n",
        "5:1: a second document. One file holds one document: take the `---` away.",
    ),
    "50,000 documents": (
        b"---\n" * 50_000,
        "2:1: a second document. One file holds one document: take the `---` away.",
    ),
    "a tab for indentation": (
        HEAD.encode() + b"\tlanguage: en\n",
        "5:1: not YAML: found a tab character that violates indentation. Indent with spaces.",
    ),
    "a colon in prose": (
        b"title: India: a study\n",
        "1:13: not YAML: mapping values are not allowed in this context. "
        "A text with a colon needs double quotes, or the block form with `|`",
    ),
    "a list as a key": (HEAD.encode() + b"? [a]\n: x\n", "5:3: a key that is not text. A key is a single word."),
    "a list as a short key": (HEAD.encode() + b"[a]: x\n", "5:1: a key that is not text. A key is a single word."),
}


def together(folder: Folder) -> list[str]:
    """All faults, when there is another broken file beside: it must be reported too."""
    folder.brief("other", "titel: x\n")
    started = time.process_time()
    faults = folder.faults()
    assert time.process_time() - started < 1
    assert faults.pop() == OTHER
    return faults


@pytest.mark.parametrize(("content", "expected"), CONTENT.values(), ids=CONTENT.keys())
def test_hostile_content_is_one_fault_with_its_place(folder: Folder, content: bytes, expected: str) -> None:
    folder.write("briefs/hostile.yaml", content)
    stop = "" if expected.endswith((".", "`")) else "."
    assert together(folder) == [f"briefs/hostile.yaml:{expected}{stop}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "an anchor": ("language: &a en\n", "5:11: an anchor (&a). Write the value out where it is needed."),
        "a tag": ("language: !x en\n", "5:11: a tag (!x). Take it away: the key decides the type."),
        "a standard tag": (
            "language: !!str en\n",
            "5:11: a tag (tag:yaml.org,2002:str). Take it away: the key decides the type.",
        ),
        "a Python object": (
            "language: !!python/object/apply:os.system [exit 1]\n",
            "5:11: a tag (tag:yaml.org,2002:python/object/apply:os.system). Take it away: the key decides the type.",
        ),
        "the same key twice": (
            "language: en\n\nlanguage: fr\n",
            "7:1: the key 'language' is there twice (first in line 5). Keep one.",
        ),
        "a key of the head again": ("title: B\n", "5:1: the key 'title' is there twice (first in line 1). Keep one."),
        "an escaped NUL": (r'language: "e\0n"' + "\n", f"5:11: {ESCAPE} U+0000, which {NOT_TEXT}"),
        "an escaped escape": (r'language: "e\en"' + "\n", f"5:11: {ESCAPE} U+001B, which {NOT_TEXT}"),
        "an escaped bell": (r'language: "\x07"' + "\n", f"5:11: {ESCAPE} U+0007, which {NOT_TEXT}"),
        "an escaped paragraph separator": (r'language: "\P"' + "\n", f"5:11: {ESCAPE} U+2029, which {NOT_TEXT}"),
        "an escaped private character": (r'language: "\uE000"' + "\n", f"5:11: {ESCAPE} U+E000, which {NOT_TEXT}"),
        "an escaped far private one": (r'language: "\U0010FFFF"' + "\n", f"5:11: {ESCAPE} U+10FFFF, which {NOT_TEXT}"),
        "an escaped NUL in a key": (r'"a\0": en' + "\n", f"5:1: {ESCAPE} U+0000, which {NOT_TEXT}"),
    }.values(),
)
def test_what_yaml_has_and_we_do_not_is_a_fault(folder: Folder, text: str, expected: str) -> None:
    folder.brief("hostile", text)
    assert f"briefs/hostile.yaml:{expected}" in together(folder)


@pytest.mark.parametrize("text", ["position:\n\tdetail: x\n", "aliases:\n\t- a\n", "summary: |\n\tIndia\n"])
def test_who_indents_with_a_tab_is_told_so(folder: Folder, text: str) -> None:
    folder.write("briefs/x.yaml", text)
    [fault] = folder.faults()
    assert fault.startswith("briefs/x.yaml:2:1: not YAML: ")
    assert fault.endswith("Indent with spaces.")


def test_an_alias_is_a_fault_and_what_follows_is_read_on(folder: Folder) -> None:
    folder.brief("x", "language: *a\nperspective: ZZ\n")
    faults = folder.faults()
    assert "briefs/x.yaml:5:11: an alias (*a). Write the value out." in faults
    assert any(fault.startswith("briefs/x.yaml:6:14: 'ZZ' is not a country code.") for fault in faults)


@pytest.mark.parametrize("escape", [r"\r", r"a\rb", r"\ud800", r"\U00110000"])
def test_an_escape_that_makes_no_text_is_a_fault(folder: Folder, escape: str) -> None:
    folder.write("briefs/x.yaml", HEAD.replace("A title", f'"India{escape}Russia"'))
    assert folder.faults()


def test_a_tag_cannot_break_the_line_that_tells_of_it(folder: Folder) -> None:
    folder.brief("x", "language: !<a%0Abriefs/y.yaml:1:1:%20forged> en\n")
    assert all("\n" not in fault for fault in folder.faults())


def test_an_alias_bomb_never_goes_off(folder: Folder) -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)]
    folder.brief("bomb", "a0: &a0 lol\n" + "".join(levels))
    faults = together(folder)
    assert faults[0] == "briefs/bomb.yaml:5:5: an anchor (&a0). Write the value out where it is needed."
    assert faults[-1].endswith("more faults like those above. Mend those first.")
    assert len(faults) == MAX_FAULTS + 1


def test_a_brief_may_be_as_deep_and_as_long_as_the_limits(folder: Folder) -> None:
    deep = "{a: " * (MAX_DEPTH - 1) + "x" + "}" * (MAX_DEPTH - 1)
    file = yaml_file.read(folder.write("deep.yaml", f"a: {deep}"), folder.path, "deep.yaml")
    assert file.root is not None
    folder.brief("long", "#" * (MAX_BYTES - len(HEAD)))
    assert folder.faults() == []


def place_folder(at: Path) -> None:
    at.mkdir()


def place_pipe(at: Path) -> None:
    os.mkfifo(at)


def link_to(target: str) -> object:
    def place(at: Path) -> None:
        at.symlink_to(target)

    return place


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (place_folder, ""),
        (place_pipe, "not a regular file. Only plain files may be called .yaml here."),
        (link_to("/etc/passwd"), "a symbolic link that leaves the folder. Put the file itself here."),
        (link_to("/dev/zero"), "a symbolic link that leaves the folder. Put the file itself here."),
        (link_to("../../outside.yaml"), "a symbolic link that leaves the folder. Put the file itself here."),
        (link_to("../briefs"), ""),
        (link_to("nowhere.yaml"), "cannot be read: No such file or directory. See that it exists and"),
        (link_to("hostile.yaml"), "cannot be read: Symlink loop"),
        (link_to("loop.yaml"), "cannot be read: Symlink loop"),
    ],
)
def test_what_is_no_file_is_a_fault(folder: Folder, place: object, expected: str) -> None:
    assert callable(place)
    (folder.path.parent / "outside.yaml").write_text(HEAD)
    (folder.path / "briefs" / "loop.yaml").symlink_to("hostile.yaml")
    place(folder.path / "briefs" / "hostile.yaml")
    assert together(folder)[0].startswith(f"briefs/hostile.yaml:1:1: {expected}")


def test_a_file_that_may_not_be_read_is_a_fault(folder: Folder) -> None:
    """Unless it is root who runs the tests, who may read everything."""
    path = folder.brief("secret")
    path.chmod(0)
    faults = folder.faults()
    allowed = os.access(path, os.R_OK)
    told = "cannot be read: Permission denied. See that it exists and that its permissions let it be read."
    assert faults == ([] if allowed else [f"briefs/secret.yaml:1:1: {told}"])


def test_a_file_with_an_endless_name_is_a_fault(tmp_path: Path) -> None:
    """The system refuses to open it for root too."""
    file = yaml_file.read(tmp_path / ("a" * 5000), tmp_path, "long.yaml")
    assert [str(fault) for fault in file.faults] == [
        "long.yaml:1:1: cannot be read: File name too long. See that it exists and that its permissions let it be read."
    ]


def test_a_link_within_the_folder_is_read(folder: Folder) -> None:
    folder.write("shelf/kept.txt", HEAD + "perspective: ZZ\n")
    (folder.path / "briefs" / "x.yaml").symlink_to("../shelf/kept.txt")
    assert [fault[:22] for fault in folder.faults()] == ["briefs/x.yaml:5:14: 'Z"]


def test_what_cannot_be_read_leaves_no_file_open(folder: Folder) -> None:
    """Otherwise a service that watches the folder runs out of descriptors."""
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    (folder.path / "briefs" / "x.yaml").mkdir()
    os.mkfifo(folder.path / "briefs" / "y.yaml")
    folder.faults()
    now = os.open(os.devnull, os.O_RDONLY)
    os.close(now)
    assert now == free


def test_two_files_in_the_way_of_each_other_are_both_told(folder: Folder) -> None:
    for name in ("a", "b", "c"):
        folder.write(f"briefs/{name}.yaml", b"\xff")
    told = "1:1: not valid UTF-8. Save the file as UTF-8."
    assert folder.faults() == [f"briefs/{name}.yaml:{told}" for name in ("a", "b", "c")]


@pytest.mark.parametrize(
    "content",
    [
        HEAD.encode(),
        HEAD.replace("\n", "\r\n").encode(),
        HEAD.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + HEAD.encode(),
        b"%YAML 1.1\n---\n" + HEAD.encode() + b"...\n",
        HEAD.rstrip().encode(),
        b"\n\n# yaml-language-server: $schema=x\n" + HEAD.encode(),
    ],
    ids=["LF", "CRLF", "CR", "BOM", "document marks", "no last line end", "comments"],
)
def test_harmless_ways_of_saving_change_nothing(folder: Folder, content: bytes) -> None:
    folder.write("briefs/x.yaml", content)
    found = corpus.load(folder.path)
    assert found.faults == []
    assert found.briefs["x"].title == "A title"
    assert found.briefs["x"].summary == "A summary."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_count_lines_and_characters_as_an_editor_does(folder: Folder, end: str) -> None:
    folder.write("briefs/x.yaml", HEAD.replace("\n", end) + f"sources:{end}  é😀: *a{end}")
    assert "briefs/x.yaml:6:7: an alias (*a). Write the value out." in folder.faults()


def test_a_place_after_invalid_bytes_counts_crlf_once(folder: Folder) -> None:
    folder.write("briefs/x.yaml", b"title: x\r\nsummary: \xff")
    assert folder.faults() == ["briefs/x.yaml:2:10: not valid UTF-8. Save the file as UTF-8."]


@pytest.mark.parametrize("value", ["", "''", '""', "'  '", "|\n", "~", "NULL"])
def test_only_the_word_null_is_nothing(folder: Folder, value: str) -> None:
    file = parsed(folder, f"a: {value}\nb: null\nc: 'null'\n")
    blank = value not in ("~", "NULL")
    assert file.plain() == ({} if blank else {"a": value}) | {"b": None, "c": "null"}
    told = ["x.yaml:1:1: 'a' is blank. Leave the key out, or fill it."]
    assert [str(fault) for fault in file.faults] == (told if blank else [])


def test_a_blank_item_is_a_fault(folder: Folder) -> None:
    folder.brief("x", "aliases:\n  - a\n  -\n  - b\n")
    assert folder.faults() == ["briefs/x.yaml:7:4: this item is blank. Take the dash away, or fill it."]


def test_a_fault_after_a_blank_item_keeps_its_place(folder: Folder) -> None:
    folder.brief("x", "aliases:\n  -\n  - BAD\n")
    assert [fault.split(": ")[0] for fault in folder.faults()] == ["briefs/x.yaml:6:4", "briefs/x.yaml:7:5"]


def test_every_scalar_is_text_as_written(folder: Folder) -> None:
    folder.write("x.yaml", "a: [NO, on, 2025, 1e3, 0x1F, 12:30:45, 2025-01-01, 1_000, .inf, =, <<, -0, 007]\n")
    plain = yaml_file.read(folder.path / "x.yaml", folder.path, "x.yaml").plain()
    assert plain["a"] == [
        "NO",
        "on",
        "2025",
        "1e3",
        "0x1F",
        "12:30:45",
        "2025-01-01",
        "1_000",
        ".inf",
        "=",
        "<<",
        "-0",
        "007",
    ]


def test_a_merge_key_merges_nothing(folder: Folder) -> None:
    folder.brief("x", "<<: {language: en}\n")
    assert [fault.partition(". ")[0] for fault in folder.faults()] == ["briefs/x.yaml:5:1: unknown key '<<'"]


def parsed(folder: Folder, text: str) -> YamlFile:
    return yaml_file.read(folder.write("x.yaml", text), folder.path, "x.yaml")


@pytest.mark.parametrize(
    ("path", "place", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("a",), (1, 4), (1, 1)),
        (("list",), (3, 3), (2, 1)),
        (("list", 1, "b"), (4, 8), (4, 5)),
        (("list", 1, "c"), (4, 5), (4, 5)),
        (("list", 9), (3, 3), (3, 3)),
        (("a", "b", "c"), (1, 4), (1, 4)),
        (("x", "y"), (1, 1), (1, 1)),
    ],
)
def test_a_place_is_that_of_the_nearest_there_is(
    folder: Folder, path: yaml_file.Steps, place: tuple[int, int], key: tuple[int, int]
) -> None:
    file = parsed(folder, "a: x\nlist:\n  - y\n  - b: z\n")
    assert file.place(path) == place
    assert file.place(path, key=True) == key


def test_a_node_that_is_not_there_is_none(folder: Folder) -> None:
    file = parsed(folder, "a: x\nlist: [{b: z}]\n")
    assert isinstance(file.node(()), Mapping)
    assert isinstance(file.node(("list", 0, "b")), Scalar)
    assert [file.node(path) for path in (("b",), ("a", "b"), ("list", 1), ("list", "b"))] == [None] * 4


TOKENS = [
    *("a", "b", ": ", ":", "\n", "\n  ", "\n- ", "- ", "[", "]", "{", "}", ", ", "? ", "x", "é", "😀", "\u00a0"),
    *("&a ", "*a ", "!t ", "!!python/object:os.system ", "!<%0A> ", "<<: ", '"', "'", "\\", r'"\0"', r'"\x41"'),
    *("|\n ", ">-\n ", "|9\n", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "# c\n", "\t", "\r", "\r\n", "\ufeff"),
    *("\0", "\x1b", "\x85", "null", "~", "true", "2025", "title: ", "sources: ", "own: ", "shared: ", "[key]"),
]


def is_told_or_read(content: bytes, folder: Path) -> None:
    path = folder / "x.yaml"
    path.write_bytes(content)
    file = yaml_file.read(path, folder, "x.yaml")
    assert file.faults or file.root is not None
    assert isinstance(file.plain(), dict)
    for fault in file.faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert len(str(fault).splitlines()) == 1


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@settings(max_examples=400, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_yield_faults_or_a_tree(scratch: Path, content: bytes) -> None:
    is_told_or_read(content, scratch)


@settings(max_examples=600, deadline=None)
@given(tokens=st.lists(st.sampled_from(TOKENS), max_size=40))
def test_any_yaml_yields_faults_or_a_tree(scratch: Path, tokens: list[str]) -> None:
    is_told_or_read("".join(tokens).encode(), scratch)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=100))
def test_any_text_in_double_quotes_is_kept_or_told(scratch: Path, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    (scratch / "q.yaml").write_bytes(f'a: "{quoted}"'.encode(errors="surrogatepass"))
    file = yaml_file.read(scratch / "q.yaml", scratch, "q.yaml")
    plain = file.plain()
    assert file.faults or plain == {"a": text}
