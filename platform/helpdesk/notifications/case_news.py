"""What a colleague is told of one case in one sentence; nothing of the citizen stands in it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.cases.model import Case
from helpdesk.cases.telling import tell
from helpdesk.cases.words import KINDS
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import Template
from helpdesk.events import ColleagueTold
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.notifications.reaching import Word, reach
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Own, Text
from helpdesk.texts.service import own_words
from helpdesk.unit_terms.store import terms_of
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.people import store as people
from tenants.people.model import Reachable
from tenants.permissions.model import Permission, system
from tenants.permissions.rules import permissions_of
from ui import formats
from ui.i18n import translate

NEWS = "case_news"
"""The approved template: {{1}} number, {{2}} kind, {{3}} what happened, {{4}} link."""


async def officers(scope: Scope, unit_id: UUID, actor: UUID | None) -> list[Reachable]:
    """Who hears of a unit's case: its officers who want to, but for who did it, and for the unit's own number, which is
    told as the unit (unit_links)."""
    own_phone = (await terms_of(scope, unit_id)).phone
    return [
        each
        for each in await people.reachable(scope, unit_id=unit_id)
        if each.membership_id != actor
        and each.phone != own_phone
        and Permission.READ_CASES in permissions_of(each.roles)
    ]


async def tell_news(
    scope: Scope,
    book: AccountBook,
    links: Links,
    case: Case,
    wanted: Sequence[Reachable],
    kind: NoticeKind,
    news: str,
) -> None:
    """Tell each of them the same sentence in their language."""
    own, words = await own_words(scope), list[Word]()
    for to in wanted:
        said = await values(scope, links, case, to, news=translate(to.language, news))
        words.append(word(own, to_colleagues.CASE_NEWS, NEWS, kind, case, to, said))
    await reach(scope, book, words)


async def reach_on_record(scope: Scope, book: AccountBook, case: Case, words: Sequence[Word]) -> None:
    """Queue the words; the case's history says who was told. Without an account of the office nobody is."""
    if await reach(scope, book, words):
        facts = [
            ColleagueTold(case_id=case.id, at=scope.now, membership_id=each.to.membership_id)
            for each in words
        ]
        await tell(scope, system(scope.tenant_id), facts)


async def values(
    scope: Scope,
    links: Links,
    case: Case,
    to: Reachable,
    *,
    news: str = "",
    due_at: datetime | None = None,
    case_open: bool = True,
) -> dict[str, str]:
    """What fills the blanks; `news` is said in their language already. The link leads to the case, or to the desk for
    whom it opens no more."""
    office = await offices.office(scope.tenant_id)
    due = formats.absolute(due_at, office.timezone, language=to.language) if due_at else ""
    to_case = links.to_case(scope.tenant_id, to.membership_id, case.id, scope.now)
    return {
        "number": case.number,
        "kind": translate(to.language, KINDS[case.kind]),
        "news": news,
        "due": due or translate(to.language, to_colleagues.NO_DUE_TIME),
        "link": to_case if case_open else links.to_desk(office.slug),
    }


def word(
    own: Own, text: Text, template: str, kind: NoticeKind, case: Case, to: Reachable, said: dict[str, str]
) -> Word:
    """As free text, and in the approved template."""
    filled = {name: said[name] for name in text.variables}
    return Word(
        to=to,
        kind=kind,
        case_id=case.id,
        text=texts.said(own, text, to.language, **filled),
        template=Template(name=template, language=to.language, variables=tuple(filled.values())),
    )
