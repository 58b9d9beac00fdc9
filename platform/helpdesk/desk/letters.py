"""The letter log: what went between this office and others, and what to do with a letter that did not arrive."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, shell_at, visit
from helpdesk.escalation.model import Side
from helpdesk.inbox.store import HANDOVER_UNKNOWN
from helpdesk.relay.log import give_up, letter_log, one_letter, retry
from helpdesk.relay.model import LetterState, Line, Way
from kit.errors import Conflict, Invalid
from kit.ids import id_in
from tenants.sign_in.pages import fields
from ui import formats
from ui.i18n import N_

KINDS: Mapping[str, str] = {
    "offer": N_("Tawaran kasus"),
    "received": N_("Tanda terima"),
    "accepted": N_("Kasus diterima"),
    "progressed": N_("Perkembangan"),
    "ended": N_("Akhir serah terima"),
    "source_state": N_("Keadaan di kantor asal"),
    "with_whom": N_("Siapa yang memegang perkara"),
    "citizen_seen": N_("Identitas warga dibuka"),
    "citizen_wrote": N_("Pesan warga"),
    "answer": N_("Jawaban"),
    "note": N_("Pesan antarmeja"),
    "proposal": N_("Usulan jawaban"),
    "told": N_("Usulan disampaikan kepada warga"),
    "voice": N_("Yang berbicara dengan warga"),
    "renumbered": N_("Nomor baru"),
    "citizen_named": N_("Nama warga"),
    "erased": N_("Data warga dihapus"),
    "copy_settled": N_("Salinan data warga di kantor lain"),
    "set_aside": N_("Surat disisihkan"),
    "register_number": N_("Nomor SP4N-LAPOR!"),
    "figures": N_("Angka kantor"),
}
STATES: Mapping[LetterState, tuple[str, str, str]] = {
    LetterState.WAITING: (N_("Dalam perjalanan"), "info", "clock"),
    LetterState.BEHIND: (N_("Menunggu surat sebelumnya"), "warn", "hourglass"),
    LetterState.TAKEN: (N_("Diterima"), "ok", "check"),
    LetterState.DEAD: (N_("Tidak tersampaikan"), "bad", "triangle-alert"),
    LetterState.SETTLED: (N_("Diselesaikan tanpa dikirim"), "", "x"),
    LetterState.ASIDE: (N_("Disisihkan tanpa dibaca"), "warn", "ban"),
    LetterState.REFUSED: (N_("Tidak diberlakukan"), "warn", "shield-alert"),
}
"""Word, tone and icon of each state."""
_SIDES = {Side.SOURCE: N_("kasus kita di sana"), Side.TARGET: N_("kasus mereka di sini")}
_WHY: Mapping[str, str] = {
    "undeliverable": N_("Kantor itu sedang tidak menerima surat."),
    "files_not_ready": N_("Berkasnya masih diambil atau diperiksa."),
    "unreachable": N_("Kantor itu tidak menjawab."),
    "signature_wrong": N_("Kunci kedua kantor tidak cocok; administrator dapat mengujinya."),
    "timestamp_wrong": N_("Jam kedua mesin berbeda lebih dari lima menit."),
    "door_missing": N_("Hubungan dengan kantor itu sudah diputus di sana."),
    "not_connected": N_("Kantor itu belum terhubung."),
    "not_received": N_("Kantor itu tidak menerima tawaran dari kita."),
    "foreign_office": N_("Di sana tercatat kantor lain."),
    "version_unknown": N_("Sahut di kantor itu belum mengenal surat ini; perlu diperbarui."),
    "letter_unreadable": N_("Kantor itu tidak dapat membaca surat ini."),
    "too_large": N_("Surat ini terlalu besar untuk kantor itu."),
    "not_theirs_to_say": N_("Hal ini bukan wewenang kantor itu untuk menyatakannya."),
    "not_below": N_("Kantor itu tidak tercatat di bawah kantor ini oleh kedua pihak."),
    "over_by_their_word": N_("Kantor itu sudah mengakhiri serah terima ini."),
    HANDOVER_UNKNOWN: N_("Serah terimanya tidak dikenal di sini: tawarannya tidak pernah sampai."),
    "FilesAway": N_("Penyimpanan berkas sedang tidak dapat dipakai."),
}
_OTHERWISE = N_("Gangguan: %(code)s")
_DONE: Mapping[str, str] = {
    "retried": N_("Surat dikirim ulang. Surat lain dari serah terima itu menyusul menurut urutannya."),
    "given_up": N_("Surat diselesaikan tanpa dikirim. Surat sesudahnya berjalan lagi."),
    "dismissed": N_("Surat disisihkan. Kantor yang menulisnya membaca alasannya."),
    "earlier": N_("Surat sebelumnya belum selesai. Selesaikan yang lebih dahulu."),
    "over": N_("Surat itu tidak menunggu keputusan lagi."),
}
_REASON = N_("Tulis alasannya.")


@get("/letters")
async def letters_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Letters of the office or of one case, the newest first."""
    here = await visit(request, slug)
    number, stuck = here.query.get("number", "").strip(), here.query.get("state", "") == "dead"
    before = id_in(here.query.get("before", ""))
    found = await letter_log(here.actor, number=number, dead_only=stuck, before=before)
    said = _DONE.get(request.query_params.get("done", ""))
    return page(
        here,
        "desk/letters.html",
        await shell_at(here, "letters"),
        rows=[_row(here, line) for line in found.lines],
        of=number,
        dead=found.dead,
        stuck=stuck,
        all_href=f"{here.path}/letters",
        dead_href=f"{here.path}/letters?state=dead",
        older_href=_older(here, found.older) if found.older else "",
        done=here.say(said) if said else "",
    )


