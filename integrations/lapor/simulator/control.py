"""The examiner's side of the simulated LAPOR: order faults, set any state, see everything that was filed."""

from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from integrations.lapor.simulator.answers import TheLedger
from integrations.lapor.simulator.bells import Bell
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
    files: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    """Addresses or paths of files that hang on each of them; `/lapor/files/…` lie here."""


@get("/control/faults")
async def show_faults(ledger: TheLedger) -> Faults:
    """What is still ordered."""
    return ledger.faults


@post("/control/faults", status_code=200)
async def order_faults(ledger: TheLedger, data: JSONBody[Faults]) -> Faults:
    """Replace everything that was ordered; `{}` makes LAPOR work again."""
    ledger.faults = data
    return data


@delete("/control/tokens", status_code=204)
async def end_tokens(ledger: TheLedger) -> None:
    """Every token that was given out ends before its time."""
    ledger.tokens.clear()


@delete("/control/complaints", status_code=204)
async def forget(ledger: TheLedger) -> None:
    """Start afresh: no complaints, no counts, no faults."""
    ledger.forget()


@post("/control/bells", status_code=200)
async def hang_bell(ledger: TheLedger, data: JSONBody[Bell]) -> dict[str, int]:
    """Call an institution whenever a complaint changed that it filed or holds; an empty `url` ends that."""
    ledger.bells.hang(data)
    return {"institution_id": data.institution_id}


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
        text = f"Tindak lanjut {number}"
        complaint = answered(complaint, complaint.disposition, text, ledger.now(), files=data.files)
    ledger.put(complaint)
    return listed(complaint)


class PassedOn(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen's complaint that is passed on to an institution."""

    institution_id: int
    title: Annotated[str, msgspec.Meta(max_length=200)]
    content: Annotated[str, msgspec.Meta(max_length=5000)]
    classification_id: int = 6
    is_anonymous: bool = False
    is_secret: bool = True


@post("/control/incoming", status_code=200)
async def pass_on(ledger: TheLedger, data: JSONBody[PassedOn]) -> dict[str, Any]:
    """Let a complaint come to an agency without its doing."""
    return listed(ledger.pass_on(data.institution_id, msgspec.structs.asdict(data)))


@post("/control/complaints/{complaint_id:str}/edit", status_code=200)
async def edit_first(ledger: TheLedger, complaint_id: FromPath[str]) -> dict[str, Any]:
    """Somebody corrects the first follow-up: the same item, other words."""
    complaint = ledger.complaint(complaint_id)
    first, *rest = complaint.followups
    changed = msgspec.structs.replace(
        complaint, followups=({**first, "content": f"{first['content']} (diperbaiki)"}, *rest)
    )
    ledger.put(changed)
    return listed(changed)


@get("/files/{name:str}", media_type="application/octet-stream")
async def file(name: FromPath[str]) -> Response[bytes]:
    """A file of a follow-up: `large…` is beyond every limit, `program…` is none that anybody takes."""
    if name.startswith("moved"):
        return Response(b"", status_code=302, headers={"location": "/lapor/files/surat.pdf"})
    content = b"MZ\x90\x00" if name.startswith("program") else b"%PDF-1.7\n" + name.encode()
    return Response(content + b"0" * (11_000_000 if name.startswith("large") else 0))


@get("/ledger.json")
async def show_ledger(ledger: TheLedger) -> dict[str, Any]:
    """Every complaint that is still kept, in the order of filing, with what was sent for it."""
    return {
        "filed": ledger.filed,
        "calls": dict(ledger.calls),
        "documents": ledger.documents,
        "rung": [{"at": each.at, "status": each.status} for each in ledger.bells.courier.hookings],
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
