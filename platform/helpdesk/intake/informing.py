"""Number and PIN go to somebody who called: over the office's own account, whichever can reach them."""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.model import ChannelKind, TemplateState
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Conversation
from helpdesk.conversations.rules import is_open
from helpdesk.message_templates import store as templates
from helpdesk.notifications.service import tell_citizen
from helpdesk.replies.model import UPDATE_TEMPLATE
from helpdesk.texts.to_citizens import ACKNOWLEDGED
from kit.errors import Invalid
from kit.ids import uuid7
from kit.phones import takes_messages
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require

_PHONE = "phone"


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How a number would be reached."""

    channel: ChannelKind
    account_id: UUID


async def offered(actor: Actor, book: AccountBook, number: str = "") -> tuple[ChannelKind, ...]:
    """By what number and PIN can go out: to this number, or to any when none is known yet."""
    require(actor, Permission.OPEN_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        if number:
            way = await _way_to(scope, number, book, "id")
            return (way.channel,) if way else ()
        sms = await _sender(scope, ChannelKind.SMS, book)
        whatsapp = await _sender(scope, ChannelKind.WHATSAPP, book)
        by_template = whatsapp is not None and await _has_template(scope, whatsapp[0], "id")
    return (*((ChannelKind.SMS,) if sms else ()), *((ChannelKind.WHATSAPP,) if by_template else ()))


async def must_reach(scope: Scope, number: str, book: AccountBook, language: str) -> Reach:
    """How the number is reached; raises `Invalid` when it is not."""
    if not number:
        raise Invalid("invalid", fields={"inform": "no_number"})
    way = await _way_to(scope, number, book, language)
    if way is None:
        raise Invalid("invalid", fields={"inform": "no_way"})
    return way


async def inform(scope: Scope, case: Case, way: Reach, number: str, book: AccountBook) -> Case:
    """Send number and PIN, and answer the citizen there from now on; in the caller's transaction."""
    if case.contact_id is None:
        return case
    key = (way.account_id, _PHONE, number)
    thread = (await conversations.find(scope, [key])).get(key)
    if thread is None:
        thread = Conversation(
            id=uuid7(), contact_id=case.contact_id, account_id=way.account_id, scheme=_PHONE, address=number
        )
        await conversations.add(scope, [thread])
    async with work_on(scope, system(scope.tenant_id), case) as work:
        work.apply((replace(case, conversation_id=thread.id), []))
        await tell_citizen(work, ACKNOWLEDGED, book)
    return work.case


async def _way_to(scope: Scope, number: str, book: AccountBook, language: str) -> Reach | None:
    """WhatsApp while its window is open, else SMS, else WhatsApp by the approved template."""
    if not takes_messages(number):
        return None
    whatsapp = await _sender(scope, ChannelKind.WHATSAPP, book)
    if whatsapp is not None and await _may_write(scope, *whatsapp, number):
        return Reach(channel=ChannelKind.WHATSAPP, account_id=whatsapp[0].id)
    sms = await _sender(scope, ChannelKind.SMS, book)
    if sms is not None:
        return Reach(channel=ChannelKind.SMS, account_id=sms[0].id)
    if whatsapp is not None and await _has_template(scope, whatsapp[0], language):
        return Reach(channel=ChannelKind.WHATSAPP, account_id=whatsapp[0].id)
    return None


async def _sender(scope: Scope, kind: ChannelKind, book: AccountBook) -> tuple[Account, Adapter] | None:
    account_id = await account_of_kind(scope, kind, outside=True)
    account = await book.load(scope, account_id) if account_id else None
    adapter = book.adapter_of(account) if account else None
    return (account, adapter) if account and adapter and adapter.sender else None


async def _may_write(scope: Scope, account: Account, adapter: Adapter, number: str) -> bool:
    """Whether this person wrote lately enough for free text."""
    key = (account.id, _PHONE, number)
    thread = (await conversations.find(scope, [key])).get(key)
    return thread is not None and is_open(thread.last_in_at, adapter.window, scope.now)


async def _has_template(scope: Scope, account: Account, language: str) -> bool:
    known = await templates.templates(scope, account.id, TemplateState.APPROVED)
    return any(each.name == UPDATE_TEMPLATE and each.language == language for each in known)
