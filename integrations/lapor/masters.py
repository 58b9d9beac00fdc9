"""LAPOR's lists for everybody, and how one agency's settings translate by themselves."""

from collections.abc import Mapping

import httpx2

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, NotSupported
from helpdesk.channels.register import MapKind, MasterKind, MasterRow
from integrations.lapor import client, parse
from integrations.lapor.settings import NATIONAL_STATUSES, LaporSettings

_PAGE = 1000
_MOST_PAGES = 20
"""More rows than any list is known to have; a register with more is told as failing, never as read."""


class LaporMasters:
    """Institutions and templates by the known calls; the others where an agency was told a path."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    def listed(self, account: Account) -> frozenset[MasterKind]:
        """The lists whose path is known."""
        return frozenset(kind for kind, path in _paths(_settings(account)).items() if path)

    async def masters(self, kind: MasterKind, account: Account) -> list[MasterRow]:
        """One whole list; a row without code or name is left out, one that comes twice counts once."""
        settings = _settings(account)
        path = _paths(settings)[kind]
        if not path:
            raise NotSupported("path")
        found: dict[str, MasterRow] = {}
        for number in range(1, _MOST_PAGES + 1):
            query = {"page_size": str(_PAGE)} | ({"page": str(number)} if number > 1 else {})
            try:
                rows, more = parse.masters(await client.read(self._http, settings, path, query))
            except parse.Unreadable as failure:
                raise ChannelFailing(failure.what) from None
            known = len(found)
            found |= {row.code: row for row in rows}
            if not more or len(found) == known:  # a page that brings nothing new would come for ever
                return list(found.values())
        raise ChannelFailing("too_many_pages")

    def usual(self, kind: MapKind, account: Account) -> Mapping[str, str]:
        """What the settings say, the national words included."""
        settings = _settings(account)
        match kind:
            case MapKind.STATUS:
                own = {" ".join(raw.casefold().split()): code for raw, code in settings.status_map.items()}
                return {**NATIONAL_STATUSES, **own}
            case MapKind.CLASSIFICATION:
                named = {ours: str(theirs) for ours, theirs in settings.classification.items()}
                return {"": str(settings.classification_default), **named}
            case MapKind.CATEGORY:
                return {"": str(settings.category_id)}
            case MapKind.LOCATION:
                return {"": str(settings.location_id)}
            case MapKind.CHANNEL:
                return {"": str(settings.channel)}
            case MapKind.TEMPLATE:
                return {"": settings.template_code}
            case MapKind.COLUMNS:
                return {}
            case MapKind.INSTITUTION:
                return {"": str(settings.disposition_id)}


def _paths(settings: LaporSettings) -> Mapping[MasterKind, str]:
    paths = settings.paths
    return {
        MasterKind.INSTITUTION: paths.institutions,
        MasterKind.TEMPLATE: paths.templates,
        MasterKind.CATEGORY: paths.categories,
        MasterKind.CLASSIFICATION: paths.classifications,
        MasterKind.CHANNEL: paths.channels,
        MasterKind.LOCATION: paths.locations,
    }


def _settings(account: Account) -> LaporSettings:
    if not isinstance(account.settings, LaporSettings):
        raise NotSupported("settings")
    return account.settings
