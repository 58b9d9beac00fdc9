"""What WhatsApp says of a template counts at once: a paused one is offered to nobody until it is approved again."""

from datetime import UTC, datetime

import pytest

from helpdesk.channels.model import AccountEvent, TemplateNews, TemplateState
from integrations.whatsapp.templates import judged
from kit.ids import uuid7
from support.world import World

_ADD = (
    "INSERT INTO message_template (tenant_id, id, account_id, name, language, category, body, variables, state)"
    " VALUES ($1, $2, $3, $4, 'id', 'utility', 'Kabar {{1}}', '{}', 'approved')"
)


async def _told(world: World, name: str, language: str, state: TemplateState) -> None:
    await world.arrive(
        world.district,
        AccountEvent(
            external_id=f"news:{uuid7()}",
            at=datetime.now(UTC),
            what=f"template:{state.upper()}",
            template=TemplateNews(name=name, language=language, state=state),
        ),
    )
    await world.take_in(world.district)


async def _states(world: World) -> dict[str, tuple[str, int]]:
    rows = await world.district.rows("SELECT name, state, version FROM message_template WHERE tenant_id = $1")
    return {row["name"]: (row["state"], row["version"]) for row in rows}


async def test_a_template_is_what_whatsapp_says_it_is(world: World) -> None:
    for name in ("kabar", "lain"):
        await world.district.change(_ADD, uuid7(), world.district.account_id, name)
    await _told(world, "kabar", "id", TemplateState.PAUSED)
    assert await _states(world) == {"kabar": ("paused", 2), "lain": ("approved", 1)}
    await _told(world, "kabar", "id", TemplateState.PAUSED)
    await _told(world, "kabar", "en", TemplateState.REJECTED)
    await _told(world, "tak dikenal", "id", TemplateState.REJECTED)
    assert await _states(world) == {"kabar": ("paused", 2), "lain": ("approved", 1)}
    await _told(world, "kabar", "id", TemplateState.APPROVED)
    assert await _states(world) == {"kabar": ("approved", 3), "lain": ("approved", 1)}
    assert await world.neighbour.value("SELECT count(*) FROM message_template WHERE tenant_id = $1") == 0


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("APPROVED", TemplateState.APPROVED),
        ("REINSTATED", TemplateState.APPROVED),
        ("PENDING", TemplateState.PENDING),
        ("IN_APPEAL", TemplateState.PENDING),
        ("REJECTED", TemplateState.REJECTED),
        ("PAUSED", TemplateState.PAUSED),
        ("DISABLED", TemplateState.DISABLED),
        ("PENDING_DELETION", TemplateState.DISABLED),
    ],
)
def test_each_word_of_metas_is_a_state_of_ours(event: str, state: TemplateState) -> None:
    value = {"event": event, "message_template_name": "kabar", "message_template_language": "id"}
    assert judged(value) == TemplateNews(name="kabar", language="id", state=state)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"event": "PAUSED"},
        {"event": ["PAUSED"], "message_template_name": "x", "message_template_language": "id"},
        {"event": "PAUSED", "message_template_name": 7, "message_template_language": "id"},
        {"event": "FLAGGED", "message_template_name": "x", "message_template_language": "id"},
        {"event": "SOMETHING_NEW", "message_template_name": "x", "message_template_language": "id"},
    ],
)
def test_a_warning_or_an_unknown_word_changes_nothing(value: dict[str, object]) -> None:
    assert judged(value) is None
