"""Erasing a citizen leaves none of their words in the office: one is planted into every text that hangs on the case."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import erasing
from kit.embedded import EmbeddedPostgres
from kit.settings import Settings
from support.filled import fill, word
from support.reaching import columns_with, plant, reached_from
from support.servers import Servers
from support.world import World
from tenants.permissions.model import Role
from wiring.forgetting import forget_due

WORD = "zkenangan"
STOPS = {
    "tenant",
    "unit",
    "membership",
    "account",
    "topic",
    "sheet_import",
    "monitoring_round",
    "test_message",
}
"""The office's own: no citizen's words stand there, or those of nobody in particular."""
NOT_BEYOND = {"contact_pair", "contact_merge"}
"""They name a second contact, who may be somebody else."""
READ_BY_US = {
    *(f"cases.{name}" for name in ("number", "kind", "state", "grade", "priority", "channel")),
    *("clock.value", "letter.kind"),
}
"""Nothing can be planted there: the product reads words of its own in them, and would stop at another one."""

_LIST = "a word of a list of ours"
_ACTOR = "who of the office, or which office, acted: what was done stays on record"
_REMOTE = "what a remote calls it, so that it is never taken for new"
STAYS = {
    **dict.fromkeys(
        (
            *(
                "case_consent.actor_kind",
                "case_consent.channel",
                "case_consent.wording",
                "case_event.actor_kind",
            ),
            *(
                "case_event.kind",
                "clock.foreseen_kind",
                "consent_question.channel",
                "consent_question.wording",
            ),
            *("contact.language", "conversation.scheme", "delivery.error_code", "inbox_entry.kind"),
            *("inbox_entry.reason", "letter.last_error", "letter_taken.kind", "message.author_kind"),
            *("message.channel", "message.kind", "rating.solved", "register_answer.error_code"),
            *(
                "register_entry.kind",
                "register_link.error_code",
                "register_link.status",
                "round_line.channel",
            ),
            *("approval_request.why", "alert.target", "letter_taken.refused"),
        ),
        _LIST,
    ),
    **dict.fromkeys(
        (
            *("approval_request.asked_name", "approval_request.decided_name", "call_case.noted_name"),
            *("case_consent.actor_name", "case_event.actor_name", "consent_question.actor_name"),
            *("contact_merge.by_name", "contact_merge.undone_name", "disposition.actor_name"),
            *("letter.settled_by", "message.author_name", "phone_call.done_name", "phone_call.taken_name"),
            *("round_line.checked_name", "alert.office", "letter_taken.settled_by", "link.holder"),
        ),
        _ACTOR,
    ),
    **dict.fromkeys(
        ("inbox_entry.external_id", "phone_call.remote_id", "register_entry.key", "delivery.remote_code"),
        _REMOTE,
    ),
    **dict.fromkeys(
        (
            *("register_link.institution", "register_link.raw_code", "register_link.raw_name"),
            *("register_link.remote_id", "register_link.tracking_id", "cases.lapor_number"),
        ),
        "under which number and where the report stands in the register, which no act here erases",
    ),
    "case_event.detail": "facts: ids, times and words of ours; no fact has a field for what somebody wrote",
    "clock.foreseen_fact": "the same",
    "clock.foreseen_value": "promises",
    "message.template": "which approved text was sent, not what it said",
    "round_line.name": "which channel was looked at",
    "link.peer_number": "the number of the case at the other office",
    "alert.number": "the number of the case",
    "sheet_case.key": "the number in the sheet, or a digest",
    "sheet_case.mark": "a digest",
    "sheet_case.number": "the number in the sheet",
    "sheet_line.number": "the number in the sheet",
    "sheet_case.escalated_to": "the office that the sheet names",
    "unit_code.pass_digest": "a digest",
    "letter.settled_reason": "an officer's line about a letter that did not arrive",
    "letter_taken.settled_reason": "the same, of one that came",
}
"""What stays of a case without its citizen, and why."""
_TYPED = ("told", "leftout", "citizen", "instruction", "note", "answer", "reason", "filed")
"""What the citizen and the officers wrote by themselves."""


@pytest.fixture
async def everything(servers: Servers, database_urls: Settings) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """A connection that no policy holds."""
    name = urlsplit(database_urls.owner_url).path[1:]
    connection = await asyncpg.connect(EmbeddedPostgres(Path(servers.postgres)).url("postgres", name))
    yield connection
    await connection.close()


async def test_no_word_of_an_erased_citizen_stands_anywhere_in_the_office(
    world: World, everything: "asyncpg.Connection[Any]"
) -> None:
    place = world.district
    number = await fill(world, place, world.province)
    boss = await world.staff(place, Role.SUPERVISOR)
    await cases.close(boss, number, version=None)
    await world.work()
    case_id = await place.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    for table in ("alert", "notice", "sheet_case", "sheet_line"):
        await place.change(f"UPDATE {table} SET case_id = $2 WHERE tenant_id = $1", case_id)
    reached = await reached_from(everything, place.id, case_id, STOPS, NOT_BEYOND)
    naming = await everything.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'case_id'"
    )
    assert {row["table_name"] for row in naming} <= set(reached), (
        "a table that names cases has no row of this one"
    )
    planted = await plant(everything, reached, WORD, READ_BY_US)
    typed = [word(place, each) for each in _TYPED]
    assert len(planted) > 100 and all([await columns_with(everything, place.id, each) for each in typed])
    await erasing.keep(boss, number, "", version=None)
    await erasing.erase(boss, number, "request", version=None)
    await world.work()
    await forget_due(place.id, files=world.files)
    assert await columns_with(everything, place.id, WORD) == set(STAYS)
    assert await columns_with(everything, place.id, *typed) == set()
