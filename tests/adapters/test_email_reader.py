"""Whatever arrives is answered by a value, and the letter behind it is read."""

import pytest

from integrations.email.reader import BOUNDS, Reader
from integrations.email.values import Mail, Quarantine
from kit.confined import Bounds
from support.letter_bombs import BOMBS, nested
from support.letters import NAMES, expected, inspected, raw

DIED = (Quarantine.OUT_OF_TIME, Quarantine.OUT_OF_MEMORY, Quarantine.UNREADABLE)
NORMAL = "structure-mixed-alternative-file"


async def read_behind(bomb: bytes) -> tuple[Mail, Mail]:
    async with Reader() as reader:
        return await reader.read(bomb), await reader.read(raw(NORMAL))


def test_the_bounds_are_those_that_were_promised() -> None:
    assert (BOUNDS.cpu_seconds, BOUNDS.memory_bytes) == (10, 512 * 1024 * 1024)


async def test_no_letter_of_the_set_costs_the_child_its_life() -> None:
    """The child counts: the kernel ends it above ten seconds or 512 MB of one letter, and a new one would begin."""
    children = set()
    async with Reader() as reader:
        for name in NAMES:
            mail = await reader.read(raw(name))
            assert mail.quarantine not in DIED, name
            inspect = expected(name)["inspect"]
            assert inspected(mail) == inspect | {"defects": sorted(inspect["defects"])}, name
            children.add(reader._whole._child)
    assert len(children) == 1


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_answered_and_the_next_letter_is_read(name: str) -> None:
    bomb, normal = await read_behind(BOMBS[name]())
    assert bomb.sender.address == "budi@contoh.id" or bomb.quarantine
    assert bomb.quarantine not in DIED, "the limits of reading should have come before those of the child"
    assert inspected(normal) == expected(NORMAL)["inspect"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a thousand multiparts inside each other", Quarantine.TOO_DEEP),
        ("a hundred thousand parts", Quarantine.TOO_MANY_PARTS),
        ("more than may be", Quarantine.TOO_LARGE),
        ("two million headers", Quarantine.HEAD_TOO_LARGE),
    ],
)
async def test_what_is_above_a_limit_is_set_aside_with_its_head(name: str, reason: Quarantine) -> None:
    async with Reader() as reader:
        mail = await reader.read(BOMBS[name]())
    assert (mail.quarantine, mail.sender.address, mail.subject) == (reason, "budi@contoh.id", "Bom")


@pytest.mark.parametrize(
    ("name", "defect"),
    [
        ("half a megabyte of recipients", "header_too_long"),
        ("a tag of almost a megabyte", "html_too_deep"),
        ("two hundred thousand elements inside each other", "html_too_deep"),
        ("a text of line ends", "text_too_long"),
    ],
)
async def test_what_is_cut_is_said(name: str, defect: str) -> None:
    async with Reader() as reader:
        mail = await reader.read(BOMBS[name]())
    assert defect in mail.defects
    assert mail.quarantine is None


async def test_fifty_levels_are_read_and_fifty_one_are_not() -> None:
    async with Reader() as reader:
        assert (await reader.read(nested(50))).text == "isi"
        assert (await reader.read(nested(51))).quarantine is Quarantine.TOO_DEEP


@pytest.mark.parametrize(
    "letter",
    [
        b"From: a@contoh.id," + b" " * 70_000 + b"b@contoh.id\r\n\r\nisi",
        b"From: a@contoh.id\r\n" + b"X: y\r\n" * 6_000 + b"From: b@contoh.id\r\n\r\nisi",
        b"From: a@contoh.id\r\nX: " + b"y" * 1_100_000 + b"\r\nFrom: b@contoh.id\r\n\r\nisi",
    ],
)
async def test_a_second_sender_cannot_hide_behind_a_limit(letter: bytes) -> None:
    async with Reader() as reader:
        assert (await reader.read(letter)).quarantine


async def test_a_list_that_is_cut_ends_with_a_whole_address() -> None:
    async with Reader() as reader:
        mail = await reader.read(BOMBS["half a megabyte of recipients"]())
    assert {each.address for each in mail.to} == {"a@contoh.id"}


async def test_a_letter_that_kills_its_reader_is_set_aside_with_its_head() -> None:
    async with Reader(Bounds(cpu_seconds=10, memory_bytes=90 * 1024 * 1024)) as reader:
        mail = await reader.read(BOMBS["one line of base64"]())
        assert mail.quarantine in (Quarantine.OUT_OF_MEMORY, Quarantine.UNREADABLE)
        assert (mail.sender.address, mail.subject) == ("budi@contoh.id", "Bom")
        assert (await reader.read(raw("structure-plain"))).text == "Selamat pagi."


async def test_bytes_of_files_and_zones_of_dates_pass_the_child_unchanged() -> None:
    async with Reader() as reader:
        mail = await reader.read(raw(NORMAL))
    assert mail.attachments[0].content.startswith(b"%PDF-1.4\r\n")
    assert mail.date is not None
    assert mail.date.isoformat() == "2026-11-21T10:15:00+07:00"
