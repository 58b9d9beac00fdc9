"""What an act on one side does on the other: merging, reopening, ending, and erasing a citizen."""

from typing import Any

import msgspec
import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import again, ending, erasing
from helpdesk.escalation import service as escalation
from helpdesk.escalation.effects import EFFECTS, Doing
from helpdesk.escalation.letter import Letter
from helpdesk.escalation.model import Side
from helpdesk.replies import service as replies
from kit.errors import Conflict, Invalid
from support.builders import a_message, a_number, an_opened_case
from support.kept_files import a_file
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_LINKS = (
    "SELECT l.state, l.side, l.peer_number, l.said, l.copy, l.copy_said, c.number FROM link l"
    " JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id WHERE l.tenant_id = $1 ORDER BY l.created_at"
)
_SAID = (
    "SELECT m.text, c.number FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
)
_HEARD = f"{_SAID} WHERE m.tenant_id = $1 AND m.direction = $2 ORDER BY m.at, m.id"
_CASES = "SELECT number, state, reopened, unread FROM cases WHERE tenant_id = $1 AND mirrored ORDER BY id"
_PDF = b"%PDF-1.7 surat"


async def hands_over(world: World, actor: Actor, number: str, to: Place, **more: Any) -> str:
    """Answers the number there."""
    before = {row["number"] for row in await to.rows(_CASES)}
    await escalation.escalate(actor, number, to.slug, "Rujukan", world.book, version=None, **more)
    await world.work()
    [new] = {row["number"] for row in await to.rows(_CASES)} - before
    return str(new)


async def test_what_was_handed_over_follows_the_case_that_survives_a_merge_and_comes_back(
    world: World,
) -> None:
    phone = a_number()
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    first, second = await an_opened_case(world), await an_opened_case(world, phone=phone)
    there = await hands_over(world, dewi, first, world.province)
    await cases.mark_duplicate(dewi, first, second, version=None)
    await world.work()
    [link] = await world.district.rows(_LINKS)
    assert (link["number"], link["state"]) == (second, "offered")
    [link] = await world.province.rows(_LINKS)
    assert (link["number"], link["peer_number"]) == (there, second), "it sees the new number"
    away = "SELECT number, escalated FROM cases WHERE tenant_id = $1 ORDER BY id"
    assert [row["escalated"] for row in await world.district.rows(away)] == [False, True]
    await world.arrive(world.district, a_message(phone, "Masih sakit"))
    await replies.reply(hendro, there, "Kami tambah dokter.", world.book, version=None)
    await world.work()
    assert ("Masih sakit", there) in [tuple(row.values()) for row in await world.province.rows(_HEARD, "in")]
    [heard] = await world.district.rows(_HEARD, "peer")
    assert tuple(heard.values()) == ("Kami tambah dokter.", second)
    await cases.reopen(dewi, first, version=None)
    await world.work()
    [link] = await world.district.rows(_LINKS)
    [other] = await world.province.rows(_LINKS)
    assert (link["number"], other["peer_number"]) == (first, first)


async def test_of_two_cases_at_one_office_the_one_merged_away_is_taken_back(world: World) -> None:
    dewi = await world.staff(world.district)
    first, second = await an_opened_case(world), await an_opened_case(world)
    there, kept = [await hands_over(world, dewi, each, world.province) for each in (first, second)]
    await cases.mark_duplicate(dewi, first, second, version=None)
    await world.work()
    states = {row["number"]: (row["state"], row["said"]) for row in await world.province.rows(_LINKS)}
    assert states[kept] == ("offered", "")
    assert states[there][0] == "withdrawn" and second in states[there][1], (
        "the reason names the case that survives"
    )


async def test_an_office_that_merges_what_two_others_asked_answers_both(world: World) -> None:
    hendro = await world.staff(world.province)
    numbers = []
    for place in (world.district, world.neighbour):
        actor, number = await world.staff(place), await an_opened_case(world, place)
        numbers.append(await hands_over(world, actor, number, world.province))
    await cases.mark_duplicate(hendro, numbers[0], numbers[1], version=None)
    await world.work()
    await replies.reply(hendro, numbers[1], "Stok datang Senin.", world.book, version=None)
    await cases.resolve(hendro, numbers[1], version=None)
    await world.work()
    for place in (world.district, world.neighbour):
        [link] = await place.rows(_LINKS)
        assert (link["peer_number"], link["state"]) == (numbers[1], "answered")
        assert [row["text"] for row in await place.rows(_HEARD, "peer")] == ["Stok datang Senin."]


