"""The door for letters of other installations: who holds its key hands in letters of its own office, nothing else."""

import hashlib
import random
from datetime import datetime

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.channels.model import LetterArrived
from helpdesk.elsewhere import service
from helpdesk.elsewhere.wire import Copy, Hello, NewKey
from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import Enclosed, Letter, Progressed
from helpdesk.escalation.mirror import take_letter
from helpdesk.inbox import store as inbox
from helpdesk.relay.rules import Carried
from kit.ids import uuid7
from kit.webhooks import new_key
from support.drafts import PDF
from support.far_side import FarSide, connected, invited, kept
from support.kept_files import a_file
from support.officers import Floor
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

_KEPT = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND kind = 'letter'"
_MIRRORED = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"
_PEER = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY sent_at, id"
_FILES = "SELECT name, state FROM attachment WHERE tenant_id = $1 AND case_id IS NOT NULL ORDER BY name"


async def refused(far: FarSide, message: object, **how: object) -> tuple[int, str]:
    answer = await far.calls(message, **how)  # type: ignore[arg-type]
    return answer.status_code, answer.json()["code"]


async def test_an_invitation_becomes_a_connection_when_the_other_side_says_who_it_is(floor: Floor) -> None:
    far = await invited(floor)
    assert await refused(far, Carried(data=far.offer())) == (403, "not_connected")
    answer = await far.greets()
    assert answer.json()["receives"] is True
    agent = await floor.world.staff(floor.world.district)
    [there] = [each for each in await relations.targets(agent) if each.uid == far.uid]
    assert (there.name, there.host) == ("Dinkes Kendal", "localhost:9")
    await far.greets(receives=False)
    assert far.uid not in {each.uid for each in await relations.targets(agent)}, "it takes no offers now"


async def test_an_invitation_ends_after_seven_days_and_names_no_office_of_this_installation(
    floor: Floor,
) -> None:
    far = await invited(floor)
    own = service.plate_of(await service.offices.office(floor.world.neighbour.id))
    said = Hello(plate=own, address=far.address, receives=True)
    assert await refused(far, said) == (409, "office_is_here")
    await floor.world.clock.forward(days=8)
    assert (await far.greets()).json()["code"] == "invitation_over"


async def test_a_letter_opens_a_case_and_what_the_desk_does_with_it_is_written_for_the_other_side(
    floor: Floor,
) -> None:
    far = await connected(floor)
    assert await far.hands_in(far.offer()) == 200
    await floor.world.work()
    number = await floor.world.district.value(_MIRRORED)
    browser, agent = await floor.officer()
    page = await browser.get(f"cases/{number}")
    assert "Dinkes Kendal" in page.text and "Obat kosong" in page.text
    await escalation.write_to_peer(agent, number, "Berapa pasien?", version=None)
    letters = await floor.world.district.rows("SELECT kind FROM letter WHERE tenant_id = $1 ORDER BY seq")
    assert [row["kind"] for row in letters] == ["received", "note"]
    listed = await browser.get("cases?folder=linked")
    assert number in listed.text


async def test_nothing_is_kept_of_a_call_that_is_not_genuine(floor: Floor) -> None:
    far = await connected(floor)
    offer = Carried(data=far.offer())
    assert await refused(far, offer, keys=(new_key(),)) == (401, "signature_wrong")
    assert (await kept(floor, far)).unsigned_at is not None  # type: ignore[union-attr]
    assert await refused(far, offer, keys=(far.theirs,)) == (401, "signature_wrong"), (
        "our own key is not theirs"
    )
    assert await refused(far, offer, late=400) == (401, "timestamp_wrong")
    assert await refused(far, offer, late=-400) == (401, "timestamp_wrong")
    body = msgspec.json.encode(offer)
    unsigned = await far.http.post(far.door, content=body)
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "signature_wrong")
    nobody = await far.http.post(f"/letters/{uuid7()}", content=body)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "door_missing")
    assert await floor.world.district.value(_KEPT) == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"type":"letter.v2","data":{}}', "version_unknown"),
        (b'{"type":"letter.v1","data":{}}', "letter_unreadable"),
        (b"not json", "letter_unreadable"),
        (b"[" * 5000, "letter_unreadable"),
        (b'"\xff"', "letter_unreadable"),
    ],
)
async def test_what_nobody_here_can_read_is_refused_for_good(floor: Floor, body: bytes, code: str) -> None:
    far = await connected(floor)
    assert await refused(far, body) == (400, code)


