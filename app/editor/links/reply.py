"""What a server's reply means, and what a chain of replies says of an address. No network here."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import responses
from itertools import takewhile
from typing import Literal, get_args
from urllib.parse import urlsplit

import httpx

State = Literal["fine", "moved", "refused", "broken"]
STATES: tuple[State, ...] = get_args(State)

_PERMANENT = (301, 308)
_PASSING = (429, 502, 503, 504)
# Not for a program, for this one, or for this country: a reader's browser may well be let in.
_REFUSED = (401, 403, 429, 451)

_GONE = "Look for its new address, or cite an archived copy"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request: a `status`, or else the `failure`, in words that follow the address.

    `target` is where it redirects to, `wait` the seconds that Retry-After asks for. A `passing` failure may be over
    when asked again. `reached` is whether there was a connection at all.
    """

    status: int | None = None
    target: httpx.URL | None = None
    wait: float | None = None
    failure: str = ""
    passing: bool = False
    reached: bool = True

    @property
    def good(self) -> bool:
        """Whether it leads on: to a page or to another address."""
        return self.target is not None or (self.status is not None and 200 <= self.status < 300)

    @property
    def text(self) -> str:
        if self.status is None:
            return self.failure
        return f"answers {self.status} {responses.get(self.status, '')}".rstrip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is told of an address, in words that follow it; nothing where it is fine.

    `refused` is one that cannot be judged from here: the server is there, and does not want us.
    """

    state: State
    message: str = ""
    advice: str = ""
    reached: bool = True


NO_ADDRESS = Verdict("broken", "is not a web address", "Paste it whole, from https:// on")


def of_response(response: httpx.Response, now: datetime) -> Reply:
    """The reply that a response's head makes; its body is not looked at."""
    follow = response.next_request
    return Reply(
        status=response.status_code,
        target=follow.url if follow else None,
        wait=retry_after(response.headers.get("Retry-After", ""), now),
        passing=response.status_code in _PASSING,
    )


def of_failure(error: Exception, timeout: float) -> Reply:
    """The reply that an exception of httpx, or a time-out, amounts to."""
    # httpcore hides the operating system's error from the chain of causes, but keeps it as its argument.
    reason = next(iter(getattr(error.__cause__, "args", ())), None)
    match error, reason:
        case httpx.UnsupportedProtocol() | httpx.InvalidURL(), _:
            return Reply(failure=NO_ADDRESS.message)
        case _, ssl.SSLCertVerificationError():
            return Reply(failure=f"has a certificate that is not valid ({reason.verify_message.rstrip('.')})")
        case _, ssl.SSLError():
            return Reply(failure="does not speak TLS, which https needs")
        case _, socket.gaierror():
            return Reply(failure="is at a host that is not known", passing=True, reached=False)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError(), _:
            return Reply(failure="cannot be connected to", passing=True, reached=False)
        case TimeoutError() | httpx.TimeoutException(), _:
            return Reply(failure=f"does not answer within {timeout:g} seconds", passing=True)
        case httpx.RemoteProtocolError(), _ if "disconnected" not in str(error):
            return Reply(failure="does not answer in proper HTTP", passing=True)
    return Reply(failure="breaks the connection off without an answer", passing=True)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from now, of a Retry-After header (RFC 9110, section 10.2.3); None where it has none that is valid."""
    if value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())


def judge(url: str, hops: Sequence[Reply], last: Reply) -> Verdict:
    """What the redirects and the reply after them say of an address."""
    end = str(hops[-1].target) if hops else url
    reached = last.reached or bool(hops)
    if not last.good:
        message = f"redirects to {end}, which {last.text}" if hops else last.text
        if last.status in _REFUSED:
            return Verdict("refused", f"{message} to a program", "Open it in a browser to see that it is there")
        return Verdict("broken", message, f"Ask again later. {_GONE}" if last.passing else _GONE, reached)
    if _is_front_page(end) and not _is_front_page(url):
        return Verdict("moved", f"leads to the front page {end} now", f"The page itself may be gone. {_GONE}")
    if moves := list(takewhile(lambda hop: hop.status in _PERMANENT, hops)):
        return Verdict("moved", "has moved for good", f"If it is the same page there, write `{moves[-1].target}`")
    return Verdict("fine")


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
