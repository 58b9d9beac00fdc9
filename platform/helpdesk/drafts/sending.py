"""From a draft to a message: at once, or after a moment in which it can be taken back.

A held answer is a row. Whoever sends it does so in one transaction with the message, so that it goes out once
however often anybody tries or dies in between; what may not be sent any more becomes a draft again.
"""

from datetime import timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.cases.work import Work, case_in_hand, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.drafts import rules, store
from helpdesk.drafts.model import HOLD_SECONDS, Draft, DraftState, Tab, Typed
from helpdesk.drafts.service import author_of, new_draft, save_draft
from helpdesk.replies import service as replies
from helpdesk.replies.model import Answer
from kit.errors import Conflict, Forbidden, Invalid, Refusal, Stale
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope
from tenants.people.store import standing_of
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import permissions_of

log = structlog.get_logger()


async def send(
    actor: Actor, number: str, typed: Typed, book: AccountBook, files: FileStore, *, version: int | None
) -> None:
    """Answer the citizen now; the draft goes with it. Raises what `answer` raises, and `Invalid` (`unfilled`)."""
    typed = await _settled(actor, number, Tab.REPLY, typed, files)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        draft = await _meant(work, Tab.REPLY, typed)
        await replies.answer(work, _answer(typed, draft), book)
        await _drop(work.scope, draft)


async def send_note(actor: Actor, number: str, typed: Typed, files: FileStore) -> None:
    """Keep an internal note; a note overwrites nothing, so it is never too late for one."""
    typed = await _settled(actor, number, Tab.NOTE, typed, files)
    async with working(actor, number, Permission.NOTE) as work:
        draft = await _meant(work, Tab.NOTE, typed)
        await replies.add_note(work, typed.text, draft.files if draft else ())
        await _drop(work.scope, draft)


async def hold(
    actor: Actor, number: str, typed: Typed, book: AccountBook, files: FileStore, *, version: int | None
) -> Draft:
    """Let an answer wait for a moment, after all that `send` would refuse was refused.

    Raises also `Conflict` with `answer_is_held` while the officer's last one still waits.
    """
    author = author_of(actor, Tab.REPLY)
    typed = await _settled(actor, number, Tab.REPLY, typed, files)
    await _rehearse(actor, number, typed, book, version)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        if rules.held(await store.of_case(work.scope, work.case.id), author) is not None:
            raise Conflict("answer_is_held")
        draft = await _meant(work, Tab.REPLY, typed)
        draft = draft or new_draft(work.scope, work.case, actor, author, Tab.REPLY)
        held = replace(
            draft,
            state=DraftState.HELD,
            text=typed.text,
            plan=typed.plan,
            case_version=work.case.version,
            reason="",
            version=draft.version + 1,
            updated_at=work.now,
            due_at=work.now + timedelta(seconds=HOLD_SECONDS),
        )
        await store.save(work.scope, held)
    return held


async def take_back(actor: Actor, number: str, draft_id: UUID) -> None:
    """Make a held answer a draft again; raises `Conflict` with `already_sent` when it is too late."""
    author = author_of(actor, Tab.REPLY)
    async with tenant_scope(actor.tenant_id) as scope:
        case = await case_in_hand(scope, actor, number)
        held = await store.held(scope, draft_id)
        if held is None or (held.author_id, held.case_id) != (author, case.id):
            raise Conflict("already_sent")
        await _give_back(scope, held, "")


async def send_at_once(actor: Actor, number: str, draft_id: UUID, book: AccountBook) -> None:
    """Send one's held answer before its moment; one that was sent meanwhile is sent.

    Raises what `send` raises; the answer is a draft again then.
    """
    try:
        await _send_held(actor, number, draft_id, book)
    except Refusal as refusal:
        await _returned(actor.tenant_id, draft_id, refusal.code)
        raise


async def state_of(actor: Actor, number: str, draft_id: UUID) -> str:
    """What became of one's held answer: `held`, `returned` (a draft again) or `sent`."""
    author = author_of(actor, Tab.REPLY)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        found = [each for each in await store.of_case(scope, case.id) if each.id == draft_id]
    if not found or found[0].author_id != author:
        return "sent"
    return "held" if found[0].state is DraftState.HELD else "returned"


