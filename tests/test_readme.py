"""The README's examples print what is printed there, and the docs name what there is."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, served

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", README, re.DOTALL)
PUBLIC = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the real data is served, under the public address of the README."""
    with served(ROOT / "data", tmp_path_factory.mktemp("snapshot"), BRIEFS_PUBLIC_URL=PUBLIC) as server:
        yield str(server.client.base_url).rstrip("/")


def test_there_are_five_examples() -> None:
    assert len(EXAMPLES) == 5
    assert all("curl -sL" in command for command, _ in EXAMPLES)


@pytest.mark.parametrize(("command", "expected"), EXAMPLES)
def test_an_example_prints_what_the_readme_says(address: str, tmp_path: Path, command: str, expected: str) -> None:
    here = command.replace(PUBLIC, address).replace("/tmp/", f"{tmp_path}/")
    run = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout.replace(address, PUBLIC) == expected


@pytest.mark.parametrize("page", [ROOT / "README.md", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http", "/")):
            assert (page.parent / target).exists(), target


def test_every_runtime_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "docs" / "decisions" / "0008-runtime-dependencies.md").read_text(encoding="utf-8")
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.split("[<>=;]", dependency)[0].strip() for dependency in listed]
    assert [name for name in names if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_hold_hashes_and_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://|--index|--find-links", text) == []
    assert text.count("==") <= text.count("--hash=")
