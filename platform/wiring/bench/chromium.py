"""Debian's chromium for measurements, spoken to by the DevTools protocol over two pipes: nothing to install."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from wiring.bench.weighing import LOOKS, Traffic, Weight

_SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = _SHELL if _SHELL.exists() else Path("/usr/bin/chromium")
"""The same engine without windows costs a third of the whole browser's time."""
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-gpu-rasterization", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
)
_OWN_FLAGS = ("--remote-debugging-pipe", "--window-size=1440,900", "--lang=id-ID")
_PATIENCE = 60.0
"""Seconds that a page may take."""


class Chromium:
    """One browser; `Tab`s of different `incognito` contexts know nothing of each other."""

    def __init__(self, send: int, hear: int) -> None:
        self._send, self._hear = send, hear
        self._serial = 0
        self._rest = b""
        self.heard: dict[str, Traffic] = {}
        self._loaded: set[str] = set()

    def call(self, method: str, session: str = "", **given: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer; `RuntimeError` when it is refused."""
        self._serial += 1
        said: dict[str, Any] = {"id": self._serial, "method": method, "params": given}
        if session:
            said["sessionId"] = session
        os.write(self._send, msgspec.json.encode(said) + b"\0")
        while (told := self._next()).get("id") != self._serial:
            self._event(told)
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error'].get('message')}")
        return dict(told["result"])

    def wait_loaded(self, session: str) -> None:
        """Until the page that is being opened is complete, and a moment more."""
        give_up = time.monotonic() + _PATIENCE
        while session not in self._loaded:
            if time.monotonic() > give_up:
                raise RuntimeError("the page was not complete in time")
            self._event(self._next())
        self._loaded.discard(session)

    def _event(self, told: dict[str, Any]) -> None:
        session, name = told.get("sessionId", ""), told.get("method", "")
        if name == "Page.loadEventFired":
            self._loaded.add(session)
        if session in self.heard:
            self.heard[session].hear(name, told.get("params", {}))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._hear, 1 << 16)
            if not read:
                raise RuntimeError("chromium has ended")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(msgspec.json.decode(message))


class Tab:
    """A page of a browser that has never been anywhere."""

    def __init__(self, browser: Chromium, base: str, cookies: dict[str, str]) -> None:
        self._browser, self._base = browser, base
        self._context = browser.call("Target.createBrowserContext")["browserContextId"]
        page = browser.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        self._session = browser.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Network", "Runtime"):
            browser.call(f"{domain}.enable", self._session)
        for name, value in cookies.items():
            browser.call("Network.setCookie", self._session, name=name, value=value, url=base)

    def open(self, path: str) -> Weight:
        """Go there, and tell what it cost; `RuntimeError` when the page is not shown."""
        self._browser.heard[self._session] = Traffic()
        self._browser.call("Page.navigate", self._session, url=self._base + path)
        weight = self._weighed()
        status = self._asked("performance.getEntriesByType('navigation')[0].responseStatus")
        there = self._asked("location.pathname + location.search")
        if status != 200 or there != path:
            said = self._asked("document.body.innerText")[:200]
            raise RuntimeError(f"{path} was answered with {status} at {there}: {said}")
        return weight

    def fill(self, ending: str, **fields: str) -> None:
        """Type into the form that is sent to an address with this ending, send it, wait for what follows."""
        typing = "; ".join(f"f.elements[{_js(name)}].value = {_js(value)}" for name, value in fields.items())
        self._asked(
            f"(() => {{ const f = document.querySelector('form[action$=\"{ending}\"]'); {typing}; f.submit(); }})()"
        )
        self._weighed()

    def cookies(self) -> dict[str, str]:
        """What the browser sends with the page that is open."""
        kept = self._browser.call("Network.getCookies", self._session)
        return {each["name"]: each["value"] for each in kept["cookies"]}

    def _weighed(self) -> Weight:
        self._browser.wait_loaded(self._session)
        time.sleep(0.25)
        elements, shift = self._asked(f"({LOOKS})()")
        return self._browser.heard.setdefault(self._session, Traffic()).weight(elements, shift)

    def _asked(self, expression: str) -> Any:
        told = self._browser.call(
            "Runtime.evaluate", self._session, expression=expression, awaitPromise=True, returnByValue=True
        )
        return told["result"].get("value")


@contextlib.contextmanager
def chromium() -> Iterator[Chromium]:
    """A running browser with a profile of its own; both are gone at the end."""
    profile = tempfile.mkdtemp(prefix="sahut-chromium-")
    to_read, to_send = os.pipe()
    to_hear, to_write = os.pipe()
    # The protocol is read at descriptor 3 and written at 4: the shell puts the pipes there.
    line = f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}'
    process = subprocess.Popen(  # noqa: S603 - Debian's own
        ["/bin/sh", "-c", line, str(CHROMIUM), *FLAGS, *_OWN_FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(to_read, to_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(to_write)
    try:
        yield Chromium(to_send, to_hear)
    finally:
        with contextlib.suppress(
            OSError
        ):  # it closes its helpers first, which write to the profile until then
            os.write(to_send, b'{"id":0,"method":"Browser.close"}\0')
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(to_send)
        os.close(to_hear)
        shutil.rmtree(profile, ignore_errors=True)


def _js(value: str) -> str:
    return msgspec.json.encode(value).decode()
