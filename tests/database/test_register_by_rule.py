"""An office may file by itself: what it chose, with the citizen's recorded consent, and never without."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind, Triage
from helpdesk.consenting.model import Purpose
from helpdesk.registers import by_rule
from helpdesk.registers.model import FilingRule
from helpdesk.topics import service as topics
from kit.errors import Conflict, Forbidden, Invalid, Stale
from kit.settings import Settings
from support.administrators import audited
from support.builders import a_message, a_number, an_opened_case
from support.lapor_stage import Stage, lapor_stage
from tenants.permissions.model import Role

_HISTORY = (
    "SELECT kind, actor_kind, detail FROM case_event WHERE tenant_id = $1 AND kind LIKE 'register.%'"
    " ORDER BY at, id"
)
COMPLAINTS = FilingRule(active=True, kinds=frozenset({CaseKind.COMPLAINT}))


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


async def _ruled(stage: Stage, rule: FilingRule = COMPLAINTS) -> None:
    admin = await stage.world.staff(stage.world.district, Role.ADMINISTRATOR)
    await by_rule.change_rule(admin, rule)


async def _case(stage: Stage, kind: CaseKind = CaseKind.COMPLAINT, text: str = "Antrean habis.") -> str:
    """Opened, verified, and everything that follows by itself has followed."""
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world, text=text)
    await cases.verify(dewi, number, kind, version=None)
    await stage.world.work()
    return number


async def _says(stage: Stage, number: str, *, given: bool) -> None:
    dewi = await stage.world.staff(stage.world.district)
    await by_rule.note_consent(dewi, number, "lewat telepon", given=given)
    await stage.world.work()


async def _filed(stage: Stage) -> int:
    return int((await stage.remote())["filed"])


async def _history(stage: Stage) -> list[Any]:
    return [row["kind"] for row in await stage.world.district.rows(_HISTORY)]


async def test_nothing_is_filed_by_itself_before_an_administrator_turned_it_on(stage: Stage) -> None:
    number = await _case(stage)
    await _says(stage, number, given=True)
    assert await _filed(stage) == 0
    admin = await stage.world.staff(stage.world.district, Role.ADMINISTRATOR)
    assert not (await by_rule.rule_of(admin)).active


async def test_with_consent_a_verified_case_is_filed_and_the_history_says_who_decided(stage: Stage) -> None:
    await _ruled(stage)
    number = await _case(stage)
    assert await _filed(stage) == 0, "nobody has asked the citizen yet"
    await _says(stage, number, given=True)
    assert await _filed(stage) == 1
    rows = await stage.world.district.rows(_HISTORY)
    told = {row["kind"]: row for row in rows}
    assert told["register.consented"]["actor_kind"] == "staff"
    assert told["register.asked"]["actor_kind"] == "system"
    assert '"by_rule":true' in told["register.asked"]["detail"].replace(" ", "")
    assert any("lapor.go.id" in text for text in stage.world.far_end.texts), "and the citizen has the number"


@pytest.mark.parametrize("answers", [(False,), (True, False)])
async def test_without_consent_or_after_it_was_taken_back_nothing_is_filed(
    stage: Stage, answers: tuple[bool, ...]
) -> None:
    number = await an_opened_case(stage.world)
    for given in answers:
        await _says(stage, number, given=given)
    await _ruled(stage)
    dewi = await stage.world.staff(stage.world.district)
    await cases.verify(dewi, number, CaseKind.COMPLAINT, version=None)
    await stage.world.work()
    assert await _filed(stage) == 0 and "register.asked" not in await _history(stage)


async def test_filing_by_rule_waits_for_the_citizens_own_yes_and_counts_it_like_a_noted_one(
    stage: Stage,
) -> None:
    await _ruled(stage)
    phone = a_number()
    number = await an_opened_case(stage.world, phone=phone)
    dewi = await stage.world.staff(stage.world.district)
    await cases.verify(dewi, number, CaseKind.COMPLAINT, version=None)
    await by_rule.ask_citizen(dewi, number, Purpose.REGISTER, stage.world.book, version=None)
    await stage.world.work()
    assert await _filed(stage) == 0
    await stage.world.arrive(stage.world.district, a_message(phone, "Ya"))
    await stage.world.work()
    assert await _filed(stage) == 1
    with pytest.raises(Conflict, match="already_in_register"):
        await by_rule.ask_citizen(dewi, number, Purpose.REGISTER, stage.world.book, version=None)


async def test_consent_of_one_case_counts_for_no_other(stage: Stage) -> None:
    await _ruled(stage)
    first, second = await _case(stage), await _case(stage)
    await _says(stage, first, given=True)
    sent = (await stage.remote())["complaints"]
    assert [second in each["sent"]["content"] for each in sent] == [False]


async def test_only_chosen_kinds_and_topics_are_filed_and_a_correction_may_make_it_one(stage: Stage) -> None:
    admin = await stage.world.staff(stage.world.district, Role.ADMINISTRATOR)
    topic_id = await topics.add_topic(admin, "Antrean poli gigi")
    rule = FilingRule(active=True, kinds=frozenset({CaseKind.ASPIRATION}), topics=frozenset({topic_id}))
    await by_rule.change_rule(admin, rule)
    number = await _case(stage)
    await _says(stage, number, given=True)
    dewi = await stage.world.staff(stage.world.district)
    version = await stage.world.district.value("SELECT version FROM cases WHERE tenant_id = $1")
    await cases.correct(dewi, number, version=version, kind=CaseKind.ASPIRATION)
    await stage.world.work()
    assert await _filed(stage) == 0, "of another topic, or of none"
    version = await stage.world.district.value("SELECT version FROM cases WHERE tenant_id = $1")
    await cases.correct(dewi, number, version=version, triage=Triage(topic_id=topic_id))
    await stage.world.work()
    assert await _filed(stage) == 1


async def test_what_tells_who_the_citizen_is_waits_for_a_person(stage: Stage) -> None:
    await _ruled(stage)
    number = await _case(stage, text="Antrean habis, hubungi 0812 3456 7890.")
    await _says(stage, number, given=True)
    assert await _filed(stage) == 0
    rows = await stage.world.district.rows(_HISTORY)
    assert rows[-1]["kind"] == "register.left" and "tells_who" in rows[-1]["detail"]
    assert "3456" not in rows[-1]["detail"]


async def test_the_rule_is_the_administrators_and_nobody_overwrites_anybody(stage: Stage) -> None:
    admin, dewi = (
        await stage.world.staff(stage.world.district, Role.ADMINISTRATOR),
        await stage.world.staff(stage.world.district),
    )
    for act in (by_rule.rule_of(dewi), by_rule.change_rule(dewi, COMPLAINTS)):
        with pytest.raises(Forbidden):
            await act
    with pytest.raises(Invalid):
        await by_rule.change_rule(admin, FilingRule(active=True))
    await by_rule.change_rule(admin, COMPLAINTS)
    with pytest.raises(Stale):
        await by_rule.change_rule(admin, COMPLAINTS)
    assert (await by_rule.rule_of(admin)).version == 1
    assert "register_rule.changed" in await audited(stage.world.district)
    with pytest.raises(Invalid):
        await by_rule.note_consent(dewi, await an_opened_case(stage.world), " ", given=True)
