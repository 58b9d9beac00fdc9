"""A test message: one real message over the account, through the ordinary queue, to an address that somebody typed."""

from datetime import timedelta
from uuid import UUID

from admin.channels import rules, store
from admin.channels.model import TestMessage
from admin.channels.service import opened
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.model import Identity, OutboundMessage, Template, TemplateState
from helpdesk.consents import store as consents
from helpdesk.consents.model import Way
from helpdesk.contacts.model import masked
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import is_open
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.intake import braking
from helpdesk.message_templates import store as templates
from helpdesk.replies.model import UPDATE_TEMPLATE
from kit.errors import Conflict, Missing
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from ui.i18n import N_, translate

MOST_IN_AN_HOUR = 6
"""Of one office: each of them reaches a person."""
_SHOWN = 5
_LANGUAGE = "id"
_TEXT = N_("Pesan percobaan dari %(office)s. Kanal ini bekerja; Anda tidak perlu membalas.")
_NUMBER = N_("PERCOBAAN")
"""Stands in the template where a report's number would."""


async def send(actor: Actor, account_id: UUID, written: str, book: AccountBook) -> None:
    """Queue a test message; its state is read with `sent`.

    Raises `Missing` for an account that sends nothing, `Invalid` for what is no address there, `Conflict`:
    `account_off`, `too_many_test_messages`, `address_stopped`, `address_had_enough`, `test_needs_template`.
    """
    require(actor, Permission.MANAGE_OFFICE)
    account = await opened(actor, account_id, book)
    adapter = book.adapter_of(account) if account else None
    if account is None:
        raise Conflict("account_off")
    if adapter is None or adapter.sender is None or not adapter.address_field:
        raise Missing("account_missing")
    to = rules.recipient_of(account.kind, written)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        if await store.test_messages_since(scope, scope.now - timedelta(hours=1)) >= MOST_IN_AN_HOUR:
            raise Conflict("too_many_test_messages")
        way = Way(channel=account.kind.value, scheme=to.scheme, address=to.value)
        if await consents.stopped(scope, [way]):
            raise Conflict("address_stopped")
        if not await braking.one_more(scope, account.kind, to.value):
            raise Conflict("address_had_enough")
        text = translate(_LANGUAGE, _TEXT, office=office.name)
        message, place = await _message(scope, account, adapter, to, text)
        wanted = Queued(case_id=None, conversation_id=place, account_id=account.id, outbound=message)
        await queue(scope, [wanted])
        template = message.template.name if message.template else ""
        await store.note_test_message(scope, message.id, account.id, masked(to.value), template, actor.name)
        await record(scope, actor, "channel.test_sent", "account", account.id, template=template)


async def sent(actor: Actor, account_id: UUID) -> list[TestMessage]:
    """The last test messages of an account and what became of them, the newest first."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.test_messages(scope, account_id, _SHOWN)


async def _message(
    scope: Scope, account: Account, adapter: Adapter, to: Identity, text: str
) -> tuple[OutboundMessage, UUID]:
    """What is sent, free or in the template for news, and in whose line it stands."""
    key = (account.id, to.scheme, to.value)
    thread = (await conversations.find(scope, [key])).get(key)
    message_id = uuid7()
    place = thread.id if thread else message_id
    if is_open(thread.last_in_at if thread else None, adapter.window, scope.now):
        return OutboundMessage(id=message_id, recipient=to, text=text, automatic=True), place
    known = await templates.templates(scope, account.id, TemplateState.APPROVED)
    if not any((each.name, each.language) == (UPDATE_TEMPLATE, _LANGUAGE) for each in known):
        raise Conflict("test_needs_template")
    values = (translate(_LANGUAGE, _NUMBER), text)
    template = Template(name=UPDATE_TEMPLATE, language=_LANGUAGE, variables=values)
    return OutboundMessage(id=message_id, recipient=to, text="", template=template, automatic=True), place
