"""Tell the citizen something by ourselves, in the caller's transaction."""

from helpdesk.cases import store as cases
from helpdesk.cases.visibility import may_be_read
from helpdesk.cases.work import Work
from helpdesk.channels.accounts import AccountBook
from helpdesk.notifications.model import Opening, Ticket
from helpdesk.replies import service as replies
from helpdesk.texts import rules as texts
from helpdesk.texts.model import Text
from helpdesk.texts.service import own_words
from kit.errors import Gone, Missing
from kit.settings import Settings
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.people import store as people

_base_url = "http://localhost:8000"


def configure(settings: Settings) -> None:
    """Links in messages are built from the installation's own address."""
    global _base_url
    _base_url = settings.base_url


def tracking_link(slug: str) -> str:
    """Where a citizen of this office follows a case."""
    return f"{_base_url}/t/{slug}/track"


def portal_link(slug: str) -> str:
    """Where a citizen writes to this office."""
    return f"{_base_url}/t/{slug}/"


async def tell_citizen(
    work: Work,
    text: Text,
    book: AccountBook,
    *,
    news: bool = False,
    bare: Text | None = None,
    **values: str,
) -> None:
    """Write an automatic message on a case that speaks with its citizen; a mirrored case does not.

    `news` are not what the citizen has just asked for: nobody is woken for them. `bare` is the text without what
    nobody asked for, when there is such a thing in it.
    """
    if work.case.mirrored:
        return
    office = await offices.office(work.scope.tenant_id)
    way = await replies.way_to_citizen(work.scope, work.case, book)
    language = await replies.language_of(work.scope, work.case, way)
    own = await own_words(work.scope)
    channel = way.account.kind if way.account else ""
    given = {"number": work.case.number, "link": tracking_link(office.slug), **values}
    filled = texts.said(own, text, language, channel, **given)
    plain = texts.said(own, bare, language, channel, **given) if bare else ""
    above = texts.subject(own, text, language, **given)
    await replies.write(work, filled, book, news=news, bare=plain, subject=above)


async def opening(ticket: Ticket) -> Opening:
    """Where a colleague's link leads now; raises `Gone` when its time is over, they or the case have left."""
    try:
        office = await offices.office(ticket.tenant_id)
    except Missing:
        raise Gone("notice_ended") from None
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        if scope.now >= ticket.expires_at:
            raise Gone("notice_expired")
        standing = await people.standing_of(scope, ticket.membership_id)
        person = await people.person_of_member(scope, ticket.membership_id)
        if standing is None or person is None:
            raise Gone("notice_ended")
        try:
            case = await cases.load(scope, ticket.case_id, hold=False)
        except Missing:
            raise Gone("notice_moved") from None
        if not await may_be_read(scope, case, *standing):
            raise Gone("notice_moved")
    return Opening(person_id=person.id, email=person.email, slug=office.slug, number=case.number)
