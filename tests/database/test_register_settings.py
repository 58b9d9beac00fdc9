"""What an office says of LAPOR beside its keys holds in what leaves, in what returns, and in what citizens read."""

from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.channels.conduct import CloseRules, RetryPlan
from helpdesk.escalation import service as escalation
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers import service as registers
from helpdesk.registers.drafting import propose
from helpdesk.registers.model import FilingRule, Wishes
from kit.errors import Invalid
from support.builders import a_message, a_number, an_opened_case
from support.lapor_watch import LaporStage, a_lapor
from support.world import Place, World
from tenants.permissions.model import Actor, Role

LINK = "https://www.lapor.go.id/pengaduan/{tracking_id}"
_LINE = "SELECT step, error_code, attempts, due_at, status, proposes_close FROM register_link WHERE tenant_id = $1"
_REPORTER = {"nameUser", "phoneUser", "emailUser"}


async def _asked(
    world: World, stage: LaporStage, *, contact: bool | None = None, wishes: Wishes | None = None
) -> tuple[Actor, str, str]:
    """An officer asks for a filing, with or without the citizen's word on it; who, which case, the citizen's number."""
    dewi, phone = await world.staff(world.district), a_number()
    number = await an_opened_case(world, phone=phone)
    if contact is not None:
        await by_rule.note_consent(dewi, number, "lewat telepon", given=True, contact=contact)
    await registers.file(dewi, number, version=None, wishes=wishes, book=stage.book)
    return dewi, number, phone


async def _sent(world: World, stage: LaporStage) -> dict[str, Any]:
    """What LAPOR got of the one filing."""
    await registers.advance_due(world.district.id, stage.book, files=world.files)
    [complaint] = (await stage.ledger())["complaints"]
    sent: dict[str, Any] = complaint["sent"]
    return sent


async def _looked(world: World, stage: LaporStage) -> dict[str, Any]:
    await world.district.change("UPDATE register_link SET due_at = '2020-01-01' WHERE tenant_id = $1")
    await registers.advance_due(world.district.id, stage.book)
    return await world.district.row(_LINE)


@pytest.mark.parametrize("contact", [None, False, True])
async def test_by_national_default_nothing_of_the_reporter_leaves_whatever_they_said(
    world: World, contact: bool | None
) -> None:
    async with a_lapor(world) as stage:
        await _asked(world, stage, contact=contact)
        sent = await _sent(world, stage)
        assert (sent["is_new_user_slider"], sent["user_id"], _REPORTER & set(sent)) == (False, 7, set())


async def test_name_and_number_go_where_the_office_shares_them_and_the_citizen_agreed(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, share_reporter="name_phone")
        _, _, phone = await _asked(world, stage, contact=True)
        sent = await _sent(world, stage)
        assert (sent["nameUser"], sent["phoneUser"], sent["is_new_user_slider"]) == ("Siti", phone, True)
        assert not {"emailUser", "user_id"} & set(sent)
        for table in ("register_link", "case_consent", "case_event", "outbox"):
            rows = await world.district.rows(f"SELECT t::text AS row FROM {table} t WHERE tenant_id = $1")
            assert not [row for row in rows if phone[3:] in row["row"]], f"{table} keeps no number"
        filing = await world.district.value("SELECT filing FROM register_link WHERE tenant_id = $1")
        assert b"Siti" not in bytes(filing) and phone[3:].encode() not in bytes(filing)


async def test_the_mailbox_goes_only_where_everything_is_shared_and_the_officer_sees_what(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, share_reporter="full")
        dewi, number = await world.staff(world.district), await an_opened_case(world)
        await world.district.change(
            "INSERT INTO contact_identity (tenant_id, scheme, value, contact_id)"
            " SELECT $1, 'email', 'siti@contoh.id', id FROM contact WHERE tenant_id = $1"
        )
        before = await propose(dewi, number, stage.book)
        await by_rule.note_consent(dewi, number, "lewat telepon", given=True, contact=True)
        after = await propose(dewi, number, stage.book)
        assert before.prepared is not None and after.prepared is not None
        assert (before.prepared.reporter, after.prepared.reporter) == ((), ("name", "phone", "email"))
        await registers.file(dewi, number, version=None, book=stage.book)
        assert (await _sent(world, stage))["emailUser"] == "siti@contoh.id"


