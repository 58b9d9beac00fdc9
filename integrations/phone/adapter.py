"""The telephone: a listener to what an exchange tells of its calls. It calls nobody."""

from collections.abc import Callable, Sequence

from helpdesk.channels.contract import Account, Adapter, HookRequest
from helpdesk.channels.errors import NotSupported, SignatureWrong
from helpdesk.channels.model import Addressed, ChannelKind
from helpdesk.channels.signing import must_be_signed
from integrations.phone import parse, payloads
from integrations.phone.settings import PhoneSettings


def phone(now: Callable[[], float]) -> Adapter:
    """The adapter; `now` is this machine's time in seconds since 1970, by which signatures grow old."""
    return Adapter(
        kind=ChannelKind.PHONE,
        settings=PhoneSettings,
        listener=_Listener(now),
        address_field="line_number",
    )


class _Listener:
    by_get = False
    with_word = False

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def greet(self, request: HookRequest, account: Account) -> str:
        raise SignatureWrong

    def verify(self, request: HookRequest, account: Account) -> None:
        must_be_signed(request, _settings(account).call_secret, self._now())

    def arrivals(self, request: HookRequest, account: Account) -> Sequence[Addressed]:
        return parse.arrivals(payloads.tree(request.body), request.body, own=account.address)

    def thanks(self, account: Account) -> tuple[str, str]:
        return "", ""


def _settings(account: Account) -> PhoneSettings:
    if not isinstance(account.settings, PhoneSettings):
        raise NotSupported("settings")
    return account.settings
