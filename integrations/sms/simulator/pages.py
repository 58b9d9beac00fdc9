"""Pages on which a person plays the citizen's phone: plain forms, and a small script that only fetches news."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from integrations.sms.simulator.model import LIMITS, SimulatedCustomer
from integrations.sms.simulator.words import PROBLEMS, WORDS
from integrations.sms.simulator.world import TheWorld
from kit.phones import phone_number
from kit.simulator.forms import chosen, name_of, text_of
from kit.simulator.pages import Pages, must_be_our_own_page

AnyRequest = Request[Any, Any, Any]

LONGEST_TEXT = 1000

PAGES = Pages("/sms", Path(__file__).parent / "templates", WORDS, PROBLEMS)


@get("/", media_type="text/html")
async def show_numbers(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All offices' numbers and the talks with them."""
    found = [
        (each, list(world.talks(each))[:50], name_of(world.limits[each.id], LIMITS))
        for each in world.customers.values()
    ]
    return PAGES.show(
        "numbers.html", world.now(), lang, customers=found, limits=list(LIMITS), problem=problem
    )


@post("/{customer_id:str}/limits", status_code=303)
async def limit(
    request: AnyRequest, world: TheWorld, customer_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Let the gateway be used slower, or as fast as anybody likes."""
    must_be_our_own_page(request)
    customer = world.customer(customer_id)
    wanted = await chosen(request, "limit", LIMITS)
    if wanted is not None:
        world.limit(customer, wanted)
    return PAGES.to("", lang)


@post("/{customer_id:str}/begin", status_code=303)
async def begin(
    request: AnyRequest, world: TheWorld, customer_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Take a citizen's phone with a number of one's own."""
    must_be_our_own_page(request)
    customer = world.customer(customer_id)
    number = phone_number(str((await request.form()).get("number", "")))
    if number is None:
        return PAGES.to("", lang, problem="bad_number")
    return _to_phone(customer, number, lang)


@get("/{customer_id:str}/{citizen:str}", media_type="text/html")
async def show_phone(
    world: TheWorld,
    customer_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
    problem: FromQuery[str] = "",
) -> str:
    """One talk as the citizen's phone shows it."""
    customer = world.customer(customer_id)
    talk = world.known_talk(customer, _number(citizen))
    return PAGES.show("phone.html", world.now(), lang, customer=customer, talk=talk, problem=problem)


@get("/{customer_id:str}/{citizen:str}/lines", media_type="text/html")
async def show_lines(
    world: TheWorld, customer_id: FromPath[str], citizen: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """The SMS alone, for the script."""
    customer = world.customer(customer_id)
    return PAGES.show(
        "lines.html", world.now(), lang, customer=customer, talk=world.known_talk(customer, _number(citizen))
    )


@post("/{customer_id:str}/{citizen:str}/messages", status_code=303)
async def write(
    request: AnyRequest,
    world: TheWorld,
    customer_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """The citizen writes."""
    must_be_our_own_page(request)
    customer, number = world.customer(customer_id), _number(citizen)
    text = text_of(await request.form(), LONGEST_TEXT)
    if not text:
        return _to_phone(customer, number, lang, problem="nothing")
    world.write(customer, number, text)
    return _to_phone(customer, number, lang)


def _number(written: str) -> str:
    number = phone_number(written)
    if number is None:
        raise NotFoundException("no such phone")
    return number


def _to_phone(customer: SimulatedCustomer, number: str, lang: str, **query: str) -> Redirect:
    return PAGES.to(f"{customer.id}/{quote(number)}", lang, **query)
