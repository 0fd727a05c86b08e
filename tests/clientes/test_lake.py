"""A lake does what DuckDB's one file does: the same life on both leads to the same publications; it stands what several
machines bring about. The whole year is compared in `tests/paridad`, and what takes as long goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.closing import erasing, steps
from orchestration.closing.backup import back_up, restore
from orchestration.closing.person import Person, search
from orchestration.closing.rebuild import build_and_publish, rebuild
from orchestration.closing.recovery import recover
from orchestration.core.paths import PROJECT, Home
from orchestration.intake.feeds import REPORTS
from orchestration.publication import snapshot
from orchestration.publication.history.freeze import freeze
from orchestration.publication.history.trace import TracedFigure, trace
from orchestration.transforming import dbt
from orchestration.warehouse import lake
from orchestration.warehouse.connection import WarehouseBusy, connect, exclusive, transaction
from orchestration.warehouse.looking import look
from orchestration.warehouse.moving import NotEmpty
from orchestration.warehouse.upgrading import VERSION, LostWarehouse, NewerHome, stands
from tests.closed_home import CENTRES, report
from tests.postgres_server import PASSWORD, Server, empty_database
from tests.shortcuts import build_untested, judge_directly

KEY = "clave de prueba del lago"
FIRST = datetime(2024, 10, 3, 9)
MADERA, PESQUERO, AMBO = CENTRES


@pytest.fixture(scope="module", autouse=True)
def shortened() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_CLAVE", KEY)
        judge_directly(patch)
        patch.setattr(dbt, "build", models_alone)
        yield


@pytest.fixture
def empty(server: Server, tmp_path: Path) -> Home:
    """A home on a lake of its own."""
    return Home(tmp_path / "casa", empty_database(server, f"lago_{time.monotonic_ns()}")).create()


class Cut(Exception):
    """Raised in the middle of a transaction."""


@dataclass(frozen=True)
class Life:
    """A home that lived, what it published on the way, and how a figure was traced at its end."""

    home: Home
    published: tuple[str, ...]
    traced: object


def close(home: Home, day: int, **files: bytes) -> str:
    """The fingerprint of what is published once these have been received."""
    for name, content in files.items():
        (home.landing / f"{name}.xlsx").write_bytes(content)
    steps.receive(home, REPORTS, lambda _: FIRST + timedelta(days=day))
    steps.judge(home, "raw")
    return build_and_publish(home).manifest.huella


def live(home: Home) -> Life:
    """Reports, one refused; a freeze and a correction of the frozen month; a month more; a withdrawal."""
    refused = report(AMBO, 3, **{"Total de servicios": 99})
    published = [close(home, 0, a=report(MADERA, 4), b=report(PESQUERO, 3), c=refused)]
    freeze(home, "2024-09", "la DSE (sintético)", FIRST + timedelta(days=1))
    published.append(close(home, 2, d=report(MADERA, 6), e=report(PESQUERO, 5, month=10)))
    last = max(steps.in_force(home, REPORTS, lambda _: True), key=lambda one: (one.place, one.reception.id))
    steps.withdraw(home, last.reception.id, "la DSE (sintético)", "por error (sintético)")
    published.append(close(home, 3))
    asked = TracedFigure("servicios_por_cite", date(2024, 9, 1), MADERA, None, False)
    with exclusive(home), connect(home) as connection:
        return Life(home, tuple(published), trace(connection, home.published / "red_cite.duckdb", asked))


@pytest.fixture(scope="module")
def lives(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Life, Life]:
    """The same life on the file and on a lake, in this order; what is tested on them changes no figure."""
    root = tmp_path_factory.mktemp("vidas")
    return (
        live(Home(root / "archivo").create()),
        live(Home(root / "lago", empty_database(server, "vida")).create()),
    )


def models_alone(home: Home, selector: str, alone: Sequence[str] = (), *, full_refresh: bool = False) -> Any:
    """As dbt's build without its tests, which the whole year runs."""
    return build_untested(home, "--selector", selector, *(["--full-refresh"] if full_refresh else []))


