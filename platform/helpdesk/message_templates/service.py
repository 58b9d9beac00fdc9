"""Message templates: offered to officers when approved, entered by administrators or read from the remote."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.channels.model import RemoteTemplate, TemplateState
from helpdesk.message_templates import rules, store
from helpdesk.message_templates.model import FetchedTemplates, MessageTemplate, TypedTemplate
from kit.errors import Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def message_templates(actor: Actor, account_id: UUID) -> tuple[MessageTemplate, ...]:
    """The approved templates of one account of the actor's office, by name; empty for any other account.

    Raises `Forbidden` for somebody who may not answer.
    """
    require(actor, Permission.REPLY)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.templates(scope, account_id, TemplateState.APPROVED))


async def all_templates(actor: Actor) -> tuple[MessageTemplate, ...]:
    """Every template of every account in every state, for administrators; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.templates(scope))


async def template(actor: Actor, template_id: UUID) -> MessageTemplate:
    """One of them, for administrators; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _known(scope, template_id)


async def add_template(actor: Actor, account_id: UUID, typed: TypedTemplate) -> UUID:
    """Enter a template that the channel has; raises `Invalid`, `Missing` for an account that is not there."""
    require(actor, Permission.MANAGE_OFFICE)
    new = rules.checked(typed, uuid7(), account_id)
    async with tenant_scope(actor.tenant_id) as scope:
        await _hold(scope, account_id)
        await _must_be_new(scope, new)
        await store.add(scope, new)
        await record(
            scope, actor, "message_template.added", "message_template", new.id, state=new.state.value
        )
    return new.id


async def change_template(actor: Actor, template_id: UUID, typed: TypedTemplate, *, version: int) -> None:
    """Replace what was entered; raises `Invalid`, `Missing`, `Stale` when somebody else did so meanwhile."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        was = await _known(scope, template_id)
        new = replace(rules.checked(typed, template_id, was.account_id), version=version)
        await _hold(scope, was.account_id)
        await _must_be_new(scope, new)
        if not await store.change(scope, new):
            raise Stale("message_template_changed", current=(await _known(scope, template_id)).version)
        detail = {"state": new.state.value, "state_was": was.state.value}
        await record(scope, actor, "message_template.changed", "message_template", template_id, **detail)


async def take_over(actor: Actor, account_id: UUID, remote: Sequence[RemoteTemplate]) -> FetchedTemplates:
    """Make the account's templates those of the remote's whole list; raises `Missing`.

    What is known here and no longer there is switched off, so that no officer sends it in vain.
    """
    require(actor, Permission.MANAGE_OFFICE)
    usable = {(each.name, each.language): each for each in remote if rules.is_usable(each)}
    async with tenant_scope(actor.tenant_id) as scope:
        await _hold(scope, account_id)
        known = {(each.name, each.language): each for each in await store.templates(scope, account_id)}
        added = [_new(account_id, each) for key, each in usable.items() if key not in known]
        as_there = [(each, _changed(each, usable[key])) for key, each in known.items() if key in usable]
        changed = [new for was, new in as_there if new != was]
        gone = [
            replace(each, state=TemplateState.DISABLED)
            for key, each in known.items()
            if key not in usable and each.state is not TemplateState.DISABLED
        ]
        for each in added:
            await store.add(scope, each)
        for each in (*changed, *gone):
            await store.change(scope, each)
        done = FetchedTemplates(
            added=len(added), changed=len(changed), gone=len(gone), skipped=len(remote) - len(usable)
        )
        counts = {"added": done.added, "changed": done.changed, "gone": done.gone, "skipped": done.skipped}
        await record(scope, actor, "message_template.fetched", "account", account_id, **counts)
    return done


def _new(account_id: UUID, remote: RemoteTemplate) -> MessageTemplate:
    return MessageTemplate(
        id=uuid7(),
        account_id=account_id,
        name=remote.name,
        language=remote.language,
        category=remote.category,
        body=remote.body,
        variables=rules.labels_of((), rules.count_of(remote.body) or 0),
        state=remote.state,
    )


def _changed(was: MessageTemplate, remote: RemoteTemplate) -> MessageTemplate:
    """The template as the remote has it; what an administrator called its variables stays."""
    said = rules.labels_of(was.variables, rules.count_of(remote.body) or 0)
    return replace(was, category=remote.category, body=remote.body, variables=said, state=remote.state)


async def _hold(scope: Scope, account_id: UUID) -> None:
    if not await store.hold_account(scope, account_id):
        raise Missing("account_missing")


async def _must_be_new(scope: Scope, template: MessageTemplate) -> None:
    for each in await store.templates(scope, template.account_id):
        if each.id != template.id and (each.name, each.language) == (template.name, template.language):
            raise Invalid("invalid", fields={"name": "taken"})


async def _known(scope: Scope, template_id: UUID) -> MessageTemplate:
    found = await store.template(scope, template_id)
    if found is None:
        raise Missing("message_template_missing")
    return found
