"""Whoever files may die at any moment: nothing is filed twice, nothing is lost, and only the ledger knows more."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from helpdesk.channels.conduct import PollPlan
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.model import LEASE, Wishes
from kit.settings import Settings
from support.builders import an_opened_case
from support.crashes import Killed, Killer, around_calls, around_commits
from support.lapor_stage import BPJS, Stage, lapor_stage

_LINE = (
    "SELECT r.step, r.remote_id, r.documents, c.lapor_number FROM register_link r"
    " JOIN cases c ON c.tenant_id = r.tenant_id AND c.id = r.case_id"
    " WHERE r.tenant_id = $1 AND c.number = $2 ORDER BY r.created_at DESC LIMIT 1"
)


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


def calls(stage: Stage, patch: pytest.MonkeyPatch, killer: Killer, *, after: bool) -> Any:
    """Die around a call to LAPOR."""
    return around_calls(stage.http, patch, killer, after=after)


def commits(stage: Stage, patch: pytest.MonkeyPatch, killer: Killer, *, after: bool) -> Any:
    """Die around a commit."""
    return around_commits(patch, killer, after=after)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("around", [calls, commits])
async def test_an_ambiguous_filing_is_never_filed_twice_under_a_crash_at_every_step(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, around: Callable[..., Any], after: bool
) -> None:
    """Must-pass 2 of the contract: every outside call and every commit in turn is the last thing that is done.

    One hand works, so that the n-th moment is the same moment in every run.
    """
    await stage.enter(stage.world.district, poll=PollPlan(at_once=1))
    dewi = await stage.world.staff(stage.world.district)
    moments = 0
    while True:
        killer = Killer(moments + 1)
        number = await an_opened_case(stage.world)
        files = (await stage.a_file(number), await stage.a_file(number, "surat.png"))
        wishes = Wishes(files=files, transfer_to=BPJS, transfer_reason="Kewenangan BPJS Kesehatan.")
        await registers.file(dewi, number, version=None, wishes=wishes)
        with around(stage, monkeypatch, killer, after=after):
            try:
                await stage.advance()
            except Killed:
                assert killer.struck
        await _restarted(stage)
        await _there_once(stage, number)
        if not killer.struck:
            break
        moments += 1
    assert moments >= (3 if around is calls else 6), "upload, filing and transfer were all struck"


async def _restarted(stage: Stage) -> None:
    """Another worker goes on when the leases have run out."""
    for _ in range(4):
        await stage.advance()
        await stage.world.clock.forward(seconds=LEASE.total_seconds() + 1)
    await stage.advance()


async def _there_once(stage: Stage, number: str) -> None:
    """The complaint exists once, with both files, and its transfer was asked for; a person settles the unknown."""
    line = await stage.world.district.row(_LINE, number)
    found = await _by_reference(stage, number)
    dewi = await stage.world.staff(stage.world.district)
    if line["step"] == "needs_person":
        assert len(found) <= 1
        if found:
            await by_hand.settle(dewi, number, str(found[0]["id"]), version=None)
        else:
            await by_hand.not_found(dewi, number, version=None)
            files = await _files_of(stage, number)
            wishes = Wishes(files=files, transfer_to=BPJS, transfer_reason="Kewenangan BPJS Kesehatan.")
            await registers.file(dewi, number, version=None, wishes=wishes)
        await _restarted(stage)
        line = await stage.world.district.row(_LINE, number)
    [complaint] = await _by_reference(stage, number)
    assert line["remote_id"] == line["lapor_number"] == str(complaint["id"])
    assert line["step"] == "transfer_requested"
    assert complaint["transfer_to"] == "BPJS Kesehatan"
    known = {each["id"]: each["name"] for each in (await stage.remote())["documents"]}
    sent = [int(each) for each in complaint["sent"]["attachments"].strip("[]").split(",")]
    assert [known[each] for each in sent] == ["foto.png", "surat.png"]


async def _by_reference(stage: Stage, number: str) -> list[dict[str, Any]]:
    """What a person finds who looks for the reference in LAPOR."""
    found = (await stage.remote())["complaints"]
    return [each for each in found if each["sent"]["content"].startswith(f"[Tiket {number}]")]


async def _files_of(stage: Stage, number: str) -> tuple[Any, ...]:
    rows = await stage.world.district.rows(
        "SELECT a.id FROM attachment a JOIN cases c ON c.tenant_id = a.tenant_id AND c.id = a.case_id"
        " WHERE a.tenant_id = $1 AND c.number = $2 ORDER BY a.created_at, a.id",
        number,
    )
    return tuple(row["id"] for row in rows)
