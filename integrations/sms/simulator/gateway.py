"""The gateway's own interface: hand an SMS over, ask for the balance."""

import asyncio
import hmac
import math
from typing import Any

from litestar import Request, Response, get, post

from integrations.sms.simulator.model import Faults, Sending, SimulatedCustomer
from integrations.sms.simulator.world import TheWorld, World
from kit.phones import phone_number
from kit.simulator.broken import BrokenOff
from kit.sms_parts import counted

AnyRequest = Request[Any, Any, Any]
MOST_PARTS = 10
RETRY_AFTER = 2


@post("/v1/messages", status_code=202)
async def send_message(request: AnyRequest, world: TheWorld) -> Response[Any]:
    """Take one SMS, or refuse it; ordered faults come first."""
    customer = _customer(request, world)
    if customer is None:
        return Response({"error": "bad_key"}, status_code=401)
    sending = Sending(at=world.now(), customer=customer.id)
    world.sendings.append(sending)
    faults = world.faults[customer.id]
    answer = _fault_before(faults, sending) or _too_fast(world, customer, sending)
    if answer is None:
        form = await request.form()
        answer = _taken(world, customer, sending, {name: str(value) for name, value in form.items()})
    if sending.refused or sending.answered != "ok":
        return answer
    return await _fault_after(faults, sending) or answer


@get("/v1/balance")
async def balance(request: AnyRequest, world: TheWorld) -> Response[Any]:
    """Credit that never runs out."""
    if _customer(request, world) is None:
        return Response({"error": "bad_key"}, status_code=401)
    return Response({"balance": 150_000, "currency": "IDR"})


def _taken(
    world: World, customer: SimulatedCustomer, sending: Sending, form: dict[str, str]
) -> Response[Any]:
    number = phone_number(form.get("to", ""))
    sending.to, sending.text, sending.our_id = (
        number or "",
        form.get("text", ""),
        form.get("reference", "")[:80],
    )
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
        return Response({"error": refusal}, status_code=400)
    sending.id = world.taken_as(customer, sending.our_id)
    sending.repeated = bool(sending.id)
    if not sending.repeated:
        sending.id = world.take(customer, number, sending.text, sending.our_id).id
    return Response({"id": sending.id, "status": "accepted", "parts": sending.parts}, status_code=202)


def _too_fast(world: World, customer: SimulatedCustomer, sending: Sending) -> Response[Any] | None:
    wait = world.meters[customer.id].wait("", world.limits[customer.id].account, world.now())
    if not wait:
        return None
    sending.answered = "too fast"
    return Response({"error": "too_many"}, status_code=429, headers={"retry-after": str(math.ceil(wait))})


def _fault_before(faults: Faults, sending: Sending) -> Response[Any] | None:
    if faults.once("refused"):
        sending.refused = faults.error_code
        return Response({"error": faults.error_code}, status_code=400)
    if faults.once("throttled"):
        sending.answered = "throttled"
        headers = {"retry-after": str(RETRY_AFTER)}
        return Response({"error": "too_many"}, status_code=429, headers=headers)
    if faults.once("answer_500"):
        sending.answered = "500"
        return Response({}, status_code=500)
    return None


async def _fault_after(faults: Faults, sending: Sending) -> Response[Any] | None:
    if faults.slow_seconds:
        await asyncio.sleep(faults.slow_seconds)
    if faults.once("answer_500_after_accept"):
        sending.answered = "500 after accept"
        return Response({}, status_code=500)
    if faults.once("drop_response_after_accept"):
        sending.answered = "dropped"
        return BrokenOff()
    return None


def _customer(request: AnyRequest, world: World) -> SimulatedCustomer | None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    fitting = (
        each for each in world.customers.values() if hmac.compare_digest(given, each.access_key.encode())
    )
    return next(fitting, None)
