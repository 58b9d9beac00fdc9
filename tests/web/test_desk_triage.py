"""Grade, priority and topic of a case at an officer's desk."""

from typing import Any

import pytest

from helpdesk.cases.model import CaseKind
from helpdesk.topics import service as topics
from helpdesk.topics.model import Topic
from support.officers import Browser, Floor
from tenants.permissions.model import Actor, Role


@pytest.fixture
async def agent(floor: Floor) -> tuple[Browser, Actor]:
    return await floor.officer()


async def _topic(actor: Actor, name: str) -> Topic:
    [found] = [each for each in await topics.topics_to_read(actor) if each.name == name]
    return found


async def _stored(floor: Floor, number: str) -> tuple[Any, ...]:
    row = await floor.world.district.row(
        "SELECT grade, priority, topic_id FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return row["grade"], row["priority"], row["topic_id"]


async def test_a_complaint_is_graded_while_it_is_verified(floor: Floor, agent: tuple[Browser, Actor]) -> None:
    case, (browser, actor) = await floor.case("Pasien ditolak IGD"), agent
    medicine = await _topic(actor, "Obat dan vaksin")
    at = f"cases/{case.number}"
    assert "Belum dinilai" in (await browser.get(at)).text
    form = (await browser.get(f"{at}/verify")).text
    assert "Merah – 1×24 jam" in form
    page = await browser.does(
        f"{at}/verify", "/verify", grade="red", priority="urgent", topic=str(medicine.id)
    )
    assert await _stored(floor, case.number) == ("red", "urgent", medicine.id)
    assert "Standar nasional (KWTK): ditanggapi dan ditindaklanjuti dalam 1×24 jam" in page.text
    for words in ("Merah (KWTK 1×24 jam)", "Mendesak", "Obat dan vaksin"):
        assert words in page.text, words
    assert "Rincian diperbaiki: tingkat Merah, prioritas Mendesak, topik" in page.text


async def test_a_grade_is_lowered_and_the_history_keeps_both(
    floor: Floor, agent: tuple[Browser, Actor]
) -> None:
    case, (browser, _) = await floor.case(), agent
    at = f"cases/{case.number}"
    await browser.does(f"{at}/verify", "/verify", grade="red")
    page = await browser.does(f"{at}/correct", "/correct", grade="yellow")
    assert await _stored(floor, case.number) == ("yellow", "normal", None)
    assert "tingkat Merah" in page.text
    assert "tingkat Kuning" in page.text
    page = await browser.does(f"{at}/correct", "/correct", grade="")
    assert "tingkat dilepas" in page.text
    before = await _stored(floor, case.number)
    await browser.does(f"{at}/correct", "/correct", title="Judul lain")
    assert await _stored(floor, case.number) == before, "what the form shows and nobody changes stays"


async def test_what_is_no_complaint_loses_its_grade(floor: Floor, agent: tuple[Browser, Actor]) -> None:
    case, (browser, _) = await floor.case(), agent
    at = f"cases/{case.number}"
    await browser.does(f"{at}/verify", "/verify", grade="red")
    page = await browser.does(f"{at}/correct", "/correct", kind=CaseKind.INFORMATION.value)
    assert (await _stored(floor, case.number))[0] is None
    assert "Belum dinilai" not in page.text, "a question is not graded"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"grade": "violet"}, "Pilih tingkat dari daftar."),
        ({"priority": "at once"}, "Pilih prioritas dari daftar."),
        ({"topic": "obat"}, "Pilih topik dari daftar."),
        ({"topic": "01a202c4-4a4e-7208-b6db-65389330c1f6"}, "Pilih topik dari daftar."),
    ],
)
@pytest.mark.parametrize("deed", ["verify", "correct"])
async def test_a_wrong_choice_is_told_where_it_stands_and_changes_nothing(
    floor: Floor, agent: tuple[Browser, Actor], deed: str, typed: dict[str, str], said: str
) -> None:
    case, (browser, _) = await floor.case(), agent
    page = await browser.get(f"cases/{case.number}/{deed}")
    answer = await browser.send(page, f"/{deed}", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert await _stored(floor, case.number) == (None, "normal", None)


async def test_a_retired_topic_stays_on_its_case_and_comes_to_no_other(
    floor: Floor, agent: tuple[Browser, Actor]
) -> None:
    case, other, (browser, actor) = await floor.case(), await floor.case(), agent
    _, administrator = await floor.officer(Role.ADMINISTRATOR)
    topic = await _topic(actor, "Sikap petugas")
    await browser.does(f"cases/{case.number}/verify", "/verify", topic=str(topic.id))
    await topics.retire_topic(administrator, topic.id, version=topic.version)
    await browser.does(f"cases/{case.number}/correct", "/correct", title="Masih sama")
    assert (await _stored(floor, case.number))[2] == topic.id
    form = await browser.get(f"cases/{other.number}/verify")
    assert "Sikap petugas" not in form.text
    assert (await browser.send(form, "/verify", topic=str(topic.id))).status_code == 422


async def test_rows_show_what_is_grave_and_filters_find_it(
    floor: Floor, agent: tuple[Browser, Actor]
) -> None:
    browser, actor = agent
    red, green = await floor.case("Kulkas vaksin mati"), await floor.case("Parkir sempit")
    medicine = await _topic(actor, "Obat dan vaksin")
    await browser.does(
        f"cases/{red.number}/verify", "/verify", grade="red", priority="urgent", topic=str(medicine.id)
    )
    await browser.does(f"cases/{green.number}/verify", "/verify", grade="green")
    rows = (await browser.get("live/list")).text
    assert '<span class="sr">Tingkat </span>Merah' in rows
    assert "Mendesak" in rows
    assert "Hijau" not in rows, "a green grade need not stand out"
    for narrowed, said in (
        ("grade=red", "Tingkat: Merah"),
        (f"topic={medicine.id}", "Topik: Obat dan vaksin"),
    ):
        page = (await browser.get(f"cases?{narrowed}")).text
        assert red.number in page, narrowed
        assert green.number not in page, narrowed
        assert said in page
    assert red.number in (await browser.get(f"cases?q=vaksin&topic={medicine.id}&grade=red")).text
    assert red.number not in (await browser.get("cases?q=vaksin&grade=green")).text


async def test_the_file_and_the_papers_tell_them_too(floor: Floor, agent: tuple[Browser, Actor]) -> None:
    case, (browser, actor) = await floor.case(), agent
    topic = await _topic(actor, "Lainnya")
    await browser.does(
        f"cases/{case.number}/verify", "/verify", grade="yellow", priority="high", topic=str(topic.id)
    )
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    heads, line = (await supervisor.get("cases.csv")).text.strip().splitlines()
    assert heads.endswith("Tingkat,Prioritas,Topik")
    assert line.endswith(",Kuning,Tinggi,Lainnya")
    papers = (await browser.get(f"cases/{case.number}/print")).text
    assert "Kuning (" in papers
    assert "Lainnya" in papers
