"""An answer of the office goes into the register: asked for by an officer, sent once, settled by a person if unknown.

An office without keys writes it there by hand; what it wrote is kept here all the same.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment, AttachmentState
from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.errors import ChannelError, NotSupported, OutcomeUnknown
from helpdesk.channels.register import FilingFile, FollowupKind
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction
from helpdesk.conversations.rules import cleaned
from helpdesk.events import CaseEvent, RegisterAnswered, RegisterStuck
from helpdesk.masters import service as masters
from helpdesk.registers import answers, breaker, rules, store, upkeep
from helpdesk.registers.calling import Line, line_of, outcome
from helpdesk.registers.drafting import citizens_name
from helpdesk.registers.filing import loaded
from helpdesk.registers.leaks import leaks, must_hold_no_nik
from helpdesk.registers.model import FOLLOWED, LONGEST_CALL, AnswerStep, Mode, RegisterAnswer, RegisterLink
from kit.errors import Conflict, Invalid
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission, system


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known before an answer is written."""

    link: RegisterLink | None
    """None where the case is not followed there."""
    waiting: RegisterAnswer | None = None
    """The answer that is not settled yet."""
    files: tuple[Attachment, ...] = ()
    """The office's files that could go along."""
    most: int = Conduct().answer_max
    """Characters that the register keeps."""


async def write(
    actor: Actor,
    number: str,
    text: str,
    *,
    version: int | None,
    files: Sequence[UUID] = (),
    kind: FollowupKind = FollowupKind.ANSWER,
    confirmed: bool = False,
    book: AccountBook | None = None,
) -> RegisterAnswer:
    """Ask for an answer to be added to the case there; by hand, it stands there already.

    Raises `Conflict` for a case that is not followed, or whose last answer still waits for a person; `Invalid` for
    a text or a file's name that tells who the citizen is, whatever was confirmed when it holds a NIK.
    """
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = await _followed(work)
        if any(each.step is not AnswerStep.SENT for each in await answers.unsettled(work.scope, link.id)):
            raise Conflict("answer_waits")
        plain = cleaned(text, "text", (await _conduct(work, link, book)).answer_max)
        chosen = _chosen(await _offered(work), files)
        names = "\n".join(each.name for each in chosen)
        found = leaks({"text": plain, "files": names}, await citizens_name(work))
        if found and (work.case.anonymous or link.filing.anonymous):
            raise Invalid("invalid", fields={each.where: f"tells_{each.trace}" for each in found})
        must_hold_no_nik(found)
        if found and not confirmed:
            raise Invalid("invalid", fields={"confirmed": "tells_who"})
        by_hand = link.mode is Mode.MANUAL
        answer = RegisterAnswer(
            id=uuid7(),
            link_id=link.id,
            step=AnswerStep.SENT if by_hand else AnswerStep.WAITING,
            text=plain,
            kind=kind,
            files=chosen,
            due_at=None if by_hand else work.now,
        )
        await answers.add(work.scope, answer, actor.id)
        if by_hand:
            work.tell(_answered(link, work.now))
    return answer


async def settle(actor: Actor, number: str, *, is_there: bool, version: int | None) -> RegisterAnswer:
    """A person looked: the answer whose outcome was unknown stands there, or it does not and may be written again."""
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = await _followed(work)
        waiting = [
            each
            for each in await answers.unsettled(work.scope, link.id)
            if each.step is AnswerStep.NEEDS_PERSON
        ]
        if not waiting:
            raise Conflict("nothing_to_settle")
        step = AnswerStep.SENT if is_there else AnswerStep.FAILED
        settled = rules.answer_settled(waiting[0], step)
        await answers.save(work.scope, settled)
        if is_there:
            work.tell(_answered(link, work.now))
    return settled


async def standing(actor: Actor, number: str, book: AccountBook) -> Writing:
    """What is known before an answer is written; changes nothing."""
    async with working(actor, number, Permission.FILE_IN_REGISTER) as work:
        link = await store.of_case(work.scope, work.case.id)
        if link is None or link.step not in FOLLOWED:
            return Writing(link=None)
        waiting = await answers.unsettled(work.scope, link.id)
        return Writing(
            link=link,
            waiting=waiting[0] if waiting else None,
            files=tuple(await _offered(work)),
            most=(await _conduct(work, link, book)).answer_max,
        )