async def test_reopening_asks_again_for_the_part_that_was_answered(world: World) -> None:
    dewi, hendro, number = await world.staff(world.district), await world.staff(world.province), ""
    number = await an_opened_case(world)
    there = await hands_over(world, dewi, number, world.province)
    for actor, each in ((hendro, there), (dewi, number)):
        await cases.resolve(actor, each, version=None)
        await world.work()
    await cases.reopen(dewi, number, version=None)
    await world.work()
    [case] = await world.province.rows(_CASES)
    assert (case["state"], case["reopened"]) == ("in_progress", 1)
    assert [(await place.row(_LINKS))["state"] for place in (world.district, world.province)] == [
        "in_progress"
    ] * 2


async def test_what_was_closed_is_asked_anew_and_goes_on_under_its_old_number(world: World) -> None:
    phone = a_number()
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world, phone=phone)
    there = await hands_over(world, dewi, number, world.province)
    await cases.close(hendro, there, version=None)
    await world.work()
    await cases.close(dewi, number, version=None)
    await world.clock.forward(minutes=1)
    with pytest.raises(Invalid):
        await again.reopen(dewi, number, [world.province.slug], " ", world.book, version=None)
    await again.reopen(dewi, number, [world.province.slug], "Belum selesai", world.book, version=None)
    await world.work()
    [case] = await world.province.rows(_CASES)
    assert (case["number"], case["state"], case["reopened"]) == (there, "in_progress", 1)
    said = [row["text"] for row in await world.province.rows(_HEARD, "in")]
    assert len(said) == len(set(said)) == 1, "what it knows already is not sent again"
    states = [row["state"] for row in await world.district.rows(_LINKS)]
    assert states == ["closed", "in_progress"]


async def test_an_office_that_opens_its_part_again_after_the_end_tells_the_other(world: World) -> None:
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world)
    there = await hands_over(world, dewi, number, world.province)
    await cases.close(hendro, there, version=None)
    await world.work()
    await cases.reopen(hendro, there, version=None)
    await world.work()
    news = (
        "SELECT detail->>'state' AS state FROM case_event WHERE tenant_id = $1 AND kind = 'handover.changed'"
    )
    assert [row["state"] for row in await world.district.rows(f"{news} ORDER BY at")] == [
        "closed",
        "reopened",
    ]
    assert (await world.district.row(_LINKS))["state"] == "closed"


@pytest.mark.parametrize("act", [ending.reject, ending.mark_spam])
async def test_a_linked_case_is_not_rejected_without_a_reason_and_goes_back_with_it(
    world: World, act: Any
) -> None:
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world)
    there = await hands_over(world, dewi, number, world.province)
    with pytest.raises(Invalid):
        await act(hendro, there, version=None)
    await act(hendro, there, version=None, reason="Tidak ada obat itu di program kami.")
    await world.work()
    [link] = await world.district.rows(_LINKS)
    assert (link["state"], link["said"]) == ("returned", "Tidak ada obat itu di program kami.")
    await escalation.escalate(dewi, number, world.ministry.slug, "Rujukan", world.book, version=None)
    await world.work()
    await act(dewi, number, version=None, reason="Iklan.")
    await world.work()
    assert (await world.ministry.row(_LINKS))["said"] == "Iklan."
    assert (await world.ministry.row(_CASES))["state"] == "rejected"


async def test_closing_ends_the_handover_on_whichever_side_comes_first(world: World) -> None:
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    for first, second in ((dewi, hendro), (hendro, dewi)):
        number = await an_opened_case(world)
        there = await hands_over(world, dewi, number, world.province)
        await cases.close(first, number if first is dewi else there, version=None)
        await world.work()
        for place in (world.district, world.province):
            assert (await place.rows(_LINKS))[-1]["state"] == "closed"
        await cases.close(second, number if second is dewi else there, version=None)
        await world.work()


