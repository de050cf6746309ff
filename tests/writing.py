"""Lines of requests as the log writes them. Scripts of tests run it too, so it loads little."""

import asyncio
from typing import Any

from app.logs import Requests


def write(*requests: dict[str, Any]) -> None:
    """Their lines, as an event loop that ends has them written."""

    async def add(log: Requests) -> None:
        for told in requests:
            log.add(told)

    log = Requests()
    asyncio.run(add(log))
    log.write()
