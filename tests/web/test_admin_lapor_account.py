"""An office's account at SP4N-LAPOR is entered, tested and changed by its administrator; its keys never come out."""

from typing import Any

import httpx
import msgspec

from helpdesk.channels.accounts import NoSettings
from helpdesk.channels.model import ChannelKind
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from integrations.lapor.settings import LaporSettings
from support.administrators import an_administrator, audited
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.officers import Browser, Floor
from tenants.doors import tenant_scope

NEW = "channels/new?kind=lapor"
_ACCOUNT = (
    "SELECT id, address, active, settings::text AS settings, secrets FROM account WHERE tenant_id = $1"
    " AND kind = 'lapor' AND address <> '' AND active"
)


def _typed(stage: LaporStage, **changes: str) -> dict[str, str]:
    agency = AGENCIES[0]
    return {
        "name": "SP4N-LAPOR! Dinkes",
        "auth_value": agency.auth_value,
        "token_value": agency.token_value,
        "user_id": "7",
        "disposition_id": str(agency.institution_id),
        "category_id": "88",
        "base_url": f"{stage.base}/3.0.0",
        **changes,
    }


async def _ready(floor: Floor, stage: LaporStage) -> Browser:
    """An administrator whose office files by hand so far."""
    floor.runtime.accounts = stage.book
    await floor.world.district.change(
        "UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
    )
    browser, _ = await an_administrator(floor)
    return browser


async def _entered(browser: Browser, **typed: str) -> httpx.Response:
    return await browser.send(await browser.get(NEW), "/channels/new", **typed)


async def _account(floor: Floor) -> dict[str, Any]:
    [row] = await floor.world.district.rows(_ACCOUNT)
    return row


