"""A ministry's officer staffs a district's desk for a shift: agreed on pages, seen by all, over in the same second."""

import re
from datetime import timedelta

from support.administrators import audited
from support.lending import (
    GUEST,
    REASON,
    agreed,
    asked,
    at_hosts_desk,
    email_of,
    now_of,
    typed,
)
from support.officers import Browser, Floor, Form
from support.world import Place
from tenants.delegations import service
from tenants.permissions.model import Role


async def admin_of(floor: Floor, place: Place) -> Browser:
    browser, _ = await floor.officer(Role.ADMINISTRATOR, place=place)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser


async def test_two_offices_and_the_guest_agree_on_pages_and_the_guest_changes_desks_with_one_button(
    floor: Floor,
) -> None:
    world = floor.world
    batang, ministry = await admin_of(floor, world.district), await admin_of(floor, world.ministry)
    guest, lestari = await floor.officer(place=world.ministry, name=GUEST)
    begins = await now_of(world.district)
    form = typed(world.ministry, await email_of(world.ministry, lestari), begins, begins + timedelta(hours=8))
    sent = {name: value for name, value in zip(form.__struct_fields__, _plain(form), strict=True) if value}
    done = await batang.does("delegations/new", "/delegations/new", **sent)
    assert "Permintaan disimpan" in done.text
    assert "Menunggu persetujuan" in done.text
    assert "Lestari Wulandari" not in done.text, "the host learns no name before everybody agreed"
    await world.work(world.district, world.ministry)

    desk = (await guest.get("cases")).text
    assert f"Meja {world.district.slug} meminta bantuan Anda." in desk
    page = await guest.get("duties")
    assert REASON in page.text
    assert "Terima tugas" in page.text
    assert "Sudah setuju" in (await guest.does("duties", "/accept")).text
    waiting = await ministry.get("people")
    assert "Menunggu keputusan kantor ini: 1." in waiting.text
    [href] = _links(await ministry.get("delegations"), "/delegations/0")
    assert "Anda mengizinkan tugas ini" in (await ministry.does(href, "/allow")).text
    await world.work(world.district, world.ministry)

    assert "Sedang bertugas" in (await batang.get("delegations")).text
    own = await guest.get("cases")
    assert f"Anda diperbantukan di Meja {world.district.slug}." in own.text
    assert "perbantuan sampai" in (await guest.get("/switch")).text
    answer = await guest.send(own, "/switch", office=world.district.slug)
    assert answer.headers["location"] == f"/desk/{world.district.slug}/cases"
    there = await guest.get(answer.headers["location"])
    assert f"Anda bekerja di meja Meja {world.district.slug}." in there.text
    assert REASON in there.text
    assert f"Kembali ke Meja {world.ministry.slug}" in there.text
    assert f"Lestari Wulandari (Meja {world.ministry.slug})" in there.text
    answer = await guest.send(there, "/switch", office=world.ministry.slug)
    assert answer.headers["location"] == f"/desk/{world.ministry.slug}/cases"
    assert (await guest.get(answer.headers["location"])).status_code == 200


async def test_what_a_guest_does_bears_name_and_own_office(floor: Floor) -> None:
    lent = await agreed(floor.world)
    guest = await at_hosts_desk(floor, lent)
    case = await floor.case()
    who = f"Lestari Wulandari (Meja {lent.home.slug})"
    await guest.does(f"cases/{case.number}", "/take")
    await guest.does(f"cases/{case.number}?tab=note", "/note", text="Sudah saya telepon.")
    page = (await guest.get(f"cases/{case.number}")).text
    assert page.count(who) >= 3, "in the timeline, on the note, and as the one who has the case"
    told = await lent.host.rows(
        "SELECT DISTINCT actor_name FROM case_event WHERE tenant_id = $1 AND kind = 'case.assigned'"
    )
    assert [row["actor_name"] for row in told] == [who]
    batang = await admin_of(floor, lent.host)
    log = (await batang.get("audit")).text
    assert who in log
    assert "Tugas perbantuan disetujui semua pihak" in log


async def test_who_oversees_the_desk_sees_who_acts_here(floor: Floor) -> None:
    lent = await agreed(floor.world)
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    page = (await supervisor.get("guests")).text
    assert f"Meja {lent.home.slug}" in page
    assert "Sedang bertugas" in page
    assert "/admin/" not in page.split("<main")[1].split("</main>")[0], "only an administrator changes it"
    agent, _ = await floor.officer()
    assert (await agent.get("guests")).status_code == 403
    elsewhere, _ = await floor.officer(Role.SUPERVISOR, place=floor.world.neighbour)
    assert f"Meja {lent.home.slug}" not in (await elsewhere.get("guests")).text


async def test_a_guest_administers_nothing_exports_nothing_and_makes_no_key(floor: Floor) -> None:
    lent = await agreed(floor.world, Role.SUPERVISOR)
    await lent.host.change(
        "UPDATE membership SET roles = '{administrator,supervisor}' WHERE tenant_id = $1 AND delegation_id = $2",
        lent.id,
    )
    guest = await at_hosts_desk(floor, lent)
    for path in ("people", "delegations", "delegations/new", "audit", "channels", ""):
        assert (await guest.get(f"/admin/{lent.host.slug}/{path}")).status_code == 403, path
    assert (await guest.get("cases.csv")).status_code == 403
    assert (await guest.get("guests")).status_code == 200, "a supervisor oversees the desk"
    assert "/admin/" not in (await guest.get("cases")).text


