"""Death at every step: the n-th call that leaves, or the n-th commit, is the last thing that a worker does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from integrations.email.doors import Smtp
from tenants.doors import scope as doors


class Killed(BaseException):
    """The worker is gone; nobody catches it."""


class Killer:
    """Kills at the n-th moment of its kind, once."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.struck = False

    def strikes(self) -> bool:
        """Is it now?"""
        self._left -= 1
        self.struck = self.struck or self._left == 0
        return self._left == 0


@contextmanager
def around_calls(
    http: httpx2.AsyncClient, patch: pytest.MonkeyPatch, killer: Killer, *, after: bool
) -> Iterator[None]:
    """Die before a call leaves, or when its answer is there and nobody wrote it down."""
    send = http.send

    async def deadly(*values: Any, **named: Any) -> Any:
        strikes = killer.strikes()
        if strikes and not after:
            raise Killed
        response = await send(*values, **named)
        if strikes:
            await response.aclose()
            raise Killed
        return response

    with patch.context() as patched:
        patched.setattr(http, "send", deadly)
        yield


@contextmanager
def around_commands(patch: pytest.MonkeyPatch, killer: Killer, *, after: bool) -> Iterator[None]:
    """Die before a command or the letter goes to the SMTP server, or when its answer is there."""
    name = "getreply" if after else "send"
    usual = getattr(Smtp, name)

    def deadly(server: Smtp, *values: Any) -> Any:
        strikes = killer.strikes()
        if strikes and not after:
            raise Killed
        answer = usual(server, *values)
        if strikes:
            raise Killed
        return answer

    with patch.context() as patched:
        patched.setattr(Smtp, name, deadly)
        yield


@contextmanager
def around_commits(patch: pytest.MonkeyPatch, killer: Killer, *, after: bool) -> Iterator[None]:
    """Die before a commit, so that it is rolled back, or right after it."""
    transaction = doors._TenantTransaction
    commit = transaction.commit

    async def deadly(self: Any) -> None:
        strikes = killer.strikes()
        if strikes and not after:
            await self.rollback()
            raise Killed
        await commit(self)
        if strikes:
            raise Killed

    with patch.context() as patched:
        patched.setattr(transaction, "commit", deadly)
        yield
