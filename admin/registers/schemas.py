"""The words of the pages of the register."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar.datastructures import FormMultiDict

from admin.channels.model import AccountState
from admin.frame.service import Words, address, time_of
from helpdesk.cases.model import CaseKind
from helpdesk.channels.errors import ERRORS, ChannelError
from helpdesk.channels.register import STATUS_CODES, MapKind, MasterKind
from helpdesk.desk.pages import Visit
from helpdesk.desk.telling import REGISTER_STATES
from helpdesk.masters.model import MapSheet, RegisterState, Taken
from helpdesk.masters.sheets import is_unknown
from helpdesk.registers.model import FilingRule
from kit.errors import Missing
from kit.ids import id_in
from ui.i18n import N_
from ui.model import Option

MOST_SHOWN = 300
"""Lines of a list on one page; who looks for one of thousands looks in the map."""
ORDER = ("file", "pairs", "kinds", "topics")
LISTS: Mapping[MasterKind, str] = {
    MasterKind.INSTITUTION: N_("Instansi"),
    MasterKind.TEMPLATE: N_("Templat tindak lanjut"),
    MasterKind.CATEGORY: N_("Kategori"),
    MasterKind.CLASSIFICATION: N_("Klasifikasi"),
    MasterKind.CHANNEL: N_("Kanal laporan"),
    MasterKind.LOCATION: N_("Lokasi"),
}
MAPS: Mapping[MapKind, str] = {
    MapKind.STATUS: N_("Status"),
    MapKind.CLASSIFICATION: N_("Jenis dan klasifikasi"),
    MapKind.CATEGORY: N_("Topik dan kategori"),
    MapKind.INSTITUTION: N_("Unit dan instansi"),
    MapKind.LOCATION: N_("Wilayah dan lokasi"),
    MapKind.CHANNEL: N_("Cara datang dan kanal"),
    MapKind.TEMPLATE: N_("Jawaban dan templat"),
}
HINTS: Mapping[MapKind, str] = {
    MapKind.STATUS: N_(
        "Arti setiap kata status SP4N-LAPOR!. Kata yang belum dikenal tidak menutup kasus apa pun."
    ),
    MapKind.CLASSIFICATION: N_("Klasifikasi SP4N-LAPOR! untuk setiap jenis kasus."),
    MapKind.CATEGORY: N_("Kategori SP4N-LAPOR! untuk setiap topik kantor."),
    MapKind.INSTITUTION: N_("Instansi SP4N-LAPOR! untuk kantor ini, kantor di atasnya, dan setiap unit."),
    MapKind.LOCATION: N_("Lokasi SP4N-LAPOR! untuk kode wilayah kantor."),
    MapKind.CHANNEL: N_("Kanal SP4N-LAPOR! untuk setiap cara kasus datang."),
    MapKind.TEMPLATE: N_("Templat SP4N-LAPOR! yang menandai setiap jenis jawaban kantor."),
}
_OURS = (MapKind.CLASSIFICATION, MapKind.CHANNEL, MapKind.TEMPLATE)
"""Maps whose left side is words of ours."""
FREE = (MapKind.STATUS, MapKind.LOCATION)
"""Maps whose left side may be typed."""
DONE: Mapping[str, str] = {
    "saved": N_("Padanan disimpan."),
    "typed": N_("Daftar ditambah."),
    "ruled": N_("Aturan disimpan."),
}
REFUSED: Mapping[str, str] = {
    "map_changed": N_("Orang lain baru saja mengubah padanan ini. Di bawah ini keadaan terbarunya."),
    "register_rule_changed": N_(
        "Orang lain baru saja mengubah aturan ini. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    ),
    "account_off": N_("Akun ini dimatikan atau setelannya tidak dapat dibuka. Periksa di halaman kanal."),
}
WRONG: Words = {
    ("kinds", "required"): N_("Pilih sedikitnya satu jenis kasus."),
    ("topics", "unknown"): N_("Salah satu topik tidak ada lagi. Periksa pilihannya."),
    ("pairs", "unknown"): N_("Ada kode yang tidak ada dalam daftar SP4N-LAPOR!. Pilih dari daftar."),
    ("pairs", "too_many"): N_("Paling banyak 500 padanan, masing-masing paling panjang 200 huruf."),
    ("file", "required"): N_("Pilih berkas atau tulis barisnya."),
    ("file", "too_large"): N_("Berkas terlalu besar: paling besar 1 MB."),
    ("file", "too_many"): N_("Terlalu banyak baris: paling banyak 20.000."),
    ("file", "unreadable"): N_("Berkas tidak terbaca. Setiap baris memuat kode dan nama, dipisah koma."),
}


def list_kind(word: str) -> MasterKind:
    """The list of an address; raises `Missing`."""
    try:
        return MasterKind(word)
    except ValueError:
        raise Missing("list_missing") from None


def map_kind(word: str) -> MapKind:
    """The map of an address; raises `Missing`."""
    found = next((kind for kind in MAPS if kind.value == word), None)
    if found is None:
        raise Missing("map_missing")
    return found


def card(here: Visit, account: AccountState, state: RegisterState) -> dict[str, Any]:
    """One account as the first page shows it."""
    path = f"lapor/{account.id}"
    error = ERRORS.get(state.error_code, ChannelError) if state.error_code else None
    return {
        "name": account.name,
        "fetched": time_of(here, state.fetched_at),
        "error": here.say(error.sentence) if error else "",
        "to": address(here, f"{path}/fetch"),
        "account_href": address(here, f"channels/{account.id}"),
        "lists": [
            {
                "name": here.say(LISTS[each.kind]),
                "active": each.active,
                "fetched": each.fetched,
                "gone": [line.name for line in each.lately_gone],
                "href": address(here, f"{path}/lists/{each.kind.value}"),
            }
            for each in state.lists
        ],
        "maps": [
            {
                "name": here.say(word),
                "href": address(here, f"{path}/maps/{kind.value}"),
                "chosen": state.mapped.get(kind, 0),
            }
            for kind, word in MAPS.items()
        ],
    }


def lines(
    here: Visit, sheet: MapSheet, typed: dict[str, str] | None, *, suggest: bool
) -> list[dict[str, Any]]:
    """The lines of a map; what was typed stands in its fields again, or what is suggested in empty ones."""
    names = {each.code: each.name for each in sheet.choices}
    if sheet.map is MapKind.STATUS:
        names = {code: here.say(word) for code, word in REGISTER_STATES.items()}
    shown = []
    for each in sheet.lines:
        chosen = typed.get(each.key, "") if typed is not None else each.chosen
        chosen = chosen or (each.suggested if suggest else "")
        shown.append(
            {
                "key": each.key,
                "label": here.say(each.label) if sheet.map in _OURS else each.label,
                "chosen": chosen,
                "chosen_name": names.get(chosen, ""),
                "usual": names.get(each.usual, each.usual),
                "suggested": each.suggested,
                "suggested_name": names.get(each.suggested, ""),
                "unknown": sheet.map is MapKind.STATUS and is_unknown(each),
            }
        )
    return shown


def suggest_href(here: Visit, account_id: UUID, sheet: MapSheet, *, shown: bool) -> str:
    """Where the same page stands with every suggestion filled in; empty when there is none left to fill in."""
    path = f"lapor/{account_id}/maps/{sheet.map.value}?suggest=1"
    offered = not shown and any(each.suggested for each in sheet.lines)
    return address(here, path) if offered else ""


def choices(here: Visit, sheet: MapSheet) -> list[Option]:
    """What may be chosen on the right side."""
    if sheet.map is MapKind.STATUS:
        return [Option(value=code, label=here.say(REGISTER_STATES[code])) for code in STATUS_CODES]
    return [Option(value=each.code, label=each.name) for each in sheet.choices]


def rule_of(form: FormMultiDict) -> FilingRule:
    """What the form says; a box with a value that nobody offered counts for nothing."""
    kinds = frozenset(CaseKind(each) for each in form.getall("kinds", []) if each in set(CaseKind))
    topics = (id_in(each) for each in form.getall("topics", []) if isinstance(each, str))
    version = form.get("version", "")
    return FilingRule(
        active=form.get("active") == "1",
        kinds=kinds,
        topics=frozenset(each for each in topics if each),
        version=int(version) if isinstance(version, str) and version.isdecimal() and len(version) < 10 else 0,
    )


def told(here: Visit, taken: Mapping[MasterKind, Taken]) -> str:
    """What reading the lists changed."""
    return here.say(
        N_("Daftar diambil: %(added)s baru, %(changed)s berubah, %(gone)s tidak ada lagi."),
        added=sum(each.added for each in taken.values()),
        changed=sum(each.changed for each in taken.values()),
        gone=sum(each.gone for each in taken.values()),
    )
