"""Twilio's interface: create a message, read the account. Errors are Twilio's, in its order of looking."""

import base64
import binascii
import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.params import FromPath

from integrations.sms.simulator import twilio
from integrations.sms.simulator.model import Sending, SimulatedCustomer
from integrations.sms.simulator.taking import AnyRequest, Form, Words, taken
from integrations.sms.simulator.world import TheWorld, World
from kit.phones import phone_number
from kit.sms_parts import counted

LONGEST_BODY = 1600
_ACCOUNT = f"/{twilio.VERSION}/Accounts"


@post(f"{_ACCOUNT}/{{account_sid:str}}/Messages.json", status_code=201)
async def create_message(request: AnyRequest, world: TheWorld, account_sid: FromPath[str]) -> Response[Any]:
    """Take one SMS, or refuse it; ordered faults come first."""
    customer = _customer(request, world)
    if customer is None or customer.account_sid != account_sid:
        return _refused("20404" if customer else "20003")
    return await taken(request, world, customer, _WORDS)


@get(f"{_ACCOUNT}/{{resource:str}}")
async def read_account(request: AnyRequest, world: TheWorld, resource: FromPath[str]) -> Response[Any]:
    """The account that the key belongs to."""
    customer = _customer(request, world)
    if customer is None or f"{customer.account_sid}.json" != resource:
        return _refused("20404" if customer else "20003")
    return Response(twilio.account(customer))


def _take(world: World, customer: SimulatedCustomer, sending: Sending, form: Form) -> Response[Any]:
    to, text, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback", "")
    number = phone_number(to)
    sending.to, sending.text, sending.parts = number or "", text, counted(text).parts
    refusal = _refusal(world, customer, form, number)
    if refusal or number is None:
        sending.refused = str(refusal)
        return _refused(sending.refused)
    line = world.take(customer, number, text, report_to=callback)
    sending.id = line.id
    return Response(twilio.message(customer, number, line), status_code=201)


def _refusal(world: World, customer: SimulatedCustomer, form: Form, number: str | None) -> int:
    """The code of what is wrong; 0 for nothing."""
    sender, text, callback = form.get("From", ""), form.get("Body", ""), form.get("StatusCallback", "")
    others = {each.number for each in world.customers.values()} - {customer.number}
    faults = (
        (not form.get("To"), 21604),
        (not text.strip(), 21602),
        (not sender, 21603),
        (number is None, 21211),
        (sender in others, 21660),
        (sender != customer.number, 21659),
        (number == customer.number, 21266),
        (len(text) > LONGEST_BODY, 21617),
        (bool(callback) and not _is_url(callback), 21609),
    )
    return next((code for is_wrong, code in faults if is_wrong), 0)


def _is_url(callback: str) -> bool:
    try:
        parts = urlsplit(callback)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in (parts.hostname or "")


def _refused(code: str) -> Response[Any]:
    """An ordered fault may have no code of Twilio's; then the number is at fault."""
    status, body = twilio.error(int(code) if code.isdecimal() else 21211)
    return Response(body, status_code=status)


def _too_many(_: int) -> Response[Any]:
    return _refused("20429")


def _failing() -> Response[Any]:
    return _refused("20500")


_WORDS = Words(refused=_refused, too_many=_too_many, failing=_failing, take=_take)


def _customer(request: AnyRequest, world: World) -> SimulatedCustomer | None:
    """Whose account SID and token these are."""
    word = request.headers.get("authorization", "").removeprefix("Basic ")
    try:
        user, _, token = base64.b64decode(word, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    fitting = (
        each
        for each in world.customers.values()
        if each.account_sid
        and each.account_sid == user
        and hmac.compare_digest(each.access_key.encode(), token.encode())
    )
    return next(fitting, None)
