"""`sahut sla explain` at the terminal."""

import argparse
import io
import json
import sys
from collections.abc import Callable

import pytest

from wiring.commands import sla

Explain = Callable[..., tuple[int, str, str]]

GOOD = {
    "calendar": {"timezone": "Asia/Jakarta", "periods": {"mon": [["08:00", "12:00"]]}},
    "start": "2026-03-16T08:00:00+07:00",
    "budget": {"seconds": 3600},
}


@pytest.fixture
def explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Run the command on a document; gives exit code, output and errors."""

    def run(document: object, *options: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        sla.add(parser)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(document).encode())))
        code = sla.run(parser.parse_args(["explain", *options]))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_an_answer_is_one_line_of_json(explain: Explain) -> None:
    code, out, err = explain(GOOD, "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out)["due_at"] == "2026-03-16T09:00:00+07:00"


def test_a_person_gets_the_same_answer_indented(explain: Explain) -> None:
    code, out, _ = explain(GOOD)
    assert code == 0
    assert out.count("\n") > 5
    assert json.loads(out) == json.loads(explain(GOOD, "--json")[1])


def test_a_bad_spec_alone_ends_with_2_and_one_line_that_names_the_place(explain: Explain) -> None:
    code, out, err = explain({**GOOD, "budget": {"seconds": -1}}, "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "budget.seconds: " in err


def test_a_bad_spec_among_others_is_answered_in_its_place(explain: Explain) -> None:
    code, out, err = explain([{}, GOOD], "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)[0] == {"error": "calendar: missing"}
    assert json.loads(out)[1]["due_at"] == "2026-03-16T09:00:00+07:00"
