"""The adapter and the simulated Cloud API over real HTTP: the ordinary day, and each fault on request."""

import base64
import hashlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from helpdesk.channels.errors import (
    ChannelError,
    MediaRejected,
    WindowClosed,
)
from helpdesk.channels.model import (
    Identity,
    MessageEdited,
    ReactionArrived,
    StatusArrived,
    Template,
    Touch,
)
from support.whatsapp_stage import SITI, Ground, Stage, running

PICTURE = b"\xff\xd8\xff\xe0 not much of a picture"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running() as ground:
        yield ground


@pytest.fixture
def stage(ground: Ground) -> Stage:
    return ground.stage()


async def test_a_citizens_message_reaches_the_hook_signed(stage: Stage) -> None:
    written = await stage.citizen("Antrean poli gigi penuh 😀\nsejak jam 7")
    (message,) = await stage.until(stage.hook.messages)
    assert (message.external_id, message.text) == (written, "Antrean poli gigi penuh 😀\nsejak jam 7")
    assert message.sender.name == "Siti Contoh"
    assert message.sender.identities[0] == Identity(scheme="phone", value=f"+{SITI}")
    assert message.sender.identities[1].scheme == "wa_user"
    assert message.at == stage.clock.now
    assert stage.hook.refusals == 0


async def test_an_answer_is_sent_delivered_and_then_read_when_the_citizen_looks(stage: Stage) -> None:
    question = await stage.citizen()
    sent = await stage.send("Kami periksa.", number=7, reply_to=question)
    await stage.until(lambda: sorted(stage.hook.statuses(sent)) == ["delivered", "sent"])
    await stage.post(f"{stage.number}/open/{SITI}", {})
    await stage.until(lambda: sorted(stage.hook.statuses(sent)) == ["delivered", "read", "sent"])
    statuses = [each for each in stage.hook.arrivals if isinstance(each, StatusArrived)]
    assert {each.our_id for each in statuses} == {"00000000-0000-0000-0000-000000000007"}
    assert {each.recipient for each in statuses} == {f"+{SITI}"}
    (taken,) = (await stage.ledger())["sends"]
    assert (taken["id"], taken["text"], taken["reply_to"]) == (sent, "Kami periksa.", question)


async def test_somebody_who_hides_the_number_can_be_answered(stage: Stage) -> None:
    await stage.post(f"{stage.number}/incoming", {"from": "ID.ABC123", "name": "@siti", "text": "Halo"})
    (message,) = await stage.until(stage.hook.messages)
    assert message.sender.identities == (Identity(scheme="wa_user", value="ID.ABC123"),)
    sent = await stage.send(to="ID.ABC123")
    await stage.until(lambda: "delivered" in stage.hook.statuses(sent))


async def test_a_number_can_be_written_to_by_its_user_id(stage: Stage) -> None:
    await stage.citizen()
    (message,) = await stage.until(stage.hook.messages)
    await stage.send(to=message.sender.identities[1].value)
    chat = await stage.chat()
    assert [line["direction"] for line in chat] == ["from_citizen", "from_office"]


async def test_a_picture_comes_in_two_steps(stage: Stage) -> None:
    media = base64.b64encode(PICTURE).decode()
    await stage.citizen("Loket tutup", media=media, mime_type="image/jpeg")
    (message,) = await stage.until(stage.hook.messages)
    (ref,) = message.media
    assert (message.kind, message.text, ref.kind) == ("image", "Loket tutup", "image")
    file = await stage.media.fetch(ref, stage.account, limit=1000)
    assert (file.content, file.mime_type) == (PICTURE, "image/jpeg")
    assert file.sha256 == ref.sha256 == hashlib.sha256(PICTURE).hexdigest()
    with pytest.raises(MediaRejected):
        await stage.media.fetch(ref, stage.account, limit=len(PICTURE) - 1)
    with pytest.raises(MediaRejected):
        await stage.media.fetch(ref, stage.other_account, limit=1000)
    await stage.faults(lost_media=1)
    with pytest.raises(MediaRejected):
        await stage.media.fetch(ref, stage.account, limit=1000)
    stage.clock.pass_time(days=8)
    with pytest.raises(MediaRejected):
        await stage.media.fetch(ref, stage.account, limit=1000)


async def test_the_place_of_a_file_runs_out(stage: Stage) -> None:
    await stage.citizen(media=base64.b64encode(PICTURE).decode())
    (message,) = await stage.until(stage.hook.messages)
    bearer = {"authorization": f"Bearer {stage.account.settings.access_token}"}
    at = f"{stage.account.settings.api_base}/{message.media[0].remote_id}"
    url = (await stage.http.get(at, headers=bearer)).json()["url"]
    assert (await stage.http.get(url)).status_code == 401
    assert (await stage.http.get(url, headers=bearer)).content == PICTURE
    stage.clock.pass_time(minutes=6)
    assert (await stage.http.get(url, headers=bearer)).status_code == 404


async def test_the_window_closes_after_a_day_for_words_but_not_for_templates(stage: Stage) -> None:
    await stage.citizen()
    stage.clock.pass_time(hours=24)
    await stage.send("masih dalam jendela")
    stage.clock.pass_time(seconds=1)
    with pytest.raises(WindowClosed):
        await stage.send("terlambat")
    template = Template(name="case_update", language="id", variables=("BTG-7K4Q-29XM-C", "sudah ditangani"))
    sent = await stage.send("", template=template)
    await stage.until(lambda: "delivered" in stage.hook.statuses(sent))
    await stage.citizen("saya di sini")
    await stage.send("terbuka lagi")
    chat = await stage.chat()
    assert chat[2]["text"] == "Kabar tentang laporan BTG-7K4Q-29XM-C: sudah ditangani"


