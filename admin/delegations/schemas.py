"""What the pages of delegated staffing show, and how they say what is wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from admin.frame.service import address, time_of
from helpdesk.desk import duties
from helpdesk.desk.pages import Visit
from helpdesk.desk.shell import ROLES
from tenants.delegations.model import OPEN, Ender, Named, Side, State, Typed
from tenants.delegations.rules import state_of
from tenants.delegations.service import offices_to_ask, units_here
from tenants.permissions.model import GUEST_ROLES, Role
from ui.i18n import N_
from ui.model import Option

FIELDS = ("home", "email", "role", "begins_day", "ends_day", "reason", "units")
SHIFT = timedelta(hours=8)
DONE: Mapping[str, str] = {
    "asked": N_("Permintaan disimpan. Kantor asal dan orangnya melihatnya bila alamat itu dikenal di sana."),
    "allowed": N_("Anda mengizinkan tugas ini. Tugas berlaku setelah orangnya juga menerima."),
    "closed": N_("Tugas ini tidak berlaku lagi; sesinya langsung berakhir."),
}
REFUSED: Mapping[str, str] = {
    "delegation_over": N_("Tugas ini sudah tidak berlaku."),
    "too_many_open": N_("Terlalu banyak permintaan yang masih terbuka. Tarik dahulu yang tidak diperlukan."),
}
WRONG: Mapping[tuple[str, str], str] = {
    ("home", "unknown"): N_("Pilih kantor asal dari daftar."),
    ("email", "missing"): N_("Tulis alamat surel yang lengkap, misalnya nama@kantor.go.id."),
    ("email", "works_here"): N_("Orang dengan alamat ini sudah bekerja di kantor ini."),
    ("email", "already_asked"): N_(
        "Orang ini sudah diminta. Satu orang hanya dapat mempunyai satu tugas yang terbuka di kantor ini."
    ),
    ("role", "unknown"): N_("Pilih salah satu peran."),
    ("units", "required"): N_("Petugas unit perlu sedikitnya satu unit."),
    ("units", "unknown"): N_("Unit itu tidak ada lagi. Pilih unit dari daftar."),
    ("begins_day", "malformed"): N_("Tulis tanggal dan jam mulai."),
    ("begins_day", "past"): N_("Waktu mulai sudah lewat."),
    ("begins_day", "too_far"): N_("Waktu mulai paling jauh 90 hari dari sekarang."),
    ("ends_day", "malformed"): N_("Tulis tanggal dan jam selesai."),
    ("ends_day", "before"): N_("Waktu selesai harus sesudah waktu mulai."),
    ("ends_day", "too_long"): N_("Tugas paling lama 30 hari."),
    ("reason", "missing"): N_("Tulis alasannya; orang itu dan kantornya membacanya."),
    ("reason", "too_long"): N_("Alasannya terlalu panjang: paling banyak 300 huruf."),
}
_HINTS: Mapping[Role, str] = {
    Role.AGENT: N_("Membaca dan mengerjakan semua kasus kantor ini."),
    Role.UNIT_OFFICER: N_("Melihat dan mengerjakan kasus unit yang dipilih saja."),
    Role.SUPERVISOR: N_("Seperti petugas, dan melihat ikhtisar serta mengawasi putaran pantau."),
}
_ENDERS: Mapping[Ender, str] = {
    Ender.HOST: N_("kantor tujuan"),
    Ender.GUEST: N_("petugas itu sendiri"),
    Ender.HOME: N_("kantor asal"),
}
_SIDES: Mapping[Side, str] = {Side.HOST: N_("Kantor asal"), Side.HOME: N_("Kantor tujuan")}


def row(here: Visit, named: Named, now: datetime, names: Mapping[int, str]) -> dict[str, Any]:
    """A delegation in a list of administrators."""
    shown = duties.row(here, named, now, names)
    return {**shown, "href": address(here, f"delegations/{named.delegation.id}")}


def whole(here: Visit, named: Named, now: datetime, names: Mapping[int, str]) -> dict[str, Any]:
    """A delegation on its own page: what was agreed, who said what when, and what may be done."""
    each = named.delegation
    state = state_of(each, now)
    home = each.side is Side.HOME
    facts = [
        (here.say(_SIDES[each.side]), names.get(each.other_id, "")),
        (here.say(N_("Alamat surel")), each.email),
        (here.say(N_("Peran")), here.say(ROLES[each.role.value])),
        *([(here.say(N_("Unit")), ", ".join(each.units))] if each.units else []),
        (here.say(N_("Mulai")), time_of(here, each.begins_at)),
        (here.say(N_("Sampai")), time_of(here, each.ends_at)),
        (here.say(N_("Alasan")), each.reason),
        (here.say(N_("Diminta")), time_of(here, each.asked_at)),
        (here.say(N_("Diterima petugas")), time_of(here, each.guest_at) or "–"),
        (here.say(N_("Diizinkan kantor asal")), time_of(here, each.office_at) or "–"),
    ]
    if each.closed_at and each.closed_by:
        by = here.say(
            N_("%(time)s, oleh %(who)s"), time=time_of(here, each.closed_at), who=_ender(here, each.closed_by)
        )
        facts.append((here.say(N_("Ditutup")), by))
    return {
        **row(here, named, now, names),
        "facts": facts,
        "home": home,
        "may_allow": home and state is State.ASKED and each.office_at is None,
        "may_close": state in OPEN,
        "asked": state is State.ASKED,
    }


def first_typed(here: Visit, now: datetime) -> Typed:
    """The form before anybody types: a shift from the next full hour on."""
    local = now.astimezone(ZoneInfo(here.office.timezone)).replace(minute=0, second=0, microsecond=0)
    begins = local + timedelta(hours=1)
    ends = begins + SHIFT
    return Typed(
        role=Role.AGENT.value,
        begins_day=f"{begins:%Y-%m-%d}",
        begins_time=f"{begins:%H:%M}",
        ends_day=f"{ends:%Y-%m-%d}",
        ends_time=f"{ends:%H:%M}",
    )


async def choices(here: Visit) -> dict[str, list[Option]]:
    """What the form offers."""
    offices = await offices_to_ask(here.actor)
    return {
        "offices": [Option(value=each.slug, label=f"{each.desk_name} – {each.name}") for each in offices],
        "roles": [
            Option(value=role.value, label=here.say(ROLES[role.value]), hint=here.say(_HINTS[role]))
            for role in GUEST_ROLES
        ],
        "units": [
            Option(value=str(unit), label=name) for unit, name in (await units_here(here.actor)).items()
        ],
    }


def _ender(here: Visit, who: Ender) -> str:
    return here.say(_ENDERS[who])
