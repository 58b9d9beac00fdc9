"""What a person does in the register's place of the machine: copy, type the number back, keep the status."""

from msgspec.structs import replace

from helpdesk.cases.work import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filed, Filing, Prepared, RemoteStatus
from helpdesk.channels.trials import marked
from helpdesk.events import RegisterChanged, RegisterNotFound
from helpdesk.registers import filing, rules, store
from helpdesk.registers.following import close_if_ended
from helpdesk.registers.model import FOLLOWED, STATUSES, Mode, RegisterLink
from helpdesk.registers.numbers import is_number
from kit.errors import Conflict, Invalid
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission

_LONGEST_INSTITUTION = 200


async def to_copy(actor: Actor, number: str, book: AccountBook) -> tuple[Filing, Prepared] | None:
    """What was asked for, in the register's own words, exactly as an account with keys would send it; none when
    nothing waits for a person."""
    async with working(actor, number, Permission.FILE_IN_REGISTER) as work:
        link = await store.of_case(work.scope, work.case.id)
        account = await book.load(work.scope, link.account_id) if link else None
    adapter = book.adapter(ChannelKind.LAPOR)
    if (
        link is None
        or not rules.waits_for_person(link.step, link.mode)
        or adapter is None
        or adapter.register is None
    ):
        return None
    return link.filing, adapter.register.prepared(link.filing, account)


async def settle(
    actor: Actor, number: str, tracking_id: str, *, version: int | None, book: AccountBook | None = None
) -> RegisterLink:
    """A person filed it there by hand, or found it there, and types its number; it reaches the citizen. So does the
    number of what was filed, and whose number could not be read.

    Raises `Invalid` for what is no number of that register, `Conflict` when another case of the office has it.
    """
    plain = tracking_id.strip()
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = await _unnumbered(work) or await _waiting(work)
        account = await book.load(work.scope, link.account_id) if book else None
        if not is_number(plain, account, book):
            raise Invalid("invalid", fields={"tracking_id": "malformed"})
        trial = link.mode is Mode.SANDBOX
        shown = marked(plain, trial=trial)
        if rules.lacks_number(link.step, link.tracking_id):
            if await store.is_known(work.scope, "", shown):
                raise Conflict("already_in_register")
            return await number_it(work, link, plain)
        if await store.is_known(work.scope, plain, shown, trial=trial):
            raise Conflict("already_in_register")
        link = rules.filed(link, Filed(remote_id=plain, tracking_id=plain), work.now)
        await store.save(work.scope, link)
        filing.tell_filed(work, link)
    return link


async def not_found(actor: Actor, number: str, *, version: int | None) -> RegisterLink:
    """A person looked in the register, and the filing is not there: the case may be filed again."""
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = rules.not_there(await _waiting(work))
        await store.save(work.scope, link)
        work.tell(RegisterNotFound(case_id=work.case.id, at=work.now, register_link_id=link.id))
    return link


async def note_status(
    actor: Actor,
    number: str,
    status: str,
    institution: str = "",
    *,
    version: int | None,
    book: AccountBook | None = None,
) -> RegisterLink:
    """A person read the status there. Clocks and history go on as if the register had been asked, and an ending
    there means here what the office says (`book`).

    Raises `Conflict` for a case that is not followed by hand.
    """
    place = " ".join(institution.replace("\x00", "").split())
    if status not in STATUSES:
        raise Invalid("invalid", fields={"status": "unknown"})
    if len(place) > _LONGEST_INSTITUTION:
        raise Invalid("invalid", fields={"institution": "too_long"})
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        before = await store.of_case(work.scope, work.case.id)
        if before is None or before.mode is not Mode.MANUAL or before.step not in FOLLOWED:
            raise Conflict("not_followed_by_hand")
        read = RemoteStatus(code=status, institution=place or before.institution)
        endings = (await book.conduct(work.scope) if book else Conduct()).close_rules
        after = rules.followed(before, read, work.now, endings=endings)
        await store.save(work.scope, after)
        if after.status != before.status:
            work.tell(
                RegisterChanged(
                    case_id=work.case.id,
                    at=work.now,
                    register_link_id=after.id,
                    status=after.status,
                    was=before.status,
                )
            )
            close_if_ended(work, before, after, endings)
    return after


async def look(tenant_id: int, link: RegisterLink, book: AccountBook, *, has_keys: bool) -> None:
    """Nobody can be asked about a case that is followed by hand, unless the office has got keys meanwhile: then the
    register is asked from here on, by the number that was typed. A system for trying does not know that number."""
    async with tenant_scope(tenant_id) as scope:
        held = await store.held(scope, link.id)
        if held.mode is not Mode.MANUAL or held.step not in FOLLOWED:
            return
        trial = (await book.conduct(scope)).trial
        found = await store.account(scope, trial=trial)
        account_id, mode = found if found else (held.account_id, Mode.MANUAL)
        if has_keys and not trial:
            account_id, mode = held.account_id, Mode.API
        if mode is Mode.API:
            await store.save(scope, replace(held, account_id=account_id, mode=mode, due_at=scope.now))
        else:
            await store.save(scope, replace(held, due_at=rules.next_look(held, scope.now)))


async def number_it(work: Work, link: RegisterLink, number: str) -> RegisterLink:
    """The citizen's number of what the register has; it is looked at by its id as before."""
    link = replace(link, tracking_id=marked(number, trial=link.mode is Mode.SANDBOX))
    await store.save(work.scope, link)
    filing.tell_number(work, link.tracking_id)
    return link


async def _unnumbered(work: Work) -> RegisterLink | None:
    link = await store.of_case(work.scope, work.case.id)
    return link if link is not None and rules.lacks_number(link.step, link.tracking_id) else None


async def _waiting(work: Work) -> RegisterLink:
    link = await store.of_case(work.scope, work.case.id)
    if link is None or not rules.waits_for_person(link.step, link.mode):
        raise Conflict("nothing_to_settle")
    return link
