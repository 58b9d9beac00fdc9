"""Handles for tests and drills: play a citizen, order faults, read phones and the ledger. JSON in and out."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from integrations.sms.simulator.model import Faults, Limits
from integrations.sms.simulator.world import TheWorld
from kit.phones import phone_number
from kit.simulator.handles import converted, order_at, order_of


class Incoming(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A citizen writes; `from` may also be a short code or a name."""

    sender: str = msgspec.field(name="from")
    text: str
    id: str = ""
    """An id of one's own, to send the same SMS again."""


@post("/control/{customer_id:str}/incoming", status_code=202)
async def incoming(
    world: TheWorld, customer_id: FromPath[str], data: JSONBody[dict[str, Any]]
) -> dict[str, Any]:
    """A citizen writes; the call to the hook is on its way when this answers."""
    said, customer = converted(data, Incoming), world.customer(customer_id)
    line, calls = world.write(customer, _number(said.sender), said.text, line_id=said.id)
    return {"id": line.id, "calls": calls, "parts": line.parts}


@post("/control/{customer_id:str}/call", status_code=202)
async def call(world: TheWorld, customer_id: FromPath[str], data: JSONBody[dict[str, str]]) -> dict[str, Any]:
    """Call the hook with any fields."""
    world.call(world.customer(customer_id), data, "raw", data.get("id", ""))
    return {"calls": 1}


@get("/control/{customer_id:str}/talks/{citizen:str}")
async def read_talk(world: TheWorld, customer_id: FromPath[str], citizen: FromPath[str]) -> Response[Any]:
    """What the citizen's phone shows, the oldest first."""
    return Response(list(world.known_talk(world.customer(customer_id), _number(citizen)).lines))


@post("/control/faults", status_code=200)
async def order_faults(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Faults]:
    """Order faults; those that are not named stay as they are."""
    order = order_of(data, "customer")
    customer = world.customer(order.account)
    return order_at([customer.id], order, world.faults, world.courier)


@post("/control/limits", status_code=200)
async def set_limits(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Limits]:
    """How fast a customer may hand over SMS; the usual limit when none is named."""
    customer = world.customer(str(data.pop("customer", "")))
    world.limit(customer, converted(data, Limits))
    return world.limits


@get("/ledger.json")
async def read_ledger(world: TheWorld, customer: FromQuery[str] = "") -> dict[str, Any]:
    """Every call to send, taken or refused, and every call to a hook with its last answer; the oldest first."""
    return {
        "sends": [each for each in world.sendings if customer in ("", each.customer)],
        "hooks": [each for each in world.courier.hookings if customer in ("", each.customer)],
        "waiting": world.courier.waiting,
    }


def _number(written: str) -> str:
    """A number in one spelling; a name or short code as it is."""
    return written if any(sign.isalpha() for sign in written) else phone_number(written) or written