@pytest.mark.lento
def test_publications_and_traces_are_the_same(lives: tuple[Life, Life]) -> None:
    file, on_lake = lives
    assert on_lake.published == file.published and len(set(file.published)) == 3
    assert on_lake.traced == file.traced
    assert not on_lake.home.warehouse.exists() and any((on_lake.home.warehouse.parent / "lago").rglob("*.parquet"))


@pytest.mark.lento
def test_the_past_is_published_anew_as_it_was(lives: tuple[Life, Life]) -> None:
    on_lake = lives[1]
    assert rebuild(on_lake.home, FIRST + timedelta(hours=1)).seen[0].huella == on_lake.published[0]


@pytest.mark.lento
def test_a_copy_goes_into_a_file_and_into_another_lake(
    lives: tuple[Life, Life], empty: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_lake, place = lives[1], tmp_path / "respaldo"
    back_up(on_lake.home, place)
    assert not list(on_lake.home.warehouse.parent.glob(".copia/*"))
    for home in (Home(tmp_path / "archivo"), replace(empty, root=tmp_path / "otro")):
        restore(home, place)
        assert counted(home) == counted(on_lake.home)
        # The lake took raw alone: the next close builds the rest, and publishes what was published.
        assert build_and_publish(home).manifest.huella == on_lake.published[-1]
    monkeypatch.setenv("RED_CITE_LAGO_DATOS", home.lake_data)  # the folder that the machines of a lake share
    with pytest.raises(NotEmpty, match="ya guarda un almacén"):
        restore(replace(empty, root=tmp_path / "tercero"), place)
    assert not (tmp_path / "tercero").exists()


def counted(home: Home) -> dict[str, int]:
    return steps.raw_counts(home, REPORTS)


@pytest.mark.lento
def test_a_lost_catalogue_is_rebuilt_from_what_the_home_keeps(
    lives: tuple[Life, Life], server: Server, tmp_path: Path
) -> None:
    before = counted(lives[1].home)
    lost = Home(tmp_path / "casa", empty_database(server, "perdido"))
    shutil.copytree(lives[1].home.root, lost.root, symlinks=True, ignore=shutil.ignore_patterns("almacen"))
    lost.create()
    with pytest.raises(LostWarehouse, match="reconstruir"):
        steps.receive(lost, REPORTS)
    recover(lost)
    assert counted(lost) | {"periodos_por_rehacer": 0} == before | {"periodos_por_rehacer": 0}
    with pytest.raises(NotEmpty):
        recover(lost)


def test_an_erased_name_is_in_no_file_and_no_table_of_the_catalogue(empty: Home) -> None:
    name = "EMPRESA SINTETICA 1001"
    (empty.landing / "a.xlsx").write_bytes(report(MADERA, 4))
    steps.receive(empty, REPORTS, lambda _: FIRST)
    with exclusive(empty), connect(empty) as connection, suppress(Cut), transaction(connection):
        connection.execute("insert into raw.atenciones select a.* from raw.atenciones as a, range(100)")
        raise Cut  # its files lie there, and no state knows of them
    assert name in written(empty)
    with exclusive(empty), connect(empty) as connection:
        [(document, client)] = connection.execute(
            "select numero_documento, cliente_id from raw.atenciones where cliente_nombre = ?", [name]
        ).fetchall()
    person = Person("RUC", document)
    order = erasing.Order(FIRST, "oficial (prueba)", "a pedido", client)
    erasing.erase(empty, order, lambda connection: search(empty, connection, person).going(empty))
    assert name not in (left := written(empty)) and document not in left
    with exclusive(empty), connect(empty) as connection:
        assert connection.execute("select count(*) from raw.atenciones").fetchall() == [(4,)]
        assert connection.execute("from raw.borrados where terminado_en is null").fetchall() == []


def written(home: Home) -> str:
    """All that the lake's files and the tables of its catalogue hold."""
    with duckdb.connect() as connection, lake.session(home) as catalogue:
        files = [connection.execute(f"from '{file}'").fetchall() for file in Path(home.lake_data).rglob("*.parquet")]
        tables = catalogue.execute("select table_name from information_schema.tables where table_schema = 'public'")
        return str([files, *(catalogue.execute(f'select * from "{name}"').fetchall() for (name,) in tables.fetchall())])


def test_a_killed_holder_frees_the_lake_and_a_living_one_does_not(empty: Home) -> None:
    hold = (
        "import sys, time\nfrom pathlib import Path\nfrom orchestration.core.paths import Home\n"
        "from orchestration.warehouse.connection import exclusive\n"
        "with exclusive(Home(Path(sys.argv[1]), sys.argv[2])):\n    print('held', flush=True)\n    time.sleep(600)"
    )
    # Another machine: a home of its own, the same lake.
    other = [sys.executable, "-c", hold, str(empty.root.with_name("otra")), str(empty.lake)]
    with subprocess.Popen(other, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusy, match="Otro cierre"), exclusive(empty, wait_seconds=0):
            pass
        holder.kill()
    with exclusive(empty, wait_seconds=30):
        pass


def test_what_triggers_ask_is_asked_again_only_after_a_change(empty: Home) -> None:
    asked: list[int] = []
    for change in (False, False, True):
        if change:
            with exclusive(empty), connect(empty) as connection:
                connection.execute("insert into raw.rejuicios values ('r')")
        look(empty, "cuántos", lambda connection: asked.append(1))
    assert len(asked) == 2


def test_a_lake_of_an_earlier_program_comes_to_today_and_a_later_one_is_refused(empty: Home) -> None:
    assert not stands(empty)
    with connect(empty) as connection:
        connection.execute("update raw.esquema set version = ?", [VERSION - 1])
    with connect(empty) as connection:
        assert connection.execute("select max(version) from raw.esquema").fetchall() == [(VERSION,)]
        connection.execute("update raw.esquema set version = ?", [VERSION + 1])
    with pytest.raises(NewerHome), connect(empty):
        pass
    assert stands(empty)


def test_what_is_wrong_is_said_without_the_password(empty: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with connect(empty):
        pass
    away = replace(empty, lake=str(empty.lake).replace("dbname=lago", "dbname=no_hay_lago"))
    with pytest.raises(lake.LakeTrouble, match="RED_CITE_LAGO") as refused, exclusive(away):
        pass
    assert PASSWORD not in str(refused.value)
    monkeypatch.setenv("RED_CITE_LAGO_DATOS", str(empty.root / "otros"))
    with pytest.raises(lake.LakeTrouble, match="RED_CITE_LAGO_DATOS") as elsewhere, connect(empty):
        pass
    assert PASSWORD not in str(elsewhere.value)


@pytest.mark.lento
def test_a_close_killed_anywhere_and_run_again_publishes_the_same(empty: Home, tmp_path: Path) -> None:
    files = {"a": report(MADERA, 4), "b": report(PESQUERO, 3), "c": report(AMBO, 3, **{"Total de servicios": 99})}
    for name, content in files.items():
        (empty.landing / f"{name}.xlsx").write_bytes(content)
    receptions = tmp_path / "recepciones.csv"
    receptions.write_text("archivo,recibido_en\n" + "".join(f"{name}.xlsx,{FIRST.isoformat()}\n" for name in files))
    command = [
        sys.executable, "-W", "ignore", "-m", "orchestration.cli.main", "--motor", "ducklake",
        "cerrar", "2024-09", "--recepciones", str(receptions),
    ]  # fmt: skip
    around = os.environ | {
        "RED_CITE_HOME": str(empty.root),
        "RED_CITE_LAGO": str(empty.lake),
        "PYTHONPATH": str(PROJECT),
    }
    for seconds in (20, 45, 70):
        with subprocess.Popen(command, env=around, cwd=PROJECT, start_new_session=True) as process:
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)
    ended = subprocess.run(command, env=around, cwd=PROJECT)
    assert ended.returncode in (0, 3)  # published; the refused report may have come in before a cut
    manifest = snapshot.current(empty)
    assert manifest is not None and manifest.huella == close(Home(tmp_path / "calma").create(), 0, **files)
