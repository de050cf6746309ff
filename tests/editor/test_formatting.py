"""`briefs fmt`: one form for every file, and nothing lost of what it says or of its comments."""

import json
import re
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import cli
from app.content import corpus, yaml_file
from app.content.corpus import Corpus
from app.content.document import Brief
from app.content.yaml_file import YamlFile
from app.editor import yaml_text
from app.editor.formatting import BRIEF, format_file, formatted
from tests.conftest import CORPUS, ROOT, Folder

HEAD = "title: A title\npublished: 2025-01-01\nas_of: 2025\n"
LONG = "A sentence of more words than there is room for in one line of one hundred and ten columns. " * 2


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@pytest.fixture
def fmt(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: Folder) -> Callable[..., Result]:
    """Runs `briefs fmt` on the folder; what it prints names files without the folder's own path."""

    def run(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["briefs", "fmt", "--data", str(folder.path), *map(str, arguments)])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        out, err = (text.replace(f"{folder.path}/", "") for text in capfd.readouterr())
        assert exit.value.code is None or isinstance(exit.value.code, int)
        return Result(exit.value.code or 0, out, err)

    return run


def read(path: Path) -> YamlFile:
    file = yaml_file.read(path, path.parent, path.name)
    assert file.faults == []
    return file


@pytest.fixture
def of(tmp_path: Path) -> Callable[[str | bytes], str]:
    """A brief's text, formatted; it must be so that formatting it again changes nothing."""

    def format_twice(text: str | bytes) -> str:
        path = tmp_path / "x.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        once = formatted(read(path), BRIEF)
        assert once is not None
        path.write_text(once, encoding="utf-8")
        assert formatted(read(path), BRIEF) == once
        return once

    return format_twice


Of = Callable[[str | bytes], str]
Fmt = Callable[..., Result]


def test_a_brief_gets_the_usual_form(of: Of) -> None:
    written = """\
# yaml-language-server: $schema=../../schema/brief.schema.json
# Asked for by Delhi.
published: '2025-01-01'   # a Wednesday
summary: >-
  Folded words,
  and more.
title: "A title"

# All of it.
partnerships:
- # The first.
  title: "Chips: a beginning"   
  # In no order.
  parties: ["NO", "IN"]


  summary: One.
  areas:
    # The first area.
    - title: "Chips"
      # It never changes.
      id: chips
      sources:   # two of them
      # The best one.
      - a   # of many
      - b
      # - c
  # No quotes yet.
as_of: 2025
# The end.
"""
    assert (
        of(written)
        == """\
# yaml-language-server: $schema=../../schema/brief.schema.json
title: A title
# Asked for by Delhi.
published: 2025-01-01  # a Wednesday
as_of: 2025
summary: Folded words, and more.

# All of it.
partnerships:
  # The first.
  # In no order.
  - parties: [NO, IN]
    title: "Chips: a beginning"

    summary: One.
    areas:
      # The first area.
      # It never changes.
      - id: chips
        title: Chips
        sources:  # two of them
          # The best one.
          - a  # of many
          - b
          # - c
    # No quotes yet.
# The end.
"""
    )


