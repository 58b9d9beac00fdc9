"""What an office files by itself: kinds and topics that it chose, and only with the citizen's recorded consent."""

from uuid import UUID

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Sharing
from helpdesk.consenting import service as consenting
from helpdesk.consenting.model import Purpose, Question
from helpdesk.consenting.service import Draft, Wish
from helpdesk.conversations.rules import cleaned
from helpdesk.events import RegisterConsented, RegisterLeft
from helpdesk.registers import rules, standing, store, trying
from helpdesk.registers.model import Consent, FilingRule, Wishes
from helpdesk.registers.service import asked, must_be_unfiled
from helpdesk.topics import store as topics
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.outbox.dispatcher import Subscriber
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require

LONGEST_HOW = 300


class _Thin(msgspec.Struct):
    case_id: UUID


async def rule_of(actor: Actor) -> FilingRule:
    """The office's rule; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await standing.rule(scope)


async def change_rule(actor: Actor, wanted: FilingRule) -> None:
    """Replace it as a whole.

    Raises `Invalid` for one that is on and names no kind, or names a topic that the office has not; `Stale`.
    """
    require(actor, Permission.MANAGE_OFFICE)
    if wanted.active and not wanted.kinds:
        raise Invalid("invalid", fields={"kinds": "required"})
    async with tenant_scope(actor.tenant_id) as scope:
        if not wanted.topics <= {each.id for each in await topics.topics(scope, active_only=False)}:
            raise Invalid("invalid", fields={"topics": "unknown"})
        if not await standing.save_rule(scope, wanted):
            raise Stale("register_rule_changed")
        fields = {"active": wanted.active, "kinds": sorted(wanted.kinds)}
        named = sorted(map(str, wanted.topics))
        await record(scope, actor, "register_rule.changed", "tenant", None, **fields, topics=named)


async def consent_of(actor: Actor, number: str, book: AccountBook) -> tuple[Consent | None, Sharing]:
    """What the citizen said last about filing this case, and what of them the office would share."""
    async with working(actor, number, Permission.FILE_IN_REGISTER) as work:
        sharing = (await book.conduct(work.scope)).share_reporter
        return await standing.consent(work.scope, work.case.id), sharing


async def note_consent(
    actor: Actor, number: str, how: str, *, given: bool, contact: bool = False, version: int | None = None
) -> None:
    """An officer asked the citizen and writes down the answer, and how it was given; it is kept for good.

    `contact`: name and how they are reached may go along; nobody says so who does not agree to the filing.
    Raises `Invalid` when nothing says how.
    """
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        plain = cleaned(how, "how", LONGEST_HOW)
        await standing.add_consent(
            work.scope, work.case.id, actor, given=given, contact=given and contact, how=plain
        )
        work.tell(RegisterConsented(case_id=work.case.id, at=work.now, given=given))


async def ask_citizen(
    actor: Actor, number: str, purpose: Purpose, book: AccountBook, *, version: int | None
) -> Question:
    """Ask the citizen whether the case may be filed, or filed with name and contact.

    Raises `Conflict`: `register_not_configured`, `already_in_register`, `filed_elsewhere`,
    `register_takes_no_names`, or why not (consenting).
    """
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        await _must_file(work.scope, work.case, purpose, book)
        return await consenting.put(work, Wish(purpose=purpose), book)


async def question_to(actor: Actor, number: str, purpose: Purpose, book: AccountBook) -> Draft:
    """The question as it would go out now, or why it may not; changes nothing, and raises as `ask_citizen`."""
    async with working(actor, number, Permission.FILE_IN_REGISTER) as work:
        await _must_file(work.scope, work.case, purpose, book)
        return await consenting.drafted(work.scope, work.case, Wish(purpose=purpose), book)


async def purposes(actor: Actor, book: AccountBook) -> tuple[Purpose, ...]:
    """What a citizen may be asked about a filing: with name and contact only where the office shares them."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        shares = (await book.conduct(scope)).share_reporter != "none"
    return (Purpose.REGISTER, Purpose.REPORTER) if shares else (Purpose.REGISTER,)


async def _must_file(scope: Scope, case: Case, purpose: Purpose, book: AccountBook) -> None:
    if await store.account(scope) is None:
        raise Conflict("register_not_configured")
    conduct = await book.conduct(scope)
    await must_be_unfiled(scope, case, trial=conduct.trial)
    if purpose is Purpose.REPORTER and conduct.share_reporter == "none":
        raise Conflict("register_takes_no_names")


def file_by_rule(book: AccountBook) -> Subscriber:
    """A subscriber: the case became one that the office files by itself, or not.

    What tells who the citizen is, or waits for a file, is left to a person, and the case's history says so.
    """

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        await _file(scope, msgspec.json.decode(fact, type=_Thin).case_id, book)

    return subscriber


async def _file(scope: Scope, case_id: UUID, book: AccountBook) -> None:
    rule = await standing.rule(scope)
    if not rule.active:
        return
    case = await cases.load(scope, case_id)
    said = await standing.consent(scope, case.id)
    existing = await store.of_case(scope, case.id)
    conduct = await book.conduct(scope)
    known = trying.stands_there(case, existing, trial=conduct.trial)
    if known or not rules.files_itself(rule, case, consented=said is not None and said.given):
        return
    async with work_on(scope, system(scope.tenant_id), case) as work:
        try:
            await asked(work, Wishes(), conduct, by_rule=True)
        except (Invalid, Conflict) as refusal:
            work.tell(RegisterLeft(case_id=case.id, at=work.now, code=_why(refusal)))


def _why(refusal: Refusal) -> str:
    wrong = set(refusal.details.get("fields", {}).values())
    if not wrong:
        return refusal.code
    return "not_here_yet" if "not_here_yet" in wrong else "tells_who"
