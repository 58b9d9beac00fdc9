"""Opening a case by hand, and files of a case."""

import pytest

from helpdesk.attachments.service import keep_uploads
from helpdesk.attachments.serving import disposition
from helpdesk.cases import service as cases
from kit.ids import uuid7
from support.officers import Floor, Form
from tenants.permissions.model import Role

PDF = b"%PDF-1.4 surat"


@pytest.mark.parametrize("source", ["phone", "counter", "social_media"])
async def test_a_case_is_opened_for_somebody(floor: Floor, source: str) -> None:
    browser, _ = await floor.officer()
    page = await browser.does(
        "new",
        "/new",
        source=source,
        kind="complaint",
        text="Loket tutup jam 10",
        name="Sri",
        phone="081255501234",
        language="en",
    )
    assert await floor.world.district.value("SELECT language FROM contact WHERE tenant_id = $1") == "en"
    assert "Sampaikan nomornya kepada warga" in page.text
    assert "Loket tutup jam 10" in page.text
    row = await floor.world.district.row("SELECT channel, kind FROM cases WHERE tenant_id = $1")
    assert row == {"channel": source, "kind": "complaint"}


async def test_a_second_press_opens_nothing_twice(floor: Floor) -> None:
    browser, _ = await floor.officer()
    page = await browser.get("new")
    answers = [
        await browser.send(page, "/new", source="phone", kind="aspiration", text="Usul jam buka")
        for _ in range(2)
    ]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await floor.world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1


async def test_what_is_wrong_is_told_and_what_was_typed_stays(floor: Floor) -> None:
    browser, _ = await floor.officer()
    answer = await browser.send(
        await browser.get("new"), "/new", source="phone", kind="complaint", name="Sri"
    )
    assert answer.status_code == 422
    assert "Tulis dahulu isinya." in answer.text
    assert Form(answer.text, "/new").fields["name"] == "Sri"
    wrong = await browser.send(answer, "/new", text="Halo", phone="12")
    assert "Nomor telepon tidak terbaca" in wrong.text
    for field, value in (("kind", "riddle"), ("source", "whatsapp"), ("facility", "x"), ("language", "x")):
        typed = {"source": "phone", "kind": "complaint", "text": "Halo", field: value}
        assert (await browser.send(answer, "/new", **typed)).status_code == 422
    assert await floor.world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 0


async def test_a_caller_in_need_is_graded_at_once_and_promised_by_that_grade(floor: Floor) -> None:
    browser, _ = await floor.officer()
    place = floor.world.district
    topic = str(
        await place.value("SELECT id FROM topic WHERE tenant_id = $1 AND active ORDER BY name LIMIT 1")
    )
    said = {"grade": "red", "priority": "urgent", "topic": topic}
    await browser.does("new", "/new", source="phone", kind="complaint", text="Ambulans belum datang", **said)
    row = await place.row("SELECT grade, priority, topic_id::text AS topic FROM cases WHERE tenant_id = $1")
    assert row == said
    first = "SELECT detail->>'promises' FROM case_event WHERE tenant_id = $1 AND kind = 'case.opened'"
    assert "grade_red" in await place.value(first), "promised by the rule of the grade from the beginning"
    moved = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind IN ('clock.promised', 'case.corrected')"
    assert await place.value(moved) == 0


async def test_a_question_bears_no_grade_and_nobody_elses_topic_is_taken(floor: Floor) -> None:
    browser, _ = await floor.officer()
    page = await browser.does(
        "new", "/new", source="counter", kind="consultation", text="Jadwal imunisasi?", grade="red"
    )
    assert "Jadwal imunisasi?" in page.text
    assert await floor.world.district.value("SELECT grade FROM cases WHERE tenant_id = $1") is None
    foreign = await floor.world.neighbour.value("SELECT id FROM topic WHERE tenant_id = $1 LIMIT 1")
    empty = await browser.get("new")
    for wrong in ({"topic": str(foreign)}, {"topic": "x"}, {"grade": "purple"}, {"priority": "maybe"}):
        typed = {"source": "phone", "kind": "complaint", "text": "Halo", **wrong}
        assert (await browser.send(empty, "/new", **typed)).status_code == 422, wrong
    assert await floor.world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1


async def test_a_file_is_a_download_that_can_do_nothing(floor: Floor) -> None:
    case, (browser, agent) = await floor.case(), await floor.officer()
    place = floor.world.district
    [media] = await keep_uploads(place.id, [("surat keterangan ©.pdf", PDF)], floor.runtime.files)
    await place.change(
        "UPDATE attachment SET case_id = $3, message_id = (SELECT id FROM message WHERE tenant_id = $1"
        " AND case_id = $3 AND direction = 'in') WHERE tenant_id = $1 AND id = $2",
        *(media.stored_id, case.id),
    )
    at = f"cases/{case.number}/files/{media.stored_id}"
    assert at in (await browser.get(f"cases/{case.number}")).text
    answer = await browser.get(at)
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith('attachment; filename="surat keterangan _.pdf"')
    assert "filename*=UTF-8''surat%20keterangan%20%C2%A9.pdf" in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    unit, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    neighbour, _ = await floor.officer(place=floor.world.neighbour)
    assert (await unit.get(at)).status_code == 404
    assert (await neighbour.get(at)).status_code == 404
    other = await floor.case()
    assert (await browser.get(f"cases/{other.number}/files/{media.stored_id}")).status_code == 404
    assert (await browser.get(f"cases/{case.number}/files/{uuid7()}")).status_code == 404
    await cases.dispose(
        agent, case.number, floor.world.district.units["Puskesmas Batang I"], "", version=None
    )
    assert (await unit.get(at)).status_code == 200


def test_a_name_cannot_leave_its_header() -> None:
    value = disposition('a"; x=\r\ny\\.pdf')
    assert "\r" not in value
    assert "\n" not in value
    assert value.count('"') == 2
