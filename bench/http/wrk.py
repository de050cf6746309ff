"""Runs of wrk, and what they say."""

import re
import subprocess
from typing import NamedTuple

CONNECTIONS, THREADS = 32, 1
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Run(NamedTuple):
    """Answers a second, the time in milliseconds within which 99 of 100 came, and how many requests had none."""

    rate: float
    p99: float
    failed: int


def run(url: str, seconds: int, headers: dict[str, str]) -> Run:
    command = ["wrk", "--latency", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "5s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    time, unit = _found(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = sum(int(number) for match in (refused, errors) if match for number in match.groups())
    return Run(float(_found(r"Requests/sec:\s+([\d.]+)", said)[0]), float(time) * _MILLISECONDS[unit], failed)


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match, text
    return match.groups()