async def test_strangers_are_only_refused_when_that_is_ordered(stage: Stage) -> None:
    await stage.send(to="+6281200000999")
    await stage.faults(strict_window=True)
    with pytest.raises(WindowClosed):
        await stage.send(to="+6281200000998")


async def test_a_window_that_closed_meanwhile_is_told_by_webhook(stage: Stage) -> None:
    await stage.citizen()
    stage.clock.pass_time(days=2)
    await stage.faults(late_window_error=True)
    sent = await stage.send()
    await stage.until(lambda: stage.hook.statuses(sent) == ["failed"])
    (failed,) = [each for each in stage.hook.arrivals if isinstance(each, StatusArrived)]
    assert (failed.error_code, failed.remote_code) == ("window_closed", "131047")


async def test_a_message_can_fail_on_its_way(stage: Stage) -> None:
    await stage.faults(fails=1)
    sent = await stage.send()
    await stage.until(lambda: stage.hook.statuses(sent) == ["failed"])
    later = await stage.send()
    await stage.until(lambda: "sent" in stage.hook.statuses(later))


async def test_many_citizens_in_one_webhook(stage: Stage) -> None:
    several = [{"from": f"62812000002{n:02}", "name": f"Warga {n}", "text": str(n)} for n in range(20)]
    answer = await stage.post(f"{stage.number}/incoming", {"messages": several})
    messages = await stage.until(stage.hook.messages)
    assert stage.hook.calls == 1
    assert [each.external_id for each in messages] == answer["ids"]
    assert [each.sender.name for each in messages] == [f"Warga {n}" for n in range(20)]


async def test_reactions_and_any_other_kind_can_be_played(stage: Stage) -> None:
    sent = await stage.send()
    await stage.post(f"{stage.number}/incoming", {"from": SITI, "message_id": sent, "emoji": "🙏"})
    await stage.post(f"{stage.number}/incoming", {"from": SITI, "message_id": sent})
    edit = {"type": "edit", "edit": {"original_message_id": "wamid.X", "message": {"text": {"body": "baru"}}}}
    await stage.post(f"{stage.number}/incoming", {"from": SITI, "text": "lama", "message": edit})
    kinds = (ReactionArrived, MessageEdited)
    await stage.until(lambda: len([each for each in stage.hook.arrivals if isinstance(each, kinds)]) == 3)
    reactions = [each for each in stage.hook.arrivals if isinstance(each, ReactionArrived)]
    assert sorted(each.emoji for each in reactions) == ["", "🙏"]
    (edited,) = [each for each in stage.hook.arrivals if isinstance(each, MessageEdited)]
    assert (edited.message_id, edited.text) == ("wamid.X", "baru")


async def test_the_office_reacts_and_takes_it_back(stage: Stage) -> None:
    theirs = await stage.citizen("Kapan buka?")
    first = await stage.send("", touch=Touch(message_id=theirs, emoji="🙏"))
    await stage.until(lambda: stage.hook.statuses(first))
    [line] = await stage.chat()
    assert (line["office_reaction"], line["reaction"]) == ("🙏", "")
    await stage.send("", number=2, touch=Touch(message_id=theirs))
    [line] = await stage.chat()
    assert line["office_reaction"] == ""
    assert stage.hook.statuses(first) == ["sent"]
    with pytest.raises(ChannelError) as unknown:
        await stage.send("", number=3, touch=Touch(message_id="wamid.unknown", emoji="👍"))
    assert unknown.value.remote_code == "131009"


async def test_any_json_can_be_sent_signed(stage: Stage) -> None:
    await stage.post(f"{stage.number}/webhook", [1, 2])
    await stage.until(lambda: stage.hook.arrivals)
    assert stage.hook.refusals == 0


async def test_the_same_message_can_come_again_by_its_id(stage: Stage) -> None:
    for _ in range(3):
        await stage.citizen("sekali", id="wamid.SAME", timestamp=int(stage.clock.now.timestamp()) - 60)
    messages = await stage.heard(3)
    assert messages == [messages[0]] * 3


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("{number}/incoming", {"text": "nobody"}),
        ("{number}/incoming", {"from": ""}),
        ("{number}/incoming", {"from": SITI, "unknown": 1}),
        ("{number}/incoming", {"from": SITI, "media": "§"}),
        ("999/incoming", {"from": SITI, "text": "x"}),
        ("faults", {"duplicate_rate": 2}),
        ("faults", {"no_such_fault": 1}),
        ("faults", {"phone_number_id": "999"}),
        ("{number}/open/6281999", {}),
    ],
)
async def test_a_wrong_handle_is_a_clear_answer(stage: Stage, path: str, data: object) -> None:
    answer = await stage.http.post(stage.control(path.format(number=stage.number)), json=data)
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]


async def test_faults_can_be_read_and_forgotten(stage: Stage) -> None:
    await stage.faults(errors=5, shuffle=True)
    found = (await stage.http.get(stage.control("faults"))).json()
    assert (found[stage.number]["errors"], found[stage.other]["errors"]) == (5, 0)
    await stage.post("faults", {"reset": True})
    found = (await stage.http.get(stage.control("faults"))).json()
    assert found[stage.number] == found[stage.other]


async def test_a_citizen_has_another_id_at_another_office(stage: Stage) -> None:
    await stage.citizen()
    await stage.post(f"{stage.other}/incoming", {"from": SITI, "name": "Siti", "text": "Halo"})
    (here,) = await stage.heard(1)
    (there,) = await stage.until(stage.other_hook.messages)
    assert here.sender.identities[0] == there.sender.identities[0]
    assert here.sender.identities[1] != there.sender.identities[1]
    assert stage.hook.refusals == stage.other_hook.refusals == 0
