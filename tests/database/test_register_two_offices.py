"""Two offices with accounts, paths, header names and forms of their own, side by side in one installation."""

import asyncio
from typing import Any

from helpdesk.attachments import store as attachments
from helpdesk.registers import answering
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from integrations.lapor.settings import Paths
from integrations.lapor.simulator.model import SimulatedAgency
from support.builders import an_opened_case
from support.kept_files import a_file
from support.lapor_watch import LaporStage, a_lapor
from support.photos import PNG
from support.world import Place, World
from tenants.doors import tenant_scope

PLAIN = SimulatedAgency(
    institution_id=151, name="Dinas Kesehatan Contoh", auth_value="Bearer satu", token_value="{SATU}"
)
ODD = SimulatedAgency(
    institution_id=152,
    name="Dinas Kesehatan Tetangga",
    auth_value="kunci-dua",
    token_value="{DUA}",
    auth_header="auth",
    token_header="x-splp-token",
    further={"Apikey": "Kunci tiga"},
)
_LINKS = "SELECT r.remote_id, r.step, r.status FROM register_link r WHERE r.tenant_id = $1"


async def _case(world: World, place: Place) -> str:
    """A case with one picture of the citizen."""
    number = await an_opened_case(world, place)
    file_id = await a_file(place.id, world.files, PNG, "foto.png", "image/png")
    row = await place.row(
        "SELECT m.id, m.case_id FROM message m WHERE m.tenant_id = $1 AND m.direction = 'in' ORDER BY m.at LIMIT 1"
    )
    async with tenant_scope(place.id) as scope:
        await attachments.bind(scope, [file_id], row["case_id"], row["id"])
    return number


async def _both(world: World, stage: LaporStage) -> None:
    """Both workers' hands at the same time."""
    await asyncio.gather(
        *(
            registers.advance_due(place.id, stage.book, files=world.files)
            for place in (world.district, world.ministry)
        )
    )


async def test_two_offices_file_follow_and_answer_each_in_its_own_way(world: World) -> None:
    """Must-pass 10 of the contract."""
    async with a_lapor(world, (PLAIN, ODD)) as stage:
        await stage.join(world.district, PLAIN, attachments_format="json_string_dot")
        await stage.join(
            world.ministry,
            ODD,
            headers={
                "auth": "{auth_value}",
                "x-splp-token": "{token_value}",
                "Apikey": "Kunci {extra_value}",
            },
            extra_value="tiga",
            paths=Paths(create="/complaints/complaint-lmw"),
            attachments_format="list",
            content_template="{content}\n[Rujukan {local_ref}]",
            category_id=436,
        )
        numbers = {}
        for place in (world.district, world.ministry):
            dewi, number = await world.staff(place), await _case(world, place)
            await registers.file(dewi, number, version=None, wishes=Wishes(title=f"Antrean {place.slug}"))
            numbers[place.id] = (dewi, number)
        for _ in range(3):
            await _both(world, stage)
        ledger = await stage.ledger()
        ours, theirs = sorted(ledger["complaints"], key=lambda each: int(each["filed_by"]))
        assert (ours["filed_by"], theirs["filed_by"]) == (151, 152)
        assert ours["sent"]["content"].startswith(f"[Tiket {numbers[world.district.id][1]}]")
        assert theirs["sent"]["content"].endswith(f"[Rujukan {numbers[world.ministry.id][1]}]")
        assert _is_text_with_a_stop(ours["sent"]["attachments"]) and _is_list(theirs["sent"]["attachments"])
        assert (ours["sent"]["category_id"], theirs["sent"]["category_id"]) == (88, 436)
        await stage.control(f"complaints/{theirs['id']}/state", code="3", name="Dalam Proses")
        await world.clock.forward(hours=4)
        await _both(world, stage)
        [own], [other] = await world.district.rows(_LINKS), await world.ministry.rows(_LINKS)
        assert (own["remote_id"], own["status"]) == (str(ours["id"]), "unverified")
        assert (other["remote_id"], other["status"]) == (str(theirs["id"]), "in_process")
        dewi, number = numbers[world.ministry.id]
        await answering.write(dewi, number, "Sudah ditangani.", version=None)
        for place in (world.district, world.ministry):
            await answering.answer_due(place.id, stage.book, files=world.files)
        counted = {each["id"]: each["followups"] for each in (await stage.ledger())["complaints"]}
        assert counted == {ours["id"]: 0, theirs["id"]: 1}


async def test_the_keys_of_one_office_open_nothing_in_the_ways_of_the_other(world: World) -> None:
    async with a_lapor(world, (PLAIN, ODD)) as stage:
        await stage.join(world.ministry, ODD)  # the right values under the usual names
        dewi, number = await world.staff(world.ministry), await an_opened_case(world, world.ministry)
        await registers.file(dewi, number, version=None)
        await registers.advance_due(world.ministry.id, stage.book)
        line = await world.ministry.row("SELECT step, error_code FROM register_link WHERE tenant_id = $1")
        assert line["error_code"] == "credentials_rejected"
        assert (await stage.ledger())["filed"] == 0


def _is_text_with_a_stop(found: Any) -> bool:
    return isinstance(found, str) and found.startswith("[") and found.endswith("].")


def _is_list(found: Any) -> bool:
    return isinstance(found, list) and len(found) == 1
