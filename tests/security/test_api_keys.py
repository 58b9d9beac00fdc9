"""Keys of integrators: shown once, stored as digests, void at once when revoked (T4, T6)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kit.errors import Forbidden, Invalid, Missing
from support.front_door import Door, Staff
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission, system
from tenants.sessions.service import create_api_key, revoke_api_key

READ = (Permission.READ_CASES, Permission.READ_EVENTS)


async def _key(staff: Staff, expires: datetime | None = None) -> str:
    async with tenant_scope(staff.tenant_id) as scope:
        return await create_api_key(scope, system(staff.tenant_id), "Dasbor provinsi", READ, expires)


async def _status(door: Door, key: str) -> int:
    answer = await door.browser().get("/api/me", headers={"authorization": f"Bearer {key}"})
    return answer.status_code


async def test_a_key_acts_in_its_office_with_its_scopes(door: Door) -> None:
    staff = await door.staff()
    key = await _key(staff)
    answer = await door.browser().get("/api/me", headers={"authorization": f"Bearer {key}"})
    assert answer.json() == {"tenant": staff.tenant_id, "rights": sorted(READ)}
    assert (await door.audited(staff))[-1] == "api_key.created"


async def test_the_key_itself_is_stored_nowhere(door: Door) -> None:
    staff = await door.staff()
    key = await _key(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        rows = await scope.fetch("SELECT k::text FROM api_key k WHERE tenant_id = $1", staff.tenant_id)
        rows += await scope.fetch("SELECT a::text FROM audit_entry a WHERE tenant_id = $1", staff.tenant_id)
    assert rows
    assert not [row for row in rows if key.removeprefix("sahut_") in row[0]]


async def test_what_is_nearly_a_key_opens_nothing(door: Door) -> None:
    key = await _key(await door.staff())
    for nearly in (key[:-1], key + "x", key.removeprefix("sahut_"), key.upper(), f"{key} {key}"):
        assert await _status(door, nearly) == 401


@pytest.mark.parametrize(
    "key", ["", "sahut_", "null", "sahut_" + "A" * 43, "sahut_" + "é" * 43, "x" * 100_000]
)
async def test_what_was_never_handed_out_opens_nothing(door: Door, key: str) -> None:
    answer = await door.browser().http.get("/api/me", headers=[(b"authorization", f"Bearer {key}".encode())])
    assert answer.status_code == 401
    assert (await door.browser().get("/api/me")).status_code == 401


async def test_a_key_does_not_open_the_desk_and_a_session_not_the_api(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    key = await _key(staff)
    answer = await browser.get("/who", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 303
    await browser.sign_in(staff)
    assert (await browser.get("/api/me")).status_code == 401


async def test_a_revoked_or_expired_key_is_void_at_once(door: Door) -> None:
    staff = await door.staff()
    key = await _key(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        key_id: UUID = await scope.fetchval("SELECT id FROM api_key WHERE tenant_id = $1", staff.tenant_id)
        await revoke_api_key(scope, system(staff.tenant_id), key_id)
    assert await _status(door, key) == 401
    async with tenant_scope(staff.tenant_id) as scope:
        with pytest.raises(Missing):
            await revoke_api_key(scope, system(staff.tenant_id), key_id)
    hour = timedelta(hours=1)
    assert await _status(door, await _key(staff, datetime.now(UTC) - hour)) == 401
    assert await _status(door, await _key(staff, datetime.now(UTC) + hour)) == 200


async def test_only_an_administrator_makes_keys_and_only_whole_ones(door: Door) -> None:
    staff = await door.staff()
    agent = Actor(tenant_id=staff.tenant_id, kind=system(staff.tenant_id).kind, permissions=frozenset(READ))
    async with tenant_scope(staff.tenant_id) as scope:
        with pytest.raises(Forbidden):
            await create_api_key(scope, agent, "x", READ)
        with pytest.raises(Invalid):
            await create_api_key(scope, system(staff.tenant_id), "x", [])
        with pytest.raises(Invalid):
            await create_api_key(scope, system(staff.tenant_id), "  ", READ)


async def test_another_offices_key_cannot_be_revoked(door: Door) -> None:
    staff, stranger = await door.staff(), await door.staff()
    key = await _key(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        key_id: UUID = await scope.fetchval("SELECT id FROM api_key WHERE tenant_id = $1", staff.tenant_id)
    async with tenant_scope(stranger.tenant_id) as scope:
        with pytest.raises(Missing):
            await revoke_api_key(scope, system(stranger.tenant_id), key_id)
    assert await _status(door, key) == 200
