"""Buttons and lists: what we ask Meta to show, what the simulator refuses as Meta does, and what is pressed."""

import html
import json
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from helpdesk.channels.errors import ChannelError
from helpdesk.channels.model import Identity, OutboundMessage
from helpdesk.channels.offers import Offer, Option
from integrations.whatsapp.render import request_body
from integrations.whatsapp.simulator import interactive
from integrations.whatsapp.simulator.checks import Refused
from support.whatsapp_stage import Ground, Stage, running

NUMBER = Identity(scheme="phone", value="+6281200000101")
KINDS = ("Pengaduan", "Konsultasi", "Permintaan informasi", "Aspirasi")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running(pairs=10) as ground:
        yield ground


@pytest.fixture
def stage(ground: Ground) -> Stage:
    return ground.stage()


def offer(*titles: str, label: str = "Pilih") -> Offer:
    options = tuple(Option(id=f"id:{place}", title=title) for place, title in enumerate(titles))
    return Offer(options=options, label=label)


def rendered(text: str, offered: Offer) -> Any:
    message = OutboundMessage(id=UUID(int=1), recipient=NUMBER, text=text, offer=offered)
    return json.loads(request_body(message))


def test_up_to_three_short_options_are_buttons() -> None:
    body = rendered("Boleh?", offer("Boleh", "Tanpa nama"))
    assert body["type"] == "interactive"
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Boleh?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "id:0", "title": "Boleh"}},
                {"type": "reply", "reply": {"id": "id:1", "title": "Tanpa nama"}},
            ]
        },
    }


def test_more_or_longer_ones_are_a_list() -> None:
    long = "Puskesmas Rawat Inap Batang Selatan"
    body = rendered("Yang mana?", offer(long, "RSUD"))["interactive"]
    assert body["type"] == "list"
    assert body["action"]["button"] == "Pilih"
    assert body["action"]["sections"] == [
        {
            "rows": [
                {"id": "id:0", "title": "Puskesmas Rawat Inap Ba…", "description": long},
                {"id": "id:1", "title": "RSUD"},
            ]
        }
    ]
    assert len(rendered("Apa?", offer(*KINDS))["interactive"]["action"]["sections"][0]["rows"]) == 4


@pytest.mark.parametrize(
    ("text", "offered"),
    [("x" * 1025, offer("Ya")), ("Apa?", offer(*map(str, range(11)))), ("Apa?", Offer(options=()))],
    ids=["long text", "eleven", "none"],
)
def test_what_meta_would_refuse_goes_as_plain_text(text: str, offered: Offer) -> None:
    assert rendered(text, offered)["text"]["body"] == text


@pytest.mark.parametrize("titles", [("Boleh", "Tanpa nama"), KINDS, ("x" * 72, "y"), tuple("abcdefghij")])
def test_the_simulator_takes_what_we_write(titles: tuple[str, ...]) -> None:
    text, choices, _ = interactive.read(rendered("Apa?", offer(*titles))["interactive"])
    assert text == "Apa?"
    assert [choice.id for choice in choices] == [f"id:{place}" for place in range(len(titles))]


def _button(reply_id: str, title: str) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": reply_id, "title": title}}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (None, 131008),
        ({"type": "button"}, 131008),
        ({"type": "carousel", "body": {"text": "x"}}, 131009),
        (
            {"type": "button", "body": {"text": "x" * 1025}, "action": {"buttons": [_button("1", "a")]}},
            131009,
        ),
        ({"type": "button", "body": {"text": "x"}, "action": {"buttons": []}}, 131009),
        (
            {
                "type": "button",
                "body": {"text": "x"},
                "action": {"buttons": [_button(str(n), str(n)) for n in range(4)]},
            },
            131009,
        ),
        ({"type": "button", "body": {"text": "x"}, "action": {"buttons": [_button("1", "x" * 21)]}}, 131009),
        (
            {
                "type": "button",
                "body": {"text": "x"},
                "action": {"buttons": [_button("1", "a"), _button("1", "b")]},
            },
            131009,
        ),
        (
            {
                "type": "list",
                "body": {"text": "x"},
                "action": {"button": "x", "sections": [{"rows": [{"id": "1", "title": "x" * 25}]}]},
            },
            131009,
        ),
        (
            {
                "type": "list",
                "body": {"text": "x"},
                "action": {"sections": [{"rows": [{"id": "1", "title": "x"}]}]},
            },
            131008,
        ),
    ],
)
def test_the_simulator_refuses_as_meta_does(part: Any, code: int) -> None:
    with pytest.raises(Refused) as refused:
        interactive.read(part)
    assert refused.value.code == code


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("titles", [("Boleh", "Tanpa <nama>"), KINDS], ids=["buttons", "list"])
async def test_what_is_pressed_on_the_page_reaches_the_hook(stage: Stage, titles: tuple[str, ...]) -> None:
    await stage.citizen()
    sent = await stage.send("Yang mana?", offer=offer(*titles))
    page = (await stage.http.get(stage.page)).text
    assert html.escape(titles[1]) in page
    assert ("<details" in page) is (len(titles) > 3)
    assert not re.search(r"<style|style=|<script>| on\w+=", page)
    form = {"message_id": sent, "choice": "id:1"}
    assert (await stage.http.post(f"{stage.page}/choices", data=form)).status_code == 303
    await stage.http.post(f"{stage.page}/choices", data={**form, "choice": "id:99"})
    await stage.http.post(f"{stage.page}/choices", data={**form, "message_id": "wamid.none"})
    pressed = (await stage.heard(2))[1]
    assert (pressed.kind, pressed.choice, pressed.text) == ("interactive", "id:1", titles[1])
    assert pressed.reply_to == sent
    assert len(stage.hook.messages()) == 2


@pytest.mark.asyncio(loop_scope="module")
async def test_no_other_page_presses_for_the_citizen(stage: Stage) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    answer = await stage.http.post(f"{stage.page}/choices", data={"choice": "id:1"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.asyncio(loop_scope="module")
async def test_outside_the_window_a_question_is_refused_like_any_text(stage: Stage) -> None:
    await stage.citizen()
    await stage.heard(1)
    stage.clock.pass_time(hours=25)
    with pytest.raises(ChannelError):
        await stage.send("Yang mana?", offer=offer("Ya"))
