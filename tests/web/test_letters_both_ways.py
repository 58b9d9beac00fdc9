"""Letters about speaking, what was said, erased copies and looks, over real calls in both directions."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest

from helpdesk.casefile.service import reveal
from helpdesk.cases import service as cases
from helpdesk.escalation import erasing, relations, speaking
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenSeen,
    CopySettled,
    Erased,
    SetAside,
    Told,
    Voice,
)
from helpdesk.escalation.model import Copy, Side
from helpdesk.replies import service as replies
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import an_opened_case
from support.far_side import NOW, FarSide, connected
from support.listening import Listening, listening
from support.officers import Floor
from tenants.permissions.model import Actor, Role

_SPEAKS = "SELECT speaker, wish FROM link WHERE tenant_id = $1"
_FACTS = "SELECT detail FROM case_event WHERE tenant_id = $1 AND kind = $2 ORDER BY at, id"
_PROPOSAL = "SELECT id FROM proposal WHERE tenant_id = $1 AND state = 'waiting'"
_SEEN = (
    "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' AND text LIKE '%membuka identitas%'"
)


class Between:
    """The district here and Kendal there, over real calls: ours to its door, and its to ours."""

    def __init__(self, floor: Floor, far: FarSide, door: Listening) -> None:
        self.floor, self.far, self.door = floor, far, door
        self.world, self.district = floor.world, floor.world.district
        self.world.far = floor.runtime.far

    async def asks_kendal(self, **more: Any) -> tuple[Actor, str]:
        """Our case lies there; Kendal has said so."""
        dewi, number = await self.world.staff(self.district), await an_opened_case(self.world)
        [there] = [each for each in await relations.targets(dewi) if each.uid == self.far.uid]
        await escalation.escalate(dewi, number, there.slug, "Rujukan", self.world.book, version=None, **more)
        await self.world.work()
        self.far.link = await self.district.value("SELECT id FROM link WHERE tenant_id = $1")
        await self.hears(Accepted(number="KDL-0000-0000-1"))
        return dewi, number

    async def asked_by_kendal(self) -> str:
        """A case of Kendal's lies here; its number with us."""
        assert await self.far.hands_in(self.far.offer()) == 200
        await self.world.work()
        return str(await self.district.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"))

    async def hears(self, content: Any, *, times: int = 1) -> None:
        """Kendal hands a letter in, perhaps again because it did not hear that we have it."""
        letter = self.far.letter(content)
        for _ in range(times):
            assert await self.far.hands_in(letter) == 200
        await self.world.work()

    def said(self, kind: str) -> list[dict[str, Any]]:
        """What came to Kendal's door of one kind, in the order in which it came."""
        found = [each["data"]["content"] for each in self.door.messages if each["type"] == "letter.v1"]
        return [each for each in found if each["type"] == kind]

    async def speaks(self) -> tuple[str, str]:
        row = await self.district.row(_SPEAKS)
        return row["speaker"], row["wish"]

    async def facts(self, kind: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(row["detail"]) for row in await self.district.rows(_FACTS, kind)]


@pytest.fixture
async def between(floor: Floor) -> AsyncIterator[Between]:
    async with listening() as door:
        far = await connected(floor)
        far.address = f"http://localhost:{door.port}/letters/1"
        assert (await far.greets()).status_code == 200
        yield Between(floor, far, door)


async def test_the_word_is_handed_over_and_what_is_said_there_reaches_the_citizen(between: Between) -> None:
    dewi, number = await between.asks_kendal()
    await speaking.wish(dewi, number, version=None)
    await between.world.work()
    assert between.said("voice") == [{"type": "voice", "act": "offer"}]
    assert await between.speaks() == ("source", "offered"), "nothing moves before the other side says yes"
    await between.hears(Voice(act="take"), times=2)
    assert between.said("voice")[1:] == [{"type": "voice", "act": "give"}], "given once"
    assert await between.speaks() == ("target", "")
    with pytest.raises(Conflict, match="another_speaks"):
        await replies.reply(dewi, number, "Kami juga.", between.world.book, version=None)
    of = uuid7()
    await between.hears(Answer(text="Obat datang Senin.", spoken=True, of=of), times=2)
    assert sum("Obat datang Senin." in text for text in between.world.far_end.texts) == 1
    assert between.said("told") == [{"type": "told", "of": str(of), "changed": False}]


async def test_a_no_from_elsewhere_leaves_the_word_where_it_is(between: Between) -> None:
    dewi, number = await between.asks_kendal()
    await speaking.wish(dewi, number, version=None)
    await between.world.work()
    await between.hears(Voice(act="keep"))
    assert await between.speaks() == ("source", "")
    await replies.reply(dewi, number, "Kami sendiri.", between.world.book, version=None)


@pytest.mark.parametrize("act", ["take", "give", "keep"])
async def test_no_letter_takes_the_word_from_our_desk(between: Between, act: str) -> None:
    dewi, number = await between.asks_kendal()
    await between.hears(Voice(act=act))
    assert await between.speaks() == ("source", "")
    await replies.reply(dewi, number, "Kami sendiri.", between.world.book, version=None)


async def test_the_word_that_is_given_unasked_waits_for_our_yes(between: Between) -> None:
    dewi, number = await between.asks_kendal(speaker=Side.TARGET)
    await between.hears(Voice(act="give"))
    assert await between.speaks() == ("target", "offered")
    with pytest.raises(Conflict, match="another_speaks"):
        await replies.reply(dewi, number, "Kami?", between.world.book, version=None)
    assert [fact["act"] for fact in await between.facts("handover.voice")] == ["offered"]
    await speaking.settle(dewi, number, agrees=True, version=None)
    await between.world.work()
    assert between.said("voice") == [{"type": "voice", "act": "take"}]
    await between.hears(Voice(act="give"))
    assert await between.speaks() == ("source", "")


async def test_what_kendal_proposed_is_said_once_and_it_hears_whether_it_was_changed(
    between: Between,
) -> None:
    dewi, number = await between.asks_kendal()
    of = uuid7()
    await between.hears(Answer(text="Obat datang Senin.", of=of), times=2)
    proposal = await between.district.value(_PROPOSAL)
    world = between.world
    await speaking.say(dewi, number, proposal, "Senin pagi.", world.book, world.files, version=None)
    await world.work()
    assert between.said("told") == [{"type": "told", "of": str(of), "changed": True}]
    assert world.far_end.texts.count("Senin pagi.") == 1


async def test_what_we_proposed_was_said_there_and_our_case_shows_it(between: Between) -> None:
    number = await between.asked_by_kendal()
    rini = await between.world.staff(between.district)
    await replies.reply(rini, number, "Obat datang Senin.", between.world.book, version=None)
    await between.world.work()
    [answer] = between.said("answer")
    assert answer["text"] == "Obat datang Senin." and not answer.get("spoken", False)
    await between.hears(Told(of=UUID(answer["of"]), changed=True), times=2)
    [fact] = await between.facts("handover.proposal_said")
    assert (fact["message_id"], fact["changed"]) == (answer["of"], True)


@pytest.mark.parametrize(("copy", "law"), [(Copy.ERASED, ""), (Copy.KEPT, "UU 43/2009")])
async def test_what_became_of_the_copy_elsewhere_is_heard_once(
    between: Between, copy: Copy, law: str
) -> None:
    dewi, number = await between.asks_kendal()
    await cases.close(dewi, number, version=None)
    await between.world.work()
    supervisor = await between.world.staff(between.district, Role.SUPERVISOR)
    await erasing.erase(supervisor, number, "request", version=None)
    await between.world.work()
    assert [each["ground"] for each in between.said("erased")] == ["request"]
    await between.hears(CopySettled(copy=copy, reason=law), times=2)
    row = await between.district.row("SELECT copy, copy_said FROM link WHERE tenant_id = $1")
    assert row == {"copy": copy.value, "copy_said": law}
    assert [fact["copy"] for fact in await between.facts("handover.copy_settled")] == [copy.value]
    full = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND state = 'delivered' AND body <> ''"
    assert await between.district.value(full) == 0, "what was written there is emptied as well"


async def test_kendal_hears_that_the_copy_here_is_gone(between: Between) -> None:
    await between.asked_by_kendal()
    await between.hears(Erased(ground="retention"), times=2)
    assert between.said("copy_settled") == [{"type": "copy_settled", "copy": "erased", "reason": ""}]


async def test_looks_are_told_in_both_directions(between: Between) -> None:
    number = await between.asked_by_kendal()
    await between.hears(CitizenNamed(citizen="Siti, +628128881234", openly=True))
    hendro = await between.world.staff(between.district, name="Hendro Wibowo")
    await reveal(hendro, number, "Perlu ditelepon")
    await between.world.work()
    [told] = between.said("citizen_seen")
    assert (told["by"], told["reason"]) == ("Hendro Wibowo", "Perlu ditelepon")


async def test_a_look_elsewhere_stands_in_our_case_and_what_is_no_look_is_not_taken(
    between: Between,
) -> None:
    await between.asks_kendal()
    seen = CitizenSeen(by="Rina", reason="Perlu ditelepon", seen_at=NOW)
    await between.hears(seen, times=2)
    [row] = await between.district.rows(_SEEN)
    assert row["text"].startswith("Rina (Dinkes Kendal) membuka identitas warga pada 23 Nov 2026, 09.00 WIB")
    for wrong in (
        CitizenSeen(by="x" * 201, reason="Perlu ditelepon", seen_at=NOW),
        CitizenSeen(by="Rina", reason="x" * 501, seen_at=NOW),
        CitizenSeen(by="Rina", reason="Perlu", seen_at=NOW.replace(tzinfo=None)),
    ):
        assert await between.far.hands_in(between.far.letter(wrong)) == 400


async def test_an_offer_from_elsewhere_that_is_set_aside_goes_back_over_the_same_way(
    between: Between,
) -> None:
    """The supervisor dismisses it on its page; Kendal hears that it is over, why, and which letter it was."""
    offer = between.far.offer()
    assert await between.far.hands_in(offer) == 200
    await between.district.change(
        "UPDATE inbox_entry SET state = 'failed', reason = 'ValidationError', attempts = 12 WHERE tenant_id = $1"
    )
    supervisor, _ = await between.floor.officer(Role.SUPERVISOR)
    entry = await between.district.value("SELECT id FROM inbox_entry WHERE tenant_id = $1")
    page = await supervisor.get(f"letters/{entry}")
    assert "Sisihkan tanpa dibaca" in page.text and "Dinkes Kendal" in page.text
    refused = await supervisor.send(page, "/settle", reason=" ")
    assert refused.status_code == 422 and "Tulis alasannya." in refused.text
    done = await supervisor.does(f"letters/{entry}", "/settle", reason="Sudah kami telepon.")
    assert "Surat disisihkan. Kantor yang menulisnya membaca alasannya." in done.text
    await between.world.work()
    assert between.said("ended") == [{"type": "ended", "state": "returned", "reason": "Sudah kami telepon."}]
    assert between.said("set_aside") == [
        {"type": "set_aside", "of": str(offer.id), "reason": "Sudah kami telepon."}
    ]
    await between.hears(Accepted(number="KDL-0000-0000-2"))
    assert await between.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 0


async def test_a_letter_of_ours_that_was_set_aside_elsewhere_shows_so_in_our_log(between: Between) -> None:
    dewi, number = await between.asks_kendal()
    await escalation.write_to_peer(dewi, number, "satu", version=None)
    await between.world.work()
    letter = await between.district.value("SELECT id FROM letter WHERE tenant_id = $1 AND kind = 'note'")
    await between.hears(SetAside(of=letter, reason="Tidak terbaca."), times=2)
    supervisor, _ = await between.floor.officer(Role.SUPERVISOR)
    page = await supervisor.get("letters")
    assert "Disisihkan tanpa dibaca" in page.text and "Dinkes Kendal: Tidak terbaca." in page.text
    assert "surat kita tidak dibaca di sana" in (await supervisor.get(f"cases/{number}")).text
    foreign = uuid7()
    await between.hears(SetAside(of=foreign, reason="Bukan surat kita."))
    assert len(await between.facts("handover.set_aside")) == 1, "what we never wrote is nothing"
