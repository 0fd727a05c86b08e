"""The front door of `servicio/nginx` in Debian's own nginx, with what an installation decides about it.
What stands behind it, and what it should let through, belongs to the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.core.paths import PROJECT

NAME = "red-cite.institucion.example"
SHIPPED = PROJECT / "servicio" / "nginx"
# Who comes in: ana may start and delete things, luis looks on.
OPERATOR, VIEWER = "ana", "luis"


def password(who: str) -> str:
    return f"secreto de {who}"


@contextmanager
def folder() -> Iterator[Path]:
    """One that nginx, too, reaches: each start of pytest takes the others' rights on its own temporary folder."""
    with tempfile.TemporaryDirectory(prefix="red-cite-puerta-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def standing(
    etc: Path, port: int, operators: int, viewers: int, home: Path | None = None, listens: str = "listen 127.0.0.1:{};"
) -> Iterator[None]:
    """Answers at `port` until the way out; `etc` is what `/etc/red-cite` is in an installation."""
    shipped = (SHIPPED / "red-cite.conf").read_text(encoding="utf-8")
    conf = shipped.replace("/etc/red-cite", str(etc)).replace("127.0.0.1:3001", f"127.0.0.1:{viewers}")
    (etc / "red-cite.conf").write_text(conf.replace("/srv/red-cite", str(home)))
    given = {
        "escucha.conf": f"server_name {NAME}; {listens.format(port)}",
        "escucha-otros.conf": listens.split(";")[0].format(port) + " default_server;",
        "operadores.map": f"{OPERATOR} 127.0.0.1:{operators};",
        "usuarios": "".join(f"{who}:{_hashed(password(who))}\n" for who in (OPERATOR, VIEWER)),
    }
    for name, text in given.items():
        if not (etc / name).exists():
            (etc / name).write_text(text)
    folders = "".join(
        f"{kind}_temp_path {etc}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = etc / "nginx.conf"
    main.write_text(
        f"pid {etc}/pid; error_log {etc}/error.log; daemon off; events {{}}\n"
        f"http {{ types {{ text/html html; }} access_log off; {folders} include {etc}/red-cite.conf; }}\n"
    )
    for file in (etc / name for name in (*given, "red-cite.conf", "nginx.conf")):
        file.chmod(0o644)  # nginx reads them as a user of its own; a home made before leaves a narrow umask
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([nginx, "-p", str(etc), "-c", str(main)], stderr=subprocess.PIPE, text=True)
    try:
        _until_it_answers(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _hashed(secret: str) -> str:
    done = subprocess.run(["openssl", "passwd", "-6", secret], capture_output=True, text=True, check=True)
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
