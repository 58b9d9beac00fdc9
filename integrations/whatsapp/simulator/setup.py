"""Where a new office gets its number: what Meta's own pages do for a business, on one page."""

from typing import Any

from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from integrations.whatsapp.simulator.hooks import greet
from integrations.whatsapp.simulator.pages import PAGES, digits_of
from integrations.whatsapp.simulator.world import MOST_INVENTED, TheWorld, World
from kit.simulator.pages import must_be_our_own_page

AnyRequest = Request[Any, Any, Any]


@get("/setup", media_type="text/html")
async def show_setup(
    world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "", said: FromQuery[str] = ""
) -> str:
    """The numbers that were given out here, with everything their offices must enter."""
    found = [world.accounts[number] for number in reversed(world.invented)]
    return PAGES.show("setup.html", world.now(), lang, accounts=found, problem=problem, said=said)


@post("/setup", status_code=303)
async def give_number(request: AnyRequest, world: TheWorld, lang: FromQuery[str] = "id") -> Redirect:
    """Give out a number with new ids and keys."""
    must_be_our_own_page(request)
    form = await request.form()
    name, digits = str(form.get("name", "")).strip()[:80], digits_of(str(form.get("number", "")))
    if not name or not digits:
        return _back(lang, problem="bad_number")
    if len(world.invented) >= MOST_INVENTED or digits in _taken(world):
        return _back(lang, problem="taken")
    world.invent(name, f"+{digits}")
    return _back(lang)


@post("/setup/{phone_number_id:str}/hook", status_code=303)
async def enter_hook(
    request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Ask the hook to repeat a challenge; from then on it hears of everything."""
    must_be_our_own_page(request)
    if phone_number_id not in world.invented:
        raise NotFoundException("no such account")
    form = await request.form()
    url, verify_token = (str(form.get(name, "")).strip()[:500] for name in ("hook", "verify_token"))
    if not await greet(world.courier.http, url, verify_token):
        return _back(lang, problem="hook_refused")
    world.hear(phone_number_id, url, verify_token)
    return _back(lang, said="hook_taken")


def _taken(world: World) -> set[str]:
    return {account.display_number.removeprefix("+") for account in world.accounts.values()}


def _back(lang: str, **query: str) -> Redirect:
    return PAGES.to("setup", lang, **query)
