"""Letters that a program on this machine puts in: kept like those that a look finds, and once with them."""

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import NotSupported
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox import store
from helpdesk.inbox.keeping import keep
from kit.errors import Conflict, Missing
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope


async def named_account(tenant_id: int, name: str, book: AccountBook) -> Account:
    """The office's mailbox of this name or address.

    Raises `Missing` when there is none, and `Conflict` when it is switched off.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        account_id = await store.mailbox_named(scope, ChannelKind.EMAIL.value, name)
        if account_id is None:
            raise Missing("account_missing")
        account = await book.load(scope, account_id)
    if account is None:
        raise Conflict("account_off")
    return account


async def mailboxes_at(recipient: str, book: AccountBook) -> list[tuple[int, Account]]:
    """The mailboxes behind an address of an envelope, of every office that entered it; what stands behind a plus
    names no other one."""
    local, _, host = recipient.strip().rpartition("@")
    plain = f"{local.partition('+')[0]}@{host}"
    for address in dict.fromkeys((recipient.strip(), plain, plain.lower())):
        if found := await book.at_address(ChannelKind.EMAIL, address):
            return found
    return []


async def put_in(
    tenant_id: int, account: Account, content: bytes, book: AccountBook, files: FileStore
) -> None:
    """Keep one letter; committed when this returns. One that is here already is here.

    Raises `NotSupported` for an account that takes none.
    """
    adapter = book.adapter_of(account)
    if adapter is None or adapter.slot is None:
        raise NotSupported
    found = await adapter.slot.read(content, account)
    await keep(tenant_id, account.id, found, files, _at_once)


async def _at_once(_: Scope) -> bool:
    return True


def most_bytes(accounts: list[tuple[int, Account]], book: AccountBook) -> int:
    """The longest letter that all of them take."""
    adapters = [book.adapter_of(account) for _, account in accounts]
    return min((each.slot.most_bytes for each in adapters if each and each.slot), default=0)
