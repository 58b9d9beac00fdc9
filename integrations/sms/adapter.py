"""The SMS channel: listener, sender and health of one account at one gateway."""

from collections.abc import Sequence

import httpx2

from helpdesk.channels.contract import Account, Adapter, HookRequest, Pace, a_minute, count_in
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    CredentialsRejected,
    NotSupported,
    OutcomeUnknown,
    SignatureWrong,
)
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import Addressed, ChannelKind, OutboundMessage, Receipt
from integrations.sms import answers, client, parse, payloads
from integrations.sms.callers import must_be_the_gateway
from integrations.sms.render import OURS, check, request
from integrations.sms.settings import SmsSettings, parts_of, wire_of
from kit.ids import uuid7


def sms(http: httpx2.AsyncClient, base_url: str = "") -> Adapter:
    """The adapter; `http` is the process's one guarded client, `base_url` where gateways reach us."""
    return Adapter(
        kind=ChannelKind.SMS,
        settings=SmsSettings,
        listener=_Listener(),
        sender=_Sender(http, base_url),
        health=_Probe(http),
        address_field="sender",
        most_parts=_most_parts,
        pace=_pace,
    )


class _Listener:
    by_get = True
    with_word = True

    def greet(self, request: HookRequest, account: Account) -> str:
        raise SignatureWrong

    def verify(self, request: HookRequest, account: Account) -> None:
        must_be_the_gateway(request, _settings(account))

    def arrivals(self, request: HookRequest, account: Account) -> Sequence[Addressed]:
        settings = _settings(account)
        # A signature over the body says nothing about the address.
        ours = "" if settings.signing_secret else request.query.get(OURS, "")
        found = parse.arrivals(
            _data(request, settings),
            wire_of(settings),
            call_id=str(uuid7()),
            ours=ours,
            own=account.address,
        )
        return [_here(each, account) for each in found]

    def thanks(self, account: Account) -> tuple[str, str]:
        said = wire_of(_settings(account)).answer
        return ("text/xml" if said.startswith("<") else "text/plain") if said else "", said


def _data(request: HookRequest, settings: SmsSettings) -> object:
    """The fields of a call, however they came."""
    if request.method == "GET":
        return request.query
    kind = request.headers.get("content-type", "")
    is_form = "form-urlencoded" in kind or ("json" not in kind and wire_of(settings).call != "json")
    return payloads.form(request.body) if is_form else payloads.tree(request.body)


def _here(addressed: Addressed, account: Account) -> Addressed:
    """The account's own number in another spelling is the account's own."""
    same = addressed.address.lstrip("+") == account.address.lstrip("+")
    return Addressed(address="", arrival=addressed.arrival) if same else addressed


class _Sender:
    def __init__(self, http: httpx2.AsyncClient, base_url: str) -> None:
        self._http = http
        self._base_url = base_url

    async def send(self, message: OutboundMessage, account: Account) -> Receipt:
        settings = _settings(account)
        word = f"/{settings.hook_word}" if settings.hook_word else ""
        hook = f"{self._base_url}/hooks/{ChannelKind.SMS.value}/{account.id}{word}"
        wanted = request(message, settings, hook)
        return answers.receipt(await client.exchange(self._http, wanted, OutcomeUnknown), wire_of(settings))


class _Probe:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def check(self, account: Account) -> Health:
        settings = _settings(account)
        if settings.provider != "twilio" and not (settings.hook_word or settings.signing_secret):
            advice = CredentialsRejected.sentence
            return Health(ok=False, code="hook_word_missing", advice=advice, cause=Cause.SIGNING)
        try:
            wanted = check(settings)
            if wanted is None:
                advice = NotSupported.sentence
                return Health(ok=False, code="no_check_address", advice=advice, cause=Cause.UNCHECKED)
            answer = await client.exchange(self._http, wanted, ChannelFailing)
            return answers.health_of(answer, wire_of(settings))
        except ChannelError as error:
            return Health(ok=False, code=error.code, advice=error.sentence, cause=answers.cause_of(error))


def _most_parts(account: Account) -> int:
    return parts_of(_settings(account))


def _pace(account: Account) -> Pace:
    return a_minute(count_in(_settings(account).most_per_minute, 60, 6000))


def _settings(account: Account) -> SmsSettings:
    if not isinstance(account.settings, SmsSettings):
        raise NotSupported("settings")
    return account.settings
