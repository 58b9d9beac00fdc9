"""Following a report: to whom its page opens, and for how long."""

from datetime import timedelta

import pytest

from helpdesk.portal import passes
from support.citizen import Portal, Ticket


async def test_number_and_pin_open_the_report_as_they_are_written(portal: Portal) -> None:
    case, ticket = await portal.case()
    plain = ticket.number.lower().replace("-", "")
    for number, digits in ((plain, ticket.pin), (ticket.number, f" {ticket.pin[:3]} {ticket.pin[3:]} ")):
        page = await portal.citizen().track(Ticket(number, digits))
        assert (page.status, page.path) == (200, f"/t/{portal.office.slug}/track/report")
        assert case.number in page.text


async def test_the_pin_stands_in_no_address_and_no_cookie(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    for step in (*page.answer.history, page.answer):
        assert ticket.pin not in str(step.url)
        assert all(ticket.pin not in value for value in step.headers.get_list("set-cookie"))
    assert ticket.pin not in page.html


async def test_the_way_in_is_a_cookie_of_this_office_alone(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.track(ticket)
    (cookie,) = [each for each in citizen.http.cookies.jar if each.name == "sahut-track"]
    assert cookie.path == f"/t/{portal.office.slug}"
    assert len(cookie.value or "") > 100
    (sent,) = [
        value
        for value in (await portal.citizen().track(ticket)).answer.history[0].headers.get_list("set-cookie")
        if value.startswith("sahut-track=")
    ]
    assert "HttpOnly" in sent
    assert "SameSite=lax" in sent


async def test_without_a_pin_there_is_no_report(portal: Portal) -> None:
    await portal.case()
    page = await portal.citizen().open("track/report")
    assert page.path.endswith("/track")


async def test_a_changed_cookie_opens_nothing(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.track(ticket)
    kept = citizen.http.cookies["sahut-track"]
    for bad in (kept[:-4] + "AAAA", kept[4:], "", "A" * 160, "\x7f"):
        citizen.http.cookies.clear()
        citizen.http.cookies.set("sahut-track", bad)
        assert (await citizen.open("track/report")).path.endswith("/track")


async def test_the_way_in_ends_after_two_hours_without_a_request(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.track(ticket)
    monkeypatch.setattr(passes, "OPEN_FOR", timedelta(0))
    page = await citizen.open("track/report")
    assert "laporan ditutup setelah dua jam" in page.text


async def test_a_request_keeps_the_way_in_open(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.track(ticket)
    before = citizen.http.cookies["sahut-track"]
    await citizen.open("track/report")
    assert citizen.http.cookies["sahut-track"] == before
    monkeypatch.setattr(passes, "RENEWED_AFTER", timedelta(0))
    await citizen.open("track/report")
    assert citizen.http.cookies["sahut-track"] != before


async def test_a_new_pin_ends_every_way_in(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.track(ticket)
    await portal.office.change("UPDATE cases SET pin_generation = 2 WHERE tenant_id = $1")
    assert (await citizen.open("track/report")).path.endswith("/track")
    assert (await portal.citizen().track(ticket)).status == 422


async def test_leaving_closes_the_report_on_this_device(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    await citizen.press(await citizen.track(ticket), "track/leave")
    assert (await citizen.open("track/report")).path.endswith("/track")


async def test_a_case_mirrored_from_another_office_is_followed_there(portal: Portal) -> None:
    _, ticket = await portal.case()
    await portal.office.change("UPDATE cases SET mirrored = true WHERE tenant_id = $1")
    assert (await portal.citizen().track(ticket)).status == 422


async def test_a_message_that_came_too_late_waits_behind_the_pin(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours are over while somebody writes: nothing is lost, and nothing is taken without the PIN."""
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    with monkeypatch.context() as later:
        later.setattr(passes, "OPEN_FOR", timedelta(seconds=-1))
        form = await citizen.press(
            page, "track/report/messages", text="Sudah tiga hari\nmasih penuh", key=page.hidden("key")
        )
    assert "Pesan Anda belum terkirim" in form.text
    assert await portal.count("message") == 1
    kept = form.hidden("text")
    wrong = await citizen.press(form, "track", number=ticket.number, pin=ticket.wrong().pin, text=kept)
    assert wrong.hidden("text") == kept
    opened = await citizen.press(wrong, "track", number=ticket.number, pin=ticket.pin, text=kept)
    assert ">\nSudah tiga hari\nmasih penuh</textarea>" in opened.html
    assert await portal.count("message") == 1


async def test_a_report_is_kept_open_by_one_press(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert (await citizen.press(page, "track/report/stay")).status == 204
    assert "set-cookie" in (await citizen.press(page, "track/report/stay")).answer.headers
    monkeypatch.setattr(passes, "OPEN_FOR", timedelta(seconds=-1))
    assert (await citizen.press(page, "track/report/stay")).status == 403
