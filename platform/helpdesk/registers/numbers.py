"""What can be the number of a case in the register, whoever brings it: an officer or a file of theirs."""

import re

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind

_USUAL = re.compile("[0-9]{5,12}")
_LONGEST = 64


def is_number(written: str, account: Account | None, book: AccountBook | None) -> bool:
    """As the office's account says; the usual form where there is no adapter to ask."""
    adapter = book.adapter(ChannelKind.LAPOR) if book else None
    if adapter is None or adapter.register is None:
        return _USUAL.fullmatch(written) is not None
    return len(written) <= _LONGEST and adapter.register.is_number(written, account)
