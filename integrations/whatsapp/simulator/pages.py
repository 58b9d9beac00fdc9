"""Pages on which a person plays the citizen: plain forms, and a small script that only fetches news."""

import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup, escape

from integrations.whatsapp.simulator import acts, interactive
from integrations.whatsapp.simulator.model import Chat, SimulatedAccount
from integrations.whatsapp.simulator.words import LANGUAGES, PROBLEMS, words
from integrations.whatsapp.simulator.world import TheWorld, World

AnyRequest = Request[Any, Any, Any]

LARGEST_FILE = 10_000_000
LONGEST_TEXT = 4096
EMOJIS = ("👍", "❤️", "🙏", "😢")

WIB = timezone(timedelta(hours=7), "WIB")

_FOLDER = Path(__file__).parent / "templates"
_SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif"}
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")


def _linked(text: str) -> Markup:
    """The text with its links as links; everything else escaped."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[end : found.start()]))
        link = Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0])
        parts.append(link)
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_PAGES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
_PAGES.filters["linked"] = _linked
_PAGES.filters["clock"] = lambda moment: f"{moment.astimezone(WIB):%d-%m-%Y %H:%M}"
_PAGES.filters["hour"] = lambda moment: f"{moment.astimezone(WIB):%H:%M}"


@get("/", media_type="text/html")
async def show_accounts(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All numbers of offices and the chats with them."""
    found = [(account, list(world.chats(account))[:50]) for account in world.accounts.values()]
    return shown_page("accounts.html", world, lang, accounts=found, problem=_complaint(lang, problem))


