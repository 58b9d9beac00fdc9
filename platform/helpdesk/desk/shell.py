"""What stands around every page of the desk: folders with counts, the reader, the bottom bar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from helpdesk.announcements.model import Heard
from helpdesk.calls.model import CallsStanding
from helpdesk.cases.folders import Folder
from helpdesk.desk.keys import shortcuts
from tenants.offices.model import Level, Office
from tenants.permissions.model import Actor, Permission
from ui.i18n import N_, translate
from ui.model import DeskShell, Group, LanguageLink, Link, Reader
from ui.model import Office as Sign

FOLDERS: Mapping[Folder, tuple[str, str]] = {
    Folder.OPEN: (N_("Semua yang terbuka"), "inbox"),
    Folder.MINE: (N_("Tugas saya"), "circle-user"),
    Folder.UNASSIGNED: (N_("Belum diambil"), "hand"),
    Folder.UNIT: (N_("Unit saya"), "building-2"),
    Folder.BESIDE: (N_("Unit saya membantu"), "users"),
    Folder.ANSWERS: (N_("Jawaban unit menunggu"), "message-square-text"),
    Folder.APPROVAL: (N_("Menunggu persetujuan"), "shield-check"),
    Folder.DUE_SOON: (N_("Hampir lewat"), "hourglass"),
    Folder.LATE: (N_("Lewat waktu"), "timer"),
    Folder.LAPOR_SOON: (N_("LAPOR hampir lewat"), "flag"),
    Folder.WAITING: (N_("Menunggu warga"), "circle-pause"),
    Folder.ESCALATED: (N_("Di kantor lain"), "landmark"),
    Folder.LINKED: (N_("Dari kantor lain"), "link"),
    Folder.DONE: (N_("Selesai"), "circle-check"),
}
"""Name and icon of each folder, in the order of the side bar."""

_BAR = {Folder.OPEN: N_("Semua"), Folder.MINE: N_("Tugas"), Folder.LATE: N_("Lewat")}
"""The phone's bottom bar, in short words."""
_TONES = {
    **dict.fromkeys((Folder.DUE_SOON, Folder.LAPOR_SOON, Folder.ANSWERS, Folder.APPROVAL), "warn"),
    Folder.LATE: "bad",
}
_RARE = (Folder.BESIDE, Folder.ANSWERS, Folder.APPROVAL, Folder.LAPOR_SOON)
"""What many offices never have stands in the side bar while there is something in it."""
ROLES: Mapping[str, str] = {
    "agent": N_("Petugas meja layanan"),
    "unit_officer": N_("Petugas unit"),
    "supervisor": N_("Penyelia"),
    "head": N_("Pimpinan"),
    "administrator": N_("Administrator"),
    "integrator": N_("Integrator"),
}

Say = Callable[..., str]


def shell_of(
    actor: Actor,
    office: Office,
    language: str,
    counts: Mapping[Folder, int],
    *,
    roles: Iterable[str] = (),
    folder: Folder | None = None,
    here: str = "",
    languages: tuple[LanguageLink, ...] = (),
    single_keys: bool = True,
    rounds: bool = False,
    calls: CallsStanding | None = None,
    told: Sequence[Heard] = (),
    duties: str = "",
    letters: int = 0,
) -> DeskShell:
    """The shell for a reader; `folder` is the current one, `here` another current page by its last word;
    `rounds`: the office looks at its channels in rounds; `calls`: how its telephone calls stand;
    `told`: what the offices above say now;
    `duties`: where one's delegations to other desks are, for those who have any;
    `letters`: how many letters to other offices wait for a person."""
    role = ", ".join(translate(language, ROLES[word]) for word in roles if word in ROLES)
    reads = actor.may(Permission.READ_CASES)
    links = {each: _folder_link(each, office, language, counts, folder) for each in _shown(actor, office)}
    for each in _RARE:
        if not counts.get(each) and folder is not each:
            links.pop(each, None)
    groups = [Group(title=translate(language, N_("Kotak masuk")), links=tuple(links.values()))]
    work = _work(
        actor, office, language, here, calls or CallsStanding(), rounds=rounds, told=told, letters=letters
    )
    return DeskShell(
        office=Sign(mark=office.code, name=office.desk_name, place=_place(office), href=_home(office, reads)),
        reader=Reader(name=actor.name, role=role),
        groups=tuple(group for group in (*groups, work) if group.links),
        sign_out_href="/sign-out",
        here=here,
        bar=tuple(
            msgspec.structs.replace(links[each], label=translate(language, name))
            for each, name in _BAR.items()
            if each in links
        ),
        account=_account(language, office.slug if reads else "", duties),
        languages=languages,
        theme_href="/preferences",
        search_href=f"/desk/{office.slug}/cases" if reads else "",
        shortcuts=shortcuts(actor, office.slug, language, rounds=rounds),
        shortcuts_href=f"/desk/{office.slug}/keys",
        single_keys=single_keys,
    )


