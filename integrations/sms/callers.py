"""Who may speak for the gateway: a signature, or the secret word in the address; and from which networks."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from helpdesk.channels.contract import HookRequest
from helpdesk.channels.errors import SignatureWrong
from integrations.sms.settings import SmsSettings

_DIGEST = re.compile("(?:sha256=)?([0-9a-fA-F]{64})")
_TWILIO_HEADER = "x-twilio-signature"
_DEFAULT_PORTS = {"https": 443, "http": 80}


def must_be_the_gateway(request: HookRequest, settings: SmsSettings) -> None:
    """Raise `SignatureWrong` unless everything that the account has agreed with its gateway fits.

    An account without a secret refuses everything: a network alone would let in every other customer of the
    same gateway.
    """
    if settings.provider == "twilio":
        _signed_by_twilio(request, settings.access_key)
    else:
        if not (settings.hook_word or settings.signing_secret):
            raise SignatureWrong
        if settings.signing_secret:
            _signed(request, settings)
    if settings.hook_word and not _same(request.word, settings.hook_word):
        raise SignatureWrong
    if settings.networks.strip():
        _from_network(request.client, settings.networks)


def _signed(request: HookRequest, settings: SmsSettings) -> None:
    """HMAC-SHA256 over the raw body; a GET has none, so that its signature would prove nothing."""
    found = _DIGEST.fullmatch(request.headers.get(settings.signature_header.lower(), ""))
    if not found or request.method != "POST":
        raise SignatureWrong
    expected = hmac.digest(settings.signing_secret.encode(), request.body, hashlib.sha256)
    if not hmac.compare_digest(bytes.fromhex(found[1]), expected):
        raise SignatureWrong


def _signed_by_twilio(request: HookRequest, token: str) -> None:
    """HMAC-SHA1 over the address as Twilio called it, and a form's fields sorted by name, each with its value."""
    try:
        given = base64.b64decode(request.headers.get(_TWILIO_HEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        raise SignatureWrong from None
    fields = _form(request.body)
    signed = "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    fitting = [
        hmac.compare_digest(given, hmac.digest(token.encode(), f"{url}{signed}".encode(), hashlib.sha1))
        for url in _spellings(request.url)
    ]
    if not token or not any(fitting):
        raise SignatureWrong


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise SignatureWrong from None


def _spellings(url: str) -> list[str]:
    """The address as it is, and with the port that goes without saying: Twilio signs either."""
    parts = urlsplit(url)
    port = _DEFAULT_PORTS.get(parts.scheme)
    if parts.port is not None or port is None:
        return [url]
    return [url, urlunsplit(parts._replace(netloc=f"{parts.netloc}:{port}"))]


def _from_network(client: str, networks: str) -> None:
    try:
        address = ipaddress.ip_address(client)
        allowed = [ipaddress.ip_network(word) for word in networks.replace(",", " ").split()]
    except ValueError:
        raise SignatureWrong from None
    if not any(address in network for network in allowed):
        raise SignatureWrong


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
