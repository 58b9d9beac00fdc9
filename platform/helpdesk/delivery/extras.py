"""Extra messages are judged when they leave: who stopped them while they waited gets only what they must know."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import history
from helpdesk.channels.errors import NotWanted
from helpdesk.consents import store as consents
from helpdesk.conversations import store as conversations
from helpdesk.delivery import store
from helpdesk.delivery.model import DeliveryState, Extra
from helpdesk.delivery.store import Claimed
from helpdesk.events import DeliveryChanged
from tenants.doors import Scope
from tenants.outbox.service import announce
from tenants.permissions.model import system


async def as_wanted(scope: Scope, owner: UUID, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Those that leave, in words that are wanted; in the transaction in which `owner` claims them."""
    leaving = []
    for each in claimed:
        if each.extra is None or not await consents.is_stopped(scope, each.conversation_id):
            leaving.append(each)
        elif each.extra.text:
            leaving.append(await _reworded(scope, each, each.extra))
        else:
            await _undo(scope, owner, each)
    return leaving


async def _reworded(scope: Scope, each: Claimed, extra: Extra) -> Claimed:
    text = "" if extra.template else extra.text
    outbound = replace(each.outbound, text=text, template=extra.template)
    await store.reword(scope, each.id, outbound)
    if each.message_id is not None:
        await conversations.reword(scope, each.message_id, extra.text)
    return replace(each, outbound=outbound, extra=None)


async def _undo(scope: Scope, owner: UUID, each: Claimed) -> None:
    state, code = DeliveryState.FAILED, NotWanted.code
    await store.mark_not_sent(scope, each.id, owner, state, None, code, "", attempts=each.attempts - 1)
    if each.case_id is None or each.message_id is None:
        return
    fact = DeliveryChanged(
        case_id=each.case_id, at=scope.now, message_id=each.message_id, state=state, code=code
    )
    await history.add(scope, system(scope.tenant_id), [fact])
    await announce(scope, [fact])
