"""`/cases/{number}/escalations`: a case is handed over to an office above."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from helpdesk.api.act_routes import REFUSED, Answered, ByHand, Optional
from helpdesk.api.act_routes import act as _act
from helpdesk.api.answers import FileOut, HandedOver, Preview, Target
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Escalate, GiveBack, Withdraw
from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.escalation.relations import targets as whom_to_ask

Number = FromPath[str]


@get(
    "/cases/{number:str}/escalations/preview",
    operation_id="previewEscalation",
    tags=["acts"],
    responses=problems(404),
)
async def preview(actor: Caller, number: Number, to: str = "") -> Preview:
    """Exactly what an office would see (`to`, else the first), and which offices there are. Scope `cases:escalate`."""
    look = await escalation.preview(actor, number, to)
    targets = tuple(Target(to=each.slug, name=each.name) for each in await whom_to_ask(actor))
    files = tuple(
        FileOut(id=each.id, name=each.name, mime_type=each.mime_type, size=each.size, state=each.state)
        for each in look.files
    )
    return Preview(targets=targets, package=look.package, message_ids=look.message_ids, files=files)


@post("/cases/{number:str}/escalations", operation_id="escalateCase", tags=["acts"], responses=REFUSED)
async def escalate(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[Escalate],
) -> Response[HandedOver]:
    """Hand a case over to another office. Scope `cases:escalate`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> HandedOver:
        link = await escalation.escalate(
            actor,
            number,
            data.to,
            data.reason,
            runtime.accounts,
            version=version,
            left_out=frozenset(data.leave_out),
            files=frozenset(data.files),
        )
        runtime.bell.ring("letter")
        return HandedOver(id=link.id, state=link.state)

    return await once.answer(act, status=201)


@_act("accept", "acceptCase")
async def accept(acts: ByHand, number: Number, data: Optional = None) -> Answered:
    """Take on what another office offers. Scope `cases:work`."""
    return await acts.do(data, lambda v: agreeing.accept(acts.actor, number, version=v))


@_act("return", "returnCase")
async def give_back(acts: ByHand, number: Number, data: JSONBody[GiveBack]) -> Answered:
    """Return a case to the office that asked; it ends here. Scope `cases:escalate`."""
    return await acts.do(data, lambda v: agreeing.give_back(acts.actor, number, data.reason, version=v))


@_act("withdraw", "withdrawCase")
async def withdraw(acts: ByHand, number: Number, data: JSONBody[Withdraw]) -> Answered:
    """Take a case back from the office it was handed to. Scope `cases:escalate`."""
    return await acts.do(
        data, lambda v: agreeing.withdraw(acts.actor, number, data.reason, version=v, to_slug=data.to)
    )


ROUTES = (preview, escalate, accept, give_back, withdraw)
