"""One call to a register: by which account, in which way, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple, TypeVar

import structlog

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import AnotherSystem, ChannelError, NotSupported
from helpdesk.channels.register import Register
from helpdesk.registers.model import Mode

log = structlog.get_logger()

_Answer = TypeVar("_Answer")


class Line(NamedTuple):
    """How a register is reached for one account, and how its office deals with it."""

    account: Account | None
    register: Register | None
    conduct: Conduct
    mode: Mode
    """Of the filing that it is about."""

    def held(self) -> tuple[Register, Account]:
        """Both ends; raises `NotSupported` where one is missing, and `AnotherSystem` where the far one has changed:
        an id of one system names somebody else's case in the other."""
        if self.account is None or self.register is None:
            raise NotSupported
        if (self.mode is Mode.SANDBOX) is not self.conduct.trial:
            raise AnotherSystem
        return self.register, self.account

    @property
    def trial_is_over(self) -> bool:
        """Was the filing one to try things, at an office that tries nothing any more?"""
        return self.mode is Mode.SANDBOX and not self.conduct.trial


def line_of(account: Account | None, book: AccountBook, mode: Mode) -> Line:
    """The line of an account; one that is by hand, or switched off, has no end there."""
    adapter = book.adapter_of(account) if account else None
    return Line(account, adapter.register if adapter else None, book.conduct_of(account), mode)


async def outcome(
    call: Callable[[], Awaitable[_Answer]], unclear: ChannelError, within: timedelta | None = None
) -> _Answer | ChannelError:
    """What the call answered, or what went wrong; an adapter's own fault, which must not hold up others, is
    `unclear`, and so is a call that does not end `within` a time."""
    try:
        async with asyncio.timeout(within.total_seconds() if within else None):
            return await call()
    except ChannelError as error:
        return error
    except TimeoutError:
        return unclear
    except Exception as fault:
        log.error("adapter_fault", channel="lapor", error=type(fault).__name__)
        return unclear