def folder_href(slug: str, folder: Folder, **more: str) -> str:
    """The address of a folder; empty filters are left out."""
    query = {"folder": folder.value, **{name: value for name, value in more.items() if value}}
    return f"/desk/{slug}/cases?{urlencode(query)}"


def _shown(actor: Actor, office: Office) -> list[Folder]:
    """Folders that can ever hold something for this reader."""
    if not actor.may(Permission.READ_CASES):
        return []
    never = set()
    if not actor.unit_ids:
        never |= {Folder.UNIT, Folder.BESIDE}
    if not actor.may(Permission.READ_ALL_UNITS):
        never.add(Folder.APPROVAL)
    if office.level is Level.MINISTRY:
        never.add(Folder.ESCALATED)
    if office.level in (Level.DISTRICT, Level.FACILITY):
        never.add(Folder.LINKED)
    return [each for each in FOLDERS if each not in never]


def _folder_link(
    folder: Folder, office: Office, language: str, counts: Mapping[Folder, int], current: Folder | None
) -> Link:
    name, icon = FOLDERS[folder]
    count = counts.get(folder)
    return Link(
        label=translate(language, name),
        href=folder_href(office.slug, folder),
        icon=icon,
        current=folder is current,
        count=count,
        tone=_TONES.get(folder, "") if count else "",
    )


def _work(
    actor: Actor,
    office: Office,
    language: str,
    here: str,
    calls: CallsStanding,
    *,
    rounds: bool,
    told: Sequence[Heard],
    letters: int,
) -> Group:
    def link(name: str, place: str, icon: str) -> Link:
        href = f"/desk/{office.slug}/{place}"
        return Link(label=translate(language, name), href=href, icon=icon, current=here == place)

    may, links = actor.may, []
    if rounds and may(Permission.READ_CASES):
        links.append(link(N_("Putaran pantau"), "rounds", "radar"))
    if may(Permission.READ_CASES):
        links.append(link(N_("Data warga"), "contacts", "users"))
    if may(Permission.OPEN_CASES):
        links.append(_called(link(N_("Telepon"), "calls", "phone"), calls))
    if may(Permission.REPLY) or may(Permission.NOTE):
        links.append(link(N_("Draf saya"), "drafts", "pencil-line"))
    if may(Permission.READ_CASES) and may(Permission.READ_ALL_UNITS):
        links.append(link(N_("Banding SP4N-LAPOR!"), "lapor", "flag"))
    if may(Permission.OVERSEE_LETTERS):
        dead = link(N_("Surat antarkantor"), "letters", "mail")
        links.append(msgspec.structs.replace(dead, count=letters or None, tone="bad" if letters else ""))
    if may(Permission.READ_OVERVIEW):
        links.append(link(N_("Ikhtisar"), "overview", "monitor"))
        links.append(link(N_("Petugas perbantuan"), "guests", "user-check"))
    if told:
        news = link(N_("Pengumuman"), "announcements", "megaphone")
        links.append(msgspec.structs.replace(news, count=sum(not each.read for each in told) or None))
    if may(Permission.MANAGE_OFFICE) or may(Permission.READ_AUDIT):
        name = translate(language, N_("Administrasi"))
        links.append(Link(label=name, href=f"/admin/{office.slug}/", icon="settings"))
    return Group(title=translate(language, N_("Kerja")), links=tuple(links))


def _called(link: Link, calls: CallsStanding) -> Link:
    busy = calls.running + calls.waiting
    return msgspec.structs.replace(link, count=busy if calls.has_line else None, tone="bad" if busy else "")


def _account(language: str, reads_at: str, duties: str) -> tuple[Link, ...]:
    keys = translate(language, N_("Tombol pintas"))
    return (
        *((Link(label=keys, href=f"/desk/{reads_at}/keys", icon="keyboard"),) if reads_at else ()),
        Link(label=translate(language, N_("Pemberitahuan")), href="/preferences/notices", icon="bell"),
        *(
            (Link(label=translate(language, N_("Tugas perbantuan saya")), href=duties, icon="user-check"),)
            if duties
            else ()
        ),
        Link(label=translate(language, N_("Kata sandi")), href="/password", icon="key-round"),
        Link(label=translate(language, N_("Ganti kantor")), href="/switch", icon="building-2"),
    )


def _place(office: Office) -> str:
    return office.name if office.name != office.desk_name else ""


def _home(office: Office, reads: bool) -> str:
    return f"/desk/{office.slug}/{'cases' if reads else 'overview'}"
