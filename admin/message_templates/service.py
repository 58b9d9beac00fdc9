"""Read the remote's list of templates for one account."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from admin.channels.service import opened
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.errors import ChannelError, ChannelUnreachable
from helpdesk.channels.model import RemoteTemplate
from helpdesk.message_templates.model import FetchedTemplates
from helpdesk.message_templates.service import take_over
from kit.errors import Conflict
from tenants.permissions.model import Actor

_LONGEST_READING = 30.0  # seconds: a page waits for the answer


class NotFetched(Exception):
    """Raised because the remote did not give its list; `error` says why."""

    def __init__(self, error: ChannelError) -> None:
        super().__init__(error.code)
        self.error = error


async def fetch(actor: Actor, account_id: UUID, book: AccountBook) -> FetchedTemplates:
    """Make the account's templates those of the remote; nothing is changed there.

    Raises `NotFetched`, `Missing`, and `Conflict` for an account that is off or cannot be opened. No transaction is
    open while the remote thinks.
    """
    return await take_over(actor, account_id, await _listed(actor, account_id, book))


async def _listed(actor: Actor, account_id: UUID, book: AccountBook) -> Sequence[RemoteTemplate]:
    account = await opened(actor, account_id, book)
    adapter = book.adapter_of(account) if account else None
    if account is None or adapter is None or adapter.templates is None:
        raise Conflict("account_off")
    try:
        async with asyncio.timeout(_LONGEST_READING):
            return await adapter.templates.templates(account)
    except ChannelError as error:
        raise NotFetched(error) from None
    except TimeoutError:
        raise NotFetched(ChannelUnreachable("timeout")) from None
