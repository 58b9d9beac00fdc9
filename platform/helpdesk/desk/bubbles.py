"""The timeline of a case as the components of its page: days, messages, events. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState
from helpdesk.calls.model import CallOnCase
from helpdesk.casefile.model import Happened, Passed, Said, TimelineEntry
from helpdesk.cases.words import CHANNELS
from helpdesk.channels.errors import ERRORS, ChannelThrottled, FileAway, FileUnchecked, PairThrottled
from helpdesk.contacts.model import masked_name
from helpdesk.conversations.model import Direction
from helpdesk.delivery.model import WAITS_MORNING, WAITS_TURN, DeliveryState
from helpdesk.desk.call_words import called
from helpdesk.desk.quoting import quote_of
from helpdesk.desk.rows import SOMEBODY, UNNAMED, channel_of
from helpdesk.desk.shell import Say
from helpdesk.desk.telling import day_of, passed, told, told_once
from helpdesk.escalation.rules import EXTRACT
from helpdesk.unit_links.model import AnswerState, CameBy
from tenants.permissions.model import ActorKind
from ui import formats
from ui.i18n import N_

_DELIVERIES = {
    DeliveryState.QUEUED: (N_("antre"), "", "clock"),
    DeliveryState.SENDING: (N_("sedang dikirim"), "", "clock"),
    DeliveryState.SENT: (N_("terkirim"), "", "check"),
    DeliveryState.DELIVERED: (N_("sampai"), "", "check-check"),
    DeliveryState.READ: (N_("dibaca"), "", "check-check"),
    DeliveryState.FAILED: (N_("gagal"), "bad", "circle-alert"),
    DeliveryState.UNKNOWN: (N_("belum pasti"), "bad", "circle-help"),
}
_WAITS = dict.fromkeys((WAITS_TURN, ChannelThrottled.code, PairThrottled.code), N_("menunggu giliran")) | {
    WAITS_MORNING: N_("menunggu pagi"),
    FileUnchecked.code: N_("menunggu pemeriksaan virus"),
    FileAway.code: N_("menunggu penyimpanan berkas"),
}
_BY_WORD = {state.value: words for state, words in _DELIVERIES.items()}
_FILES = {
    AttachmentState.WAITING: N_("sedang diambil"),
    AttachmentState.SCANNING: N_("menunggu pemeriksaan virus"),
    AttachmentState.REFUSED: N_("ditolak: jenis berkas tidak diterima"),
    AttachmentState.INFECTED: N_("virus ditemukan, tidak disimpan"),
    AttachmentState.FAILED: N_("tidak dapat diambil"),
}
_REFUSED = {
    "broken_picture": N_("ditolak: gambarnya rusak"),
    "too_many_pixels": N_("ditolak: gambarnya terlalu besar"),
    "too_large": N_("ditolak: berkasnya terlalu besar"),
}
"""Why, where it is not the kind of file."""
_KEPT_APART = N_("virus ditemukan, tidak dapat diunduh")
_ORIGINAL = N_("Surat asli (.eml)")
_BY, _AUTOMATIC, _TEMPLATE = N_("lewat %(channel)s"), N_("otomatis"), N_("templat")
_BETWEEN_DESKS = N_("antarmeja, tidak terlihat warga")
_FROM_PACKAGE = N_("dari paket eskalasi")
_ANSWER_FROM_PACKAGE = N_("jawaban kepada warga, dari paket eskalasi")
_TAKING_BACK = N_("pencabutan tanggapan %(state)s")
_ON_PAGE = N_("di halaman pelacakan")
_SAHUT = N_("Sahut")
_DOUBT = N_("Pengirim tidak terbukti")
_WHY_DOUBT = N_(
    "Siapa pun dapat menulis dengan alamat ini: peladen surat kantor tidak memastikan pengirimnya. Pastikan dahulu"
    " siapa yang menulis sebelum menyebut data pribadi."
)
_FROM_UNIT = {
    AnswerState.WAITING: N_("jawaban unit %(way)s, belum dikirim ke warga"),
    AnswerState.RELEASED: N_("jawaban unit %(way)s, sudah dikirim ke warga"),
    AnswerState.RETURNED: N_("jawaban unit %(way)s, dikembalikan ke unit"),
    AnswerState.PROPOSED: N_("jawaban unit %(way)s, diusulkan ke kantor yang menjawab warga"),
}
_UNIT_WAYS = {
    CameBy.LINK: N_("lewat tautan"),
    CameBy.WHATSAPP: N_("lewat WhatsApp"),
    CameBy.EMAIL: N_("lewat surel"),
    CameBy.DESK: N_("di meja layanan"),
}
_PROPOSED = N_("usulan jawaban dari kantor lain, belum dikirim ke warga")
_SAID = N_("jawaban dari kantor lain, sudah dikirim ke warga")
_UPWARD = {
    _FROM_UNIT[AnswerState.WAITING]: N_("jawaban unit %(way)s, belum dikirim ke kantor asal"),
    _FROM_UNIT[AnswerState.RELEASED]: N_("jawaban unit %(way)s, sudah dikirim ke kantor asal"),
    _PROPOSED: N_("usulan jawaban dari kantor lain, belum dikirim ke kantor asal"),
    _SAID: N_("jawaban dari kantor lain, sudah dikirim ke kantor asal"),
}
"""The same where answers go to the office that asked."""
_A_DAY = timedelta(days=2)


def lines(
    entries: Iterable[TimelineEntry],
    now: datetime,
    zone: str,
    language: str,
    say: Say,
    *,
    files_at: str,
    anonymous: bool,
    upward: bool,
    on_paper: bool = False,
) -> list[dict[str, Any]]:
    """What stands under each other: {what: day | message | event, …}. `files_at`: where files are fetched;
    `upward`: answers go to the office that asked;
    `on_paper`: days by their dates, and of citizens only the first letters of their names."""
    shown: list[dict[str, Any]] = []
    last, today = None, datetime.max.replace(tzinfo=UTC) - _A_DAY if on_paper else now
    for entry in told_once(entries):
        day = entry.at.astimezone(ZoneInfo(zone)).date()
        if day != last:
            shown.append({"what": "day", "label": day_of(entry.at, zone, today, language)})
            last = day
        line = line_of(entry, zone, language, say, files_at, anonymous, upward)
        if on_paper and isinstance(entry, Said) and _names_citizen(entry, anonymous):
            line["author"] = masked_name(line["author"])
        shown.append(line)
    return shown


def line_of(
    entry: TimelineEntry, zone: str, language: str, say: Say, files_at: str, anonymous: bool, upward: bool
) -> dict[str, Any]:
    """One of them, but for the days; nothing but the arguments says how it looks (see `timeline`)."""
    match entry:
        case Said():
            return _message(entry, zone, language, say, files_at, anonymous, upward)
        case Passed():
            fact = passed(entry, zone, language, say)
        case Happened():
            fact = told(entry, zone, language, say)
        case CallOnCase():
            fact = called(entry, say)
    time = formats.clock_time(entry.at, zone, language=language)
    return {"what": "event", **fact, "time": time, "moment": formats.iso(entry.at)}


def _message(
    said: Said, zone: str, language: str, say: Say, files_at: str, anonymous: bool, upward: bool
) -> dict[str, Any]:
    message = said.message
    state, tone, icon = _delivery(said, say)
    return {
        "what": "message",
        "kind": _kind(said),
        "author": _author(said, say, anonymous),
        "time": formats.clock_time(message.sent_at, zone, language=language),
        "moment": formats.iso(message.sent_at),
        "text": "" if message.revoked_at else message.text,
        "doubt": say(_DOUBT) if message.unproven else "",
        "why_doubt": say(_WHY_DOUBT) if message.unproven else "",
        "via": _via(said, say, upward),
        "state": state,
        "state_tone": tone,
        "state_icon": icon,
        "waits": said.delivery == DeliveryState.QUEUED,
        "quote": quote_of(said.quoted, say, anonymous=anonymous) if said.quoted else None,
        "office_reaction": message.office_reaction or "",
        "touched": _touched(said, say),
        "files": files_shown(said.files, language, say, files_at),
        "answer": str(proposed.id) if (proposed := said.from_unit or said.from_desk) else "",
        "word": said.from_unit.word if said.from_unit else "",
        "id": f"m-{message.id}",
        "error": _error(said, say),
        "revoked": message.revoked_at is not None,
        "before": said.original_text or "",
        "reaction": message.reaction,
    }


def _names_citizen(said: Said, anonymous: bool) -> bool:
    message = said.message
    return message.direction is Direction.IN and not _unnamed(said, anonymous)


def _kind(said: Said) -> str:
    message = said.message
    if message.direction is Direction.PEER:
        return "out" if message.author_kind == ActorKind.STAFF.value else "in"
    return message.direction.value


def _author(said: Said, say: Say, anonymous: bool) -> str:
    message = said.message
    if message.direction is Direction.IN:
        unnamed = _unnamed(said, anonymous)
        return say(UNNAMED if anonymous else SOMEBODY) if unnamed else message.author_name
    return say(_SAHUT) if message.automatic else message.author_name or say(_SAHUT)


def _unnamed(said: Said, anonymous: bool) -> bool:
    return anonymous or said.message.channel == "relay" or not said.message.author_name


def _via(said: Said, say: Say, upward: bool) -> str:
    message, other = said.message, _UPWARD if upward else {}
    if said.from_unit is not None:
        word = _FROM_UNIT[said.from_unit.state]
        return say(other.get(word, word), way=say(_UNIT_WAYS[said.from_unit.came_by]))
    if message.direction is Direction.NOTE:
        return ""
    if said.from_desk is not None:
        word = _PROPOSED if said.from_desk.waits else _SAID
        return say(other.get(word, word))
    if message.direction is Direction.PEER:
        return say(_ANSWER_FROM_PACKAGE if message.kind == EXTRACT else _BETWEEN_DESKS)
    relayed = message.direction is Direction.IN and message.channel == "relay" and message.author_name
    name = message.author_name if relayed else say(CHANNELS[channel_of(message.channel)])
    parts = [say(_BY, channel=name)]
    if message.automatic:
        parts.insert(0, say(_AUTOMATIC))
    if message.template:
        parts.append(say(_TEMPLATE))
    if message.kind == EXTRACT:
        parts.append(say(_FROM_PACKAGE))
    return ", ".join(parts)


def _delivery(said: Said, say: Say) -> tuple[str, str, str]:
    if said.delivery:
        return state_words(said.delivery, said.delivery_code, say)
    if said.message.direction is Direction.OUT and said.message.channel == "portal":
        return say(_ON_PAGE), "", ""
    return "", "", ""


def _touched(said: Said, say: Say) -> str:
    """How far a reaction of the office came, while it is not simply there."""
    if said.touched in ("", DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ):
        return ""
    state = say(_BY_WORD[said.touched][0])
    return state if said.message.office_reaction else say(_TAKING_BACK, state=state)


def state_words(state: str, code: str, say: Say) -> tuple[str, str, str]:
    """Where a message is, with tone and icon; what only waits says for what."""
    if state == DeliveryState.QUEUED and code in _WAITS:
        return say(_WAITS[code]), "", "clock"
    word, tone, icon = _BY_WORD.get(state, ("", "", ""))
    return (say(word), tone, icon) if word else ("", "", "")


def _error(said: Said, say: Say) -> str:
    """What went wrong; of what only waits for its turn, nothing."""
    waits = said.delivery == DeliveryState.QUEUED and said.delivery_code in _WAITS
    error = None if waits else ERRORS.get(said.delivery_code)
    return say(error.sentence) if error else ""


def files_shown(files: Sequence[Attachment], language: str, say: Say, at: str) -> list[dict[str, str]]:
    """Files as links, or with the word for what became of them; `at`: where they are fetched."""
    return [
        {
            "name": say(_ORIGINAL) if file.mime_type == ORIGINAL else file.name,
            "size": formats.size(file.size, language=language)
            if file.state is AttachmentState.STORED
            else file_words(file, say),
            "href": f"{at}/{file.id}" if file.state is AttachmentState.STORED else "",
            "icon": _icon(file),
        }
        for file in files
    ]


def file_words(file: Attachment, say: Say) -> str:
    """Why a file cannot be fetched."""
    if file.state is AttachmentState.INFECTED and file.mime_type == ORIGINAL:
        return say(_KEPT_APART)
    if file.state is AttachmentState.REFUSED and file.reason in _REFUSED:
        return say(_REFUSED[file.reason])
    return say(_FILES[file.state])


def _icon(file: Attachment) -> str:
    if file.state is AttachmentState.INFECTED:
        return "shield-alert"
    if file.mime_type == ORIGINAL:
        return "mail"
    return "image" if file.mime_type.startswith("image/") else "paperclip"
