"""By which ways a citizen can be answered now: the case's own first, then the others while that takes no free text."""

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.channels.accounts import AccountBook
from helpdesk.replies import elsewhere
from helpdesk.replies.model import Way
from helpdesk.replies.service import way_to_citizen
from kit.errors import Missing
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require, require_unit


async def ways_of(actor: Actor, number: str, book: AccountBook) -> tuple[Case, tuple[Way, ...]]:
    """The case and its ways; raises `Forbidden`, and `Missing` for no case or none of the actor's units'."""
    require(actor, Permission.REPLY)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await cases.load_by_number(scope, plain, hold=False)
        require_unit(actor, case.unit_id)
        usual = await way_to_citizen(scope, case, book)
        return case, (usual, *await elsewhere.others(scope, case, usual, book))


async def others_than_usual(scope: Scope, case: Case, book: AccountBook) -> tuple[Way, ...]:
    """Only the others, in the caller's transaction."""
    return await elsewhere.others(scope, case, await way_to_citizen(scope, case, book), book)
