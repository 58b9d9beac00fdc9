"""What a citizen may ask of a case: send it, add to it, have it taken up again, rate the answer."""

from uuid import UUID

from helpdesk.attachments import store as attachments
from helpdesk.attachments.forgetting import discard
from helpdesk.attachments.model import KeptFile
from helpdesk.attachments.preparing import Uploads
from helpdesk.attachments.service import keep_uploads
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import pin
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind, MediaRef, MessageArrived, Sender
from helpdesk.conversations import store as conversations
from helpdesk.inbox.service import receive_in
from helpdesk.inbox.store import entry_of
from helpdesk.intake.hand import Filing, open_in_portal
from helpdesk.intake.service import take_now
from helpdesk.portal import questions, rules
from helpdesk.portal.model import Draft, Privacy
from helpdesk.surveys.service import rate
from kit.errors import Conflict, Invalid, Missing, Refusal
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor


async def send_report(
    actor: Actor, draft: Draft, uploads: Uploads, language: str, book: AccountBook, files: FileStore
) -> Case:
    """Open a case from a draft, once for the draft's key; raises `Invalid` with the fields that are wrong."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        taken = await entry_of(scope, await _account(scope), "message", draft.key) is not None
    media = () if taken else await keep_uploads(actor.tenant_id, uploads, files)
    try:
        return await open_in_portal(actor, filing_of(draft, language), media, book, key=draft.key)
    except Refusal:  # a crash in between leaves them to the daily forgetting
        await discard(actor.tenant_id, media, files)
        raise


def filing_of(draft: Draft, language: str) -> Filing:
    """What the draft says, in the words of the office. Of an anonymous citizen nothing is kept."""
    unnamed = draft.privacy is Privacy.ANONYMOUS
    facility = draft.facility if draft.facility not in ("", rules.UNKNOWN_PLACE) else None
    return Filing(
        kind=draft.kind,
        text=questions.told(draft),
        name="" if unnamed else draft.name,
        phone="" if unnamed else draft.phone,
        facility_id=UUID(facility) if facility else None,
        anonymous=unnamed,
        confidential=draft.privacy is Privacy.CONFIDENTIAL,
        language=language,
    )


async def _account(scope: Scope) -> UUID:
    account_id = await account_of_kind(scope, ChannelKind.PORTAL)
    if account_id is None:
        raise Conflict("channel_not_configured")
    return account_id


async def write(
    actor: Actor, case_id: UUID, text: str, uploads: Uploads, key: str, book: AccountBook, files: FileStore
) -> None:
    """Add a message and files of the citizen; an ended case is taken up again by that.

    `key` comes from the form: the same one adds nothing twice. Raises `Invalid`, and `Conflict` for a case
    that holds no conversation.
    """
    text = rules.tidy(text)
    wrong = rules.wrong_text(text)
    if wrong:
        raise Invalid("invalid", fields={"text": wrong})
    media = await keep_uploads(actor.tenant_id, uploads, files)
    entry_id: UUID | None = None
    try:
        entry_id = await _received(actor, case_id, text, media, f"{case_id}:{key}")
    finally:
        if entry_id is None:
            await discard(actor.tenant_id, media, files)
    if entry_id is not None:
        await take_now(actor.tenant_id, book, entry_id, actor)


async def _received(
    actor: Actor, case_id: UUID, text: str, media: tuple[MediaRef, ...], external_id: str
) -> UUID | None:
    """The entry of a message; none when it was received before."""
    async with tenant_scope(actor.tenant_id) as scope:
        case = await cases.load(scope, case_id, hold=False)
        if not (rules.may_write(case) or rules.may_reopen(case)):
            raise Conflict("case_holds_no_conversation")
        account_id = await _account(scope)
        if await entry_of(scope, account_id, "message", external_id) is not None:
            return None
        arrival = MessageArrived(
            external_id=external_id,
            sender=Sender(identities=()),
            at=scope.now,
            text=text,
            media=media,
            case_id=case_id,
        )
        await receive_in(scope, account_id, [arrival])
        return await entry_of(scope, account_id, "message", external_id)


async def rate_answer(actor: Actor, case_id: UUID, score: int, solved: str = "", comment: str = "") -> Case:
    """Store or change the citizen's rating; raises `Invalid`, or `Conflict` when nothing was answered yet."""
    async with tenant_scope(actor.tenant_id) as scope:
        case = await cases.load(scope, case_id)
        if not rules.may_rate(case):
            raise Conflict("not_answered_yet")
        async with work_on(scope, actor, case) as work:
            await rate(work, score, solved, comment)
    return work.case


async def stored_file(actor: Actor, case_id: UUID, file_id: UUID) -> KeptFile:
    """A file that the citizen or the office sent in the conversation; raises `Missing` for any other."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await cases.load(scope, case_id, hold=False)
        said = await conversations.messages_of(scope, case_id)
        heard = {each.id for each in said if rules.is_shown(each, case)}
        kept = await attachments.of_case(scope, case_id)
        shown = {file.id for file in kept if file.message_id in heard and rules.is_for_citizen(file)}
        row = await attachments.stored(scope, case_id, file_id) if file_id in shown else None
        if row is None:
            raise Missing("file_missing")
        return attachments.kept_file(scope, row)


def pin_of(actor: Actor, case: Case, pin_key: bytes) -> str:
    """The PIN of a case, for the moment of showing it."""
    return pin(pin_key, actor.tenant_id, case.id, case.pin_generation)
