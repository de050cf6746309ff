"""The process that serves: `python -m app.server`, with settings from the environment. `briefs serve` becomes it."""

import gc
import os
import resource
import shutil
import sys
import tempfile
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import NoReturn

from app.errors import CommandError
from app.settings import Settings, load

_GRACE = 10  # seconds that answers in flight have when the service stops
_LOGGING = str(Path(__file__).parent / "logging.json")
_METRICS = "briefs-metrics-"


def main() -> None:
    """Exit status 2 where it cannot run."""
    gc.disable()  # until all is loaded, which stays: the application enables it then
    try:
        _serve(load())
    except CommandError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_status)


def _serve(settings: Settings) -> None:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts())
    _allow_files()
    if settings.server == "granian":
        _granian(settings)
    import uvicorn

    uvicorn.run(
        "app.main:app",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=_LOGGING,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whom to believe about a client's address is a setting of ours (BRIEFS_PROXIES)
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=_GRACE,
    )


def _granian(settings: Settings) -> NoReturn:
    if find_spec("granian") is None:
        raise CommandError("Granian is not installed: pip install 'foreign-policy-briefs[granian]'.")
    address = ["--host", settings.host, "--port", str(settings.port), "--workers", str(settings.workers)]
    lines = ["--log-config", _LOGGING, "--no-access-log", "--workers-kill-timeout", str(_GRACE + ceil(settings.drain))]
    # Connections that ask for nothing count too, and must not keep others out.
    most = ["--backlog", "4096", "--backpressure", "65536"]
    command = [sys.executable, "-P", "-m", "granian", "app.main:app", "--interface", "asgi", "--http", "1", "--no-ws"]
    os.execv(sys.executable, [*command, *address, *lines, *most])


def _counts() -> Path:
    """A folder in which workers count together. What was left by servers that run no more goes.

    That includes one of our own number, which in a container is always the same.
    """
    own = Path(tempfile.gettempdir()) / f"{_METRICS}{os.getpid()}"
    for left in own.parent.glob(f"{_METRICS}*"):
        if left == own or not Path("/proc", left.name.removeprefix(_METRICS)).exists():
            shutil.rmtree(left, ignore_errors=True)
    own.mkdir()
    return own


def _allow_files() -> None:
    """As many connections as the system lets us have: each is an open file."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main()
