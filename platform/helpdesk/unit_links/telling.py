"""Reach a unit itself: its number through the office's WhatsApp account, else its mailbox."""

from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage, Template
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.unit_links import store
from helpdesk.unit_links.model import Via
from helpdesk.unit_terms.model import UnitTerms
from kit.ids import uuid7
from tenants.doors import Scope

LANGUAGE = "id"
"""Of what units are told: nobody knows who holds the telephone."""
_KINDS = {Via.PHONE: ChannelKind.WHATSAPP, Via.EMAIL: ChannelKind.EMAIL}


class Word(NamedTuple):
    """What a unit is told: the text where that may be sent, else the template with what fills it."""

    kind: str
    """Of the notice."""
    text: str
    template: str
    variables: tuple[str, ...]
    subject: str
    case_id: UUID | None = None


async def ways(scope: Scope, book: AccountBook, terms: UnitTerms) -> dict[Via, Account]:
    """Where the unit can be reached now, and through which account; its number first."""
    found: dict[Via, Account] = {}
    for via, kind in _KINDS.items():
        account_id = await account_of_kind(scope, kind, outside=True) if _address(terms, via) else None
        account = await book.load(scope, account_id) if account_id else None
        adapter = book.adapter_of(account) if account else None
        if account is not None and adapter is not None and adapter.sender is not None:
            found[via] = account
    return found


async def tell(scope: Scope, book: AccountBook, terms: UnitTerms, via: Via, by: Account, word: Word) -> UUID:
    """Put it on its way; answers the delivery's id."""
    adapter = book.adapter_of(by)
    window = adapter.window if adapter else None
    heard = await store.last_heard(scope, terms.unit_id, by.id) if window else None
    as_text = window is None or (heard is not None and scope.now < heard + window)
    notice_id = uuid7()
    await store.add_notice(scope, notice_id, terms.unit_id, word.case_id, word.kind)
    scheme = "phone" if via is Via.PHONE else "email"
    outbound = OutboundMessage(
        id=uuid7(),
        recipient=Identity(scheme=scheme, value=_address(terms, via)),
        text=word.text if as_text else "",
        subject=word.subject if via is Via.EMAIL else "",
    )
    if not as_text:
        filled = tuple(" ".join(value.split()) for value in word.variables)
        template = Template(name=word.template, language=LANGUAGE, variables=filled)
        outbound = replace(outbound, template=template)
    wanted = Queued(
        case_id=word.case_id,
        notice_id=notice_id,
        conversation_id=terms.unit_id,
        account_id=by.id,
        outbound=outbound,
    )
    await queue(scope, [wanted])
    return outbound.id


def _address(terms: UnitTerms, via: Via) -> str:
    return terms.phone if via is Via.PHONE else terms.email
