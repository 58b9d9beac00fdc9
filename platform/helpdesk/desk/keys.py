"""What keys do on the desk: one table for the help, the hints and the script (ui.md §6.2). Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from helpdesk.cases.folders import Folder
from tenants.permissions.model import Actor, Permission
from ui.i18n import N_, translate
from ui.model import Shortcut, ShortcutGroup


class Key(NamedTuple):
    """One key, or keys one after the other. `does` is a move of keys.js or the last part of an act's address."""

    keys: str
    does: str
    label: str
    needs: Permission = Permission.READ_CASES


LIST = (
    Key("J", "next", N_("Kasus berikutnya")),
    Key("K", "previous", N_("Kasus sebelumnya")),
    Key("Enter", "native", N_("Buka kasus")),
    Key("/", "search", N_("Cari")),
    Key("U", "back", N_("Kembali ke daftar")),
)
CASE = (
    Key("R", "reply", N_("Balas"), Permission.REPLY),
    Key("N", "note", N_("Catatan internal"), Permission.NOTE),
    Key("Ctrl+Enter", "native", N_("Kirim atau simpan tulisan"), Permission.NOTE),
    Key("T", "take", N_("Ambil kasus ini"), Permission.WORK_CASES),
    Key("A", "assign", N_("Tugaskan kepada rekan"), Permission.WORK_CASES),
    Key("D", "dispose", N_("Disposisi ke unit"), Permission.DISPOSE),
    Key("E", "escalate", N_("Eskalasi ke kantor lain"), Permission.ESCALATE),
    Key("S", "more", N_("Ubah keadaan dan tindakan lain"), Permission.WORK_CASES),
)
EVERYWHERE = (
    Key("?", "help", N_("Daftar tombol ini")),
    Key("Esc", "native", N_("Tinggalkan kolom isian, tutup jendela")),
)
_ROUNDS = "rounds"
FOLDERS = (
    Key("G I", Folder.OPEN, N_("Semua yang terbuka")),
    Key("G B", Folder.UNASSIGNED, N_("Belum diambil")),
    Key("G U", Folder.UNIT, N_("Unit saya")),
    Key("G P", _ROUNDS, N_("Putaran pantau")),
)
_GROUPS = (
    (N_("Daftar"), LIST),
    (N_("Kasus"), CASE),
    (N_("Ke folder"), FOLDERS),
    (N_("Di mana saja"), EVERYWHERE),
)
HINTS = (("J", "K"), ("R",), ("D",), ("?",))
"""What stands at the foot of the list, with words of its own."""
_HINT_WORDS = (N_("pindah"), N_("balas"), N_("disposisi"), N_("semua"))


def shortcuts(actor: Actor, slug: str, language: str, *, rounds: bool = False) -> tuple[ShortcutGroup, ...]:
    """The keys of somebody, by headings; nothing for those who read no cases. `rounds`: the office has them."""
    found = ((title, tuple(_shown(keys, actor, slug, language, rounds))) for title, keys in _GROUPS)
    return tuple(ShortcutGroup(title=translate(language, title), keys=keys) for title, keys in found if keys)


def hints(actor: Actor, language: str) -> list[tuple[tuple[str, ...], str]]:
    """Keys and a short word each, for the foot of the list."""
    known = {key.keys for keys in (LIST, CASE, EVERYWHERE) for key in keys if actor.may(key.needs)}
    shown = zip(HINTS, _HINT_WORDS, strict=True)
    return [(keys, translate(language, word)) for keys, word in shown if known.issuperset(keys)]


def _shown(keys: tuple[Key, ...], actor: Actor, slug: str, language: str, rounds: bool) -> Iterator[Shortcut]:
    for key in keys:
        if not actor.may(key.needs) or (key.does == Folder.UNIT and not actor.unit_ids):
            continue
        if key.does == _ROUNDS and not rounds:
            continue
        folder = key.does in set(Folder)
        goes = folder or key.does == _ROUNDS
        path = f"cases?folder={key.does}" if folder else key.does
        yield Shortcut(
            keys=tuple(key.keys.split()),
            label=translate(language, key.label),
            does="go" if goes else key.does,
            href=f"/desk/{slug}/{path}" if goes else "",
        )
