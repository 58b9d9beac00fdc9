"""What people read of files that wait for the virus scanner, and of those in which it found something."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from helpdesk.attachments.model import AttachmentState
from helpdesk.scanning.service import scan_due
from kit.clamd import Clamd
from kit.folder_files import FolderFiles
from support.administrators import an_administrator
from support.citizen import PDF, Portal
from support.integrators import House
from support.kept_files import a_file
from support.officers import Floor
from support.scanners import EICAR, FOUND, a_scanner
from support.world import World

EVIL = b"%PDF-1.7 " + EICAR


@asynccontextmanager
async def scanned(world: World, runtime: Any) -> AsyncIterator[Clamd]:
    """Files wait from here on."""
    async with a_scanner() as scanner:
        runtime.files = world.files = FolderFiles(world.settings.data / "attachments", scanned=True)
        yield Clamd(scanner.address)


async def test_a_citizen_s_report_arrives_and_its_page_says_what_became_of_the_files(portal: Portal) -> None:
    async with scanned(portal.world, portal.runtime) as scanner:
        case, ticket = await portal.case(files=[("surat.pdf", PDF), ("jahat.pdf", EVIL)])
        citizen = portal.citizen()
        page = await citizen.track(ticket)
        assert page.text.count("sedang diperiksa") == 2
        rows = await portal.office.rows("SELECT id FROM attachment WHERE tenant_id = $1")
        for row in rows:
            assert str(row["id"]) not in page.html
            assert (await citizen.open(f"track/report/files/{row['id']}")).status == 404
        await scan_due(portal.office.id, portal.world.files, scanner)
        page = await citizen.open("track/report")
        assert (page.text.count("sedang diperiksa"), page.text.count("mengandung virus, tidak disimpan")) == (
            0,
            1,
        )
        assert FOUND not in page.html
        assert [str(row["id"]) in page.html for row in rows].count(True) == 1
        assert case.number in page.text


async def test_officers_read_that_a_file_waits_and_what_was_found(floor: Floor) -> None:
    async with scanned(floor.world, floor.runtime) as scanner:
        case, (browser, _) = await floor.case(), await floor.officer()
        place = floor.world.district
        for name, content in (("surat.pdf", PDF), ("jahat.pdf", EVIL)):
            file_id = await a_file(place.id, floor.world.files, content, name, state=AttachmentState.SCANNING)
            await place.change(
                "UPDATE attachment SET case_id = $3, message_id = (SELECT id FROM message WHERE tenant_id = $1"
                " AND case_id = $3 AND direction = 'in') WHERE tenant_id = $1 AND id = $2",
                *(file_id, case.id),
            )
        waits = (await browser.get(f"cases/{case.number}")).text
        assert waits.count("menunggu pemeriksaan virus") == 2
        assert "/files/" not in waits
        await scan_due(place.id, floor.world.files, scanner)
        seen = (await browser.get(f"cases/{case.number}")).text
        assert seen.count("virus ditemukan, tidak disimpan") == 1
        assert len(re.findall(r'href="[^"]*/files/', seen)) == 1
        assert f"Virus ditemukan di berkas, tidak ada yang dapat mengunduhnya: {FOUND}" in seen
        english = (await browser.get(f"cases/{case.number}?lang=en")).text
        assert "a virus was found, not kept" in english


async def test_administrators_read_that_the_scanner_does_not_work(floor: Floor) -> None:
    browser, _ = await an_administrator(floor)
    place = floor.world.district
    at = f"/admin/{place.slug}/"
    await a_file(place.id, floor.runtime.files, PDF, state=AttachmentState.SCANNING)
    assert "menunggu pemeriksaan virus" not in (await browser.get(at)).text, (
        "a moment is nothing to worry about"
    )
    await floor.world.clock.forward(minutes=11)
    assert "Satu berkas menunggu pemeriksaan virus" in (await browser.get(at)).text


async def test_integrators_are_told_and_hear_of_the_verdict(house: House) -> None:
    async with scanned(house.world, house.runtime) as scanner:
        case, place = await house.case(), house.office
        file_id = await a_file(place.id, house.world.files, EVIL, state=AttachmentState.SCANNING)
        await place.change(
            "UPDATE attachment SET case_id = $3, message_id = (SELECT id FROM message WHERE tenant_id = $1"
            " AND case_id = $3 AND direction = 'in') WHERE tenant_id = $1 AND id = $2",
            *(file_id, case.id),
        )
        async with house.client(await house.key()) as http:
            [said] = (await http.get(f"/cases/{case.number}/messages")).json()["items"]
            assert [file["state"] for file in said["files"]] == ["scanning"]
            await scan_due(place.id, house.world.files, scanner)
            [said] = (await http.get(f"/cases/{case.number}/messages")).json()["items"]
            assert [file["state"] for file in said["files"]] == ["infected"]
            await house.world.dispatch(place)
            events = (await http.get("/events")).json()["items"]
        [heard] = [event["data"] for event in events if event["type"] == "file.checked"]
        assert (heard["file_id"], heard["found"]) == (str(file_id), FOUND)
