"""What a unit answered stands on the case's page; the desk releases it to the citizen, as it is or edited first."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.attachments.service import keep_uploads
from helpdesk.cases import service as cases
from helpdesk.channels.model import MediaRef
from helpdesk.portal import reading
from helpdesk.unit_links.answering import Words
from helpdesk.unit_links.hearing import take_reply
from helpdesk.unit_links.model import CameBy
from kit.settings import Settings
from support.builders import a_message, a_number, an_opened_case
from support.officers import Browser, Floor, Form, open_floor
from support.unit_desk import UNIT, link_in, registered, told, words_of
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

ANSWER = "Mulai Senin ada dua loket"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Story:
    """A case whose unit has answered, and an officer at the desk."""

    def __init__(self, floor: Floor, number: str, citizen: str, phone: str, officer: Browser) -> None:
        self.floor, self.number, self.citizen, self.phone = floor, number, citizen, phone
        self.officer, self.world, self.place = officer, floor.world, floor.world.district

    async def answer(self, text: str = ANSWER, media: tuple[MediaRef, ...] = ()) -> None:
        """The unit replies in context."""
        async with tenant_scope(self.place.id) as scope:
            case = await scope.fetchval(
                "SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", self.place.id, self.number
            )
            words = Words(text=text, came_by=CameBy.WHATSAPP, media=media, account_id=self.place.account_id)
            assert await take_reply(scope, self.place.units[UNIT], case, words)

    def heard(self) -> list[str]:
        """What the citizen was sent."""
        return [words_of(message) for message in told(self.world, self.citizen)]

    async def row(self) -> dict[str, Any]:
        return await self.place.row(
            "SELECT a.state, n.text AS written, o.text AS released, o.author_kind FROM unit_answer a"
            " JOIN message n ON n.tenant_id = a.tenant_id AND n.id = a.message_id"
            " LEFT JOIN message o ON o.tenant_id = a.tenant_id AND o.id = a.released_id WHERE a.tenant_id = $1"
        )


@pytest.fixture
async def story(database_urls: Settings) -> AsyncIterator[Story]:
    async with open_floor(database_urls) as floor:
        world, citizen = floor.world, a_number()
        phone = await registered(world)
        number = await an_opened_case(world, phone=citizen)
        officer, actor = await floor.officer()
        await cases.dispose(actor, number, world.district.units[UNIT], "Periksa", version=None)
        await world.work(world.district)
        world.far_end.sent.clear()
        yield Story(floor, number, citizen, phone, officer)


async def test_the_answer_stands_in_the_case_as_the_units_and_not_yet_sent(story: Story) -> None:
    await story.answer()
    page = await story.officer.get(f"cases/{story.number}")
    assert ANSWER in page.text
    assert UNIT in page.text
    assert "belum dikirim ke warga" in page.text
    await story.world.work(story.place)
    assert story.heard() == []


@pytest.mark.parametrize("at", ["", "/release", "/print"])
async def test_what_a_unit_wrote_is_words_and_nothing_else_wherever_it_stands(story: Story, at: str) -> None:
    harm = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    await story.answer(harm)
    page = await story.officer.get(f"cases/{story.number}{at}")
    assert page.status_code == 200
    assert "&lt;script&gt;" in page.text
    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text


async def test_one_press_sends_it_to_the_citizen_as_the_unit_wrote_it(story: Story) -> None:
    await story.answer()
    page = await story.officer.does(f"cases/{story.number}", "/release")
    assert "sudah dikirim ke warga" in page.text
    await story.world.work(story.place)
    assert any(ANSWER in each for each in story.heard())
    assert await story.row() == {
        "state": "released",
        "written": ANSWER,
        "released": ANSWER,
        "author_kind": "staff",
    }


async def test_edited_first_both_versions_are_kept(story: Story) -> None:
    await story.answer()
    better = "Yth. Ibu Siti, mulai Senin ada dua loket. Terima kasih."
    await story.officer.does(f"cases/{story.number}/release", "/release", text=better)
    await story.world.work(story.place)
    assert any(better in each for each in story.heard())
    row = await story.row()
    assert (row["written"], row["released"]) == (ANSWER, better)


async def test_it_goes_to_the_citizen_once_whoever_presses_again(story: Story) -> None:
    await story.answer()
    page = await story.officer.get(f"cases/{story.number}")
    first = await story.officer.send(page, "/release")
    second = await story.officer.send(page, "/release")
    assert first.status_code == 303
    assert second.status_code in (303, 409)
    await story.world.work(story.place)
    assert sum(ANSWER in each for each in story.heard()) == 1


async def test_its_files_go_along_as_copies(story: Story) -> None:
    media = await keep_uploads(story.place.id, [("jadwal.pdf", PDF)], story.floor.runtime.files)
    await story.answer(media=media)
    page = await story.officer.get(f"cases/{story.number}/release")
    assert page.status_code == 200
    assert "Sertakan berkas unit: jadwal.pdf" in page.text
    await story.officer.does(f"cases/{story.number}", "/release")
    files = await story.place.rows(
        "SELECT m.direction, f.name, f.storage_key FROM attachment f JOIN message m ON m.tenant_id = f.tenant_id"
        " AND m.id = f.message_id WHERE f.tenant_id = $1 ORDER BY m.direction"
    )
    assert [(each["direction"], each["name"]) for each in files] == [
        ("note", "jadwal.pdf"),
        ("out", "jadwal.pdf"),
    ]
    assert files[0]["storage_key"] != files[1]["storage_key"]


async def test_outside_the_window_it_goes_as_the_template_for_news(story: Story) -> None:
    await story.answer()
    await story.world.clock.forward(days=2)
    await story.officer.does(f"cases/{story.number}", "/release")
    await story.world.work(story.place)
    sent = told(story.world, story.citizen)[-1]
    assert sent.template is not None
    assert sent.template.name == "case_update"
    assert ANSWER in sent.template.variables[1]


async def test_an_officer_revokes_the_link_and_sends_a_new_one(story: Story) -> None:
    at = f"cases/{story.number}/join_unit"
    page = await story.officer.get(at)
    assert "/unit/" in page.text
    await story.officer.does(at, "/link_unit", revoke="1")
    assert "/unit/" not in (await story.officer.get(at)).text
    await story.officer.does(at, "/link_unit")
    anew = await story.officer.get(at)
    assert "/unit/" in anew.text
    await story.world.work(story.place)
    assert link_in(told(story.world, story.phone)[-1]) in anew.text


async def test_who_may_not_dispose_finds_no_link_and_cannot_make_one(story: Story) -> None:
    unit_officer, _actor = await story.floor.officer(Role.UNIT_OFFICER, UNIT)
    page = await unit_officer.get(f"cases/{story.number}")
    assert page.status_code == 200
    assert "/unit/" not in page.text
    token = await unit_officer.http.get(f"/desk/{story.place.slug}/cases/{story.number}")
    assert "link_unit" not in token.text


async def test_a_stranger_to_the_case_releases_nothing(story: Story) -> None:
    await story.answer()
    other, _ = await story.floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang II")
    page = await story.officer.get(f"cases/{story.number}")
    form = Form(page.text, "/release")
    answer = await other.http.post(form.action, data=form.fields, headers={"origin": "http://localhost:8000"})
    assert answer.status_code in (403, 404)
    assert (await story.row())["state"] == "waiting"


async def test_the_citizens_page_never_shows_what_was_not_released(story: Story) -> None:
    await story.answer()
    case = await story.place.value("SELECT id FROM cases WHERE tenant_id = $1")
    report = await reading.report(story.place.id, case)
    assert ANSWER not in str(report.lines)
    await story.officer.does(f"cases/{story.number}", "/release")
    report = await reading.report(story.place.id, case)
    assert ANSWER in str(report.lines)


async def test_a_citizen_who_writes_meanwhile_does_not_change_the_units_answer(story: Story) -> None:
    await story.answer()
    await story.world.arrive(story.place, a_message(story.citizen, "Sudah saya tunggu"))
    await story.world.work(story.place)
    assert (await story.row())["state"] == "waiting"
