"""A question of consent by SMS and by letter: plain words, and nobody answers in another's name."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.escalation import naming
from helpdesk.inbox.service import receive
from integrations.email.reader import Reader
from kit.sealing import Sealer
from kit.sms_parts import counted
from support.builders import a_message, a_number
from support.channel import adapters_with_sms, an_sms_account
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.world import World

OURS = "mx.dinkes.example"
PROVEN = f"{OURS}; dmarc=pass header.from=warga.example"
_WORDS = "SELECT given, channel FROM case_consent WHERE tenant_id = $1 ORDER BY at, id"
_SAID = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'"


@pytest.fixture
async def sms(world: World) -> UUID:
    """The office has an SMS account too."""
    world.book = AccountBook(adapters_with_sms(world.far_end, 2), Sealer([b"s" * 32]))
    return await an_sms_account(world.district.id, world.book)


async def _texts(world: World, account: UUID, phone: str, text: str) -> None:
    await receive(world.district.id, account, [a_message(phone, text)])
    await world.work()


async def _asks(world: World) -> str:
    number: str = await world.district.value(
        "SELECT number FROM cases WHERE tenant_id = $1 ORDER BY id LIMIT 1"
    )
    dewi = await world.staff(world.district)
    await naming.ask_citizen(dewi, number, (world.province.slug,), world.book, version=None)
    await world.work()
    return number


async def test_by_sms_the_question_is_short_and_the_word_counts_both_ways(world: World, sms: UUID) -> None:
    phone = a_number()
    await _texts(world, sms, phone, "Obat habis di apotek")
    await _asks(world)
    question = world.far_end.texts[-1]
    assert counted(question).parts == 1 and "Balas YA/TIDAK" in question and "tetap sama" in question
    await world.arrive(world.district, a_message(phone, "YA"))
    await world.work()
    assert await world.district.rows(_WORDS) == [], "on WhatsApp nothing was asked"
    await _texts(world, sms, phone, "YA")
    assert "kami catat: YA" in world.far_end.texts[-1]
    await _texts(world, sms, phone, "Tidak")
    assert await world.district.rows(_WORDS) == [
        {"given": True, "channel": "sms"},
        {"given": False, "channel": "sms"},
    ]


async def test_outside_the_window_the_question_is_a_template_and_is_answered_in_words(world: World) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "Obat habis di apotek"))
    await world.work()
    await world.clock.forward(hours=25)
    await _asks(world)
    question = world.far_end.sent[-1]
    assert question.template is not None and question.offer is None and question.text == ""
    assert "Balas YA atau TIDAK" in question.template.variables[1]
    await world.arrive(world.district, a_message(phone, "Tidak"))
    await world.work()
    assert await world.district.rows(_WORDS) == [{"given": False, "channel": "whatsapp"}]


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        desk = MailDesk(world, post, reader)
        await desk.mailbox(world.district, results_host=OURS)
        yield desk


async def test_a_letter_answers_when_its_sender_is_proven(desk: MailDesk) -> None:
    world = desk.world
    await desk.writes("Antrean panjang sekali di poli gigi", Authentication_Results=PROVEN)
    await _asks(world)
    question = str(desk.letters[-1]["Message-ID"])
    before = await world.district.value(_SAID)
    await desk.writes("Ya", In_Reply_To=question)
    assert await world.district.rows(_WORDS) == [], "anybody may have written it"
    assert await world.district.value(_SAID) == before + 1
    await desk.writes("Ya", In_Reply_To=question, Authentication_Results=PROVEN)
    assert await world.district.rows(_WORDS) == [{"given": True, "channel": "email"}]
    assert await world.district.value(_SAID) == before + 1
    assert "kami catat: YA" in str(desk.letters[-1].get_content())
