"""One desk speaks with the citizen, the other proposes; the citizen's words reach both."""

from uuid import UUID

import pytest

from helpdesk.attachments.model import AttachmentState
from helpdesk.escalation import relations, speaking
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import Side
from helpdesk.replies import service as replies
from kit.errors import Conflict, Invalid
from support.builders import a_message, a_number, an_opened_case
from support.kept_files import a_file
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_PROPOSALS = "SELECT id, state FROM proposal WHERE tenant_id = $1 ORDER BY at, id"
_SAID = "SELECT text FROM message WHERE tenant_id = $1 AND direction = $2 AND NOT automatic ORDER BY at, id"
_VOICE = "SELECT speaker, wish FROM link WHERE tenant_id = $1"
_TOLD = "SELECT detail->>'changed' AS changed FROM case_event WHERE tenant_id = $1 AND kind = 'handover.proposal_said'"
_FILES = "SELECT name FROM attachment WHERE tenant_id = $1 AND case_id IS NOT NULL ORDER BY name"


async def handed_over(
    world: World, speaker: Side = Side.SOURCE, phone: str = "", *, later_files: bool = True
) -> tuple[Actor, str, Actor, str]:
    """Dewi's case at the district, Hendro's at the province."""
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world, phone=phone)
    await escalation.escalate(
        dewi,
        number,
        world.province.slug,
        "Rujukan",
        world.book,
        version=None,
        speaker=speaker,
        later_files=later_files,
    )
    await world.work()
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    return dewi, number, hendro, mirrored


async def said(place: Place, direction: str = "out") -> list[str]:
    return [row["text"] for row in await place.rows(_SAID, direction)]


async def test_what_the_other_desk_answers_is_proposed_and_said_once_by_the_one_that_speaks(
    world: World,
) -> None:
    dewi, number, hendro, there = await handed_over(world)
    await replies.reply(hendro, there, "Dokter datang Senin.", world.book, version=None)
    await world.work()
    assert "Dokter datang Senin." not in world.far_end.texts
    [proposal] = await world.district.rows(_PROPOSALS)
    await speaking.say(
        dewi, number, proposal["id"], "Dokter datang Senin pagi.", world.book, world.files, version=None
    )
    await world.work()
    assert world.far_end.texts.count("Dokter datang Senin pagi.") == 1
    with pytest.raises(Conflict, match="answer_released"):
        await speaking.say(dewi, number, proposal["id"], None, world.book, world.files, version=None)
    assert [row["changed"] for row in await world.province.rows(_TOLD)] == ["true"], (
        "the one that proposed reads so"
    )


async def test_the_office_asked_speaks_at_once_through_the_first_offices_channel(world: World) -> None:
    dewi, number, hendro, there = await handed_over(world, Side.TARGET)
    await replies.reply(hendro, there, "Dokter datang Senin.", world.book, version=None)
    await world.work()
    text = f"Dari Kantor {world.province.slug}:\nDokter datang Senin."
    assert world.far_end.texts.count(text) == 1
    with pytest.raises(Conflict, match="another_speaks"):
        await replies.reply(dewi, number, "Senin atau Selasa.", world.book, version=None)
    await speaking.propose(dewi, number, "Bawa kartu BPJS.", version=None)
    await world.work()
    [proposal] = await world.province.rows(_PROPOSALS)
    await speaking.say(hendro, there, proposal["id"], None, world.book, world.files, version=None)
    await world.work()
    assert sum("Bawa kartu BPJS." in each for each in world.far_end.texts) == 1
    assert [row["changed"] for row in await world.district.rows(_TOLD)] == ["false"]


async def test_an_answer_with_a_file_waits_for_the_desk_that_has_the_channel(world: World) -> None:
    dewi, number, hendro, there = await handed_over(world, Side.TARGET)
    await replies.reply(hendro, there, "Lihat lampiran.", world.book, version=None)
    await world.take_in(world.province)
    message = await world.province.value(
        "SELECT id FROM message WHERE tenant_id = $1 AND direction = 'out' AND NOT automatic"
    )
    await binds(world, world.province, message, "surat.pdf", "application/pdf")
    await world.work()
    assert not any("Lihat lampiran." in each for each in world.far_end.texts)
    [proposal] = await world.district.rows(_PROPOSALS)
    await speaking.say(dewi, number, proposal["id"], None, world.book, world.files, version=None)
    await world.work()
    assert "Lihat lampiran." in world.far_end.texts


async def binds(world: World, place: Place, message: UUID, name: str, mime: str) -> None:
    file_id = await a_file(place.id, world.files, b"%PDF-1.7", name, mime, state=AttachmentState.STORED)
    await place.change(
        "UPDATE attachment SET case_id = m.case_id, message_id = m.id FROM message m"
        " WHERE attachment.tenant_id = $1 AND m.tenant_id = $1 AND m.id = $3 AND attachment.id = $2",
        file_id,
        message,
    )


