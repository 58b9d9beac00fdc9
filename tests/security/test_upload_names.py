"""What files of strangers are called and how they are handed out (T45, T46; decision 28)."""

import re
from urllib.parse import unquote

import pytest

from support.citizen import Portal
from support.photos import PNG

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
