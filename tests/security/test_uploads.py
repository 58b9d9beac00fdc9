"""Files of strangers (T44, T45, T46; decision 28): what is taken, what it is called, and how it is handed out."""

import re
from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest

from helpdesk.attachments.model import MOST_BYTES
from helpdesk.attachments.rules import mime_type_of, safe_name
from helpdesk.portal import drafts, sending
from helpdesk.portal.forms import MOST_REQUEST_BYTES
from kit.settings import Settings
from support.citizen import PDF, PNG, TEXT, Citizen, Page, Portal, open_portal

FILES = "new/complaint/files"

EXECUTABLES = {
    "virus.exe": b"MZ\x90\x00" + bytes(200),
    "virus.elf": b"\x7fELF" + bytes(200),
    "skrip.sh": b"#!/bin/sh\nrm -rf /\n",
    "halaman.html": b"<!doctype html><script>alert(1)</script>",
    "gambar.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "halaman.pht": b"<?php system($_GET[0]); ?>",
    "arsip.zip": b"PK\x03\x04" + bytes(200),
    "arsip.tar.gz": b"\x1f\x8b\x08" + bytes(200),
    "kerja.docm": b"PK\x03\x04" + bytes(200),
    "kelas.class": b"\xca\xfe\xba\xbe" + bytes(200),
    "data.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>",
    "kosong.png": b"",
    "teks.png": b"bukan gambar",
}


@pytest.fixture
async def portal(database_urls: Settings) -> AsyncIterator[Portal]:
    async with open_portal(database_urls) as opened:
        yield opened


@pytest.fixture
async def citizen(portal: Portal) -> Citizen:
    """Somebody who is asked for files."""
    here = portal.citizen()
    await here.answer("new/complaint/text", text=TEXT)
    await here.answer("new/complaint/where", facility="unknown")
    return here


async def _send(citizen: Citizen) -> Page:
    await citizen.answer("new/complaint/contact", privacy="anonymous", name="", phone="")
    return await citizen.answer("new/complaint/check")


def _kept(portal: Portal) -> list[bytes]:
    """The files of this office's drafts, on the disk."""
    folder = portal.world.settings.data / "drafts"
    places = folder.glob(f"{portal.office.id}-*/*")
    return [path.read_bytes() for path in places if path.name != "answers"]


@pytest.mark.parametrize("name", EXECUTABLES)
async def test_what_could_run_is_not_taken_whatever_it_is_called(
    portal: Portal, citizen: Citizen, name: str
) -> None:
    for called in (name, "foto.png", "foto.png.jpg", f"{name};.jpg"):
        page = await citizen.answer(FILES, [(called, EXECUTABLES[name])], go="next")
        assert page.status == 422
        assert "tidak dapat diterima" in page.text
        assert 'id="files-error"' in page.html
    assert _kept(portal) == []
    assert await portal.count("attachment") == 0


async def test_a_bad_file_does_not_cost_the_good_ones(portal: Portal, citizen: Citizen) -> None:
    sent = [("foto.png", PNG), ("virus.exe", EXECUTABLES["virus.exe"]), ("surat.pdf", PDF)]
    page = await citizen.answer(FILES, sent, go="next")
    assert page.status == 422
    assert "virus.exe tidak dapat diterima" in page.text
    assert "2 berkas siap dikirim" in page.text
    assert sorted(_kept(portal)) == sorted([PNG, PDF])


async def test_a_file_above_ten_megabytes_is_refused_beside_its_field(
    portal: Portal, citizen: Citizen
) -> None:
    large = b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES)
    page = await citizen.answer(FILES, [("besar.png", large)], go="next")
    assert page.status == 422
    assert "besar.png lebih besar dari 10 MB" in page.text
    assert _kept(portal) == []
    exact = large[:MOST_BYTES]
    assert (await citizen.answer(FILES, [("pas.png", exact)], go="next")).status == 200
    assert [len(content) for content in _kept(portal)] == [MOST_BYTES]


async def test_a_request_beyond_all_limits_loses_no_answer(portal: Portal, citizen: Citizen) -> None:
    sent = [(f"{count}.png", b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES)) for count in range(6)]
    assert sum(len(content) for _, content in sent) > MOST_REQUEST_BYTES
    page = await citizen.answer(FILES, sent, go="next")
    assert page.path.endswith("/files")
    assert "bersama-sama terlalu besar" in page.text
    assert _kept(portal) == []
    assert TEXT in (await citizen.open("new/complaint/text")).html


async def test_at_most_five_files_and_one_can_be_taken_out_again(portal: Portal, citizen: Citizen) -> None:
    five = [(f"{count}.png", PNG) for count in range(5)]
    await citizen.answer(FILES, five, go="next")
    page = await citizen.open(FILES)
    assert 'type="file"' not in page.html
    sixth = await citizen.press(page, FILES, [("6.png", PNG)], go="next")
    assert (sixth.status, "Paling banyak 5 berkas" in sixth.text) == (422, True)
    (first, *_) = re.findall(r'name="remove" value="([^"]+)"', page.html)
    fewer = await citizen.press(page, FILES, remove=first)
    assert "4 berkas siap dikirim" in fewer.text
    assert len(_kept(portal)) == 4
    await citizen.press(fewer, FILES, remove="../../answers")
    assert len(_kept(portal)) == 4
    assert "Langkah 3" in (await citizen.open(FILES)).text


