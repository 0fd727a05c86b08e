"""A running `red-cite ui` and what a person does on its pages: press a button, choose cells, read what stands there.
What the pages should show belongs to the tests."""

from __future__ import annotations

import json
import os
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
from tests.postgres_server import free_port

SECONDS = 300
WIDTH = 1500
Found = TypeVar("Found")

# The smallest thing shown with these very words, and the button or link that holds it.
_WORDS = """(words) => {
    const area = e => { const r = e.getBoundingClientRect(); return r.width * r.height };
    const shown = [...document.querySelectorAll('button, a, [role=menuitem], label, div, span')]
        .filter(e => (e.innerText || '').trim() === words && e.offsetParent !== null)
        .sort((one, other) => area(one) - area(other));
    const within = shown.map(e => e.closest('button, a, [role=menuitem]')).filter(e => e);
    return [...within, ...shown];
}"""
# The launch dialog's field of months, and the last of its buttons «All», which is the centres'.
_MONTHS = "() => [...document.querySelectorAll('input')].filter(i => (i.placeholder || '').startsWith('ex:'))"
_ALL_CENTRES = "() => [...document.querySelectorAll('button')].filter(b => b.innerText.trim() === 'All').slice(-1)"
# Where the first of these things can be pressed: it is enabled, in sight, and nothing lies over it (a dialog, a menu).
_PLACE = """(things) => {
    for (const e of things) {
        const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
        const over = document.elementFromPoint(x, y);
        if (over && e.contains(over) && !e.disabled) return [x, y];
    }
    if (things.length) things[0].scrollIntoViewIfNeeded();
    return null;
}"""


def until(ask: Callable[[], Found], what: str) -> Found:
    """What `ask` answers once it answers something."""
    deadline = time.monotonic() + SECONDS
    while not (found := ask()):
        assert time.monotonic() < deadline, f"no llegó: {what}"
        time.sleep(0.3)
    return found


def ask(address: str, query: str, **variables: Any) -> Any:
    """The data that the server at `address` answers a GraphQL question with."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    with urlopen(Request(f"{address}/graphql", body, {"content-type": "application/json"}), timeout=120) as told:
        answer = json.load(told)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


@dataclass(frozen=True)
class Ui:
    """The server at `address`, used through `page`."""

    address: str
    page: Page

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer."""
        return ask(self.address, query, **variables)

    def open(self, path: str) -> None:
        self.page.open(self.address + path, WIDTH)

    def says(self, words: str) -> bool:
        return bool(self.page.evaluate(f"((document.body || {{}}).innerText || '').includes({json.dumps(words)})"))

    def wait_for(self, words: str) -> None:
        until(lambda: self.says(words), f"«{words}» en la página")

    def press(self, words: str) -> None:
        """Clicks what shows these words, once it can be pressed and stands still."""
        self._press(_WORDS, words)

    def choose(self, months: str, cite: str | None) -> None:
        """In the dialog of a launch: a month or a range of months, and a centre or (None) all of them.

        The dialog moves and fills itself while it loads, and forgets what was chosen
        before: until it holds both, again.
        """
        self.wait_for("Partition selection")
        until(lambda: not self.says("Loading pipeline"), "el diálogo entero")

        def chosen() -> bool:
            if self._value_of_months() != months:
                self._press(_MONTHS)
                self.page.evaluate(f"({_MONTHS})()[0].select()")
                self.page.call("Input.insertText", text=months)
                self._key("Enter", 13, "\r")
            if self.says("Select a partition or create one"):
                self._choose_centre(cite)
            return self._value_of_months() == months and not self.says("Select a partition or create one")

        until(chosen, f"la selección de {months} y {cite or 'todos'}")

    def _choose_centre(self, cite: str | None) -> None:
        if cite is None:
            self._press(_ALL_CENTRES)
            return
        self.press("Select a partition or create one")
        self.page.call("Input.insertText", text=cite)
        self.press(cite)
        self._key("Escape", 27)

    def _value_of_months(self) -> str:
        return str(self.page.evaluate(f"(({_MONTHS})()[0] || {{}}).value"))

    def _press(self, things: str, *given: str) -> None:
        """Clicks the first of the things that this function finds, once two looks see it at one place."""
        what = json.dumps(given, ensure_ascii=False)
        looked = f"({_PLACE})(({things})(...{json.dumps(given)}))"

        def still() -> Any:
            place = self.page.evaluate(looked)
            time.sleep(0.2)
            return place if place and place == self.page.evaluate(looked) else None

        self._click(*until(still, f"el botón {what}"))

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
    port = free_port()
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
        until(lambda: answers(address), "el servidor")
        yield address
    finally:
        process.terminate()
        assert process.wait(20) == 0  # within ten seconds on a machine that is not busy


def answers(address: str) -> bool:
    """Whether Dagster's web server stands there."""
    with suppress(OSError):
        return urlopen(f"{address}/server_info", timeout=5).status == 200
    return False
