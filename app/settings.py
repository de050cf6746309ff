"""Settings from the environment and a `.env` file, read once and then handed on.

No instance is made at import: whoever starts something makes one (`app.main`, `app.cli`, a test).
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, HttpUrl, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import CommandError


def _several(value: object) -> object:
    return tuple(filter(None, (part.strip() for part in value.split(",")))) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_several)]


class Settings(BaseSettings):
    """What an operator may set. Each field's description is its help text in `docs/settings.md`."""

    model_config = SettingsConfigDict(
        env_prefix="BRIEFS_", env_file=".env", frozen=True, extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    data: Path = Field(default=Path("data"), description="The folder with `briefs/*.yaml` and `reference/*.yaml`.")
    snapshot: Path = Field(
        default=Path("var/snapshot"),
        description="The folder in which snapshots are built and from which they are served.",
    )
    watch: bool = Field(
        default=False,
        description="Whether to publish edits while serving, as `make serve` does.",
    )
    public_url: str = Field(
        default="",
        description="The address at which clients reach the service: the start of every link in an answer. "
        "Unset, it is `http://127.0.0.1:$PORT`.",
    )
    cache_bytes: int = Field(
        default=64 * 1024 * 1024,
        ge=0,
        description="How many bytes of finished answers each worker keeps. At 0 every answer is made anew.",
    )
    max_age: int = Field(
        default=60, ge=0, description="For how many seconds a client or a proxy may use an answer without asking again."
    )
    stale_while_revalidate: int = Field(
        default=60, ge=0, description="For how many seconds more a proxy may answer with it while it asks."
    )
    stale_if_error: int = Field(
        default=86_400, ge=0, description="For how many seconds more a proxy may answer with it while asking fails."
    )
    hosts: Names = Field(
        default=(), description="The hosts that are answered for, separated by commas. Unset, any host is."
    )
    proxies: Names = Field(
        default=(),
        description="The addresses or networks of proxies, separated by commas, whose word for the client's address "
        "is taken. Unset, nobody's is.",
    )
    drain: float = Field(
        default=0,
        ge=0,
        description="For how many seconds after SIGTERM all is still served, while `/readyz` answers 503.",
    )
    workers: int = Field(
        default=1,
        ge=1,
        validation_alias=AliasChoices("workers", "WORKERS"),
        description="How many processes `briefs serve` serves with.",
    )
    server: Literal["uvicorn", "granian"] = Field(
        default="uvicorn", description="What speaks HTTP for `briefs serve`. `granian` needs the extra of that name."
    )
    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("host", "HOST"),
        description="The address that `briefs serve` and `make serve` listen on.",
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("port", "PORT"),
        description="The port that `briefs serve` and `make serve` listen on.",
    )

    @model_validator(mode="before")
    @classmethod
    def _default_public_url(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values.get("public_url"):
            port = values.get("port", values.get("PORT", cls.model_fields["port"].default))
            values["public_url"] = f"http://127.0.0.1:{port}"
        return values

    @model_validator(mode="after")
    def _check_public_url(self) -> Self:
        url = HttpUrl(self.public_url)
        if url.query or url.fragment or url.username or any(c in self.public_url for c in '"\\<> '):
            raise ValueError("public_url must be a plain http(s) address, such as https://briefs.example.org")
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))
        return self


def load(**given: Any) -> Settings:
    """The settings, with what is given before the environment. Raises CommandError with every fault at once."""
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'public_url'}: {fault['msg']}" for fault in error.errors()]
        raise CommandError(f"{'. '.join(faults)}. See docs/settings.md.") from error


def environment(name: str) -> str:
    """The environment variable that sets a field."""
    field = Settings.model_fields[name]
    alias = field.validation_alias
    return str(alias.choices[-1]) if isinstance(alias, AliasChoices) else f"BRIEFS_{name}".upper()
