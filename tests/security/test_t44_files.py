"""Files are handed out so that none can run in our place, and each to those alone who may have it (T44)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.attachments.links import PATH, VALID, FileLinks
from helpdesk.attachments.model import AttachmentState
from kit.bucket_files import BucketFiles
from kit.headers import ApartHost
from kit.ids import uuid7
from support.buckets import a_bucket
from support.citizen import Portal
from support.integrators import House
from support.kept_files import a_file
from support.officers import Floor
from support.photos import PNG
from support.world import Place
from tenants.permissions.model import Permission

EVIL = b"%PDF-1.7\n<script>alert(1)</script>"
READER = (Permission.READ_CASES, Permission.READ_ALL_UNITS)
APP, FILES = "https://sahut.example", "https://berkas.example"


async def a_case_s_file(
    place: Place, files: Any, case_id: UUID, state: AttachmentState = AttachmentState.STORED
) -> UUID:
    """A file that came with the case's first message."""
    file_id = await a_file(place.id, files, EVIL, state=state)
    await place.change(
        "UPDATE attachment SET case_id = $3, message_id = (SELECT id FROM message WHERE tenant_id = $1"
        " AND case_id = $3 AND direction = 'in' LIMIT 1) WHERE tenant_id = $1 AND id = $2",
        *(file_id, case_id),
    )
    return file_id


def cannot_run(answer: Any) -> None:
    """Whatever the file is, no browser shows it in our place."""
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "set-cookie" not in answer.headers


async def test_an_integrator_gets_a_link_that_needs_no_key_for_five_minutes(house: House) -> None:
    case = await house.case()
    file_id = await a_case_s_file(house.office, house.runtime.files, case.id)
    async with (
        house.client(await house.key(*READER)) as known,
        house.client(path="") as anybody,
    ):
        told = (await known.get(f"/cases/{case.number}/files/{file_id}")).json()
        assert (told["id"], told["size"], told["mime_type"]) == (str(file_id), len(EVIL), "application/pdf")
        answer = await anybody.get(told["url"])
        assert answer.content == EVIL
        cannot_run(answer)
        await house.world.clock.forward(minutes=4)
        assert (await anybody.get(told["url"])).status_code == 200
        await house.world.clock.forward(minutes=1, seconds=1)
        over = await anybody.get(told["url"])
        assert (over.status_code, over.headers["content-type"]) == (410, "text/plain; charset=utf-8")


async def test_a_link_is_given_only_to_those_who_may_read_the_file(house: House) -> None:
    case, other = await house.case(), await house.case()
    file_id = await a_case_s_file(house.office, house.runtime.files, case.id)
    neighbour = await house.key(office=house.world.neighbour)
    async with (
        house.client(neighbour) as foreign,
        house.client(await house.key(*READER, Permission.NOTE)) as known,
    ):
        assert (await foreign.get(f"/cases/{case.number}/files/{file_id}")).status_code == 404
        assert (await known.get(f"/cases/{other.number}/files/{file_id}")).status_code == 404
        assert (await known.get(f"/cases/{case.number}/files/{uuid7()}")).status_code == 404
        assert (await known.get(f"/cases/{case.number}/files/{file_id}")).status_code == 200
        await house.office.change(
            "UPDATE message SET direction = 'note' WHERE tenant_id = $1 AND case_id = $2", case.id
        )
        assert (await known.get(f"/cases/{case.number}/files/{file_id}")).status_code == 200
    for scopes, status in ((READER, 404), ((Permission.READ_EVENTS,), 403)):
        async with house.client(await house.key(*scopes)) as less:
            assert (await less.get(f"/cases/{case.number}/files/{file_id}")).status_code == status
    async with house.client() as nobody:
        assert (await nobody.get(f"/cases/{case.number}/files/{file_id}")).status_code == 401


@pytest.mark.parametrize(
    "state", [AttachmentState.SCANNING, AttachmentState.INFECTED, AttachmentState.REFUSED]
)
async def test_what_nobody_may_have_is_opened_by_no_link(house: House, state: AttachmentState) -> None:
    case = await house.case()
    file_id = await a_case_s_file(house.office, house.runtime.files, case.id)
    links = house.runtime.file_links
    async with house.client(await house.key()) as known, house.client(path="") as anybody:
        before = (await known.get(f"/cases/{case.number}/files/{file_id}")).json()["url"]
        await house.office.change(
            "UPDATE attachment SET state = $3 WHERE tenant_id = $1 AND id = $2", *(file_id, state.value)
        )
        assert (await known.get(f"/cases/{case.number}/files/{file_id}")).status_code == 404
        assert (await anybody.get(before)).status_code == 404
        now = await house.office.value("SELECT sahut_now() WHERE $1 > 0")
        foreign, _ = links.to_file(house.world.neighbour.id, file_id, now)
        missing, _ = links.to_file(house.office.id, uuid7(), now)
        for address in (foreign, missing, f"{PATH}/x", f"{PATH}/{'A' * 60}"):
            assert (await anybody.get(address)).status_code == 404


