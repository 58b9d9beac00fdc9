"""What tests of drafts and held answers share."""

from typing import Any

from helpdesk.drafts.model import Plan, Typed
from helpdesk.replies.model import TemplateChoice
from support.world import Place
from tenants.permissions.model import Actor

PDF = b"%PDF-1.7 surat"


def typed(text: str = "", *, known: int = 0, template: TemplateChoice | None = None, **more: Any) -> Typed:
    """What stands in a composer."""
    return Typed(text=text, known=known, plan=Plan(template=template), **more)


async def case_row(place: Place, number: str) -> dict[str, Any]:
    """A case as it is stored."""
    return await place.row("SELECT * FROM cases WHERE tenant_id = $1 AND number = $2", number)


async def said_to(place: Place, number: str) -> list[str]:
    """What officers told the citizen of a case, in order."""
    rows = await place.rows(
        "SELECT text FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND c.number = $2 AND direction = 'out' AND NOT automatic ORDER BY at, m.id",
        number,
    )
    return [row["text"] for row in rows]


async def drafts_in(place: Place) -> list[tuple[str, str, str]]:
    """Every draft of an office: state, text, reason."""
    rows = await place.rows("SELECT state, text, reason FROM draft WHERE tenant_id = $1 ORDER BY updated_at")
    return [(row["state"], row["text"], row["reason"]) for row in rows]


async def become_due(place: Place) -> None:
    """The moment of every held answer has come."""
    await place.change(
        "UPDATE draft SET due_at = due_at - interval '1 minute' WHERE tenant_id = $1 AND state = 'held'"
    )


async def retire(place: Place, actor: Actor) -> None:
    """The officer does not work here any more."""
    await place.change("UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", actor.id)
