"""The examiner's side of the simulated LAPOR: order faults, set any state, see everything that was filed."""

from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from integrations.lapor.simulator.answers import TheLedger
from integrations.lapor.simulator.faults import Faults
from integrations.lapor.simulator.model import Complaint, State
from integrations.lapor.simulator.rules import ITEMS_KEPT, answered, moved


class AnyState(msgspec.Struct, frozen=True, kw_only=True):
    """A state by its raw words, also one that no list knows."""

    code: Annotated[str, msgspec.Meta(max_length=64)]
    name: Annotated[str, msgspec.Meta(max_length=200)]


class HowMany(msgspec.Struct, frozen=True, kw_only=True):
    """So many answers are written at once, to fill pages."""

    count: Annotated[int, msgspec.Meta(ge=0, le=ITEMS_KEPT)]


@get("/control/faults")
async def show_faults(ledger: TheLedger) -> Faults:
    """What is still ordered."""
    return ledger.faults


@post("/control/faults", status_code=200)
async def order_faults(ledger: TheLedger, data: JSONBody[Faults]) -> Faults:
    """Replace everything that was ordered; `{}` makes LAPOR work again."""
    ledger.faults = data
    return data


@delete("/control/complaints", status_code=204)
async def forget(ledger: TheLedger) -> None:
    """Start afresh: no complaints, no counts, no faults."""
    ledger.forget()


@post("/control/complaints/{complaint_id:str}/state", status_code=200)
async def set_state(
    ledger: TheLedger, complaint_id: FromPath[str], data: JSONBody[AnyState]
) -> dict[str, Any]:
    """Put a complaint into any state, forwards, backwards or unknown."""
    state = State(code=data.code, name=data.name, color="info")
    changed = moved(ledger.complaint(complaint_id), state, ledger.now(), "")
    ledger.put(changed)
    return listed(changed)


@post("/control/complaints/{complaint_id:str}/followups", status_code=200)
async def add_followups(
    ledger: TheLedger, complaint_id: FromPath[str], data: JSONBody[HowMany]
) -> dict[str, Any]:
    """Write numbered answers of the institution that holds the complaint."""
    complaint = ledger.complaint(complaint_id)
    for number in range(1, data.count + 1):
        complaint = answered(complaint, complaint.disposition, f"Tindak lanjut {number}", ledger.now())
    ledger.put(complaint)
    return listed(complaint)


@get("/ledger.json")
async def show_ledger(ledger: TheLedger) -> dict[str, Any]:
    """Every complaint that is still kept, in the order of filing, with what was sent for it."""
    return {
        "filed": ledger.filed,
        "calls": dict(ledger.calls),
        "documents": ledger.documents,
        "complaints": [listed(complaint) for complaint in ledger.complaints.values()],
    }


def listed(complaint: Complaint) -> dict[str, Any]:
    """A complaint as the ledger shows it."""
    return {
        "id": complaint.id,
        "filed_by": complaint.filed_by.id,
        "filed_at": complaint.filed_at.isoformat(),
        "status_code": complaint.state.code,
        "status_name": complaint.state.name,
        "disposition": complaint.disposition.name,
        "transfer_to": complaint.transfer_to.name if complaint.transfer_to else None,
        "transfers_asked": complaint.transfers_asked,
        "followups": len(complaint.followups),
        "sent": dict(complaint.body),
    }
