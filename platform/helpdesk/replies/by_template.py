"""An answer in a template of the office: all that may be said when free text may not be sent."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.work import Work
from helpdesk.channels.model import Template, TemplateState
from helpdesk.consents import store as consents
from helpdesk.conversations import store
from helpdesk.conversations.rules import cleaned
from helpdesk.delivery.model import Extra
from helpdesk.delivery.store import queue
from helpdesk.message_templates import rules as template_rules
from helpdesk.message_templates import store as templates
from helpdesk.message_templates.model import MARKETING, MessageTemplate
from helpdesk.replies.carrying import a_message, queued
from helpdesk.replies.model import UPDATE_TEMPLATE, TemplateChoice, Way
from kit.errors import Conflict, Invalid
from tenants.doors import Scope


async def write_template(work: Work, way: Way, choice: TemplateChoice) -> UUID:
    """One of the office's templates, as the channel approved it, with every place filled."""
    found = await templates.template(work.scope, choice.template_id)
    if way.conversation is None or way.account is None or found is None:
        raise Conflict("template_not_approved")
    if found.account_id != way.account.id or found.state is not TemplateState.APPROVED:
        raise Conflict("template_not_approved")
    if _announces(found):
        await _must_want_extras(work.scope, way.conversation.id)
    values = [" ".join(value.split()) for value in choice.values]
    if len(values) != len(found.variables) or not all(values):
        raise Invalid("invalid", fields={"values": "required"})
    text = cleaned(template_rules.filled(found, values), "values", template_rules.LONGEST_BODY)
    message = a_message(
        work,
        way.account.kind.value,
        text,
        conversation_id=way.conversation.id,
        template=found.name,
    )
    await store.add_messages(work.scope, [message])
    template = Template(name=found.name, language=found.language, variables=tuple(values))
    wanted = queued(message, way.conversation, template=template)
    extra = Extra() if found.category == MARKETING else None
    await queue(work.scope, [replace(wanted, extra=extra)])
    return message.id


async def must_be_wanted(scope: Scope, way: Way, template: Template | None) -> None:
    """Raise for an announcement to a citizen who wants none; an answer to their case is never one."""
    if way.conversation is None or way.account is None or template is None:
        return
    known = await templates.templates(scope, way.account.id)
    meant = [each for each in known if (each.name, each.language) == (template.name, template.language)]
    if any(map(_announces, meant)):
        await _must_want_extras(scope, way.conversation.id)


def _announces(template: MessageTemplate) -> bool:
    return template.category == MARKETING and template.name != UPDATE_TEMPLATE


async def _must_want_extras(scope: Scope, conversation_id: UUID) -> None:
    if await consents.is_stopped(scope, conversation_id):
        raise Conflict("citizen_wants_no_more")