async def test_letters_of_another_office_or_for_another_are_refused_for_good(floor: Floor) -> None:
    far = await connected(floor)
    offer = far.offer()
    wrong = (
        replace(offer, sender=uuid7()),
        replace(offer, sender=far.there),
        replace(offer, recipient=(await service.offices.office(floor.world.neighbour.id)).uid),
    )
    for letter in wrong:
        assert await refused(far, Carried(data=letter)) == (409, "foreign_office")
    sick: tuple[Letter, ...] = (
        replace(offer, seq=0),
        replace(offer, at=datetime(2026, 1, 1)),
        far.offer(text="nol \x00 byte"),
        far.offer(text="x" * 70_001),
        far.letter(Progressed(state="eaten")),
    )
    for letter in sick:
        assert await refused(far, Carried(data=letter)) == (400, "letter_unreadable")
    assert await floor.world.district.value(_KEPT) == 0


async def test_an_office_that_takes_no_offers_hears_words_of_cases_it_has_all_the_same(floor: Floor) -> None:
    far = await connected(floor)
    assert await far.hands_in(far.offer()) == 200
    await floor.world.work()
    admin = await floor.world.staff(floor.world.district, Role.ADMINISTRATOR)
    [seen] = [each for each in await relations.seen_all(admin) if each.peer.uid == far.uid]
    await relations.change(admin, seen.peer.slug, replace(seen.relation, receives=False))
    assert await far.hands_in(far.word("satu")) == 200
    other = replace(far.offer(), link=uuid7(), seq=1)
    assert await refused(far, Carried(data=other)) == (409, "not_received")
    await floor.world.work()
    assert len(await floor.world.district.rows(_MIRRORED)) == 1


async def _days_pass(world: World) -> None:
    """What came too early is looked at again and again."""
    for _ in range(6):
        await world.clock.forward(hours=12)
        await world.work(world.district)


async def _dies_reading(world: World) -> None:
    """Everything that waits is read, and the worker dies before it commits."""
    with pytest.raises(ConnectionError):
        async with tenant_scope(world.district.id) as scope:
            for entry in await inbox.claim(scope, 50):
                if isinstance(entry.arrival, LetterArrived):
                    await take_letter(scope, msgspec.json.decode(entry.arrival.letter, type=Letter))
            raise ConnectionError


@pytest.mark.parametrize("seed", range(4))
async def test_letters_doubled_mixed_up_and_sent_again_after_days_take_effect_once_in_their_order(
    floor: Floor, seed: int
) -> None:
    """And a worker that dies while it reads one reads it again."""
    far, chance, world = await connected(floor), random.Random(seed), floor.world
    words = [f"kata {number}" for number in range(5)]
    letters = [far.offer(), *(far.word(text) for text in words)]
    posted = letters * 2
    chance.shuffle(posted)
    for letter in posted:
        assert await far.hands_in(letter) == 200
        step = chance.randrange(4)
        if step == 0:
            await world.work(world.district)
        elif step == 1:
            await world.clock.forward(days=chance.randrange(1, 4))
        elif step == 2:
            await _dies_reading(world)
    await _days_pass(world)
    for letter in posted:
        assert await far.hands_in(letter) == 200, "replayed long after"
    await _days_pass(world)
    assert len(await world.district.rows(_MIRRORED)) == 1
    assert [row["text"] for row in await world.district.rows(_PEER)] == words
    left = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND kind = 'letter' AND state <> 'taken'"
    assert await world.district.value(left) == 0


