"""`sahut inspect email`: how raw bytes are understood, as contract.md words it; exit 0 whatever they are."""

import json
from pathlib import Path
from random import Random

import pytest

from support.letter_bombs import BOMBS
from support.letters import FOLDER, expected
from wiring.cli import main


def printed(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, object]:
    assert main(["inspect", "email", str(path), "--json"]) == 0
    found: dict[str, object] = json.loads(capfdbinary.readouterr().out.decode("utf-8", "strict"))
    return found


@pytest.mark.parametrize(
    "name", ["structure-mixed-alternative-file", "quote-gmail-indonesian", "spoof-semicolon"]
)
def test_a_letter_is_described(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
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
    assert main(["inspect", "email", str(tmp_path / "tidak-ada.eml")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
