"""A PostgreSQL server of one's own for a test or a bench: a fresh cluster on a free port, gone afterwards.
What is loaded into it belongs to the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg.sql import SQL

# The password has the signs that break a badly written URL or connection string.
PASSWORD = "cl@ve: 'de' prueba;{}"


@dataclass(frozen=True)
class Server:
    """A running server; `owner` may create schemas in `database` and roles, `reader` may only read."""

    port: int
    database: str = "red_cite"
    owner: str = "cargador"
    reader: str = "lectora"

    def url(self, user: str | None = None, password: str = PASSWORD) -> str:
        return psycopg.conninfo.make_conninfo(
            host="127.0.0.1", port=self.port, dbname=self.database, user=user or self.owner, password=password
        )

    def connect(self, user: str | None = None) -> psycopg.Connection:
        return psycopg.connect(self.url(user))


def binaries() -> Path:
    """The newest PostgreSQL of Debian's packages.

    Raises:
        FileNotFoundError: there is none on this machine.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda f: int(f.parts[-3]))
    if not found:
        raise FileNotFoundError("falta el servidor: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def running() -> Iterator[Server]:
    """Starts the server with its database and its two users; stops and removes it on the way out."""
    folder = Path(tempfile.mkdtemp(prefix="red-cite-pg-"))
    folder.chmod(0o755)
    data, server = folder / "datos", Server(free_port())
    data.mkdir()
    (folder / "clave").write_text(PASSWORD, encoding="utf-8")
    (folder / "clave").chmod(0o644)  # another user reads it, whatever this process allows
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(data, "postgres", "postgres")
    _run("initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={folder / 'clave'}", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    options = f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
    _run("pg_ctl", "-D", data, "-w", "-l", data / "registro", "-o", options, "start")
    try:
        _users(server)
        yield server
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(server: Server, name: str) -> str:
    """The address of one more database of the server, which its owner may fill."""
    with _administered(server) as admin:
        admin.execute(f"create database {name} owner {server.owner}")
    return replace(server, database=name).url()


def _administered(server: Server) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=server.port, dbname="postgres", user="postgres", password=PASSWORD, autocommit=True
    )


def _users(server: Server) -> None:
    with _administered(server) as admin:
        for user, rights in ((server.owner, "createrole"), (server.reader, "")):
            admin.execute(SQL(f"create role {user} login {rights} password {{}}").format(PASSWORD))
        admin.execute(f"create database {server.database} owner {server.owner}")


def _run(program: str, *arguments: object) -> None:
    command = [str(binaries() / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
