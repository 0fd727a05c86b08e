"""A running `red-cite ui` and what a person does on its pages: press a button, choose cells, read what stands there.
What the pages should show belongs to the tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.request import Request, urlopen

from orchestration.core.paths import PROJECT, Home
from tests.clientes.browser import Page

SECONDS = 300
WIDTH = 1500
Found = TypeVar("Found")

# The smallest thing shown with these very words, and the button or link that holds it.
_FIND = """(words) => {
    const area = e => { const r = e.getBoundingClientRect(); return r.width * r.height };
    const shown = [...document.querySelectorAll('button, a, [role=menuitem], label, div, span')]
        .filter(e => (e.innerText || '').trim() === words && e.offsetParent !== null)
        .sort((one, other) => area(one) - area(other));
    const first = shown.find(e => e.closest('button, a, [role=menuitem]')) || shown[0];
    if (!first) return null;
    const pressed = first.closest('button, a, [role=menuitem]') || first;
    const r = pressed.getBoundingClientRect();
    return pressed.disabled ? null : [r.x + r.width / 2, r.y + r.height / 2];
}"""
_MONTHS = """(() => {
    const e = [...document.querySelectorAll('input')].find(i => (i.placeholder || '').startsWith('ex:'));
    if (!e) return null;
    const r = e.getBoundingClientRect();
    return [r.x + r.width / 2, r.y + r.height / 2];
})()"""
_ALL_CENTRES = """(() => {
    const e = [...document.querySelectorAll('button')].filter(b => b.innerText.trim() === 'All').at(-1);
    const r = e.getBoundingClientRect();
    return [r.x + r.width / 2, r.y + r.height / 2];
})()"""


def until(ask: Callable[[], Found], what: str) -> Found:
    """What `ask` answers once it answers something."""
    deadline = time.monotonic() + SECONDS
    while not (found := ask()):
        assert time.monotonic() < deadline, f"no llegó: {what}"
        time.sleep(0.3)
    return found


@dataclass(frozen=True)
class Ui:
    """The server at `address`, used through `page`."""

    address: str
    page: Page

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        with urlopen(
            Request(f"{self.address}/graphql", body, {"content-type": "application/json"}), timeout=120
        ) as told:
            answer = json.load(told)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def open(self, path: str) -> None:
        self.page.open(self.address + path, WIDTH)

    def says(self, words: str) -> bool:
        return bool(self.page.evaluate(f"((document.body || {{}}).innerText || '').includes({json.dumps(words)})"))

    def wait_for(self, words: str) -> None:
        until(lambda: self.says(words), f"«{words}» en la página")

    def press(self, words: str) -> None:
        """Clicks what shows these words, once it is there and stands still."""
        place = until(lambda: self._place(words), f"el botón «{words}»")
        while (now := self._place(words)) != place:
            place = now or place
            time.sleep(0.2)
        self._click(*place)

    def choose(self, months: str, cite: str | None) -> None:
        """In the dialog of a launch: a month or a range of months, and a centre or (None) all of them."""
        self._click(*until(lambda: self.page.evaluate(_MONTHS), "la casilla de los meses"))
        self.page.call("Input.insertText", text=months)
        self._key("Enter", 13, "\r")
        if cite is None:
            self._click(*self.page.evaluate(_ALL_CENTRES))
            return
        self.press("Select a partition or create one")
        self.page.call("Input.insertText", text=cite)
        self.press(cite)
        self._key("Escape", 27)

    def _place(self, words: str) -> Any:
        return self.page.evaluate(f"({_FIND})({json.dumps(words)})")

    def _click(self, x: float, y: float) -> None:
        self.page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def _key(self, key: str, code: int, text: str = "") -> None:
        told = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.page.call("Input.dispatchKeyEvent", type="keyDown", text=text, **told)
        self.page.call("Input.dispatchKeyEvent", type="keyUp", **told)


@contextmanager
def serving(home: Home) -> Iterator[str]:
    """The address of `red-cite ui` over a home; it and what it started are gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli.main", "ui", "--puerto", str(port)],
        cwd=PROJECT,
        env=os.environ | {"RED_CITE_HOME": str(home.root), "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(address), "el servidor")
        yield address
    finally:
        # Its own shutdown waits for runs and servers; nothing of this home is kept.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def _answers(address: str) -> bool:
    with suppress(OSError):
        return urlopen(f"{address}/server_info", timeout=5).status == 200
    return False
