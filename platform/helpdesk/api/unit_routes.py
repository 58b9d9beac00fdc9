"""`/cases/{number}/units`, `/answers`, `/approval`: how a case goes to units, what they answer, who approves that."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from helpdesk.api.act_routes import REFUSED, Answered, ByHand, Number, Optional
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.showing import case_out
from helpdesk.api.unit_bodies import (
    AnswerAsUnit,
    ApprovalOut,
    ApproveDisposition,
    Dispose,
    Disposed,
    HelpOut,
    InstructUnit,
    JoinUnit,
    PartOut,
    RefuseDisposition,
    ReleaseAnswer,
    Returning,
    UnitAnswerOut,
    UnitsOfCase,
    WithdrawRequest,
)
from helpdesk.approvals.model import Request
from helpdesk.casefile.model import CasePageView, Said
from helpdesk.casefile.service import case_page
from helpdesk.cases import approving, joining
from helpdesk.cases import service as cases
from helpdesk.cases.model import Case, PartRole
from helpdesk.unit_links import answering, at_desk
from kit.errors import Invalid
from kit.ids import uuid7
from kit.typed import YEARS

Unit = FromPath[UUID]


def _act(path: str, operation: str, status: int = 200) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """The route of one act about units."""
    at = f"/cases/{{number:str}}/{path}"
    return post(at, operation_id=operation, tags=["acts"], status_code=status, responses=REFUSED)


@_act("dispositions", "disposeCase", 201)
async def dispose(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[Dispose],
) -> Response[Disposed]:
    """Pass a case to a unit. Where a rule of the office asks for it, this waits for approval, and is named in
    `approval`; a key with the scope `cases:approve` needs nobody's. Scope `cases:dispose`."""
    _must_be_sane(data.due_at)
    version = tag.version(data.version)

    async def act(_: str) -> Disposed:
        case = await cases.dispose(
            actor,
            number,
            data.unit_id,
            data.instruction,
            version=version,
            due_at=data.due_at,
            helpers=data.helpers,
            copies=data.copies,
        )
        waits = await approving.waiting_on(actor, case.id)
        shown = msgspec.structs.asdict(case_out(case))
        return Disposed(**shown, approval=_approval(waits))

    answer = await once.answer(act, status=201)
    runtime_of(request).bell.ring("outbox")
    return answer


@_act("approval/approve", "approveDisposition")
async def approve(acts: ByHand, number: Number, data: JSONBody[ApproveDisposition]) -> Answered:
    """A disposition that waits is done now, changed by what is named. Scope `cases:approve`."""
    named = {
        name: value
        for name in ("unit_id", "instruction", "due_at", "helpers", "copies")
        if not isinstance(value := getattr(data, name), msgspec.UnsetType)
    }
    _must_be_sane(named.get("due_at"))

    async def act(version: int | None) -> Case:
        return await approving.approve_with(acts.actor, number, data.request_id, named, version=version)

    return await acts.do(data, act)


@_act("approval/refuse", "refuseDisposition")
async def refuse(acts: ByHand, number: Number, data: JSONBody[RefuseDisposition]) -> Answered:
    """A disposition that waits is not done. Scope `cases:approve`."""
    return await acts.do(
        data, lambda v: approving.refuse(acts.actor, number, data.request_id, data.reason, version=v)
    )


@_act("approval/withdraw", "withdrawDisposition")
async def withdraw(acts: ByHand, number: Number, data: JSONBody[WithdrawRequest]) -> Answered:
    """A disposition that waits is not asked for any more. Scope `cases:dispose`."""
    return await acts.do(data, lambda v: approving.withdraw(acts.actor, number, data.request_id, version=v))


@get("/cases/{number:str}/units", operation_id="listUnitsOfCase", tags=["cases"], responses=problems(404))
async def units(request: AnyRequest, actor: Caller, number: Number) -> UnitsOfCase:
    """Which units have the case, what they answered, and what waits for approval. Scope `cases:read`."""
    view = await case_page(actor, number, runtime_of(request).accounts)
    help_ = tuple(HelpOut(unit_id=each.unit_id, begins=each.begins, ends=each.ends) for each in view.help)
    return UnitsOfCase(units=_parts(view), help=help_, answers=_answers(view), approval=_approval(view.asked))


@_act("units", "joinUnit", 201)
async def join(acts: ByHand, number: Number, data: JSONBody[JoinUnit]) -> Answered:
    """A further unit helps or has a copy; one that has a part already keeps it. Where a rule of the office asks for
    it, this waits for approval (`approval` of the units). Scope `cases:dispose`."""
    _must_be_sane(data.due_at)

    async def act(version: int | None) -> Case:
        return await joining.join(
            acts.actor,
            number,
            [data.unit_id],
            PartRole(data.role),
            data.instruction,
            due_at=data.due_at,
            version=version,
        )

    return await acts.do(data, act, status=201)


