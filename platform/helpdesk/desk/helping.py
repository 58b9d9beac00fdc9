"""The help about keys as a page, and the switch for single letters (WCAG 2.1.4)."""

from litestar import get, post
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, onward, page, shell_at, visit
from kit.errors import Invalid
from tenants.people.service import set_preferences
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from tenants.sign_in.pages import fields


@get("/keys")
async def keys_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What each key does for the reader."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_CASES)
    return page(
        here,
        "desk/keys.html",
        await shell_at(here),
        back_href=here.address("cases"),
        changed=request.query_params.get("done") == "keys",
    )


@post("/keys", status_code=200)
async def switch_keys(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Single letters on (`on` = 1) or off (0); the choice is kept with the person."""
    here = await visit(request, slug)
    (on,) = await fields(request, "on")
    if on not in ("0", "1"):
        raise Invalid("invalid", fields={"on": "unknown"})
    signed = here.signed
    theme = signed.theme or "system"
    await set_preferences(signed.person_id, language=signed.language, theme=theme, single_keys=on == "1")
    return onward(here.address("keys", done="keys"))
