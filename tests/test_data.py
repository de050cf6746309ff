"""The real data: no fault, no warning, and it serves. The one place where editing `data/` may break a test."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.content import corpus
from tests.conftest import ROOT, Client, client_of

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return client_of(DATA, tmp_path_factory.mktemp("snapshot"))


# Warnings that stand, each with its reason.
EXPLAINED = {
    "f414-contract-expected tells an event of 2026-03": "An engine contract and a trade agreement, both expected in "
    "that month: two events.",
}


def test_the_data_has_no_fault_and_no_warning_unexplained() -> None:
    faults = [str(fault) for fault in corpus.load(DATA).faults]
    assert [fault for fault in faults if not any(part in fault for part in EXPLAINED)] == []
    assert all(any(part in fault for fault in faults) for part in EXPLAINED), "an explanation is no longer needed"


def test_the_data_is_in_form() -> None:
    command = [sys.executable, "-m", "app", "fmt", "--check", "--data", str(DATA)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (run.stdout, run.returncode) == ("", 0), "run `briefs fmt`"


def test_every_claim_that_states_a_fact_has_a_source(real: Client) -> None:
    for noun in ("areas", "quotes", "timeline"):
        url: str | None = f"/v1/{noun}?limit=100"
        while url:
            page = real.json(url)
            assert [item["id"] for item in page["items"] if not item["sources"]] == []
            url = page["links"]["next"]


def test_the_article_s_brief_holds_the_whole_article(real: Client) -> None:
    brief = real.json("/v1/briefs/india-balances-us-and-russia")
    assert [len(section["areas"]) for section in brief["partnerships"]] == [4, 4]
    assert all(area["review"] for section in brief["partnerships"] for area in section["areas"])
    assert all(section["review"] for section in brief["partnerships"])
    assert len(brief["why_it_matters"]) == 4
    assert len(brief["discussion"]) == 2
    assert brief["position"]["review"]["verdict"] == "incorrect"
    assert brief["conclusion"]["review"]
    assert brief["examines"]["publisher"] == "Universal Khabar"
    quotes = [quote for section in brief["partnerships"] for quote in section["quotes"]]
    assert [(quote["date"], quote["translated"]) for quote in quotes] == [("2023-06-23", True)]


def test_no_sentence_of_the_article_is_ours(real: Client) -> None:
    ours = real.get("/v1/briefs/india-balances-us-and-russia").text
    for phrase in (
        "as a bridge between East and West, committed to",
        "reaffirming India",
        "not just partners of convenience; we are partners of conviction,”",
    ):
        assert phrase not in ours


def test_the_data_folder_holds_no_big_file() -> None:
    assert [path for path in Path(DATA).rglob("*.yaml") if path.stat().st_size > 200_000] == []
