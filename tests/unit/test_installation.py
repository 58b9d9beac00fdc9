"""The data folder and what `sahut` says when it cannot work with it."""

import os
import socket
from pathlib import Path

import pytest

from kit.settings import Mode, Settings
from wiring import cli
from wiring.commands import Refused
from wiring.installation import FolderLock, master_key
from wiring.listening import close, listen, listen_beside
from wiring.record import Record, running


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a refused command says."""
    assert cli.main(words) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_second_start_names_the_process_that_holds_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with FolderLock(tmp_path):
        line = refused(["up", "--data", str(tmp_path), "--port", "0"], capsys)
    assert f"in use by process {os.getpid()}" in line


def test_a_busy_port_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        line = refused(["up", "--data", str(tmp_path / "data"), "--port", str(port)], capsys)
    assert line == f"sahut: port {port} on 127.0.0.1 is in use; choose another with --port"


def test_a_folder_that_cannot_be_made_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    line = refused(["up", "--data", str(tmp_path / "file" / "data")], capsys)
    assert line == f"sahut: cannot write in {tmp_path}/file/data: Not a directory"


def test_other_machines_are_let_in_only_by_an_explicit_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(["up", "--data", str(tmp_path), "--host", "0.0.0.0"], capsys)
    assert "--allow-open-network" in line


def test_half_of_the_database_addresses_are_not_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL_WEB", "postgresql://sahut_web@database/sahut")
    monkeypatch.setenv("SAHUT_KEY_FILE", str(tmp_path / "key"))
    line = refused(["up", "--data", str(tmp_path), "--port", "0"], capsys)
    assert "DATABASE_URL, DATABASE_URL_WORKER, DATABASE_URL_SWEEP" in line


@pytest.mark.parametrize("words", [["up", "--port", "99999"], ["nonsense"], [], ["up", "--web", "none"]])
def test_what_nobody_understands_is_one_line_too(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = master_key(tmp_path)
    made = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert master_key(tmp_path).read_bytes() == made


def test_a_lost_master_key_is_not_replaced_where_a_database_is_sealed_with_it(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "cluster").mkdir(parents=True)
    with pytest.raises(Refused, match="missing"):
        master_key(tmp_path)


def test_a_running_installation_is_found_by_its_folder(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.DEMONSTRATION, data=tmp_path, base_url="http://localhost:1", owner_url="o")
    with FolderLock(tmp_path), Record(tmp_path) as record:
        record.parts({"postgres": 1})
        record.begin(settings, embedded=True)
        assert running(tmp_path) == settings
        assert (tmp_path / "up.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="nothing runs"):
        running(tmp_path)


def test_the_owners_address_of_somebody_elses_server_is_not_written_down(tmp_path: Path) -> None:
    settings = Settings(
        mode=Mode.PRODUCTION, data=tmp_path, base_url="b", owner_url="secret", backup_url="too"
    )
    with FolderLock(tmp_path), Record(tmp_path) as record:
        record.begin(settings, embedded=False)
        assert b"secret" not in (tmp_path / "up.json").read_bytes()
        assert running(tmp_path).backup_url == ""


def test_what_a_killed_start_wrote_down_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "up.json").write_text("{}")
    with pytest.raises(Refused, match="nothing runs"):
        running(tmp_path)
    with FolderLock(tmp_path), Record(tmp_path), pytest.raises(Refused, match="still starting"):
        running(tmp_path)


def test_simulators_take_the_port_after_the_webs() -> None:
    web, simulators = listen_beside("127.0.0.1", 0)
    assert simulators[0].getsockname()[1] == web[0].getsockname()[1] + 1
    close(web + simulators)


def test_every_address_of_a_name_is_listened_on_at_one_port() -> None:
    sockets = listen("localhost", 0)
    assert {one.getsockname()[1] for one in sockets} == {sockets[0].getsockname()[1]}
    close(sockets)
