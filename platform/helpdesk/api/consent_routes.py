"""`/cases/{number}/consents`: ask the citizen whether something about the case may go further."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from helpdesk.api.act_routes import REFUSED
from helpdesk.api.consent_bodies import AgreementOut, AskConsent, QuestionOut
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.consenting.model import Purpose
from helpdesk.consenting.service import standing_of
from helpdesk.elsewhere.service import everywhere
from helpdesk.escalation import naming
from helpdesk.registers import by_rule

Number = FromPath[str]


@get(
    "/cases/{number:str}/consents",
    operation_id="listConsents",
    tags=["acts"],
    responses=problems(404),
)
async def agreements(actor: Caller, number: Number) -> tuple[AgreementOut, ...]:
    """What the citizen was asked or said, and where each stands. Scope `cases:read`."""
    slugs = {each.uid: each.slug for each in await everywhere(actor.tenant_id)}
    return tuple(
        AgreementOut(
            purpose=each.subject.purpose,
            office=slugs.get(each.subject.office, "") if each.subject.office else "",
            given=each.given,
            channel=each.channel,
            at=each.at,
            expires_at=each.expires_at,
        )
        for each in await standing_of(actor, number)
    )


@post("/cases/{number:str}/consents", operation_id="askConsent", tags=["acts"], responses=REFUSED)
async def ask(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[AskConsent],
) -> Response[QuestionOut]:
    """Ask the citizen; the answer follows as `consent.answered`. Scope `cases:escalate`, or `cases:register`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> QuestionOut:
        if data.purpose is Purpose.HANDOVER:
            asked = await naming.ask_citizen(actor, number, data.to, runtime.accounts, version=version)
        else:
            asked = await by_rule.ask_citizen(actor, number, data.purpose, runtime.accounts, version=version)
        runtime.bell.ring("outbox")
        return QuestionOut(id=asked.id, asked=asked.asked, channel=asked.channel, expires_at=asked.expires_at)

    return await once.answer(act, status=201)


ROUTES = (agreements, ask)
