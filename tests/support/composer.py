"""The composer as its module asks for it, and without."""

from typing import Any

import httpx

from support.officers import BASE, Browser, Floor, Form
from tenants.permissions.model import Actor, ActorKind, Permission, Role


def composer(page: httpx.Response) -> dict[str, str]:
    return Form(page.text, "/reply").fields


async def ask(
    browser: Browser, page: httpx.Response, path: str, files: Any = None, **fields: str
) -> httpx.Response:
    """What the module sends: the form's fields, in the background."""
    form = {**composer(page), "tab": "reply", **fields}
    address = f"{browser.desk}/{path}"
    headers = {"origin": BASE, "sec-fetch-site": "same-origin", "accept": "application/json"}
    return await browser.http.post(address, data=form, files=files, headers=headers)


async def administrator(floor: Floor) -> Actor:
    actor = await floor.world.staff(floor.world.district, Role.ADMINISTRATOR)
    return Actor(
        tenant_id=actor.tenant_id,
        kind=ActorKind.STAFF,
        id=actor.id,
        name="Admin",
        permissions=frozenset({Permission.MANAGE_OFFICE}),
    )
