"""Cases that are opened by a form: by an officer for a caller, by a citizen in the portal, by an integrator."""

from uuid import UUID

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case, CaseKind
from helpdesk.cases.service import see
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind, Form, Identity, MediaRef, MessageArrived, Sender
from helpdesk.contacts.rules import phone_number
from helpdesk.inbox.service import receive_in
from helpdesk.inbox.store import entry_of
from helpdesk.intake.service import take_now
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require

BY_HAND = frozenset(
    {ChannelKind.PHONE, ChannelKind.COUNTER, ChannelKind.SOCIAL_MEDIA, ChannelKind.EMAIL, ChannelKind.SMS}
)
TEXT_CHARACTERS = 5000
TITLE_CHARACTERS = 200


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What a form says."""

    kind: CaseKind
    text: str
    title: str = ""
    name: str = ""
    phone: str = ""
    facility_id: UUID | None = None
    anonymous: bool = False
    confidential: bool = False
    language: str = "id"


async def open_by_hand(
    actor: Actor, filing: Filing, source: ChannelKind, book: AccountBook, *, key: str = ""
) -> Case:
    """An officer (or an integrator) opens a case for somebody; answers it with its number.

    `key` makes it idempotent: the same key of the same actor opens one case, however often it is asked.
    Raises `Forbidden` or `Invalid`.
    """
    require(actor, Permission.OPEN_CASES)
    if source not in BY_HAND:
        raise Invalid("invalid", fields={"source": "unknown"})
    external_id = f"{actor.id}:{key}" if key else str(uuid7())
    case = await _open(actor, filing, source, book, external_id, ())
    if case.first_seen_at is None and actor.kind is ActorKind.STAFF and actor.may(Permission.READ_CASES):
        case = await see(actor, case.number)
    return case


async def open_in_portal(
    actor: Actor, filing: Filing, media: tuple[MediaRef, ...], book: AccountBook, *, key: str
) -> Case:
    """A citizen files a report; `key` comes from the form, so that a second press opens nothing twice."""
    return await _open(actor, filing, ChannelKind.PORTAL, book, key, media)


async def _open(
    actor: Actor,
    filing: Filing,
    source: ChannelKind,
    book: AccountBook,
    external_id: str,
    media: tuple[MediaRef, ...],
) -> Case:
    text, title = _checked(filing)
    identities = _identities(filing)
    case_id = uuid7()
    async with tenant_scope(actor.tenant_id) as scope:
        await _must_be_a_facility(scope, filing.facility_id)
        account_id = await account_of_kind(scope, source)
        if account_id is None:
            raise Conflict("channel_not_configured")
        form = Form(
            case_id=case_id,
            kind=filing.kind.value,
            title=title,
            facility_id=filing.facility_id,
            anonymous=filing.anonymous,
            confidential=filing.confidential,
            language=filing.language,
        )
        arrival = MessageArrived(
            external_id=external_id,
            sender=Sender(identities=identities, name=filing.name.strip()[:200]),
            at=scope.now,
            text=text,
            media=media,
            form=form,
        )
        await receive_in(scope, account_id, [arrival])
        entry_id = await entry_of(scope, account_id, "message", external_id)
    await take_now(actor.tenant_id, book, entry_id, actor)
    async with tenant_scope(actor.tenant_id) as scope:
        return await cases.load_of_entry(scope, entry_id)


def _checked(filing: Filing) -> tuple[str, str]:
    text = filing.text.replace("\x00", "").replace("\r\n", "\n").strip()
    title = " ".join(filing.title.replace("\x00", "").split())
    wrong: dict[str, str] = {}
    if not text:
        wrong["text"] = "required"
    if len(text) > TEXT_CHARACTERS:
        wrong["text"] = "too_long"
    if len(title) > TITLE_CHARACTERS:
        wrong["title"] = "too_long"
    if filing.phone.strip() and phone_number(filing.phone) is None:
        wrong["phone"] = "malformed"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return text, title


def _identities(filing: Filing) -> tuple[Identity, ...]:
    number = phone_number(filing.phone) if filing.phone.strip() else None
    return (Identity(scheme="phone", value=number),) if number else ()


async def _must_be_a_facility(scope: Scope, facility_id: UUID | None) -> None:
    if facility_id is None:
        return
    known = await scope.fetchval(
        "SELECT true FROM unit WHERE tenant_id = $1 AND id = $2 AND is_facility AND active",
        scope.tenant_id,
        facility_id,
    )
    if not known:
        raise Invalid("invalid", fields={"facility": "unknown"})
