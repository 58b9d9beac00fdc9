"""`/cases/{number}/register…`: file a case in SP4N-LAPOR, and what a person did or read there."""

from collections.abc import Callable
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from helpdesk.api.act_routes import REFUSED
from helpdesk.api.idempotency import Once
from helpdesk.api.register_bodies import (
    AnswerInRegister,
    ConsentOut,
    FileInRegister,
    InRegister,
    NoteConsent,
    NoteNumber,
    NoteStatus,
    RegisterAnswerOut,
    SettleAnswer,
)
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Acting
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers import service as registers
from helpdesk.registers.model import RegisterAnswer, RegisterLink

Number = FromPath[str]


def _act(name: str, operation: str, status: int = 200) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    path = f"/cases/{{number:str}}/{name}"
    return post(path, operation_id=operation, tags=["acts"], status_code=status, responses=REFUSED)


@_act("register", "fileInRegister", status=202)
async def register(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[FileInRegister | None] = None,
) -> Response[InRegister]:
    """File a case in SP4N-LAPOR; its number follows as an event. Scope `cases:register`."""
    version, runtime = tag.version(data.version if data else None), runtime_of(request)

    async def act(_: str) -> InRegister:
        wishes = data.wishes if data else None
        link = await registers.file(actor, number, version=version, wishes=wishes, book=runtime.accounts)
        runtime.bell.ring("register")
        return _shown(link)

    return await once.answer(act, status=202)


@_act("register/number", "noteRegisterNumber")
async def note_number(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[NoteNumber],
) -> Response[InRegister]:
    """A person filed or found the case there: its number, which reaches the citizen. Scope `cases:register`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> InRegister:
        link = await by_hand.settle(actor, number, data.tracking_id, version=version, book=runtime.accounts)
        runtime.bell.ring("outbox")
        return _shown(link)

    return await once.answer(act, status=200)


@_act("register/missing", "noteRegisterMissing")
async def note_missing(
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[Acting | None] = None,
) -> Response[InRegister]:
    """A person looked, and the filing is not there: it may be filed again. Scope `cases:register`."""
    version = tag.version(data.version if data else None)

    async def act(_: str) -> InRegister:
        return _shown(await by_hand.not_found(actor, number, version=version))

    return await once.answer(act, status=200)


@_act("register/status", "noteRegisterStatus")
async def note_status(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[NoteStatus],
) -> Response[InRegister]:
    """A person read the status there; only where the office files by hand. Scope `cases:register`."""
    version, book = tag.version(data.version), runtime_of(request).accounts

    async def act(_: str) -> InRegister:
        link = await by_hand.note_status(
            actor, number, data.status, data.institution, version=version, book=book
        )
        return _shown(link)

    return await once.answer(act, status=200)


@_act("register/answers", "answerInRegister", status=202)
async def answer(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[AnswerInRegister],
) -> Response[RegisterAnswerOut]:
    """Add an answer to the case there; by hand, note what stands there already. Scope `cases:register`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> RegisterAnswerOut:
        written = await answering.write(
            actor,
            number,
            data.text,
            version=version,
            files=data.files,
            kind=data.kind,
            confirmed=data.confirmed,
            book=runtime.accounts,
        )
        runtime.bell.ring("register_answer")
        return _written(written)

    return await once.answer(act, status=202)


@_act("register/answers/settle", "settleRegisterAnswer")
async def settle_answer(
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[SettleAnswer],
) -> Response[RegisterAnswerOut]:
    """A person looked for an answer whose outcome was unknown. Scope `cases:register`."""
    version = tag.version(data.version)

    async def act(_: str) -> RegisterAnswerOut:
        return _written(await answering.settle(actor, number, is_there=data.is_there, version=version))

    return await once.answer(act, status=200)


@_act("register/consent", "noteRegisterConsent")
async def consent(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: Number,
    data: JSONBody[NoteConsent],
) -> Response[ConsentOut]:
    """What the citizen said about filing the case there; kept for good. Scope `cases:register`."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> ConsentOut:
        await by_rule.note_consent(
            actor, number, data.how, given=data.given, contact=data.contact, version=version
        )
        runtime.bell.ring("outbox")
        return ConsentOut(given=data.given, contact=data.given and data.contact, how=data.how)

    return await once.answer(act, status=200)


def _shown(link: RegisterLink) -> InRegister:
    return InRegister(id=link.id, step=link.step, mode=link.mode)


def _written(answer: RegisterAnswer) -> RegisterAnswerOut:
    return RegisterAnswerOut(id=answer.id, step=answer.step)


ROUTES = (register, note_number, note_missing, note_status, answer, settle_answer, consent)
