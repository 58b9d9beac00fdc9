"""A citizen is asked whether a case may be filed in a register, or filed there by name."""

import pytest

from helpdesk.consenting.model import Purpose
from helpdesk.registers import by_rule
from helpdesk.registers import service as registers
from kit.errors import Conflict
from support.builders import a_message, a_number, an_opened_case
from support.lapor_watch import a_lapor
from support.world import World

_WORDS = "SELECT purpose, given FROM case_consent WHERE tenant_id = $1 ORDER BY at, purpose"


@pytest.mark.parametrize("said", ["ya", "tidak"])
async def test_the_name_goes_there_after_the_citizens_own_yes_and_only_then(world: World, said: str) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, share_reporter="name_phone")
        dewi, phone = await world.staff(world.district), a_number()
        number = await an_opened_case(world, phone=phone)
        assert await by_rule.purposes(dewi, stage.book) == (Purpose.REGISTER, Purpose.REPORTER)
        asked = await by_rule.ask_citizen(dewi, number, Purpose.REPORTER, stage.book, version=None)
        assert "dengan nama dan kontak Anda" in asked.asked
        await world.arrive(world.district, a_message(phone, said))
        await world.work()
        words = {row["purpose"]: row["given"] for row in await world.district.rows(_WORDS)}
        assert words == ({"register": True, "reporter": True} if said == "ya" else {"reporter": False})
        await registers.file(dewi, number, version=None, book=stage.book)
        await registers.advance_due(world.district.id, stage.book, files=world.files)
        [complaint] = (await stage.ledger())["complaints"]
        assert ("nameUser" in complaint["sent"]) is (said == "ya")


async def test_where_the_office_gives_no_names_nobody_is_asked_about_theirs(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    assert await by_rule.purposes(dewi, world.book) == (Purpose.REGISTER,)
    with pytest.raises(Conflict, match="register_takes_no_names"):
        await by_rule.ask_citizen(dewi, number, Purpose.REPORTER, world.book, version=None)
