"""The least that an ASGI app can do: finished answers, looked up by path."""

import json
import os
from pathlib import Path

from starlette.types import Receive, Scope, Send

_ANSWERS = {
    path: ([(name.encode(), value.encode()) for name, value in answer["headers"]], answer["body"].encode())
    for path, answer in json.loads(Path(os.environ["BENCH_ANSWERS"]).read_bytes()).items()
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})
        return
    headers, body = _ANSWERS[scope["path"]]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
