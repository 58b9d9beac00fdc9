"""The master key: where it is read from, what is made of it, and that it is never said."""

import base64
import hashlib
import hmac
from pathlib import Path

import pytest

from kit.keys import Keys, KeyUnusable, read_keys

ONE, TWO = b"1" * 32, b"2" * 32


def _words(*keys: bytes) -> str:
    return "\n".join(base64.b64encode(key).decode() for key in keys) + "\n"


def test_a_file_wins_over_a_variable(tmp_path: Path) -> None:
    file = tmp_path / "master"
    file.write_text(_words(ONE))
    both = {"SAHUT_KEY_FILE": str(file), "SAHUT_SECRET_KEY": _words(TWO)}
    assert read_keys(both).derive("csrf") == Keys([ONE]).derive("csrf")
    assert read_keys({"SAHUT_SECRET_KEY": _words(TWO)}).derive("csrf") == Keys([TWO]).derive("csrf")


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = Keys([ONE])
    assert len({keys.derive(purpose) for purpose in ("csrf", "pin", "sealing", "")}) == 4
    assert keys.derive("csrf") == keys.derive("csrf")
    assert len(keys.derive("pin")) == 32
    assert keys.derive("csrf") != Keys([TWO]).derive("csrf")


def test_it_is_hkdf_as_written_down() -> None:
    """RFC 5869 with SHA-256 and no salt, by hand."""
    extracted = hmac.digest(b"\x00" * 32, ONE, hashlib.sha256)
    assert Keys([ONE]).derive("pin") == hmac.digest(extracted, b"sahut/pin\x01", hashlib.sha256)


def test_after_a_rotation_the_first_is_the_newest(tmp_path: Path) -> None:
    file = tmp_path / "master"
    file.write_text(_words(TWO, ONE))
    keys = read_keys({"SAHUT_KEY_FILE": str(file)})
    assert keys.derive("sealing") == Keys([TWO]).derive("sealing")
    assert keys.derive_all("sealing") == (Keys([TWO]).derive("sealing"), Keys([ONE]).derive("sealing"))


@pytest.mark.parametrize("text", ["", " ", "short", _words(b"1" * 31), _words(b"1" * 33), "!" * 44, "é"])
def test_a_bad_key_is_refused_without_being_quoted(text: str, tmp_path: Path) -> None:
    file = tmp_path / "master"
    file.write_text(text)
    environments = [{"SAHUT_KEY_FILE": str(file)}, {"SAHUT_SECRET_KEY": text}]
    for environment in environments:
        with pytest.raises(KeyUnusable, match="SAHUT_") as refused:
            read_keys(environment)
        assert not text.strip() or text.strip() not in str(refused.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(KeyUnusable, match="SAHUT_KEY_FILE or SAHUT_SECRET_KEY"):
        read_keys({})
    with pytest.raises(KeyUnusable, match="cannot be read"):
        read_keys({"SAHUT_KEY_FILE": "/nowhere/master"})


def test_it_is_never_said() -> None:
    said = f"{Keys([ONE])!r} {Keys([ONE])} {Keys([ONE]).__dict__.keys()}"
    assert "1111" not in said
