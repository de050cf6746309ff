"""What a request may be, before anything of it is looked at: its size, its host, and no body."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import BodyNotAccepted, HeadersTooLarge, HostNotServed, UrlTooLong

MAX_URL = 8_000
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
_OF_THE_PROCESS = ("/healthz", "/readyz")


class LimitsMiddleware:
    """`hosts` are the names that the service answers for, without a port; any, if there are none.

    Who asks whether it is alive or ready asks this very process, by whatever name.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(host.lower().encode() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"]
            length = len(scope.get("raw_path") or scope["path"]) + (len(query) + 1 if query else 0)
            if length > MAX_URL:
                raise UrlTooLong(
                    f"The URL has {length:,} bytes, and may have {MAX_URL:,}. Ask for fewer values at once."
                )
            host = self._check(scope["headers"])
            if self.hosts and _name(host) not in self.hosts and scope["path"] not in _OF_THE_PROCESS:
                raise HostNotServed(f"{host.decode('latin-1') or 'A request without a host'} is not served here.")
        await self.app(scope, receive, send)

    def _check(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The host that is asked for."""
        size, host = 0, b""
        for name, value in headers:
            size += len(name) + len(value)
            if name == b"host":
                host = value
            elif name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0 ")):
                raise BodyNotAccepted(
                    "The request has a body, and the service takes none: leave it out.", headers={"Connection": "close"}
                )
        if len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
            raise HeadersTooLarge(
                f"The request has {len(headers)} headers of {size:,} bytes, and may have {MAX_HEADERS} "
                f"of {MAX_HEADER_BYTES:,}."
            )
        return host


def _name(host: bytes) -> bytes:
    """Without its port. An address of IPv6 stands in brackets."""
    name, colon, port = host.lower().rpartition(b":")
    return name if colon and (port.isdigit() or not port) else host.lower()
