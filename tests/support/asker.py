"""Somebody who asks every request there is, naming things in path and fields."""

from collections.abc import Mapping
from typing import Any

import httpx

from helpdesk.api.routes import PATH as API
from kit.csrf import FIELD, make_token
from support.integrators import BASE, House
from support.things import NO_THINGS


class Asker:
    """Somebody of an office with every right, at the desk and by key."""

    def __init__(self, house: House, key: str, secret: str) -> None:
        self._keyed = house.client(key, path="")
        self._signed = house.client(path="")
        self._signed.headers["cookie"] = f"sahut={secret}"
        self._token = make_token(house.runtime.keys.derive("csrf"), secret)

    async def send(
        self, method: str, path: str, things: Mapping[str, str], fields: Mapping[str, Any]
    ) -> httpx.Response:
        """Ask with these things in path and fields; empty fields that are not named are left out."""
        path = path.format_map({**dict.fromkeys(NO_THINGS, "complaint"), **things})
        sent = {name: _named(things.get(name), value) for name, value in fields.items()}
        sent = {name: value for name, value in sent.items() if value != ""}
        if method == "GET":
            client = self._keyed if path.startswith(API) else self._signed
            return await client.get(path, params=sent)
        if path.startswith(API):
            return await self._keyed.request(method, path, json=sent)
        form = sent | {FIELD: self._token, "version": "1"}
        return await self._signed.request(method, path, data=form, headers={"origin": BASE})

    async def close(self) -> None:
        await self._keyed.aclose()
        await self._signed.aclose()


def _named(thing: str | None, value: Any) -> Any:
    """The thing, alone in its list where a list is asked for; what names nothing stays as it is."""
    empty = [] if value == [""] else value
    return empty if thing is None else [thing] if isinstance(value, list) else thing
