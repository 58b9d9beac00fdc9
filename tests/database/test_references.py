"""References that are declared and not enforced: what they lead to lasts, and one that leads nowhere is found."""

import argparse
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from kit.ids import uuid7
from kit.settings import Settings
from support.databases import LASTING
from support.world import World
from wiring.commands import doctor

_DECLARED = """
    SELECT o.conenforced AS enforced, f.relname AS target FROM pg_constraint o JOIN pg_class f ON f.oid = o.confrelid
    WHERE o.contype = 'f' AND obj_description(o.oid, 'pg_constraint') = 'declared'
"""
_LOOSE = "message_tenant_id_case_id_fkey"


async def test_they_lead_to_what_nobody_at_work_can_remove_and_the_tests_enforce_them(
    owner: "asyncpg.Connection[Any]",
) -> None:
    declared = await owner.fetch(_DECLARED)
    assert {row["target"] for row in declared} == LASTING
    assert all(row["enforced"] for row in declared)
    for target in LASTING:
        for role in ("web", "worker", "sweep", "backup", "search"):
            assert not await owner.fetchval(
                "SELECT has_table_privilege($1, $2, 'DELETE')", f"sahut_{role}", target
            )


async def test_one_that_leads_nowhere_is_found_in_any_office(
    world: World, owner: "asyncpg.Connection[Any]", database_urls: Settings
) -> None:
    async with _not_enforced(owner):
        assert await _told(database_urls) == "ok   references: none lead nowhere"
        await world.neighbour.change(
            "INSERT INTO message (tenant_id, id, case_id, direction, channel, author_kind, text, sent_at, at)"
            " VALUES ($1, $2, $2, 'in', 'sms', 'citizen', 'Halo', now(), now())",
            uuid7(),
        )
        assert await _told(database_urls) == f"MEND references: {_LOOSE} lead nowhere"


@contextlib.asynccontextmanager
async def _not_enforced(owner: "asyncpg.Connection[Any]") -> AsyncIterator[None]:
    """As the product has it, for this one; what it let in is gone at the end."""
    change = f"ALTER TABLE message ALTER CONSTRAINT {_LOOSE}"
    await owner.execute(f"{change} NOT ENFORCED")
    try:
        yield
    finally:
        await owner.execute("TRUNCATE message CASCADE")
        await owner.execute(f"{change} ENFORCED")


async def _told(settings: Settings) -> str:
    [(good, line)] = [each async for each in doctor.references(settings)]
    return f"{'ok  ' if good else 'MEND'} {line}"


def test_the_doctor_reads_all_rows_only_when_asked() -> None:
    parser = argparse.ArgumentParser()
    doctor.add(parser)
    assert parser.parse_args([]).references is False
    assert parser.parse_args(["--references"]).references is True