def test_a_claim_says_its_own_before_what_all_claims_have(of: Of) -> None:
    order = "id aliases date until expected title detail stage place area parties topics sources review"
    values = {"parties": "[IN]", "sources": "[a]", "topics": "[b]", "aliases": "[c]", "review": "{why: x}", "id": "d"}
    event = "\n".join(f"    {key}: {values.get(key, '2025')}" for key in sorted(order.split()))
    assert re.findall(r"^(?:  - |    )(\w+)", of(f"{HEAD}timeline:\n  -\n{event}\n"), re.MULTILINE) == order.split()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"plain"', "plain"),
        ("'it''s'", "it's"),
        ('"a: b"', '"a: b"'),
        ("'a # b'", '"a # b"'),
        ("'\"no\", he said'", '"\\"no\\", he said"'),
        ('"null"', '"null"'),
        ("null", "null"),
        ('"true"', '"true"'),
        ("true", "true"),
        ("'12'", '"12"'),
        ("NO", "NO"),
        ('"2025-01-01"', "2025-01-01"),
        ('""', '""'),
        ("", ""),
        ('" spaces "', '" spaces "'),
        ('"a\\u00a0"', "a\u00a0"),
        ("'- x'", '"- x"'),
        ("'[x]'", '"[x]"'),
        ("'&x'", '"&x"'),
        ("'!x'", '"!x"'),
        ("'*x'", '"*x"'),
        ("over\n  two lines", "over two lines"),
        (LONG, LONG.strip()),
        ("|\n  two\n\n    lines", "|\n  two\n\n    lines"),
        ("|-\n  two\n  lines", "|-\n  two\n  lines"),
        ("|2\n   indented\n  lines", '" indented\\nlines\\n"'),
        ('"\\ttab\\n\\n"', '"\\ttab\\n\\n"'),
    ],
)
def test_a_line_is_plain_where_that_is_safe(of: Of, written: str, expected: str) -> None:
    head = "published: 2025-01-01\n"
    assert of(f"title: {written}\n{head}") == f"title: {expected}".rstrip(" ") + f"\n{head}"


@pytest.mark.parametrize(
    ("key", "written", "expected"),
    [
        ("draft", '"true"', "true"),
        ("as_of", "'2025'", "2025"),
        ("as_of", "'null'", '"null"'),
        ("perspective", '"NO"', "NO"),
        ("sources", "{a: {url: https://x.in/}}", '{a: {url: "https://x.in/"}}'),
        ("aliases", "[ 'a',b ]", "[a, b]"),
        ("aliases", '["a, b", "c]"]', '["a, b", "c]"]'),
        ("aliases", "[]", "[]"),
        ("aliases", "[  # none\n  ]", None),
        ('"a: b"', "x", "x"),
    ],
)
def test_a_word_is_plain_and_a_url_is_quoted(of: Of, key: str, written: str, expected: str | None) -> None:
    text = of(f"{key}: {written}\n")
    assert text == (f"{key}: {expected}\n" if expected else f"# none\n{key}: []\n")


def test_prose_fits_the_line_or_is_wrapped(of: Of) -> None:
    paragraph = f'{LONG.strip()}\n  not: "quoted"'
    text = of(f"summary: |  # long\n  {paragraph}\n\n\n  A second one\n  in two lines.\ntitle: x\n")
    assert max(map(len, text.splitlines())) <= 110
    assert text == (
        "title: x\n"
        "summary: |  # long\n"
        "  A sentence of more words than there is room for in one line of one hundred and ten columns. A sentence of\n"
        '  more words than there is room for in one line of one hundred and ten columns. not: "quoted"\n'
        "\n"
        "  A second one in two lines.\n"
    )
    assert of("summary: |\n  Two\n  lines.\n") == "summary: Two lines.\n"
    assert of("summary: |\n  He said: yes.\n") == 'summary: "He said: yes."\n'
    assert of("summary: 'He said: \"yes\"'\n") == 'summary: |\n  He said: "yes"\n'
    assert of("summary: |\n  null\n") == 'summary: "null"\n'
    assert of(f"summary: {'x' * 120}\n") == f"summary: |\n  {'x' * 120}\n"


