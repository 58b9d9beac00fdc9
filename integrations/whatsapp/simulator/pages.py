"""Pages on which a person plays the citizen: plain forms, and a small script that only fetches news."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from integrations.whatsapp.simulator import acts, interactive
from integrations.whatsapp.simulator.model import LIMITS, Chat, SimulatedAccount
from integrations.whatsapp.simulator.words import PROBLEMS, WORDS
from integrations.whatsapp.simulator.world import TheWorld, World
from kit.simulator.forms import chosen, name_of, text_of
from kit.simulator.pages import Pages, must_be_our_own_page
from kit.simulator.uploads import upload

AnyRequest = Request[Any, Any, Any]

LONGEST_TEXT = 4096
EMOJIS = ("👍", "❤️", "🙏", "😢")
_SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif"}

PAGES = Pages("/whatsapp", Path(__file__).parent / "templates", WORDS, PROBLEMS)


@get("/", media_type="text/html")
async def show_accounts(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All numbers of offices and the chats with them."""
    found = [
        (account, list(world.chats(account))[:50], name_of(world.limits[name], LIMITS))
        for name, account in world.accounts.items()
    ]
    return PAGES.show(
        "accounts.html", world.now(), lang, accounts=found, limits=list(LIMITS), problem=problem
    )


@post("/{phone_number_id:str}/limits", status_code=303)
async def limit(
    request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Let the number be used slower, or as fast as anybody likes."""
    must_be_our_own_page(request)
    account = world.account(phone_number_id)
    wanted = await chosen(request, "limit", LIMITS)
    if wanted is not None:
        world.limit(account.phone_number_id, wanted)
    return PAGES.to("", lang)


@post("/{phone_number_id:str}/begin", status_code=303)
async def begin(
    request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Begin a chat as a citizen with a number and a name of one's own."""
    must_be_our_own_page(request)
    account = world.account(phone_number_id)
    form = await request.form()
    number = digits_of(str(form.get("number", "")))
    if not number:
        return PAGES.to("", lang, problem="bad_number")
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
    return PAGES.show(
        "chat.html",
        world.now(),
        lang,
        account=account,
        chat=chat,
        reply=chat.line(reply) if reply else None,
        problem=problem,
        emojis=EMOJIS,
        shown=_SHOWN,
    )


@get("/{phone_number_id:str}/{citizen:str}/thread", media_type="text/html")
async def show_thread(
    world: TheWorld, phone_number_id: FromPath[str], citizen: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """The messages alone, for the script."""
    account, chat = _opened(world, phone_number_id, citizen)
    return PAGES.show(
        "thread.html", world.now(), lang, account=account, chat=chat, emojis=EMOJIS, shown=_SHOWN
    )


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
    text = text_of(form, LONGEST_TEXT)
    sent = await upload(form.get("file"))
    if sent.too_large:
        return _to_chat(account, citizen, lang, problem="too_large")
    if not text and not sent.content:
        return _to_chat(account, citizen, lang, problem="nothing")
    file = world.store(account, sent.content, sent.mime_type, sent.name[:200]) if sent.content else None
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


def _opened(world: World, phone_number_id: str, citizen: str) -> tuple[SimulatedAccount, Chat]:
    """The chat, with everything that arrived in it read; one that was never begun stays unknown."""
    account = world.account(phone_number_id)
    chat = world.known_chat(account, citizen)
    if chat is None:
        if digits_of(citizen) != citizen:
            raise NotFoundException("no such chat")
        return account, Chat(citizen=citizen, user_id="")
    acts.open_chat(world, account, chat)
    return account, chat


def _to_chat(account: SimulatedAccount, citizen: str, lang: str, **query: str) -> Redirect:
    return PAGES.to(f"{account.phone_number_id}/{quote(citizen)}", lang, **query)


def digits_of(number: str) -> str:
    """A number as WhatsApp writes it: 0812… becomes 62812…; empty when it is none."""
    digits = re.sub(r"[\s()+.-]", "", number)
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    return digits if re.fullmatch("[1-9][0-9]{7,14}", digits) else ""