def a_copy(letter: Letter, content: bytes, name: str = "surat.pdf", **other: object) -> Copy:
    fields = {"sha256": hashlib.sha256(content).hexdigest(), "mime_type": "application/pdf"} | other
    return Copy(letter=letter.id, file=uuid7(), name=name, content=content, **fields)  # type: ignore[arg-type]


async def test_a_file_comes_before_its_letter_and_is_ours_once_the_letter_is_read(floor: Floor) -> None:
    far, world = await connected(floor), floor.world
    file = uuid7()
    letter = far.offer(file)
    copy = replace(a_copy(letter, PDF), file=file)
    first, again = await far.calls(copy), await far.calls(copy)
    assert first.status_code == 200 and first.json() == again.json(), "the same copy, however often it comes"
    letter = replace(letter, enclosed=(Enclosed(of=file, id=uuid7()),))
    assert await far.hands_in(letter) == 200
    await world.work()
    [shown] = await world.district.rows(_FILES)
    assert shown == {"name": "surat.pdf", "state": "stored"}
    key = await world.district.value("SELECT storage_key FROM attachment WHERE tenant_id = $1")
    assert await world.files.read(world.district.id, key) == PDF


async def test_files_from_elsewhere_are_scanned_judged_by_their_bytes_and_never_somebody_elses(
    floor: Floor,
) -> None:
    far, world = await connected(floor), floor.world
    citizens = await a_file(world.district.id, world.files, PDF, "ktp.pdf", "application/pdf")
    letter = far.offer(citizens)
    assert await refused(far, a_copy(letter, b"MZ program", "foto.jpg")) == (409, "file_refused")
    assert await refused(far, a_copy(letter, PDF, sha256="0" * 64)) == (400, "file_damaged")
    floor.runtime.files.scanned = True
    file = uuid7()
    assert (
        await far.calls(replace(a_copy(letter, PDF, "../../etc/rahasia.pdf"), file=file))
    ).status_code == 200
    waits = await world.district.rows(
        "SELECT name, state FROM attachment WHERE tenant_id = $1 AND id <> $2", citizens
    )
    assert waits == [{"name": "rahasia.pdf", "state": "scanning"}]
    forged = replace(letter, enclosed=(Enclosed(of=citizens, id=citizens),))
    assert await far.hands_in(forged) == 200
    await world.work()
    assert await world.district.rows(_FILES) == [], "a letter names copies of its own, and no other file"


async def test_a_new_key_counts_at_once_and_the_one_before_for_a_day(floor: Floor) -> None:
    far = await connected(floor)
    old, fresh = far.key, new_key()
    assert (await far.calls(NewKey(key=fresh))).status_code == 200
    assert (await far.calls(NewKey(key=fresh))).status_code == 200, "said twice it is still one change"
    far.key = fresh
    assert await far.hands_in(far.offer()) == 200
    assert (await far.calls(Carried(data=far.word("lama")), keys=(old,))).status_code == 200
    await floor.world.clock.forward(hours=25)
    assert await refused(far, Carried(data=far.word("x")), keys=(old,)) == (401, "signature_wrong")
    assert await far.hands_in(far.word("baru")) == 200
    assert await refused(far, NewKey(key="whsec_short")) == (400, "letter_unreadable")


async def test_a_door_that_was_shut_is_no_door_and_its_keys_are_gone(floor: Floor) -> None:
    far = await connected(floor)
    assert await far.hands_in(far.offer()) == 200
    await floor.world.work()
    admin = await floor.world.staff(floor.world.district, Role.ADMINISTRATOR)
    door = (await kept(floor, far)).id  # type: ignore[union-attr]
    await service.cut(admin, door, floor.runtime.far.sealer)
    assert await refused(far, Carried(data=far.word("halo"))) == (404, "door_missing")
    assert (await kept(floor, far)).keys.theirs == ()  # type: ignore[union-attr]
    browser, _ = await floor.officer()
    number = await floor.world.district.value(_MIRRORED)
    assert "Dinkes Kendal" in (await browser.get(f"cases/{number}")).text, (
        "its name stays in the cases it had"
    )
