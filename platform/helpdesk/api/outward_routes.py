"""`/cases/{number}/escalations`: a case is handed over to an office above."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from helpdesk.api.act_routes import REFUSED, Answered, ByHand, Optional
from helpdesk.api.act_routes import act as _act
from helpdesk.api.answers import FileOut
from helpdesk.api.handing_answers import HandedOver, Preview, Target
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Erase, Escalate, GiveBack, MarkSpam, Propose, Reject, Voice, Withdraw
from helpdesk.cases.model import Case
from helpdesk.escalation import agreeing, ending, erasing, speaking
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import Side
from helpdesk.escalation.relations import targets as whom_to_ask
from helpdesk.escalation.whom import what_leaves

Number = FromPath[str]


@get(
    "/cases/{number:str}/escalations/preview",
    operation_id="previewEscalation",
    tags=["acts"],
    responses=problems(404),
)
async def preview(actor: Caller, number: Number, to: FromQuery[str] = "") -> Preview:
    """Exactly what an office would see (`to`, else the first), and which offices there are. Scope `cases:escalate`."""
    look = await escalation.preview(actor, number, to)
    targets = tuple(Target(to=each.slug, name=each.name) for each in await whom_to_ask(actor))
    files = tuple(
        FileOut(id=each.id, name=each.name, mime_type=each.mime_type, size=each.size, state=each.state)
        for each in look.files
    )
    return Preview(
        targets=targets,
        package=look.package,
        message_ids=look.message_ids,
        files=files,
        shown=what_leaves(look.relation),
    )


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
            speaker=Side(data.speaker),
            later_files=data.later_files,
            shown=data.shown,
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
    return await acts.do(
        data,
        lambda v: agreeing.give_back(acts.actor, number, data.reason, version=v, owner=data.owner),
    )


@_act("withdraw", "withdrawCase")
async def withdraw(acts: ByHand, number: Number, data: JSONBody[Withdraw]) -> Answered:
    """Take a case back from the office it was handed to. Scope `cases:escalate`."""
    return await acts.do(
        data, lambda v: agreeing.withdraw(acts.actor, number, data.reason, version=v, to_slug=data.to)
    )


@_act("reject", "rejectCase")
async def reject(acts: ByHand, number: Number, data: JSONBody[Reject | None] = None) -> Answered:
    """The office will not work on it; a linked case goes back with the reason. Scope `cases:close`."""
    body = data or Reject()
    return await acts.do(
        data,
        lambda v: ending.reject(
            acts.actor,
            number,
            version=v,
            reason=body.reason,
            not_ours=body.ground == "not_ours",
            authority_id=body.authority_id,
        ),
    )


@_act("spam", "markSpam")
async def spam(acts: ByHand, number: Number, data: JSONBody[MarkSpam | None] = None) -> Answered:
    """It is no case at all; a linked case goes back with the reason. Scope `cases:close`."""
    reason = data.reason if data else ""
    return await acts.do(data, lambda v: ending.mark_spam(acts.actor, number, version=v, reason=reason))


@_act("voice", "settleVoice")
async def voice(acts: ByHand, number: Number, data: JSONBody[Voice]) -> Answered:
    """Who speaks with the citizen: one desk wishes, the other agrees or declines. Scope `cases:escalate`."""

    async def act(version: int | None) -> Case:
        if data.act == "wish":
            return await speaking.wish(acts.actor, number, version=version, to_slug=data.to)
        agrees = data.act == "agree"
        return await speaking.settle(acts.actor, number, agrees=agrees, version=version, to_slug=data.to)

    return await acts.do(data, act)


@_act("proposals", "proposeAnswer")
async def propose(acts: ByHand, number: Number, data: JSONBody[Propose]) -> Answered:
    """Propose an answer to the office that speaks with our citizen. Scope `cases:reply`."""
    return await acts.do(data, lambda v: speaking.propose(acts.actor, number, data.text, version=v))


@_act("erase", "eraseCitizen")
async def erase(acts: ByHand, number: Number, data: JSONBody[Erase]) -> Answered:
    """Erase the citizen's data of an ended case, and in the copies of other offices. Scope `citizens:erase`."""
    return await acts.do(data, lambda v: erasing.erase(acts.actor, number, data.ground, version=v))


ROUTES = (preview, escalate, accept, give_back, withdraw, reject, spam, voice, propose, erase)
