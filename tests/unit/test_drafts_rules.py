"""Drafts that meet, and places that nobody filled."""

import pytest

from helpdesk.drafts.rules import joined, unfilled


def test_two_texts_stand_below_each_other() -> None:
    assert joined("Halo Bu Siti. ", "\nBesok kami periksa.") == "Halo Bu Siti.\n\nBesok kami periksa."


@pytest.mark.parametrize(
    ("first", "second"), [("Halo Bu Siti.", "Halo"), ("Halo", "Halo Bu Siti."), ("", "Halo Bu Siti.")]
)
def test_a_text_that_holds_the_other_is_enough(first: str, second: str) -> None:
    assert joined(first, second) in (first, second)
    assert len(joined(first, second)) == max(len(first), len(second))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yth. {nama}, kasus {nomor} dan sekali lagi {nama}.", ("nama", "nomor")),
        ("Tanpa tempat kosong.", ()),
        ("Rumus {x} dan {Nama Lengkap} bukan tempat kosong.", ()),
    ],
)
def test_unfilled_places_are_found_once(text: str, names: tuple[str, ...]) -> None:
    assert unfilled(text) == names
