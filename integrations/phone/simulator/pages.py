"""Pages on which a person plays caller and exchange: plain forms, and a small script that only fetches news."""

from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from integrations.phone.simulator.model import SimulatedCall, SimulatedLine
from integrations.phone.simulator.words import PROBLEMS, WORDS
from integrations.phone.simulator.world import TheWorld, World
from kit.simulator.pages import Pages, must_be_our_own_page

AnyRequest = Request[Any, Any, Any]

LONGEST_NUMBER = 30

PAGES = Pages("/phone", Path(__file__).parent / "templates", WORDS, PROBLEMS)


@get("/", media_type="text/html")
async def show_lines(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All offices' lines and their calls."""
    found = [(each, list(world.calls(each))[:20]) for each in world.lines.values()]
    return PAGES.show("phones.html", world.now(), lang, lines=found, problem=problem)


@post("/{line_id:str}/ring", status_code=303)
async def ring(
    request: AnyRequest, world: TheWorld, line_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Call the office, with a number of one's own or with none."""
    must_be_our_own_page(request)
    line, form = world.line(line_id), await request.form()
    caller = "" if form.get("hidden") else str(form.get("number", "")).strip()
    if len(caller) > LONGEST_NUMBER or not (caller or form.get("hidden")):
        return PAGES.to("", lang, problem="bad_number")
    return PAGES.to(f"{line.id}/{world.ring(line, caller).id}", lang)


@get("/{line_id:str}/{call_id:str}", media_type="text/html")
async def show_call(
    world: TheWorld, line_id: FromPath[str], call_id: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """One call, and what may happen to it next."""
    line, call = _call(world, line_id, call_id)
    return PAGES.show("call.html", world.now(), lang, line=line, call=call)


@get("/{line_id:str}/{call_id:str}/told", media_type="text/html")
async def show_told(
    world: TheWorld, line_id: FromPath[str], call_id: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """What the hook was told, for the script."""
    line, call = _call(world, line_id, call_id)
    return PAGES.show("told.html", world.now(), lang, line=line, call=call)


@post("/{line_id:str}/{call_id:str}/go", status_code=303)
async def go_on(
    request: AnyRequest,
    world: TheWorld,
    line_id: FromPath[str],
    call_id: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """Pick up, hang up, be busy, or hand the recording in."""
    must_be_our_own_page(request)
    line, call = _call(world, line_id, call_id)
    act = str((await request.form()).get("act", ""))
    if act == "answer":
        world.answer(line, call)
    elif act in ("end", "busy"):
        world.hang_up(line, call, busy=act == "busy")
    elif act == "record":
        world.record(line, call)
    return PAGES.to(f"{line.id}/{call.id}", lang)


def _call(world: World, line_id: str, call_id: str) -> tuple[SimulatedLine, SimulatedCall]:
    line = world.line(line_id)
    call = world.call(line, call_id)
    if call is None:
        raise NotFoundException("no such call")
    return line, call
