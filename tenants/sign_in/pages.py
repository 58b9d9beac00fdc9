"""What the pages of this room share: language, shell, tokens, fields, ways on."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar import Response
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect

from kit.headers import add_header, csp_nonce, referrer
from tenants.sign_in import cookies
from tenants.sign_in.asker import AnyRequest, is_secure, runtime_of
from tenants.sign_in.forms import form_token
from tenants.sign_in.model import SignedIn
from tenants.sign_in.rules import local_path
from ui.i18n import LANGUAGES, N_, language_links, negotiate, translate
from ui.model import FieldError, Office, PlainShell

Answer = Response[Any]

_TAGLINE = N_("Meja bantuan kantor kesehatan")


def page(
    request: AnyRequest,
    template: str,
    *,
    signed: SignedIn | None = None,
    status: int = 200,
    background: BackgroundTask | None = None,
    **values: Any,
) -> Answer:
    """A page of this room by the name of its template, with a token for its forms."""
    language = language_of(request, signed)
    address = f"{request.url.path}?{request.url.query}"
    shell = PlainShell(
        office=Office(mark="S", name="Sahut", place=translate(language, _TAGLINE), href="/"),
        languages=language_links(address, language),
    )
    body = runtime_of(request).pages.render(
        f"sign_in/{template}.html",
        language=language,
        csp_nonce=csp_nonce(request.scope),
        shell=shell,
        theme=signed.theme if signed else "",
        csrf_token=form_token(request),
        referrer=referrer(request.scope),
        **values,
    )
    return Response(body, media_type=MediaType.HTML, status_code=status, background=background)


def language_of(request: AnyRequest, signed: SignedIn | None = None) -> str:
    """The language asked for with `?lang=`, else the last one asked for here, the person's, the browser's.

    One that was asked for is kept in a cookie, and by the person at signing out.
    """
    asked, kept = request.query_params.get("lang", ""), chosen_language(request)
    if asked in LANGUAGES and asked != kept:
        add_header(request.scope, "set-cookie", language_cookie(request, asked).to_header(header=""))
    own = signed.language if signed else ""
    return negotiate(asked, kept, own, accept=request.headers.get("accept-language", ""))


def chosen_language(request: AnyRequest) -> str:
    """The language that was last asked for in this browser, or nothing."""
    kept = cookies.read(request, cookies.LANGUAGE, secure=is_secure(runtime_of(request)))
    return kept if kept in LANGUAGES else ""


def language_cookie(request: AnyRequest, language: str) -> Cookie:
    """The cookie that keeps a choice of language."""
    return cookies.make(cookies.LANGUAGE, language, secure=is_secure(runtime_of(request)))


def onward(path: str, *changed: Cookie) -> Answer:
    """Send the browser on after a form, so that going back does not send it twice."""
    return Redirect(path, status_code=303, cookies=list(changed))


def session_cookie(request: AnyRequest, secret: str) -> Cookie:
    """The cookie of a session that has just begun."""
    return cookies.make(cookies.SESSION, secret, secure=is_secure(runtime_of(request)))


async def fields(request: AnyRequest, *names: str) -> tuple[str, ...]:
    """Text fields of a form in the order of their names; a missing one or a file is empty."""
    form = await request.form()
    found = (form.get(name, "") for name in names)
    return tuple(value if isinstance(value, str) else "" for value in found)


def field_errors(language: str, wrong: Mapping[str, str], texts: Mapping[str, str]) -> list[FieldError]:
    """What is wrong, in words: `wrong` maps fields to codes, `texts` codes to marked texts."""
    return [FieldError(field=field, text=translate(language, texts[code])) for field, code in wrong.items()]


def came_from(request: AnyRequest) -> str:
    """The path of our page that sent the form, or the desk."""
    referer = urlsplit(request.headers.get("referer", ""))
    ours = referer.netloc.lower() == request.headers.get("host", "").lower()
    return local_path(referer.path if ours else "")
