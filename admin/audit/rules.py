"""The audit log in words."""

from collections.abc import Callable, Mapping

from admin.audit.model import Entry
from helpdesk.channels.errors import ERRORS
from helpdesk.desk.shell import ROLES
from ui.i18n import N_

ACTIONS: Mapping[str, str] = {
    "session.opened": N_("Masuk ke kantor ini"),
    "session.switched": N_("Pindah ke kantor ini"),
    "session.closed": N_("Keluar dari kantor ini"),
    "session.refused": N_("Upaya masuk dengan kata sandi salah"),
    "password.changed": N_("Kata sandi diganti"),
    "password.set_by_link": N_("Kata sandi dibuat lewat tautan"),
    "link.made": N_("Tautan sekali pakai dibuat"),
    "link.given": N_("Meminta tautan sekali pakai"),
    "membership.saved": N_("Menambahkan orang"),
    "membership.changed": N_("Mengubah peran atau unit"),
    "membership.deactivated": N_("Menonaktifkan orang"),
    "membership.reactivated": N_("Mengaktifkan orang lagi"),
    "api_key.created": N_("Membuat kunci API"),
    "api_key.revoked": N_("Mencabut kunci API"),
    "channel.tested": N_("Menguji kanal"),
    "contact.revealed": N_("Membuka identitas warga"),
}
_HANDS: Mapping[str, str] = {
    "system": N_("Sistem"),
    "citizen": N_("Warga"),
    "peer": N_("Kantor lain"),
    "api_key": N_("Kunci API"),
    "staff": N_("Petugas"),
}

Say = Callable[..., str]


def action_words(entry: Entry, say: Say) -> str:
    """What was done; an action that has no words yet is told by its own name."""
    return say(ACTIONS[entry.action]) if entry.action in ACTIONS else entry.action


def actor_words(entry: Entry, say: Say) -> str:
    """Who did it."""
    return entry.actor or (say(_HANDS[entry.actor_kind]) if entry.actor_kind in _HANDS else entry.actor_kind)


def detail_words(entry: Entry, say: Say) -> list[str]:
    """What else is on record, a line each."""
    lines, detail = [], entry.detail
    if isinstance(detail.get("roles"), list):
        lines.append(say(N_("Peran: %(roles)s"), roles=_roles(detail["roles"], say)))
    if isinstance(detail.get("were"), list) and detail["were"] != detail.get("roles"):
        lines.append(say(N_("Sebelumnya: %(roles)s"), roles=_roles(detail["were"], say)))
    if isinstance(detail.get("units"), list) and detail["units"] != detail.get("units_were"):
        lines.append(say(N_("Unit diganti")))
    if isinstance(detail.get("scopes"), list):
        lines.append(say(N_("Hak: %(scopes)s"), scopes=", ".join(map(str, detail["scopes"]))))
    if detail.get("reason"):
        lines.append(say(N_("Alasan: %(reason)s"), reason=detail["reason"]))
    if isinstance(detail.get("ok"), bool):
        lines.append(_tested(detail, say))
    return lines


def _tested(detail: Mapping[str, object], say: Say) -> str:
    if detail["ok"]:
        return say(N_("Hasil: bekerja"))
    error = ERRORS.get(str(detail.get("code", "")))
    return say(error.sentence) if error else say(N_("Hasil: tidak bekerja"))


def _roles(words: list[str], say: Say) -> str:
    return ", ".join(say(ROLES[word]) if word in ROLES else str(word) for word in words) or "–"
