"""The composer of a case: which tabs there are, what stands in it, how it goes out, and what may follow."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.attachments.model import Attachment
from helpdesk.canned.model import CannedReply
from helpdesk.canned.service import canned_in
from helpdesk.casefile.model import Act, CasePageView, WayView
from helpdesk.casefile.service import way_view
from helpdesk.channels.accounts import AccountBook
from helpdesk.desk.choosing import HINTS, NO_WAYS, accepted, no_files, said_before, via_of, way_values
from helpdesk.desk.counting import parts_values
from helpdesk.desk.handover_words import peer_of, peers_of, speaks_for_peer
from helpdesk.desk.outcome import Outcome
from helpdesk.desk.pages import Visit
from helpdesk.desk.quoting import quote_values
from helpdesk.desk.refusals import why
from helpdesk.desk.templating import template_values
from helpdesk.drafts import rules
from helpdesk.drafts.model import Draft, DraftState, Tab
from helpdesk.drafts.service import drafts_in
from helpdesk.escalation.model import Side
from helpdesk.message_templates.model import MARKETING, MessageTemplate
from helpdesk.message_templates.service import message_templates
from helpdesk.replies import elsewhere
from helpdesk.replies.model import Then, Way
from tenants.doors import Scope
from tenants.permissions.model import Actor, ActorKind, Permission
from ui import formats
from ui.i18n import N_
from ui.model import Link, Option

WRITING = {"reply": Act.REPLY, "note": Act.NOTE, "peer": Act.WRITE_TO_PEER}
_THEN: Mapping[Then, str] = {
    Then.NOTHING: N_("Kasus tetap terbuka"),
    Then.WAIT: N_("Tunggu jawaban warga"),
    Then.RESOLVE: N_("Nyatakan selesai"),
}
_NO_EXTRAS = N_(
    "Warga ini berhenti menerima pengumuman dan pertanyaan penilaian di sini. Jawaban atas kasusnya tetap boleh."
)
_CLOSING = timedelta(hours=1)
_SAVED, _THEIRS = N_("Draf tersimpan %(time)s"), N_("Draf %(name)s, %(time)s")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What stands ready for the composer."""

    drafts: tuple[Draft, ...]
    canned: tuple[CannedReply, ...]
    others: tuple[WayView, ...] = ()
    """Other ways to the citizen, while their own takes no free text."""


async def written_on(
    actor: Actor, book: AccountBook, scope: Scope, view: CasePageView, usual: Way
) -> Written:
    """The drafts on a case that the actor sees, and what answers are made with."""
    answers = Act.REPLY in view.acts and actor.may(Permission.REPLY)
    others = await elsewhere.others(scope, view.case, usual, book) if answers else ()
    return Written(
        drafts=await drafts_in(scope, actor, view.case.id),
        canned=await canned_in(scope, actor) if answers else (),
        others=tuple(map(way_view, others)),
    )


async def writing_values(
    here: Visit, view: CasePageView, written: Written, outcome: Outcome
) -> dict[str, Any]:
    """What desk/compose.html shows: tabs, form, what waits to be sent, what colleagues write."""
    tab = chosen_tab(here, view, outcome)
    drafts, answers = written.drafts, tab == "reply"
    draft = rules.mine(drafts, here.actor.id, Tab(tab)) if tab else None
    usual, via = view.way, via_of(draft, written.others, outcome) if answers else ""
    if via:
        view = replace(view, way=next(way for way in written.others if way.channel == via))
    canned = written.canned if answers else ()
    closed = answers and not view.way.open and view.way.account_id is not None
    approved = (
        await message_templates(here.actor, view.way.account_id) if closed and view.way.account_id else ()
    )
    offered = [each for each in approved if not (view.way.stopped and each.category == MARKETING)]
    return {
        "tabs": _tabs(here, view, tab),
        "write": {
            **_writing(here, view, outcome, tab, draft, offered, canned),
            **(way_values(here, usual, written.others, via, draft) if answers else NO_WAYS),
        },
        "waiting": held_values(here, view, rules.held(drafts, here.actor.id)),
        "colleagues": _colleagues(here, view, drafts),
        "no_writing": "" if tab else _no_writing(here),
    }