def test_the_short_form_is_kept_while_it_fits(of: Of) -> None:
    point = '- {id: x, title: "One, two", detail: It fits.}'
    assert of(f"why_it_matters:\n{point}\n") == f"why_it_matters:\n  {point}\n"
    assert of(f"why_it_matters:\n  - {{detail: {LONG.replace(',', '')}, id: x, topics: [a, b]}}  # beside\n") == (
        "why_it_matters:\n"
        "  # beside\n"
        "  - id: x\n"
        "    detail: |\n"
        "      A sentence of more words than there is room for in one line of one hundred and ten columns. A sentence\n"
        "      of more words than there is room for in one line of one hundred and ten columns.\n"
        "    topics: [a, b]\n"
    )
    ids = [f"an-id-{number}" for number in range(12)]
    assert of(f"aliases: [{', '.join(ids)}]\n") == "aliases:\n" + "".join(f"  - {id}\n" for id in ids)
    assert of("aliases: [a,  # one\n  b]\n") == "aliases:\n  - a  # one\n  - b\n"


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n...\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n", "---\n", "%YAML 1.1\n---\n"])
def test_ends_of_lines_and_files(of: Of, start: str, end: str) -> None:
    text = of(f"{start}# Header.\r\n\r\n\r\nsummary: |\r\n  Some\r\n  words.\t\r\ntitle: x  # it{end}".encode())
    assert text == "# Header.\n\ntitle: x  # it\nsummary: Some words.\n"


def test_a_mapping_with_a_key_that_is_not_known_stays_as_it_is(of: Of) -> None:
    cut = "why_it_matters:\n  - {title: One, and another, detail: x}\n"
    assert of(cut) == cut
    assert of(f"titel: x\naliases: [ a ]\ntitle: 'y'\n{cut}") == f"titel: x\naliases: [a]\ntitle: y\n{cut}"


def test_ids_are_made_once(of: Of) -> None:
    text = of(
        "partnerships:\n  - parties: [IN, JP]\n"
        "    areas: [{title: Chips & “Éclairs”}]\n"
        "    quotes:\n      - text: This partnership is not one of convenience alone.\n"
        "why_it_matters:\n  - title: Supply\n    id:  # of the title\n"
        "timeline:\n  - shared-event\n  - {event: x, area: y}\n  - {title: India's first, date: 2025}\n"
        "discussion:\n  - question: Which of the two serves India better?\n"
    )
    assert re.findall(r"\bid: [^,\n]*", text) == [
        "id: chips-eclairs",
        "id: this-partnership-is-not-one-of",
        "id: supply  # of the title",
        "id: indias-first",
        "id: which-of-the-two-serves-india",
    ]


def test_an_id_that_cannot_be_made_is_a_fault_and_the_file_stays(fmt: Fmt, folder: Folder) -> None:
    text = (
        "as_of: 2025\ntitle: x\npartnerships:\n  - parties: [JP, IN]\nwhy_it_matters:\n"
        "  - {id: taken, title: x, aliases: [old]}\n  - title: Taken!\n  - title: Old\n  - title: In JP\n"
        "  - title: भारत\n  - title: New\n  - title: New\n  - detail: No title.\n"
    )
    path = folder.write("briefs/x.yaml", text)
    made = "the id made of this, is taken in this brief. Add another `id:`"
    assert fmt() == Result(
        1,
        "",
        f"briefs/x.yaml:7:12: 'taken', {made}\n"
        f"briefs/x.yaml:8:12: 'old', {made}\n"
        f"briefs/x.yaml:9:12: 'in-jp', {made}\n"
        "briefs/x.yaml:10:12: no id can be made of this: it has no Latin letter or digit. Add `id:`\n"
        f"briefs/x.yaml:12:12: 'new', {made}\n"
        "1 file: 0 changed, 5 faults.\n",
    )
    assert path.read_text(encoding="utf-8") == text


def test_entries_of_a_registry_keep_their_order(fmt: Fmt, folder: Folder) -> None:
    path = folder.write(
        "reference/people.yaml",
        "# Who speaks.\nz:\n  offices: [{to: 2025, from: 2024, title: Minister}]\n  name: Z\n\n# Of A.\na: {name: A}\n",
    )
    folder.write("reference/other.yaml", "a:   b\n")
    assert fmt() == Result(0, "reference/people.yaml\n", "1 file: 1 changed, 0 faults.\n")
    assert path.read_text(encoding="utf-8") == (
        "# Who speaks.\nz:\n  name: Z\n  offices: [{title: Minister, from: 2024, to: 2025}]\n\n# Of A.\na: {name: A}\n"
    )


