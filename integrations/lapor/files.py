"""Files of follow-ups: fetched from the hosts that the account allows, never with its keys."""

import hashlib
from urllib.parse import urljoin, urlsplit

import httpx2

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, ChannelThrottled, MediaRejected, NotSupported
from helpdesk.channels.exchange import exchange, retry_after
from helpdesk.channels.model import FetchedMedia, MediaRef
from integrations.lapor.settings import LaporSettings
from kit.http import BodyTooLarge, read_at_most


class LaporFiles:
    """The files that stand in follow-ups by their address or their path."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def fetch(self, media: MediaRef, account: Account, *, limit: int) -> FetchedMedia:
        """One file; raises `MediaRejected` for one elsewhere, too large, moved or gone."""
        if not isinstance(account.settings, LaporSettings):
            raise NotSupported("settings")
        url = allowed_url(media.remote_id, account.settings)
        if url is None:
            raise MediaRejected("host_not_allowed")
        seconds = account.settings.read_seconds
        request = self._http.build_request("GET", url, headers={"accept-encoding": "identity"})

        async def body(response: httpx2.Response) -> bytes:
            _must_be_a_file(response)
            try:
                return await read_at_most(response, limit)
            except BodyTooLarge:
                raise MediaRejected("too_large") from None

        content = await exchange(self._http, request, body, seconds=seconds, unclear=ChannelFailing)
        return FetchedMedia(
            content=content, mime_type=media.mime_type, sha256=hashlib.sha256(content).hexdigest()
        )


def allowed_url(path: str, settings: LaporSettings) -> str | None:
    """Where the file lies, or none: another host, another scheme, a user or a port that nobody allowed."""
    base = urlsplit(settings.file_base_url)
    try:
        url = urljoin(settings.file_base_url.rstrip("/") + "/", path)
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if "@" in parts.netloc or "\\" in path or parts.scheme not in ("https", base.scheme):
        return None
    if (parts.scheme, host, port) == (base.scheme, base.hostname, base.port):
        return url
    listed = any(_fits(host, each.casefold()) for each in settings.file_hosts)
    return url if listed and parts.scheme == "https" and port in (None, 443) else None


def _fits(host: str, allowed: str) -> bool:
    return host == allowed.lstrip(".") or (allowed.startswith(".") and host.endswith(allowed))


def _must_be_a_file(response: httpx2.Response) -> None:
    status, code = response.status_code, str(response.status_code)
    if status == 429:
        raise ChannelThrottled(code, retry_after=retry_after(response.headers))
    if status >= 500 or status == 408:
        raise ChannelFailing(code)
    if status != 200:  # a redirect leads to another place, which nobody has judged
        raise MediaRejected(code)
