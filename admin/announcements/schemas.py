"""The words and the form of the pages of announcements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from admin.frame.service import Words, address, time_of
from helpdesk.announcements.model import (
    Addressee,
    Announcement,
    Audience,
    Importance,
    Reached,
    Reading,
    State,
    Written,
)
from helpdesk.announcements.rules import state_of
from helpdesk.desk.pages import Visit
from helpdesk.overview.tiles import province_name
from kit.errors import Invalid
from ui import formats
from ui.i18n import N_
from ui.model import Option

USUAL_DAYS = 14
ORDER = ("title", "text", "importance", "audience", "province", "offices", "since", "until")
DONE: Mapping[str, str] = {
    "added": N_("Pengumuman disampaikan. Kantor di bawah melihatnya di meja layanan mereka."),
    "saved": N_("Pengumuman disimpan. Yang sudah membaca diminta membaca lagi."),
    "withdrawn": N_("Pengumuman ditarik. Tidak ada lagi yang melihatnya."),
}
REFUSED: Mapping[str, str] = {
    "announcement_changed": N_(
        "Orang lain baru saja mengubah pengumuman ini. Di bawah ini keadaan terbarunya."
    ),
    "announcement_withdrawn": N_("Pengumuman ini sudah ditarik dan tidak dapat diubah lagi."),
    "too_many_announcements": N_("Sudah ada 100 pengumuman yang berlaku. Tarik yang tidak diperlukan lagi."),
}
_WHICH_DAY = N_("Tulis tanggal yang benar.")
WRONG: Words = {
    ("title", "required"): N_("Tulis judulnya."),
    ("title", "too_long"): N_("Judul terlalu panjang: paling banyak 120 huruf."),
    ("text", "required"): N_("Tulis isinya."),
    ("text", "too_long"): N_("Isi terlalu panjang: paling banyak 4.000 huruf."),
    ("importance", "unknown"): N_("Pilih seberapa penting."),
    ("audience", "unknown"): N_("Pilih untuk siapa."),
    ("province", "unknown"): N_("Pilih provinsi yang ada kantornya di bawah kantor ini."),
    ("offices", "required"): N_("Pilih paling sedikit satu kantor."),
    ("offices", "unknown"): N_("Pilih dari kantor di bawah kantor ini."),
    ("since", "malformed"): _WHICH_DAY,
    ("until", "malformed"): _WHICH_DAY,
    ("until", "too_early"): N_("Hari terakhir sudah lewat, atau sebelum hari pertama."),
    ("until", "too_late"): N_("Paling lama satu tahun dari sekarang."),
}
STATES: Mapping[State, tuple[str, str, str]] = {
    State.COMING: (N_("Belum berlaku"), "info", "clock"),
    State.RUNNING: (N_("Berlaku"), "ok", "circle-check"),
    State.OVER: (N_("Sudah berakhir"), "", "check"),
    State.WITHDRAWN: (N_("Ditarik"), "", "x"),
}
_IMPORTANCE = {
    Importance.USUAL: (N_("Biasa"), N_("Tampil di meja layanan sampai dibaca.")),
    Importance.IMPORTANT: (N_("Penting"), N_("Ditampilkan lebih dahulu dan lebih menonjol.")),
}
_AUDIENCES = {
    Audience.ALL: N_("Semua kantor di bawah kantor ini"),
    Audience.PROVINCE: N_("Satu provinsi"),
    Audience.OFFICES: N_("Kantor terpilih"),
}


class AnnouncementForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form, as it was typed."""

    title: str = ""
    text: str = ""
    importance: str = Importance.USUAL.value
    audience: str = Audience.ALL.value
    province: str = ""
    since: str = ""
    until: str = ""
    version: str = ""


def empty(here: Visit, now: datetime) -> AnnouncementForm:
    """A form that begins today and ends in two weeks."""
    today = now.astimezone(ZoneInfo(here.office.timezone)).date()
    return AnnouncementForm(since=today.isoformat(), until=(today + timedelta(days=USUAL_DAYS)).isoformat())


