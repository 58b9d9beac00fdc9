"""Facts go two ways in one transaction: into the history of their case, and to all who listen."""

from collections.abc import Sequence

from helpdesk.cases import history
from helpdesk.events import CaseEvent
from tenants.doors import Scope
from tenants.outbox.service import announce_said, said
from tenants.permissions.model import Actor


async def tell(
    scope: Scope, actor: Actor, facts: Sequence[CaseEvent], *, unsaid: Sequence[CaseEvent] = ()
) -> None:
    """Append facts of one actor to the history and announce them; `unsaid` are for the history only.

    Thousands may come at once, so each is written as JSON once.
    """
    written = [said(fact) for fact in facts]
    rows = [history.row(actor, fact, each) for fact, each in zip(facts, written, strict=True)]
    rows += [history.row(actor, fact, said(fact)) for fact in unsaid]
    await history.add_rows(scope, rows)
    await announce_said(scope, written)
