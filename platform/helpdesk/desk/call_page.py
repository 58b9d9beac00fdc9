"""The calls of the office, and what is typed while one of them goes on."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from helpdesk.calls import rules
from helpdesk.calls.model import RUNNING, CallLine, CallsView, CallView
from helpdesk.calls.service import call_page, calls_page
from helpdesk.cases.model import Case
from helpdesk.desk.call_words import STATES, caller, inform_label, length
from helpdesk.desk.dialogs import facility_options, kind_options, triage_options
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment, page, shell_at, visit
from helpdesk.desk.refusals import field_errors, sentence
from helpdesk.desk.rows import STATES as CASE_STATES
from helpdesk.desk.service import choices
from helpdesk.intake.informing import offered
from helpdesk.intake.rules import takes_messages
from kit.errors import Conflict, Invalid, Refusal
from kit.ids import uuid7
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_
from ui.model import Option, wrong_of

NEW, OTHER = "new", "other"
_BY_ITSELF = {"by_itself": True}
_DONE = {
    "taken": N_("Anda yang menghubungi kembali. Nomornya tampil di bawah ini."),
    "called": N_("Penelepon sudah dihubungi kembali."),
}
_TIMES = N_("%(count)s kali mencoba")


@get("/calls")
async def show_calls(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Calls that go on, callers to be called back, and today's calls."""
    return await calls_answer(await visit(request, slug))


async def calls_answer(here: Visit, refusal: Refusal | None = None) -> Answer:
    """The page, also after something was refused."""
    require(here.actor, Permission.OPEN_CASES)
    view = await calls_page(here.actor)
    done = _DONE.get(here.request.query_params.get("done", ""), "")
    return page(
        here,
        "desk/calls.html",
        await shell_at(here, "calls"),
        status=409 if refusal else 200,
        now=view.now,
        calls_href=f"{here.path}/live/calls",
        done=here.say(done) if done and not refusal else "",
        refusal=sentence(refusal, here.say) if refusal else "",
        new_href=f"{here.path}/new",
        **_listed(here, view),
    )


@get("/live/calls", opt=_BY_ITSELF)
async def live_calls(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The same lines, for a page that is open."""
    here = await visit(request, slug)
    return fragment(here, "desk/live_calls.html", **_listed(here, await calls_page(here.actor)))


@get("/calls/{call_id:uuid}")
async def show_call(request: AnyRequest, slug: FromPath[str], call_id: FromPath[UUID]) -> Answer:
    """The form for what is said in a call, and what is known of its caller beside it."""
    here = await visit(request, slug)
    return await call_answer(here, call_id, {"key": str(uuid7())})


@get("/live/calls/{call_id:uuid}", opt=_BY_ITSELF)
async def live_call(request: AnyRequest, slug: FromPath[str], call_id: FromPath[UUID]) -> Answer:
    """How the call stands, and its caller, for a page that is open."""
    here = await visit(request, slug)
    view = await call_page(here.actor, call_id)
    return fragment(
        here, "desk/live_call.html", call=_line(here, view.line, view.now), known=_known(here, view)
    )


async def call_answer(
    here: Visit, call_id: UUID, typed: dict[str, str], refusal: Invalid | Conflict | None = None
) -> Answer:
    """The form with what was typed."""
    view = await call_page(here.actor, call_id)
    errors = field_errors(refusal, here.say) if refusal else []
    tree, topics = await choices(here.actor)
    ways = await offered(here.actor, here.book, view.line.call.caller) if view.line.call.caller else ()
    targets = _targets(here, view)
    return page(
        here,
        "desk/call.html",
        await shell_at(here, "calls"),
        status=(409 if isinstance(refusal, Conflict) else 422) if refusal else 200,
        now=view.now,
        calls_href=f"{here.path}/live/calls/{call_id}",
        call=_line(here, view.line, view.now),
        known=_known(here, view),
        typed={"name": view.line.name, "kind": "complaint", **typed},
        target=typed.get("target") or (NEW if len(targets) == 2 else ""),
        targets=targets,
        key=typed["key"],
        errors=errors,
        wrong=wrong_of(errors),
        refusal=sentence(refusal, here.say) if isinstance(refusal, Conflict) else "",
        inform=inform_label(ways, here.say),
        kinds=kind_options(here),
        facilities=facility_options(tree),
        to=f"{here.path}/calls/{call_id}",
        back_href=f"{here.path}/calls",
        **triage_options(here, topics),
    )


def _targets(here: Visit, view: CallView) -> list[Option]:
    """What the call may be noted on: the caller's cases that still take messages, another one, a new one."""
    known = [
        Option(value=case.number, label=f"{case.title} – {case.number}")
        for case in view.cases
        if takes_messages(case, view.now)
    ]
    new = Option(value=NEW, label=here.say(N_("Kasus baru")))
    return [*known, new, Option(value=OTHER, label=here.say(N_("Kasus lain, dengan nomornya")))]


def _listed(here: Visit, view: CallsView) -> dict[str, Any]:
    def lines(found: tuple[CallLine, ...]) -> list[dict[str, Any]]:
        return [_line(here, each, view.now) for each in found]

    return {
        "running": lines(view.running),
        "waiting": lines(view.waiting),
        "today": lines(view.today),
        "has_line": view.has_line,
    }


def _line(here: Visit, line: CallLine, now: Any) -> dict[str, Any]:
    call, zone, language = line.call, here.office.timezone, here.language
    who, small = caller(line, here.say)
    word, tone, icon = STATES[line.state]
    mine = call.taken_by is not None and call.taken_by == here.actor.id
    seconds = rules.spoken(call, now)
    return {
        "id": str(call.id),
        "href": f"{here.path}/calls/{call.id}",
        "who": who,
        "small": small,
        "word": here.say(word),
        "tone": tone,
        "icon": icon,
        "running": line.state in RUNNING,
        "moment": formats.iso(call.began_at),
        "time": formats.short_time(call.began_at, zone, now, language=language),
        "length": length(seconds) if seconds is not None else "",
        "times": here.say(_TIMES, count=line.times) if line.times > 1 else "",
        "taken": call.taken_name,
        "mine": mine,
        "number": call.caller if mine and call.done_at is None else "",
        "done": call.done_name,
        "version": call.version,
        "cases": [{"number": number, "href": f"{here.path}/cases/{number}"} for number in line.numbers],
    }


def _known(here: Visit, view: CallView) -> list[dict[str, str]]:
    return [_case(here, case, view.now) for case in view.cases]


def _case(here: Visit, case: Case, now: Any) -> dict[str, str]:
    return {
        "title": case.title,
        "number": case.number,
        "href": f"{here.path}/cases/{case.number}",
        "state": here.say(CASE_STATES[case.state]),
        "opened": formats.short_time(case.opened_at, here.office.timezone, now, language=here.language),
    }
