"""A mailbox keeps to what every adapter keeps to; its remote speaks SMTP and IMAP, so that the calls are made here."""

import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import ClassVar
from uuid import UUID

import msgspec
import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import (
    ERRORS,
    ChannelError,
    ChannelFailing,
    ChannelUnreachable,
    Fault,
    OutcomeUnknown,
)
from helpdesk.channels.model import Arrival, ChannelKind
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from support.conformance import LONGEST_ID, AdapterConformance, Subject
from support.mail_servers import ENTERED, MAILBOX, PASSWORD, USER
from support.mail_stage import SITI, Stage, a_letter, running

TEXT = "Rahasia: hasil pemeriksaan Siti."
ACCOUNT = Account(id=UUID(int=1), kind=ChannelKind.EMAIL, address=MAILBOX, settings=EmailSettings(**ENTERED))
HIDDEN = (PASSWORD, SITI, TEXT, MAILBOX)
Call = Callable[[Stage], Awaitable[object]]


async def send(stage: Stage) -> object:
    return await stage.send(TEXT)


async def look(stage: Stage) -> object:
    return await stage.look()


CALLS: tuple[Call, ...] = (send, look)


class TestEmail(AdapterConformance):
    subject: ClassVar[Subject] = Subject(
        make=lambda _: email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, Reader()), account=ACCOUNT, hidden=HIDDEN
    )


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running() as stage:
        yield stage


async def _error(stage: Stage, call: Call) -> ChannelError:
    """The error of one call; what it tells may hold nothing that has to stay inside."""
    with pytest.raises(ChannelError) as caught:
        await call(stage)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not [hidden for hidden in HIDDEN if hidden in told]
    assert ERRORS[caught.value.code] is type(caught.value)
    return caught.value


@pytest.mark.parametrize("call", CALLS)
async def test_what_never_left_may_be_tried_again(stage: Stage, call: Call) -> None:
    stage.post.imap_port = stage.post.smtp_port = 9
    error = await _error(stage, call)
    assert type(error) is ChannelUnreachable
    assert error.retryable


@pytest.mark.parametrize("word", ["AUTH", "MAIL", "RCPT", "DATA"])
async def test_what_broke_off_before_the_letter_left_may_be_tried_again(stage: Stage, word: str) -> None:
    stage.post.answers[word] = "hang up"
    error = await _error(stage, send)
    assert type(error) is ChannelUnreachable
    assert not stage.post.taken


async def test_what_broke_off_with_the_letter_is_unknown(stage: Stage) -> None:
    stage.post.answers["CONTENT"] = "hang up"
    error = await _error(stage, send)
    assert type(error) is OutcomeUnknown
    assert not error.retryable


@pytest.mark.parametrize("word", ["AUTH", "MAIL", "RCPT", "DATA", "CONTENT"])
async def test_a_server_that_says_later_is_asked_later(stage: Stage, word: str) -> None:
    stage.post.answers[word] = f"451 {SITI} {TEXT}"
    error = await _error(stage, send)
    assert (type(error), error.retryable) == (ChannelFailing, True)


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "CONTENT"])
async def test_a_refusal_is_final_and_repeats_nothing_of_what_the_server_said(
    stage: Stage, word: str
) -> None:
    stage.post.answers[word] = f"554 {SITI} {PASSWORD} {TEXT}"
    assert not (await _error(stage, send)).retryable


@pytest.mark.parametrize("call", CALLS)
async def test_refused_keys_are_the_accounts_fault(stage: Stage, call: Call) -> None:
    stage.post.box.password = "lain"
    error = await _error(stage, call)
    assert (error.fault, error.retryable) == (Fault.ACCOUNT, False)


async def test_arrivals_have_lasting_names_and_true_times(stage: Stage) -> None:
    await stage.look()
    cursor = stage.cursor
    for text in ("satu", "dua"):
        stage.post.put(a_letter(text))
    stage.post.put(b"\xff\x00 tidak dapat dibaca")
    found = await stage.look()
    stage.cursor = cursor
    assert found == await stage.look()
    names = [each.external_id for each in found]
    assert len(set(names)) == len(names) == 3
    assert all(0 < len(name) <= LONGEST_ID for name in names)
    assert all(each.at.tzinfo for each in found)
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[Arrival]) == found


@pytest.mark.parametrize("trouble", ["closed", "password", "AUTH 454 later", "AUTH hang up"])
async def test_trouble_is_told_with_advice(stage: Stage, trouble: str) -> None:
    account = stage.account(smtp_port="9") if trouble == "closed" else stage.account()
    if trouble == "password":
        stage.post.box.password = "lain"
    word, _, said = trouble.partition(" ")
    if said:
        stage.post.answers[word] = said
    assert stage.adapter.health
    health = await stage.adapter.health.check(account)
    assert not health.ok
    assert health.code
    assert health.advice
    assert health.cause
    assert not [hidden for hidden in (*HIDDEN, USER) if hidden in health.advice + health.code]
