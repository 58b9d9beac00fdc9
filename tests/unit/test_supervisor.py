"""The parent of everything, watched from outside: each house is a process of its own with throwaway parts."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PRELUDE = """
import os, signal, socket, sys, time
from pathlib import Path
from kit.embedded.program import Program
from wiring.parts import Part
from wiring.supervisor import StopAsked, Supervisor

HERE = Path(sys.argv[1])

def note(name, text):
    with (HERE / name).open("a") as file:
        file.write(f"{text}\\n")

def program(*arguments):
    return Program(arguments=arguments, folder=HERE, log=HERE / "log", environment={}, account=None,
        dies_by=signal.SIGTERM, stops_by=((signal.SIGTERM, 60), (signal.SIGKILL, 60)))
"""


class House:
    """A process with a supervisor in it; `told` is what it wrote to stderr."""

    def __init__(self, folder: Path, body: str) -> None:
        self.folder = folder
        script = folder / "house.py"
        script.write_text(_PRELUDE + textwrap.dedent(body))
        environment = {**os.environ, "PYTHONPATH": str(_ROOT / "platform")}
        self._errors = (folder / "stderr").open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(folder)], env=environment, stderr=self._errors
        )

    def told(self) -> str:
        return (self.folder / "stderr").read_text()

    def notes(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._errors.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    built: list[House] = []

    def build(body: str) -> House:
        built.append(House(tmp_path, body))
        return built[-1]

    yield build
    for one in built:
        one.close()


def until(check: Callable[[], object], seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < give_up, "it did not come true in time"
        time.sleep(0.01)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_what_keeps_dying_is_started_again_later_and_later(house: Callable[[str], House]) -> None:
    home = house("""
        def short_life():
            note("births", time.monotonic())
            sys.exit(3)
        with Supervisor() as supervisor:
            supervisor.start(Part(name="mayfly", what=short_life))
            supervisor.supervise()
    """)
    until(lambda: len(home.notes("births")) >= 4)
    births = [float(line) for line in home.notes("births")]
    assert births[2] - births[1] >= 0.2
    assert births[3] - births[2] >= 0.4
    assert '"event":"part_ended"' in home.told()
    assert '"part":"mayfly","code":3' in home.told()


def test_a_killed_program_is_back_and_its_new_process_is_known(house: Callable[[str], House]) -> None:
    home = house("""
        with Supervisor(changed=lambda parts: note("pids", parts["sleeper"])) as supervisor:
            supervisor.start(Part(name="sleeper", what=program("/bin/sleep", "600")))
            supervisor.supervise()
    """)
    until(lambda: len(home.notes("pids")) == 1)
    os.kill(int(home.notes("pids")[0]), signal.SIGKILL)
    until(lambda: len(home.notes("pids")) == 2)
    assert lives(int(home.notes("pids")[1]))


def test_our_own_processes_stop_before_the_servers_they_use(house: Callable[[str], House]) -> None:
    home = house("""
        def worker():
            signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), note("ends", "worker"), sys.exit()))
            note("begun", "worker")
            time.sleep(600)
        shell = "trap 'echo $0 >> ends; exit' TERM; echo $0 >> begun; while :; do sleep 0.01; done"
        with Supervisor() as supervisor:
            try:
                for name in ("database", "queue"):
                    supervisor.start(Part(name=name, what=program("/bin/sh", "-c", shell, name)))
                supervisor.start(Part(name="worker", what=worker))
                supervisor.supervise()
            except StopAsked:
                pass
    """)
    until(lambda: len(home.notes("begun")) == 3)
    home.process.send_signal(signal.SIGTERM)
    assert home.process.wait(60) == 0
    assert home.notes("ends") == ["worker", "queue", "database"]


def test_who_asks_twice_does_not_wait_for_a_deaf_part(house: Callable[[str], House]) -> None:
    home = house("""
        def deaf():
            signal.signal(signal.SIGTERM, lambda *_: note("heard", "TERM"))
            note("pid", os.getpid())
            while True:
                time.sleep(600)
        with Supervisor() as supervisor:
            try:
                supervisor.start(Part(name="deaf", what=deaf))
                supervisor.supervise()
            except StopAsked:
                pass
    """)
    until(lambda: home.notes("pid"))
    home.process.send_signal(signal.SIGINT)
    until(lambda: home.notes("heard"))
    home.process.send_signal(signal.SIGINT)
    assert home.process.wait(60) == 0
    assert not lives(int(home.notes("pid")[0]))


def test_nothing_outlives_a_killed_parent(house: Callable[[str], House]) -> None:
    home = house("""
        def stubborn():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        with Supervisor(changed=lambda parts: note("pids", " ".join(map(str, parts.values())))) as supervisor:
            supervisor.start(Part(name="program", what=program("/bin/sleep", "600")))
            supervisor.start(Part(name="function", what=stubborn))
            supervisor.supervise()
    """)
    until(lambda: len(home.notes("pids")) == 2)
    pids = [int(pid) for pid in home.notes("pids")[-1].split()]
    assert [lives(pid) for pid in pids] == [True, True]
    home.process.kill()
    home.process.wait()
    until(lambda: not any(lives(pid) for pid in pids))


def test_what_runs_once_tells_how_it_ended_and_the_rest_is_kept_alive(
    house: Callable[[str], House],
) -> None:
    home = house("""
        with Supervisor(changed=lambda parts: note("pids", parts)) as supervisor:
            supervisor.start(Part(name="mayfly", what=lambda: note("births", "")))
            def patient():
                births = HERE / "births"
                while not births.exists() or len(births.read_text().splitlines()) < 2:
                    time.sleep(0.01)
                sys.exit(7)
            note("codes", supervisor.run(Part(name="once", what=lambda: None)))
            note("codes", supervisor.run(Part(name="patient", what=patient)))
    """)
    assert home.process.wait(60) == 0
    assert home.notes("codes") == ["0", "7"]
    assert "patient" not in home.notes("pids")[-1]


def test_an_error_is_told_by_its_first_line_only(house: Callable[[str], House]) -> None:
    home = house("""
        def fails():
            raise ValueError("the row is there already\\nDETAIL: phone=(+62811)")
        with Supervisor() as supervisor:
            note("codes", supervisor.run(Part(name="seed", what=fails)))
    """)
    assert home.process.wait(60) == 0
    assert home.notes("codes") == ["1"]
    assert "the row is there already" in home.told()
    assert "+62811" not in home.told()


def test_a_restart_refuses_no_connection(house: Callable[[str], House]) -> None:
    home = house("""
        bound = socket.create_server(("127.0.0.1", 0))
        def answers_once():
            connection, _ = bound.accept()
            connection.sendall(b"ok")
            connection.close()
        with Supervisor() as supervisor:
            try:
                supervisor.start(Part(name="web", what=answers_once))
                for _ in range(4):
                    with socket.create_connection(bound.getsockname(), timeout=60) as client:
                        supervisor.wait(lambda: False, 0.3)
                        note("answers", client.recv(2))
            except StopAsked:
                pass
    """)
    assert home.process.wait(60) == 0
    assert home.notes("answers") == ["b'ok'"] * 4