async def answer_due(
    tenant_id: int, book: AccountBook, *, files: FileStore | None = None, most: int = 10
) -> int:
    """Write one office's due answers into the register, one after the other; answers how many were handled."""
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            await upkeep.hold_blocked(scope)
            answer = await answers.claim(scope)
            link = await store.held(scope, answer.link_id) if answer else None
            account = await book.load(scope, link.account_id) if link else None
            template = (
                await masters.template_for(scope, link.account_id, answer.kind) if link and answer else ""
            )
        if answer is None or link is None:
            return done
        line = line_of(account, book, link.mode)
        if answer.step is AnswerStep.SENDING:  # whoever was sending it died in the middle
            await _record(tenant_id, link, answer, OutcomeUnknown(), line)
            continue
        error: ChannelError | None = NotSupported("trial")
        if not line.trial_is_over:
            error = await _sent(tenant_id, link, answer, line, files, template)
        await _record(tenant_id, link, answer, error, line)
        if error is None:
            await breaker.worked(tenant_id, link.account_id, blocked_only=True)
        elif error.blocks:
            await breaker.failed(tenant_id, link, error, line.conduct.poll)
    return most


async def _sent(
    tenant_id: int,
    link: RegisterLink,
    answer: RegisterAnswer,
    line: Line,
    files: FileStore | None,
    template: str,
) -> ChannelError | None:
    """Send it once; answers what went wrong."""

    async def call() -> None:
        register, account = line.held()
        uploads = await loaded(tenant_id, link.case_id, answer.files, files)
        await register.answer(link.remote_id, answer.text, account, uploads, template)

    return await outcome(call, OutcomeUnknown(), LONGEST_CALL)


async def _record(
    tenant_id: int, link: RegisterLink, claimed: RegisterAnswer, error: ChannelError | None, line: Line
) -> None:
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, link.case_id)
        held = await answers.held(scope, claimed.id)
        late = error is None and held.step is AnswerStep.NEEDS_PERSON
        if held.step is not AnswerStep.SENDING and not late:
            return  # settled meanwhile
        after = (
            rules.answer_refused(held, error, scope.now, line.conduct.retry)
            if error
            else rules.answer_settled(held, AnswerStep.SENT)
        )
        await answers.save(scope, after)
        if error is None:
            await store.look_soon(scope, link.id)
        told: CaseEvent | None = _answered(link, scope.now) if error is None else None
        if rules.answer_needs_telling(after, line.conduct.retry):
            told = RegisterStuck(
                case_id=case.id, at=scope.now, register_link_id=link.id, code=f"answer_{after.step}"
            )
        if told is not None:
            async with work_on(scope, system(tenant_id), case) as work:
                work.tell(told)


def _answered(link: RegisterLink, now: datetime) -> RegisterAnswered:
    return RegisterAnswered(case_id=link.case_id, at=now, register_link_id=link.id)


async def _followed(work: Work) -> RegisterLink:
    link = await store.of_case(work.scope, work.case.id)
    if link is None or link.step not in FOLLOWED:
        raise Conflict("not_in_register")
    return link


async def _conduct(work: Work, link: RegisterLink, book: AccountBook | None) -> Conduct:
    return book.conduct_of(await book.load(work.scope, link.account_id)) if book else Conduct()


async def _offered(work: Work) -> list[Attachment]:
    """Files that the office itself sent to the citizen with this case."""
    said = await conversations.messages_of(work.scope, work.case.id)
    ours = {each.id for each in said if each.direction is Direction.OUT}
    return [
        each
        for each in await attachments.of_case(work.scope, work.case.id)
        if each.message_id in ours and each.state is AttachmentState.STORED
    ]


def _chosen(offered: Sequence[Attachment], wished: Sequence[UUID]) -> tuple[FilingFile, ...]:
    known = {each.id: each for each in offered}
    if not set(wished) <= set(known):
        raise Invalid("invalid", fields={"files": "unknown"})
    return tuple(
        FilingFile(id=each, name=known[each].name, mime_type=known[each].mime_type)
        for each in dict.fromkeys(wished)
    )
