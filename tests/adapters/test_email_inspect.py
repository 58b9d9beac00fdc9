"""`sahut inspect email`: how raw bytes are understood, as contract.md words it; exit 0 whatever they are."""

import json
from pathlib import Path
from random import Random

import pytest

from support.letter_bombs import BOMBS
from support.letters import FOLDER, NAMES, expected
from wiring.cli import main


def printed(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, object]:
    assert main(["inspect", "email", str(path), "--json"]) == 0
    found: dict[str, object] = json.loads(capfdbinary.readouterr().out.decode("utf-8", "strict"))
    return found


def test_every_letter_of_the_set_is_described(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    paths = [str(FOLDER / f"{name}.eml") for name in NAMES]
    assert main(["inspect", "email", *paths, "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out.decode("utf-8", "strict"))
    assert len(found) == len(NAMES) >= 150
    for name, letter in zip(NAMES, found, strict=True):
        wanted = expected(name)["inspect"]
        assert _in_order(letter) == _in_order(wanted), name


def _in_order(letter: dict[str, object]) -> dict[str, object]:
    return letter | {"defects": sorted(letter["defects"])}  # type: ignore[call-overload]


def test_one_letter_is_an_object(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    name = "structure-mixed-alternative-file"
    assert printed(FOLDER / f"{name}.eml", capfdbinary) == expected(name)["inspect"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"\r\n\r\n", Random(3).randbytes(100_000), b"From: \xff\xfe\n\n\xed\xa0\x80"]
)
def test_any_bytes_are_described(
    content: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "surat.eml"
    path.write_bytes(content)
    assert list(printed(path, capfdbinary)) == list(expected("structure-plain")["inspect"])


def test_a_letter_above_the_limit_is_described_by_its_head(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "surat.eml"
    path.write_bytes(BOMBS["more than may be"]())
    found = printed(path, capfdbinary)
    assert (found["quarantine"], found["subject"]) == ("larger than 25 MB", "Bom")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = str(FOLDER / "structure-plain.eml")
    assert main(["inspect", "email", there, str(tmp_path / "tidak-ada.eml")]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
