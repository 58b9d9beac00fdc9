"""`sahut pipe`: one raw letter on stdin, from the mail server of this machine.

It ends with the codes of sysexits.h that mail servers understand. Whatever is our own fault asks to be tried again: a
letter is bounced only for what it is, or for where it was sent.
"""

import argparse
import asyncio
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

import structlog

from helpdesk.channels.contract import Account
from helpdesk.inbox.putting import mailboxes_at, most_bytes, named_account, put_in
from kit.errors import Conflict, Missing
from kit.logging import configure
from kit.settings import require
from tenants.offices.service import all_offices
from wiring.commands import Refused
from wiring.commands.here import add_data, installation

if TYPE_CHECKING:
    from wiring.runtime import Runtime

NAME = "pipe"

STORED, BAD_LETTER, UNKNOWN, TRY_AGAIN, NOT_TAKEN = (
    0,
    os.EX_DATAERR,
    os.EX_NOUSER,
    os.EX_TEMPFAIL,
    os.EX_NOPERM,
)
WRONG_USE = TRY_AGAIN
"""A wrong line in the mail server's configuration: letters wait until it is put right."""

_LONGEST = 120.0
"""Seconds; mail servers wait longer than that."""
_UNTIL_RUNG = 0.1
"""Seconds in which the bell gets away; a worker that does not hear it looks by itself."""

log = structlog.get_logger()


def add(parser: argparse.ArgumentParser) -> None:
    """For whom the letter is."""
    parser.add_argument(
        "--recipient", default="", help="the envelope's recipient, as the mail server gives it"
    )
    parser.add_argument("--office", default="", help="an office by its slug, with --account, in place of it")
    parser.add_argument("--account", default="", help="the name or address of the office's mailbox")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Keep the letter; answers how that ended."""
    configure()
    try:
        return asyncio.run(_within_time(arguments, sys.stdin.buffer))
    except Refused as refusal:
        return _ended(TRY_AGAIN, str(refusal))
    except Exception as fault:  # nothing of ours may bounce a letter
        log.error("pipe_failed", error=type(fault).__name__)
        return _ended(TRY_AGAIN, "it cannot be stored now")


async def _within_time(arguments: argparse.Namespace, stdin: BinaryIO) -> int:
    by_name = bool(arguments.office and arguments.account)
    if by_name == bool(arguments.recipient):
        return _ended(WRONG_USE, "say --recipient, or --office and --account")
    settings = installation(arguments)
    from wiring.runtime import open_runtime  # here: it loads the whole product

    require(settings, "worker_url", "redis_url")
    async with (
        asyncio.timeout(_LONGEST),
        open_runtime(settings, settings.worker_url, connections=2) as runtime,
    ):
        return await take(runtime, arguments, stdin)


async def take(runtime: "Runtime", arguments: argparse.Namespace, stdin: BinaryIO) -> int:
    """Keep the letter for everybody it is for; answers the exit code."""
    try:
        accounts = await _accounts(runtime, arguments)
    except Conflict:
        return _ended(NOT_TAKEN, "this mailbox is switched off")
    except Missing:
        accounts = []
    if not accounts:
        return _ended(UNKNOWN, "no office has this mailbox")
    most = most_bytes(accounts, runtime.accounts)
    content = await asyncio.to_thread(stdin.read, most + 1)
    if not content.strip() or len(content) > most:
        return _ended(BAD_LETTER, f"a letter has at least one byte and at most {most}")
    for tenant_id, account in accounts:
        await put_in(tenant_id, account, content, runtime.accounts, runtime.files)
    runtime.bell.ring("inbox")
    await asyncio.sleep(_UNTIL_RUNG)
    return STORED


async def _accounts(runtime: "Runtime", arguments: argparse.Namespace) -> list[tuple[int, Account]]:
    """Whose letter it is; raises what `named_account` raises."""
    if arguments.recipient:
        return await mailboxes_at(arguments.recipient, runtime.accounts)
    tenant_id = next((each.id for each in await all_offices() if each.slug == arguments.office), None)
    if tenant_id is None:
        return []
    return [(tenant_id, await named_account(tenant_id, arguments.account, runtime.accounts))]


def _ended(code: int, said: str) -> int:
    print(f"sahut: {said}", file=sys.stderr)
    return code