async def test_a_store_that_is_away_is_told_and_nothing_is_held_for_lost(house: House) -> None:
    async with a_bucket() as bucket:
        house.runtime.files = BucketFiles(bucket.settings())
        case = await house.case()
        file_id = await a_case_s_file(house.office, house.runtime.files, case.id)
        async with house.client(await house.key()) as known, house.client(path="") as anybody:
            url = (await known.get(f"/cases/{case.number}/files/{file_id}")).json()["url"]
            assert (await anybody.get(url)).content == EVIL
            await bucket.close()
            away = await anybody.get(url)
            assert (away.status_code, away.headers["retry-after"]) == (503, "30")


async def test_an_officer_s_and_a_citizen_s_download_is_judged_each_time(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    file_id = await a_case_s_file(floor.world.district, floor.runtime.files, case.id)
    answer = await browser.get(f"cases/{case.number}/files/{file_id}")
    assert answer.content == EVIL
    cannot_run(answer)
    browser.http.cookies.clear()
    assert (await browser.get(f"cases/{case.number}/files/{file_id}")).status_code == 303


async def test_with_a_host_for_files_pages_lead_there(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    file_id = await a_case_s_file(floor.world.district, floor.runtime.files, case.id)
    floor.runtime.file_links = FileLinks(APP, FILES, [b"k" * 32])
    answer = await browser.get(f"cases/{case.number}/files/{file_id}")
    assert (answer.status_code, EVIL in answer.content) == (303, False)
    address = answer.headers["location"]
    assert address.startswith(f"{FILES}{PATH}/")
    ticket = floor.runtime.file_links.read(address.rsplit("/", 1)[-1])
    assert ticket is not None
    assert ticket.file_id == file_id
    assert ticket.expires_at - await floor.world.district.value(
        "SELECT sahut_now() WHERE $1 > 0"
    ) <= VALID + timedelta(seconds=1)
    other, _ = await floor.officer(place=floor.world.neighbour)
    assert (await other.get(f"cases/{case.number}/files/{file_id}")).status_code == 404


async def test_so_does_the_tracking_page(portal: Portal) -> None:
    _, ticket = await portal.case(files=[("foto.png", PNG)])
    row = await portal.office.row("SELECT id FROM attachment WHERE tenant_id = $1")
    citizen = portal.citizen()
    await citizen.track(ticket)
    direct = (await citizen.open(f"track/report/files/{row['id']}")).answer
    assert direct.content == PNG
    cannot_run(direct)
    portal.runtime.file_links = FileLinks(APP, FILES, [b"k" * 32])
    stranger = await portal.citizen().http.get(f"/t/{portal.office.slug}/track/report/files/{row['id']}")
    assert stranger.status_code == 404
    citizen.http.follow_redirects = False
    led = await citizen.http.get(f"/t/{portal.office.slug}/track/report/files/{row['id']}")
    assert (led.status_code, led.headers["location"].startswith(FILES)) == (303, True)


async def _asked(host: str, path: str, *, url: str = FILES, twice: bool = False) -> str:
    """Which application answers, or the status of a refusal."""
    said: list[Any] = []

    def app(name: str) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            said.append(name)

        return answer

    async def send(message: Any) -> None:
        said.append(message.get("status", ""))

    hosts = [(b"host", host.encode())] * (2 if twice else 1)
    apart = ApartHost(app("files"), app("pages"), url=url, path=PATH, by_address=("/health/live",))
    await apart({"type": "http", "path": path, "headers": hosts}, None, send)
    return str(said[0])


@pytest.mark.parametrize(
    ("host", "path", "answered"),
    [
        ("berkas.example", "/files/x", "files"),
        ("BERKAS.example", "/files/x", "files"),
        ("berkas.example", "/", "404"),
        ("berkas.example", "/desk/batang/cases", "404"),
        ("berkas.example", "/sign-in", "404"),
        ("berkas.example", "/filesystem", "404"),
        ("berkas.example", "/health/live", "pages"),
        ("sahut.example", "/files/x", "404"),
        ("evil.example", "/files/x", "404"),
        ("berkas.example:8443", "/files/x", "404"),
        ("sahut.example", "/desk/batang/cases", "pages"),
        ("sahut.example", "/t/batang/track/report/files/x", "pages"),
    ],
)
async def test_at_the_host_of_files_nothing_else_is_answered_and_files_nowhere_else(
    host: str, path: str, answered: str
) -> None:
    assert await _asked(host, path) == answered


async def test_two_names_are_none_and_without_a_host_for_files_nothing_changes() -> None:
    assert await _asked("berkas.example", "/files/x", twice=True) == "404"
    assert await _asked("sahut.example", "/files/x", url="") == "pages"
