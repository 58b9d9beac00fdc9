"""What a register passes on may be a filing of the office itself: it bears the reference that each of them bears."""

from typing import NamedTuple

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.register import Filed, RemoteComplaint, RemoteEntry
from helpdesk.events import RegisterStuck
from helpdesk.incoming import rules
from helpdesk.incoming.model import Fate
from helpdesk.registers import filing, store
from helpdesk.registers import rules as registers
from helpdesk.registers.by_hand import number_it
from helpdesk.registers.model import Mode, RegisterLink
from tenants.doors import Scope
from tenants.permissions.model import Actor


class Kin(NamedTuple):
    """The filing that a complaint belongs to, its case, and what the complaint is."""

    case: Case
    link: RegisterLink
    fate: Fate


async def kin_of(
    scope: Scope, complaint: RemoteComplaint, book: AccountBook, *, hold: bool = True
) -> Kin | None:
    """The filing of ours that a complaint is, or is a second one of; none where it only names a case, or none."""
    for case_id in sorted(await cases.ids_of(scope, rules.references(complaint))):
        case = await cases.load(scope, case_id, hold=hold)
        link = await store.of_case(scope, case_id, hold=hold)
        if link is None or (link.mode is Mode.SANDBOX) is not complaint.trial:
            continue
        fate = rules.fate_beside(case, link, complaint, await _frame(scope, link, book))
        if fate is not Fate.NEW:
            return Kin(case, link, fate)
    return None


async def join(scope: Scope, actor: Actor, kin: Kin, complaint: RemoteComplaint) -> None:
    """Give the case its number, which was awaited; of a second complaint the desk is told once."""
    case, link, fate = kin
    async with work_on(scope, actor, case) as work:
        if fate is Fate.OURS and registers.lacks_number(link.step, link.tracking_id):
            await number_it(work, link, complaint.tracking_id)
            return
        if fate is Fate.OURS:
            found = Filed(remote_id=complaint.remote_id, tracking_id=complaint.tracking_id)
            link = registers.filed(link, found, scope.now)
            await store.save(scope, link)
            filing.tell_filed(work, link)
            return
        twin = RemoteEntry(key=f"twin:{complaint.remote_id}", kind="other", text=complaint.tracking_id)
        if twin.key not in await store.known_keys(scope, link.id):
            await store.add_entries(scope, link.id, [twin])
            told = RegisterStuck(case_id=case.id, at=scope.now, register_link_id=link.id, code="twin_there")
            work.apply((replace(case, unread=True), [told]))


async def complete(scope: Scope, actor: Actor, complaint: RemoteComplaint) -> Case | None:
    """What is known by its id may lack the citizen's number, which the register tells here; answers its case."""
    if not complaint.tracking_id:
        return None
    case_id = await store.unnumbered(scope, complaint.remote_id, trial=complaint.trial)
    if case_id is None:
        return None
    case = await cases.load(scope, case_id)
    link = await store.of_case(scope, case_id)
    if link is None or not registers.lacks_number(link.step, link.tracking_id):
        return None
    async with work_on(scope, actor, case) as work:
        await number_it(work, link, complaint.tracking_id)
    return case


async def _frame(scope: Scope, link: RegisterLink, book: AccountBook) -> str:
    """The reference as a filing of this account bears it, without title and words."""
    account = await book.load(scope, link.account_id)
    adapter = book.adapter(account.kind) if account else None
    if adapter is None or adapter.register is None:
        return link.filing.local_ref
    return adapter.register.prepared(replace(link.filing, title="", content=""), account).content