def written(here: Visit, it: Announcement) -> AnnouncementForm:
    """An announcement as its form shows it."""
    zone = ZoneInfo(here.office.timezone)
    last = it.ends_at.astimezone(zone).date() - timedelta(days=1)
    return AnnouncementForm(
        title=it.title,
        text=it.text,
        importance=it.importance.value,
        audience=it.audience.value,
        province=it.province,
        since=it.begins_at.astimezone(zone).date().isoformat(),
        until=last.isoformat(),
        version=str(it.version),
    )


def read(typed: AnnouncementForm, chosen: Sequence[str], below: Sequence[Addressee]) -> Written:
    """What the form says; raises `Invalid` for words that are none of ours."""
    wrong: dict[str, str] = {}
    if typed.importance not in set(Importance):
        wrong["importance"] = "unknown"
    if typed.audience not in set(Audience):
        wrong["audience"] = "unknown"
    days = {name: _day(getattr(typed, name)) for name in ("since", "until")}
    wrong |= {name: "malformed" for name, day in days.items() if day is None}
    known = {each.slug: each.uid for each in below}
    if not set(chosen) <= known.keys():
        wrong["offices"] = "unknown"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    since, until = days["since"], days["until"]
    assert since is not None and until is not None  # told apart above
    return Written(
        title=typed.title,
        text=typed.text,
        importance=Importance(typed.importance),
        audience=Audience(typed.audience),
        province=typed.province,
        offices=tuple(known[slug] for slug in chosen),
        since=since,
        until=until,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def importances(here: Visit) -> list[Option]:
    """How important it can be."""
    return [
        Option(value=each.value, label=here.say(name), hint=here.say(hint))
        for each, (name, hint) in _IMPORTANCE.items()
    ]


def choices(here: Visit, below: Sequence[Addressee]) -> dict[str, Any]:
    """For whom it can be."""
    regions = sorted({each.region[:2] for each in below} - {""})
    return {
        "audiences": [
            Option(value=each.value, label=here.say(name))
            for each, name in _AUDIENCES.items()
            if regions or each is not Audience.PROVINCE
        ],
        "provinces": [Option(value=code, label=province_name(code)) for code in regions],
        "offices": [Option(value=each.slug, label=each.name) for each in below],
    }


def row(here: Visit, it: Announcement, now: datetime) -> dict[str, Any]:
    """One of them as the list shows it."""
    word, tone, icon = STATES[state_of(it, now)]
    return {
        "title": it.title,
        "important": it.importance is Importance.IMPORTANT,
        "whom": whom(here, it),
        "word": here.say(word),
        "tone": tone,
        "icon": icon,
        "span": span(here, it),
        "by": it.by_name,
        "href": address(here, f"announcements/{it.id}"),
    }


def whom(here: Visit, it: Announcement) -> str:
    """For whom it is, in words."""
    match it.audience:
        case Audience.PROVINCE:
            return province_name(it.province)
        case Audience.OFFICES:
            return here.say(N_("%(count)s kantor terpilih"), count=len(it.offices))
    return here.say(_AUDIENCES[Audience.ALL])


def span(here: Visit, it: Announcement) -> str:
    """From when to when."""
    return f"{time_of(here, it.begins_at)} – {time_of(here, it.withdrawn_at or it.ends_at)}"


def reading(here: Visit, each: Reading) -> dict[str, Any]:
    """How far one office is."""
    return {
        "office": each.office,
        "readers": formats.number(each.readers, language=here.language),
        "people": formats.number(each.people, language=here.language),
        "any": each.readers > 0,
        "first": time_of(here, each.first_at) or "–",
    }


_NOT_ABOVE = N_("Administrator di sana belum menyebut bahwa kantor kita di atasnya.")


def reached(here: Visit, each: Reached) -> dict[str, Any]:
    """How far it is with one office elsewhere."""
    if each.told:
        word, tone, icon = N_("Sudah sampai"), "ok", "circle-check"
    elif each.on_its_way:
        word, tone, icon = N_("Dalam perjalanan"), "info", "clock"
    else:
        word, tone, icon = N_("Tidak sampai"), "bad", "triangle-alert"
    why = here.say(_NOT_ABOVE) if each.error == "not_above" else each.error
    return {"office": each.office, "word": here.say(word), "tone": tone, "icon": icon, "why": why}
