"""`sahut up`: one installation on one machine, from nothing to its first page, and its life after that."""

import contextlib
import http.client
import os
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from kit.settings import Mode, Settings, settings_from
from wiring.commands import Refused
from wiring.installation import FolderLock, master_key
from wiring.listening import close, listen, listen_beside, refuse_open_network
from wiring.parts import Part
from wiring.record import Record, running
from wiring.servers import Servers
from wiring.supervisor import StopAsked, Supervisor

__all__ = ["Options", "running", "up"]

_OWNER_ONLY = ("DATABASE_URL", "DATABASE_URL_BACKUP")  # addresses that reach the rows of every tenant
_FIRST_PAGE = 60.0  # seconds until the health page must have said that all is well


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator asked for."""

    port: int
    host: str
    data: Path
    demonstration: bool
    web: int
    open_network: bool


class _Sockets(msgspec.Struct, frozen=True):
    web: list[socket.socket]
    simulators: list[socket.socket]
    mail: list[socket.socket]
    """Of the simulated mail servers: IMAP and SMTP."""

    @property
    def port(self) -> int:
        return _port(self.web[0])

    @property
    def remotes(self) -> list[socket.socket]:
        """All that the simulators listen on."""
        return self.simulators + self.mail

    @property
    def all(self) -> list[socket.socket]:
        return self.web + self.remotes


def up(options: Options) -> int:
    """Run until an operator or the system stops it; returns the exit code.

    Raises `Refused` when it cannot run here: the folder, the port, the servers or the migrations.
    """
    started = time.monotonic()
    refuse_open_network(options.host, allowed=options.open_network)
    with contextlib.ExitStack() as stack:  # left in the opposite order: parts first, folder last
        lock = stack.enter_context(FolderLock(options.data))
        key = os.environ.get("SAHUT_KEY_FILE") or str(master_key(options.data))
        sockets = _listen(options)
        stack.callback(close, sockets.all)
        record = stack.enter_context(Record(options.data))
        supervisor = Supervisor(changed=record.parts, in_child=lock.drop)
        servers = Servers(options.data, supervisor)
        stack.callback(servers.tidy)
        stack.enter_context(supervisor)
        try:
            settings = _settings(options, sockets, key, servers.start())
            record.begin(settings, embedded=servers.postgres is not None)
            _bring_up(settings, sockets, supervisor, servers)
            record.ready()
            _announce(settings, supervisor, time.monotonic() - started)
            supervisor.supervise()
        except StopAsked:
            pass
    return 0


def _listen(options: Options) -> _Sockets:
    """The web's port, and for a demonstration the next one for the simulators of the outside world.

    Simulated mail servers take free ports, which only this machine reaches: nobody has to know them.
    """
    if not options.demonstration:
        return _Sockets(listen(options.host, options.port), [], [])
    web, simulators = listen_beside(options.host, options.port)
    return _Sockets(web, simulators, listen("127.0.0.1", 0) + listen("127.0.0.1", 0))


def _settings(options: Options, sockets: _Sockets, key: str, addresses: dict[str, str]) -> Settings:
    """What all parts are told, put into the environment they inherit, without the owner's addresses."""
    told = addresses | {
        "SAHUT_MODE": Mode.DEMONSTRATION if options.demonstration else Mode.PRODUCTION,
        "SAHUT_DATA": str(options.data),
        "SAHUT_KEY_FILE": key,
        "SAHUT_HOST": options.host,
        "SAHUT_PORT": str(sockets.port),
        "SAHUT_WEB_PROCESSES": str(options.web),
        "SAHUT_MAIL_PORTS": ",".join(str(_port(each)) for each in sockets.mail),
    }
    os.environ.update(told)
    os.environ.setdefault("SAHUT_BASE_URL", f"http://localhost:{sockets.port}")
    settings = settings_from(os.environ)
    for name in _OWNER_ONLY:
        os.environ.pop(name, None)
    return settings


def _bring_up(settings: Settings, sockets: _Sockets, supervisor: Supervisor, servers: Servers) -> None:
    """From started servers to a health page that says yes."""
    from wiring import migrate, web, worker  # loads the whole product, while the servers start

    demonstration = settings.mode is Mode.DEMONSTRATION
    if demonstration:
        from wiring import seed, simulators
    servers.wait()
    _run(supervisor, "migrate", partial(_as_owner, settings, migrate.run))
    if demonstration:
        _run(supervisor, "seed", partial(_as_owner, settings, seed.run))
    ours = msgspec.structs.replace(settings, owner_url="", backup_url="")
    for number in range(1, settings.web_processes + 1):
        serve_web = partial(_without, sockets.remotes, partial(web.serve, ours, sockets.web))
        supervisor.start(Part(name=f"web-{number}", what=serve_web))
    supervisor.start(Part(name="worker", what=partial(_without, sockets.all, partial(worker.serve, ours))))
    if demonstration:
        serve_remotes = partial(simulators.serve, ours, sockets.simulators[0], sockets.mail)
        supervisor.start(Part(name="simulators", what=partial(_without, sockets.web, serve_remotes)))
    _wait_until_ready(sockets.web[0], supervisor)


def _port(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])


def _run(supervisor: Supervisor, name: str, function: Callable[[], object]) -> None:
    if supervisor.run(Part(name=name, what=function)):
        raise Refused(f"{name} failed; the line above says why")


def _as_owner(settings: Settings, function: Callable[[Settings], object]) -> None:
    os.environ["DATABASE_URL"] = settings.owner_url
    function(settings)


def _without(sockets: list[socket.socket], function: Callable[[], object]) -> None:
    """Run a part that has no business with these sockets."""
    close(sockets)
    function()


def _wait_until_ready(listening: socket.socket, supervisor: Supervisor) -> None:
    address, port = listening.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    last = "it does not answer"

    def ready() -> bool:
        nonlocal last
        connection = http.client.HTTPConnection(here, port, timeout=2)
        try:
            connection.request("GET", "/health/ready")
            answer = connection.getresponse()
            last = f"{answer.status} {answer.read(500).decode(errors='replace')}"
        except (OSError, http.client.HTTPException) as error:
            last = f"it does not answer ({error})"
            return False
        finally:
            connection.close()
        return answer.status == http.HTTPStatus.OK

    if not supervisor.wait(ready, _FIRST_PAGE):
        raise Refused(f"not ready after {_FIRST_PAGE:g} seconds: /health/ready says {last}")


def _announce(settings: Settings, supervisor: Supervisor, seconds: float) -> None:
    print(f"Sahut is ready at {settings.base_url} (after {seconds:.1f} s)", flush=True)
    if settings.mode is Mode.DEMONSTRATION:
        from wiring import demo

        _run(supervisor, "sign-ins", partial(demo.print_sign_ins, settings))
    else:
        print("The first person comes in by a link that `sahut user add` prints", flush=True)
    print("Ctrl-C stops everything", flush=True)
