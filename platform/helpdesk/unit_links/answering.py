"""A unit answers, or gives the case back; the desk releases what it answered to the citizen."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from helpdesk.attachments.arriving import Arriving, add_arriving
from helpdesk.attachments.forgetting import discard
from helpdesk.attachments.preparing import Uploads
from helpdesk.attachments.service import keep_uploads
from helpdesk.cases import disposing, path
from helpdesk.cases.model import Case, Part, PartRole, PartState
from helpdesk.cases.noting import a_note, note
from helpdesk.cases.rules import must_be_open
from helpdesk.cases.work import Work, work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import MediaRef
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.conversations.rules import cleaned, cleaned_reason
from helpdesk.events import UnitAnswered, UnitAnswerReturned, UnitLeft
from helpdesk.replies import service as replies
from helpdesk.replies.copies import copied, rows_of
from helpdesk.replies.model import Answer
from helpdesk.unit_links import proposing, rules, store
from helpdesk.unit_links.entering import let_in, must_be_an_office, unit_actor
from helpdesk.unit_links.model import AnswerState, CameBy, Ticket, UnitAnswer
from kit.errors import Conflict, Missing, Unauthenticated
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission

MOST_CHARACTERS = 4000


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What came from a unit, by whatever way."""

    text: str
    came_by: CameBy
    media: Sequence[MediaRef] = ()
    account_id: UUID | None = None
    external_id: str = ""
    kind: str = "text"


async def answer(
    ticket: Ticket, secret: str, text: str, uploads: Uploads, files: FileStore, *, answer_id: UUID
) -> None:
    """The unit's answer by its link. `answer_id` comes with the form: pressing its button twice answers once.

    Raises `Unauthenticated` for a browser without a pass, `Gone` when the link opens nothing any more, `Invalid`, and
    `FilesAway`; nothing is kept then.
    """
    text = cleaned(text, "text", MOST_CHARACTERS, needed=not uploads)
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        if await let_in(scope, ticket, secret) is None:
            raise Unauthenticated("unit_pass_over")
    media = await keep_uploads(ticket.tenant_id, uploads, files)
    taken = False
    try:
        async with tenant_scope(ticket.tenant_id) as scope:
            found = await let_in(scope, ticket, secret, hold=True)
            if found is None:
                raise Unauthenticated("unit_pass_over")
            rules.must_be_asked(found.part)
            if await store.answer(scope, answer_id) is None:
                words = Words(text=text, came_by=CameBy.LINK, media=media)
                async with work_on(
                    scope, unit_actor(scope, found.part.unit_id, found.unit), found.case
                ) as work:
                    await note_answer(work, found.part, words, answer_id)
                taken = True
    finally:
        if not taken:
            await discard(ticket.tenant_id, media, files)


async def note_answer(work: Work, part: Part, words: Words, answer_id: UUID) -> None:
    """Keep a unit's answer on a case in hand: a note with its files, for the desk to release."""
    text = words.text.replace(PIN_PLACE, "")
    message = a_note(work, text, kind=words.kind, external_id=words.external_id)
    await conversations.add_messages(work.scope, [message])
    await add_arriving(work.scope, [_arriving(work, message.id, words, media) for media in words.media])
    answer = UnitAnswer(
        id=answer_id,
        case_id=work.case.id,
        unit_id=part.unit_id,
        disposition_id=part.id,
        message_id=message.id,
        came_by=words.came_by,
        state=AnswerState.WAITING,
        released_id=None,
        at=work.now,
    )
    await store.add_answer(work.scope, answer)
    await path.set_state(work.scope, part.id, PartState.ANSWERED)
    fact = UnitAnswered(
        case_id=work.case.id,
        at=work.now,
        unit_id=part.unit_id,
        message_id=message.id,
        by=words.came_by.value,
        answer_id=answer_id,
    )
    work.apply(disposing.answered_by_unit(work.case, fact))


async def give_back(ticket: Ticket, secret: str, reason: str) -> None:
    """The unit returns the case to the desk, which reads why; the link opens nothing any more.

    Raises `Invalid` without a reason, and what `answer` raises.
    """
    reason = cleaned_reason(reason)
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id) as scope:
        found = await let_in(scope, ticket, secret, hold=True)
        if found is None:
            raise Unauthenticated("unit_pass_over")
        rules.must_be_asked(found.part)
        async with work_on(scope, unit_actor(scope, found.part.unit_id, found.unit), found.case) as work:
            await return_part(work, found.part, reason)


