"""A home's long life: upgraded, killed amid it, backed up, wiped, restored, verified, its warehouse rebuilt.
Each part has quick tests of its own: `test_upgrading`, `test_backup`, `test_every_feed`, `test_strays`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.closing import steps
from orchestration.closing.backup import back_up, check, newest, restore
from orchestration.closing.erasing import Order, erase
from orchestration.closing.expired import find
from orchestration.closing.rebuild import build_and_publish
from orchestration.closing.recovery import recover
from orchestration.closing.verification import verify
from orchestration.core.paths import PROJECT, Home
from orchestration.intake.feeds import REPORTS
from orchestration.publication import snapshot
from orchestration.publication.history.freeze import freeze
from orchestration.publication.manifest import Manifest
from orchestration.warehouse.connection import connect
from orchestration.warehouse.upgrading import VERSION, copy_of, version_of
from tests.closed_home import MONTH, closed_home
from tests.shortcuts import quick_steps

pytestmark = pytest.mark.lento
# What came after 26672c4; a home of that day has none of it.
LATER = ("esquema", "anotadas", "publicaciones", "retiros", "rejuicios", "correos_de_retiro")
# Dies as under a power cut: inside the transaction of the step, with what it changed not yet committed.
DIES = """
import os, duckdb
from pathlib import Path
from orchestration.core.paths import Home
from orchestration.warehouse import upgrading
from orchestration.warehouse.connection import connect

real = Path.read_text
def read_text(file, **how):
    if file == upgrading.SCHEMA:
        os._exit(9)
    return real(file, **how)
Path.read_text = read_text
with connect(Home.current()):
    pass
"""


def as_of_26672c4(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        for table in LATER:
            connection.execute(f"drop table raw.{table}")
        connection.execute("alter table raw.observaciones drop column veces")
    for file in home.receptions.glob("*.gz"):
        file.unlink()


def archive(home: Home) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in home.archive.glob("*/*")}


def raw(home: Home) -> dict[str, list[tuple[object, ...]]]:
    tables = ("reportes", "recepciones", "atenciones", "observaciones", "periodos_congelados")
    with connect(home) as connection:
        return {name: connection.execute(f"from raw.{name} order by all").fetchall() for name in tables}


def closed(home: Home) -> Manifest:
    """What a close does, without Dagster."""
    steps.receive(home, REPORTS)
    steps.judge(home, "raw")
    steps.build(home, "documentos")
    steps.judge(home, "documentos")
    return build_and_publish(home).manifest


@pytest.mark.timeout(900)
def test_upgraded_killed_backed_up_wiped_restored_and_verified_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "casa")
    shutil.copytree(closed_home(), home.root, symlinks=True)
    monkeypatch.setenv("RED_CITE_HOME", str(home.root))
    receipts = sorted(home.outbox.rglob("*"))
    freeze(home, MONTH, "DSE (prueba)", datetime(2024, 10, 14))
    with quick_steps():
        seen = closed(home)
    before = raw(home)
    as_of_26672c4(home)

    killed = subprocess.run([sys.executable, "-c", DIES], cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)})
    assert killed.returncode == 9
    assert copy_of(home, 2).is_file()
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        assert version_of(connection) == VERSION - 1  # nothing of the step that died stayed, all of those before
    with connect(home) as connection:
        assert version_of(connection) == VERSION
    assert raw(home) == before

    with quick_steps():
        upgraded = closed(home)
        assert upgraded.huella == seen.huella
        assert list(verify(home)) == [] and sorted(home.outbox.rglob("*")) == receipts

        place = tmp_path / "otro disco"
        back_up(home, place)
        check(place, newest(place))
        kept, key = archive(home), home.key_file.read_bytes()
        shutil.rmtree(home.root)
        restore(home, place)
        home.key_file.write_bytes(key)
        assert list(verify(home)) == []
        assert (raw(home), archive(home), snapshot.current(home)) == (before, kept, upgraded)
        assert closed(home) == upgraded

        home.warehouse.unlink()
        shutil.rmtree(home.published)
        done = recover(home)
        assert (done.kept, done.anew, done.troubles) == (3, 0, ())
        assert raw(home) == before and closed(home).huella == upgraded.huella
        again = snapshot.current(home)
        assert again is not None and again.version == upgraded.version
    assert list(verify(home)) == [] and sorted(home.outbox.rglob("*")) == receipts


@pytest.mark.timeout(900)
def test_erased_of_all_names_every_mart_is_the_same_built_whole_and_from_a_lost_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "casa")
    shutil.copytree(closed_home(), home.root, symlinks=True)
    monkeypatch.setenv("RED_CITE_HOME", str(home.root))
    with quick_steps():
        seen = closed(home)
        day = date(2027, 1, 31)  # everything came in in 2024
        going = erase(home, Order(datetime(2027, 1, 31), "prueba", "plazos"), partial(find, home, day=day))
        assert len(going.books) == 3
        with connect(home) as connection:
            names = "select count(cliente_nombre), count(numero_documento), count(*) > 0 from raw.atenciones"
            assert connection.execute(names).fetchone() == (0, 0, True)
        assert closed(home) == seen

        with connect(home) as connection:
            connection.execute("update raw.construccion set huella = 'otra'")  # so that all is built whole
        whole = closed(home)
        assert {name: table.sha256 for name, table in whole.tablas.items()} == {
            name: table.sha256 for name, table in seen.tablas.items()
        }
        told = CliRunner().invoke(app, ["rastrear", "--mart", "servicios_por_cite", "--periodo", MONTH])
        assert told.exit_code == 0 and "su libro se borró el 31/01/2027" in told.output

        home.warehouse.unlink()
        shutil.rmtree(home.published)
        assert recover(home).troubles == ()
        assert closed(home).huella == seen.huella
    assert list(verify(home)) == []
