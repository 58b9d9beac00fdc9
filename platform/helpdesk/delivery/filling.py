"""What is put into a message at the moment of sending, and stands nowhere before."""

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.numbers import pin
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import OutboundMessage
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.delivery.codes import CODE_PLACE, code_of
from helpdesk.delivery.store import Claimed
from tenants.doors import Scope


async def as_it_leaves(
    scope: Scope, each: Claimed, adapter: Adapter | None, pin_key: bytes
) -> OutboundMessage:
    """The message as it leaves: a PIN or a code is put in only here."""
    message = each.outbound
    if adapter and adapter.answers_last and not message.reply_to and each.case_id is not None:
        heard = await conversations.last_heard(scope, each.conversation_id, each.case_id)
        message = replace(message, reply_to=heard)
    variables = message.template.variables if message.template else ()
    if each.notice:
        return _with_code(message, code_of(pin_key, scope.tenant_id, each.id))
    if PIN_PLACE not in message.text and not any(PIN_PLACE in variable for variable in variables):
        return message
    if each.case_id is None:
        return message
    case = await cases.load(scope, each.case_id, hold=False)
    digits = pin(pin_key, scope.tenant_id, case.id, case.pin_generation)
    template = message.template and replace(
        message.template, variables=tuple(each.replace(PIN_PLACE, digits) for each in variables)
    )
    return replace(message, text=message.text.replace(PIN_PLACE, digits), template=template)


def _with_code(message: OutboundMessage, code: str) -> OutboundMessage:
    """The code of a notice, where there is a place for one."""
    template = message.template and replace(
        message.template,
        variables=tuple(each.replace(CODE_PLACE, code) for each in message.template.variables),
    )
    return replace(message, text=message.text.replace(CODE_PLACE, code), template=template)
