"""A contact in words: how they are reached, why two look alike, what they allow. Pure but for the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpdesk.cases.words import CHANNELS
from helpdesk.consents.model import Consent, Source
from helpdesk.contactfile.model import Absorbed, ContactRow, OwnCase, Thread, Why
from helpdesk.desk.pages import Visit
from helpdesk.desk.panel import reached
from helpdesk.desk.rows import SOMEBODY, STATES, channel_of
from ui import formats
from ui.i18n import N_

WHY: Mapping[Why, str] = {
    Why.TOGETHER: N_("WhatsApp menyebut nomor dan ID keduanya dalam satu pesan."),
    Why.CODE: N_("Laporan yang satu dilanjutkan dari nomor yang lain dengan kode sekali pakai."),
    Why.MAILBOX: N_("Alamat surelnya satu kotak surat, hanya ditulis berbeda."),
    Why.NAME: N_("Namanya sama. Nama saja bukan bukti: periksa dahulu."),
}
_SOURCES: Mapping[Source, str] = {
    Source.MESSAGE: N_("lewat pesan"),
    Source.TRACKING: N_("di halaman pelacakan"),
    Source.DESK: N_("dicatat oleh %(name)s"),
}
_CASES = N_("kasus: %(count)s")
_STOPPED, _WANTED = N_("Berhenti menerima pesan tambahan"), N_("Mau menerima pesan tambahan")


def row_values(here: Visit, row: ContactRow) -> dict[str, Any]:
    """One contact in a list."""
    return {
        "id": str(row.id),
        "value": f"{row.id}:{row.version}",
        "name": row.name or here.say(SOMEBODY),
        "href": f"{here.path}/contacts/{row.id}",
        "merge_href": f"merge?other={row.id}",
        "facts": " · ".join((*_ways(here, row.identities), here.say(_CASES, count=row.cases))),
        "last": formats.date_time(row.last_at, here.office.timezone, language=here.language),
        "why": [here.say(WHY[each]) for each in row.why],
        "weak": row.why == (Why.NAME,),
    }


def case_values(here: Visit, case: OwnCase) -> dict[str, str]:
    """One case of a contact."""
    facts = (here.say(STATES[case.state]), here.say(CHANNELS[channel_of(case.channel)]), case.unit)
    return {
        "number": case.number,
        "title": case.title or here.say(SOMEBODY),
        "href": f"{here.path}/cases/{case.number}",
        "facts": " · ".join(fact for fact in facts if fact),
        "time": formats.date_time(case.opened_at, here.office.timezone, language=here.language),
    }


def thread_values(here: Visit, thread: Thread) -> dict[str, Any]:
    """One way on which the office answers."""
    said = thread.last_in_at
    return {
        "id": str(thread.id),
        "label": f"{here.say(CHANNELS[channel_of(thread.channel)])} {thread.address} · {thread.account}",
        "stopped": thread.stopped,
        "word": here.say(_STOPPED if thread.stopped else _WANTED),
        "last": formats.date_time(said, here.office.timezone, language=here.language) if said else "",
    }


def consent_values(here: Visit, consent: Consent) -> dict[str, str]:
    """One line of the ledger."""
    source = here.say(_SOURCES[consent.source], name=consent.actor_name)
    channel = f"{here.say(CHANNELS[channel_of(consent.way.channel)])} {consent.way.address}"
    return {
        "time": formats.date_time(consent.at, here.office.timezone, language=here.language),
        "what": here.say(_WANTED if consent.given else _STOPPED),
        "facts": f"{channel} · {source} · {consent.wording}",
        "reason": consent.reason,
    }


def absorbed_values(here: Visit, absorbed: Absorbed) -> dict[str, str]:
    """One contact that was merged into this one."""
    many = here.say(_CASES, count=absorbed.cases)
    return {
        "name": absorbed.name or here.say(SOMEBODY),
        "facts": " · ".join((*_ways(here, absorbed.identities), many)),
        "when": here.say(
            N_("Digabung %(time)s oleh %(name)s"),
            time=formats.date_time(absorbed.at, here.office.timezone, language=here.language),
            name=absorbed.by_name,
        ),
        "reason": absorbed.reason,
        "part": f"part/{absorbed.merge_id}",
    }


def _ways(here: Visit, identities: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name} {value}" for name, value in reached(here, identities)]
