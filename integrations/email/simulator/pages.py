"""Pages on which a person plays the citizen who writes letters: plain forms, and a script that only fetches news."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from integrations.email.simulator.letters import ADDRESS
from integrations.email.simulator.model import Faults, File, SimulatedMailbox
from integrations.email.simulator.words import PROBLEMS, WORDS
from integrations.email.simulator.world import TheWorld
from kit.simulator.forms import chosen, name_of, text_of
from kit.simulator.pages import Pages, must_be_our_own_page
from kit.simulator.uploads import Upload, upload

AnyRequest = Request[Any, Any, Any]

LONGEST_TEXT = 10_000
LONGEST_SUBJECT = 200
SLOW_SECONDS = 5.0
FAULTS = {
    "none": Faults(),
    "password": Faults(refuses_password=True),
    "slow": Faults(slow_seconds=SLOW_SECONDS),
    "bounces": Faults(bounces=True),
}
"""What a page may order, by its name there."""

PAGES = Pages("/email", Path(__file__).parent / "templates", WORDS, PROBLEMS)


@get("/", media_type="text/html")
async def show_mailboxes(world: TheWorld, lang: FromQuery[str] = "id", problem: FromQuery[str] = "") -> str:
    """All offices' mailboxes, the talks with them, and what goes wrong there."""
    found = [
        (each, list(world.talks(each))[:50], name_of(world.boxes[each.id].faults, FAULTS))
        for each in world.mailboxes.values()
    ]
    return PAGES.show(
        "mailboxes.html",
        world.now(),
        lang,
        mailboxes=found,
        faults=list(FAULTS),
        problem=problem,
    )


@post("/{mailbox_id:str}/begin", status_code=303)
async def begin(
    request: AnyRequest, world: TheWorld, mailbox_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Write as a citizen with an address of one's own."""
    must_be_our_own_page(request)
    mailbox = world.mailbox(mailbox_id)
    address = str((await request.form()).get("address", "")).strip().lower()
    if not ADDRESS.fullmatch(address):
        return PAGES.to("", lang, problem="bad_address")
    return _to_talk(mailbox, address, lang)


@post("/{mailbox_id:str}/faults", status_code=303)
async def order(
    request: AnyRequest, world: TheWorld, mailbox_id: FromPath[str], lang: FromQuery[str] = "id"
) -> Redirect:
    """Let the mailbox misbehave, or be well again."""
    must_be_our_own_page(request)
    mailbox = world.mailbox(mailbox_id)
    wanted = await chosen(request, "fault", FAULTS)
    if wanted is not None:
        world.boxes[mailbox.id].faults = wanted
    return PAGES.to("", lang)


@get("/{mailbox_id:str}/{citizen:str}", media_type="text/html")
async def show_talk(
    world: TheWorld,
    mailbox_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
    problem: FromQuery[str] = "",
) -> str:
    """One talk as the citizen's mailbox shows it."""
    mailbox = world.mailbox(mailbox_id)
    talk = world.known_talk(mailbox, _address(citizen))
    return PAGES.show("talk.html", world.now(), lang, mailbox=mailbox, talk=talk, problem=problem)


@get("/{mailbox_id:str}/{citizen:str}/letters", media_type="text/html")
async def show_letters(
    world: TheWorld, mailbox_id: FromPath[str], citizen: FromPath[str], lang: FromQuery[str] = "id"
) -> str:
    """The letters alone, for the script."""
    talk = world.known_talk(world.mailbox(mailbox_id), _address(citizen))
    return PAGES.show("letters.html", world.now(), lang, talk=talk)


@post("/{mailbox_id:str}/{citizen:str}/letters", status_code=303)
async def write(
    request: AnyRequest,
    world: TheWorld,
    mailbox_id: FromPath[str],
    citizen: FromPath[str],
    lang: FromQuery[str] = "id",
) -> Redirect:
    """The citizen writes a new letter, or answers the office's last one."""
    must_be_our_own_page(request)
    mailbox, address = world.mailbox(mailbox_id), _address(citizen)
    form = await request.form()
    text = text_of(form, LONGEST_TEXT)
    subject = " ".join(str(form.get("subject", "")).split())[:LONGEST_SUBJECT]
    sent = await upload(form.get("file"))
    if sent.too_large:
        return _to_talk(mailbox, address, lang, problem="too_large")
    if not text and not sent.content:
        return _to_talk(mailbox, address, lang, problem="nothing")
    last = world.known_talk(mailbox, address).last_of_office if form.get("answer") else None
    if last:
        subject = subject or f"Re: {last.subject.removeprefix('Re: ')}"
    spoofed = bool(form.get("spoofed"))
    world.write(mailbox, address, subject, text, file=_file(sent), answered=last, spoofed=spoofed)
    return _to_talk(mailbox, address, lang)


def _file(sent: Upload) -> File | None:
    name = " ".join(sent.name.split())[:200] or "berkas"
    return File(name=name, mime_type=sent.mime_type, content=sent.content) if sent.content else None


def _address(written: str) -> str:
    if not ADDRESS.fullmatch(written):
        raise NotFoundException("no such address")
    return written.lower()


def _to_talk(mailbox: SimulatedMailbox, citizen: str, lang: str, **query: str) -> Redirect:
    return PAGES.to(f"{mailbox.id}/{quote(citizen)}", lang, **query)
