"""The words and the form of the pages of relations."""

from collections.abc import Mapping
from typing import Any

import msgspec

from admin.frame.service import Words, address
from helpdesk.desk.pages import Visit, version_of
from helpdesk.escalation.relations import Seen
from helpdesk.escalation.whom import FileKind, Identity, Relation
from kit.errors import Invalid
from tenants.offices.model import Kin
from ui.i18n import N_
from ui.model import Option

ORDER = ("agree_hours", "stands_hours", "identity")
DONE: Mapping[str, str] = {"saved": N_("Hubungan disimpan. Berlaku untuk serah terima berikutnya.")}
REFUSED: Mapping[str, str] = {
    "relation_changed": N_("Orang lain baru saja mengubah hubungan ini. Di bawah ini keadaan terbarunya."),
}
_HOURS = N_("Tulis jumlah jam antara 1 dan 1.440.")
WRONG: Words = {
    ("agree_hours", "malformed"): _HOURS,
    ("agree_hours", "out_of_range"): _HOURS,
    ("stands_hours", "malformed"): _HOURS,
    ("stands_hours", "out_of_range"): _HOURS,
    ("identity", "unknown"): N_("Pilih bagaimana warga disebut."),
}
_KINS = {
    Kin.ABOVE: N_("di atas kantor ini"),
    Kin.BELOW: N_("di bawah kantor ini"),
    Kin.SIBLING: N_("setingkat"),
    Kin.OTHER: N_("lain"),
}
_IDENTITIES = {
    Identity.NONE: (N_("Tidak disebut"), ""),
    Identity.MASKED: (N_("Disamarkan"), N_("Hanya empat angka terakhir nomornya.")),
    Identity.CONSENTED: (
        N_("Disamarkan sampai warga setuju"),
        N_(
            "Petugas dapat menanyakannya kepada warga; bila YA, nama dan kontaknya terbuka bagi kantor ini saja."
        ),
    ),
    Identity.CLEAR: (N_("Terbuka"), N_("Nama dan alamatnya. Yang minta tanpa nama tetap tidak disebut.")),
}


class RelationForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form, as it was typed."""

    asks: str
    receives: str
    agree_hours: str
    stands_hours: str
    title: str
    facility: str
    earlier: str
    identity: str
    pictures: str
    documents: str
    recordings: str
    version: str


def row(here: Visit, seen: Seen) -> dict[str, Any]:
    """One office as the list shows it."""
    return {
        "name": seen.peer.name,
        "kin": here.say(_KINS[seen.kin]),
        "asks": seen.relation.asks,
        "agreed": seen.agreed,
        "receives": seen.relation.receives,
        "href": address(here, f"relations/{seen.peer.slug}"),
    }


def shown(here: Visit, seen: Seen) -> dict[str, Any]:
    """What the page of one relation says around its form."""
    return {
        "name": seen.peer.name,
        "agreed": seen.agreed,
        "identities": [
            Option(value=each.value, label=here.say(label), hint=here.say(hint) if hint else "")
            for each, (label, hint) in _IDENTITIES.items()
        ],
    }


def written(relation: Relation) -> RelationForm:
    """A relation as the form shows it."""
    return RelationForm(
        asks=_yes(relation.asks),
        receives=_yes(relation.receives),
        agree_hours="" if relation.agree_hours is None else str(relation.agree_hours),
        stands_hours=str(relation.stands_hours),
        title=_yes(relation.title),
        facility=_yes(relation.facility),
        earlier=_yes(relation.earlier),
        identity=relation.identity.value,
        pictures=_yes(FileKind.PICTURES in relation.files),
        documents=_yes(FileKind.DOCUMENTS in relation.files),
        recordings=_yes(FileKind.RECORDINGS in relation.files),
        version=str(relation.version),
    )


def read(typed: RelationForm, was: Relation) -> Relation:
    """The relation that the form says; raises `Invalid`."""
    if typed.identity not in set(Identity):
        raise Invalid("invalid", fields={"identity": "unknown"})
    kinds = {FileKind.PICTURES: typed.pictures, FileKind.DOCUMENTS: typed.documents}
    kinds[FileKind.RECORDINGS] = typed.recordings
    return Relation(
        peer_uid=was.peer_uid,
        asks=typed.asks == "1",
        receives=typed.receives == "1",
        agree_hours=_hours("agree_hours", typed.agree_hours) if typed.agree_hours.strip() else None,
        stands_hours=_hours("stands_hours", typed.stands_hours),
        title=typed.title == "1",
        facility=typed.facility == "1",
        earlier=typed.earlier == "1",
        identity=Identity(typed.identity),
        files=frozenset(kind for kind, ticked in kinds.items() if ticked == "1"),
        version=version_of(typed.version),
    )


def _hours(field: str, written: str) -> int:
    plain = written.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise Invalid("invalid", fields={field: "malformed"})
    return int(plain)


def _yes(value: bool) -> str:
    return "1" if value else ""
