"""`sahut inspect whatsapp`: how a raw body is understood, as contract.md words it."""

import json
from pathlib import Path

import pytest

from wiring.commands.inspect_whatsapp import inspect_file

SAMPLES = Path(__file__).parent / "samples" / "whatsapp"


def inspected(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    body = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))["body"]
    path = folder / "body.json"
    path.write_text(json.dumps(body), "utf-8")
    assert inspect_file(path) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_picture_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inspected("image", tmp_path, capsys) == [
        {
            "account": "106540352242922",
            "kind": "message",
            "type": "image",
            "external_id": "wamid.HBgL1=",
            "sender": "+6281200000101",
            "text": "Loket tutup",
            "media": [
                {
                    "id": "1479537139650973",
                    "type": "image/jpeg",
                    "sha256": "49f227634806293b0995459bc310b593e1400f41591efcf07e9bced335f41942",
                    "name": "",
                }
            ],
            "at": "2025-11-22T00:06:40Z",
            "reason": "",
        }
    ]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("reaction", [("reaction", "reaction")] * 4),
        ("edit_and_revoke", [("edit", "edit"), ("edit", "edit"), ("revoke", "revoke")]),
        (
            "system",
            [
                ("system", "user_changed_number"),
                ("system", "customer_identity_changed"),
                ("ignored", "hologram"),
                ("message", "unsupported"),
                ("message", "unsupported"),
                ("ignored", "unknown"),
            ],
        ),
        (
            "account",
            [
                ("template", "REJECTED"),
                ("account", "phone_number_quality_update"),
                ("account", "account_update"),
                ("ignored", "telepathy"),
                ("account", "error 130429"),
            ],
        ),
    ],
)
def test_kinds_have_the_contracts_words(
    name: str, kinds: list[tuple[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = inspected(name, tmp_path, capsys)
    assert [(each["kind"], each["type"]) for each in found] == kinds


def test_statuses_say_their_state_and_ignored_ones_their_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = inspected("statuses", tmp_path, capsys)
    assert [each["type"] for each in found][:5] == ["sent", "delivered", "read", "read", "failed"]
    assert found[-1]["reason"] == "unknown status deleted"


@pytest.mark.parametrize("body", [b"", b"{", b"\xef\xbb\xbf{}", b"[" * 100_000])
def test_what_is_not_json_is_one_line_and_exit_2(
    body: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "body.json"
    path.write_bytes(body)
    assert inspect_file(path) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inspect_file(tmp_path / "none.json") == 2
    assert inspect_file(tmp_path) == 2
    assert capsys.readouterr().err.count("\n") == 2
