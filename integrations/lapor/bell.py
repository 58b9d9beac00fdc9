"""LAPOR, or a gateway before it, tells that a complaint changed: no such calls were ever seen, so their form is ours.

A call is signed like those of Standard Webhooks; of what it says only the complaint's id is read.
"""

from collections.abc import Callable

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.errors import BodyMalformed, SignatureWrong
from helpdesk.channels.signing import must_be_signed
from integrations.lapor import parse
from integrations.lapor.settings import LaporSettings


class LaporBell:
    """Off until the account has `webhook` and its secret."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def is_hung(self, account: Account) -> bool:
        """Does the account want to be called?"""
        return isinstance(account.settings, LaporSettings) and account.settings.webhook

    def rung(self, request: HookRequest, account: Account) -> str:
        """The complaint that a genuine call names; raises `SignatureWrong` or `BodyMalformed`."""
        settings = account.settings
        if not isinstance(settings, LaporSettings) or not settings.webhook:
            raise SignatureWrong
        must_be_signed(request, settings.webhook_secret, self._now())
        try:
            return parse.named(request.body, settings)
        except parse.Unreadable:
            raise BodyMalformed from None
