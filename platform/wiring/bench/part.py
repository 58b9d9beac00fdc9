"""One process of the product under measurement: `python -m wiring.bench.part web PORT` or `… worker [TOPIC …]`."""

import os
import sys
from typing import Any

import msgspec
import uvicorn
from litestar import post

from kit.logging import configure
from kit.settings import settings_from
from wiring.listening import listen
from wiring.web import create_app
from wiring.worker import serve as serve_worker

_USUAL = frozenset({"inbox", "outbox", "clock"})


class Noop(msgspec.Struct):
    """What a no-op call carries."""

    id: str
    text: str


@post("/bench/noop", status_code=202, include_in_schema=False)
async def noop(data: Noop) -> dict[str, str]:
    """Decoded, answered, and nothing else."""
    return {"id": data.id}


def main(words: list[str]) -> None:
    """Serve until SIGTERM."""
    settings = settings_from(os.environ)
    configure()
    if words[0] == "worker":
        serve_worker(settings, only=frozenset(words[1:]) or _USUAL)
        return
    sockets = listen("127.0.0.1", int(words[1]))
    application: Any = create_app(settings, extra=[noop])
    config = uvicorn.Config(
        application,
        http="httptools",
        loop="uvloop",
        log_config=None,
        access_log=False,
        lifespan="on",
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=sockets)


if __name__ == "__main__":
    main(sys.argv[1:])
