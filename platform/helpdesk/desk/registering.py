"""The pages of SP4N-LAPOR on a case: what will be sent, what is copied by hand, the number, the status."""

from collections.abc import Container, Mapping, Sequence
from typing import Any
from uuid import UUID

from helpdesk.attachments.model import Attachment
from helpdesk.casefile.model import CasePageView, Said
from helpdesk.cases.words import FOLLOWUPS, KINDS
from helpdesk.channels.register import Filing, FollowupKind, MasterKind, Prepared
from helpdesk.conversations.model import Direction
from helpdesk.desk.pages import Visit
from helpdesk.desk.register_words import mode_words
from helpdesk.desk.telling import REGISTER_STATES
from helpdesk.masters.model import Master
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers.drafting import Proposal, propose
from helpdesk.registers.leaks import Leak, Trace
from helpdesk.registers.model import STATUSES, AnswerStep, Mode, Wishes
from kit.errors import Invalid
from kit.ids import id_in
from ui import formats
from ui.i18n import N_
from ui.model import Option
from ui.words import words

MOST_FILES = 10
FILES = tuple(f"file_{place}" for place in range(MOST_FILES))
LISTS: Mapping[str, MasterKind] = {
    "classification": MasterKind.CLASSIFICATION,
    "category": MasterKind.CATEGORY,
    "location": MasterKind.LOCATION,
    "transfer_to": MasterKind.INSTITUTION,
}
IDS = tuple(LISTS)
_NAMED_BY = {**LISTS, "channel": MasterKind.CHANNEL}
MOST_OFFERED = 2000
Lists = Mapping[MasterKind, Sequence[Master]]
NO_LISTS: Lists = {}
FIELDS = ("title", "content", "secret", "anonymous", *IDS, "transfer_reason", "confirmed", *FILES)

_PLACES = {
    "title": N_("Judul"),
    "content": N_("Isi laporan"),
    "files": N_("Berkas"),
    "transfer_reason": N_("Alasan pelimpahan"),
}
_SHARED = {"name": N_("nama"), "phone": N_("nomor telepon"), "email": N_("alamat surel")}
_TRACES = {
    Trace.NIK: N_("angka seperti NIK atau nomor KK"),
    Trace.PHONE: N_("nomor telepon"),
    Trace.EMAIL: N_("alamat surel"),
    Trace.NAME: N_("nama warga"),
    Trace.INSIDE: N_(
        "dokumen dapat memuat nama pembuatnya di dalamnya; buka dan periksa, atau jangan centang"
    ),
}


def wishes_of(typed: Mapping[str, str]) -> Wishes:
    """What the form asks for; raises `Invalid` for a file that is none."""
    return Wishes(
        title=typed.get("title", ""),
        content=typed.get("content", ""),
        files=files_of(typed),
        secret=bool(typed.get("secret")),
        anonymous=bool(typed.get("anonymous")),
        **{name: typed.get(name, "") for name in IDS},
        transfer_reason=typed.get("transfer_reason", ""),
        confirmed=bool(typed.get("confirmed")),
    )


def files_of(typed: Mapping[str, str]) -> tuple[UUID, ...]:
    """The ticked files; raises `Invalid` for one that is none."""
    ids = [id_in(typed[name]) for name in FILES if typed.get(name)]
    if None in ids:
        raise Invalid("invalid", fields={"files": "unknown"})
    return tuple(each for each in ids if each)


def kind_of(written: str) -> FollowupKind:
    """What an answer says; raises `Invalid` for a word that is none."""
    try:
        return FollowupKind(written or FollowupKind.ANSWER)
    except ValueError:
        raise Invalid("invalid", fields={"kind": "unknown"}) from None


