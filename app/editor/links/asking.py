"""Asks for pages: each once, few at a time, one at a time of a host, and never for more than the head."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from app import __version__
from app.content import scalars
from app.editor.links.reply import NO_ADDRESS, Reply, Verdict, judge, of_failure, of_response

AGENT = f"foreign-policy-briefs/{__version__} (briefs links; checks that cited pages are still there)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How patiently pages are asked for; times in seconds.

    `delay` is between two requests to a host. `timeout` is for one request, half of it to connect. After a failure
    that may pass, the host rests for what it asks for, or else for `backoff`, doubled each time; one that asks for
    more than `patience` is left alone.
    """

    at_once: int = 8
    delay: float = 1
    timeout: float = 20
    tries: int = 3
    backoff: float = 2
    patience: float = 60
    redirects: int = 10


def ask(pages: Iterable[str], manners: Manners, heard: Callable[[str, Verdict], None]) -> None:
    """Ask for each page, and call `heard` with the verdict on each as it comes.

    KeyboardInterrupt leaves at once: whatever was not heard of by then never will be.
    """
    runner = asyncio.Runner()
    runner.run(_ask(pages, manners, heard))
    runner.close()  # not when interrupted: it waits for the look-ups of names, and those can hang


async def _ask(pages: Iterable[str], manners: Manners, heard: Callable[[str, Verdict], None]) -> None:
    async def one(page: str) -> None:
        heard(page, await asker.verdict(page))

    timeout = httpx.Timeout(None, connect=manners.timeout / 2)
    async with (
        httpx.AsyncClient(headers={"User-Agent": AGENT}, timeout=timeout) as client,
        asyncio.TaskGroup() as group,
    ):
        asker = _Asker(client, manners)
        for page in pages:
            group.create_task(one(page))


class _Host:
    """One host, of which one thing at a time is asked."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._rested = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for those who ask before, and for the host to be rested."""
        async with self._lock:
            while (wait := self._rested - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(wait)
            yield

    def rest(self, seconds: float) -> None:
        """Let nobody ask for so long."""
        self._rested = max(self._rested, asyncio.get_running_loop().time() + seconds)


class _Asker:
    def __init__(self, client: httpx.AsyncClient, manners: Manners) -> None:
        self._client, self._manners = client, manners
        self._slots = asyncio.Semaphore(manners.at_once)
        self._hosts: defaultdict[bytes, _Host] = defaultdict(_Host)
        # By scheme and host: the latest failures in a row that speak for all of its pages.
        self._failures: defaultdict[tuple[str, bytes], list[Reply]] = defaultdict(list)

    async def verdict(self, page: str) -> Verdict:
        """Follow a page's redirects to their end."""
        try:
            url = httpx.URL(scalars.url(page))
        except (ValueError, httpx.InvalidURL):
            return NO_ADDRESS
        hops: list[Reply] = []
        seen = set()
        while len(hops) <= self._manners.redirects:
            # Some pages redirect to themselves once, to set a cookie: that is no circle.
            step = (url, self._client.build_request("GET", url).headers.get("Cookie"))
            if step in seen:
                return judge(page, [], Reply(failure="redirects in a circle"))
            seen.add(step)
            reply = await self._reply(url)
            if reply.target is None:
                return judge(page, hops, reply)
            hops.append(reply)
            url = reply.target
        return judge(page, [], Reply(failure=f"redirects more than {self._manners.redirects} times"))

    async def _reply(self, url: httpx.URL) -> Reply:
        """The reply to HEAD if it is good, or else to GET: of servers that refuse HEAD, some even say 404."""
        method, tries = "HEAD", 0
        while True:
            reply = await self._request(method, url)
            final = not reply.passing and (method == "GET" or reply.status is None)
            if reply.good or final or self._is_lost(url):
                return reply
            if reply.passing:
                tries += 1
                pause = self._manners.backoff * 2 ** (tries - 1) if reply.wait is None else reply.wait
                if tries == self._manners.tries or pause > self._manners.patience:
                    return reply
                self._hosts[url.netloc].rest(pause)
            method = "GET"

    async def _request(self, method: str, url: httpx.URL) -> Reply:
        """One request, in its turn; none to a host that has been lost."""
        host, failures = self._hosts[url.netloc], self._failures[url.scheme, url.netloc]
        async with host.turn(), self._slots:
            if self._is_lost(url):
                return failures[-1]
            reply = await self._exchange(method, url)
            # Within the turn, so that nobody who waits for it slips in between.
            host.rest(max(self._manners.delay, min(reply.wait or 0, self._manners.patience)))
        if reply.reached and reply.status != 429:
            failures.clear()
        else:
            failures.append(reply)
        return reply

    def _is_lost(self, url: httpx.URL) -> bool:
        return len(self._failures[url.scheme, url.netloc]) >= self._manners.tries

    async def _exchange(self, method: str, url: httpx.URL) -> Reply:
        try:
            async with asyncio.timeout(self._manners.timeout), self._client.stream(method, url) as response:
                return of_response(response, datetime.now(UTC))
        except (TimeoutError, httpx.TransportError, httpx.InvalidURL) as error:
            return of_failure(error, self._manners.timeout)
