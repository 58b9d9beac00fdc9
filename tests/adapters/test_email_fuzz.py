"""Letters damaged at random are still read, and what is read is valid Unicode."""

import json
from email import message_from_bytes, policy
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.email.parse import read
from integrations.email.payloads import Part
from integrations.email.quotes import reply_of
from integrations.email.structure import tree_of
from integrations.email.transfer import untransferred
from support.letters import NAMES, raw
from wiring.commands.inspect_email import described

PIECES = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b'"',
        b"<",
        b">",
        b"(",
        b")",
        b"@",
        b",",
        b";",
        b":",
        b"=",
        b"?",
    ),
    *(
        b"--",
        b"=?utf-8?B?",
        b"?=",
        b"boundary=",
        b"multipart/mixed",
        b"\xed\xa0\x80",
        b"%ED%A0%80",
        b"begin 644 a\n",
    ),
    *(
        b"\x78\x9f\x3e\x22",
        b"+2AA-",
        b"&#xD800;",
        b"charset=utf-16",
        b"charset=utf-7",
        b"<blockquote>",
        b"> ",
    ),
)


def judge(letter: bytes) -> None:
    """Read it, and look at everything that a reader of the JSON would choke on."""
    printed = msgspec.json.encode(described(read(letter))).decode("utf-8", "strict")
    assert "\\u0000" not in printed
    found = json.loads(printed)
    for name in [found["subject"], found["from"]["name"], *(each["name"] for each in found["attachments"])]:
        assert "\n" not in name
        assert "\r" not in name
    assert not (found["from"]["address"] and found["quarantine"] == "more than one From mailbox")


def damaged(letter: bytes, random: Random) -> bytes:
    """The letter with a few pieces put in, taken out, turned or doubled."""
    found = bytearray(letter)
    for _ in range(random.randint(1, 12)):
        at = random.randint(0, len(found))
        length = random.choice((1, 1, 2, 8, 40))
        match random.randrange(4):
            case 0:
                found[at:at] = random.choice(PIECES)
            case 1:
                del found[at : at + length]
            case 2:
                found[at : at + length] = random.randbytes(length)
            case _:
                found[at:at] = found[max(0, at - 60) : at]
    return bytes(found)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_letters_are_read(seed: int) -> None:
    random = Random(seed)
    for name in NAMES:
        judge(damaged(raw(name), random))


def test_letters_that_end_early_are_read() -> None:
    random = Random(1)
    for name in NAMES:
        letter = raw(name)
        judge(letter[: random.randint(0, len(letter))])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, b"From", b"a@b.id", b" ", b"x", b"Content-Type"]), max_size=60))
def test_any_pieces_are_read(pieces: list[bytes]) -> None:
    judge(b"".join(pieces))
    judge(b"From: " + b"".join(pieces) + b"\r\n\r\nx")
    judge(b"Content-Type: " + b"".join(pieces) + b"\r\n\r\nx")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    judge(content)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_a_reply_has_no_line_that_the_text_has_not(text: str) -> None:
    lines = {line.rstrip() for line in text.split("\n")} | {""}
    assert {line.rstrip() for line in reply_of(text).split("\n")} <= lines


def test_whole_multiparts_have_the_parts_that_the_standard_library_finds() -> None:
    compared = 0
    for name in NAMES:
        tree = tree_of(raw(name))
        if read(raw(name)).defects or not tree.root.multipart or name == "structure-digest":
            continue
        theirs = message_from_bytes(raw(name), policy=policy.compat32)
        leaves = [
            each for each in theirs.walk() if not each.is_multipart() and not _inside_attached(theirs, each)
        ]
        ours = [each for each in tree.root.leaves() if not each.type.startswith("message/")]
        assert [_their_bytes(each) for each in leaves] == [_our_bytes(each) for each in ours], name
        compared += 1
    assert compared > 40


def _our_bytes(part: Part) -> bytes:
    return untransferred(part.content, part.encoding)[0]


def _their_bytes(message: object) -> bytes:
    return bytes(message.get_payload(decode=True))  # type: ignore[attr-defined]


def _inside_attached(root: object, message: object) -> bool:
    """Whether the part stands in an attached letter or report, which we keep as one."""
    for each in root.walk():  # type: ignore[attr-defined]
        if each.get_content_maintype() == "message" and any(inner is message for inner in each.walk()):
            return True
    return False
