"""A monitoring round and one of its lines, as pages: what to look at, what is there, what was said."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from helpdesk.cases.folders import Folder
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.refusals import field_errors, sentence
from helpdesk.desk.round_words import (
    STATES,
    cases_counted,
    full_name,
    line_about,
    line_icon,
    line_name,
    line_pill,
    pill,
    round_name,
    waiting,
)
from helpdesk.desk.shell import folder_href
from helpdesk.rounds import rules
from helpdesk.rounds.model import Line, LineKind, LineState, News, Round, RoundState, RoundView
from helpdesk.rounds.service import MOST_UNSEEN, round_page, unseen_at
from kit.errors import Missing, Refusal
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import N_
from ui.model import Option, wrong_of

_DONE = {
    "checked": N_("Baris diperiksa."),
    "quiet": N_("Baris yang sepi ditandai sudah diperiksa."),
    "seen": N_("Kasus ditandai sudah dilihat."),
    "finished": N_("Putaran selesai. Catatan serah terima tampil di putaran berikutnya."),
    "signed": N_("Putaran disahkan."),
    "excused": N_("Alasan dicatat."),
    "case": N_("Kasus dibuka dari baris ini. Sampaikan nomornya kepada warga."),
}
_FOLDERS = {LineKind.DUE_SOON: Folder.DUE_SOON, LineKind.LATE: Folder.LATE}
_BY = N_("%(who)s, %(time)s")
_CHOICES = {
    LineState.QUIET: N_("Tidak ada yang baru"),
    LineState.FOUND: N_("Ada yang ditemukan"),
    LineState.PROBLEM: N_("Ada kendala, tidak dapat diperiksa"),
}


@get("/rounds/{round_id:uuid}")
async def show_round(request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID]) -> Answer:
    """The checklist."""
    return await round_answer(await visit(request, slug), round_id)


@get("/rounds/{round_id:uuid}/lines/{line_id:uuid}")
async def show_line(
    request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID], line_id: FromPath[UUID]
) -> Answer:
    """One line with the cases that wait there."""
    return await line_answer(await visit(request, slug), round_id, line_id)


async def round_answer(
    here: Visit, round_id: UUID, refusal: Refusal | None = None, *, status: int = 200, **typed: str
) -> Answer:
    """The checklist, with what a form led to."""
    view = await round_page(here.actor, round_id)
    look, errors = view.round, field_errors(refusal, here.say) if refusal else []
    whole = rules.sees_whole(here.actor) and here.actor.may(Permission.WORK_CASES)
    oversees = here.actor.may(Permission.OVERSEE_ROUNDS)
    lines = [_line(here, view, line) for line in view.lines]
    return page(
        here,
        "desk/round.html",
        await shell_at(here, "rounds"),
        status=status,
        **head(here, view),
        lines=lines,
        quiet=sum(1 for line in lines if line["is_quiet"]) if whole else 0,
        elsewhere=view.elsewhere,
        cases_href=f"{here.path}/cases",
        left=look.lines - look.checked,
        may_finish=view.open and whole,
        finished=_by(here, look.finished_name, look.finished_at),
        signed=_by(here, look.signed_name, look.signed_at),
        excused=_by(here, look.excused_name, look.excused_at),
        may_sign=oversees and look.finished_at is not None and look.signed_at is None,
        may_excuse=oversees and view.state is RoundState.MISSED,
        others=max(0, here.rounds.unexcused - 1),
        missed=view.state is RoundState.MISSED,
        late_until=_time(here, rules.late_until(look)) if view.open else "",
        previous=_previous(here, view.previous, view) if view.previous else None,
        to=f"{here.path}/rounds/{look.id}",
        typed=typed,
        errors=errors,
        wrong=wrong_of(errors),
        refusal=sentence(refusal, here.say) if refusal and not errors else "",
    )


async def line_answer(
    here: Visit,
    round_id: UUID,
    line_id: UUID,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
    **typed: str,
) -> Answer:
    """The line, with what a form led to."""
    view = await round_page(here.actor, round_id)
    line = next((each for each in view.lines if each.id == line_id), None)
    if line is None:
        raise Missing("line_missing")
    errors = field_errors(refusal, here.say) if refusal else []
    shown = _line(here, view, line)
    waits = await unseen_at(here.actor, view, line)
    number = here.request.query_params.get("case", "")
    return page(
        here,
        "desk/round_line.html",
        await shell_at(here, "rounds"),
        status=status,
        **head(here, view),
        line=shown,
        unseen=[_unseen(here, view, each) for each in waits],
        more=max(0, shown["count"] - MOST_UNSEEN) if line.channel else 0,
        choices=[Option(value=state.value, label=here.say(text)) for state, text in _CHOICES.items()],
        typed=typed or _stands(here, line, shown),
        opened=number if number in view.cases.get(line_id, ()) else "",
        opened_href=f"{here.path}/cases/{number}",
        back_href=f"{here.path}/rounds/{round_id}",
        errors=errors,
        wrong=wrong_of(errors),
        refusal=sentence(refusal, here.say) if refusal and not errors else "",
    )


def head(here: Visit, view: RoundView) -> dict[str, Any]:
    """Which round it is, how it stands, and what was just done."""
    look, said = view.round, here.request.query_params.get("done", "")
    running = view.state is RoundState.RUNNING
    return {
        "name": full_name(look.place, here.say),
        "day": formats.weekday_date(look.day, language=here.language),
        "hours": formats.clock_span(
            look.begins_at, look.ends_at, here.office.timezone, language=here.language
        ),
        "state": pill(STATES[view.state], here.say),
        "late_finish": look.signed_at is not None and rules.was_late(look),
        "round": look,
        "ends": formats.left((look.ends_at - view.now).total_seconds(), language=here.language)
        if running
        else "",
        "is_open": view.open,
        "board_href": f"{here.path}/rounds?day={look.day.isoformat()}",
        "done": here.say(_DONE[said]) if said in _DONE else "",
    }


def _line(here: Visit, view: RoundView, line: Line) -> dict[str, Any]:
    news = view.news.get(line.id, News())
    count = rules.waiting_at(line, view.news, view.due_soon, view.late)
    may = view.open and rules.may_check(here.actor, line)
    opens = may and here.actor.may(Permission.OPEN_CASES) and line.channel is not None
    folder = _FOLDERS.get(line.kind)
    counted = count or line.kind is not LineKind.HAND
    return {
        "id": str(line.id),
        "name": line_name(line, here.say),
        "about": line_about(line, here.say),
        "icon": line_icon(line),
        "state": line_pill(line, here.say),
        "open": line.state is LineState.OPEN,
        "by": _by(here, line.checked_name, line.checked_at),
        "note": line.note,
        "version": line.version,
        "count": count,
        "waiting": _waits(here, line, news, count) if view.open and counted else "",
        "tone": "bad" if line.kind is LineKind.LATE and count else "warn" if count else "",
        "by_hand": line.kind is LineKind.HAND,
        "is_quiet": line.state is LineState.OPEN
        and rules.is_quiet(line, view.news, view.due_soon, view.late),
        "href": f"{here.path}/rounds/{line.round_id}/lines/{line.id}",
        "may": may,
        "list_href": _list_href(here, line, folder),
        "new_href": f"{here.path}/new?line={line.id}" if opens else "",
        "cases": [
            {"number": number, "href": f"{here.path}/cases/{number}"}
            for number in view.cases.get(line.id, ())
        ],
    }


def _waits(here: Visit, line: Line, news: News, count: int) -> str:
    return waiting(news, here.say) if line.channel else cases_counted(count, here.say)


def _list_href(here: Visit, line: Line, folder: Folder | None) -> str:
    if folder is not None:
        return folder_href(here.office.slug, folder)
    if line.channel is None:
        return ""
    return folder_href(here.office.slug, Folder.OPEN, channel=line.channel.value, order="newest")


def _stands(here: Visit, line: Line, shown: dict[str, Any]) -> dict[str, str]:
    """What the form begins with: what was said before, else what Sahut counts."""
    seen = here.request.query_params.get("found", "")
    found = seen if seen.isascii() and seen.isdigit() and len(seen) < 5 else ""
    if line.state is not LineState.OPEN and not found:
        return {"state": line.state.value, "found": str(line.found or ""), "note": line.note}
    count = found or str(shown["count"] or "")
    state = LineState.FOUND.value if count else "" if shown["by_hand"] else LineState.QUIET.value
    return {"state": state, "found": count, "note": line.note}


def _unseen(here: Visit, view: RoundView, each: Any) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "href": f"{here.path}/cases/{each.number}",
        "time": formats.short_time(each.at, here.office.timezone, view.now, language=here.language),
        "fresh": each.fresh,
        "danger": each.danger,
    }


def _previous(here: Visit, look: Round, view: RoundView) -> dict[str, Any]:
    return {
        "name": round_name(look.place, here.say),
        "day": formats.weekday_date(look.day, language=here.language),
        "state": pill(STATES[rules.state_of(look, view.now)], here.say),
        "handover": look.handover,
        "excuse": look.excuse,
        "by": _by(here, look.finished_name, look.finished_at),
        "href": f"{here.path}/rounds/{look.id}",
        "left": look.lines - look.checked,
    }


def _by(here: Visit, who: str, at: Any) -> str:
    return here.say(_BY, who=who, time=_time(here, at)) if at else ""


def _time(here: Visit, at: Any) -> str:
    return formats.date_time(at, here.office.timezone, language=here.language)
