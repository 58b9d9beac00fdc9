"""From a link to the case behind it: a code to the unit's own number or mailbox, and a pass for one browser."""

from datetime import timedelta
from uuid import UUID

from helpdesk.cases import path
from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.delivery.codes import CODE_PLACE, code_fits
from helpdesk.events import UnitEntered
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.service import own_words
from helpdesk.unit_links import rules, store, telling
from helpdesk.unit_links.model import Standing, Ticket, Via
from helpdesk.unit_links.telling import LANGUAGE, Word
from helpdesk.unit_terms.store import terms_of
from kit.errors import Gone, Missing, TooMany
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.store import is_active, unit_name
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.sessions.rules import digest_of, new_secret, presented_digest
from ui.i18n import N_, translate

CODE_TEMPLATE = "unit_code"
"""The approved template: {{1}} unit, {{2}} code."""
SUBJECT = N_("Kode untuk membuka kasus")
_A_DAY = timedelta(days=1)


async def standing(scope: Scope, ticket: Ticket, *, hold: bool = False) -> Standing:
    """What the link leads to now; raises `Missing` for no link of this office, `Gone` for one that opens nothing.

    `hold`: the case, until the transaction ends.
    """
    link = await store.link(scope, ticket.link_id)
    if link is None:
        raise Missing("unit_link_unknown")
    case = await cases.load(scope, link.case_id, hold=hold)
    if hold:  # it may have been revoked while we waited for the case
        link = await store.link(scope, ticket.link_id) or link
    part = await path.part_of(scope, link.case_id, link.unit_id)
    if (
        part is None
        or not rules.opens(link, case, part, scope.now)
        or not await is_active(scope, link.unit_id)
    ):
        raise Gone("unit_link_ended")
    return Standing(
        link=link,
        case=case,
        part=part,
        terms=await terms_of(scope, link.unit_id),
        unit=await unit_name(scope, link.unit_id),
        now=scope.now,
    )


async def looked_at(ticket: Ticket, book: AccountBook) -> tuple[Standing, tuple[Via, ...], bool]:
    """The link, where a code can be sent, and whether one that was sent waits to be typed. Changes nothing."""
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        found = await standing(scope, ticket)
        sent = await store.codes(scope, found.link.id, _A_DAY)
        ways = tuple(await telling.ways(scope, book, found.terms))
        return found, ways, rules.may_try(sent[0] if sent else None, found.terms, scope.now)


async def send_code(ticket: Ticket, via: str, book: AccountBook) -> None:
    """Send a code to where the unit is registered; an older one lets nobody in any more.

    Raises `TooMany` when several were sent within the hour or many within the day, `Missing` for no such way.
    """
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id) as scope:
        found = await standing(scope, ticket)
        await store.hold(scope, found.link.id)
        if not rules.may_send(await store.codes(scope, found.link.id, _A_DAY), scope.now):
            raise TooMany("unit_codes_wait", retry_after=3600)
        ways = await telling.ways(scope, book, found.terms)
        way = next((each for each in ways if each == via), None)
        if way is None:
            raise Missing("unit_way_missing")
        said = {"unit": found.unit, "code": CODE_PLACE}
        own = await own_words(scope)
        text = texts.said(own, to_colleagues.UNIT_CODE, LANGUAGE, ways[way].kind, **said)
        subject = texts.subject(own, to_colleagues.UNIT_CODE, LANGUAGE, **said) or translate(
            LANGUAGE, SUBJECT
        )
        word = Word("unit_code", text, CODE_TEMPLATE, tuple(said.values()), subject)
        code_id = await telling.tell(scope, book, found.terms, way, ways[way], word)
        await store.add_code(scope, code_id, found.link.id)


async def enter(ticket: Ticket, written: str, pin_key: bytes) -> str | None:
    """The secret of a pass for whoever knows the code that was sent last; none for a wrong one, which is counted.

    Raises `TooMany` when that code was tried too often, was used, or is too old: then only a new one helps.
    """
    await must_be_an_office(ticket)
    async with tenant_scope(ticket.tenant_id) as scope:
        found = await standing(scope, ticket, hold=True)
        await store.hold(scope, found.link.id)
        sent = await store.codes(scope, found.link.id, _A_DAY)
        code = sent[0] if sent else None
        if code is None or not rules.may_try(code, found.terms, scope.now):
            raise TooMany("unit_code_over", retry_after=1)
        if not code_fits(pin_key, ticket.tenant_id, code.id, written):
            await store.count_wrong(scope, code.id)
            return None
        secret = new_secret()
        await store.use_code(scope, code.id, digest_of(secret), scope.now + rules.PASS_VALID)
        async with work_on(scope, unit_actor(scope, found.part.unit_id, found.unit), found.case) as work:
            work.tell(UnitEntered(case_id=found.case.id, at=scope.now, unit_id=found.link.unit_id))
    return secret


async def let_in(scope: Scope, ticket: Ticket, secret: str, *, hold: bool = False) -> Standing | None:
    """What the link leads to, for a browser with its pass; none without one."""
    found = await standing(scope, ticket, hold=hold)
    digest = presented_digest(secret)
    since = found.terms.reach_since
    known = digest is not None and await store.has_pass(scope, found.link.id, digest, since)
    return found if known else None


def unit_actor(scope: Scope, unit_id: UUID, name: str) -> Actor:
    """The unit as the one who acts: it answers and gives back, and may do nothing else."""
    return Actor(
        tenant_id=scope.tenant_id,
        kind=ActorKind.UNIT,
        id=unit_id,
        name=name,
        unit_ids=frozenset({unit_id}),
        permissions=frozenset({Permission.NOTE}),
    )


async def must_be_an_office(ticket: Ticket) -> None:
    """Raise `Gone` when the office serves nobody any more."""
    try:
        await offices.office(ticket.tenant_id)
    except Missing:
        raise Gone("unit_link_ended") from None
