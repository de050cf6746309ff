"""Who is compared: each a process on a port of loopback, ended by its id. What is missing is installed by name."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

JSON_SERVER, DATASETTE = "json-server@0.17.4", "datasette==0.65.5"
PYTHONPATH = {"PYTHONPATH": str(Path(__file__).parent)}
HOST = "127.0.0.1"
LOGGING = Path(__file__).parents[2] / "app" / "logging.json"
_INSTALL_SECONDS, _START_SECONDS, _STOP_SECONDS = 300, 30, 20


class Answer(TypedDict):
    headers: list[tuple[str, str]]
    body: str


class Absent(Exception):
    """Why a peer is not to be had."""


@contextmanager
def process(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Its log goes nowhere, and no setting of ours gets in from outside."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFS_")}
    devnull = subprocess.DEVNULL
    running = subprocess.Popen(
        command, cwd=folder, env={**inherited, "TMPDIR": str(folder), **environment}, stdout=devnull, stderr=devnull
    )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def await_answer(running: "subprocess.Popen[bytes]", port: int, path: str = "/") -> None:
    """Raises Absent for a server that ends, or does not answer in time."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
    deadline = time.monotonic() + _START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection((HOST, port), timeout=_START_SECONDS) as connection:
                connection.sendall(request)
                if connection.recv(1):
                    return
        except OSError:
            time.sleep(0.002)
    raise Absent("it does not start")


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def ours(server: str, port: int) -> list[str]:
    settings = [f"HOST={HOST}", f"PORT={port}", f"BRIEFS_SERVER={server}"]
    return ["env", *settings, sys.executable, "-m", "app", "serve"]


def ours_with_options(port: int) -> list[str]:
    return [sys.executable, "-m", "app", "serve", "--host", HOST, "--port", str(port)]


def asgi(module: str, server: str, port: int) -> list[str]:
    """An app of this folder (which has to be on PYTHONPATH), served just as ours is (app.server)."""
    options = ["--host", HOST, "--port", str(port), "--log-config", str(LOGGING), "--no-access-log"]
    if server == "granian":
        options += ["--interface", "asgi", "--http", "1", "--no-ws"]
    else:
        options += ["--no-server-header", "--no-proxy-headers", "--ws", "none", "--lifespan", "on"]
    return [sys.executable, "-P", "-m", server, f"{module}:app", *options]


def asgi_environment(folder: Path, answers: dict[str, Answer]) -> dict[str, str]:
    file = folder / "answers.json"
    file.write_text(json.dumps(answers))
    return {**PYTHONPATH, "BENCH_ANSWERS": str(file)}


def nginx(folder: Path, answers: dict[str, Answer], port: int) -> list[str]:
    """The bodies as files, without a suffix, in the way of nginx's own advice for static files."""
    program = _program("nginx")
    for path, answer in answers.items():
        file = folder / "static" / path.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(answer["body"])
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    spare = "".join(f"{kind}_temp_path {folder}/nginx; " for kind in kinds)
    (folder / "nginx.conf").write_text(f"""\
daemon off; worker_processes 1; user root; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; {spare}
  sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  default_type application/json;
  server {{ listen {HOST}:{port}; root {folder}/static; }}
}}
""")
    return [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def json_server(folder: Path, answers: dict[str, Answer], port: int) -> list[str]:
    program = folder / "npm" / "node_modules" / ".bin" / "json-server"
    if not program.exists():
        (folder / "npm").mkdir(exist_ok=True)
        _install([_program("npm"), "install", "--prefix", str(folder / "npm"), "--no-audit", "--no-fund", JSON_SERVER])
    file = folder / "db.json"
    file.write_text(json.dumps({"briefs": [json.loads(answer["body"]) for answer in answers.values()]}))
    return [str(program), str(file), "--quiet", "--host", HOST, "--port", str(port)]


def datasette(folder: Path, answers: dict[str, Answer], port: int) -> list[str]:
    program = folder / "datasette" / "bin" / "datasette"
    if not program.exists():
        _install([sys.executable, "-m", "venv", str(folder / "datasette")])
        _install([str(program.with_name("python")), "-m", "pip", "install", "--quiet", DATASETTE])
    file = folder / "briefs.db"
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as database:
        database.execute("create table briefs (id text primary key, json text)")
        rows = ((path.rpartition("/")[2], answer["body"]) for path, answer in answers.items())
        database.executemany("insert into briefs values (?, ?)", rows)
    database.close()
    return [str(program), "serve", "--immutable", str(file), "--host", HOST, "--port", str(port)]


def version_of(program: str) -> str:
    try:
        said = subprocess.run([_program(program), "-v"], capture_output=True, text=True, timeout=10)
    except Absent:
        return "none"
    found = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "unknown"


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise Absent(f"{name} is not installed")
    return found


def _install(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_INSTALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Absent(f"{command[-1]} took too long to install") from error
    if done.returncode:
        raise Absent(f"{command[-1]} cannot be installed")
