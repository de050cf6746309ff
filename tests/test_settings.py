"""Settings: read once from the environment, documented, checked."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, environment
from tests.conftest import ROOT


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_as_it_is(name: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    field = Settings.model_fields[name]
    assert f"`{environment(name)}`" in text
    assert field.description
    assert field.description in text.replace("\n", " ")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFS_DATA", "/srv/data")
    monkeypatch.setenv("PORT", "9000")
    settings = Settings()
    assert settings.data == Path("/srv/data")
    assert settings.public_url == "http://127.0.0.1:9000"
    (tmp_path / ".env").write_text("BRIEFS_PUBLIC_URL=https://briefs.example/\n")
    assert Settings().public_url == "https://briefs.example"


@pytest.mark.parametrize("url", ["briefs.example", "ftp://x.example", "https://x.example/?q=1", 'https://x.example/"'])
def test_a_public_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(public_url=url)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1
