"""A poster in a puskesmas: what its code opens knows where it hangs."""

import pytest

from support.citizen import TEXT, Citizen, Page, Portal


async def _scanned(portal: Portal, citizen: Citizen) -> Page:
    """The first question, reached by the code and one press."""
    unit = portal.office.units["Puskesmas Batang II"]
    home = await citizen.open(f"?at={unit}")
    assert "Tentang Puskesmas Batang II." in home.text
    onward = f"new/complaint?at={unit}"
    assert f'"/t/{portal.office.slug}/{onward}"' in home.html
    return await citizen.open(onward)


async def test_who_scans_a_poster_finds_its_facility_filled_in(portal: Portal, citizen: Citizen) -> None:
    question = await _scanned(portal, citizen)
    where = await citizen.press(question, "new/complaint/text", text=TEXT, at=question.hidden("at"))
    assert where.hidden("facility") == "Puskesmas Batang II"
    after = await citizen.press(where, "new/complaint/where", facility=where.hidden("facility"))
    assert after.path.endswith("/when")


async def test_a_text_that_must_be_written_anew_does_not_lose_the_place(
    portal: Portal, citizen: Citizen
) -> None:
    question = await _scanned(portal, citizen)
    again = await citizen.press(question, "new/complaint/text", text="", at=question.hidden("at"))
    assert again.status == 422
    where = await citizen.press(again, "new/complaint/text", text=TEXT)
    assert where.hidden("facility") == "Puskesmas Batang II"


async def test_a_place_that_was_answered_is_not_changed_by_a_poster(portal: Portal, citizen: Citizen) -> None:
    await citizen.answer("new/complaint/text", text=TEXT)
    await citizen.answer("new/complaint/where", facility="Puskesmas Batang I")
    question = await _scanned(portal, citizen)
    await citizen.press(question, "new/complaint/text", text=TEXT, at=question.hidden("at"))
    assert (await citizen.open("new/complaint/where")).hidden("facility") == "Puskesmas Batang I"


@pytest.mark.parametrize("at", ["", "x", "01900000-0000-7000-8000-000000000000", "neighbour", "office"])
async def test_an_old_or_invented_code_opens_the_plain_portal(
    portal: Portal, citizen: Citizen, at: str
) -> None:
    units = {
        "neighbour": portal.world.neighbour.units["Puskesmas Batang I"],
        "office": portal.office.units["Sekretariat"],
    }
    at = str(units.get(at, at))
    home = await citizen.open(f"?at={at}")
    assert (home.status, "Tentang" in home.text) == (200, False)
    question = await citizen.open(f"new/complaint?at={at}")
    assert 'name="at"' not in question.html
    where = await citizen.press(question, "new/complaint/text", text=TEXT, at=at)
    assert where.hidden("facility") == ""
