"""The gateway's own interface: hand an SMS over, ask for the balance."""

import hmac
from typing import Any

from litestar import Response, get, post

from integrations.sms.simulator.model import Sending, SimulatedCustomer
from integrations.sms.simulator.taking import AnyRequest, Form, Words, taken
from integrations.sms.simulator.world import TheWorld, World
from kit.phones import phone_number
from kit.sms_parts import counted

MOST_PARTS = 10


@post("/v1/messages", status_code=202)
async def send_message(request: AnyRequest, world: TheWorld) -> Response[Any]:
    """Take one SMS, or refuse it; ordered faults come first."""
    customer = _customer(request, world)
    if customer is None:
        return Response({"error": "bad_key"}, status_code=401)
    return await taken(request, world, customer, _WORDS)


@get("/v1/balance")
async def balance(request: AnyRequest, world: TheWorld) -> Response[Any]:
    """Credit that never runs out."""
    if _customer(request, world) is None:
        return Response({"error": "bad_key"}, status_code=401)
    return Response({"balance": 150_000, "currency": "IDR"})


def _take(world: World, customer: SimulatedCustomer, sending: Sending, form: Form) -> Response[Any]:
    number = phone_number(form.get("to", ""))
    sending.to, sending.text = number or "", form.get("text", "")
    sending.our_id = form.get("reference", "")[:80]
    sending.parts = counted(sending.text).parts
    refusal = (
        "invalid_sender"
        if form.get("from") != customer.number
        else "invalid_destination"
        if number is None
        else "empty"
        if not sending.text.strip()
        else "too_long"
        if sending.parts > MOST_PARTS
        else ""
    )
    if refusal or number is None:
        sending.refused = refusal
        return _refused(refusal)
    sending.id = world.taken_as(customer, sending.our_id)
    sending.repeated = bool(sending.id)
    if not sending.repeated:
        sending.id = world.take(customer, number, sending.text, reference=sending.our_id).id
    return Response({"id": sending.id, "status": "accepted", "parts": sending.parts}, status_code=202)


def _refused(code: str) -> Response[Any]:
    return Response({"error": code}, status_code=400)


def _too_many(seconds: int) -> Response[Any]:
    return Response({"error": "too_many"}, status_code=429, headers={"retry-after": str(seconds)})


def _failing() -> Response[Any]:
    return Response({}, status_code=500)


_WORDS = Words(refused=_refused, too_many=_too_many, failing=_failing, take=_take)


def _customer(request: AnyRequest, world: World) -> SimulatedCustomer | None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    return next(
        (
            each
            for each in world.customers.values()
            if not each.account_sid and hmac.compare_digest(given, each.access_key.encode())
        ),
        None,
    )
