"""Webhooks on their way to us: signed; and the challenge before Meta believes an address."""

import hashlib
import hmac
import json
import secrets

import httpx2

from integrations.whatsapp.simulator.model import SimulatedAccount
from kit.simulator.courier import Call


def signed(account: SimulatedAccount, body: object) -> Call:
    """The webhook as Meta sends it."""
    raw = json.dumps(body, separators=(",", ":")).encode()
    signature = hmac.new(account.app_secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
    return Call(account.hook_url, raw, headers)


async def greet(http: httpx2.AsyncClient, url: str, verify_token: str) -> bool:
    """Whether the hook repeats a new challenge, as Meta asks before it believes an address."""
    challenge = secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
    try:
        response = await http.get(url, params=query)
    except (httpx2.RequestError, httpx2.InvalidURL):
        return False
    return response.status_code == 200 and response.text == challenge
