"""Pages: one's own password, the one-time link, and what to do when it is forgotten."""

from litestar import get, post
from litestar.params import FromPath

from kit.errors import Invalid, Missing
from kit.limits import Limit
from kit.passwords import SHORTEST, Weakness
from tenants.people import service as people
from tenants.people.model import Person
from tenants.sign_in import service
from tenants.sign_in.asker import AnyRequest, asker, network, runtime_of, signed_in
from tenants.sign_in.model import SignedIn
from tenants.sign_in.pages import (
    Answer,
    field_errors,
    fields,
    language_of,
    onward,
    page,
    session_cookie,
)
from tenants.sign_in.rules import HOME
from ui.i18n import N_

_TEXTS = {
    Weakness.TOO_SHORT: N_("Kata sandi baru terlalu pendek: sedikitnya 15 karakter."),
    Weakness.TOO_LONG: N_("Kata sandi baru terlalu panjang: paling banyak 128 karakter."),
    Weakness.GUESSABLE: N_(
        "Kata sandi baru mudah ditebak: pakai kata-kata lain, bukan nama Anda, urutan, atau pengulangan."
    ),
    "wrong": N_("Kata sandi sekarang tidak cocok."),
    "same": N_("Kata sandi baru sama dengan yang lama."),
    "differs": N_("Ulangan kata sandi tidak sama. Ketik kata sandi baru sekali lagi di kedua isian."),
}


@get("/sign-in/forgotten")
async def forgotten(request: AnyRequest) -> Answer:
    """How to get a link from one's own office."""
    return page(request, "forgotten")


@get("/password")
async def password_page(request: AnyRequest) -> Answer:
    """The form for a new password."""
    return await _password_page(request, await signed_in(request))


@post("/password")
async def change_password(request: AnyRequest) -> Answer:
    """Change it: all other sessions of the person end, and this browser gets a new one."""
    signed = await signed_in(request)
    old, new, again = await fields(request, "old", "new", "again")
    await runtime_of(request).limits.allow(f"password:{signed.person_id}", 10, 15 * 60)
    try:
        _must_be_equal(new, again)
        await people.change_password(signed.person_id, old, new)
    except Invalid as invalid:
        return await _password_page(request, signed, invalid)
    return onward("/password?changed", session_cookie(request, await service.reopen(signed.session)))


@get("/welcome/{token:str}")
async def welcome_page(request: AnyRequest, token: FromPath[str]) -> Answer:
    """The form behind a one-time link. Looking does not use it up: mail programs look, too."""
    await _count(request)
    try:
        return _welcome_page(request, await people.owner_of_link(token))
    except Missing:
        return page(request, "link_gone", status=404)


@post("/welcome/{token:str}")
async def welcome(request: AnyRequest, token: FromPath[str]) -> Answer:
    """Set the password, use the link up, sign in."""
    await _count(request)
    new, again = await fields(request, "new", "again")
    try:
        owner = await people.owner_of_link(token)
        _must_be_equal(new, again)
        await people.set_password_by_link(token, new)
    except Missing:
        return page(request, "link_gone", status=404)
    except Invalid as invalid:
        return _welcome_page(request, owner, invalid)
    old = await asker(request)
    secret = await service.open_first_session(owner.id, old.session if old else None)
    return onward(HOME, session_cookie(request, secret))


async def _password_page(request: AnyRequest, signed: SignedIn, wrong: Invalid | None = None) -> Answer:
    return page(
        request,
        "password",
        signed=signed,
        status=422 if wrong else 200,
        errors=_errors(request, wrong, signed),
        changed="changed" in request.query_params,
        person=await people.person(signed.person_id),
        shortest=SHORTEST,
    )


def _welcome_page(request: AnyRequest, owner: Person, wrong: Invalid | None = None) -> Answer:
    return page(
        request,
        "welcome",
        status=422 if wrong else 200,
        errors=_errors(request, wrong),
        person=owner,
        shortest=SHORTEST,
    )


def _errors(request: AnyRequest, wrong: Invalid | None, signed: SignedIn | None = None) -> dict[str, str]:
    """Texts by field; empty when nothing is wrong."""
    codes = wrong.details["fields"] if wrong else {}
    found = field_errors(language_of(request, signed), codes, _TEXTS)
    return {error.field: error.text for error in found}


async def _count(request: AnyRequest) -> None:
    """Links are 256 random bits; what is limited is the work."""
    limits = (Limit(f"link:{network(request)}", 60, 15 * 60), Limit("link", 600, 60))
    await runtime_of(request).limits.allow_all(limits)


def _must_be_equal(new: str, again: str) -> None:
    if new != again:
        raise Invalid("password_differs", fields={"again": "differs"})


PASSWORD_ROUTES = [forgotten, password_page, change_password, welcome_page, welcome]
