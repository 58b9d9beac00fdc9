"""The calls of LAPOR's interface, version 3.0.0, as working clients use them."""

from base64 import b64decode
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from integrations.lapor.simulator.answers import Caller, TheLedger, answer_or_fail
from integrations.lapor.simulator.faults import Call, followups_shown
from integrations.lapor.simulator.ledger import Ledger, Refused
from integrations.lapor.simulator.model import TEMPLATES, Complaint, SimulatedAgency
from integrations.lapor.simulator.rules import WIB, answered, transfer_requested


def calls() -> Router:
    """All calls below `/3.0.0`; each one checks the headers first."""
    return Router(
        path="/3.0.0",
        route_handlers=[
            upload,
            create,
            create_variant,
            transfer,
            follow,
            followups,
            add_followup,
            masters,
            listing,
        ],
        dependencies={"agency": Provide(_agency, sync_to_thread=False)},
    )


def _agency(request: Request[Any, Any, Any], ledger: TheLedger) -> SimulatedAgency:
    return ledger.agency(request.headers)


@post("/complaints/complaint/file", request_max_body_size=30_000_000)
async def upload(request: Request[Any, Any, Any], ledger: TheLedger, agency: Caller) -> Response[Any]:
    """Files are named and measured, never kept. Every upload has ids of its own, a repeated one too."""
    sent = await _files(await request.form(), "attachments[]")
    return await answer_or_fail(ledger, Call.UPLOAD, lambda: {"results": {"docs": ledger.keep(sent)}})


@post("/complaints/complaint", request_max_body_size=100_000)
async def create(ledger: TheLedger, agency: Caller, data: JSONBody[dict[str, Any]]) -> Response[Any]:
    """The general form: the id stands nested unless ordered otherwise."""
    return await answer_or_fail(ledger, Call.CREATE, lambda: _created(ledger, agency, data, "nested"))


@post("/complaints/complaint-lmw", request_max_body_size=100_000)
async def create_variant(ledger: TheLedger, agency: Caller, data: JSONBody[dict[str, Any]]) -> Response[Any]:
    """One agency's own form: the id stands at the top."""
    return await answer_or_fail(ledger, Call.CREATE, lambda: _created(ledger, agency, data, "top"))


@post("/complaints/process/{complaint_id:str}/reject")
async def transfer(
    ledger: TheLedger, agency: Caller, complaint_id: FromPath[str], data: JSONBody[dict[str, Any]]
) -> Response[Any]:
    """Say "not our authority" as a request: nothing moves until the administrator acts."""

    def effect() -> dict[str, Any]:
        complaint = ledger.complaint(complaint_id, agency)
        to = ledger.institution(_number(data.get("reason")))
        ledger.put(transfer_requested(complaint, to))
        return {"results": {}, "message": "OK"}

    return await answer_or_fail(ledger, Call.TRANSFER, effect)


@get("/complaints/{complaint_id:str}/complaint")
async def follow(ledger: TheLedger, agency: Caller, complaint_id: FromPath[str]) -> Response[Any]:
    """Status, disposition and log lines."""
    return await answer_or_fail(ledger, Call.FOLLOW, lambda: _shown(ledger.complaint(complaint_id, agency)))


@get("/complaints/{complaint_id:str}/followups")
async def followups(
    request: Request[Any, Any, Any],
    ledger: TheLedger,
    agency: Caller,
    complaint_id: FromPath[str],
    number: Annotated[int, QueryParameter(name="page", ge=1)] = 1,
) -> Response[Any]:
    """One page of follow-ups, and where the next one is."""

    def effect() -> dict[str, Any]:
        size = ledger.faults.page_size
        items = followups_shown(ledger.complaint(complaint_id, agency).followups, ledger.faults)
        more = number * size < len(items)
        following = f"{request.base_url}{request.url.path.lstrip('/')}?page={number + 1}" if more else None
        return {"results": {"data": items[(number - 1) * size : number * size], "next_page_url": following}}

    return await answer_or_fail(ledger, Call.FOLLOWUPS, effect)


