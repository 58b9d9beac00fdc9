"""`/cases/{number}/escalations`: a case is handed over to an office above."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from helpdesk.api.act_routes import REFUSED
from helpdesk.api.answers import HandedOver, Preview, Target
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Escalate
from helpdesk.escalation import service as escalation

Number = FromPath[str]


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


@post("/cases/{number:str}/escalations", operation_id="escalateCase", tags=["acts"], responses=REFUSED)
async def escalate(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[Escalate],
) -> Response[HandedOver]:
    """Hand a case over to an office above. Scope `cases:escalate`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> HandedOver:
        link = await escalation.escalate(
            actor, number, data.to, data.reason, runtime.accounts, version=version
        )
        runtime.bell.ring("letter")
        return HandedOver(id=link.id, state=link.state)

    return await once.answer(act, status=201)


ROUTES = (preview, escalate)