@pytest.mark.parametrize(
    "why", ["filing alone", "taken back", "unnamed", "filed unnamed", "a NIK for a name"]
)
async def test_nobody_is_named_without_their_word_or_against_a_promise(world: World, why: str) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, share_reporter="full")
        if why == "a NIK for a name":
            await world.arrive(world.district, a_message(a_number()))
        wishes = Wishes(anonymous=why == "filed unnamed")
        dewi, number, _ = await _asked(world, stage, contact=why != "filing alone", wishes=wishes)
        if why == "taken back":
            await by_rule.note_consent(dewi, number, "lewat telepon lagi", given=False, contact=True)
        if why == "unnamed":
            await world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
        if why == "a NIK for a name":
            await world.district.change("UPDATE contact SET name = '3325017101010007' WHERE tenant_id = $1")
        sent = await _sent(world, stage)
        assert (_REPORTER & set(sent), sent["is_new_user_slider"]) == (set(), False)


async def test_what_is_usual_at_the_office_holds_until_its_officer_decides_otherwise(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, secret_default=False, anonymous_default=True)
        dewi, number = await world.staff(world.district), await an_opened_case(world)
        preset = (await propose(dewi, number, stage.book)).filing
        assert (preset.secret, preset.anonymous) == (False, True)
        await registers.file(dewi, number, version=None, book=stage.book)
        sent = await _sent(world, stage)
        assert (sent["is_secret"], sent["is_anonymous"]) == (False, True)
        other = await an_opened_case(world)
        decided = Wishes(secret=True, anonymous=False)
        await registers.file(dewi, other, version=None, wishes=decided, book=stage.book)
        await registers.advance_due(world.district.id, stage.book)
        second = (await stage.ledger())["complaints"][1]["sent"]
        assert (second["is_secret"], second["is_anonymous"]) == (True, False)


async def test_an_unnamed_filing_may_not_tell_who_it_is_neither_then_nor_in_its_answers(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, anonymous_default=True)
        dewi = await world.staff(world.district)
        number = await an_opened_case(world, text="Saya Siti, antrean habis.")
        with pytest.raises(Invalid) as refused:
            await registers.file(dewi, number, version=None, wishes=Wishes(confirmed=True), book=stage.book)
        assert refused.value.details["fields"]["content"] == "tells_name"
        plain = Wishes(title="Antrean", content="Antrean habis.")
        await registers.file(dewi, number, version=None, wishes=plain, book=stage.book)
        await registers.advance_due(world.district.id, stage.book)
        with pytest.raises(Invalid):
            await answering.write(dewi, number, "Bu Siti sudah dilayani.", version=None, confirmed=True)