async def erased_over_three(world: World, law: str = "") -> tuple[Actor, str, str, str]:
    """A report with a file that went from the district over the province to the ministry, and is erased."""
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    hendro = await world.staff(world.province, Role.SUPERVISOR)
    phone = a_number()
    number = await an_opened_case(world, phone=phone, text="Nama saya RAHASIA")
    file_id = await a_file(world.district.id, world.files, _PDF, "rahasia.pdf", "application/pdf")
    await world.district.change(
        "UPDATE attachment SET case_id = m.case_id, message_id = m.id FROM message m"
        " WHERE attachment.tenant_id = $1 AND m.tenant_id = $1 AND m.direction = 'in' AND attachment.id = $2",
        file_id,
    )
    there = await hands_over(world, dewi, number, world.province, files=frozenset({file_id}))
    await hands_over(world, hendro, there, world.ministry)
    if law:
        await erasing.keep(hendro, there, law, version=None)
    with pytest.raises(Conflict, match="case_is_open"):
        await erasing.erase(dewi, number, "request", version=None)
    await cases.close(dewi, number, version=None)
    await world.work()
    await erasing.erase(dewi, number, "request", version=None)
    await world.work()
    return dewi, number, there, phone


async def test_who_is_erased_at_one_office_is_erased_in_every_copy(world: World) -> None:
    dewi, number, _, phone = await erased_over_three(world)
    assert (await world.district.row(_LINKS))["copy"] == "erased"
    for place in (world.district, world.province, world.ministry):
        kinds = [
            row["action"] for row in await place.rows("SELECT action FROM audit_entry WHERE tenant_id = $1")
        ]
        assert "citizen.erased" in kinds, "each office has it on record"
        await nothing_left(place, "RAHASIA", "rahasia.pdf", phone, f"••• {phone[-4:]}")
    with pytest.raises(Conflict, match="erased_already"):
        await cases.reopen(dewi, number, version=None)


async def nothing_left(place: Place, *canaries: str) -> None:
    tables = await place.rows(
        "SELECT t.table_name AS name FROM information_schema.columns t WHERE t.table_schema = 'public'"
        " AND t.column_name = 'tenant_id' AND $1::int > 0"
    )
    for table in tables:
        rows = await place.rows(f"SELECT t::text AS row FROM {table['name']} t WHERE tenant_id = $1")
        text = "\n".join(row["row"] for row in rows)
        for canary in canaries:
            assert canary not in text and canary.encode().hex() not in text, (table["name"], canary)


async def test_a_copy_that_a_law_keeps_stays_and_says_which(world: World) -> None:
    await erased_over_three(world, law="Arsip klaim, 5 tahun")
    [link] = await world.district.rows(_LINKS)
    assert (link["copy"], link["copy_said"]) == ("kept", "Arsip klaim, 5 tahun")
    assert "Nama saya RAHASIA" in [row["text"] for row in await world.province.rows(_HEARD, "in")]


async def test_the_bytes_of_erased_files_go_with_the_next_forgetting(world: World) -> None:
    from wiring.forgetting import forget_due

    await erased_over_three(world)
    keys = [
        (place.id, row["storage_key"])
        for place in (world.district, world.province)
        for row in await place.rows("SELECT storage_key FROM attachment WHERE tenant_id = $1")
    ]
    assert len(keys) == 2
    for tenant_id, key in keys:
        await forget_due(tenant_id, files=world.files)
        assert not (world.settings.data / "attachments" / str(tenant_id) / key).exists()
    for place in (world.district, world.province):
        assert await place.rows("SELECT id FROM attachment WHERE tenant_id = $1") == []


async def test_nobody_is_left_unsure_what_an_act_does_elsewhere() -> None:
    for doing in Doing:
        assert any(key[0] is doing for key in EFFECTS)
        assert {key[1] for key in EFFECTS if key[0] is doing} == set(Side)


async def test_a_letter_of_an_older_office_without_the_new_words_is_understood(world: World) -> None:
    dewi = await world.staff(world.district)
    await hands_over(world, dewi, await an_opened_case(world), world.province)
    body = await world.district.value("SELECT body FROM letter WHERE tenant_id = $1 AND seq = 1")
    plain = msgspec.json.decode(body)
    for word in ("speaker", "again"):
        plain["content"].pop(word, None)
    letter = msgspec.convert(plain, Letter)
    assert letter.content.speaker is Side.SOURCE  # type: ignore[union-attr]
