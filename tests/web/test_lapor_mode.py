"""In which way an office deals with LAPOR is a word on its pages; whoever changes it is on record."""

from typing import Any

import msgspec

from helpdesk.registers import service as registers
from support.administrators import an_administrator
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.officers import Browser, Floor
from tenants.permissions.model import Role

_CHANGES = (
    "SELECT detail::text AS detail FROM audit_entry WHERE tenant_id = $1 AND action = 'register.mode_changed'"
    " ORDER BY at, id"
)


async def _start(floor: Floor, stage: LaporStage) -> tuple[Browser, Browser]:
    """The console and the desk of an office that files by hand so far."""
    floor.runtime.accounts = stage.book
    await floor.world.district.change(
        "UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
    )
    admin, _ = await an_administrator(floor)
    desk, _ = await floor.officer(Role.SUPERVISOR)
    return admin, desk


def _typed(stage: LaporStage, **changes: str) -> dict[str, str]:
    agency = AGENCIES[0]
    keys = {"auth_value": agency.auth_value, "token_value": agency.token_value}
    ids = {"user_id": "7", "disposition_id": str(agency.institution_id), "category_id": "88"}
    return {"name": "Uji", "base_url": f"{stage.base}/3.0.0", **keys, **ids, **changes}


async def _changes(floor: Floor) -> list[tuple[str, str]]:
    found: list[dict[str, Any]] = await floor.world.district.rows(_CHANGES)
    told = [msgspec.json.decode(row["detail"]) for row in found]
    return [(each["was"], each["mode"]) for each in told]


async def test_console_and_desk_state_the_mode_and_each_change_of_it_is_on_record(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        admin, desk = await _start(floor, stage)

        async def both_say(word: str) -> None:
            for page in (await admin.get("lapor"), await desk.get("lapor")):
                assert word in page.text.split("Cara kerja:")[1][:200]

        await both_say("Dengan tangan")
        entered = await admin.send(
            await admin.get("channels/new?kind=lapor"), "/channels/new", **_typed(stage, sandbox="true")
        )
        assert "Akun disimpan" in entered.text
        await both_say("Uji coba (sandbox)")
        account = await floor.world.district.value(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> '' AND active"
        )
        await admin.does(f"channels/{account}", str(account), **_typed(stage, sandbox="false"))
        await both_say("Otomatis (API)")
        await admin.does(f"channels/{account}", "/deactivate")
        await both_say("Dengan tangan")
        by_hand = await floor.world.district.value(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address = ''"
        )
        await admin.does(f"channels/{by_hand}", "/deactivate")
        await both_say("Mati")
        assert "Didaftarkan dengan tangan" not in (await admin.get("lapor")).text
        await admin.does(f"channels/{by_hand}", "/reactivate")
        await both_say("Dengan tangan")
        assert await _changes(floor) == [
            *(("manual", "sandbox"), ("sandbox", "api"), ("api", "manual")),
            *(("manual", "off"), ("off", "manual")),
        ]


async def test_a_trial_is_marked_before_it_is_filed_and_on_its_case(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        await stage.join(floor.world.district, sandbox=True)
        desk, agent = await floor.officer()
        number = await an_opened_case(floor.world)
        form = await desk.get(f"cases/{number}/register")
        assert "Hanya uji coba" in form.text
        await registers.file(agent, number, version=None, book=stage.book)
        await registers.advance_due(floor.world.district.id, stage.book)
        page = (await desk.get(f"cases/{number}")).text
        assert "Hanya uji coba" in page and "UJI-" in page
