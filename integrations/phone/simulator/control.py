"""Handles for tests and drills: any events, faults, the ledger. JSON in and out."""

import json
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from integrations.phone.simulator.world import TheWorld
from kit.simulator.handles import converted, order_at, order_of
from kit.simulator.model import Faults


class Events(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Events as the exchange tells them, together in one body or each in its own."""

    events: list[dict[str, Any]]
    together: bool = False
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    old: int = 0
    forged: bool = False


@post("/control/{line_id:str}/events", status_code=202)
async def tell(world: TheWorld, line_id: FromPath[str], data: JSONBody[dict[str, Any]]) -> dict[str, int]:
    """Tell the hook; the calls are on their way when this answers."""
    said, line = converted(data, Events), world.line(line_id)
    bodies = [said.events] if said.together else said.events
    for body in bodies:
        for _ in range(said.times):
            world.send(line, json.dumps(body).encode(), old=said.old, forged=said.forged)
    return {"calls": len(bodies) * said.times}


@post("/control/faults", status_code=200)
async def order_faults(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Faults]:
    """Order faults; those that are not named stay as they are."""
    order = order_of(data, "line")
    line = world.line(order.account)
    return order_at([line.id], order, world.faults, world.courier)


@get("/ledger.json")
async def read_ledger(world: TheWorld, line: FromQuery[str] = "") -> dict[str, Any]:
    """Every call to a hook with its last answer; the oldest first."""
    return {
        "hooks": [
            each for each in (*world.courier.hookings, *world.once.hookings) if line in ("", each.line)
        ],
        "waiting": world.courier.waiting,
    }