async def filing_page(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> dict[str, Any]:
    """The form with the case's words, or with what was typed; below it exactly what would be sent."""
    proposal = await _proposal(here, view, typed)
    filing = proposal.filing
    chosen = {each.id for each in filing.files}
    return {
        "by_hand": proposal.mode is Mode.MANUAL,
        "trial": mode_words(proposal.mode, here.say)[1] if proposal.mode is Mode.SANDBOX else "",
        "ask_href": here.address(f"cases/{view.case.number}/ask_consent", purpose="register"),
        "title": filing.title or (proposal.prepared.title if proposal.prepared else ""),
        "content": filing.content,
        "secret": filing.secret,
        "anonymous": filing.anonymous,
        "promised": proposal.promised,
        "shares": bool(proposal.prepared and proposal.prepared.reporter),
        "ids": {name: getattr(filing, name) for name in IDS},
        "usual_ids": {
            name: _named(proposal.lists, name, getattr(proposal.prepared, name, "")) or "–"
            for name in IDS
            if name != "transfer_to"
        },
        "lists": {name: proposal.lists.get(kind, ())[:MOST_OFFERED] for name, kind in LISTS.items()},
        "transfer_reason": filing.transfer_reason,
        "files": _ticks(here, proposal.files, chosen),
        "too_many": len(proposal.files) > MOST_FILES,
        "leaks": [_told(here, each) for each in proposal.leaks],
        "barred": _barred(proposal),
        "nik": any(each.trace is Trace.NIK for each in proposal.leaks),
        **sent_as(here, view, filing, proposal.prepared, proposal.lists),
    }


def _barred(proposal: Proposal) -> bool:
    """Is there something that no officer can confirm? See `drafting.drafted`."""
    never = set(Trace) - {Trace.INSIDE} if proposal.filing.anonymous else {Trace.NIK}
    return any(each.trace in never for each in proposal.leaks)


def _named(lists: Lists, field: str, code: str) -> str:
    """`436 (Pelayanan Obat)`; the code alone where no list knows it."""
    name = next((each.name for each in lists.get(_NAMED_BY[field], ()) if each.code == code), "")
    return f"{code} ({name})" if name else code


def _ticks(here: Visit, files: Sequence[Attachment], chosen: Container[UUID]) -> list[dict[str, Any]]:
    return [
        {
            "field": FILES[place],
            "value": str(each.id),
            "label": f"{each.name} ({formats.size(each.size, language=here.language)})",
            "chosen": each.id in chosen,
        }
        for place, each in enumerate(files[:MOST_FILES])
    ]


async def answer_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The office's last answer to the citizen to begin with, and an answer that still waits."""
    known = await answering.standing(here.actor, view.case.number, here.book)
    waiting = known.waiting
    said = [
        each.message.text
        for each in view.timeline
        if isinstance(each, Said) and each.message.direction is Direction.OUT and not each.message.automatic
    ]
    return {
        "by_hand": known.link is not None and known.link.mode is Mode.MANUAL,
        "last": said[-1] if said else "",
        "most": known.most,
        "kinds": [Option(value=kind.value, label=here.say(word)) for kind, word in FOLLOWUPS.items()],
        "files": _ticks(here, known.files, ()),
        "waiting": waiting.text if waiting else "",
        "unknown": waiting is not None and waiting.step is AnswerStep.NEEDS_PERSON,
    }


async def consent_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Yes or no, and what the citizen said before."""
    known, sharing = await by_rule.consent_of(here.actor, view.case.number, here.book)
    said = ""
    if known is not None:
        word = N_("Tercatat %(time)s oleh %(name)s: warga setuju.")
        if known.contact:
            word = N_("Tercatat %(time)s oleh %(name)s: warga setuju, juga data dirinya diberikan.")
        word = word if known.given else N_("Tercatat %(time)s oleh %(name)s: warga tidak setuju.")
        time = formats.date_time(known.at, here.office.timezone, language=here.language)
        name = known.actor_name or here.say(N_("warga sendiri"))
        said = f"{here.say(word, time=time, name=name)} {known.how}"
    choices = [
        Option(value="yes", label=here.say(N_("Warga setuju"))),
        Option(value="no", label=here.say(N_("Warga tidak setuju"))),
    ]
    return {"choices": choices, "said": said, "sharing": sharing}


async def _proposal(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> Proposal:
    """What cannot be understood of the form is told beside it; the page then shows the case's own words."""
    try:
        wishes = wishes_of(typed) if "title" in typed else None
        return await propose(here.actor, view.case.number, here.book, wishes)
    except Invalid:
        return await propose(here.actor, view.case.number, here.book)


def _told(here: Visit, leak: Leak) -> str:
    return f"{here.say(_PLACES[leak.where])}: {here.say(_TRACES[leak.trace])}"


def sent_as(
    here: Visit, view: CasePageView, filing: Filing, prepared: Prepared | None, lists: Lists = NO_LISTS
) -> dict[str, Any]:
    """Field by field, in the words of the register's form."""
    say, day, months = here.say, filing.incident_on, words(here.language).months
    yes, no = say(N_("ya")), say(N_("tidak"))
    title = prepared.title if prepared else filing.title
    pairs = [
        (say(N_("Rujukan")), filing.local_ref),
        (say(N_("Judul")), title),
        (say(N_("Tanggal kejadian")), f"{day.day} {months[day.month - 1]} {day.year}"),
        (say(N_("Jenis")), say(KINDS[view.case.kind])),
        (say(N_("Tanpa nama")), yes if filing.anonymous else no),
        (say(N_("Rahasia")), yes if filing.secret else no),
        (say(N_("Berkas")), ", ".join(each.name for each in filing.files) or "–"),
    ]
    if prepared:
        named = (
            (say(N_("Klasifikasi")), _named(lists, "classification", prepared.classification)),
            (say(N_("Kategori")), _named(lists, "category", prepared.category)),
            (say(N_("Lokasi")), _named(lists, "location", prepared.location)),
            (say(N_("Kanal")), _named(lists, "channel", prepared.channel)),
            (say(N_("Prioritas")), yes if prepared.priority else ""),
            (say(N_("Tagar")), prepared.tags),
            (say(N_("Data pelapor")), ", ".join(say(_SHARED[each]) for each in prepared.reporter)),
        )
        pairs += [(name, value) for name, value in named if value]
    if filing.transfer_to:
        pairs.append((say(N_("Dilimpahkan ke instansi")), _named(lists, "transfer_to", filing.transfer_to)))
    return {"sent": pairs, "sent_content": prepared.content if prepared else filing.content}


async def settling_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What is to be copied, when a person files it by hand."""
    found = await by_hand.to_copy(here.actor, view.case.number, here.book)
    if found is None:
        return {"copied": None, "stands_there": view.register is not None and view.register.lacks_number}
    filing, prepared = found
    return {
        "copied": prepared,
        "by_hand": view.register is not None and view.register.by_hand,
        **sent_as(here, view, filing, prepared),
    }


async def status_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The statuses that can be read there, and the one that is known."""
    known = view.register
    return {
        "statuses": [Option(value=each, label=here.say(REGISTER_STATES[each])) for each in STATUSES],
        "now_status": known.status if known else "",
        "now_institution": known.institution if known else "",
    }
