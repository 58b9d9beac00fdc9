"""Forms that only our own pages can send; on for every unsafe method unless a route opts out.

Hooks and the API carry no cookies and say `opt={"csrf": False}`.
"""

from typing import cast

from litestar.handlers import BaseRouteHandler

from kit.csrf import FIELD, HEADER, SAFE_METHODS, is_token, make_token, sent_from_here
from kit.errors import Forbidden, Invalid
from kit.headers import add_header
from tenants.sessions.rules import new_secret
from tenants.sign_in import cookies
from tenants.sign_in.asker import AnyRequest, is_secure, runtime_of


async def guard_forms(connection: cookies.Connection, handler: BaseRouteHandler) -> None:
    """Raise `Forbidden` unless one of our pages, shown to this browser, sent the form. A Litestar guard."""
    request = cast(AnyRequest, connection)
    if request.method in SAFE_METHODS or handler.opt.get("csrf") is False:
        return
    here = sent_from_here(
        host=request.headers.get("host", ""),
        origin=request.headers.get("origin"),
        fetch_site=request.headers.get("sec-fetch-site"),
        secure=is_secure(runtime_of(request)),
    )
    if not here:
        raise Forbidden("form_from_elsewhere")
    token = request.headers.get(HEADER) or await _sent(request)
    if not is_token(runtime_of(request).keys.derive("csrf"), token, _binding(request)):
        raise Forbidden("form_outdated")


async def _sent(request: AnyRequest) -> str:
    """The form's token; raises `Invalid` for a body that is no form in UTF-8."""
    try:
        return str((await request.form()).get(FIELD, ""))
    except UnicodeDecodeError:
        raise Invalid("form_unreadable") from None


def form_token(request: AnyRequest) -> str:
    """The `csrf_token` of a page with a form, also for visitors, who get a cookie for it."""
    binding = _binding(request)
    if not binding:
        binding = new_secret()
        made = cookies.make(cookies.FORM, binding, secure=is_secure(runtime_of(request)))
        add_header(request.scope, "set-cookie", made.to_header(header=""))
    return make_token(runtime_of(request).keys.derive("csrf"), binding)


def _binding(request: AnyRequest) -> str:
    """The browser's session, else its secret for forms. A token from before the sign-in is void after it."""
    secure = is_secure(runtime_of(request))
    return cookies.read(request, cookies.SESSION, secure=secure) or cookies.read(
        request, cookies.FORM, secure=secure
    )
