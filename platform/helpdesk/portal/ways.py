"""Other ways to reach an office: what stands on its door, and its WhatsApp number if it has one."""

import time
from collections.abc import Iterator, Mapping

import phonenumbers

from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind
from kit.settings import Mode
from tenants.doors import tenant_scope
from tenants.offices.model import Office
from ui.i18n import N_, translate
from ui.model import Contact

_KEPT_SECONDS = 30.0
_LABELS: Mapping[str, tuple[str, str]] = {
    "phone": (N_("Telepon"), "tel:"),
    "email": (N_("Surel"), "mailto:"),
    "sms": (N_("SMS"), "sms:"),
}
_WHATSAPP = N_("WhatsApp")

_numbers: dict[int, tuple[float, str]] = {}


async def ways_to(office: Office, book: AccountBook, language: str, mode: Mode) -> tuple[Contact, ...]:
    """Label, text and link of each way. Without a link: what must only be read.

    A WhatsApp number of a demonstration is invented, and may be some stranger's: it is never a link.
    """
    number = await _whatsapp_number(office, book)
    return tuple(_ways(office, number, language, mode))


def _ways(office: Office, number: str, language: str, mode: Mode) -> Iterator[Contact]:
    if number:
        digits = "".join(sign for sign in number if sign.isdigit())
        href = f"https://wa.me/{digits}" if mode is Mode.PRODUCTION else ""
        yield Contact(label=translate(language, _WHATSAPP), text=_spaced(number), href=href)
    for key, (label, scheme) in _LABELS.items():
        if office.contacts.get(key):
            text = office.contacts[key]
            yield Contact(label=translate(language, label), text=text, href=scheme + "".join(text.split()))


def _spaced(number: str) -> str:
    """In groups, as it is dialled here; as it stands when it is no number."""
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


async def _whatsapp_number(office: Office, book: AccountBook) -> str:
    """The number as citizens know it; read at most every half minute per process."""
    read_at, known = _numbers.get(office.id, (-_KEPT_SECONDS, ""))
    if time.monotonic() - read_at < _KEPT_SECONDS:
        return known
    async with tenant_scope(office.id, read_only=True) as scope:
        account_id = await account_of_kind(scope, ChannelKind.WHATSAPP)
    found = await book.find(account_id) if account_id else None
    # The settings are the adapter's own; this one field of theirs is meant for people.
    number = str(getattr(found[1].settings, "display_number", "")) if found else ""
    _numbers[office.id] = (time.monotonic(), number)
    return number
