"""Offices of other installations on the administrator's pages: invite, accept, test, change keys, end."""

import re

from helpdesk.elsewhere.model import Plate
from helpdesk.elsewhere.wire import Invitation, read, written
from helpdesk.escalation import relations
from kit.ids import uuid7
from kit.webhooks import new_key
from support.administrators import audited
from support.far_side import connected, kept
from support.officers import Browser, Floor
from tenants.permissions.model import Actor, Role


async def at(floor: Floor, page: str = "") -> tuple[Browser, Actor, str]:
    browser, actor = await floor.officer(Role.ADMINISTRATOR)
    return browser, actor, f"/admin/{floor.world.district.slug}/elsewhere{page}"


def from_nowhere(**changed: str) -> str:
    """An invitation of an office whose door does not answer."""
    plate = Plate(
        uid=uuid7(), slug="kendal", code="KDL", name="Dinkes Kendal", desk_name="Halo Kendal",
        level=changed.get("level", "district"), timezone="Asia/Jakarta",
    )  # fmt: skip
    address = changed.get("address", "http://localhost:9/letters/1")
    return written(Invitation(plate=plate, address=address, yours=new_key(), ours=new_key()))


async def test_an_invitation_is_shown_once_and_holds_what_the_other_side_needs(floor: Floor) -> None:
    browser, _, address = await at(floor)
    refused = await browser.send(await browser.get(f"{address}/invite"), "/invite", name=" ")
    assert refused.status_code == 422 and "Tulis nama kantor itu." in refused.text
    page = await browser.send(await browser.get(f"{address}/invite"), "/invite", name="Dinkes Kendal")
    [code] = set(re.findall(r"sahut1\.[\w-]+", page.text))
    invitation = read(code, public_only=False)
    assert invitation.plate.name == f"Kantor {floor.world.district.slug}"
    listed = await browser.get(address)
    assert "Dinkes Kendal" in listed.text and "Undangan belum dipakai" in listed.text
    one = await browser.get(re.findall(rf'href="({address}/[0-9a-f-]{{36}})"', listed.text)[0])
    for shown in (listed, one):
        for secret in (code, invitation.yours, invitation.ours):
            assert secret not in shown.text
    sealed = await floor.world.district.value("SELECT keys FROM far_office WHERE tenant_id = $1")
    assert invitation.yours.encode() not in sealed and invitation.ours.encode() not in sealed
    page = await browser.does(str(one.url), "/cut")
    assert "Dinkes Kendal" not in page.text, "an invitation that nobody used leaves nothing"
    assert (await audited(floor.world.district))[-2:] == ["far_office.invited", "far_office.cut"]


async def test_a_code_that_cannot_be_read_is_refused_and_nothing_is_kept(floor: Floor) -> None:
    browser, _, address = await at(floor, "/accept")
    own = await relations.offices.office(floor.world.neighbour.id)
    here = Plate(
        uid=own.uid,
        slug="lain",
        code="LAIN",
        name="A",
        desk_name="A",
        level="district",
        timezone="Asia/Jakarta",
    )
    ours = written(Invitation(plate=here, address="http://localhost:9/l", yours=new_key(), ours=new_key()))
    form = await browser.get(address)
    for code in ("", "halo", "sahut1.%%%", from_nowhere()[:-9], from_nowhere(address="ftp://x/"),
                 from_nowhere(level="kingdom")):  # fmt: skip
        refused = await browser.send(form, "/accept", code=code)
        assert refused.status_code == 422 and "Kode ini tidak terbaca." in refused.text, code
    refused = await browser.send(form, "/accept", code=ours)
    assert refused.status_code == 409 and "Kantor itu ada di instalasi ini juga" in refused.text
    assert await floor.world.district.value("SELECT count(*) FROM far_office WHERE tenant_id = $1") == 0


async def test_a_code_counts_also_while_the_other_side_is_away_and_says_so(floor: Floor) -> None:
    browser, _, address = await at(floor, "/accept")
    code = from_nowhere()
    page = await browser.does(address, "/accept", code=f"  {code[:40]}\n{code[40:]} ")
    assert "alamatnya tidak terjangkau." in page.text and "KDL" in page.text
    page = await browser.does(str(page.url), "/key")
    assert "tetapi kantor itu belum menerimanya" in page.text
    again = await browser.send(await browser.get(address), "/accept", code=code)
    assert again.status_code == 409 and "Kantor itu sudah terhubung." in again.text


async def test_a_connected_office_is_set_up_like_any_other_and_ended(floor: Floor) -> None:
    far = await connected(floor)
    browser, _, address = await at(floor)
    door = await kept(floor, far)
    assert door is not None and door.plate is not None
    page = await browser.get(f"{address}/{door.id}")
    assert "localhost:9" in page.text and "Terhubung" in page.text
    relation = f"/admin/{floor.world.district.slug}/relations/{door.plate.slug}"
    listed = await browser.does(relation, door.plate.slug, receives="")
    assert "Hubungan disimpan." in listed.text and "Dinkes Kendal" in listed.text
    page = await browser.does(f"{address}/{door.id}", "/cut")
    assert "Hubungan diputus." in page.text and "Diputus" in page.text
    gone = await browser.get(relation)
    assert gone.status_code == 404
    over = await browser.http.post(
        f"{address}/{door.id}/test",
        data={"_csrf_token": page.text.split('name="_csrf_token" value="')[1].split('"')[0]},
        headers={"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"},
    )
    assert over.status_code == 409 and "sudah diputus" in over.text


async def test_who_does_not_administrate_connects_nobody(floor: Floor) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        browser, _ = await floor.officer(role)
        for page in ("", "/invite", "/accept"):
            assert (
                await browser.get(f"/admin/{floor.world.district.slug}/elsewhere{page}")
            ).status_code == 403