def chosen_tab(here: Visit, view: CasePageView, outcome: Outcome) -> str:
    """The form that was sent, else the one asked for, else the first that is allowed."""
    allowed = [tab for tab, act in WRITING.items() if act in view.acts]
    asked = outcome.deed if outcome.deed in WRITING else here.request.query_params.get("tab", "")
    return asked if asked in allowed else next(iter(allowed), "")


def held_values(here: Visit, view: CasePageView, held: Draft | None) -> dict[str, Any] | None:
    """The reader's answer that can still be taken back."""
    if held is None or held.due_at is None:
        return None
    at = f"cases/{view.case.number}/held/{held.id}"
    return {
        "text": held.text[:160],
        "seconds": max(0, round((held.due_at - view.now).total_seconds())),
        "undo": here.address(f"{at}/undo"),
        "now": here.address(f"{at}/now"),
        "state": here.address(at),
    }


def said_of(here: Visit, draft: Draft | None) -> str:
    """`Draf tersimpan 09.14`; nothing when there is none."""
    if draft is None:
        return ""
    zone, language = here.office.timezone, here.language
    return here.say(_SAVED, time=formats.clock_time(draft.updated_at, zone, language=language))


def file_values(here: Visit, files: Sequence[Attachment]) -> list[dict[str, str]]:
    """Files of a draft as a list with a button each."""
    language = here.language
    return [
        {"id": str(file.id), "name": file.name, "size": formats.size(file.size, language=language)}
        for file in files
    ]


def _writing(
    here: Visit,
    view: CasePageView,
    outcome: Outcome,
    tab: str,
    draft: Draft | None,
    approved: Sequence[MessageTemplate],
    canned: Sequence[CannedReply],
) -> dict[str, Any]:
    """The form: where it goes, how, and whether free text may go at all."""
    mine = outcome.deed == tab
    wrong = outcome.wrong if mine else {}
    typed = outcome.typed if mine else {}
    text = typed.get("text", draft.text if draft else "")
    at = f"{here.path}/cases/{view.case.number}"
    return {
        "tab": tab,
        "to": here.address(f"cases/{view.case.number}/{tab}"),
        "label": _tab_name(here, view, tab) if tab else "",
        "text": text,
        **quote_values(here, view, tab, typed, draft, wrong),
        "error": wrong.get("text", ""),
        "file_error": wrong.get("files", ""),
        "hint": _way(here, view, tab),
        "window": _window(here, view, tab),
        "parts": parts_values(here, view, text, said_before(view)) if tab == "reply" else None,
        "as_template": tab == "reply" and not view.way.open,
        "for_office": view.case.mirrored,
        "peers": peers_of(view) if tab == "peer" else [],
        "then": [Option(value=then.value, label=here.say(_THEN[then])) for then in _thens(view)],
        "then_now": typed.get("then", draft.plan.then.value if draft else ""),
        "known": draft.version if draft else 0,
        "saved": said_of(here, draft),
        "reason": why(draft.reason, here.say) if draft and draft.reason and not mine else "",
        "newer": _newer(here, outcome) if mine else None,
        "stored": text.strip() != "" if draft else False,
        "files": file_values(here, draft.files if draft else ()),
        "attach": accepted(view, tab),
        "no_files": no_files(here, view, tab),
        "no_extras": here.say(_NO_EXTRAS) if tab == "reply" and view.way.stopped else "",
        "draft_to": f"{at}/draft",
        "attach_to": f"{at}/attachments",
        "canned_to": f"{at}/canned" if canned and view.way.open else "",
        "canned": [Option(value=str(each.id), label=each.title) for each in canned] if view.way.open else [],
        "place": f"{here.office.slug} {view.case.number} {tab} {here.actor.id}",
        **template_values(here, view, typed, draft, approved, wrong),
    }


def _newer(here: Visit, outcome: Outcome) -> dict[str, str] | None:
    if outcome.newer is None:
        return None
    time = formats.clock_time(outcome.newer.updated_at, here.office.timezone, language=here.language)
    return {"text": outcome.newer.text, "time": time}


