"""Whether an office elsewhere stands above, below or beside ours counts once both administrators say so."""

import pytest
from msgspec.structs import replace

from helpdesk.elsewhere.model import Far, agreed_kin
from helpdesk.elsewhere.wire import Hello
from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from kit.errors import Conflict
from support.administrators import audited
from support.builders import an_opened_case
from support.far_side import FarSide, connected, kept
from support.listening import listening
from support.officers import Floor
from tenants.offices.model import Kin
from tenants.permissions.model import Role


async def says(far: FarSide, kin: str) -> None:
    """The office there tells how ours stands to it."""
    hello = Hello(plate=far.plate, address=far.address, receives=True, kin=kin)
    assert (await far.calls(hello)).status_code == 200


async def placed(floor: Floor, far: FarSide, kin: str) -> None:
    """Our administrator says how it stands to us, on its page."""
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    door = (await known(floor, far)).id
    at = f"/admin/{floor.world.district.slug}/elsewhere/{door}"
    answer = await admin.send(await admin.get(at), "/place", kin=kin)
    assert answer.status_code == 303, answer.text


async def known(floor: Floor, far: FarSide) -> Far:
    found = await kept(floor, far)
    assert found is not None
    return found


async def stands(floor: Floor, far: FarSide) -> Kin:
    admin = await floor.world.staff(floor.world.district, Role.ADMINISTRATOR)
    [seen] = [each for each in await relations.seen_all(admin) if each.peer.uid == far.uid]
    return seen.kin


@pytest.mark.parametrize("ours", Kin)
@pytest.mark.parametrize("theirs", Kin)
def test_above_and_below_need_both_words(ours: Kin, theirs: Kin) -> None:
    agreed = (ours, theirs) in ((Kin.ABOVE, Kin.BELOW), (Kin.BELOW, Kin.ABOVE))
    expected = ours if agreed or ours is Kin.SIBLING else Kin.OTHER
    assert agreed_kin(ours, theirs) is expected


async def test_what_the_other_side_claims_alone_opens_nothing(floor: Floor) -> None:
    far = await connected(floor)
    for claim in ("below", "above", "sibling", "kingdom"):
        await says(far, claim)
        assert await stands(floor, far) is Kin.OTHER


async def test_what_we_say_alone_counts_once_the_other_side_says_so_and_no_longer(floor: Floor) -> None:
    far = await connected(floor)
    await placed(floor, far, "above")
    assert await stands(floor, far) is Kin.OTHER
    await says(far, "below")
    assert await stands(floor, far) is Kin.ABOVE
    await says(far, "above")
    assert await stands(floor, far) is Kin.OTHER, "two that stand above each other do not"
    assert (await audited(floor.world.district))[-1] == "far_office.placed"


async def test_a_case_goes_up_one_way_only_also_to_an_office_elsewhere(floor: Floor) -> None:
    far, world = await connected(floor), floor.world
    agent = await world.staff(world.district)
    [there] = [each.slug for each in await relations.targets(agent) if each.uid == far.uid]
    await placed(floor, far, "above")
    await says(far, "below")
    assert [each.slug for each in await relations.targets(agent)].index(there) <= 2, "those above come first"
    number = await an_opened_case(world)
    await escalation.escalate(agent, number, there, "Rujukan", world.book, version=None)
    with pytest.raises(Conflict, match="already_handed_over"):
        await escalation.escalate(agent, number, world.province.slug, "Juga", world.book, version=None)
    officer, _ = await floor.officer()
    assert "/escalate" not in (await officer.get(f"cases/{number}")).text


async def test_the_other_side_hears_what_we_say_and_the_page_tells_what_it_says(floor: Floor) -> None:
    async with listening() as door:
        far = await connected(floor)
        far.address = f"http://localhost:{door.port}/letters/1"
        await says(far, "other")
        await placed(floor, far, "below")
        hello = door.messages[-1]
        assert (hello["type"], hello["kin"]) == ("hello.v1", "below")
        admin, _ = await floor.officer(Role.ADMINISTRATOR)
        at = f"/admin/{floor.world.district.slug}/elsewhere/{(await known(floor, far)).id}"
        assert "Di sana tercatat: belum disebut." in (await admin.get(at)).text
        await says(far, "above")
        page = await admin.get(at)
        assert "Di sana tercatat" not in page.text
        refused = await admin.send(page, "/place", kin="kingdom")
        assert refused.status_code == 422 and "Pilih letak kantor itu." in refused.text
    assert await stands(floor, far) is Kin.BELOW


async def test_an_office_that_does_not_answer_hears_it_later_and_the_page_says_so(floor: Floor) -> None:
    far = await connected(floor)
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    at = f"/admin/{floor.world.district.slug}/elsewhere/{(await known(floor, far)).id}"
    page = await admin.does(at, "/place", kin="above")
    assert "Kantor itu belum menjawab: alamatnya tidak terjangkau." in page.text
    assert (await known(floor, far)).kin is Kin.ABOVE


async def test_a_plate_tells_the_region_and_nothing_else_in_its_place(floor: Floor) -> None:
    far = await connected(floor)
    for region, status in (("33.24", 200), ("33; DROP", 400)):
        plate = replace(far.plate, region=region)
        answer = await far.calls(Hello(plate=plate, address=far.address, receives=True))
        assert answer.status_code == status
    found = (await known(floor, far)).plate
    assert found is not None and found.region == "33.24"
