"""Sealed values: only here, only whole, only with our keys."""

import pytest

from kit.sealing import SealBroken, Sealer

OLD, NEW, STRANGE = b"o" * 32, b"n" * 32, b"s" * 32
HERE = "7/account/settings/0190"


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal(b"app secret", where=HERE)
    assert sealer.open(sealed, where=HERE) == b"app secret"
    assert b"app secret" not in sealed
    assert sealed != sealer.seal(b"app secret", where=HERE)
    assert sealer.open(sealer.seal(b"", where=HERE), where=HERE) == b""


@pytest.mark.parametrize("where", ["8/account/settings/0190", "7/account/settings/0191", "", HERE + "x"])
def test_it_opens_in_its_own_place_only(where: str) -> None:
    sealer = Sealer([NEW])
    with pytest.raises(SealBroken):
        sealer.open(sealer.seal(b"x", where=HERE), where=where)


def test_every_changed_or_missing_byte_is_noticed() -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal(b"secret", where=HERE)
    for place in range(len(sealed)):
        changed = bytes(byte ^ (index == place) for index, byte in enumerate(sealed))
        for damaged in (changed, sealed[:place]):
            with pytest.raises(SealBroken):
                sealer.open(damaged, where=HERE)
    with pytest.raises(SealBroken):
        sealer.open(sealed + b"x", where=HERE)


def test_after_a_rotation_the_newest_key_seals_and_all_open() -> None:
    before, rotated = Sealer([OLD]), Sealer([NEW, OLD])
    sealed = before.seal(b"secret", where=HERE)
    assert rotated.open(sealed, where=HERE) == b"secret"
    assert not rotated.is_newest(sealed)
    anew = rotated.seal(b"secret", where=HERE)
    assert rotated.is_newest(anew)
    assert Sealer([NEW]).open(anew, where=HERE) == b"secret"
    for sealer in (before, Sealer([STRANGE])):
        with pytest.raises(SealBroken):
            sealer.open(anew, where=HERE)


def test_a_broken_seal_says_nothing_about_the_value() -> None:
    sealer = Sealer([NEW])
    with pytest.raises(SealBroken) as broken:
        sealer.open(b"\x00" * 40, where=HERE)
    assert str(broken.value) == ""
