"""By which ways a citizen can be answered now: the case's own first, then the others while that takes no free text."""

from helpdesk.cases.model import Case
from helpdesk.cases.work import case_in_hand
from helpdesk.channels.accounts import AccountBook
from helpdesk.replies import elsewhere
from helpdesk.replies.model import Way
from helpdesk.replies.service import way_to_citizen
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def ways_of(actor: Actor, number: str, book: AccountBook) -> tuple[Case, tuple[Way, ...]]:
    """The case and its ways; raises `Forbidden`, and `Missing` for no case or none of the actor's units'."""
    require(actor, Permission.REPLY)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        usual = await way_to_citizen(scope, case, book)
        return case, (usual, *await elsewhere.others(scope, case, usual, book))