@post("/{phone_number_id:str}/begin", status_code=303)
async def begin(
    request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Begin a chat as a citizen with a number and a name of one's own."""
    must_be_our_own_page(request)
    account = _account(world, phone_number_id)
    form = await request.form()
    number = digits_of(str(form.get("number", "")))
    if not number:
        return Redirect("/whatsapp/?" + urlencode({"lang": lang, "problem": "bad_number"}), status_code=303)
    world.chat(account, number, str(form.get("name", ""))[:80])
    return _to_chat(account, number, lang)


@get("/{phone_number_id:str}/{citizen:str}", media_type="text/html")
async def show_chat(
    world: TheWorld,
    phone_number_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
    reply: FromQuery[str] = "",
    problem: FromQuery[str] = "",
) -> str:
    """One chat as the citizen's phone shows it; opening it reads what has arrived."""
    account, chat = _opened(world, phone_number_id, citizen)
    return shown_page(
        "chat.html",
        world,
        lang,
        account=account,
        chat=chat,
        reply=chat.line(reply) if reply else None,
        problem=_complaint(lang, problem),
        emojis=EMOJIS,
        shown=_SHOWN,
    )


@get("/{phone_number_id:str}/{citizen:str}/thread", media_type="text/html")
async def show_thread(
    world: TheWorld, phone_number_id: FromPath[str], citizen: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """The messages alone, for the script."""
    account, chat = _opened(world, phone_number_id, citizen)
    return shown_page("thread.html", world, lang, account=account, chat=chat, emojis=EMOJIS, shown=_SHOWN)


@post("/{phone_number_id:str}/{citizen:str}/messages", status_code=303)
async def write(
    request: AnyRequest,
    world: TheWorld,
    phone_number_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """The citizen writes or sends a file."""
    must_be_our_own_page(request)
    account, chat = _opened(world, phone_number_id, citizen)
    form = await request.form()
    text = str(form.get("text", "")).replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    content, mime_type, name = await _upload(form.get("file"))
    if len(content) > LARGEST_FILE:
        return _to_chat(account, citizen, lang, problem="too_large")
    if not text and not content:
        return _to_chat(account, citizen, lang, problem="nothing")
    file = world.store(account, content, mime_type, name) if content else None
    chat = world.chat(account, citizen)
    reply_to = str(form.get("reply_to", ""))[:256]
    line, message = acts.write(world, account, chat, text, file=file, reply_to=reply_to)
    acts.tell(world, account, [(chat, line, message)])
    return _to_chat(account, citizen, lang)


@post("/{phone_number_id:str}/{citizen:str}/choices", status_code=303)
async def press(
    request: AnyRequest,
    world: TheWorld,
    phone_number_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """The citizen presses a button, or a row of a list."""
    must_be_our_own_page(request)
    account, chat = _opened(world, phone_number_id, citizen)
    form = await request.form()
    line = chat.line(str(form.get("message_id", "")))
    choice = line.choice(str(form.get("choice", ""))) if line else None
    if line and choice:
        acts.tell(world, account, [(chat, *interactive.press(world, chat, line, choice))])
    return _to_chat(account, citizen, lang)


@post("/{phone_number_id:str}/{citizen:str}/reactions", status_code=303)
async def react(
    request: AnyRequest,
    world: TheWorld,
    phone_number_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """The citizen puts an emoji on a message, or takes it back."""
    must_be_our_own_page(request)
    account, chat = _opened(world, phone_number_id, citizen)
    form = await request.form()
    emoji = str(form.get("emoji", ""))
    line = chat.line(str(form.get("message_id", "")))
    if line and emoji in ("", *EMOJIS):
        acts.react(world, account, chat, line.id, emoji)
    return _to_chat(account, citizen, lang)


@get("/files/{file_id:str}")
async def show_file(world: TheWorld, file_id: FromPath[str]) -> Response[bytes]:
    """A file on the citizen's own phone: pictures are shown, anything else is only kept."""
    file = world.file(file_id)
    if file is None:
        raise NotFoundException("gone")
    shown = file.mime_type in _SHOWN
    disposition = "inline" if shown else f"attachment; filename*=UTF-8''{quote(file.name or 'file')}"
    headers = {"content-disposition": disposition, "content-security-policy": "default-src 'none'; sandbox"}
    media_type = file.mime_type if shown else "application/octet-stream"
    return Response(file.content, media_type=media_type, headers=headers)


@get("/simulator.css", media_type="text/css")
async def style() -> str:
    """The pages' own style sheet."""
    return (_FOLDER / "simulator.css").read_text("utf-8")


@get("/simulator.js", media_type="text/javascript")
async def script() -> str:
    """Fetches news of an open chat."""
    return (_FOLDER / "simulator.js").read_text("utf-8")


@get("/simulator.svg", media_type="image/svg+xml")
async def icon() -> str:
    """The pages' icon."""
    return (_FOLDER / "simulator.svg").read_text("utf-8")


def _complaint(lang: str, problem: str) -> str:
    return words(lang)[problem] if problem in PROBLEMS else ""


def shown_page(name: str, world: World, lang: str, **values: Any) -> str:
    """A page in the asked language."""
    language = lang if lang in LANGUAGES else LANGUAGES[0]
    other = next(each for each in LANGUAGES if each != language)
    page: str = _PAGES.get_template(name).render(
        lang=language, other=other, w=words(language), now=world.now(), **values
    )
    return page


def _account(world: World, phone_number_id: str) -> SimulatedAccount:
    account = world.accounts.get(phone_number_id)
    if account is None:
        raise NotFoundException("no such account")
    return account


def _opened(world: World, phone_number_id: str, citizen: str) -> tuple[SimulatedAccount, Chat]:
    """The chat, with everything that arrived in it read; one that was never begun stays unknown."""
    account = _account(world, phone_number_id)
    chat = world.known_chat(account, citizen)
    if chat is None:
        if digits_of(citizen) != citizen:
            raise NotFoundException("no such chat")
        return account, Chat(citizen=citizen, user_id="")
    acts.open_chat(world, account, chat)
    return account, chat


def _to_chat(account: SimulatedAccount, citizen: str, lang: str, **query: str) -> Redirect:
    asked: Mapping[str, str] = {**({"lang": lang} if lang != LANGUAGES[0] else {}), **query}
    path = f"/whatsapp/{account.phone_number_id}/{quote(citizen)}"
    return Redirect(f"{path}?{urlencode(asked)}" if asked else path, status_code=303)


def digits_of(number: str) -> str:
    """A number as WhatsApp writes it: 0812… becomes 62812…; empty when it is none."""
    digits = re.sub(r"[\s()+.-]", "", number)
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    return digits if re.fullmatch("[1-9][0-9]{7,14}", digits) else ""


async def _upload(part: object) -> tuple[bytes, str, str]:
    if not isinstance(part, UploadFile):
        return b"", "", ""
    content = await part.read(LARGEST_FILE + 1)
    given = (part.content_type or "").lower()
    mime_type = given if _MIME_TYPE.fullmatch(given) else "application/octet-stream"
    return content, mime_type, (part.filename or "")[:200]


def must_be_our_own_page(request: AnyRequest) -> None:
    """No page from elsewhere may speak for our invented citizens."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise PermissionDeniedException("not from here")
