"""Lines of the log: JSON, and on a terminal for people."""

import asyncio
import contextlib
import io
import json
import logging
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from select import PIPE_BUF
from typing import Any

import orjson
import pytest

from app.logs import Line, Requests
from tests.conftest import ROOT
from tests.writing import ANSWERED, write

Captured = pytest.CaptureFixture[str]
TOLD = {
    "time": "2026-11-22T12:00:00.500000Z",
    "method": "GET",
    "url": "/v1/briefs?q=é",
    "status": 200,
    "bytes": 7,
    "ms": 0.5,
    "client": "::1",
    "request": "a-1",
}

# The configuration that the servers are started with.
CONFIGURED = """
import json, logging, logging.config, pathlib, sys
from tests.writing import ANSWERED, write
logging.config.dictConfig(json.loads(pathlib.Path("app/logging.json").read_text()))
"""


def record(message: str, *values: object, level: int = logging.INFO, error: BaseException | None = None) -> Any:
    found = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("uvicorn.error", level, "x.py", 1, message, values, found)


def formatted(*values: Any, **more: Any) -> dict[str, Any]:
    text = Line().format(record(*values, **more))
    assert "\n" not in text
    told: dict[str, Any] = orjson.loads(text)
    return told


@pytest.fixture
def wanted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.requests")


def on_a_terminal(script: str) -> str:
    """What a program says where a terminal is its standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", CONFIGURED + script], stderr=theirs, cwd=ROOT)
    os.close(theirs)
    said = b""
    try:
        while select.select([ours], [], [], 30)[0]:
            try:
                said += os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
        assert process.wait(30) == 0
    finally:
        process.kill()
        os.close(ours)
    return said.decode().replace("\r\n", "\n")


def elsewhere(script: str) -> list[dict[str, Any]]:
    """What a program says where its standard error is no terminal."""
    command = [sys.executable, "-c", CONFIGURED + script]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=30)
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_message_is_an_object(capfd: Captured) -> None:
    told = formatted("Serving %s of %d", "é\n", 3)
    assert told.pop("time").endswith("Z")
    assert told == {"level": "info", "message": "Serving é\n of 3"}


def test_an_exception_is_part_of_it(capfd: Captured) -> None:
    try:
        raise KeyError("first\nsecond")
    except KeyError as error:
        told = formatted("It failed", level=logging.ERROR, error=error)
    assert (told["level"], told["message"]) == ("error", "It failed")
    assert told["exception"].startswith("Traceback")
    assert "KeyError" in told["exception"]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\x1b[31m", '"}\n{"', "\u2028"])
def test_any_message_is_a_line(capfd: Captured, text: str) -> None:
    assert formatted("%s failed", text)["message"].endswith(" failed")


@pytest.mark.usefixtures("wanted")
def test_a_request_is_an_object(capfd: Captured) -> None:
    write(ANSWERED, ANSWERED)
    lines = capfd.readouterr().err.splitlines()
    assert [orjson.loads(line) for line in lines] == [TOLD, TOLD]


@pytest.mark.usefixtures("wanted")
def test_lines_are_written_without_being_asked_for(capfd: Captured) -> None:
    async def serve() -> None:
        log = Requests()
        for _ in range(3):
            log.add(ANSWERED)
            await asyncio.sleep(0.3)

    asyncio.run(serve())
    assert len(capfd.readouterr().err.splitlines()) == 3


@pytest.mark.usefixtures("wanted")
def test_many_lines_stay_whole_among_those_of_other_processes() -> None:
    before, (reading, writing) = os.dup(2), os.pipe2(os.O_DIRECT)  # of which a read gives what one write took
    os.dup2(writing, 2)
    try:
        write(*[ANSWERED] * 200)
    finally:
        os.dup2(before, 2)
        for file in (before, writing):
            os.close(file)
    with io.FileIO(reading) as pipe:
        texts = list(iter(partial(pipe.read, PIPE_BUF), b""))
    assert sum(text.count(b"\n") for text in texts) == 200
    assert all(text.endswith(b"\n") for text in texts)


def test_a_request_is_not_told_where_it_is_not_wanted(capfd: Captured, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "app.requests")
    write(ANSWERED)
    assert capfd.readouterr().err == ""


def closed() -> list[int]:
    """A pipe whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    return [writing]


def full() -> list[int]:
    """A disk."""
    return [os.open("/dev/full", os.O_WRONLY)]


def stuffed() -> list[int]:
    """A pipe that nobody reads, and that does not wait for it."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, bytes(65_536))
    return [writing, reading]


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize("place", [closed, full, stuffed])
def test_a_log_that_cannot_be_written_fails_no_request(capfd: Captured, place: Callable[[], list[int]]) -> None:
    before, bad = os.dup(2), place()
    os.dup2(bad[0], 2)
    try:
        write(ANSWERED)
    finally:
        os.dup2(before, 2)
        for file in (before, *bad):
            os.close(file)


def test_the_servers_configuration_tells_all_in_objects() -> None:
    script = """
logging.getLogger("uvicorn.error").warning("Careful")
logging.getLogger("app.publishing").info("Serving")
logging.getLogger("app").debug("hidden")
write(ANSWERED)
"""
    lines = elsewhere(script)
    assert [line.get("message") for line in lines] == ["Careful", "Serving", None]
    assert [line.get("level") for line in lines[:2]] == ["warning", "info"]
    assert lines[2]["url"] == TOLD["url"]
    assert all(line["time"].endswith("Z") for line in lines)


def test_on_a_terminal_lines_are_for_people() -> None:
    script = """
logging.getLogger("uvicorn.error").info("Started")
logging.getLogger("uvicorn.error").warning("Careful")
write(ANSWERED)
try:
    1 / 0
except ZeroDivisionError:
    logging.exception("It failed")
"""
    started, careful, told, *failed = on_a_terminal(script).splitlines()
    assert (started, careful) == ("Started", "Warning: Careful")
    assert told.split(" ")[:3] == ["GET", TOLD["url"], "200"]
    assert "{" not in told
    assert failed[0] == "Error: It failed"
    assert failed[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize("url", ["/a\nGET /b 200", "/\x1b[2J\x1b]0;title\x07", "/\x9b31m", "/\r", "/\x7f"])
def test_no_url_steers_the_terminal_or_forges_a_line(url: str) -> None:
    said = on_a_terminal(f"write(ANSWERED._replace(path={url!r}, query=b''))")
    assert said.count("\n") == 1
    assert said.rstrip("\n").isprintable()
