"""What an operator sees of files: whether they can be kept, whether somebody looks at them, and how many wait."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from litestar import Litestar

from helpdesk.attachments.model import AttachmentState
from kit.bucket_files import BucketFiles
from kit.bucket_settings import BucketUnusable
from kit.clamd import AddressWrong, Clamd
from kit.folder_files import FolderFiles
from kit.settings import SettingWrong, settings_from
from support.buckets import a_bucket
from support.integrators import House
from support.kept_files import a_file
from support.scanners import a_scanner
from wiring import health
from wiring.keeping import check, files_of, scanner_of
from wiring.runtime import Runtime

KEYS = {"SAHUT_S3_ACCESS_KEY": "a", "SAHUT_S3_SECRET_KEY": "b"}


class Watch:
    """What a machine that watches an installation asks."""

    def __init__(self, runtime: Runtime, sweep: "asyncpg.Pool[asyncpg.Record]") -> None:
        app = Litestar([health.ready, health.metrics], openapi_config=None)
        app.state.runtime, app.state.sweep = runtime, sweep
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")

    async def ready(self) -> dict[str, object]:
        answer = await self._http.get("/health/ready")
        assert answer.status_code == 200, "files are wished for; the rest of the desk works without"
        found: dict[str, object] = answer.json()
        return found

    async def figures(self) -> dict[str, float]:
        lines = (await self._http.get("/metrics")).text.splitlines()
        return {name: float(value) for name, value in (each.split(" ") for each in lines if each[0] != "#")}


@pytest.fixture
async def watch(house: House) -> AsyncIterator[Watch]:
    async with asyncpg.create_pool(house.world.settings.sweep_url, min_size=0, max_size=1) as sweep:
        yield Watch(house.runtime, sweep)


async def test_without_a_scanner_it_is_said_that_files_are_not_scanned(house: House, watch: Watch) -> None:
    told = await watch.ready()
    assert (told["scanner"], told["files"]) == ("off: files are not scanned", "ok")
    assert "sahut_scanner_up" not in await watch.figures()


async def test_a_scanner_that_is_away_is_seen_and_so_is_what_waits_for_it(house: House, watch: Watch) -> None:
    async with a_scanner() as scanner:
        house.runtime.scanner = Clamd(scanner.address)
        before = await watch.figures()
        await a_file(house.office.id, house.runtime.files, b"%PDF", state=AttachmentState.SCANNING)
        assert str((await watch.ready())["scanner"]).startswith("ok: ClamAV 1.4.3/27800/")
        await scanner.close()
        told, figures = await watch.ready(), await watch.figures()
    assert str(told["scanner"]).startswith("away")
    assert (before["sahut_scanner_up"], figures["sahut_scanner_up"]) == (1.0, 0.0)
    assert figures["sahut_unchecked_files"] == before["sahut_unchecked_files"] + 1
    assert figures["sahut_unchecked_seconds"] > 0


async def test_a_bucket_that_is_away_is_seen(house: House, watch: Watch) -> None:
    async with a_bucket() as bucket:
        house.runtime.files = BucketFiles(bucket.settings())
        assert (await watch.ready())["files"] == "ok"
        bucket.gone = True
        house.runtime.files = BucketFiles(bucket.settings())
        assert (await watch.ready())["files"] == "there is no such bucket"


def test_files_lie_in_the_data_folder_until_a_bucket_is_named(tmp_path: Path) -> None:
    settings = settings_from({"SAHUT_DATA": str(tmp_path)})
    assert isinstance(files_of(settings, {}), FolderFiles)
    assert isinstance(files_of(settings, {"SAHUT_S3_BUCKET": "berkas", **KEYS}), BucketFiles)


@pytest.mark.parametrize(
    ("told", "scanned"), [("", False), ("none", False), ("/run/clamd.ctl", True), ("clamav:3310", True)]
)
def test_files_wait_for_a_scanner_only_where_there_is_one(told: str, scanned: bool) -> None:
    settings = settings_from({"SAHUT_SCANNER": told})
    assert (scanner_of(settings) is not None) == scanned
    assert files_of(settings, {}).scanned == scanned
    assert files_of(settings, {"SAHUT_S3_BUCKET": "berkas", **KEYS}).scanned == scanned


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"SAHUT_SCANNER": "clamav"}, AddressWrong),
        ({"SAHUT_S3_BUCKET": "berkas"}, BucketUnusable),
        ({"SAHUT_FILES_URL": "berkas.example"}, SettingWrong),
    ],
)
def test_what_cannot_be_is_refused_before_anything_starts(
    told: dict[str, str], wrong: type[SettingWrong]
) -> None:
    with pytest.raises(wrong):
        check(settings_from(told), told)
    check(settings_from({}), {})
