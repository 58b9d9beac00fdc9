"""A report that is being written: nothing is lost on the way, and nothing is kept for long."""

import os
from datetime import UTC, datetime, timedelta

from helpdesk.portal.drafts import KEPT_SECONDS
from helpdesk.portal.visits import drafts_of
from support.citizen import TEXT, Citizen, Portal
from support.photos import PNG


async def test_no_way_back_loses_an_answer(citizen: Citizen) -> None:
    await citizen.write_report(text="Obat habis", files=[("resep.png", PNG)])
    assert ">\nObat habis</textarea>" in (await citizen.open("new/complaint/text")).html
    assert 'name="unknown" value="1" checked' in (await citizen.open("new/complaint/where")).html
    assert "resep.png" in (await citizen.open("new/complaint/files")).text
    assert 'value="Siti Aminah"' in (await citizen.open("new/complaint/contact")).html
    english = await citizen.open("new/complaint/text?lang=en")
    assert "Obat habis" in english.html


async def test_a_changed_answer_leads_back_to_the_check(citizen: Citizen) -> None:
    await citizen.write_report(text="Obat habis")
    page = await citizen.answer("new/complaint/text", text="Obat habis sejak kemarin")
    assert page.path.endswith("/check")
    assert "Obat habis sejak kemarin" in page.text


async def test_nobody_gets_past_an_open_question(portal: Portal, citizen: Citizen) -> None:
    assert (await citizen.open("new/complaint/check")).path.endswith("/text")
    await citizen.answer("new/complaint/text", text=TEXT)
    page = await citizen.open("new/complaint/check")
    assert page.path.endswith("/where")
    assert (await citizen.press(page, "new/complaint/check")).path.endswith("/where")
    assert await portal.count("cases") == 0


async def test_drafts_of_two_kinds_do_not_mix(citizen: Citizen) -> None:
    await citizen.answer("new/complaint/text", text="Antrean penuh")
    await citizen.answer("new/aspiration/text", text="Buka loket kedua")
    assert "Antrean penuh" in (await citizen.open("new/complaint/text")).html
    assert "Buka loket kedua" in (await citizen.open("new/aspiration/text")).html


async def test_a_draft_belongs_to_one_browser(portal: Portal, citizen: Citizen) -> None:
    await citizen.answer("new/complaint/text", text="Antrean penuh")
    assert "Antrean penuh" not in (await portal.citizen().open("new/complaint/text")).html


async def test_a_draft_can_be_thrown_away(citizen: Citizen) -> None:
    page = await citizen.answer("new/complaint/text", text="Antrean penuh")
    fresh = await citizen.press(page, "new/complaint/discard")
    assert fresh.path.endswith("/text")
    assert "Antrean penuh" not in fresh.html


async def test_a_draft_is_gone_after_a_day_and_is_sealed_until_then(portal: Portal, citizen: Citizen) -> None:
    await citizen.answer("new/complaint/text", text="Antrean penuh")
    folder = portal.world.settings.data / "drafts"
    kept = list(folder.glob(f"{portal.office.id}-*/answers"))
    assert len(kept) == 1
    assert b"Antrean" not in kept[0].read_bytes()
    old = (datetime.now(UTC) - timedelta(seconds=KEPT_SECONDS + 60)).timestamp()
    os.utime(kept[0], (old, old))
    assert "Antrean penuh" not in (await citizen.open("new/complaint/text")).html


async def test_what_was_not_sent_is_swept_from_the_disk(portal: Portal, citizen: Citizen) -> None:
    await citizen.answer("new/complaint/text", text="Antrean penuh")
    drafts = portal.world.settings.data / "drafts"
    (kept,) = drafts.glob(f"{portal.office.id}-*")
    old = (datetime.now(UTC) - timedelta(seconds=KEPT_SECONDS + 60)).timestamp()
    os.utime(kept / "answers", (old, old))
    drafts_of(portal.runtime)._sweep()
    assert not kept.exists()
