"""Announcements between installations: offices below elsewhere hear us, and we hear those above elsewhere."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.announcements import service
from helpdesk.announcements.model import Audience
from helpdesk.elsewhere.wire import Announced
from support.announcing import written_for
from support.between import Between, between_installations
from support.officers import Browser, Floor
from tenants.permissions.model import Role

KENDAL = "Dinkes Kendal"


@pytest.fixture
async def between(floor: Floor) -> AsyncIterator[Between]:
    async with between_installations(floor) as opened:
        yield opened


async def shown(between: Between, announcement_id: UUID) -> str:
    admin: Browser
    admin, _ = await between.floor.officer(Role.SUPERVISOR)
    page = await admin.get(f"/admin/{between.district.slug}/announcements/{announcement_id}")
    return page.text


async def test_an_office_below_elsewhere_is_told_once_and_of_every_change(between: Between) -> None:
    await between.is_below()
    supervisor, announcement = await between.announces()
    [first] = await between.told()
    assert (first["title"], first["version"], first["withdrawn"]) == ("Vaksin campak datang Senin", 1, False)
    assert "by_name" not in first and supervisor.name not in str(first)
    assert len(await between.told()) == 1, "once"
    assert "Sudah sampai" in await shown(between, announcement)
    await service.reword(
        supervisor, announcement, await written_for(between.world, title="Vaksin datang Selasa"), version=1
    )
    assert [(each["title"], each["version"]) for each in (await between.told())[1:]] == [
        ("Vaksin datang Selasa", 2)
    ]
    await service.take_back(supervisor, announcement, version=2)
    [_, _, last] = await between.told()
    assert (last["version"], last["withdrawn"]) == (3, True)


@pytest.mark.parametrize(
    "kins", [("below", "other"), ("other", "above"), ("above", "below"), ("sibling",) * 2]
)
async def test_an_office_that_is_not_below_by_both_words_is_told_nothing(
    between: Between, kins: tuple[str, str]
) -> None:
    ours, theirs = kins
    await between.we_say(ours)
    await between.kendal_says(theirs)
    ministry = await between.world.staff(between.district, Role.SUPERVISOR)
    with pytest.raises(service.Forbidden, match="no_office_below"):
        await service.announce(ministry, await written_for(between.world))
    assert await between.told() == []


async def test_who_is_connected_later_hears_what_is_told_then(between: Between) -> None:
    await between.is_below()
    _, kept_one = await between.announces()
    supervisor, over = await between.announces(title="Sudah ditarik")
    await between.told()
    await service.take_back(supervisor, over, version=1)
    await between.told()
    await between.district.change("DELETE FROM announcement_far WHERE tenant_id = $1")
    before = len(await between.told())
    await between.we_say("other")
    await between.we_say("below")
    again = (await between.told())[before:]
    assert [each["id"] for each in again] == [str(kept_one)]


async def test_it_goes_to_its_province_and_to_chosen_offices_only(between: Between) -> None:
    between.region = "33.24"
    await between.is_below()
    supervisor, _ = await between.announces(audience=Audience.PROVINCE, province="33", title="Jawa Tengah")
    with pytest.raises(service.rules.Invalid):
        await service.announce(
            supervisor, await written_for(between.world, audience=Audience.PROVINCE, province="34")
        )
    await between.announces(audience=Audience.OFFICES, offices=(between.far.uid,), title="Untuk Kendal")
    assert [each["title"] for each in await between.told()] == ["Jawa Tengah", "Untuk Kendal"]
    admin, _ = await between.floor.officer(Role.SUPERVISOR)
    form = await admin.get(f"/admin/{between.district.slug}/announcements/new")
    assert KENDAL in form.text


async def test_a_door_that_is_shut_is_tried_again_and_one_that_refuses_is_shown(between: Between) -> None:
    await between.is_below()
    between.door.says(503, "unavailable")
    _, announcement = await between.announces()
    assert len(await between.told()) == 1
    assert "Dalam perjalanan" in await shown(between, announcement)
    await between.world.clock.forward(hours=1)
    assert [each["version"] for each in await between.told()] == [1, 1]
    first, again = [
        headers["webhook-id"] for headers, body in between.door.calls if b"announcement.v1" in body
    ]
    assert first == again, "known there as the same"
    between.door.says(409, "not_above")
    _, refused = await between.announces(title="Kedua")
    await between.told()
    page = await shown(between, refused)
    assert "Tidak sampai" in page and "belum menyebut bahwa kantor kita di atasnya" in page
    await between.world.clock.forward(days=1)
    before = len(await between.told())
    await between.kendal_says("other")
    await between.kendal_says("above")
    assert [each["title"] for each in (await between.told())[before:]] == ["Kedua"]


async def test_what_an_office_above_elsewhere_tells_stands_on_our_desks(between: Between) -> None:
    await between.is_above()
    words = await between.words()
    assert [await between.tells(words) for _ in range(2)] == [200, 200]
    assert await between.heard() == [(KENDAL, "Vaksin datang", False)]
    officer, _ = await between.floor.officer()
    page = await officer.get("announcements")
    assert "Vaksin datang" in page.text and KENDAL in page.text
    [told] = await service.heard(await between.reader())
    await service.confirm(await between.reader(), told.id, 1)
    assert await between.heard() == [(KENDAL, "Vaksin datang", True)]
    assert await between.tells(replace(words, version=2, title="Vaksin datang Selasa")) == 200
    assert await between.tells(words) == 200, "an older wording that comes late changes nothing"
    assert await between.heard() == [(KENDAL, "Vaksin datang Selasa", False)], "to be read again"
    assert await between.tells(replace(words, version=3, withdrawn=True)) == 200
    assert await between.tells(replace(words, version=2)) == 200
    assert await between.heard() == []


@pytest.mark.parametrize(
    "kins", [("other", "below"), ("above", "other"), ("below", "above"), ("sibling",) * 2]
)
async def test_nobody_tells_us_anything_whom_our_administrator_did_not_put_above(
    between: Between, kins: tuple[str, str]
) -> None:
    ours, theirs = kins
    await between.we_say(ours)
    await between.kendal_says(theirs)
    answer = await between.far.calls(Announced(data=await between.words()))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_above")
    assert await between.heard() == []


async def test_it_is_shown_no_more_once_either_side_says_otherwise(between: Between) -> None:
    await between.is_above()
    words = await between.words()
    await between.tells(words)
    await between.we_say("sibling")
    service.forget()
    assert await between.heard() == []
    assert await between.tells(replace(words, version=2, withdrawn=True)) == 200, (
        "taking back is always heard"
    )
    await between.we_say("above")
    service.forget()
    assert await between.heard() == []


async def test_nobody_speaks_in_the_place_of_another_office(between: Between) -> None:
    """An id that stands for somebody else's announcement names another one here."""
    ministry = await between.world.staff(between.world.ministry, Role.SUPERVISOR)
    ours = await service.announce(ministry, await written_for(between.world, title="Dari kementerian"))
    await between.is_above()
    await between.tells(await between.words(id=ours, title="Palsu", version=9, withdrawn=True))
    service.forget()
    assert [title for _, title, _ in await between.heard()] == ["Dari kementerian"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"text": "x" * 4001},
        {"text": "a\x00"},
        {"importance": "huge"},
        {"version": 0},
    ],
)
async def test_words_that_no_desk_could_show_are_not_taken(between: Between, wrong: dict[str, Any]) -> None:
    await between.is_above()
    answer = await between.far.calls(Announced(data=await between.words(**wrong)))
    assert (answer.status_code, answer.json()["code"]) == (400, "letter_unreadable")
    assert await between.heard() == []


async def test_harmful_words_from_elsewhere_stay_words(between: Between) -> None:
    await between.is_above()
    harm = "<img src=x onerror=alert(1)>"
    await between.tells(await between.words(title=harm, text=harm))
    officer, _ = await between.floor.officer()
    for at in ("announcements", "cases"):
        page = await officer.get(at)
        assert "&lt;img" in page.text and "<img src=x" not in page.text