async def test_nothing_of_the_host_shows_at_home(floor: Floor) -> None:
    lent = await agreed(floor.world)
    case = await floor.case("Kata rahasia kersik")
    guest = await at_hosts_desk(floor, lent)
    assert case.number in (await guest.get("cases")).text
    own = await guest.send(await guest.get("cases"), "/switch", office=lent.home.slug)
    assert own.status_code == 303
    at_home = f"/desk/{lent.home.slug}"
    for path in ("cases", "cases?q=kersik", f"cases?q={case.number}", "contacts?q=Siti", "live/list"):
        page = await guest.get(f"{at_home}/{path}")
        assert f"/cases/{case.number}" not in page.text, path
        assert "Kata rahasia" not in page.text, path
    assert (await guest.get(f"{at_home}/cases/{case.number}")).status_code == 404
    assert (
        (await guest.get(f"/desk/{lent.host.slug}/cases/{case.number}"))
        .headers["location"]
        .startswith("/switch")
    ), "not without changing desks"


async def test_an_unknown_address_looks_the_same_to_the_host_as_a_known_one(floor: Floor) -> None:
    world = floor.world
    batang = await admin_of(floor, world.district)
    begins = await now_of(world.district)
    _, lestari = await floor.officer(place=world.ministry, name=GUEST)
    _, stranger = await floor.officer(place=world.neighbour)
    pages = []
    for email in (
        await email_of(world.ministry, lestari),
        await email_of(world.neighbour, stranger),
        "tidak.ada@kantor.example",
    ):
        form = typed(world.ministry, email, begins, begins + timedelta(hours=8))
        sent = {
            name: value for name, value in zip(form.__struct_fields__, _plain(form), strict=True) if value
        }
        page = await batang.does("delegations/new", "/delegations/new", **sent)
        await world.work(world.district, world.ministry, world.neighbour)
        href = _links(page, "/delegations/0")[-1]
        pages.append((await batang.get(href)).text.replace(email, "…"))
    known = await world.ministry.value("SELECT count(*) FROM delegation WHERE tenant_id = $1")
    assert known == 1, "only the ministry's own person is asked"
    assert await world.neighbour.value("SELECT count(*) FROM delegation WHERE tenant_id = $1") == 0
    assert len({_body(page) for page in pages}) == 1


async def test_people_pages_leave_guests_alone(floor: Floor) -> None:
    lent = await agreed(floor.world)
    batang = await admin_of(floor, lent.host)
    post = await lent.host.value(
        "SELECT id FROM membership WHERE tenant_id = $1 AND delegation_id = $2", lent.id
    )
    assert f"Lestari Wulandari (Meja {lent.home.slug})" in (await batang.get("people")).text
    shown = await batang.get(f"people/{post}")
    assert shown.headers["location"].endswith(f"/delegations/{lent.id}")
    token = Form((await batang.get("people/new")).text, "/people/new").fields["_csrf_token"]
    for act, fields in (
        ("", {"roles": "administrator"}),
        ("/deactivate", {}),
        ("/reactivate", {}),
        ("/link", {}),
    ):
        answer = await batang.http.post(
            f"{batang.desk}/people/{post}{act}",
            data={"_csrf_token": token, **fields},
            headers={"origin": "http://localhost:8000"},
        )
        assert answer.status_code in (409, 422), act
    row = await lent.host.row("SELECT roles, active FROM membership WHERE tenant_id = $1 AND id = $2", post)
    assert (list(row["roles"]), row["active"]) == (["agent"], True)


async def test_both_offices_keep_the_story_in_their_audit_logs(floor: Floor) -> None:
    lent = await agreed(floor.world)
    await service.close(lent.home_admin, lent.id)
    await floor.world.work(lent.home, lent.host)
    host, home = await audited(lent.host), await audited(lent.home)
    assert [each for each in host if each.startswith("delegation.")] == [
        "delegation.asked",
        "delegation.agreed",
        "delegation.ended",
    ]
    assert [each for each in home if each.startswith("delegation.")] == [
        "delegation.requested",
        "delegation.accepted",
        "delegation.allowed",
        "delegation.ended",
    ]


async def test_the_words_are_english_too(floor: Floor) -> None:
    lent = await asked(floor.world)
    admin = await admin_of(floor, lent.home)
    page = (await admin.get("delegations?lang=en")).text
    assert "Our people at other desks" in page
    assert "Menunggu" not in page.split("<main")[1]


def _plain(form: object) -> list[str]:
    return [
        getattr(form, name) if isinstance(getattr(form, name), str) else "" for name in form.__struct_fields__
    ]  # type: ignore[attr-defined]


def _links(page: object, part: str) -> list[str]:
    text = page.text  # type: ignore[attr-defined]
    return [each.split('"')[0] for each in text.split('href="')[1:] if part in each.split('"')[0]]


def _body(page: str) -> str:
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|_csrf_token\" value=\"[^\"]+", "", main)
