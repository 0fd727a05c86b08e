"""A headless Chromium, spoken to by its own protocol (DevTools): enough to open a page, use it and read it back.
What a page should hold belongs to the tests."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

from tests.clientes.programs import program

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run")
SECONDS = 120


class Page:
    """One open page. `troubles` are errors, warnings and uncaught exceptions; `requests` the addresses asked for."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._sent = socket, 0
        self.troubles: list[str] = []
        self.requests: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Asks the browser and waits for its answer, noting what it tells meanwhile."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(timeout=SECONDS))
            if told.get("id") == self._sent:
                assert "error" not in told, told["error"]
                return told["result"]
            self._note(told["method"], told["params"])

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def open(self, address: str, width: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=address)

    def wait(self, expression: str) -> None:
        """Until the expression holds."""
        deadline = time.monotonic() + SECONDS
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < deadline, f"no se cumplió: {expression}; {self.troubles}"
            time.sleep(0.05)

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event == "Runtime.exceptionThrown":
            self.troubles.append(str(told["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning"}:
            self.troubles.append(str([argument.get("value") for argument in told["args"]]))
        elif event == "Log.entryAdded" and told["entry"]["level"] in {"error", "warning"}:
            self.troubles.append(told["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"][:200])


@contextmanager
def browser(*flags: str) -> Iterator[Page]:
    """A page of a Chromium of its own, started with further `flags`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="red-cite-navegador-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program("chromium"), *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            # No pings: a page at work on a busy machine answers late, and is not gone.
            with connect(_socket_of_page(_port(Path(profile))), max_size=None, ping_interval=None) as socket:
                yield Page(socket)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _port(profile: Path) -> int:
    """The port that Chromium chose; it writes it once it listens."""
    told = profile / "DevToolsActivePort"
    deadline = time.monotonic() + SECONDS
    while not (told.exists() and "\n" in told.read_text()):
        assert time.monotonic() < deadline, "Chromium no arrancó"
        time.sleep(0.05)
    return int(told.read_text().splitlines()[0])


def _socket_of_page(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/json", timeout=SECONDS) as answer:
        return next(target["webSocketDebuggerUrl"] for target in json.load(answer) if target["type"] == "page")
