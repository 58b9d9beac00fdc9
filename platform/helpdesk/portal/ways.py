"""Other ways to reach an office: what stands on its door and is open, and its WhatsApp number if it has one."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

import phonenumbers

from helpdesk.cases.model import Case
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind
from helpdesk.intake.linking import text_to_send
from helpdesk.portal import store
from helpdesk.portal.model import Link
from kit.settings import Mode
from tenants.doors import tenant_scope
from tenants.offices.model import Office
from ui.i18n import N_, translate
from ui.model import Contact

_KEPT_SECONDS = 30.0
_LABELS: Mapping[ChannelKind, tuple[str, str]] = {
    ChannelKind.PHONE: (N_("Telepon"), "tel:"),
    ChannelKind.EMAIL: (N_("Surel"), "mailto:"),
    ChannelKind.SMS: (N_("SMS"), "sms:"),
}
_WHATSAPP = N_("WhatsApp")


class Open(NamedTuple):
    """The channels of an office that work now, and its WhatsApp number as citizens know it."""

    kinds: frozenset[str]
    whatsapp: str


_open: dict[int, tuple[float, Open]] = {}


async def ways_to(office: Office, book: AccountBook, language: str, mode: Mode) -> tuple[Contact, ...]:
    """Label, text and link of each way. Without a link: what must only be read.

    A WhatsApp number of a demonstration is invented, and may be some stranger's: it is never a link.
    """
    return tuple(_ways(office, await _open_now(office, book), language, mode))


async def whatsapp_of(office: Office, book: AccountBook) -> str:
    """The office's WhatsApp number, or nothing."""
    return (await _open_now(office, book)).whatsapp


def whatsapp_href(number: str, mode: Mode, text: str = "") -> str:
    """A link that opens WhatsApp with a text to send; empty where the number is invented."""
    if mode is not Mode.PRODUCTION or not number:
        return ""
    digits = "".join(sign for sign in number if sign.isdigit())
    return f"https://wa.me/{digits}" + (f"?text={quote(text)}" if text else "")


async def link_of(
    office: Office, book: AccountBook, case: Case, now: datetime, language: str, mode: Mode
) -> Link | None:
    """How this case goes on by WhatsApp, or none: no number, or nothing to join."""
    number = await whatsapp_of(office, book)
    text = text_to_send(office.id, case, now, language) if number else ""
    return Link(number=spaced(number), text=text, href=whatsapp_href(number, mode, text)) if text else None


def _ways(office: Office, known: Open, language: str, mode: Mode) -> Iterator[Contact]:
    if known.whatsapp:
        href = whatsapp_href(known.whatsapp, mode)
        yield Contact(label=translate(language, _WHATSAPP), text=spaced(known.whatsapp), href=href)
    for kind, (label, scheme) in _LABELS.items():
        text = office.contacts.get(kind.value, "")
        if text and kind.value in known.kinds:
            yield Contact(label=translate(language, label), text=text, href=scheme + "".join(text.split()))


def spaced(number: str) -> str:
    """In groups, as it is dialled here; as it stands when it is no number."""
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


async def _open_now(office: Office, book: AccountBook) -> Open:
    """Read at most every half minute per process."""
    read_at, known = _open.get(office.id, (-_KEPT_SECONDS, Open(frozenset(), "")))
    if time.monotonic() - read_at < _KEPT_SECONDS:
        return known
    async with tenant_scope(office.id, read_only=True) as scope:
        kinds = await store.open_channels(scope)
        account_id = await account_of_kind(scope, ChannelKind.WHATSAPP)
    found = await book.find(account_id) if account_id else None
    # The settings are the adapter's own; this one field of theirs is meant for people.
    number = str(getattr(found[1].settings, "display_number", "")) if found else ""
    _open[office.id] = (time.monotonic(), Open(kinds, number))
    return _open[office.id][1]
