"""What lets a call in: static headers, or a token that is fetched with client credentials; and how fast calls may go.

Both are remembered by the process alone: losing them costs one more call.
"""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Mapping
from time import monotonic

import httpx2
import msgspec

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
)
from helpdesk.channels.exchange import addressed, exchange, retry_after
from integrations.lapor.headers import filled
from integrations.lapor.settings import LaporSettings
from kit.http import read_at_most

_LARGEST_TOKEN = 20_000
_EARLY = 30.0
"""Seconds before its end a token is not used any more."""
_USUAL_LIFE = 300.0
_BURST = 30
"""Calls at once; then the minute's share counts."""
_LONGEST_WAIT = 10.0


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: float = _USUAL_LIFE


_tokens: dict[str, tuple[str, float]] = {}
_booked: dict[str, float] = {}


async def headers(http: httpx2.AsyncClient, settings: LaporSettings) -> dict[str, str]:
    """The headers of a call; raises a `ChannelError` when a token is needed and not given."""
    value = settings.auth_value
    if settings.token_provider == "oauth2":  # noqa: S105 - a word of the settings
        value = await _token(http, settings)
    secrets = {
        "auth_value": value,
        "token_value": settings.token_value,
        "extra_value": settings.extra_value,
    }
    found = filled(settings.headers, secrets)
    if not all(_is_header_value(each) for each in found.values()):
        # Said here, because the transport would repeat the refused value in its own error.
        raise CredentialsRejected("not_a_header_value")
    return {**found, "accept": "application/json", "accept-encoding": "identity"}


def refused(settings: LaporSettings, code: str) -> ChannelError:
    """What a 401 means: a fetched token may have ended before its time, and the next call fetches another."""
    if settings.token_provider == "oauth2" and _forgotten(_place(settings)):  # noqa: S105
        return ChannelFailing("token_ended")
    return CredentialsRejected(code)


async def take_turn(settings: LaporSettings) -> None:
    """Wait for the account's turn, or raise `ChannelThrottled` when that is far."""
    gap, now, place = 60.0 / settings.most_per_minute, monotonic(), _place(settings)
    turn = max(_booked.get(place, now), now) + gap
    wait = turn - now - gap * _BURST
    if wait > _LONGEST_WAIT:
        raise ChannelThrottled("own_limit", retry_after=wait)
    _booked[place] = turn
    if wait > 0:
        await asyncio.sleep(wait)


def _forgotten(place: str) -> bool:
    """Was a token known there? It is not any more."""
    return _tokens.pop(place, ("", 0.0))[0] != ""


async def _token(http: httpx2.AsyncClient, settings: LaporSettings) -> str:
    place = _place(settings)
    known, until = _tokens.get(place, ("", 0.0))
    if known and monotonic() < until:
        return known
    granted = await _fetched(http, settings)
    _tokens[place] = (granted.access_token, monotonic() + max(granted.expires_in - _EARLY, 0.0))
    return granted.access_token


async def _fetched(http: httpx2.AsyncClient, settings: LaporSettings) -> _Granted:
    """Nothing is filed by asking for a token: whatever goes wrong may be tried again."""
    if not _is_header_value(settings.auth_value):
        raise CredentialsRejected("not_a_header_value")
    secret = b64encode(f"{settings.client_id}:{settings.auth_value}".encode()).decode()
    sent: Mapping[str, str] = {
        "authorization": f"Basic {secret}",
        "content-type": "application/x-www-form-urlencoded",
        "accept": "application/json",
        "accept-encoding": "identity",
    }
    request = addressed(
        http, "POST", settings.grant_url, "grant_url", content=b"grant_type=client_credentials", headers=sent
    )

    async def body(response: httpx2.Response) -> bytes:
        if response.status_code in (400, 401, 403):
            raise CredentialsRejected(str(response.status_code))
        if response.status_code == 429:
            raise ChannelThrottled("429", retry_after=retry_after(response.headers))
        if response.status_code != 200:
            raise ChannelFailing(str(response.status_code))
        return await read_at_most(response, _LARGEST_TOKEN)

    answer = await exchange(http, request, body, seconds=settings.read_seconds, unclear=ChannelFailing)
    try:
        granted = msgspec.json.decode(answer, type=_Granted)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        granted = None
    if granted is None or not _is_header_value(granted.access_token):
        raise ChannelFailing("token_unreadable")
    return granted


def _is_header_value(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text == text.strip()


def _place(settings: LaporSettings) -> str:
    """Whose it is; no key stands in memory as a key."""
    parts = (
        settings.grant_url,
        settings.client_id,
        settings.auth_value,
        settings.token_value,
        settings.extra_value,
        settings.base_url,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
