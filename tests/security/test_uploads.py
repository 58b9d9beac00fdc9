"""Files of strangers (T44, T45, T46; decision 28): what is taken, what it is called, and how it is handed out."""

import io
import re

import pytest
from PIL import Image

from helpdesk.attachments.model import MOST_BYTES
from helpdesk.attachments.rules import mime_type_of, safe_name
from helpdesk.portal import drafts, sending
from helpdesk.portal.forms import MOST_REQUEST_BYTES
from support.citizen import PDF, TEXT, Citizen, Page, Portal
from support.photos import PNG, a_photo

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
async def citizen(portal: Portal) -> Citizen:
    """Somebody who is asked for files."""
    here = portal.citizen()
    await here.answer("new/complaint/text", text=TEXT)
    await here.answer("new/complaint/where", facility="unknown")
    await here.answer("new/complaint/when")
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
    exact = (PDF + bytes(MOST_BYTES))[:MOST_BYTES]
    assert (await citizen.answer(FILES, [("pas.pdf", exact)], go="next")).status == 200
    assert [len(content) for content in _kept(portal)] == [MOST_BYTES]


async def test_a_photo_is_made_small_and_says_nothing_of_where_it_was_taken(
    portal: Portal, citizen: Citizen
) -> None:
    told = Image.Exif()
    told[0x010F] = "Kamera Siti"
    told.get_ifd(0x8825)[1] = "S"
    photo = a_photo(3000, 4000, "JPEG", exif=told, comment=b"rumah Siti")
    await citizen.answer(FILES, [("rumah.jpg", photo)], go="next")
    (kept,) = _kept(portal)
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1200, 1600)
        assert (dict(picture.getexif()), "comment" in picture.info) == ({}, False)
    assert b"Siti" not in kept


async def test_a_small_file_that_claims_to_be_a_wall_is_not_unpacked(
    portal: Portal, citizen: Citizen
) -> None:
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    page = await citizen.answer(FILES, [("dinding.png", target.getvalue())], go="next")
    assert page.status == 422
    assert "dinding.png terlalu besar untuk dibuka" in page.text
    assert _kept(portal) == []


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp"])
async def test_what_only_begins_like_a_picture_is_none(portal: Portal, citizen: Citizen, ending: str) -> None:
    begins = {
        "png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        "jpg": b"\xff\xd8\xff\xe0<?php system(1) ?>",
        "gif": b"GIF89a/*" + b"*/=1;alert(1)//<script>alert(1)</script>",
        "webp": b"RIFF\0\0\0\0WEBPVP8 ",
    }
    page = await citizen.answer(FILES, [(f"foto.{ending}", begins[ending])], go="next")
    assert page.status == 422
    assert f"foto.{ending} tidak dapat dibuka sebagai foto" in page.text
    assert _kept(portal) == []


async def test_a_photo_added_to_an_open_report_is_drawn_anew_too(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    told = Image.Exif()
    told[0x010F] = "Kamera Siti"
    photo = a_photo(2400, 1200, "JPEG", exif=told)
    fields = {"text": "ini fotonya", "key": page.hidden("key")}
    await citizen.press(page, "track/report/messages", [("rak.jpg", photo)], **fields)
    row = await portal.office.row("SELECT id FROM attachment WHERE tenant_id = $1")
    saved = (await citizen.open(f"track/report/files/{row['id']}")).answer.content
    assert b"Siti" not in saved
    with Image.open(io.BytesIO(saved)) as picture:
        assert picture.size == (1600, 800)


async def test_files_of_a_report_that_is_refused_at_the_last_moment_are_gone(
    portal: Portal, citizen: Citizen
) -> None:
    """A facility closed meanwhile: what was stored for the report does not stay behind."""
    await citizen.answer("new/complaint/where", facility="Puskesmas Batang II")
    await citizen.answer(FILES, [("foto.png", PNG)], go="next")
    page = await citizen.answer("new/complaint/contact", privacy="anonymous", name="", phone="")
    await portal.office.change("UPDATE unit SET active = false WHERE tenant_id = $1 AND name LIKE '% II'")
    await citizen.press(page, "new/complaint/check")
    assert await portal.count("attachment") == 0
    stored = portal.world.settings.data / "attachments" / str(portal.office.id)
    assert [path for path in stored.rglob("*") if path.is_file()] == []


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
    assert "Langkah 4" in (await citizen.open(FILES)).text


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