async def test_files_can_be_sent_one_after_the_other(portal: Portal, citizen: Citizen) -> None:
    for count in range(3):
        page = await citizen.answer(FILES, [(f"{count}.png", PNG)], go="more")
        assert page.path.endswith("/files")
    assert (await citizen.press(page, FILES, go="next")).path.endswith("/contact")
    done = await _send(citizen)
    assert done.ticket.number
    rows = await portal.office.rows("SELECT name, state FROM attachment WHERE tenant_id = $1 ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [(f"{count}.png", "stored") for count in range(3)]


async def test_a_full_disk_takes_no_files_and_keeps_the_report(
    portal: Portal, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await citizen.open(FILES)
    with monkeypatch.context() as full:
        full.setattr(drafts, "LEAST_FREE", 1 << 62)
        assert (await citizen.press(page, FILES, [("foto.png", PNG)], go="next")).status == 503
    assert _kept(portal) == []
    assert (await citizen.press(page, FILES, [("foto.png", PNG)], go="next")).path.endswith("/contact")


async def test_a_network_that_uploads_without_end_waits(
    portal: Portal, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "UPLOADS_OF_A_NETWORK", 1)
    await citizen.answer(FILES, [("a.png", PNG)], go="more")
    assert (await citizen.answer(FILES, [("b.png", PNG)], go="more")).status == 429
    assert len(_kept(portal)) == 1


async def test_a_draft_that_was_thrown_away_leaves_no_file(portal: Portal, citizen: Citizen) -> None:
    page = await citizen.answer(FILES, [("foto.png", PNG)], go="more")
    await citizen.press(page, "new/complaint/discard")
    assert _kept(portal) == []


async def test_a_sent_report_leaves_no_draft(portal: Portal, citizen: Citizen) -> None:
    await citizen.answer(FILES, [("foto.png", PNG)], go="next")
    await _send(citizen)
    assert _kept(portal) == []
    assert await portal.count("attachment") == 1


NAMES = (
    "../../../../etc/passwd.png",
    "..\\..\\boot.png",
    "..%2f..%2fx.png",
    "a" * 255 + ".png",
    "nul\x00.png",
    "\u202egnp.exe.png",
    "CON.png",
    "NUL",
    "<img src=x onerror=alert(1)>.png",
    "foto\r\nSet-Cookie: x=1.png",
    'kutip".png',
    "  .png",
    "foto.html;.jpg",
    "📷 antrean.png",
)


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_data_and_never_a_path(portal: Portal, name: str) -> None:
    case, ticket = await portal.case(files=[(name, PNG)])
    row = await portal.office.row("SELECT id, name, storage_key FROM attachment WHERE tenant_id = $1")
    assert re.fullmatch(rf"{portal.office.id}/[0-9a-f]{{2}}/[0-9a-f]{{32}}", row["storage_key"])
    assert row["name"].endswith(".png")
    assert len(row["name"]) <= 124
    assert not set(row["name"]) & set('\x00\r\n/\\<>"\u202e')
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert "<img src=x" not in page.html
    answer = (await citizen.open(f"track/report/files/{row['id']}")).answer
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment;")
    assert unquote(disposition).endswith(row["name"] + disposition[len(disposition.rstrip('"')) :])
    assert "x=1" not in answer.headers.get("set-cookie", "")
    assert case.number in page.text


POLYGLOTS = {
    "gif": b"GIF89a/*" + b"*/=1;alert(1)//<script>alert(1)</script>",
    "png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n<script>alert(1)</script>",
    "jpg": b"\xff\xd8\xff\xe0<?php system(1) ?>",
}


@pytest.mark.parametrize("kind", POLYGLOTS)
async def test_a_file_of_two_kinds_cannot_run_here(portal: Portal, kind: str) -> None:
    _, ticket = await portal.case(files=[(f"foto.{kind}.html", POLYGLOTS[kind])])
    row = await portal.office.row("SELECT id, mime_type, name FROM attachment WHERE tenant_id = $1")
    citizen = portal.citizen()
    await citizen.track(ticket)
    answer = (await citizen.open(f"track/report/files/{row['id']}")).answer
    assert answer.content == POLYGLOTS[kind]
    assert "html" not in answer.headers["content-type"]
    assert not row["name"].endswith(".html")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n\x89PNG',
        b'--x\r\nContent-Disposition: form-data; name="go"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b"--x\r\n" * 2000,
    ],
)
async def test_a_form_that_is_cut_off_or_broken_is_refused_in_order(
    portal: Portal, citizen: Citizen, body: bytes
) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await citizen.http.post(f"/t/{portal.office.slug}/{FILES}", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert _kept(portal) == []


async def test_a_compressed_form_is_not_unpacked(portal: Portal, citizen: Citizen) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "content-encoding": "gzip"}
    answer = await citizen.http.post(
        f"/t/{portal.office.slug}/{FILES}", content=b"\x1f\x8b\x08" + bytes(100), headers=headers
    )
    assert 400 <= answer.status_code < 500


def test_types_come_from_the_first_bytes_alone() -> None:
    assert mime_type_of(PNG) == "image/png"
    assert safe_name("x.exe", "image/png") == "x.exe.png"
    assert all(mime_type_of(content) is None for content in EXECUTABLES.values())
