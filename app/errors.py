"""Every error of ours, as one tree.

BriefsError
├── CommandError            a command cannot do what it was asked; told on the terminal, exit status 2
│   ├── SnapshotBroken      a snapshot folder cannot be read
│   └── SnapshotUnwritable  a snapshot cannot be written: disk full, read-only, not permitted
└── HttpError               answered to a client as RFC 9457, see `docs/errors.md`
    ├── NotFound            404  no such path or id
    ├── MethodNotAllowed    405  a method other than GET, HEAD and OPTIONS
    ├── NotAcceptable       406  no media type or coding that the client accepts
    ├── Withdrawn           410  a brief that was taken back, with the reason
    ├── CursorExpired       410  a page of a list that has changed since
    ├── PreconditionFailed  412  If-Match or If-Unmodified-Since does not hold
    ├── BodyNotAccepted     413  a request with a body
    ├── UrlTooLong          414
    ├── HostNotServed       421  a host that this service is not configured for
    ├── InvalidParameters   422  a parameter that is unknown or has a value that is not valid
    ├── HeadersTooLarge     431
    ├── InternalError       500  a fault of ours
    └── NotReady            503  nothing is published yet
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class BriefsError(Exception):
    """The root. Its text says what is wrong and what to do."""


class CommandError(BriefsError):
    """A command cannot run at all: a folder is missing, a disk is full."""

    exit_status: ClassVar[int] = 2


class SnapshotBroken(CommandError):
    """A snapshot folder that cannot be read: build it anew."""


class SnapshotUnwritable(CommandError):
    """A snapshot that cannot be written; what was there before is untouched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFault:
    """What is wrong with one parameter, and what would be right.

    `valid` holds all valid values if there are at most 50; otherwise it is None and `valid_url` lists them.
    """

    parameter: str
    value: str | None
    message: str
    suggestion: str | None = None
    valid: tuple[str, ...] | None = None
    valid_url: str | None = None


class HttpError(BriefsError):
    """An error that a client is told about; `status`, `code` and `title` belong to the class."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    meaning: ClassVar[str]

    def __init__(
        self, detail: str, *, errors: tuple[ParameterFault, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


class NotFound(HttpError):
    status = 404
    code = "not-found"
    title = "Not found"
    meaning = "There is nothing at this path. The answer names the nearest id, where one is near."


class MethodNotAllowed(HttpError):
    status = 405
    code = "method-not-allowed"
    title = "Method not allowed"
    meaning = "The service is read-only: use GET, HEAD or OPTIONS."


class NotAcceptable(HttpError):
    status = 406
    code = "not-acceptable"
    title = "Not acceptable"
    meaning = (
        "`Accept` or `Accept-Encoding` allows nothing that is offered here. The answer lists the offers; a suffix such "
        "as `.json`, or `format=json`, goes before `Accept`."
    )


class Withdrawn(HttpError):
    status = 410
    code = "withdrawn"
    title = "Withdrawn"
    meaning = (
        "The brief was published and has been taken back. The answer gives the date, the reason and what replaces it."
    )


class CursorExpired(HttpError):
    status = 410
    code = "cursor-expired"
    title = "Cursor expired"
    meaning = (
        "The content has changed since this page was linked, and the list's order (by title or relevance) cannot be "
        "continued exactly. Start again from the first page, whose URL the answer gives."
    )


class PreconditionFailed(HttpError):
    status = 412
    code = "precondition-failed"
    title = "Precondition failed"
    meaning = "`If-Match` or `If-Unmodified-Since` does not hold: the answer has changed. Ask without it."


class BodyNotAccepted(HttpError):
    status = 413
    code = "body-not-accepted"
    title = "Body not accepted"
    meaning = "The service is read-only, and takes no body with a request."


class UrlTooLong(HttpError):
    status = 414
    code = "url-too-long"
    title = "URL too long"
    meaning = "A URL may have 8,000 bytes. Ask for fewer values at once."


class HostNotServed(HttpError):
    status = 421
    code = "host-not-served"
    title = "Host not served"
    meaning = "The request names a host that this service does not answer for."


class InvalidParameters(HttpError):
    status = 422
    code = "invalid-parameters"
    title = "Invalid parameters"
    meaning = (
        "A parameter is unknown, given twice, or has a value that is not valid. `errors` names each with the nearest "
        "valid value and, up to 50, all valid ones."
    )


class HeadersTooLarge(HttpError):
    status = 431
    code = "headers-too-large"
    title = "Headers too large"
    meaning = "A request may have 100 headers and 32 KiB of them."


class InternalError(HttpError):
    status = 500
    code = "internal-error"
    title = "Internal error"
    meaning = "A fault of ours, which has been logged. The same request may work later."


class NotReady(HttpError):
    status = 503
    code = "not-ready"
    title = "Not ready"
    meaning = (
        "Nothing is published yet: the first snapshot is being built, or the content has faults. Try again shortly."
    )


def http_errors() -> list[type[HttpError]]:
    """Every error that a client can meet, by status and code: for the docs, the problem pages and their tests."""
    return sorted(HttpError.__subclasses__(), key=lambda error: (error.status, error.code))
