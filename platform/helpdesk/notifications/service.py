"""Tell the citizen something by ourselves, in the caller's transaction."""

from helpdesk.cases.service import Work
from helpdesk.channels.accounts import AccountBook
from helpdesk.contacts import store as contacts
from helpdesk.notifications import texts
from helpdesk.replies import service as replies
from kit.settings import Settings
from tenants.offices import service as offices

_base_url = "http://localhost:8000"


def configure(settings: Settings) -> None:
    """Links in messages are built from the installation's own address."""
    global _base_url
    _base_url = settings.base_url


def tracking_link(slug: str) -> str:
    """Where a citizen of this office follows a case."""
    return f"{_base_url}/t/{slug}/track"


async def tell_citizen(work: Work, text: str, book: AccountBook, **values: str) -> None:
    """Write an automatic message on a case that speaks with its citizen; a mirrored case does not."""
    if work.case.mirrored:
        return
    office = await offices.office(work.scope.tenant_id)
    contact = await contacts.load(work.scope, work.case.contact_id) if work.case.contact_id else None
    language = contact.language if contact else "id"
    filled = texts.render(text, language, number=work.case.number, link=tracking_link(office.slug), **values)
    await replies.write(work, filled, book, as_template=True, automatic=True)
