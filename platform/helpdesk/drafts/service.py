"""Keep what officers write, show it to colleagues, throw it away when asked.

A draft is written after its case is held.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.attachments.forgetting import discard as throw_away
from helpdesk.attachments.preparing import all_prepared
from helpdesk.attachments.rules import must_fit
from helpdesk.attachments.service import keep_uploads
from helpdesk.cases.model import Case
from helpdesk.cases.work import case_in_hand
from helpdesk.channels.model import MediaRef
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.drafts import rules, store
from helpdesk.drafts.model import Draft, DraftState, OwnDraft, Plan, Tab, Typed
from kit.errors import Forbidden, Invalid, Missing, Stale
from kit.files import FilesAway, FileStore
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require


async def drafts_of(actor: Actor, number: str) -> tuple[Draft, ...]:
    """What is being written on a case: one's own, and what colleagues write where one may write, too.

    Raises `Forbidden`, `Missing`.
    """
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        return await drafts_in(scope, actor, case.id)


async def drafts_in(scope: Scope, actor: Actor, case_id: UUID) -> tuple[Draft, ...]:
    """The same of a case that the actor was found to see in this very transaction."""
    found = await store.of_case(scope, case_id)
    return tuple(each for each in found if actor.may(rules.RIGHTS[each.tab]))


async def own_drafts(actor: Actor) -> tuple[OwnDraft, ...]:
    """The actor's drafts everywhere, the latest first; none for machines."""
    if actor.kind is not ActorKind.STAFF or not actor.may(Permission.READ_CASES):
        return ()
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.own(scope, actor))


async def save_draft(
    actor: Actor, number: str, tab: Tab, typed: Typed, files: FileStore | None = None
) -> Draft | None:
    """Keep what was typed; none when nothing is left of it.

    Raises `Forbidden`, `Missing`; `Invalid` for files that are not taken; `Stale` with `draft_newer` when
    another window of the same officer saved something since, and with `draft_gone` when it was sent or
    thrown away there.
    """
    author = author_of(actor, tab)
    kept = await _kept(actor, typed, files)
    saved: Draft | None = None
    try:
        saved = await _saved(actor, author, number, tab, typed, kept)
    finally:
        if saved is None and files is not None:
            await throw_away(actor.tenant_id, kept, files)
    return saved


async def _kept(actor: Actor, typed: Typed, files: FileStore | None) -> tuple[MediaRef, ...]:
    """New files, stored before the case is held: the place that keeps them may be slow."""
    if not typed.uploads or files is None:
        return ()
    ready = await all_prepared(typed.uploads)
    try:
        return await keep_uploads(actor.tenant_id, ready, files)
    except FilesAway:  # what was typed stays on the page
        raise Invalid("invalid", fields={"files": "away"}) from None


async def _saved(
    actor: Actor, author: UUID, number: str, tab: Tab, typed: Typed, kept: Sequence[MediaRef]
) -> Draft | None:
    async with tenant_scope(actor.tenant_id) as scope:
        case = await case_in_hand(scope, actor, number)
        now = await _known(scope, case, author, tab, typed)
        text = typed.text.replace("\x00", "").replace(PIN_PLACE, "").replace("\r\n", "\n")[: rules.LONGEST]
        says_nothing = replace(typed.plan, reply_to=None) == Plan()
        if not text.strip() and not typed.uploads and not (now and now.files) and says_nothing:
            if now:
                await store.drop(scope, now.id)
            return None
        if now and (now.text, now.plan) == (text, typed.plan) and not typed.uploads:
            return now
        draft = now or new_draft(scope, case, actor, author, tab)
        saved = replace(
            draft, text=text, plan=typed.plan, reason="", version=draft.version + 1, updated_at=scope.now
        )
        await store.save(scope, saved)
        must_fit(len(kept) + len(saved.files))
        ids = [media.stored_id for media in kept if media.stored_id is not None]
        await attachments.keep_with_draft(scope, ids, saved.id)
        return replace(saved, files=tuple(await attachments.of_draft(scope, saved.id)))


async def remove_file(actor: Actor, number: str, tab: Tab, file_id: UUID) -> Draft:
    """Take a file out of one's draft; raises `Missing` when it is not in it."""
    author = author_of(actor, tab)
    async with tenant_scope(actor.tenant_id) as scope:
        case = await case_in_hand(scope, actor, number)
        draft = await store.mine(scope, case.id, author, tab)
        if draft is None or not await attachments.leave_draft(scope, draft.id, file_id):
            raise Missing("file_missing")
        saved = replace(draft, version=draft.version + 1, updated_at=scope.now)
        await store.save(scope, saved)
        return replace(saved, files=tuple(await attachments.of_draft(scope, draft.id)))


async def discard(actor: Actor, number: str, tab: Tab) -> None:
    """Throw one's draft away; one that is gone is gone."""
    author = author_of(actor, tab)
    async with tenant_scope(actor.tenant_id) as scope:
        case = await case_in_hand(scope, actor, number)
        draft = await store.mine(scope, case.id, author, tab)
        if draft is not None:
            await store.drop(scope, draft.id)


def author_of(actor: Actor, tab: Tab) -> UUID:
    """Who writes: a member of staff who may write in the tab."""
    require(actor, rules.RIGHTS[tab])
    if actor.kind is not ActorKind.STAFF or actor.id is None:
        raise Forbidden("not_permitted")
    return actor.id


def new_draft(scope: Scope, case: Case, actor: Actor, author: UUID, tab: Tab) -> Draft:
    """A draft with nothing in it, not stored yet."""
    return Draft(
        id=uuid7(),
        case_id=case.id,
        author_id=author,
        author_name=actor.name,
        tab=tab,
        state=DraftState.WRITING,
        text="",
        plan=Plan(),
        case_version=0,
        reason="",
        version=0,
        updated_at=scope.now,
        due_at=None,
    )


async def _known(scope: Scope, case: Case, author: UUID, tab: Tab, typed: Typed) -> Draft | None:
    """The draft as it stands, if it is the one that the writer saw."""
    now = await store.mine(scope, case.id, author, tab)
    if now is None and typed.known:
        raise Stale("draft_gone")
    if now is not None and now.version != typed.known and now.text != typed.text:
        raise Stale("draft_newer", draft=now)
    return now
