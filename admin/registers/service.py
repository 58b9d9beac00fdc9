"""Read a register's lists while somebody waits for the page."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.errors import ChannelError, ChannelUnreachable
from helpdesk.channels.register import MasterKind
from helpdesk.masters import keeping, service
from helpdesk.masters.model import Taken
from tenants.permissions.model import Actor

_LONGEST_READING = 30.0  # seconds: a page waits for the answer


class NotFetched(Exception):
    """Raised because the register did not give its lists; `error` says why."""

    def __init__(self, error: ChannelError) -> None:
        super().__init__(error.code)
        self.error = error


async def fetch(actor: Actor, account_id: UUID, book: AccountBook) -> Mapping[MasterKind, Taken]:
    """Read them now; raises `NotFetched`, `Forbidden`, `Missing`, `Conflict`."""
    await service.state(actor, account_id, book)
    try:
        async with asyncio.timeout(_LONGEST_READING):
            return await keeping.fetch(actor, account_id, book)
    except ChannelError as error:
        raise NotFetched(error) from None
    except TimeoutError:
        raise NotFetched(ChannelUnreachable("timeout")) from None
