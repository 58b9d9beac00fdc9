"""`sahut inspect`: what is stored, and how raw input is understood without storing it."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

import msgspec

from kit.settings import Settings
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.offices.service import all_offices
from wiring.commands.here import add_data, installation

NAME = "inspect"

# Distinct rows per channel of one office; mirrored cases stand under `relay`.
_COUNTS = """
    SELECT a.kind AS channel,
        (SELECT count(*) FROM inbox_entry e JOIN account x ON x.tenant_id = e.tenant_id AND x.id = e.account_id
            WHERE e.tenant_id = $1 AND x.kind = a.kind) AS inbox_entries,
        (SELECT count(*) FROM message m WHERE m.tenant_id = $1 AND m.direction = 'in' AND m.channel = a.kind)
            AS messages_in,
        (SELECT count(*) FROM inbox_entry e JOIN account x ON x.tenant_id = e.tenant_id AND x.id = e.account_id
            WHERE e.tenant_id = $1 AND x.kind = a.kind AND e.kind = 'reaction') AS reactions,
        (SELECT count(*) FROM inbox_entry e JOIN account x ON x.tenant_id = e.tenant_id AND x.id = e.account_id
            WHERE e.tenant_id = $1 AND x.kind = a.kind AND e.kind = 'status') AS statuses,
        (SELECT count(*) FROM inbox_entry e JOIN account x ON x.tenant_id = e.tenant_id AND x.id = e.account_id
            WHERE e.tenant_id = $1 AND x.kind = a.kind AND e.state = 'ignored') AS ignored,
        (SELECT count(*) FROM cases c WHERE c.tenant_id = $1 AND c.channel = a.kind) AS cases,
        (SELECT coalesce(json_object_agg(s.state, s.n), '{}')::text FROM (
            SELECT d.state, count(*) AS n FROM delivery d
            JOIN account x ON x.tenant_id = d.tenant_id AND x.id = d.account_id
            WHERE d.tenant_id = $1 AND x.kind = a.kind GROUP BY d.state) s) AS deliveries
    FROM (SELECT DISTINCT kind FROM account WHERE tenant_id = $1) a ORDER BY a.kind
"""


def add(parser: argparse.ArgumentParser) -> None:
    """What can be inspected."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    counts = kinds.add_parser("counts", help="what is stored, per tenant and channel")
    add_data(counts)
    counts.add_argument("--json", action="store_true", help="as JSON (it always is)")
    email = kinds.add_parser("email", help="how raw e-mails are understood")
    email.add_argument("files", type=Path, nargs="+", metavar="FILE", help="several are answered by an array")
    email.add_argument("--json", action="store_true", help="as JSON (it always is)")
    whatsapp = kinds.add_parser("whatsapp", help="the arrivals in a raw webhook body")
    whatsapp.add_argument("file", type=Path)
    whatsapp.add_argument("--json", action="store_true", help="as JSON (it always is)")


def run(arguments: argparse.Namespace) -> int:
    """Print JSON."""
    if arguments.what == "email":
        from wiring.commands.inspect_email import inspect_files

        return inspect_files(arguments.files)
    if arguments.what == "whatsapp":
        from wiring.commands.inspect_whatsapp import inspect_file

        return inspect_file(arguments.file)
    counts = asyncio.run(_counts(installation(arguments)))
    print(msgspec.json.format(msgspec.json.encode(counts)).decode())
    return 0


async def _counts(settings: Settings) -> list[dict[str, Any]]:
    await open_gate(settings.worker_url, most=1)
    try:
        found: list[dict[str, Any]] = []
        for office in await all_offices():
            async with tenant_scope(office.id, read_only=True) as scope:
                rows = await scope.fetch(_COUNTS, office.id)
            found.extend({"tenant": office.slug, **_counted(row)} for row in rows)
        return found
    finally:
        await close_gate()


def _counted(row: Any) -> dict[str, Any]:
    return dict(row) | {"deliveries": msgspec.json.decode(row["deliveries"])}
