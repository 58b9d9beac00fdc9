"""Promises in danger are told to who can still do something: officer, supervisor, head, then the office above.

An alert waits until the office is open, is dropped when the promise was kept meanwhile, and several for one
person are one message.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from helpdesk.cases import path
from helpdesk.cases import store as cases
from helpdesk.cases.model import OPEN_STATES, Case, PartRole, PartState
from helpdesk.cases.words import TARGETS
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import Template
from helpdesk.events import TargetMissed, TargetStage
from helpdesk.notifications import alerts
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import HELP, Alert, NoticeKind
from helpdesk.notifications.reaching import Word, reach
from helpdesk.sla import service as sla
from helpdesk.sla.model import Receiver, TargetKind
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Own
from helpdesk.texts.service import own_words
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.people import store as people
from tenants.people.model import Post, Reachable
from tenants.permissions.model import Role
from ui import formats
from ui.i18n import translate

TEMPLATE = "colleague_alert"
"""The approved template outside the window: {{1}} how many, {{2}} which, {{3}} link."""
_MOST_NAMED = 5
_ONWARD: dict[Receiver, Receiver] = {
    Receiver.OFFICER: Receiver.SUPERVISOR,
    Receiver.HEAD: Receiver.SUPERVISOR,
}
"""Who hears it when there is nobody of that kind: a case that nobody owns has somebody all the same."""


async def alert_colleagues(scope: Scope, kind: str, fact: bytes) -> None:
    """A promise of the office is in danger, or missed: those whom its rule names are to hear of it."""
    told = msgspec.json.decode(fact, type=TargetStage | TargetMissed)
    case = await cases.load(scope, told.case_id, hold=False)
    if case.closed_at is not None or not told.tell:
        return
    at = await sla.when_open(scope)
    posts = await people.posts(scope)
    wanted = [post for word in told.tell for post in _receivers(Receiver(word), case, posts)]
    members = dict.fromkeys(post.membership_id for post in wanted)
    await alerts.add(scope, [_alert(told, case, member) for member in members], at)
    if Receiver.PARENT.value in told.tell:
        await alerts.add(scope, [_alert(told, case, None)], scope.now, outward=True)


async def tell_due(tenant_id: int, book: AccountBook, links: Links, *, most: int = 500) -> int:
    """Tell one office's members what is due to be told; answers how many alerts were settled."""
    async with tenant_scope(tenant_id) as scope:
        due = await alerts.hold_due(scope, most)
        if not due:
            return 0
        living = await _living(scope, due)
        await reach(scope, book, await _words(scope, living, links))
        await alerts.settle(scope, [alert.id for alert in living])
        kept = {alert.id for alert in living}
        await alerts.settle(scope, [alert.id for alert in due if alert.id not in kept], told=False)
    return len(due)


def _receivers(wanted: Receiver, case: Case, posts: Sequence[Post]) -> list[Post]:
    found = [post for post in posts if _is_meant(wanted, case, post)]
    if not found and wanted is Receiver.OFFICER and case.unit_id is not None:
        found = [post for post in posts if case.unit_id in post.unit_ids]
    following = _ONWARD.get(wanted)
    return found if found or following is None else _receivers(following, case, posts)


def _is_meant(wanted: Receiver, case: Case, post: Post) -> bool:
    match wanted:
        case Receiver.OFFICER:
            return post.membership_id == case.assignee_id
        case Receiver.SUPERVISOR:
            return Role.SUPERVISOR.value in post.roles
        case Receiver.HEAD:
            return Role.HEAD.value in post.roles
    return False


def _alert(told: TargetStage | TargetMissed, case: Case, member: UUID | None) -> Alert:
    """The same stage of the same promise is the same alert, however often the fact is heard."""
    percent = told.percent if isinstance(told, TargetStage) else 100
    seed = f"{told.target} {percent} {told.due_at.isoformat()} {member}"
    return Alert(
        id=uuid5(case.id, seed),
        membership_id=member,
        case_id=case.id,
        number=case.number,
        target=told.target,
        percent=percent,
        promised_at=told.due_at,
    )


async def _living(scope: Scope, due: Sequence[Alert]) -> list[Alert]:
    """Those whose promise is still owed; of other offices' cases this office cannot tell."""
    own = [alert.case_id for alert in due if alert.case_id is not None]
    clocks = await sla.clocks_of_many(scope, own)
    kept = []
    for alert in due:
        if alert.target == HELP:
            kept += [alert] if await _help_owed(scope, alert) else []
            continue
        clock = clocks.get(alert.case_id, {}).get(TargetKind(alert.target)) if alert.case_id else None
        if alert.case_id is None or (clock is not None and clock.is_open):
            kept.append(alert)
    return kept


async def _help_owed(scope: Scope, alert: Alert) -> bool:
    """Does a unit still owe its help until the time that the alert is about?"""
    case = await cases.find(scope, alert.case_id) if alert.case_id else None
    if case is None or case.state not in OPEN_STATES:
        return False
    asked = [each for each in await path.parts(scope, case.id) if each.role is PartRole.HELPER]
    return any(each.state is PartState.OPEN and each.due_at == alert.promised_at for each in asked)


async def _words(scope: Scope, living: Sequence[Alert], links: Links) -> list[Word]:
    """One message for each member who can be reached."""
    office = await offices.office(scope.tenant_id)
    own = await own_words(scope)
    by_member: dict[UUID, list[Alert]] = {}
    for alert in living:
        if alert.membership_id is not None:
            by_member.setdefault(alert.membership_id, []).append(alert)
    words = []
    for member, mine in by_member.items():
        for to in await people.reachable(scope, membership_id=member):
            case_id = mine[0].case_id if len(mine) == 1 else None
            link = (
                links.to_case(scope.tenant_id, member, case_id, scope.now)
                if case_id
                else links.to_desk(office.slug)
            )
            words.append(_word(own, to, mine, case_id, link, office.timezone, scope.now))
    return words


def _word(
    own: Own, to: Reachable, mine: Sequence[Alert], case_id: UUID | None, link: str, zone: str, now: datetime
) -> Word:
    lines = [_line(alert, zone, to.language, now) for alert in mine[:_MOST_NAMED]]
    if len(mine) > _MOST_NAMED:
        lines.append(translate(to.language, to_colleagues.MORE_ALERTS).format(count=len(mine) - _MOST_NAMED))
    count = str(len(mine))
    said = {"count": count, "cases": "\n".join(lines), "link": link}
    text = texts.said(own, to_colleagues.ALERT, to.language, **said)
    template = Template(name=TEMPLATE, language=to.language, variables=(count, "; ".join(lines), link))
    return Word(to=to, kind=NoticeKind.ALERT, case_id=case_id, text=text, template=template)


def _line(alert: Alert, zone: str, language: str, now: datetime) -> str:
    """Nothing of the citizen: number, promise, due time, and whose case it is when it is not ours."""
    late = alert.promised_at < now
    return translate(language, to_colleagues.ALERT_LATE if late else to_colleagues.ALERT_NEAR).format(
        number=alert.number if not alert.office else f"{alert.number} ({alert.office})",
        target=translate(language, _target(alert)),
        due=formats.date_time(alert.promised_at, zone, language=language),
    )


def _target(alert: Alert) -> str:
    return to_colleagues.HELP_OF_UNIT if alert.target == HELP else TARGETS[TargetKind(alert.target)]
