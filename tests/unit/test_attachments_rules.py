"""Which files are taken, and under what name they are given out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.attachments.rules import mime_type_of, safe_name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\xff\xf1\x50", "audio/aac"),
    ],
)
def test_pictures_papers_and_sounds_are_known_by_their_first_bytes(content: bytes, kind: str) -> None:
    assert mime_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90",
        b"\x7fELF",
        b"#!/bin/sh",
        b"PK\x03\x04",
        b"<html>",
        b"<svg onload=x>",
        b" %PDF-1.7",
        b"RIFF1234WAVE",
    ],
)
def test_programs_archives_and_pages_are_not_taken_whatever_they_are_called(content: bytes) -> None:
    assert mime_type_of(content) is None


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("C:\\Users\\x\\surat.PDF", "application/pdf", "surat.pdf"),
        ("foto\u202egpj.exe", "image/jpeg", "fotogpj.exe.jpg"),
        ("", "audio/ogg", "berkas.ogg"),
        ("...", "image/gif", "berkas.gif"),
        ('a"b<c>\r\nd', "image/png", "abcd.png"),
    ],
)
def test_a_name_has_no_path_no_tricks_and_the_right_ending(written: str, kind: str, name: str) -> None:
    assert safe_name(written, kind) == name


@given(st.text(max_size=300))
def test_every_name_is_short_and_fits_in_a_header(written: str) -> None:
    name = safe_name(written, "application/pdf")
    assert name.endswith(".pdf")
    assert len(name) <= 124
    assert name.isprintable()
    assert not set(name) & set('/\\"<>|:*?')