async def send_due(tenant_id: int, book: AccountBook, *, most: int = 20) -> int:
    """Send one office's answers whose moment has come, each with the rights its author has now."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        due = await store.due(scope, most)
    for draft_id, author_id, number in due:
        try:
            author = await _author_now(tenant_id, author_id)
            await _send_held(author, number, draft_id, book)
        except Refusal as refusal:
            log.info("held_answer_refused", code=refusal.code)
            await _returned(tenant_id, draft_id, refusal.code)
        except Exception as fault:  # one answer's fault must hold up no other, and lose nothing
            log.error("held_answer_failed", error=type(fault).__name__)
            await _returned(tenant_id, draft_id, "not_sent")
    return len(due)


async def _send_held(author: Actor, number: str, draft_id: UUID, book: AccountBook) -> None:
    async with working(author, number, Permission.REPLY) as work:
        held = await store.held(work.scope, draft_id)
        if held is None or held.author_id != author.id or held.case_id != work.case.id:
            return
        if work.case.version != held.case_version and await store.changed_by_others(
            work.scope, work.case.id, held.updated_at, held.author_id
        ):
            raise Stale("case_stale", current=work.case.version)
        await replies.answer(work, _answer(Typed(text=held.text, plan=held.plan), held), book)
        await _drop(work.scope, held)


async def _author_now(tenant_id: int, author_id: UUID) -> Actor:
    """The author with the rights of this moment; raises `Forbidden` for somebody who left."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        standing = await standing_of(scope, author_id)
        name = await store.author_name(scope, author_id)
    if standing is None:
        raise Forbidden("not_permitted")
    roles, unit_ids = standing
    return Actor(
        tenant_id=tenant_id,
        kind=ActorKind.STAFF,
        id=author_id,
        name=name,
        unit_ids=unit_ids,
        roles=frozenset(roles),
        permissions=permissions_of(roles),
    )


async def _returned(tenant_id: int, draft_id: UUID, reason: str) -> None:
    async with tenant_scope(tenant_id) as scope:
        await store.hold_case_of(scope, draft_id)  # the case before the draft, as everybody takes them
        held = await store.held(scope, draft_id)
        if held is not None:
            await _give_back(scope, held, reason)


async def _give_back(scope: Scope, held: Draft, reason: str) -> None:
    """The held answer is a draft again; what its author wrote since stands below it."""
    since = await store.mine(scope, held.case_id, held.author_id, held.tab)
    text, version = held.text, held.version
    if since is not None:
        text, version = rules.joined(held.text, since.text), max(held.version, since.version)
        await attachments.move_draft(scope, since.id, held.id)
        await store.drop(scope, since.id)
    back = replace(
        held,
        state=DraftState.WRITING,
        text=text,
        reason=reason,
        version=version + 1,
        updated_at=scope.now,
        due_at=None,
    )
    await store.save(scope, back)


async def _settled(actor: Actor, number: str, tab: Tab, typed: Typed, files: FileStore) -> Typed:
    """What is to be sent, its new files kept with the draft; raises `Invalid` for places nobody filled."""
    if tab is Tab.REPLY and typed.plan.template is None and (names := rules.unfilled(typed.text)):
        raise Invalid("invalid", fields={"text": "unfilled"}, names=names)
    if not typed.uploads:
        return typed
    saved = await save_draft(actor, number, tab, typed, files)
    return replace(typed, known=saved.version if saved else 0, uploads=())


async def _rehearse(actor: Actor, number: str, typed: Typed, book: AccountBook, version: int | None) -> None:
    """Everything that sending would do, and then undone: whatever it refuses is refused here."""
    try:
        async with working(actor, number, Permission.REPLY, version=version) as work:
            draft = await _meant(work, Tab.REPLY, typed)
            await replies.answer(work, _answer(typed, draft), book)
            raise _Undone
    except _Undone:
        return


async def _meant(work: Work, tab: Tab, typed: Typed) -> Draft | None:
    """The draft that is being sent; none when another window of the author wrote something else there."""
    if work.actor.id is None:
        return None
    draft = await store.mine(work.scope, work.case.id, work.actor.id, tab)
    same = draft is not None and (draft.version == typed.known or draft.text.strip() == typed.text.strip())
    return draft if same else None


def _answer(typed: Typed, draft: Draft | None) -> Answer:
    return Answer(
        text=typed.text,
        then=typed.plan.then,
        as_template=typed.plan.as_template,
        template=typed.plan.template,
        reply_to=typed.plan.reply_to,
        via=typed.plan.via,
        files=draft.files if draft else (),
    )


async def _drop(scope: Scope, draft: Draft | None) -> None:
    if draft is not None:
        await store.drop(scope, draft.id)


class _Undone(Exception):
    """Raised to undo a rehearsal."""