@_act("units/{unit_id:uuid}/instruct", "instructUnit")
async def instruct(acts: ByHand, number: Number, unit_id: Unit, data: JSONBody[InstructUnit]) -> Answered:
    """Ask a unit that helps or has a copy something else, until another time, or as something else; this may wait for
    approval as joining does. Scope `cases:dispose`."""
    _must_be_sane(data.due_at)
    return await acts.do(
        data,
        lambda v: joining.instruct(
            acts.actor,
            number,
            unit_id,
            PartRole(data.role),
            data.instruction,
            due_at=data.due_at,
            version=v,
        ),
    )


@_act("units/{unit_id:uuid}/let-go", "letUnitGo")
async def let_go(acts: ByHand, number: Number, unit_id: Unit, data: Optional = None) -> Answered:
    """A unit that helped or had a copy has nothing to do with it any more. Scope `cases:dispose`."""
    return await acts.do(data, lambda v: cases.let_unit_go(acts.actor, number, unit_id, version=v))


@_act("units/{unit_id:uuid}/answer", "answerAsUnit", 201)
async def answer(acts: ByHand, number: Number, unit_id: Unit, data: JSONBody[AnswerAsUnit]) -> Answered:
    """The unit answers. Scopes `cases:note`, `cases:work` and `cases:read_all_units`."""

    async def act(version: int | None) -> Case:
        return await at_desk.answer(
            acts.actor, number, unit_id, data.text, version=version, answer_id=uuid7()
        )

    return await acts.do(data, act, status=201)


@_act("units/{unit_id:uuid}/return", "returnFromUnit")
async def give_back(acts: ByHand, number: Number, unit_id: Unit, data: JSONBody[Returning]) -> Answered:
    """The unit returns the case, or its part of it, to the desk. Scopes `cases:work` and `cases:read_all_units`."""
    return await acts.do(
        data, lambda v: at_desk.give_back(acts.actor, number, unit_id, data.reason, version=v)
    )


@_act("answers/{answer_id:uuid}/release", "releaseAnswer")
async def release(
    request: AnyRequest,
    acts: ByHand,
    number: Number,
    answer_id: FromPath[UUID],
    data: JSONBody[ReleaseAnswer],
) -> Answered:
    """Send a unit's answer to the citizen. Scope `cases:reply`."""
    runtime = runtime_of(request)

    async def act(version: int | None) -> Case:
        return await answering.release(
            acts.actor,
            number,
            answer_id,
            data.text,
            runtime.accounts,
            runtime.files,
            version=version,
            with_files=data.with_files,
        )

    answered = await acts.do(data, act)
    runtime.bell.ring("delivery")
    return answered


@_act("answers/{answer_id:uuid}/return", "returnAnswer")
async def return_answer(
    acts: ByHand, number: Number, answer_id: FromPath[UUID], data: JSONBody[Returning]
) -> Answered:
    """Ask the unit for a better answer; it reads the reason. Scope `cases:reply`."""
    return await acts.do(
        data, lambda v: answering.return_answer(acts.actor, number, answer_id, data.reason, version=v)
    )


def _must_be_sane(due_at: Any) -> None:
    if due_at is not None and due_at.year not in YEARS:
        raise Invalid("invalid", fields={"due_at": "too_late"})


def _approval(waits: Request | None) -> ApprovalOut | None:
    if waits is None:
        return None
    wish = waits.wish
    return ApprovalOut(
        id=waits.id,
        unit_id=wish.unit_id,
        instruction=wish.instruction,
        due_at=wish.due_at,
        helpers=tuple(sorted(wish.helpers)),
        copies=tuple(sorted(wish.copies)),
        why=waits.why,
        approvers=waits.approvers,
        widened=waits.widened,
        adds=wish.adds,
        asked_by=waits.asked_name,
        asked_at=waits.asked_at,
    )


def _parts(view: CasePageView) -> tuple[PartOut, ...]:
    return tuple(
        PartOut(
            unit_id=each.unit_id,
            unit=each.unit,
            role=each.role,
            state=each.state,
            instruction=each.instruction,
            due_at=each.due_at,
            since=each.at,
        )
        for each in view.unit_ways
    )


def _answers(view: CasePageView) -> tuple[UnitAnswerOut, ...]:
    return tuple(
        UnitAnswerOut(
            id=said.from_unit.id,
            message_id=said.message.id,
            unit=said.message.author_name,
            text=said.message.text,
            state=said.from_unit.state,
            came_by=said.from_unit.came_by,
            returned_because=said.from_unit.word,
            at=said.at,
        )
        for said in view.timeline
        if isinstance(said, Said) and said.from_unit is not None
    )


ROUTES: tuple[HTTPRouteHandler, ...] = (
    *(dispose, approve, refuse, withdraw),
    *(units, join, instruct, let_go, answer, give_back),
    *(release, return_answer),
)
