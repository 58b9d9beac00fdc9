"""Two contacts are found to be one person; or are parted again, each with what it had.

Intake stands still for that moment: nobody looks for a person while what belongs to them moves. What was moved is
kept by its ids, so that parting puts back exactly that, and beside it what came since through what goes back.
"""

from uuid import UUID

from helpdesk.cases import owning
from helpdesk.contactfile import rules
from helpdesk.contactfile.model import ContactAct
from helpdesk.contactfile.service import seen_contact
from helpdesk.contacts import merges
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import Merge
from helpdesk.contacts.rules import given_reason, must_be_two, must_hold
from helpdesk.conversations import store as conversations
from helpdesk.events import ContactsMerged, ContactsParted
from helpdesk.intake.store import take_turn
from kit.errors import Missing
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import Actor


async def merge(
    actor: Actor, kept_id: UUID, other_id: UUID, reason: str, *, version: int, other_version: int
) -> None:
    """The other contact is this one: its identities, threads and cases are here from now on.

    Raises `Invalid` without a reason or for one and the same contact, `Forbidden`, `Missing`, `Stale` when somebody
    changed one of them since, `Conflict`: `contact_merged`, `contact_holds_merged`.
    """
    rules.must_be_allowed(actor, ContactAct.MERGE)
    reason = given_reason(reason)
    async with tenant_scope(actor.tenant_id) as scope:
        await take_turn(scope, wait=True)
        held = await contacts.hold(scope, [kept_id, other_id])
        kept, other = held.get(kept_id), held.get(other_id)
        if kept is None or other is None:
            raise Missing("contact_missing")
        for contact in (kept, other):
            await seen_contact(scope, actor, contact.id, follow=True)
        must_be_two(kept, other, holds_others=bool(await merges.standing(scope, [other_id])))
        rules.must_be_as_seen(kept, version)
        rules.must_be_as_seen(other, other_version)
        moved = Merge(
            id=uuid7(),
            kept_id=kept_id,
            absorbed_id=other_id,
            reason=reason,
            identities=tuple(await merges.give_identities(scope, other_id, kept_id, None)),
            conversations=frozenset(await conversations.give(scope, other_id, kept_id, None, ())),
            cases=frozenset(await owning.give_all(scope, other_id, kept_id)),
            at=scope.now,
            by_name=actor.name,
        )
        await merges.add(scope, moved, actor)
        await _on_record(scope, actor, "contact.merged", moved, reason, len(moved.cases))
        await announce(scope, [ContactsMerged(contact_id=kept_id, absorbed_id=other_id, at=scope.now)])


async def part(actor: Actor, kept_id: UUID, merge_id: UUID, reason: str, *, version: int) -> None:
    """They were two people: everything that the merge moved is the other's again, with what came through it since;
    and nobody is asked again whether they are one.

    Raises `Invalid` without a reason, `Forbidden`, `Missing`, `Stale`, `Conflict` (`merge_undone`).
    """
    rules.must_be_allowed(actor, ContactAct.MERGE)
    reason = given_reason(reason)
    async with tenant_scope(actor.tenant_id) as scope:
        await take_turn(scope, wait=True)
        await seen_contact(scope, actor, kept_id)
        done = await merges.find(scope, merge_id)
        if done is None:
            raise Missing("contact_missing")
        must_hold(done, kept_id)
        held = await contacts.hold(scope, [done.kept_id, done.absorbed_id])
        rules.must_be_as_seen(held[kept_id], version)
        other = done.absorbed_id
        await merges.give_identities(scope, kept_id, other, done.identities)
        threads = await conversations.give(scope, kept_id, other, done.conversations, done.identities)
        cases = await owning.give_back(scope, kept_id, other, done.cases, threads, done.at)
        await merges.undo(scope, done, actor)
        await merges.deny(scope, kept_id, other)
        await _on_record(scope, actor, "contact.parted", done, reason, len(cases))
        await announce(scope, [ContactsParted(contact_id=kept_id, absorbed_id=other, at=scope.now)])


async def deny(actor: Actor, contact_id: UUID, other_id: UUID) -> None:
    """An officer says that they are two people: nobody is asked again. Raises `Forbidden`, `Missing`."""
    rules.must_be_allowed(actor, ContactAct.MERGE)
    async with tenant_scope(actor.tenant_id) as scope:
        for each in (contact_id, other_id):
            await seen_contact(scope, actor, each)
        if contact_id == other_id:
            return
        await merges.deny(scope, contact_id, other_id)
        await record(scope, actor, "contact.told_apart", "contact", contact_id, other=str(other_id))


async def _on_record(
    scope: Scope, actor: Actor, action: str, merge: Merge, reason: str, many_cases: int
) -> None:
    await record(
        scope,
        actor,
        action,
        "contact",
        merge.kept_id,
        other=str(merge.absorbed_id),
        merge=str(merge.id),
        reason=reason,
        cases=many_cases,
    )