async def test_an_office_fills_in_its_keys_tests_them_and_files_by_the_interface(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        assert "Didaftarkan dengan tangan" in (await browser.get("lapor")).text
        entered = await _entered(browser, **_typed(stage))
        assert "Akun disimpan" in entered.text
        tested = await browser.send(entered, "/test")
        assert "Akun ini dapat bekerja." in tested.text
        assert (await stage.ledger())["calls"] == {"masters": 1}, "a test changes nothing there"
        dewi = await floor.world.staff(floor.world.district)
        await registers.file(dewi, await an_opened_case(floor.world), version=None)
        await registers.advance_due(floor.world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        assert complaint["filed_by"] == AGENCIES[0].institution_id
        assert "account.added" in await audited(floor.world.district)


async def test_every_setting_stands_in_the_form_with_its_national_default(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        form = (await browser.get(NEW)).text
        for name in LaporSettings.__struct_fields__:
            assert f'name="{name}"' in form or f'name="{name}.' in form, name
        assert "Bawaan nasional: Tidak ada." in form, "what is shared of reporters"
        assert "Bawaan nasional: Dicatat, dan petugas diminta memeriksa lalu menutup." in form
        for usual in ("/complaints/complaint", "Asia/Jakarta", "%d-%m-%Y %H:%M:%S", ".lapor.go.id"):
            assert usual in form, usual


async def test_an_agency_with_ways_of_its_own_says_so_in_the_form(floor: Floor) -> None:
    own = {
        "headers": "Apikey = {auth_value}\ntoken = {token_value}\nx-gerbang = Kunci {extra_value}",
        "extra_value": "kanari-ketiga-31",
        "paths.create": "/complaints/complaint-lmw",
        "attachments_format": "json_string_dot",
        "classification": "complaint = 4\ninformation = 5",
        "id_paths": "complaint_id",
        "poll.unverified": "1,5",
        "answer_secret": "false",
    }
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        await _entered(browser, **_typed(stage, **own))
        row = await _account(floor)
        async with tenant_scope(floor.world.district.id) as scope:
            account = await stage.book.load(scope, row["id"])
        assert account is not None and isinstance(account.settings, LaporSettings)
        settings = account.settings
        assert (settings.headers["Apikey"], settings.paths.create) == (
            "{auth_value}",
            "/complaints/complaint-lmw",
        )
        assert settings.headers["x-gerbang"] == "Kunci {extra_value}"
        assert settings.extra_value == "kanari-ketiga-31"
        assert settings.classification == {"complaint": 4, "information": 5}
        assert (settings.poll.unverified, settings.answer_secret) == (1.5, False)
        shown = (await browser.get(f"channels/{row['id']}")).text
        assert "kanari-ketiga-31" not in shown + row["settings"], "it is sealed, and never shown again"
        assert "complaint = 4\ninformation = 5" in shown and 'value="1.5"' in shown


async def test_keys_are_sealed_kept_when_left_empty_and_never_shown(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        keys = {"auth_value": "Bearer kanari-5512", "token_value": "{KANARI-7719}"}
        await _entered(browser, **_typed(stage, **keys))
        row = await _account(floor)
        page = await browser.get(f"channels/{row['id']}")
        saved = await browser.does(f"channels/{row['id']}", str(row["id"]), category_id="99")
        moved = await browser.send(saved, str(row["id"]), base_url="https://lain.example/3.0.0")
        assert (moved.status_code, "tokennya sekali lagi" in moved.text) == (422, True)
        shown = page.text + saved.text + moved.text + (await browser.get("channels")).text
        rows = await floor.world.district.rows(
            "SELECT a::text AS row FROM audit_entry a WHERE tenant_id = $1"
            " UNION ALL SELECT a::text FROM account a WHERE tenant_id = $1"
        )
        told = shown + "\n".join(each["row"] for each in rows)
        assert [key for key in ("kanari-5512", "KANARI-7719") if key in told] == []
        async with tenant_scope(floor.world.district.id) as scope:
            account = await stage.book.load(scope, row["id"])
        assert account is not None
        assert (account.settings.auth_value, account.settings.category_id) == (keys["auth_value"], 99)
        assert msgspec.json.decode((await _account(floor))["settings"])["category_id"] == 99


async def test_what_cannot_work_is_told_beside_its_field(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        for changes, said in (
            ({"user_id": ""}, "Tulis angkanya saja"),
            ({"user_id": "tujuh"}, "Tulis angkanya saja"),
            ({"headers": "Apikey = kunci-saya"}, "tepat satu dari {auth_value}"),
            ({"headers": "x = {extra_value}"}, "Kunci ketiga"),
            ({"token_value": "x"}, "sedikitnya 4"),
            ({"content_template": "{content}"}, "Harus memuat {local_ref}"),
            ({"paths.follow": "/complaints"}, "harus memuat {complaint_id}"),
            ({"poll.at_once": "20"}, "1 sampai 8"),
            ({"base_url": "ftp://x"}, "alamat"),
            ({"share_reporter": "nik"}, "tidak terbaca"),
            ({"secret_default": "mungkin"}, "tidak terbaca"),
            ({"tracking_url_template": "https://jahat.example/{tracking_id}"}, "peladen yang dipercaya"),
            ({"tracking_url_template": "https://www.lapor.go.id/"}, "{tracking_id} satu kali"),
            ({"tracking_hosts": "jahat.example"}, "di bawah go.id"),
            ({"close_rules.finished": "reject"}, "tidak terbaca"),
            ({"retry.minutes": "lima"}, "1 sampai 1440"),
            ({"retry.minutes": "5\n0"}, "1 sampai 1440"),
            ({"retry.attempts": "-1"}, "0 sampai 1000"),
            ({"retry.tell_after": "0"}, "1 sampai 1000"),
            ({"title_max": "5"}, "dari 50 sampai 10000"),
            ({"read_seconds": "0"}, "lebih dari nol"),
            ({"write_seconds": "121"}, "paling besar 120"),
            ({"webhook": "true"}, "Panggilan memerlukan rahasia"),
            ({"webhook": "true", "webhook_secret": "pendek"}, "sedikitnya 16"),
        ):
            answer = await _entered(browser, **_typed(stage, **changes))
            assert (answer.status_code, said.casefold() in answer.text.casefold()) == (422, True), changes
        assert await floor.world.district.rows(_ACCOUNT) == []
        await _entered(browser, **_typed(stage))
        twice = await _entered(browser, **_typed(stage))
        assert "sudah dipasang" in twice.text


async def test_without_its_account_an_office_files_by_hand_again(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        async with tenant_scope(floor.world.district.id) as scope:
            await stage.book.add(scope, ChannelKind.LAPOR, "tanpa kunci", "", NoSettings())
        await _entered(browser, **_typed(stage))
        row = await _account(floor)
        await browser.does(f"channels/{row['id']}", "/deactivate")
        dewi = await floor.world.staff(floor.world.district)
        link = await registers.file(dewi, await an_opened_case(floor.world), version=None)
        assert link.mode == "manual"


async def test_what_an_office_decides_is_kept_shown_and_on_record_and_its_secret_is_sealed(
    floor: Floor,
) -> None:
    own = {
        "share_reporter": "full",
        "secret_default": "false",
        "anonymous_default": "true",
        "tracking_url_template": "https://www.lapor.go.id/pengaduan/{tracking_id}",
        "close_rules.finished": "close",
        "retry.minutes": "1\n2,5",
        "retry.attempts": "9",
        "webhook": "true",
        "webhook_secret": "kanari-rahasia-3391",
    }
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        await _entered(browser, **_typed(stage))
        row = await _account(floor)
        page = f"channels/{row['id']}"
        assert "/hooks/lapor/" not in (await browser.get(page)).text
        saved = await browser.does(page, str(row["id"]), **own)
        async with tenant_scope(floor.world.district.id) as scope:
            conduct = await stage.book.conduct(scope)
        assert (conduct.share_reporter, conduct.secret, conduct.anonymous) == ("full", False, True)
        assert (conduct.close_rules.finished, conduct.retry.minutes, conduct.retry.attempts) == (
            "close",
            (1, 2.5),
            9,
        )
        assert conduct.link_to("77").endswith("/pengaduan/77")
        assert f"/hooks/lapor/{row['id']}" in saved.text, "where LAPOR calls stands on the page"
        assert "Bawaan nasional: 5, 30, 60." in saved.text and "1\n2.5" in saved.text
        again = await browser.does(page, str(row["id"]), **{"retry.attempts": "8"})
        stored = (await _account(floor))["settings"]
        audit = await floor.world.district.rows(
            "SELECT a::text AS row FROM audit_entry a WHERE tenant_id = $1"
        )
        told = again.text + saved.text + stored + "".join(each["row"] for each in audit)
        assert "kanari-rahasia" not in told
        assert sum("share_reporter" in each["row"] for each in audit) == 1, "what was changed, once"
        async with tenant_scope(floor.world.district.id) as scope:
            account = await stage.book.load(scope, row["id"])
        assert account is not None and account.settings.webhook_secret == own["webhook_secret"], (
            "kept when empty"
        )


async def test_what_is_filed_by_itself_is_one_rule_and_the_account_leads_to_it(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        await _entered(browser, **_typed(stage))
        page = (await browser.get(f"channels/{(await _account(floor))['id']}")).text
        assert f'href="/admin/{floor.world.district.slug}/lapor/rule"' in page


async def test_an_office_by_hand_decides_for_itself_too_without_any_key(floor: Floor) -> None:
    own = {
        "anonymous_default": "true",
        "content_template": "{content} (rujukan {local_ref})",
        "close_rules.finished": "close",
        "tracking_url_template": "https://www.lapor.go.id/pengaduan/{tracking_id}",
    }
    async with a_lapor(floor.world) as stage:
        browser, district = await _ready(floor, stage), floor.world.district
        account_id = await district.value(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address = ''"
        )
        page = f"channels/{account_id}"
        assert f'href="/admin/{district.slug}/{page}"' in (await browser.get("channels")).text
        form = (await browser.get(page)).text
        assert "auth_value" not in form
        wrong = await browser.send(await browser.get(page), str(account_id), content_template="{content}")
        assert (wrong.status_code, "Harus memuat {local_ref}" in wrong.text) == (422, True)
        saved = await browser.does(page, str(account_id), **own)
        assert "Akun disimpan" in saved.text and "account.changed" in await audited(district)
        dewi, number = (
            await floor.world.staff(district),
            await an_opened_case(floor.world, text="Antrean habis."),
        )
        link = await registers.file(dewi, number, version=None, book=stage.book)
        assert (link.mode, link.filing.anonymous) == ("manual", True)
        found = await by_hand.to_copy(dewi, number, stage.book)
        assert found is not None and found[1].content == f"Antrean habis. (rujukan {number})"
        await by_hand.settle(dewi, number, "7654321", version=None, book=stage.book)
        await floor.world.work()
        [told] = [text for text in floor.world.far_end.texts if "7654321" in text]
        assert "https://www.lapor.go.id/pengaduan/7654321" in told
        await by_hand.note_status(dewi, number, "finished", version=None, book=stage.book)
        assert await district.value("SELECT state FROM cases WHERE tenant_id = $1") == "closed"


async def test_an_account_that_says_nothing_has_no_form(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser = await _ready(floor, stage)
        portal = await floor.world.district.value(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'portal'"
        )
        assert (await browser.get(f"channels/{portal}")).status_code == 404
