"""`/cases/{number}/…`: what people do with a case. Each act is one POST."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from helpdesk.api.answers import CaseOut, HandedOver, InRegister, Preview, Target
from helpdesk.api.idempotency import once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, runtime_of, version_of
from helpdesk.api.schemas import Acting, Assign, Dispose, Escalate, MarkDuplicate, Verify
from helpdesk.api.showing import case_out
from helpdesk.cases import service as cases
from helpdesk.cases.model import Case
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from kit.errors import Invalid
from tenants.permissions.model import Actor

_REFUSED = problems(400, 404, 409, 412, 413, 415, 422)
_LAST_YEAR = 2999

Number = FromPath[str]
Optional = JSONBody[Acting | None]
Answered = Response[CaseOut]


async def _once(
    request: AnyRequest,
    actor: Actor,
    data: Acting | None,
    act: Callable[[int | None], Awaitable[Case]],
) -> Answered:
    version = version_of(request, data.version if data else None)

    async def done(_: str) -> CaseOut:
        return case_out(await act(version))

    answer = await once(request, actor, done)
    runtime_of(request).bell.ring("outbox")
    return answer


def _act(name: str, operation: str) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    return post(
        f"/cases/{{number:str}}/{name}",
        operation_id=operation,
        tags=["acts"],
        status_code=200,
        responses=_REFUSED,
    )


@_act("verify", "verifyCase")
async def verify(request: AnyRequest, actor: Caller, number: Number, data: JSONBody[Verify]) -> Answered:
    """Checked and taken on, and of this kind. Scope `cases:work`."""
    return await _once(request, actor, data, lambda v: cases.verify(actor, number, data.kind, version=v))


@_act("take", "takeCase")
async def take(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """Take a case for oneself. A key is no member of the office: it gives cases with `assign`."""
    return await _once(request, actor, data, lambda v: cases.take(actor, number, version=v))


@_act("assign", "assignCase")
async def assign(request: AnyRequest, actor: Caller, number: Number, data: JSONBody[Assign]) -> Answered:
    """Give a case to a member of the office, or to nobody. Scope `cases:work`."""
    return await _once(
        request, actor, data, lambda v: cases.assign(actor, number, data.assignee_id, version=v)
    )


@_act("wait", "waitForCitizen")
async def wait(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """The citizen is asked for something: promises pause. Scope `cases:work`."""
    return await _once(request, actor, data, lambda v: cases.wait_for_contact(actor, number, version=v))


@_act("resolve", "resolveCase")
async def resolve(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """The office holds the matter for solved; the citizen may reopen it. Scope `cases:work`."""
    return await _once(request, actor, data, lambda v: cases.resolve(actor, number, version=v))


@_act("reopen", "reopenCase")
async def reopen(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """Take it up again. Scope `cases:work`."""
    return await _once(request, actor, data, lambda v: cases.reopen(actor, number, version=v))


@_act("close", "closeCase")
async def close(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """Finish it. Scope `cases:close`."""
    return await _once(request, actor, data, lambda v: cases.close(actor, number, version=v))


@_act("reject", "rejectCase")
async def reject(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """The office will not work on it. Scope `cases:close`."""
    return await _once(request, actor, data, lambda v: cases.reject(actor, number, version=v))


@_act("spam", "markSpam")
async def spam(request: AnyRequest, actor: Caller, number: Number, data: Optional = None) -> Answered:
    """It is no case at all. Scope `cases:close`."""
    return await _once(request, actor, data, lambda v: cases.mark_spam(actor, number, version=v))


@_act("duplicate", "markDuplicate")
async def duplicate(
    request: AnyRequest, actor: Caller, number: Number, data: JSONBody[MarkDuplicate]
) -> Answered:
    """Another case holds the same matter. Scope `cases:close`."""
    return await _once(
        request, actor, data, lambda v: cases.mark_duplicate(actor, number, data.original, version=v)
    )


@post("/cases/{number:str}/dispositions", operation_id="disposeCase", tags=["acts"], responses=_REFUSED)
async def dispose(request: AnyRequest, actor: Caller, number: Number, data: JSONBody[Dispose]) -> Answered:
    """Pass a case to a unit. Scope `cases:dispose`."""
    if data.due_at is not None and data.due_at.year > _LAST_YEAR:
        raise Invalid("invalid", fields={"due_at": "too_late"})
    version = version_of(request, data.version)

    async def act(_: str) -> CaseOut:
        case = await cases.dispose(
            actor, number, data.unit_id, data.instruction, version=version, due_at=data.due_at
        )
        return case_out(case)

    return await once(request, actor, act, status=201)


@get(
    "/cases/{number:str}/escalations/preview",
    operation_id="previewEscalation",
    tags=["acts"],
    responses=problems(404),
)
async def preview(actor: Caller, number: Number) -> Preview:
    """Exactly what another office would see, and which offices there are. Scope `cases:escalate`."""
    package = await escalation.preview(actor, number)
    targets = tuple(Target(to=each.slug, name=each.name) for each in await escalation.targets(actor))
    return Preview(targets=targets, package=package)


@post("/cases/{number:str}/escalations", operation_id="escalateCase", tags=["acts"], responses=_REFUSED)
async def escalate(
    request: AnyRequest, actor: Caller, number: Number, data: JSONBody[Escalate]
) -> Response[HandedOver]:
    """Hand a case over to an office above. Scope `cases:escalate`."""
    version, runtime = version_of(request, data.version), runtime_of(request)

    async def act(_: str) -> HandedOver:
        link = await escalation.escalate(
            actor, number, data.to, data.reason, runtime.accounts, version=version
        )
        runtime.bell.ring("letter")
        return HandedOver(id=link.id, state=link.state)

    return await once(request, actor, act, status=201)


@post("/cases/{number:str}/register", operation_id="fileInRegister", tags=["acts"], responses=_REFUSED)
async def register(
    request: AnyRequest, actor: Caller, number: Number, data: Optional = None
) -> Response[InRegister]:
    """File a case in SP4N-LAPOR; its number follows as an event. Scope `cases:register`."""
    version, runtime = version_of(request, data.version if data else None), runtime_of(request)

    async def act(_: str) -> InRegister:
        link = await registers.file(actor, number, version=version)
        runtime.bell.ring("register")
        return InRegister(id=link.id, step=link.step)

    return await once(request, actor, act, status=202)


ROUTES = (
    *(verify, take, assign, wait, resolve, reopen, close, reject, spam, duplicate),
    *(dispose, preview, escalate, register),
)
