"""`kill -9` of each part, three times each, during 2,000 webhooks of which three in ten are repeats."""

from pathlib import Path

import msgspec
import pytest

from support.desk import running_desk
from support.kills import VICTIMS, drill


@pytest.mark.drill
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_acknowledged_is_lost_or_doubled(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_desk() as desk:
        victims = VICTIMS if seed == 1 else (*VICTIMS[::-1], *VICTIMS, *VICTIMS[:-1])
        figures = drill(desk, tmp_path / "ledger", count=2000, rate=50, victims=victims, seed=seed)
    with capsys.disabled():
        print("\n" + msgspec.json.format(msgspec.json.encode(figures)).decode())