async def test_what_is_filed_by_rule_is_as_usual_at_the_office_too(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(
            world.district, secret_default=False, anonymous_default=True, share_reporter="name_phone"
        )
        admin, dewi = await world.staff(world.district, Role.ADMINISTRATOR), await world.staff(world.district)
        await by_rule.change_rule(admin, FilingRule(active=True, kinds=frozenset({CaseKind.COMPLAINT})))
        number = await an_opened_case(world)
        await by_rule.note_consent(dewi, number, "lewat telepon", given=True, contact=True)
        await cases.verify(dewi, number, CaseKind.COMPLAINT, version=None)
        await world.work()
        [complaint] = (await stage.ledger())["complaints"]
        sent = complaint["sent"]
        assert (sent["is_secret"], sent["is_anonymous"], _REPORTER & set(sent)) == (False, True, set())


async def test_refusals_are_tried_again_as_the_office_says_and_end_where_it_says(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, retry=RetryPlan(minutes=(2, 7), attempts=3, tell_after=2))
        await _asked(world, stage)
        await stage.faults(orders=[{"call": "create", "failure": "throttled", "times": 5}], retry_after=0)
        steps = []
        for minutes in (1.9, 0.2, 6.8, 0.3):
            await registers.advance_due(world.district.id, stage.book)
            line = await world.district.row(_LINE)
            steps.append((line["step"], line["attempts"]))
            await world.clock.forward(minutes=minutes)
        await registers.advance_due(world.district.id, stage.book)
        assert steps == [("draft", 1), ("draft", 1), ("draft", 2), ("draft", 2)]
        assert (await world.district.row(_LINE))["step"] == "failed", "the third refusal is for a person"
        told = await world.district.value(
            "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'register.stuck'"
        )
        assert (told, (await stage.ledger())["filed"]) == (2, 0)


async def test_a_transfer_and_an_answer_end_where_the_office_says_too(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, retry=RetryPlan(minutes=(2,), attempts=2))
        wishes = Wishes(transfer_to="9002", transfer_reason="Kewenangan BPJS.")
        dewi, number, _ = await _asked(world, stage, wishes=wishes)
        failing = [
            {"call": "transfer", "failure": "failing", "times": 9},
            {"call": "answer", "failure": "throttled", "times": 9},
        ]
        await stage.faults(orders=failing, retry_after=0)
        for _ in range(4):
            await registers.advance_due(world.district.id, stage.book)
            await world.clock.forward(minutes=2.1)
        line = await world.district.row(_LINE)
        assert (line["step"], line["error_code"]) == ("tracking", "transfer_refused")
        await answering.write(dewi, number, "Sudah ditangani.", version=None)
        for _ in range(4):
            await answering.answer_due(world.district.id, stage.book)
            await world.clock.forward(minutes=2.1)
        assert await world.district.value("SELECT step FROM register_answer WHERE tenant_id = $1") == "failed"
        calls = (await stage.ledger())["calls"]
        assert (calls["transfer"], calls["answer"]) == (2, 2)


@pytest.mark.parametrize(
    ("rules", "code", "name", "state", "proposed"),
    [
        (CloseRules(), "4", "Selesai", "received", True),
        (CloseRules(), "5", "Ditolak", "received", False),
        (CloseRules(finished="note"), "4", "Selesai", "received", False),
        (CloseRules(finished="close"), "4", "Selesai", "closed", False),
        (CloseRules(rejected="close"), "5", "Ditolak", "closed", False),
        (CloseRules(archived="propose"), "6", "Diarsipkan", "received", True),
        (CloseRules(finished="close", rejected="close", archived="close"), "9", "Tuntas", "received", False),
    ],
)
async def test_an_ending_there_does_here_what_the_office_says_and_an_unknown_word_nothing(
    world: World, rules: CloseRules, code: str, name: str, state: str, proposed: bool
) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, close_rules=rules)
        await _asked(world, stage)
        await registers.advance_due(world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        await stage.control(f"complaints/{complaint['id']}/state", code=code, name=name)
        for _ in range(2):
            line = await _looked(world, stage)
        found = await world.district.value("SELECT state FROM cases WHERE tenant_id = $1")
        assert (found, line["proposes_close"]) == (state, proposed)
        if state == "closed":
            await world.work()
            assert any("kami tutup" in text for text in world.far_end.texts), "and its citizen is told"


async def test_what_was_taken_up_again_there_is_proposed_no_more(world: World) -> None:
    async with a_lapor(world) as stage:
        await _asked(world, stage)
        await registers.advance_due(world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        for code, name, proposed in (("4", "Selesai", True), ("3", "Dalam Proses", False)):
            await stage.control(f"complaints/{complaint['id']}/state", code=code, name=name)
            assert (await _looked(world, stage))["proposes_close"] is proposed


async def test_a_status_that_was_typed_does_the_same(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, close_rules=CloseRules(finished="close"))
        dewi, number, _ = await _asked(world, stage)
        await registers.advance_due(world.district.id, stage.book)
        await world.district.change("UPDATE register_link SET mode = 'manual' WHERE tenant_id = $1")
        await by_hand.note_status(dewi, number, "finished", version=None, book=stage.book)
        assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") == "closed"


@pytest.mark.parametrize("template", ["", LINK])
async def test_the_citizen_is_led_to_the_number_by_the_office_that_speaks_with_them(
    world: World, template: str
) -> None:
    """The ministry files; the number alone travels, and the district's own link stands in its message."""
    async with a_lapor(world) as stage:
        await stage.join(world.district, tracking_url_template=template)
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await escalation.escalate(dewi, number, world.ministry.slug, "Rujukan", world.book, version=None)
        await world.work()
        mirrored = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
        await registers.file(ratna, mirrored, version=None, book=stage.book)
        await world.work()
        tracking = await _tracking(world.district)
        [told] = [text for text in world.far_end.texts if tracking in text]
        where = LINK.replace("{tracking_id}", tracking) if template else "lapor.go.id,"
        assert f"di {where}" in told and "{" not in told


async def _tracking(place: Place) -> str:
    return str(await place.value("SELECT lapor_number FROM cases WHERE tenant_id = $1"))


async def test_an_answer_may_be_as_long_as_the_account_says_and_that_is_known_while_it_is_written(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, answer_max=1500)
        await stage.faults(answer_longest=1500)
        dewi, number, _ = await _asked(world, stage)
        await registers.advance_due(world.district.id, stage.book)
        assert (await answering.standing(dewi, number, stage.book)).most == 1500
        await answering.write(dewi, number, "x" * 1500, version=None, book=stage.book)
        await answering.answer_due(world.district.id, stage.book)
        assert (await world.district.row("SELECT step FROM register_answer WHERE tenant_id = $1"))[
            "step"
        ] == "sent"
        await stage.join(world.district, answer_max=60)
        assert (await answering.standing(dewi, number, stage.book)).most == 60
        with pytest.raises(Invalid) as refused:
            await answering.write(dewi, number, "x" * 61, version=None, book=stage.book)
        assert refused.value.details["fields"] == {"text": "too_long"}
