"""`sahut doctor`: is everything as it must be, and if not, what to do."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
from redis.exceptions import RedisError

from helpdesk.channels.contract import Account
from kit.keys import KeyUnusable
from kit.sealing import SealBroken
from kit.settings import Mode, SettingMissing, Settings, require
from tenants.doors import Scope, tenant_scope
from tenants.doors.roles import UnsafeDatabase, findings
from tenants.offices.service import all_offices
from wiring import web, worker
from wiring.commands.here import add_data, installation
from wiring.health import TOPICS, age, dead_letters, facts_given_up, files_state, scanner_state, unchecked
from wiring.keeping import NOT_SCANNED
from wiring.runtime import Runtime, open_runtime

NAME = "doctor"
_LATE_SECONDS = 60.0


def add(parser: argparse.ArgumentParser) -> None:
    """Options."""
    add_data(parser)
    parser.add_argument(
        "--references", action="store_true", help="also read all rows for references that lead nowhere"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one line per finding; exit code 1 when something must be mended."""
    return asyncio.run(_run(installation(arguments), all_rows=arguments.references))


async def _run(settings: Settings, *, all_rows: bool) -> int:
    wrong = 0
    for look in (_look, references) if all_rows else (_look,):
        async for good, line in look(settings):
            wrong += not good
            print(f"{'ok  ' if good else 'MEND'} {line}")
    return 1 if wrong else 0


async def _look(settings: Settings) -> AsyncIterator[tuple[bool, str]]:
    for name, needs, url in (
        ("web", web.NEEDS, settings.web_url),
        ("worker", worker.NEEDS, settings.worker_url),
    ):
        try:
            require(settings, *needs)
            async with open_runtime(settings, url, connections=2) as runtime:
                for problem in await findings(durable=settings.mode is not Mode.TEST):
                    yield False, f"{name}: {problem}"
                yield True, f"{name}: role and row security"
                if name == "worker":
                    async for finding in _inside(settings, runtime):
                        yield finding
        except (OSError, asyncpg.PostgresError, UnsafeDatabase) as fault:
            yield False, f"{name}: {fault}; check DATABASE_URL_{name.upper()}"
        except SettingMissing as missing:
            yield False, f"{name}: {missing}"
        except KeyUnusable as fault:
            yield False, str(fault)


async def _inside(settings: Settings, runtime: Runtime) -> AsyncIterator[tuple[bool, str]]:
    try:
        await runtime.redis.ping()
        yield True, "Valkey answers"
    except (RedisError, OSError):
        yield False, "Valkey does not answer: work goes on, a second slower; check REDIS_URL"
    sweep = await asyncpg.connect(settings.sweep_url)
    try:
        for topic in TOPICS:
            seconds = await age(sweep, topic)
            good = seconds < _LATE_SECONDS
            advice = "" if good else "; is a worker running?"
            yield good, f"{topic}: oldest due row waits {seconds:.0f} s{advice}"
        waiting = (await unchecked(sweep)).get("files", 0)
        dead = await dead_letters(sweep) or 0
        advice = "; supervisors decide about them under Surat antarkantor" if dead else ""
        yield not dead, f"letters between offices: {dead} did not arrive{advice}"
        lost = await facts_given_up(sweep) or 0
        advice = "; the worker's log names them as `fact_given_up`" if lost else ""
        yield not lost, f"facts of the last week: {lost} that some part never took in{advice}"
    finally:
        await sweep.close()
    async for finding in _files(settings, runtime, int(waiting)):
        yield finding
    async for finding in _channels(runtime):
        yield finding
    writable = os.access(settings.data, os.W_OK)
    yield writable, f"data folder {'can' if writable else 'cannot'} be written"


async def references(settings: Settings) -> AsyncIterator[tuple[bool, str]]:
    """References that are declared and not enforced (ARCHITECTURE 36)."""
    try:
        require(settings, "backup_url")
        backup = await asyncpg.connect(settings.backup_url)
    except (OSError, asyncpg.PostgresError, SettingMissing) as fault:
        yield False, f"references: {fault}"
        return
    try:
        dangling = [
            row["reference"] for row in await backup.fetch("SELECT reference FROM dangling_references()")
        ]
    finally:
        await backup.close()
    yield not dangling, f"references: {', '.join(dangling) or 'none'} lead nowhere"


async def _files(settings: Settings, runtime: Runtime, waiting: int) -> AsyncIterator[tuple[bool, str]]:
    """Where files lie, and whether somebody looks at them."""
    files = await files_state(runtime.files)
    yield (
        files == "ok",
        "files can be kept and fetched" if files == "ok" else f"files: {files}; check SAHUT_S3_*",
    )
    if runtime.scanner is None:
        stuck = waiting and settings.scanner != NOT_SCANNED
        advice = (
            f"; {waiting} wait for a scanner: set SAHUT_SCANNER, or `none` to hand them out" if stuck else ""
        )
        yield not stuck, f"files are not scanned for viruses{advice}"
        return
    scanner = await scanner_state(runtime.scanner)
    good = scanner.startswith("ok")
    advice = "" if good else f"; {waiting} files wait, and nobody can fetch them; check SAHUT_SCANNER"
    yield good, f"virus scanner: {scanner}{advice}"


async def _channels(runtime: Runtime) -> AsyncIterator[tuple[bool, str]]:
    for office in await all_offices():
        async with tenant_scope(office.id, read_only=True) as scope:
            rows = await scope.fetch(
                "SELECT id, name FROM account WHERE tenant_id = $1 AND active", office.id
            )
            accounts = [(row["name"], await _opened(runtime, scope, row["id"])) for row in rows]
        for name, account in accounts:
            if isinstance(account, str):
                yield False, f"{office.slug}: {name}: {account}"
                continue
            adapter = runtime.accounts.adapter_of(account) if account else None
            if account is None or adapter is None or adapter.health is None:
                continue
            health = await adapter.health.check(account)
            yield (
                health.ok,
                f"{office.slug}: {account.kind.value} {name}{'' if health.ok else ': ' + health.advice}",
            )


async def _opened(runtime: Runtime, scope: Scope, account_id: UUID) -> Account | str | None:
    """The account, or what is wrong with what stands of it."""
    try:
        return await runtime.accounts.load(scope, account_id)
    except SealBroken:
        return "its keys were sealed with another master key; bring that key back, or enter them anew"
