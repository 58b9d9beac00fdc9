"""What of the citizen goes along with a filing: nothing, unless the office shares it and the citizen agreed to that."""

from collections.abc import Iterable

from helpdesk.cases.model import Case
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.register import Filing, Reporter
from helpdesk.contacts import store as contacts
from helpdesk.registers import standing
from helpdesk.registers.leaks import Trace, leaks
from tenants.doors import Scope


async def reporter_of(scope: Scope, case: Case, filing: Filing, conduct: Conduct) -> Reporter | None:
    """Read anew at every need, and kept in no ledger: whoever takes their word back is not given along any more."""
    if conduct.share_reporter == "none" or filing.anonymous or case.anonymous or case.contact_id is None:
        return None
    said = await standing.consent(scope, case.id)
    contact = await contacts.load(scope, case.contact_id)
    if said is None or not (said.given and said.contact) or contact is None or not contact.name.strip():
        return None
    ways = await contacts.identities_of(scope, contact.id)
    found = Reporter(
        name=contact.name.strip(),
        phone=_first(ways, "phone"),
        email=_first(ways, "email") if conduct.share_reporter == "full" else "",
    )
    told = {"name": found.name, "email": found.email}
    return None if any(each.trace is Trace.NIK for each in leaks(told)) else found


def _first(ways: Iterable[tuple[str, str]], scheme: str) -> str:
    return next((value for known, value in ways if known == scheme), "")
