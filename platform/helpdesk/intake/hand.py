"""Cases that are opened by a form: by an officer for a caller, by a citizen in the portal, by an integrator."""

from uuid import UUID

import msgspec

from helpdesk.calls.service import call_of, join
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case, CaseKind, Grade, Priority
from helpdesk.cases.service import see
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind, Form, Identity, MediaRef, MessageArrived, Sender
from helpdesk.contacts.rules import phone_number
from helpdesk.conversations.rules import cleaned
from helpdesk.intake.informing import inform, must_reach
from helpdesk.intake.service import receive_and_take
from helpdesk.topics import store as topics
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.store import has_unit
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
    grade: Grade | None = None
    priority: Priority = Priority.NORMAL
    topic_id: UUID | None = None
    call_id: UUID | None = None
    """The telephone call that it was said in; its number counts, whatever stands in `phone`."""
    inform: bool = False
    """The citizen wants number and PIN sent to that number."""


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
    office = await offices.office(actor.tenant_id)
    form = Form(
        case_id=uuid7(),
        kind=filing.kind.value,
        title=title,
        facility_id=filing.facility_id,
        anonymous=filing.anonymous,
        confidential=filing.confidential,
        language=filing.language,
        grade=filing.grade.value if filing.grade else "",
        priority=filing.priority.value,
        topic_id=filing.topic_id,
    )
    async with tenant_scope(actor.tenant_id) as scope:
        await _must_be_offered(scope, filing)
        call = await call_of(scope, filing.call_id) if filing.call_id else None
        number = call.caller if call else phone_number(filing.phone) or ""
        way = await must_reach(scope, number, book, filing.language) if filing.inform else None
        account_id = call.account_id if call else await account_of_kind(scope, source)
        if account_id is None:
            raise Conflict("channel_not_configured")
        arrival = MessageArrived(
            external_id=external_id,
            sender=Sender(identities=_identities(number), name=filing.name.strip()[:200]),
            at=scope.now,
            text=text,
            media=media,
            form=form,
        )
        entry_id, fresh = await receive_and_take(scope, office, book, account_id, arrival, actor)
        case = await cases.load_of_entry(scope, entry_id)
        if fresh and call is not None:
            await join(scope, actor, call.id, case.id)
        return await inform(scope, case, way, number, book) if fresh and way is not None else case


def _checked(filing: Filing) -> tuple[str, str]:
    """Text and title as they are stored; raises one `Invalid` that names every wrong field."""
    wrong: dict[str, str] = {}
    checked = []
    for field, written, most in (
        ("text", filing.text, TEXT_CHARACTERS),
        ("title", " ".join(filing.title.split()), TITLE_CHARACTERS),
    ):
        try:
            checked.append(cleaned(written, field, most, needed=field == "text"))
        except Invalid as fault:
            wrong |= fault.details["fields"]
    if filing.phone.strip() and phone_number(filing.phone) is None:
        wrong["phone"] = "malformed"
    if filing.grade and filing.kind is not CaseKind.COMPLAINT:
        wrong["grade"] = "complaints_only"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    text, title = checked
    return text, title


def _identities(number: str) -> tuple[Identity, ...]:
    return (Identity(scheme="phone", value=number),) if number else ()


async def _must_be_offered(scope: Scope, filing: Filing) -> None:
    """The facility and the topic are the office's own, and open."""
    if filing.facility_id is not None and not await has_unit(scope, filing.facility_id, facility=True):
        raise Invalid("invalid", fields={"facility": "unknown"})
    topic = await topics.topic(scope, filing.topic_id) if filing.topic_id else None
    if filing.topic_id and (topic is None or not topic.active):
        raise Invalid("invalid", fields={"topic": "unknown"})
