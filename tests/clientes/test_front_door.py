"""The front door's rules, one by one: who comes in, as whom, and what is never asked by a GET.
Behind it stand two stubs that say which of Dagster's servers was asked; in `test_service` stands Dagster itself."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.clientes.nginx import NAME, folder, password, standing
from tests.postgres_server import free_port

QUESTION = json.dumps({"query": "mutation { terminateRun }"})
JSON = {"Content-Type": "application/json"}


class Stub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = json.dumps(
            {"puerto": self.server.server_address[1], "ruta": self.path, "quien": self.headers.get("Authorization")}
        )
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    do_POST = do_GET

    def log_message(self, *_: object) -> None: ...


@contextmanager
def stub() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


class Door:
    def __init__(self, port: int, operators: int, viewers: int) -> None:
        self.port, self.operators, self.viewers = port, operators, viewers

    def ask(
        self, method: str, path: str, who: str | None = None, name: str = NAME, body: str = "", **headers: str
    ) -> tuple[int, dict[str, object]]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        told = {"Host": f"{name}:{self.port}"} | {key.replace("_", "-"): value for key, value in headers.items()}
        if who:
            told["Authorization"] = "Basic " + base64.b64encode(f"{who}:{password(who)}".encode()).decode()
        link.request(method, path, body, told)
        answer = link.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content.startswith(b"{") else {}

    @property
    def origin(self) -> str:
        return f"http://{NAME}:{self.port}"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    port = free_port()
    with folder() as etc, stub() as operators, stub() as viewers, standing(etc, port, operators, viewers):
        yield Door(port, operators, viewers)


def test_nobody_comes_in_without_a_password(door: Door) -> None:
    assert door.ask("GET", "/")[0] == 401
    assert door.ask("POST", "/graphql", body=QUESTION, **JSON)[0] == 401
    assert door.ask("GET", "/", "eva")[0] == 401
    assert door.ask("GET", "/salud") == (200, {"puerto": door.viewers, "ruta": "/server_info", "quien": None})


def test_an_operator_reaches_the_one_server_and_all_others_that_which_changes_nothing(door: Door) -> None:
    for who, port in (("ana", door.operators), ("luis", door.viewers)):
        assert door.ask("GET", "/runs", who) == (200, {"puerto": port, "ruta": "/runs", "quien": None})
        code, said = door.ask("POST", "/graphql", who, body=QUESTION, **JSON)
        assert (code, said["puerto"]) == (200, port)


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query=mutation%20%7B%20terminateRun%20%7D"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_nothing_is_asked_by_a_get(door: Door, method: str, path: str) -> None:
    assert door.ask(method, path, "ana")[0] == 405


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_nothing_is_asked_by_a_form(door: Door, kind: str) -> None:
    assert door.ask("POST", "/graphql", "ana", body=QUESTION, Content_Type=kind)[0] == 405


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://otra.example"},
        {"Origin": "null"},
        {"Origin": f"http://{NAME}.otra.example"},
        {"Origin": f"http://{NAME}"},  # another port is another origin
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_no_other_sites_page_asks_anything(door: Door, headers: dict[str, str]) -> None:
    assert door.ask("POST", "/graphql", "ana", body=QUESTION, **JSON, **headers)[0] == 403
    socket_headers = headers | {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert door.ask("GET", "/graphql", "ana", **socket_headers)[0] == 403


def test_its_own_page_asks(door: Door) -> None:
    own = {"Origin": door.origin, "Sec_Fetch_Site": "same-origin"}
    assert door.ask("POST", "/graphql", "ana", body=QUESTION, **JSON, **own)[0] == 200
    assert door.ask("GET", "/graphql", "ana", Upgrade="websocket", Connection="Upgrade", **own)[0] == 200


@pytest.mark.parametrize("name", ["otra.example", "127.0.0.1", "localhost"])
def test_another_name_gets_no_answer(door: Door, name: str) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        door.ask("GET", "/", "ana", name)


def test_only_questions_are_posted(door: Door) -> None:
    assert door.ask("POST", "/report_asset_materialization/x", "ana", body="{}", **JSON)[0] == 403
    assert door.ask("POST", "/", "ana", body="{}", **JSON)[0] == 403