@post("/complaints/followup/add", request_max_body_size=30_000_000)
async def add_followup(request: Request[Any, Any, Any], ledger: TheLedger, agency: Caller) -> Response[Any]:
    """An answer of an agency, as a multipart form."""
    form = await request.form()
    sent = [file for name in form if name.startswith("attachment[") for file in await _files(form, name)]

    def effect() -> dict[str, Any]:
        complaint = ledger.complaint(str(form.get("complaint_id", "")), agency)
        author = ledger.institution(_number(form.get("institution_from_id")))
        content = str(form.get("content", ""))
        if not content.strip() or len(content) > ledger.faults.answer_longest:
            raise Refused(422, "content tidak valid")
        template = str(form.get("template_code", ""))[:50]
        names = [name for name, _ in sent]
        ledger.put(answered(complaint, author, content, ledger.now(), template, names))
        return {"results": {}, "message": "OK"}

    return await answer_or_fail(ledger, Call.ANSWER, effect)


@post("/token", status_code=200)
async def grant_token(request: Request[Any, Any, Any], ledger: TheLedger) -> dict[str, Any]:
    """Client credentials, as gateways of this kind give tokens; where LAPOR's is, is not known: this place is ours."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        client_id, _, secret = b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        raise Refused(400, "invalid_request") from None
    asked = await request.form()
    if scheme != "Basic" or asked.get("grant_type") != "client_credentials":
        raise Refused(400, "invalid_request")
    return {"access_token": ledger.grant(client_id, secret), "token_type": "Bearer", "expires_in": 3600}


@get(["/masters/templates", "/masters/institutions/external"])
async def masters(request: Request[Any, Any, Any], ledger: TheLedger, agency: Caller) -> Response[Any]:
    """Templates, and the institutions complaints can be passed to."""

    def effect() -> dict[str, Any]:
        if request.url.path.endswith("templates"):
            return {"results": {"data": list(TEMPLATES)}}
        rows = [{"id": row.id, "name": row.name} for row in ledger.institutions()]
        return {"results": {"data": rows[: max(len(rows) - ledger.faults.institutions_hidden, 0)]}}

    return await answer_or_fail(ledger, Call.MASTERS, effect)


@get("/complaints/incoming")
async def listing(
    request: Request[Any, Any, Any],
    ledger: TheLedger,
    agency: Caller,
    number: Annotated[int, QueryParameter(name="page", ge=1)] = 1,
) -> Response[Any]:
    """What was passed on to the agency by others. The real call, if there is one, is not known: this one is ours."""

    def effect() -> dict[str, Any]:
        size, rows = ledger.faults.page_size, [_listed(each) for each in ledger.passed_on_to(agency)]
        more = f"{request.url.path}?page={number + 1}" if number * size < len(rows) else None
        return {"results": {"data": rows[(number - 1) * size : number * size], "next_page_url": more}}

    return await answer_or_fail(ledger, Call.LISTING, effect)


def _listed(complaint: Complaint) -> dict[str, Any]:
    return {
        "id": complaint.id,
        **{name: complaint.body[name] for name in ("title", "content", "classification_id")},
        "is_anonymous": complaint.body["is_anonymous"],
        "is_secret": complaint.body["is_secret"],
        "disposed_at": complaint.filed_at.astimezone(WIB).strftime("%d-%m-%Y %H:%M:%S"),
    }


def _created(ledger: Ledger, agency: SimulatedAgency, body: dict[str, Any], place: str) -> dict[str, Any]:
    complaint = ledger.file(agency, body)
    found = str(complaint.id) if ledger.faults.id_as == "str" else complaint.id
    if ledger.faults.id_place != "by_path":
        place = ledger.faults.id_place
    if place == "top":
        return {"complaint_id": found, "attachments": body["attachments"], "message": "OK"}
    return {"results": {"complaint": {"id": found}}, "message": "OK"}


def _shown(complaint: Complaint) -> dict[str, Any]:
    data = {
        "id": complaint.id,
        "status_code": complaint.state.code,
        "status_name": complaint.state.name,
        "disposition_id": complaint.disposition.id,
        "disposition_name": complaint.disposition.name,
    }
    return {"results": {"data": data, "data_logs": list(complaint.logs)}}


async def _files(form: Any, field: str) -> list[tuple[str, bytes]]:
    """Name and bytes of each file in a field."""
    files = [each for each in form.getall(field, []) if hasattr(each, "filename")]
    return [(each.filename, await each.read()) for each in files]


def _number(raw: object) -> int:
    text = str(raw)
    return int(text) if text.isdecimal() and len(text) < 12 else 0
