"""What a unit reads of a case by its link: what it was asked, what the citizen wrote, what it answered itself."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import ORIGINAL, Attachment, KeptFile
from helpdesk.cases.model import PartRole
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.unit_links import rules, store
from helpdesk.unit_links.entering import let_in, must_be_an_office
from helpdesk.unit_links.model import Line, Sheet, Standing, Ticket, UnitAnswer
from kit.errors import Missing, Unauthenticated
from tenants.doors import Scope, tenant_scope
from tenants.offices.store import unit_name
from tenants.permissions.model import ActorKind


async def sheet(ticket: Ticket, secret: str) -> Sheet | None:
    """The page of the case; none for a browser without a pass. Raises `Gone` and `Missing` for the link."""
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        found = await let_in(scope, ticket, secret)
        return await _sheet(scope, found) if found else None


async def file(ticket: Ticket, secret: str, file_id: UUID) -> KeptFile:
    """A file that stands on the page; raises `Missing` for every other one."""
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        found = await let_in(scope, ticket, secret)
        if found is None:
            raise Unauthenticated("unit_pass_over")
        shown = {each.id for line in (await _sheet(scope, found)).lines for each in line.files}
        row = await attachments.stored(scope, found.case.id, file_id) if file_id in shown else None
        if row is None:
            raise Missing("file_missing")
        return attachments.kept_file(scope, row)


async def _sheet(scope: Scope, found: Standing) -> Sheet:
    case = found.case
    files = await attachments.of_case(scope, case.id)
    answers = {each.message_id: each for each in await store.answers_of(scope, case.id)}
    said = [
        each
        for each in await conversations.messages_of(scope, case.id)
        if is_for_unit(each, found.link.unit_id, case.conversation_id)
    ]
    theirs = {each.id for each in said if each.direction is Direction.IN}
    hidden = sum(each.message_id in theirs for each in files) if not found.terms.sees_files else 0
    return Sheet(
        number=case.number,
        kind=case.kind,
        unit=found.unit,
        instruction=found.part.instruction,
        due_at=found.part.due_at or case.due_at,
        received_at=case.opened_at,
        facility=await unit_name(scope, case.facility_id),
        lines=tuple(_line(each, files, answers, sees_files=found.terms.sees_files) for each in said),
        expires_at=found.link.expires_at,
        now=scope.now,
        directly=found.terms.answers_directly,
        asked=rules.may_answer(found.part),
        leads=found.part.role is PartRole.LEAD,
        hidden_files=hidden,
    )


def is_for_unit(message: Message, unit_id: UUID, answered_in: UUID | None) -> bool:
    """What the citizen wrote, and what this unit wrote itself; no word of the desk, of others, of another office, or
    of a stranger's letter."""
    if message.direction is Direction.IN:
        return message.revoked_at is None and not is_strangers_letter(message, answered_in)
    own = message.author_kind == ActorKind.UNIT.value and message.author_id == unit_id
    return message.direction is Direction.NOTE and own


def _line(
    message: Message,
    files: Sequence[Attachment],
    answers: Mapping[UUID, UnitAnswer],
    *,
    sees_files: bool,
) -> Line:
    mine = message.direction is Direction.NOTE
    answer = answers.get(message.id)
    return Line(
        mine=mine,
        text=message.shown_text,
        at=message.at,
        state=answer.state if answer else None,
        word=answer.word if answer else "",
        files=tuple(
            each
            for each in files
            if each.message_id == message.id and each.mime_type != ORIGINAL and (mine or sees_files)
        ),
    )
