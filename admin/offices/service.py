"""Open an office below one's own. Asks for MANAGE_OFFICE, and leaves an entry in both offices' audit."""

from admin.offices import rules
from admin.offices.furnishing import furnish, is_furnished
from admin.offices.model import Plan, TypedOffice
from admin.offices.reading import text_of, text_of_rows
from admin.people.model import OneTimeLink
from helpdesk.channels.accounts import AccountBook
from helpdesk.sheets.reading import workbook_of
from kit.errors import Conflict, Forbidden
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.offices import store
from tenants.offices.model import Office
from tenants.people import service as people
from tenants.people.model import FIRST_LINK, NewMember
from tenants.permissions.model import Actor, Permission, Role, system
from tenants.permissions.rules import require

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and the older .xls begin; the latter is refused in words."""


async def below(actor: Actor) -> list[Office]:
    """The offices under this one; raises `Forbidden` where none can be."""
    own = await _own(actor)
    return await offices.offices_below(own.id)


async def plan(actor: Actor, typed: TypedOffice) -> Plan:
    """What would be opened; changes nothing. Raises `Forbidden`, `Invalid`."""
    own = await _own(actor)
    return rules.checked(typed, own, await offices.all_offices())


async def open_below(actor: Actor, typed: TypedOffice, book: AccountBook, base_url: str) -> OneTimeLink:
    """Open it with everything it begins with; answers its first administrator's link.

    Sent again after an interruption it goes on where it stopped. Raises `Forbidden`, `Invalid`, and `Conflict` with
    `name_taken` (slug or code belong to another office), `office_there` (it was opened before) or
    `person_known_elsewhere`.
    """
    wanted = await plan(actor, typed)
    tenant_id = await _row(actor, wanted)
    offices.forget()
    async with tenant_scope(tenant_id) as scope:
        if not await is_furnished(scope):
            await furnish(scope, wanted.office, book)
    if any(each.active for each in await people.members(tenant_id)):
        raise Conflict("office_there")
    first = NewMember(email=wanted.admin_email, name=wanted.admin_name, roles=(Role.ADMINISTRATOR,), units=())
    person = await people.add_newcomer(system(tenant_id), first)
    href = await people.make_link(person.id, base_url, FIRST_LINK)
    return OneTimeLink(name=person.name, email=wanted.admin_email, href=href, hours=True)


async def units_text(content: bytes) -> str:
    """A chosen file as the form's text: CSV as it is, a workbook's first page with lines row by row.

    Raises `Invalid` for its field `file`, with what is wrong with it as code.
    """
    if not content.startswith(_WORKBOOKS):
        return text_of(content)
    book = await workbook_of(content)
    tab = book.tabs[0]
    return text_of_rows([(tab.first - 1, tab.heads), *book.lines[0]])


async def _row(actor: Actor, wanted: Plan) -> int:
    it, uid = wanted.office, uuid7()
    async with tenant_scope(actor.tenant_id) as scope:
        tenant_id = await store.open_below(
            scope, uid, it.slug, it.code, it.name, it.desk_name, it.level, it.region, it.timezone
        )
        if tenant_id is None:
            raise Conflict("name_taken")
        await record(scope, actor, "office.opened", "office", uid, slug=it.slug)
    return tenant_id


async def _own(actor: Actor) -> Office:
    require(actor, Permission.MANAGE_OFFICE)
    own = await offices.office(actor.tenant_id)
    if not own.level.leads:
        raise Forbidden("no_office_below")
    return own
