"""An office of another installation that says it files a case is named and dated; a supervisor stops waiting for it."""

from msgspec.structs import replace

from helpdesk.escalation.letter import RegisterNumber
from support.administrators import audited
from support.far_side import FarSide, connected
from support.officers import Floor
from tenants.permissions.model import Role

_LINK = "SELECT peer_files, peer_passed FROM link WHERE tenant_id = $1"


async def _filed_there(floor: Floor) -> tuple[FarSide, str]:
    """Kendal asked us, and said that it files the matter; its side, and the number of our case."""
    far = await connected(floor)
    offer = far.offer()
    package = replace(offer.content.package, filing=True)  # type: ignore[union-attr]
    assert await far.hands_in(replace(offer, content=replace(offer.content, package=package))) == 200
    await floor.world.work()
    return far, await floor.world.district.value("SELECT number FROM cases WHERE tenant_id = $1")


async def test_who_files_elsewhere_is_named_and_dated_and_a_supervisor_stops_waiting(floor: Floor) -> None:
    _, number = await _filed_there(floor)
    agent, _ = await floor.officer()
    wahyu, _ = await floor.officer(Role.SUPERVISOR, name="Wahyu")
    page = (await agent.get(f"cases/{number}")).text
    assert "Dinkes Kendal menyatakan sedang mendaftarkannya sejak" in page
    assert "file_anyway" not in page
    form = await wahyu.get(f"cases/{number}/file_anyway")
    assert "Dinkes Kendal menyatakan sedang mendaftarkannya sejak" in form.text
    assert (await wahyu.send(form, "/file_anyway")).status_code == 422
    answer = await wahyu.send(
        form, "/file_anyway", reason="Kendal tidak dapat dihubungi sejak Senin <b>ini</b>"
    )
    assert answer.status_code == 303
    after = (await agent.get(f"cases/{number}")).text
    assert "Tidak ditunggu lagi." in after and f"cases/{number}/register" in after
    assert "sejak Senin &lt;b&gt;ini&lt;/b&gt;" in after and "<b>ini</b>" not in after
    assert "register.passed_over" in await audited(floor.world.district)


async def test_what_the_office_says_once_it_is_back_counts_as_before(floor: Floor) -> None:
    far, number = await _filed_there(floor)
    wahyu, _ = await floor.officer(Role.SUPERVISOR)
    await wahyu.does(f"cases/{number}/file_anyway", "/file_anyway", reason="Tidak dapat dihubungi")
    assert await far.hands_in(far.letter(RegisterNumber(register="lapor", number="", filing=True))) == 200
    await floor.world.work()
    assert await floor.world.district.row(_LINK) == {"peer_files": True, "peer_passed": False}
    assert await floor.world.district.value("SELECT filed_elsewhere FROM cases WHERE tenant_id = $1")
    assert await far.hands_in(far.letter(RegisterNumber(register="lapor", number="7654321"))) == 200
    await floor.world.work()
    case = await floor.world.district.row(
        "SELECT lapor_number, filed_elsewhere FROM cases WHERE tenant_id = $1"
    )
    assert case == {"lapor_number": "7654321", "filed_elsewhere": False}