def test_a_file_that_is_not_yaml_is_told_and_stays(fmt: Fmt, folder: Folder) -> None:
    folder.write("briefs/broken.yaml", "title: a: b\n")
    folder.write("briefs/twice.yaml", "title:  x\ntitle: y\n")
    folder.write("briefs/unknown.yaml", "as_of:  never\n")
    assert fmt() == Result(
        1,
        "briefs/unknown.yaml\n",
        "briefs/broken.yaml:1:9: not YAML: mapping values are not allowed in this context. A text with a colon needs "
        "double quotes, or the block form with `|`\n"
        "briefs/twice.yaml:2:1: the key 'title' is there twice (first in line 1). Keep one.\n"
        "3 files: 1 changed, 2 faults.\n",
    )
    assert (folder.path / "briefs/twice.yaml").read_text(encoding="utf-8") == "title:  x\ntitle: y\n"


def test_check_writes_nothing(fmt: Fmt, folder: Folder) -> None:
    path = folder.write("briefs/x.yaml", "as_of:  2025\n")
    folder.write("briefs/y.yaml", "as_of: 2025\n")
    assert fmt("--check") == Result(1, "briefs/x.yaml\n", "2 files: 1 would change, 0 faults.\n")
    assert path.read_text(encoding="utf-8") == "as_of:  2025\n"
    assert fmt() == Result(0, "briefs/x.yaml\n", "2 files: 1 changed, 0 faults.\n")
    assert path.read_text(encoding="utf-8") == "as_of: 2025\n"
    assert fmt("--check") == Result(0, "", "2 files: 0 would change, 0 faults.\n")


def test_only_the_named_files(fmt: Fmt, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    folder.write("briefs/x.yaml", "as_of:  2025\n")
    folder.write("briefs/y.yaml", "as_of:  2025\n")
    assert fmt("briefs/y.yaml") == Result(0, "briefs/y.yaml\n", "1 file: 1 changed, 0 faults.\n")
    other = folder.write("z.yaml", "as_of:  2025\n")
    result = fmt(other, "none.yaml")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"z.yaml, none.yaml is no brief or registry of {folder.path}.\n"


def test_there_must_be_a_folder(folder: Folder, fmt: Fmt) -> None:
    (folder.path / "briefs").rmdir()
    assert fmt().status == 2


def test_a_file_is_replaced_whole_and_keeps_its_mode(folder: Folder) -> None:
    path = folder.write("briefs/x.yaml", "as_of:  2025\n")
    path.chmod(0o640)
    link = folder.path / "briefs" / "link.yaml"
    link.symlink_to("x.yaml")
    with path.open("rb") as before:
        assert format_file(link, folder.path, BRIEF, write=True) == (True, [])
        assert before.read() == b"as_of:  2025\n"
    assert link.is_symlink()
    assert path.read_bytes() == b"as_of: 2025\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(file.name for file in path.parent.iterdir()) == ["link.yaml", "x.yaml"]


def test_a_file_that_cannot_be_written_stays(fmt: Fmt, folder: Folder) -> None:
    name = f"{'x' * 250}.yaml"  # no room for the name of a file beside it
    path = folder.write(f"briefs/{name}", "as_of:  2025\n")
    assert fmt() == Result(2, "", f"briefs/{name} cannot be written: File name too long. What it held is untouched.\n")
    assert path.read_bytes() == b"as_of:  2025\n"


@pytest.mark.parametrize("wrong", ["title: x\n", "as_of: 2025 # c\n", "title: [\n", "- x # c\n"])
def test_a_mistake_of_ours_costs_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    path = folder.write("briefs/x.yaml", "title:   x # c\n")
    monkeypatch.setattr(yaml_text, "write", lambda tree, shape: wrong)
    changed, faults = format_file(path, folder.path, BRIEF, write=True)
    assert not changed
    assert [fault.message for fault in faults] == ["formatting would lose something of this file"]
    assert path.read_text(encoding="utf-8") == "title:   x # c\n"


@pytest.mark.parametrize("data", [CORPUS, ROOT / "data"], ids=["corpus", "data"])
def test_whole_folders_keep_their_meaning(fmt: Fmt, folder: Folder, data: Path) -> None:
    shutil.copytree(data, folder.path, dirs_exist_ok=True)
    before = corpus.load(folder.path)
    assert fmt().status == 0
    after = corpus.load(folder.path)
    assert after.briefs == before.briefs
    assert list(after.registry.people.valid) == list(before.registry.people.valid)
    assert [entries.valid for _, entries in after.registry.named()] == [e.valid for _, e in before.registry.named()]
    assert _messages(after) == _messages(before)
    assert fmt() == Result(0, "", f"{len(before.files) + 6} files: 0 changed, 0 faults.\n")


def _messages(found: Corpus) -> list[str]:
    return sorted(fault.message for fault in found.faults)


WORDS = """
peace null true 12 1.5 ~ on - ? : # a: b: #c 'said' "said" it's \\n {a [b] , ] } % @x &y *z !t | > … é हिन्दी 中文 -- ---
0x1f https://tass.com/1 India's 100,000 <<
"""
LINE = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=30).map(" ".join)
PROSE = st.lists(LINE, min_size=1, max_size=3).map("\n\n".join)
PROSE_KEYS = {"summary", "detail", "text", "claim", "why", "note"}
ID = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,12}){0,2}", fullmatch=True)
IDS = st.lists(ID, max_size=12, unique=True)
DATE = st.sampled_from(["2023", "2023-06", "2023-06-22"])
URL = st.sampled_from(["https://tass.com/politics/1814843", "http://a.in/x?y=1&z=0#top"])