async def return_part(work: Work, part: Part, reason: str) -> None:
    """The same on a case in hand: who led leaves it to the desk, who helped leaves it to who leads."""
    await note(work, reason)
    await path.set_state(work.scope, part.id, PartState.RETURNED)
    if part.role is PartRole.LEAD:
        work.apply(disposing.give_back(work.case, part.unit_id, work.now))
    else:
        left = UnitLeft(case_id=work.case.id, at=work.now, unit_id=part.unit_id, returned=True)
        work.apply(disposing.left_by_unit(work.case, left))


async def release(
    actor: Actor,
    number: str,
    answer_id: UUID,
    text: str | None,
    book: AccountBook,
    files: FileStore,
    *,
    version: int | None,
    with_files: bool = True,
) -> Case:
    """Send a unit's answer to the citizen, as the unit wrote it or as the desk put it; both stay.

    Where another office speaks with the citizen, that one gets it as a proposal. Its files go along as copies.
    Raises what `working` and `replies.answer` raise, `Missing` for no such answer, and `Conflict`: `answer_released`
    when the citizen has it, `files_unchecked` when a file cannot be handed out yet.
    """
    copies = await _copied(actor, number, answer_id, files) if with_files else ()
    sent = False
    try:
        async with working(actor, number, Permission.REPLY, version=version) as work:
            waiting = await _waiting(work.scope, work.case.id, answer_id)
            written = await conversations.message(work.scope, waiting.message_id)
            said = (written.text if written else "") if text is None else text
            bound = await rows_of(work.scope, copies)
            given = Answer(text=cleaned(said, "text", MOST_CHARACTERS, needed=not bound), files=bound)
            await release_in(work, waiting, given, book)
        sent = True
    finally:
        if not sent:
            await discard(actor.tenant_id, copies, files)
    return work.case


async def return_answer(
    actor: Actor, number: str, answer_id: UUID, reason: str, *, version: int | None
) -> Case:
    """The desk asks the unit for a better answer: the unit reads why, and has it to do again.

    Raises what `working` raises, `Invalid` without a reason, `Missing`, and `Conflict` (`answer_released`,
    `answer_returned`).
    """
    reason = cleaned_reason(reason)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        must_be_open(work.case)
        waiting = await _waiting(work.scope, work.case.id, answer_id)
        await store.return_answer(work.scope, waiting.id, reason)
        part = await path.part_of(work.scope, work.case.id, waiting.unit_id)
        if part is not None and part.id == waiting.disposition_id:
            await path.set_state(work.scope, part.id, PartState.OPEN)
        work.tell(
            UnitAnswerReturned(
                case_id=work.case.id, at=work.now, unit_id=waiting.unit_id, answer_id=waiting.id
            )
        )
    return work.case


async def release_in(work: Work, waiting: UnitAnswer, given: Answer, book: AccountBook) -> None:
    """The same on a case in hand; outside the window it goes in the general template.

    While another office speaks with the citizen it is a proposal to that one.
    """
    if work.case.spoken_for:
        await proposing.propose(work, waiting, given)
        return
    given = msgspec.structs.replace(given, as_template=True)
    message_id = await replies.answer(work, given, book)
    await store.release(work.scope, waiting.id, message_id)


async def _waiting(scope: Scope, case_id: UUID, answer_id: UUID) -> UnitAnswer:
    found = await store.answer(scope, answer_id)
    if found is None or found.case_id != case_id:
        raise Missing("answer_missing")
    if found.state is not AnswerState.WAITING:
        raise Conflict("answer_returned" if found.state is AnswerState.RETURNED else "answer_released")
    return found


async def _copied(actor: Actor, number: str, answer_id: UUID, files: FileStore) -> tuple[MediaRef, ...]:
    """Copies of the answer's files, that belong to nothing yet: each message has files of its own."""
    async with working(actor, number, Permission.REPLY) as work:
        waiting = await _waiting(work.scope, work.case.id, answer_id)
    return await copied(actor.tenant_id, work.case.id, waiting.message_id, files)


def _arriving(work: Work, message_id: UUID, words: Words, media: MediaRef) -> Arriving:
    return Arriving(
        case_id=work.case.id,
        message_id=message_id,
        account_id=words.account_id or UUID(int=0),
        media=media,
    )
