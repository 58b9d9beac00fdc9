"""Letters that are too large: what their head says is read, the rest stays in the mailbox."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.channels.model import Ignored
from integrations.email.limits import Limits
from support.mail_stage import Stage, a_letter, running


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running() as stage:
        yield stage


async def test_of_a_letter_that_is_too_large_only_the_head_is_fetched_and_the_desk_hears_of_it(
    stage: Stage,
) -> None:
    await stage.look()
    name = await stage.send()
    for more in ({}, {"In_Reply_To": stage.last["Message-ID"]}):
        stage.post.put(a_letter("rahasia", **more), size=32_700_000)
    stage.post.put(a_letter("rahasia", From="a@warga.example, b@warga.example"), size=32_700_000)
    stage.post.put(a_letter("rahasia", Auto_Submitted="auto-replied"), size=32_700_000)
    fresh, answer, doubtful, automatic = await stage.look()
    assert stage.post.box.sections == {"HEADER"}
    assert fresh.text.startswith("Antrean\n\n[Surat ini berukuran 31,2 MB")
    assert "kotak surat pengaduan@dinkes.example" in fresh.text
    assert (fresh.reply_to, answer.reply_to) == ("", name)
    assert answer.text.startswith("[Surat ini berukuran 31,2 MB")
    assert isinstance(doubtful, Ignored)
    assert isinstance(automatic, Ignored)


async def test_a_letter_that_is_larger_than_its_server_says_is_cut(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.look()
    stage.post.put(a_letter("x" * 60 + "\n" + "y" * 600))
    cut = Limits(file=300)
    monkeypatch.setattr("integrations.email.looking.LIMITS", cut)
    monkeypatch.setattr("integrations.email.adapter.LIMITS", cut)
    stage.post.box.faults.understates = True
    [found] = await stage.look()
    assert "terlalu besar untuk dibaca" in found.text
