"""Pages on which a person plays the citizen's phone: plain forms, and a small script that only fetches news."""

import re
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup, escape

from integrations.sms.simulator.model import SimulatedCustomer
from integrations.sms.simulator.words import LANGUAGES, PROBLEMS, words
from integrations.sms.simulator.world import TheWorld, World
from kit.phones import phone_number

AnyRequest = Request[Any, Any, Any]

LONGEST_TEXT = 1000
WIB = timezone(timedelta(hours=7), "WIB")

_FOLDER = Path(__file__).parent / "templates"
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


def _linked(text: str) -> Markup:
    """The text with its links as links; everything else escaped."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_PAGES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
_PAGES.filters["linked"] = _linked
_PAGES.filters["clock"] = lambda moment: f"{moment.astimezone(WIB):%d-%m-%Y %H:%M}"
_PAGES.filters["hour"] = lambda moment: f"{moment.astimezone(WIB):%H:%M}"


@get("/", media_type="text/html")
async def show_numbers(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All offices' numbers and the talks with them."""
    found = [(each, list(world.talks(each))[:50]) for each in world.customers.values()]
    return _page("numbers.html", world, lang, customers=found, problem=_complaint(lang, problem))


@post("/{customer_id:str}/begin", status_code=303)
async def begin(
    request: AnyRequest, world: TheWorld, customer_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Take a citizen's phone with a number of one's own."""
    _must_be_our_own_page(request)
    customer = _customer(world, customer_id)
    number = phone_number(str((await request.form()).get("number", "")))
    if number is None:
        return Redirect("/sms/?" + urlencode({"lang": lang, "problem": "bad_number"}), status_code=303)
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
    customer, talk = (
        _customer(world, customer_id),
        world.known_talk(world.customers[customer_id], _number(citizen)),
    )
    return _page("phone.html", world, lang, customer=customer, talk=talk, problem=_complaint(lang, problem))


@get("/{customer_id:str}/{citizen:str}/lines", media_type="text/html")
async def show_lines(
    world: TheWorld, customer_id: FromPath[str], citizen: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """The SMS alone, for the script."""
    customer = _customer(world, customer_id)
    return _page(
        "lines.html", world, lang, customer=customer, talk=world.known_talk(customer, _number(citizen))
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
    _must_be_our_own_page(request)
    customer, number = _customer(world, customer_id), _number(citizen)
    text = str((await request.form()).get("text", "")).replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    if not text:
        return _to_phone(customer, number, lang, problem="nothing")
    world.write(customer, number, text)
    return _to_phone(customer, number, lang)


@get("/simulator.css", media_type="text/css")
async def style() -> str:
    """The pages' own style sheet."""
    return (_FOLDER / "simulator.css").read_text("utf-8")


@get("/simulator.js", media_type="text/javascript")
async def script() -> str:
    """Fetches news of an open talk."""
    return (_FOLDER / "simulator.js").read_text("utf-8")


@get("/simulator.svg", media_type="image/svg+xml")
async def icon() -> str:
    """The pages' icon."""
    return (_FOLDER / "simulator.svg").read_text("utf-8")


def _complaint(lang: str, problem: str) -> str:
    return words(lang)[problem] if problem in PROBLEMS else ""


def _page(name: str, world: World, lang: str, **values: Any) -> str:
    language = lang if lang in LANGUAGES else LANGUAGES[0]
    other = next(each for each in LANGUAGES if each != language)
    page: str = _PAGES.get_template(name).render(
        lang=language, other=other, w=words(language), now=world.now(), **values
    )
    return page


def _customer(world: World, customer_id: str) -> SimulatedCustomer:
    if customer_id not in world.customers:
        raise NotFoundException("no such number")
    return world.customers[customer_id]


def _number(written: str) -> str:
    number = phone_number(written)
    if number is None:
        raise NotFoundException("no such phone")
    return number


def _to_phone(customer: SimulatedCustomer, number: str, lang: str, **query: str) -> Redirect:
    asked = {**({"lang": lang} if lang != LANGUAGES[0] else {}), **query}
    path = f"/sms/{customer.id}/{quote(number)}"
    return Redirect(f"{path}?{urlencode(asked)}" if asked else path, status_code=303)


def _must_be_our_own_page(request: AnyRequest) -> None:
    """No page from elsewhere may speak for our invented citizens."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise PermissionDeniedException("not from here")
