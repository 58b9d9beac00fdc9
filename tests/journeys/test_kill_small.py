"""The drill of `kill -9` in small, so that every run of the tests has it: each part dies once."""

from pathlib import Path

from support.desk import Desk
from support.kills import VICTIMS, drill


def test_every_acknowledged_message_is_in_exactly_one_case_whatever_dies(desk: Desk, tmp_path: Path) -> None:
    figures = drill(desk, tmp_path / "ledger", count=200, rate=25, victims=VICTIMS, seed=1)
    assert figures.crashes == len(VICTIMS)
    assert figures.messages < figures.acknowledgements == 200
