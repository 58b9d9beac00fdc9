"""Who asks for a page of the administration, and what stands around it."""

from enum import StrEnum

from msgspec.structs import replace

from helpdesk.desk.pages import AnyRequest, Visit, visit
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from ui.i18n import N_
from ui.model import DeskShell, Group, Link


class Section(StrEnum):
    """A page of the side bar; the value is the end of its address."""

    PEOPLE = ""
    CHANNELS = "channels"
    AUDIT = "audit"


RIGHTS = {
    Section.PEOPLE: Permission.MANAGE_OFFICE,
    Section.CHANNELS: Permission.MANAGE_OFFICE,
    Section.AUDIT: Permission.READ_AUDIT,
}
"""What each section asks for."""

_NAMES = {
    Section.PEOPLE: (N_("Orang"), "users"),
    Section.CHANNELS: (N_("Kanal kantor"), "webhook"),
    Section.AUDIT: (N_("Catatan audit"), "history"),
}


async def visit_section(request: AnyRequest, slug: str, section: Section) -> Visit:
    """Who asks; raises what `visit` raises, and `Forbidden` without the section's right."""
    here = await visit(request, slug)
    require(here.actor, RIGHTS[section])
    return here


def address(here: Visit, path: str = "") -> str:
    """An address of this office's administration."""
    return f"/admin/{here.office.slug}/{path}"


def shell(here: Visit, current: Section) -> DeskShell:
    """The desk's shell with the sections in place of the folders."""
    sections = tuple(_link(here, each, current) for each in Section if here.actor.may(RIGHTS[each]))
    desk = Group(title=here.say(N_("Meja layanan")), links=_desk_links(here, here.actor))
    groups = (Group(title=here.say(N_("Administrasi")), links=sections), desk)
    return replace(here.shell({}), groups=tuple(each for each in groups if each.links), bar=sections)


def _link(here: Visit, section: Section, current: Section) -> Link:
    name, icon = _NAMES[section]
    href = address(here, section.value)
    return Link(label=here.say(name), href=href, icon=icon, current=section is current)


def _desk_links(here: Visit, actor: Actor) -> tuple[Link, ...]:
    links = []
    if actor.may(Permission.READ_CASES):
        links.append(Link(label=here.say(N_("Kotak masuk")), href=f"{here.path}/cases", icon="inbox"))
    if actor.may(Permission.READ_OVERVIEW):
        links.append(Link(label=here.say(N_("Ikhtisar")), href=f"{here.path}/overview", icon="monitor"))
    return tuple(links)