def _colleagues(here: Visit, view: CasePageView, drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """What others write on the case now."""
    zone, language = here.office.timezone, here.language
    return [
        {
            "title": here.say(
                _THEIRS,
                name=each.author_name,
                time=formats.short_time(each.updated_at, zone, view.now, language=language),
            ),
            "tab": _tab_name(here, view, each.tab.value),
            "text": each.text,
            "held": each.state is DraftState.HELD,
        }
        for each in drafts
        if each.author_id != here.actor.id and each.text.strip()
    ]


def _tabs(here: Visit, view: CasePageView, chosen: str) -> list[Link]:
    at = f"cases/{view.case.number}"
    return [
        Link(label=_tab_name(here, view, tab), href=here.address(at, tab=tab), current=tab == chosen)
        for tab, act in WRITING.items()
        if act in view.acts
    ]


def _tab_name(here: Visit, view: CasePageView, tab: str) -> str:
    if tab == "note":
        return here.say(N_("Catatan internal"))
    if tab == "peer":
        return here.say(N_("Pesan antarmeja"))
    if view.case.mirrored:
        name = (
            N_("Balas warga lewat %(office)s")
            if speaks_for_peer(view)
            else N_("Usulkan jawaban ke %(office)s")
        )
        return here.say(name, office=peer_of(view, Side.TARGET))
    return here.say(N_("Balas"))


def _thens(view: CasePageView) -> list[Then]:
    """What may become of the case with the answer; a template asks nothing that could be waited for."""
    waits = Act.WAIT in view.acts and view.way.open
    possible = {Then.NOTHING: True, Then.WAIT: waits, Then.RESOLVE: Act.RESOLVE in view.acts}
    return [then for then, allowed in possible.items() if allowed]


def _way(here: Visit, view: CasePageView, tab: str) -> str:
    if tab == "note":
        return here.say(N_("Hanya terlihat oleh petugas kantor ini."))
    if tab == "peer":
        return here.say(
            N_("Hanya terlihat oleh kantor ini dan %(office)s, tidak oleh warga."), office=peer_of(view, None)
        )
    if view.case.mirrored:
        if speaks_for_peer(view):
            return here.say(N_("Langsung diteruskan ke warga lewat kanal kantor asal, atas nama kantor ini."))
        return here.say(
            N_("Dibaca petugas kantor asal; mereka mengirimnya ke warga, apa adanya atau diubah.")
        )
    way = view.way
    if way.channel == "portal":
        return here.say(N_("Tampil di halaman pelacakan warga; tidak ada pesan yang dikirim."))
    if not way.open:
        return here.say(
            N_("Jendela 24 jam lewat: terkirim sebagai templat ke WhatsApp %(to)s."), to=way.address
        )
    if way.elsewhere:
        return here.say(HINTS[way.channel], to=way.address)
    if way.most_parts is not None:
        return here.say(N_("SMS ke %(to)s."), to=way.address)
    if way.window_ends_at is None:
        return way.address
    return here.say(N_("WhatsApp %(to)s, jendela 24 jam:"), to=way.address)


def _window(here: Visit, view: CasePageView, tab: str) -> dict[str, Any] | None:
    """How long free text may still be sent, as a clock that goes on by itself (static/clocks.js)."""
    ends = view.way.window_ends_at
    if tab != "reply" or view.case.mirrored or not view.way.open or ends is None:
        return None
    seconds = max(1.0, (ends - view.now).total_seconds())
    return {
        "seconds": int(seconds),
        "ends": formats.iso(ends),
        "soon": formats.iso(ends - _CLOSING),
        "left": formats.left(seconds, True, language=here.language),
    }


def _no_writing(here: Visit) -> str:
    """Why nothing can be written here."""
    rights = (Permission.REPLY, Permission.NOTE)
    if here.actor.kind is ActorKind.STAFF and any(here.actor.may(right) for right in rights):
        return here.say(N_("Kasus ini sudah berakhir. Buka lagi kasusnya jika masih perlu membalas."))
    return here.say(N_("Anda dapat membaca kasus ini, tetapi tidak menulis di sini."))
