"""What every call to send goes through, whoever is played: ordered faults, the limit, the provider's own checks."""

import asyncio
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from litestar import Request, Response

from integrations.sms.simulator.model import Faults, Sending, SimulatedCustomer
from integrations.sms.simulator.world import World
from kit.simulator.broken import BrokenOff

AnyRequest = Request[Any, Any, Any]
Form = dict[str, str]
RETRY_AFTER = 2


class Words(NamedTuple):
    """How a provider says what went wrong."""

    refused: Callable[[str], Response[Any]]
    """With an ordered code."""
    too_many: Callable[[int], Response[Any]]
    """Come again in so many seconds."""
    failing: Callable[[], Response[Any]]
    take: Callable[[World, SimulatedCustomer, Sending, Form], Response[Any]]
    """Check a message and take it over, noting what became of it."""


async def taken(
    request: AnyRequest, world: World, customer: SimulatedCustomer, words: Words
) -> Response[Any]:
    """The answer to one call to send; it stands in the ledger."""
    sending = Sending(at=world.now(), customer=customer.id)
    world.sendings.append(sending)
    faults = world.faults[customer.id]
    answer = _fault_before(faults, sending, words) or _too_fast(world, customer, sending, words)
    if answer is None:
        form = await request.form()
        answer = words.take(world, customer, sending, {name: str(value) for name, value in form.items()})
    if sending.refused or sending.answered != "ok":
        return answer
    return await _fault_after(faults, sending, words) or answer


def _fault_before(faults: Faults, sending: Sending, words: Words) -> Response[Any] | None:
    if faults.once("refused"):
        sending.refused = faults.error_code
        return words.refused(faults.error_code)
    if faults.once("throttled"):
        sending.answered = "throttled"
        return words.too_many(RETRY_AFTER)
    if faults.once("answer_500"):
        sending.answered = "500"
        return words.failing()
    return None


def _too_fast(
    world: World, customer: SimulatedCustomer, sending: Sending, words: Words
) -> Response[Any] | None:
    wait = world.meters[customer.id].wait("", world.limits[customer.id].account, world.now())
    if not wait:
        return None
    sending.answered = "too fast"
    return words.too_many(math.ceil(wait))


async def _fault_after(faults: Faults, sending: Sending, words: Words) -> Response[Any] | None:
    if faults.slow_seconds:
        await asyncio.sleep(faults.slow_seconds)
    if faults.once("answer_500_after_accept"):
        sending.answered = "500 after accept"
        return words.failing()
    if faults.once("drop_response_after_accept"):
        sending.answered = "dropped"
        return BrokenOff()
    return None
