"""Announcements of an office above, for tests of something else."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpdesk.announcements.model import Audience, Importance, Written
from kit.ids import uuid7
from support.world import Place, World
from tenants.doors import tenant_scope

_ADD = (
    "INSERT INTO announcement (tenant_id, id, title, body, importance, audience, offices, begins_at, ends_at, by_name,"
    " written_at, changed_at) VALUES ($1, $2, 'Judul', 'Isi', 'usual', 'offices', $3, now() - interval '1 day',"
    " now() + interval '9 days', 'Lestari', now(), now())"
)


def announcement_rows(member: UUID | None) -> list[tuple[Any, ...]]:
    """A row in each table about announcements; $1 is the tenant."""
    return [
        (_ADD, uuid7(), []),
        ("INSERT INTO announcement_read VALUES ($1, $2, $3, 1, now())", uuid7(), member),
        (
            "INSERT INTO announcement_far (tenant_id, announcement_id, peer_uid, version, due_at)"
            " SELECT $1, id, $2, 1, now() FROM announcement WHERE tenant_id = $1",
            uuid7(),
        ),
        (
            "INSERT INTO announcement_heard (tenant_id, id, peer_uid, title, body, importance, begins_at, ends_at,"
            " changed_at, version, told_id) VALUES ($1, $2, $2, 'Judul', 'Isi', 'usual', now() - interval '1 day',"
            " now() + interval '9 days', now(), 1, $2)",
            uuid7(),
        ),
    ]


async def announced_to(world: World, place: Place) -> str:
    """The province tells this office alone something."""
    uid = await place.value("SELECT uid FROM tenant WHERE id = $1")
    announcement_id = uuid7()
    await world.province.change(_ADD, announcement_id, [uid])
    return str(announcement_id)


async def written_for(world: World, **more: Any) -> Written:
    """A usual announcement to all, of a week; other fields as the story says."""
    async with tenant_scope(world.ministry.id, read_only=True) as scope:
        today = scope.now.astimezone(ZoneInfo("Asia/Jakarta")).date()
    fields: dict[str, Any] = {
        "title": "Vaksin campak datang Senin",
        "text": "Baris satu.\nBaris dua.",
        "importance": Importance.USUAL,
        "audience": Audience.ALL,
        "since": today,
        "until": today + timedelta(days=7),
        **more,
    }
    return Written(**fields)
