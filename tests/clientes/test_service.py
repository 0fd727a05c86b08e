"""An installation as its units make it: Dagster's parts, their storage in PostgreSQL, nginx in front with TLS.
It is used with curl and in a browser, backed up, and stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urljoin

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orchestration.closing.backup import check, newest
from orchestration.core.paths import Home
from orchestration.defs.run import POSTGRES
from tests import postgres_server
from tests.clientes.browser import browser
from tests.clientes.dagster_ui import Ui, answers, until
from tests.clientes.nginx import NAME, OPERATOR, SHIPPED, VIEWER, folder, password, standing
from tests.clientes.programs import program
from tests.clientes.units import FOLDER, Places, Service, settings
from tests.closed_home import MONTH, closed_home
from tests.postgres_server import PASSWORD, free_port
from tests.prepared import with_project

CELL = "citepesquero-ilo"
PARTS = ("red-cite-web@web", "red-cite-web@lectura", "red-cite-demonio")
RUNS = "query { runsOrError(limit: 50) { ... on Runs { results { runId jobName status } } } }"
# Ends a run that is not there: what it does is nothing, and only who may ask is asked.
MUTATION = 'mutation { terminateRun(runId: "ninguna") { __typename } }'
_BUTTONS = "[...document.querySelectorAll('button')].filter(b => b.innerText.startsWith('Materialize'))"
JSON = ("-H", "Content-Type: application/json")


@dataclass(frozen=True)
class Installation:
    """`services` by unit; `port` is the front door's, `web` and `lectura` the servers' behind it."""

    places: Places
    port: int
    web: int
    lectura: int
    database: str
    services: dict[str, Service]

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def curl(self, path: str, *words: str, who: str | None = None, name: str = NAME) -> tuple[int, str]:
        """Status and body of what curl is answered, which takes no other certificate than the installation's."""
        given = ("--user", f"{who}:{password(who)}") if who else ()
        done = subprocess.run(
            [
                *(program("curl"), "--silent", "--show-error", "--cacert", str(self.places.etc / "certificado.pem")),
                *("--resolve", f"{NAME}:{self.port}:127.0.0.1", "--resolve", f"otra.example:{self.port}:127.0.0.1"),
                *("--write-out", "\n%{http_code}", *given, *words, f"https://{name}:{self.port}{path}"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body or done.stderr

    def ask(self, question: str, who: str, *words: str) -> tuple[int, str]:
        return self.curl("/graphql", *JSON, *words, "--data", json.dumps({"query": question}), who=who)


@pytest.fixture(scope="module")
def installed() -> Iterator[Installation]:
    """Everything that `red-cite.target` wants, over a home closed once."""
    with folder() as root:
        yield from _running(root)


def _running(root: Path) -> Iterator[Installation]:
    places = Places(root / "etc", root / "srv", root / "respaldos")
    shutil.copytree(closed_home(), places.home, symlinks=True)
    shutil.rmtree(places.home / "dagster")  # what ran before lies there, in files
    with_project(Home(places.home))
    places.etc.mkdir()
    places.etc.chmod(0o755)
    places.copies.mkdir()
    door, web, lectura = free_port(), free_port(), free_port()
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server.running())
        secret = quote(PASSWORD, safe="")
        database = f"postgresql://{server.owner}:{secret}@127.0.0.1:{server.port}/{server.database}"
        (places.etc / "entorno").write_text(f"RED_CITE_HOME={places.home}\n{POSTGRES}={database}\n")
        (places.etc / "puerto-web").write_text(f"PUERTO={web}\n")
        (places.etc / "puerto-lectura").write_text(f"PUERTO={lectura}\n")
        _certified(places.etc)
        listens = (SHIPPED / "escucha-tls.conf").read_text(encoding="utf-8")
        listens = listens.replace("listen 443", f"listen 127.0.0.1:{door}").replace("/etc/red-cite", str(places.etc))
        (places.etc / "escucha.conf").write_text(listens)
        (places.etc / "escucha-otros.conf").write_text(
            f"listen 127.0.0.1:{door} ssl default_server; ssl_reject_handshake on;"
        )
        services = {}
        for unit in PARTS:
            services[unit] = Service(unit, places, root / f"{unit}.registro")
            stack.callback(services[unit].end)
        for port in (web, lectura):
            until(lambda port=port: answers(f"http://127.0.0.1:{port}"), "el servidor")
        places.home.chmod(0o711)  # as the manual says
        internal = places.home / "boletines" / "internos"
        internal.mkdir(parents=True)
        (internal / "prueba.txt").write_text("para la institución")
        subprocess.run(["chmod", "-R", "a+rX", *(places.home / name for name in ("publicado", "calidad", "boletines"))])
        stack.enter_context(standing(places.etc, door, web, lectura, places.home))
        yield Installation(places, door, web, lectura, server.url(), services)


def _certified(etc: Path) -> None:
    """A certificate of its own for the name, as an institution's would be, but for who signed it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (etc / "certificado.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (etc / "certificado.clave").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


# --- with curl


def test_health_is_told_to_anybody_and_nothing_else(installed: Installation) -> None:
    status, told = installed.curl("/salud")
    assert status == 200 and set(json.loads(told)) == {
        "dagster_webserver_version",
        "dagster_version",
        "dagster_graphql_version",
    }
    for path in ("/", "/runs", "/publicado/", "/server_info"):
        assert installed.curl(path)[0] == 401
    assert installed.curl("/", "--user", f"{OPERATOR}:otra")[0] == 401


def test_the_daemon_is_ready(installed: Installation) -> None:
    said = (installed.places.etc / "entorno").read_text().splitlines()
    env = (
        os.environ
        | dict(line.split("=", 1) for line in said)
        | {"DAGSTER_HOME": str(installed.places.home / "dagster")}
    )
    asked = [str(Path(sys.executable).with_name("dagster-daemon")), "liveness-check"]
    until(lambda: subprocess.run(asked, env=env, capture_output=True).returncode == 0, "el demonio")


def test_the_certificate_is_the_only_way_in(installed: Installation) -> None:
    assert installed.curl("/runs", who=VIEWER)[0] == 200
    plain = subprocess.run(
        [program("curl"), "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Host: {NAME}", f"http://127.0.0.1:{installed.port}/salud"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert plain.stdout == "400"  # plain HTTP to the port of TLS
    status, said = installed.curl("/salud", name="otra.example")
    assert status == 0 and "curl:" in said  # another name has no handshake
    assert installed.curl("/salud", "-H", "Host: otra.example")[0] in (0, 421)


def test_a_get_changes_nothing(installed: Installation) -> None:
    for path in ("/graphql?query=" + quote(MUTATION), "/graphql?query=" + quote(RUNS)):
        assert installed.curl(path, who=OPERATOR)[0] == 405
    assert installed.curl("/graphql", "--data-urlencode", f"query={MUTATION}", who=OPERATOR)[0] == 405


def test_a_page_of_another_site_asks_nothing(installed: Installation) -> None:
    assert installed.ask(MUTATION, OPERATOR, "-H", "Origin: https://otra.example")[0] == 403
    assert installed.ask(MUTATION, OPERATOR, "-H", "Sec-Fetch-Site: cross-site")[0] == 403
    assert installed.ask(RUNS, OPERATOR, "-H", f"Origin: {installed.address}")[0] == 200


def test_who_looks_on_may_ask_and_not_change(installed: Installation) -> None:
    status, told = installed.ask(RUNS, VIEWER)
    assert status == 200 and json.loads(told)["data"]["runsOrError"]["results"] == []  # the database is new
    status, told = installed.ask(MUTATION, VIEWER)
    assert json.loads(told)["data"]["terminateRun"]["__typename"] == "UnauthorizedError"
    status, told = installed.ask(MUTATION, OPERATOR)
    assert json.loads(told)["data"]["terminateRun"]["__typename"] == "RunNotFoundError"


def test_what_was_published_is_behind_the_door(installed: Installation) -> None:
    status, told = installed.curl("/publicado/", who=VIEWER)
    assert status == 200 and "tablero" in told
    assert installed.curl("/publicado/diccionario/index.html", who=VIEWER)[0] == 200
    key = (installed.places.home / "clave").read_text()
    for path in ("/publicado/../clave", "/publicado/..%2fclave", "/publicado/%2e%2e/clave", "/publicado//../clave"):
        assert key not in installed.curl(path, "--path-as-is", who=VIEWER)[1]
    assert installed.curl("/publicado/versiones/", who=VIEWER)[0] == 403  # no list of what lies there


def test_every_link_of_the_first_page_leads_there_and_receipts_stay_where_they_lie(installed: Installation) -> None:
    links = set(re.findall(r'href="([^"#]+)', installed.curl("/publicado/", who=VIEWER)[1]))
    assert {"tablero/index.html", "../calidad/index.html", "../salida/"} <= links and len(links) > 30
    answers = {link: installed.curl(urljoin("/publicado/", link), "--head", who=VIEWER)[0] for link in links}
    folders = {link for link in links if link.endswith("/")}  # not listed
    assert {answers[link] for link in folders} == {403} and {answers[link] for link in links - folders} == {200}
    assert "nombran personas" in installed.curl("/salida/", who=OPERATOR)[1]
    assert installed.curl("/boletines/internos/prueba.txt", who=OPERATOR)[0] == 403


# --- in a browser


def seen_by(who: str, installed: Installation) -> Iterator[Ui]:
    with browser("--ignore-certificate-errors", f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as page:
        ui = Ui(installed.address, page)
        # As if they were typed into the browser's own dialog, which remembers them for all that follows.
        page.open(installed.address.replace("//", f"//{who}:{quote(password(who))}@") + "/publicado/", 1500)
        ui.wait_for("Tablero")
        yield ui


def test_who_looks_on_sees_the_board_and_cannot_start_anything(installed: Installation) -> None:
    for ui in seen_by(VIEWER, installed):
        ui.open("/assets/reporte_mensual?view=partitions")
        ui.wait_for(CELL)
        ui.wait_for("Materialize")
        assert ui.page.evaluate(f"{_BUTTONS}.length") > 0 and ui.page.evaluate(f"{_BUTTONS}.every(b => b.disabled)")


def test_an_operator_materialises_a_cell_and_the_run_lies_in_the_database(installed: Installation) -> None:
    for ui in seen_by(OPERATOR, installed):
        ui.open("/assets/reporte_mensual?view=partitions")
        ui.press("Materialize…")
        ui.choose(MONTH, CELL)
        ui.press("Launch 1 run")
        until(lambda: _finished(installed), "el fin de la ejecución")
        ui.open("/runs")
        ui.wait_for("Success")
    assert not list((installed.places.home / "dagster").rglob("runs.db"))


def _finished(installed: Installation) -> bool:
    with psycopg.connect(installed.database) as connection:
        rows = connection.execute("select status from runs").fetchall()
    assert ("FAILURE",) not in rows
    return rows == [("SUCCESS",)]


# --- its keeping


def test_the_backup_of_the_night_is_made_and_read_back(installed: Installation) -> None:
    done = Service("red-cite-respaldo", installed.places, installed.places.etc / "respaldo.log")
    assert done.process.wait(300) == 0
    place = installed.places.copies / "red-cite"
    check(place, newest(place))


def test_nothing_writes_a_log_that_grows(installed: Installation) -> None:
    """The journal takes what the units print; dbt's own file is turned over by dbt."""
    home = installed.places.home
    logs = {file.relative_to(home).as_posix() for file in home.rglob("*.log*") if file.is_file()}
    assert logs <= {"dbt/logs/dbt.log"}


def test_systemd_understands_the_units(installed: Installation, tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_text(installed.places.put(file.read_text(encoding="utf-8")))
    for file in tmp_path.glob("*@.service"):
        shutil.copy(file, tmp_path / file.name.replace("@.", "@web."))
    units = [str(f) for f in tmp_path.iterdir() if "@." not in f.name]
    done = subprocess.run([program("systemd-analyze"), "--man=no", "verify", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "red-cite" in line and "nginx.service" not in line]
    assert ours == []


def test_sigterm_ends_each_part_within_its_ten_seconds(installed: Installation) -> None:
    assert all(settings(unit)["TimeoutStopSec"] == ["10"] for unit in PARTS)
    assert {unit: service.stop() for unit, service in installed.services.items()} == dict.fromkeys(PARTS, 0)
    assert installed.curl("/salud")[0] == 502
