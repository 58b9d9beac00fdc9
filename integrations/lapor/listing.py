"""Complaints that LAPOR passed on to the office: by a call that only some agencies may have been told."""

import httpx2

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, NotSupported
from helpdesk.channels.register import RemoteComplaint
from integrations.lapor import client, parse
from integrations.lapor.settings import LaporSettings


class LaporListing:
    """Off until the account has `paths.listing`."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def incoming(self, account: Account) -> list[RemoteComplaint]:
        """All pages; a complaint that comes twice counts once."""
        settings = account.settings
        if not isinstance(settings, LaporSettings) or not settings.paths.listing:
            raise NotSupported("path")
        found: dict[str, RemoteComplaint] = {}
        for number in range(1, settings.pages_max + 1):
            answer = await client.read(self._http, settings, settings.paths.listing, {"page": str(number)})
            try:
                rows, more = parse.passed_on(answer, settings)
            except parse.Unreadable as failure:
                raise ChannelFailing(failure.what) from None
            known = len(found)
            found |= {row.remote_id: row for row in rows}
            if not more or len(found) == known:  # a page that brings nothing new would come for ever
                return list(found.values())
        raise ChannelFailing("too_many_pages")
