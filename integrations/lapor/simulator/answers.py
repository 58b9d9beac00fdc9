"""How the simulated LAPOR answers: its envelope, and the failure that was ordered for a call."""

import asyncio
from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency

from integrations.lapor.simulator.faults import Call, Failure
from integrations.lapor.simulator.ledger import Ledger, Refused
from integrations.lapor.simulator.model import SimulatedAgency

TheLedger = NamedDependency[Ledger]
Caller = NamedDependency[SimulatedAgency]
"""The agency whose headers came with the call."""

_BEFORE = {
    Failure.UNAUTHORIZED: (401, "Invalid Credentials"),
    Failure.THROTTLED: (429, "Message throttled out"),
    Failure.REFUSED: (422, "Data tidak valid"),
    Failure.FAILING: (500, "Server Error"),
}


async def answer_or_fail(ledger: Ledger, call: Call, effect: Callable[[], Any]) -> Response[Any]:
    """Do what was asked and answer, or fail as ordered, before the effect or after it."""
    failure = ledger.failure(call)
    if failure in _BEFORE:
        status, message = _BEFORE[failure]
        headers = {"retry-after": str(ledger.faults.retry_after)} if status == 429 else {}
        return Response({"message": message}, status_code=status, headers=headers)
    content = effect()
    match failure:
        case Failure.STORED_THEN_FAILING:
            return Response({"message": "Server Error"}, status_code=500)
        case Failure.STORED_THEN_SILENT:
            await asyncio.sleep(ledger.faults.silent_seconds)
            return Response({"message": "Gateway Timeout"}, status_code=504)
        case Failure.STORED_WITHOUT_ID:
            return Response({"results": {}, "message": "OK"}, status_code=200)
        case Failure.STORED_THEN_GARBLED:
            return Response("<html>Bad Gateway", status_code=200, media_type="text/html")
    return Response(content, status_code=200)


def refused(_: Request[Any, Any, Any], failure: Refused) -> Response[Any]:
    """The interface's own refusal."""
    return Response({"message": failure.message}, status_code=failure.status)
