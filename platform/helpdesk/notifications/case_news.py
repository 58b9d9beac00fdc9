"""What a colleague is told of one case in one sentence; nothing of the citizen stands in it."""

from datetime import datetime

from helpdesk.cases.model import Case
from helpdesk.cases.words import KINDS
from helpdesk.channels.model import Template
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.notifications.reaching import Word
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Own, Text
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.people.model import Reachable
from ui import formats
from ui.i18n import translate

NEWS = "case_news"
"""The approved template: {{1}} number, {{2}} kind, {{3}} what happened, {{4}} link."""


async def values(
    scope: Scope,
    links: Links,
    case: Case,
    to: Reachable,
    news: str,
    *,
    due_at: datetime | None = None,
    case_open: bool = True,
) -> dict[str, str]:
    """What fills the blanks; the link leads to the case, or to the desk for whom it opens no more."""
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
