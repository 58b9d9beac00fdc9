"""Two contacts of one office, and what tests of merging ask of them."""

from uuid import UUID

from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.contactfile.merging import merge
from helpdesk.contactfile.service import contact_page
from helpdesk.intake.hand import Filing, open_by_hand
from support.builders import a_number, an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor

REASON = "Orangnya sama, sudah ditelepon"


class Person:
    """A citizen with a number, a contact and a first case."""

    def __init__(self, phone: str, contact_id: UUID, number: str) -> None:
        self.phone, self.id, self.number = phone, contact_id, number


async def a_person(world: World, place: Place | None = None, **message: object) -> Person:
    """Somebody who wrote by WhatsApp."""
    at, phone = place or world.district, a_number()
    number = await an_opened_case(world, at, phone, **message)
    return Person(phone, await contact_of(at, phone), number)


async def a_caller(world: World, filer: Actor, *, name: str = "Siti", phone: str = "") -> Person:
    """Somebody who called: the case has no channel."""
    phone = phone or a_number()
    filing = Filing(kind=CaseKind.COMPLAINT, text="Obat habis", name=name, phone=phone)
    case = await open_by_hand(filer, filing, ChannelKind.PHONE, world.book)
    return Person(phone, await contact_of(world.district, phone), case.number)


async def contact_of(place: Place, phone: str) -> UUID:
    """Whose number it is now."""
    found: UUID = await place.value(
        "SELECT contact_id FROM contact_identity WHERE tenant_id = $1 AND scheme = 'phone' AND value = $2",
        phone,
    )
    return found


async def owner_of(place: Place, number: str) -> UUID:
    """Whose case it is now."""
    found: UUID = await place.value(
        "SELECT contact_id FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return found


async def merged(world: World, officer: Actor, kept: Person, other: Person) -> UUID:
    """Merge the second into the first as both stand now; answers the merge's id."""
    pages = [await contact_page(officer, each.id) for each in (kept, other)]
    versions = [page.contact.version for page in pages]
    await merge(officer, kept.id, other.id, REASON, version=versions[0], other_version=versions[1])
    return (await contact_page(officer, kept.id)).absorbed[-1].merge_id
