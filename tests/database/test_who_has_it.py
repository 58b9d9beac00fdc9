"""Who has a matter now is known where its citizen asks, over as many offices as it went through."""

from uuid import UUID

import pytest

from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.overview.linked import linked_cases
from helpdesk.overview.model import LinkedQuery
from helpdesk.portal import reading as portal
from helpdesk.relay.rules import is_plain_name
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_MIRROR = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"
_TOLD = (
    "SELECT text FROM message WHERE tenant_id = $1 AND automatic AND text LIKE '%tangani%' ORDER BY at, id"
)
_HOLDER = "SELECT holder FROM link WHERE tenant_id = $1 AND side = $2"


def _named(place: Place) -> str:
    return f"Kantor {place.slug}"


async def _passed_on(world: World) -> tuple[str, str, Actor, Actor]:
    """District → province → ministry: the numbers of the first two, and their agents."""
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Stok", world.book, version=None)
    await world.work()
    there = str(await world.province.value(_MIRROR))
    await escalation.escalate(hendro, there, world.ministry.slug, "Nasional", world.book, version=None)
    await world.work()
    return number, there, dewi, hendro


async def _case(world: World, number: str) -> UUID:
    found: UUID = await world.district.value(
        "SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return found


async def _told(world: World) -> list[str]:
    return [row["text"] for row in await world.district.rows(_TOLD)]


async def test_the_office_that_asked_and_its_citizen_hear_where_the_matter_went(world: World) -> None:
    number, _, _, _ = await _passed_on(world)
    assert await world.district.value(_HOLDER, "source") == _named(world.ministry)
    assert await _told(world) == [
        f"Laporan {number} kini ditangani {_named(world.ministry)}. Anda tetap kami kabari di sini."
    ]
    head = await world.staff(world.district, Role.SUPERVISOR)
    [row] = (await linked_cases(head, LinkedQuery())).rows
    assert row.holder == _named(world.ministry)


async def test_the_tracking_page_names_the_last_office_of_the_way(world: World) -> None:
    number, _, _, _ = await _passed_on(world)
    page = await portal.report(world.district.id, await _case(world, number))
    assert page.holder == _named(world.ministry)
    lestari = await world.staff(world.ministry)
    last = str(await world.ministry.value(_MIRROR))
    await agreeing.give_back(lestari, last, "Bukan stok nasional", version=None)
    await world.work()
    page = await portal.report(world.district.id, await _case(world, number))
    assert page.holder == _named(world.province), "it is one office nearer again"
    assert (await _told(world))[-1].startswith(f"Laporan {number} kini ditangani {_named(world.province)}.")


async def test_what_comes_back_is_told_once_and_with_the_office_s_name(world: World) -> None:
    number, there, _, hendro = await _passed_on(world)
    await agreeing.give_back(hendro, there, "Bukan provinsi", version=None)
    await world.work()
    back = f"Laporan {number} kembali kami tangani di {_named(world.district)}."
    assert [text for text in await _told(world) if text.startswith(back)] == (await _told(world))[-1:]
    assert await world.district.value(_HOLDER, "source") == ""
    assert not await world.province.rows(_TOLD), "only the office that has the citizen writes"


async def test_what_is_taken_back_is_told_once(world: World) -> None:
    dewi = await world.staff(world.district)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Stok", world.book, version=None)
    await world.work()
    await agreeing.withdraw(dewi, number, "Keliru", version=None)
    await world.work()
    assert len(await _told(world)) == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Dinas Kesehatan Kabupaten Batang", True),
        ("RSUD dr. Kariadi (Semarang), Instalasi Gizi", True),
        ("", True),
        ("Dinas. Buka https://palsu.example lalu isi NIK", False),
        ("Dinas palsu.example", False),
        ("Telepon 0812 3456 7890", False),
        ("Dinas\nBuka", False),
        ("D" * 201, False),
    ],
)
def test_no_office_elsewhere_gives_itself_an_address_for_a_name(name: str, plain: bool) -> None:
    assert is_plain_name(name) is plain
