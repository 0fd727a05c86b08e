"""The front door of `servicio/nginx` in Debian's own nginx: who comes in, as whom, and what is never asked by a GET.
Behind it stand two stubs that say which of Dagster's servers was asked; `docs/servicio.md` tells of Dagster itself."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from orchestration.core.paths import PROJECT

NAME = "red-cite.institucion.example"
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


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Door:
    def __init__(self, port: int, operators: int, viewers: int) -> None:
        self.port, self.operators, self.viewers = port, operators, viewers

    def ask(
        self, method: str, path: str, who: str | None = None, name: str = NAME, body: str = "", **headers: str
    ) -> tuple[int, dict[str, object]]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        told = {"Host": f"{name}:{self.port}"} | {key.replace("_", "-"): value for key, value in headers.items()}
        if who:
            told["Authorization"] = "Basic " + base64.b64encode(f"{who}:secreto de {who}".encode()).decode()
        link.request(method, path, body, told)
        answer = link.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content.startswith(b"{") else {}

    @property
    def origin(self) -> str:
        return f"http://{NAME}:{self.port}"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    etc, port = tmp_path_factory.mktemp("red-cite"), free_port()
    with ExitStack() as stack:
        operators, viewers = stack.enter_context(stub()), stack.enter_context(stub())
        shipped = (PROJECT / "servicio" / "nginx" / "red-cite.conf").read_text(encoding="utf-8")
        conf = shipped.replace("/etc/red-cite", str(etc)).replace("127.0.0.1:3001", f"127.0.0.1:{viewers}")
        (etc / "red-cite.conf").write_text(conf)
        (etc / "escucha.conf").write_text(f"server_name {NAME}; listen 127.0.0.1:{port};")
        (etc / "escucha-otros.conf").write_text(f"listen 127.0.0.1:{port} default_server;")
        (etc / "operadores.map").write_text(f"ana 127.0.0.1:{operators};")
        (etc / "usuarios").write_text("".join(f"{who}:{_hashed(f'secreto de {who}')}\n" for who in ("ana", "luis")))
        for file in etc.iterdir():  # nginx reads them as a user of its own; a home made before leaves a narrow umask
            file.chmod(0o644)
        etc.chmod(0o755)
        for parent in etc.parents:
            if Path(tempfile.gettempdir()) in parent.parents:
                parent.chmod(0o755)
        folders = "".join(
            f"{kind}_temp_path {etc}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = etc / "nginx.conf"
        main.write_text(
            f"pid {etc}/pid; error_log {etc}/error.log; daemon off; events {{}}\n"
            f"http {{ access_log off; {folders} include {etc}/red-cite.conf; }}\n"
        )
        process = subprocess.Popen([nginx, "-p", str(etc), "-c", str(main)], stderr=subprocess.PIPE, text=True)
        try:
            _until_it_answers(port, process)
            yield Door(port, operators, viewers)
        finally:
            process.terminate()
            process.wait(10)


def _hashed(password: str) -> str:
    done = subprocess.run(["openssl", "passwd", "-6", password], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _until_it_answers(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(200):
        assert process.poll() is None, process.stderr and process.stderr.read()
        with socket.socket() as tried:
            tried.settimeout(0.1)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise AssertionError("nginx did not start")


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