@get("/letters/{carried_id:uuid}")
async def letter_page(request: AnyRequest, slug: FromPath[str], carried_id: FromPath[UUID]) -> Answer:
    """One letter, and what can be done with it."""
    return await _one(await visit(request, slug), carried_id)


@post("/letters/{carried_id:uuid}/retry", status_code=200)
async def retry_letter(request: AnyRequest, slug: FromPath[str], carried_id: FromPath[UUID]) -> Answer:
    """Try it anew; those behind it follow in their order."""
    here = await visit(request, slug)
    try:
        await retry(here.actor, carried_id)
    except Conflict:
        return onward(f"{here.path}/letters?done=over")
    here.ring()
    here.runtime.bell.ring("inbox")
    return onward(f"{here.path}/letters?done=retried")


@post("/letters/{carried_id:uuid}/settle", status_code=200)
async def settle_letter(request: AnyRequest, slug: FromPath[str], carried_id: FromPath[UUID]) -> Answer:
    """Leave it unsent for good, with a reason."""
    here = await visit(request, slug)
    [reason] = await fields(request, "reason")
    line = await one_letter(here.actor, carried_id)
    try:
        await give_up(here.actor, carried_id, reason)
    except Invalid:
        return await _one(here, carried_id, here.say(_REASON))
    except Conflict as refusal:
        said = "earlier" if refusal.code == "earlier_letter_waits" else "over"
        return onward(f"{here.path}/letters?done={said}")
    here.ring()
    here.runtime.bell.ring("inbox")
    return onward(f"{here.path}/letters?done={'given_up' if line.way is Way.OUT else 'dismissed'}")


async def _one(here: Visit, letter_id: UUID, error: str = "") -> Answer:
    line = await one_letter(here.actor, letter_id)
    return page(
        here,
        "desk/letter.html",
        await shell_at(here, "letters"),
        status=422 if error else 200,
        letter=_row(here, line),
        back_href=f"{here.path}/letters",
        to=f"{here.path}/letters/{line.id}",
        came=line.way is Way.IN,
        is_offer=line.kind == "offer",
        is_unknown=line.error == HANDOVER_UNKNOWN,
        error=error,
    )


def _older(here: Visit, before: UUID) -> str:
    kept = {name: here.query[name] for name in ("number", "state") if here.query.get(name)}
    return f"{here.path}/letters?{urlencode({**kept, 'before': str(before)})}"


def _row(here: Visit, line: Line) -> dict[str, Any]:
    word, tone, icon = STATES[line.state]
    return {
        "kind": here.say(KINDS.get(line.kind, N_("Surat"))),
        "way": here.say(N_("keluar") if line.way is Way.OUT else N_("masuk")),
        "way_icon": "arrow-up-right" if line.way is Way.OUT else "corner-up-left",
        "peer": line.peer or "–",
        "side": here.say(_SIDES[line.side]) if line.side else "",
        "number": line.number,
        "case_href": f"{here.path}/cases/{line.number}" if line.number else "",
        "log_href": f"{here.path}/letters?{urlencode({'number': line.number})}" if line.number else "",
        "href": f"{here.path}/letters/{line.id}" if line.state is LetterState.DEAD else "",
        "written": _time(here, line.written_at),
        "taken": _time(here, line.taken_at),
        "next": _time(here, line.next_at) if line.state is LetterState.WAITING else "",
        "attempts": line.attempts,
        "word": here.say(word),
        "tone": tone,
        "icon": icon,
        "is_dead": line.state is LetterState.DEAD,
        "why": _why(here, line),
        "settled": f"{line.settled_by}: {line.settled_reason}" if line.settled_by else "",
    }


def _why(here: Visit, line: Line) -> str:
    if not line.error or line.state in (LetterState.TAKEN, LetterState.BEHIND):
        return ""
    return here.say(_WHY[line.error]) if line.error in _WHY else here.say(_OTHERWISE, code=line.error)


def _time(here: Visit, moment: Any) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language) if moment else ""


LETTER_ROUTES = [letters_page, letter_page, retry_letter, settle_letter]
