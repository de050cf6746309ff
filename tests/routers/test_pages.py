"""Pages for people, with every asset from here under a strict policy."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CORPUS, Client, served

PAGES = ["/", "/docs", "/redoc", "/problems", "/problems/not-found"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for asset in re.findall(r'(?:src|<link[^>]*href|spec-url)="([^"]+)"', response.text):
        assert asset.startswith("/")
        assert client.get(asset).status_code == 200, asset
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "script-src 'self' 'unsafe" not in policy


def test_the_links_of_the_start_page_work(client: Client) -> None:
    links = re.findall(r'href="(/[^"]*)"', client.get("/").text)
    assert len([link for link in links if link.startswith("/v1")]) == 5
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_an_unknown_page_names_the_nearest(client: Client) -> None:
    assert "/v1/quotes" in client.get("/v1/quote").json()["detail"]
    assert "/problems/withdrawn" in client.get("/problems/withdraw").json()["detail"]
    assert "/v1/briefs" in client.get("/v1/briefs/").json()["detail"]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize(("path", "sign"), [("/docs", "opblock-summary"), ("/redoc", "menu-content")])
def test_the_docs_render_in_a_browser_under_their_policy(tmp_path: Path, path: str, sign: str) -> None:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    flags += ["--enable-logging=stderr", "--virtual-time-budget=15000", "--dump-dom"]
    with served(CORPUS, tmp_path / "snapshot") as server:
        url = str(server.client.base_url).rstrip("/") + path
        run = subprocess.run(["chromium", *flags, url], capture_output=True, text=True, timeout=120, check=True)
    assert sign in run.stdout
    refused = [line for line in run.stderr.splitlines() if "Content Security Policy" in line]
    # ReDoc's own logo would come from elsewhere: the policy keeps it out, and the page does without.
    assert [line for line in refused if "logo-mini.svg" not in line] == []
