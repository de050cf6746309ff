"""Lines of requests as the log writes them. Scripts of tests run it too, so it loads little."""

import asyncio

from app.logs import Answered, Requests

ANSWERED = Answered(1_795_348_800.5, "GET", "/v1/briefs", b"q=\xe9", 200, 7, 0.0005, ("::1", 1), "a-1", "", "")


def write(*requests: Answered) -> None:
    """Their lines, as an event loop that ends has them written."""

    async def add(log: Requests) -> None:
        for answered in requests:
            log.add(answered)

    log = Requests()
    asyncio.run(add(log))
    log.write()