async def test_who_speaks_is_handed_on_only_when_both_agree(world: World) -> None:
    dewi, number, hendro, there = await handed_over(world)
    await speaking.wish(hendro, there, version=None)
    with pytest.raises(Conflict, match="voice_asked_already"):
        await speaking.wish(hendro, there, version=None)
    await world.work()
    await speaking.settle(dewi, number, agrees=False, version=None)
    await world.work()
    assert [await place.row(_VOICE) for place in (world.district, world.province)] == [
        {"speaker": "source", "wish": ""}
    ] * 2
    await speaking.wish(dewi, number, version=None)
    await world.work()
    await replies.reply(dewi, number, "Kami masih bertanya.", world.book, version=None)
    await speaking.settle(hendro, there, agrees=True, version=None)
    await world.work()
    assert [await place.row(_VOICE) for place in (world.district, world.province)] == [
        {"speaker": "target", "wish": ""}
    ] * 2
    with pytest.raises(Conflict, match="another_speaks"):
        await replies.reply(dewi, number, "Sekali lagi.", world.book, version=None)
    await escalation_ends(world, dewi, number)
    await replies.reply(dewi, number, "Kami lanjutkan sendiri.", world.book, version=None)


async def escalation_ends(world: World, dewi: Actor, number: str) -> None:
    """What is over is spoken by whoever has the citizen."""
    from helpdesk.escalation.agreeing import withdraw

    await withdraw(dewi, number, "Kami selesaikan sendiri.", version=None)
    await world.work()
    assert (await world.province.row(_VOICE))["speaker"] == "source"


async def test_who_asks_several_offices_speaks_itself(world: World) -> None:
    dewi = await world.staff(world.ministry)
    number = await an_opened_case(world, world.ministry)
    both = [world.district.slug, world.neighbour.slug]
    picked = escalation.Picked(speaker=Side.TARGET)
    with pytest.raises(Invalid):
        await escalation.escalate_to_all(dewi, number, both, "Stok", world.book, version=None, picked=picked)
    await escalation.escalate_to_all(dewi, number, both, "Stok", world.book, version=None)
    with pytest.raises(Conflict, match="several_offices"):
        await speaking.wish(dewi, number, version=None)


async def test_over_three_levels_the_words_of_the_one_that_speaks_reach_the_citizen(world: World) -> None:
    _, _, hendro, there = await handed_over(world, Side.TARGET)
    ratna = await world.staff(world.ministry)
    await escalation.escalate(
        hendro, there, world.ministry.slug, "Program pusat", world.book, version=None, speaker=Side.TARGET
    )
    await world.work()
    above = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    await replies.reply(ratna, above, "Obat dikirim Senin.", world.book, version=None)
    await world.work()
    assert sum("Obat dikirim Senin." in each for each in world.far_end.texts) == 1


@pytest.mark.parametrize("later_files", [True, False])
async def test_files_of_what_the_citizen_writes_later_go_along_as_the_officer_and_the_relation_let_them(
    world: World, later_files: bool
) -> None:
    phone = a_number()
    await handed_over(world, phone=phone, later_files=later_files)
    await world.arrive(world.district, a_message(phone, "Ini suratnya", external_id="later"))
    await world.take_in(world.district)
    message = await world.district.value(
        "SELECT id FROM message WHERE tenant_id = $1 AND external_id = 'later'"
    )
    await binds(world, world.district, message, "surat.pdf", "application/pdf")
    await binds(world, world.district, message, "suara.ogg", "audio/ogg")
    await world.work()
    assert "Ini suratnya" in await said(world.province, "in")
    names = [row["name"] for row in await world.province.rows(_FILES)]
    assert names == (["surat.pdf"] if later_files else []), "recordings stay unless the relation lets them"


async def test_an_unknown_relation_lets_nothing_of_later_messages_along(world: World) -> None:
    phone = a_number()
    admin = await world.staff(world.district, Role.ADMINISTRATOR)
    seen = await relations.seen_one(admin, world.province.slug)
    from msgspec.structs import replace

    await relations.change(admin, world.province.slug, replace(seen.relation, files=frozenset()))
    await handed_over(world, phone=phone)
    await world.arrive(world.district, a_message(phone, "Ini suratnya", external_id="later"))
    await world.take_in(world.district)
    message = await world.district.value(
        "SELECT id FROM message WHERE tenant_id = $1 AND external_id = 'later'"
    )
    await binds(world, world.district, message, "surat.pdf", "application/pdf")
    await world.work()
    assert await world.province.rows(_FILES) == []
