"""`/cases/{number}/…`: what people do with a case. Each act is one POST."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from helpdesk.api.answers import CaseOut
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Acting, Assign, MarkDuplicate, Verify, Wait
from helpdesk.api.showing import case_out
from helpdesk.cases import service as cases
from helpdesk.cases.model import Case
from helpdesk.sla.model import PauseReason
from tenants.permissions.model import Actor

REFUSED = problems(404, 409, 412, 413, 415, 422)

Number = FromPath[str]
Optional = JSONBody[Acting | None]
Answered = Response[CaseOut]


class Acts:
    """What the routes of acts have in common: once, for a version, with the case as the answer."""

    def __init__(self, request: AnyRequest, actor: Actor, once: Once, tag: Tag) -> None:
        self.actor = actor
        self._request = request
        self._once = once
        self._tag = tag

    async def do(
        self, data: Acting | None, act: Callable[[int | None], Awaitable[Case]], *, status: int = 200
    ) -> Answered:
        """Do an act on the version that was named, if one was."""
        version = self._tag.version(data.version if data else None)

        async def done(_: str) -> CaseOut:
            return case_out(await act(version))

        answer = await self._once.answer(done, status=status)
        runtime_of(self._request).bell.ring("outbox")
        return answer


async def provide_acts(
    request: AnyRequest, actor: Caller, once: NamedDependency[Once], tag: NamedDependency[Tag]
) -> Acts:
    """The dependency `acts`."""
    return Acts(request, actor, once, tag)


ByHand = NamedDependency[Acts]


def act(name: str, operation: str) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """The route of one act on a case."""
    path = f"/cases/{{number:str}}/{name}"
    return post(path, operation_id=operation, tags=["acts"], status_code=200, responses=REFUSED)


@act("verify", "verifyCase")
async def verify(acts: ByHand, number: Number, data: JSONBody[Verify]) -> Answered:
    """Checked and taken on, and of this kind. Scope `cases:work`."""
    return await acts.do(
        data, lambda v: cases.verify(acts.actor, number, data.kind, version=v, triage=data.triage)
    )


@act("take", "takeCase")
async def take(acts: ByHand, number: Number, data: Optional = None) -> Answered:
    """Take a case for oneself. A key is no member of the office: it gives cases with `assign`."""
    return await acts.do(data, lambda v: cases.take(acts.actor, number, version=v))


@act("assign", "assignCase")
async def assign(acts: ByHand, number: Number, data: JSONBody[Assign]) -> Answered:
    """Give a case to a member of the office, or to nobody. Scope `cases:work`."""
    return await acts.do(data, lambda v: cases.assign(acts.actor, number, data.assignee_id, version=v))


@act("wait", "waitForCitizen")
async def wait(acts: ByHand, number: Number, data: JSONBody[Wait | None] = None) -> Answered:
    """The citizen is asked for something: promises pause. Scope `cases:work`."""
    reason = PauseReason(data.reason if data else "waiting_for_contact")
    return await acts.do(data, lambda v: cases.wait_for_contact(acts.actor, number, version=v, reason=reason))


@act("resolve", "resolveCase")
async def resolve(acts: ByHand, number: Number, data: Optional = None) -> Answered:
    """The office holds the matter for solved; the citizen may reopen it. Scope `cases:work`."""
    return await acts.do(data, lambda v: cases.resolve(acts.actor, number, version=v))


@act("reopen", "reopenCase")
async def reopen(acts: ByHand, number: Number, data: Optional = None) -> Answered:
    """Take it up again. Scope `cases:work`."""
    return await acts.do(data, lambda v: cases.reopen(acts.actor, number, version=v))


@act("close", "closeCase")
async def close(acts: ByHand, number: Number, data: Optional = None) -> Answered:
    """Finish it. Scope `cases:close`."""
    return await acts.do(data, lambda v: cases.close(acts.actor, number, version=v))


@act("duplicate", "markDuplicate")
async def duplicate(acts: ByHand, number: Number, data: JSONBody[MarkDuplicate]) -> Answered:
    """Another case holds the same matter. Scope `cases:close`."""
    return await acts.do(data, lambda v: cases.mark_duplicate(acts.actor, number, data.original, version=v))


ROUTES = (verify, take, assign, wait, resolve, reopen, close, duplicate)