def _of(required: Mapping[str, st.SearchStrategy[Any]], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict(required), optional=optional)


def _some(item: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(item, max_size=2)


REVIEW = _of({"claim": PROSE, "verdict": st.just("partly"), "why": PROSE}, sources=IDS)
CLAIM = {"topics": IDS, "sources": IDS, "review": REVIEW, "countries": st.just(["NO", "IN"])}
AREA = _of({"id": ID, "title": LINE, "detail": PROSE}, **CLAIM)
QUOTE = _of({"id": ID, "text": PROSE}, speaker=ID, date=DATE, wordings=_some(_of({"text": PROSE})))
EVENT = ID | _of({"event": ID, "area": ID}) | _of({"id": ID, "date": DATE, "title": LINE}, area=ID, **CLAIM)
SECTION = _of(
    {"parties": st.just(["NO", "IN"]), "title": LINE, "summary": PROSE}, areas=_some(AREA), quotes=_some(QUOTE)
)
QUESTION = _of({"id": ID, "question": LINE}, options=st.lists(LINE, max_size=3, unique=True))
SOURCE = _of({"title": st.none() | LINE, "publisher": LINE, "url": URL, "kind": st.just("news")}, note=PROSE)
BRIEFS = _of(
    {"title": LINE, "published": st.just("2025-01-01"), "as_of": DATE, "summary": PROSE},
    draft=st.sampled_from(["true", "false"]),
    partnerships=_some(SECTION),
    timeline=_some(EVENT),
    discussion=_some(QUESTION),
    sources=st.dictionaries(ID, SOURCE, max_size=2),
)


class Hand:
    """Writes data as people do: keys in any order, in any form, with comments and empty lines anywhere."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw
        self._comments = count()

    def file(self, data: Mapping[str, Any]) -> str:
        header = ["# yaml-language-server: $schema=x"] if self._maybe() else []
        lines = [*header, *self._block(data, ""), *self._one_of([], [""], ["", ""])]
        return str(self._one_of("\n", "\r\n")).join(lines)

    def _one_of(self, *values: Any) -> Any:
        return self._draw(st.sampled_from(values))

    def _maybe(self) -> bool:
        return bool(self._one_of(True, False, False, False))

    def _comment(self) -> str:
        return f"# comment {next(self._comments)}: 'x' - {{"

    def _above(self, pad: str) -> list[str]:
        lines = []
        while self._maybe():
            lines += [self._one_of("", pad + self._comment(), self._one_of("", "   ") + self._comment())]
        return lines

    def _beside(self) -> str:
        return f" {self._comment()}" if self._maybe() else ""

    def _block(self, data: Any, pad: str) -> list[str]:
        lines: list[str] = []
        if isinstance(data, Mapping):
            for key in self._draw(st.permutations(list(data))):
                lines += [*self._above(pad), *self._entry(f"{pad}{key}:", data[key], pad, prose=key in PROSE_KEYS)]
        else:
            for item in data:
                lines += [*self._above(pad), *self._item(item, pad)]
        return lines + self._above(pad)

    def _item(self, item: Any, pad: str) -> list[str]:
        if not isinstance(item, Mapping) or self._maybe():
            return self._entry(f"{pad}-", item, pad)
        first, *rest = self._block(item, f"{pad}  ")
        if first.strip() and "#" not in first[: len(pad) + 3]:
            return [f"{pad}- {first.lstrip()}", *rest]
        return [f"{pad}-{self._beside()}", first, *rest]

    def _entry(self, head: str, value: Any, pad: str, *, prose: bool = False) -> list[str]:
        inner = pad + " " * self._one_of(1, 2, 4)
        if isinstance(value, str) and prose and not self._maybe():
            lines = [inner + line if line else "" for line in value.split("\n")]
            return [f"{head} {self._one_of('|', '>', '|-', '>+')}{self._beside()}", *lines]
        if not isinstance(value, list | dict) or not value or self._maybe():
            return [head + " " + self._flow(value).replace("\n", f"\n{inner}") + self._beside()]
        indentless = head.endswith(":") and isinstance(value, list) and self._maybe()
        return [head + self._beside(), *self._block(value, pad if indentless else inner)]

    def _flow(self, value: Any) -> str:
        gap = self._one_of(", ", ", ", ",\n", f", {self._comment()}\n", f"\n{self._comment()}\n, ")
        if isinstance(value, Mapping):
            pairs = (f"{key}: {self._flow(value[key])}" for key in self._draw(st.permutations(list(value))))
            return f"{{{gap.join(pairs)}}}"
        if isinstance(value, list):
            return f"[{gap.join(map(self._flow, value))}]"
        return "null" if value is None else self._quoted(value)

    def _quoted(self, value: str) -> str:
        style = self._one_of("plain", "double", "single")
        if style == "plain" and re.fullmatch(r"\w([\w -]*\w)?", value) and value != "null":
            return value
        if style == "single" and "\n" not in value:
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=self._maybe())


@st.composite
def written(draw: Callable[[Any], Any]) -> str:
    return Hand(draw).file(draw(BRIEFS))


@given(written())
@example(
    "title: T\npublished: 2025-01-01\nas_of: 2025\nsummary: S\ndiscussion:\n  - id: q\n    question: W\n    options:\n"
    "      - '--'  # behind a text of dashes\n"
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_lost_however_it_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    path.write_bytes(text.encode())
    before = read(path)
    once = formatted(before, BRIEF)
    assert once is not None, before.faults
    path.write_text(once, encoding="utf-8")
    after = read(path)
    assert Brief.model_validate(after.plain()) == Brief.model_validate(before.plain())
    assert _comments(once) == _comments(text)
    assert formatted(after, BRIEF) == once
    assert not re.search(r"\s\n\n\n| \n", once)


def _comments(text: str) -> list[str]:
    return sorted(re.findall(r"# (?:comment \d+: 'x' - {|yaml-language-server: \$schema=x)", text))
