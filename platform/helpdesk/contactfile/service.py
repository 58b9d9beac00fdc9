"""Read a contact, and, with a reason, who it is; in which language they are told things, and what they want."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.searching import understood, within_rights
from helpdesk.consents import store as consents
from helpdesk.consents.model import Consent, Source, Way
from helpdesk.contactfile import rules, store
from helpdesk.contactfile.model import Absorbed, ContactAct, ContactPageView, ContactRow, Thread
from helpdesk.contacts import merges
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import Contact, Merge, masked, masked_identities, reachable
from helpdesk.contacts.rules import given_reason
from helpdesk.contacts.store import Key
from kit.errors import Invalid, Missing
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from ui.i18n import LANGUAGES

MOST_FOUND = 30
_NAMESAKES = 50


async def contact_page(actor: Actor, contact_id: UUID) -> ContactPageView:
    """Everything about a contact that the actor may see; one that was merged away is shown as who it is.

    Raises `Forbidden`, and `Missing` also for a contact of another office, or of whom the actor sees no case.
    """
    require(actor, Permission.READ_CASES)
    acts = rules.acts_of(actor)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        contact = await seen_contact(scope, actor, contact_id, follow=True)
        identities = await contacts.identities_of(scope, contact.id)
        threads = await store.threads_of(scope, contact.id)
        said = await consents.ledger(scope, [(each["scheme"], each["address"]) for each in threads])
        ways = [_way(each) for each in threads]
        stopped = await consents.stopped(scope, ways) if ways else set()
        return ContactPageView(
            contact=contact,
            now=scope.now,
            identities=masked_identities(identities),
            cases=await store.cases_of(scope, actor, contact.id),
            threads=tuple(
                Thread(
                    id=each["id"],
                    channel=each["channel"],
                    account=each["account"],
                    address=masked(each["address"]),
                    last_in_at=each["last_in_at"],
                    stopped=way in stopped,
                )
                for each, way in zip(threads, ways, strict=True)
            ),
            consents=tuple(_masked(each) for each in said),
            absorbed=await _absorbed(scope, contact.id),
            alike=await _alike(scope, actor, contact) if ContactAct.MERGE in acts else (),
            acts=acts,
        )


async def search(actor: Actor, written: str) -> tuple[ContactRow, ...] | None:
    """Contacts by number, address or name, the last heard of first; none when nothing was written."""
    require(actor, Permission.READ_CASES)
    meant = understood(written)
    if meant is None:
        return None
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        limited = within_rights(meant, reveals=actor.may(Permission.REVEAL_IDENTITY))
        found = await store.found(scope, actor, limited, MOST_FOUND)
        return tuple(await store.rows_of(scope, actor, found)) if found else ()


async def others_for(
    actor: Actor, contact_id: UUID, written: str, chosen: UUID | None
) -> tuple[ContactRow, tuple[ContactRow, ...]]:
    """A contact, and whom it may be merged with: who was chosen, whom a search finds, who looks alike.

    Raises `Forbidden`, `Missing`.
    """
    rules.must_be_allowed(actor, ContactAct.MERGE)
    meant = understood(written)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        contact = await seen_contact(scope, actor, contact_id)
        alike = await _alike(scope, actor, contact)
        found = await store.found(scope, actor, meant, MOST_FOUND) if meant else []
        wanted = [contact.id, *([chosen] if chosen else []), *found]
        rows = {row.id: row for row in await store.rows_of(scope, actor, wanted)}
    known = rows | {row.id: row for row in alike}
    order = dict.fromkeys([*wanted, *(row.id for row in alike)])
    others = tuple(known[each] for each in order if each in known and each != contact.id)
    return rows[contact.id], others


async def reveal(actor: Actor, contact_id: UUID, reason: str) -> tuple[Key, ...]:
    """The contact's identities. That it was asked, by whom and why, is on record before the answer is given.

    Raises `Invalid` without a reason, `Forbidden`, `Missing`.
    """
    rules.must_be_allowed(actor, ContactAct.REVEAL)
    reason = given_reason(reason)
    async with tenant_scope(actor.tenant_id) as scope:
        contact = await seen_contact(scope, actor, contact_id)
        identities = await contacts.identities_of(scope, contact.id)
        await record(scope, actor, "contact.revealed", "contact", contact.id, reason=reason)
    return reachable(identities)


async def speak(actor: Actor, contact_id: UUID, language: str, *, version: int) -> None:
    """The contact is told things in this language from now on; raises `Invalid`, `Forbidden`, `Missing`, `Stale`."""
    rules.must_be_allowed(actor, ContactAct.SPEAK)
    if language not in LANGUAGES:
        raise Invalid("invalid", fields={"language": "unknown"})
    async with tenant_scope(actor.tenant_id) as scope:
        contact = await held_contact(scope, actor, contact_id, version)
        await contacts.speak(scope, [contact.id], language)
        await record(scope, actor, "contact.language", "contact", contact.id, language=language)


async def note_consent(actor: Actor, contact_id: UUID, thread_id: UUID, reason: str, *, given: bool) -> None:
    """The citizen told an officer what they want at one of their addresses; it holds from now on.

    Raises `Invalid` without a reason, `Forbidden`, and `Missing` also for a thread of somebody else.
    """
    rules.must_be_allowed(actor, ContactAct.CONSENT)
    reason = given_reason(reason)
    async with tenant_scope(actor.tenant_id) as scope:
        contact = await seen_contact(scope, actor, contact_id)
        way = await store.way_of(scope, contact.id, thread_id)
        if way is None:
            raise Missing("thread_missing")
        consent = Consent(way=way, given=given, source=Source.DESK, at=scope.now, reason=reason)
        await consents.add(scope, consent, actor)
        action = "contact.consent_given" if given else "contact.consent_withdrawn"
        await record(scope, actor, action, "contact", contact.id, channel=way.channel, reason=reason)


async def seen_contact(scope: Scope, actor: Actor, contact_id: UUID, *, follow: bool = False) -> Contact:
    """A contact that the actor sees; raises `Missing`. `follow`: one that was merged away leads to who it is."""
    contact = await contacts.load(scope, contact_id)
    if contact is not None and contact.merged_into is not None and follow:
        contact = await contacts.load(scope, contact.merged_into)
    if contact is None or not await store.is_seen(scope, actor, contact.id):
        raise Missing("contact_missing")
    return contact


async def held_contact(scope: Scope, actor: Actor, contact_id: UUID, version: int) -> Contact:
    """A contact that the actor sees, held, and as the actor saw it; raises `Missing`, `Stale`."""
    held = await contacts.hold(scope, [contact_id])
    contact = await seen_contact(scope, actor, contact_id)
    rules.must_be_as_seen(held[contact_id], version)
    return contact


async def _alike(scope: Scope, actor: Actor, contact: Contact) -> tuple[ContactRow, ...]:
    namesakes: list[UUID] = []
    if contact.name:
        named = understood(contact.name)
        namesakes = await store.found(scope, actor, named, _NAMESAKES) if named and named.words else []
    reasons = await store.alike(scope, contact.id, namesakes)
    rows = await store.rows_of(scope, actor, [other for other, _ in reasons]) if reasons else []
    return rules.likeliest(rows, reasons)


async def _absorbed(scope: Scope, contact_id: UUID) -> tuple[Absorbed, ...]:
    found = await merges.standing(scope, [contact_id])
    return tuple([_told(each, await contacts.load(scope, each.absorbed_id)) for each in found])


def _told(merge: Merge, absorbed: Contact | None) -> Absorbed:
    return Absorbed(
        merge_id=merge.id,
        name=absorbed.name if absorbed else "",
        identities=masked_identities(merge.identities),
        cases=len(merge.cases),
        reason=merge.reason,
        by_name=merge.by_name,
        at=merge.at,
    )


def _way(thread: dict[str, str]) -> Way:
    return Way(channel=thread["channel"], scheme=thread["scheme"], address=thread["address"])


def _masked(consent: Consent) -> Consent:
    way = Way(channel=consent.way.channel, scheme="", address=masked(consent.way.address))
    return replace(consent, way=way)
