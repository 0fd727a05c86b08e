"""Three closes with corrections through the steps themselves: every past edition can be rebuilt and compared.
How a step runs inside Dagster belongs to `test_close`. Synthetic people."""

from __future__ import annotations

import itertools
import json
import shutil
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.closing import rebuild as rebuilding
from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish, rebuild
from orchestration.core.paths import Home
from orchestration.intake.as_of import copy_as_of
from orchestration.intake.feeds import REPORTS
from orchestration.publication import snapshot
from orchestration.publication.comparison import compare
from orchestration.publication.editions import edition
from orchestration.publication.history.freeze import NotFrozen, freeze
from orchestration.publication.history.trace import TracedFigure, trace
from orchestration.publication.manifest import Manifest
from orchestration.publication.stamp import TABLE
from orchestration.transforming import dbt
from orchestration.warehouse.connection import connect
from tests import prepared
from tests.shortcuts import quick_steps
from tests.workbooks import cover, good_row, report

CENTRES = {"citemadera-lima": "CITEmadera y del mueble Lima", "citepesquero-ilo": "CITEpesquero Ilo"}


@dataclass(frozen=True)
class Closed:
    """A home after its closes, with what readers saw after each."""

    home: Home
    closes: tuple[tuple[datetime, Manifest], ...]


def workbook(code: str, month: int, rows: int, *, first: int = 1, bad: int = 0, **changes: object) -> bytes:
    """`rows` clients from `first` on, a service each but the first (3 of another type); `bad` rows to hold back."""
    lines = [good_row(n, Fecha=date(2024, month, 1 + n % 20)) for n in range(first, first + rows)]
    lines[0] |= {"Servicio": "1", "Tarea": "1.1", "Cantidad": 3}
    lines += [good_row(900 + n, Fecha=date(2024, month, 2), Tarea="9.9") for n in range(bad)]
    return report(lines, cover(lines, **{"CITE/UT": CENTRES[code], "Periodo": f"2024-{month:02d}", **changes}))


def close(home: Home, at: datetime, *contents: bytes) -> tuple[datetime, Manifest]:
    """Delivers the files an hour apart up to `at` and closes."""
    for number, content in enumerate(contents):
        (home.landing / f"{at:%m%d}-{number}.xlsx").write_bytes(content)
    steps.receive(home, REPORTS, lambda file: at - timedelta(hours=int(file.stem.split("-")[1])))
    steps.judge(home, "raw")
    return at, build_and_publish(home).manifest


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Closed:
    home = prepared.with_documents(Home(tmp_path_factory.mktemp("historia") / "casa"))
    with pytest.MonkeyPatch.context() as patch, quick_steps():
        patch.delenv("RED_CITE_CLAVE", raising=False)
        closes = (
            close(
                home,
                datetime(2024, 2, 13, 7),
                workbook("citemadera-lima", 1, 40, bad=2),
                workbook("citepesquero-ilo", 1, 6, first=4),
            ),
            close(
                home,
                datetime(2024, 3, 13, 7),
                workbook("citemadera-lima", 2, 5, first=3),
                workbook("citepesquero-ilo", 1, 7, first=4),  # a correction: one client more
                workbook("citepesquero-ilo", 2, 4, **{"Total de servicios": 99}),  # refused
            ),
        )
        freeze(home, "2024-01", "DSE (prueba)", datetime(2024, 3, 20, 9))
        closes += (
            close(
                home,
                datetime(2024, 4, 13, 7),
                workbook("citemadera-lima", 1, 41),  # corrects the frozen month: its two rows held back, and one more
                workbook("citepesquero-ilo", 3, 4),
            ),
        )
    return Closed(home, closes)


# In the usual suite the oldest, which has all later receptions and the freeze to leave out.
@pytest.mark.parametrize("which", [0, pytest.param(2, marks=pytest.mark.lento)])
def test_an_edition_is_rebuilt_as_of_its_reception_to_the_same_content(
    closed: Closed, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    def documented(home: Home, copy: Home, moment: datetime) -> int:
        return copy_as_of(home, prepared.with_documents(copy), moment)

    # The documents are those that the closes had, too; the last edition is rebuilt from nothing.
    if which == 0:
        monkeypatch.setattr(rebuilding, "copy_as_of", documented)
    seen = snapshot.current(closed.home)
    moment, manifest = closed.closes[which]
    with quick_steps() if which == 0 else nullcontext():
        rebuilt = rebuild(closed.home, moment)
    assert rebuilt.manifest.tablas == manifest.tablas | {TABLE: rebuilt.manifest.tablas[TABLE]}
    with duckdb.connect(str(rebuilt.folder / "red_cite.duckdb"), read_only=True) as reader:
        said = reader.execute(f"select version, publicado_en, huella, aviso from marts.{TABLE}").fetchall()
    assert said == [(manifest.version, moment, manifest.huella, None)]
    assert (rebuilt.manifest.huella, rebuilt.manifest.version) == (manifest.huella, manifest.version)
    assert rebuilt.manifest.fuentes == manifest.fuentes
    assert rebuilt.folder == closed.home.published / "al" / f"{moment:%Y-%m-%dT%H%M%S}"
    assert (rebuilt.folder / "red_cite.duckdb").is_file() and list((rebuilt.folder / "parquet").glob("*.parquet"))
    assert len({manifest.huella for _, manifest in closed.closes}) == 3
    assert snapshot.current(closed.home) == seen
    assert not (closed.home.root / ".reconstruccion").exists()


def test_a_comparison_names_what_moved_and_the_correction_that_moved_it(closed: Closed) -> None:
    comparison = compare(edition(closed.home, "1"), edition(closed.home, "2"), dbt.mart_keys(closed.home))
    assert comparison.project_changed is False and comparison.meses_nuevos == ("2024-02",)
    assert [str(r) for r in comparison.reportes if r.periodo == "2024-01"] == ["citepesquero-ilo 2024-01 (v1 → v2)"]
    tables = ("servicios_por_cite", "servicios_acumulados_por_cite")
    services = {m.columna: (m.antes, m.despues) for m in comparison.cifras if m.tabla in tables}
    assert services == {"servicios": (5, 6), "servicios_acumulado": (5, 6)}
    causes = {m.reportes for m in comparison.cifras if m.tabla != "conciliacion"}
    assert causes == {("citepesquero-ilo 2024-01 (v1 → v2)",)}


def test_a_correction_of_a_frozen_month_loads_is_marked_and_listed_by_its_edition(closed: Closed) -> None:
    frozen = closed.closes[2][1]
    assert [(f["periodo"], f["publicacion"]) for f in frozen.congelados] == [("2024-01", 2)]
    moved = {(c["tabla"], c["clave"]["periodo"], c["columna"]): c for c in frozen.cambios_en_periodos_congelados}
    laboratory = moved["servicios_por_cite", "2024-01-01", "servicios"]
    assert (laboratory["antes"], laboratory["despues"]) == (39, 40)
    assert {m["clave"]["periodo"] for m in moved.values()} == {"2024-01-01"}
    assert {r for m in moved.values() for r in m["reportes"]} == {"citemadera-lima 2024-01 (v1 → v2)"}
    with duckdb.connect(str(closed.home.published / "red_cite.duckdb"), read_only=True) as reader:
        marked = reader.execute(
            "select cite_codigo, corrige_periodo_congelado from marts.cobertura_reportes "
            "where congelado and reporte_id is not null order by 1"
        ).fetchall()
        assert marked == [("citemadera-lima", True), ("citepesquero-ilo", False)]
        assert reader.execute("select reportes, reportes_cambiados from marts.periodos_congelados").fetchall() == [
            (2, 1)
        ]


def test_a_month_is_frozen_once_unless_it_changed_since(closed: Closed, tmp_path: Path) -> None:
    home = Home(tmp_path / "casa")
    shutil.copytree(closed.home.root, home.root, symlinks=True)
    with pytest.raises(NotFrozen, match="2024-05 no está publicado"):
        freeze(home, "2024-05", "DSE (prueba)", datetime(2024, 5, 2))
    assert freeze(home, "2024-01", "DSE (prueba)", datetime(2024, 5, 2)).publicacion == 3
    with pytest.raises(NotFrozen, match="ya está congelado desde el 02/05/2024, con la versión 3"):
        freeze(home, "2024-01", "DSE (prueba)", datetime(2024, 5, 3))


@pytest.fixture
def withdrawn(closed: Closed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home after two versions were withdrawn, one with another before it and one alone."""
    home = Home(tmp_path / "casa")
    shutil.copytree(closed.home.root, home.root, symlinks=True)
    monkeypatch.setenv("RED_CITE_HOME", str(home.root))
    numbers = {(s["cite_codigo"], s["periodo"][:7]): s["reporte_id"] for s in closed.closes[2][1].fuentes}
    said = [
        CliRunner().invoke(app, ["retirar", numbers[place], "--razon", "Era otro mes.", "--autor", "DSE (prueba)"])
        for place in (("citemadera-lima", "2024-01"), ("citepesquero-ilo", "2024-03"))
    ]
    assert [one.exit_code for one in said] == [0, 0]
    assert "Cuenta la versión 1." in said[0].stdout and "No queda otra versión que cuente." in said[1].stdout
    assert "(`red-cite cerrar 2024-01`): 2024-01, 2024-02, 2024-03." in said[0].stdout
    return home


def test_a_withdrawal_leaves_its_months_to_the_next_close(withdrawn: Home) -> None:
    with connect(withdrawn) as warehouse:
        due = warehouse.execute("select distinct periodo from raw.periodos_por_rehacer order by 1").fetchall()
        counting = warehouse.execute(
            "select count(*) from raw.reportes where reporte_id in (select clave from raw.retiros)"
        )
        assert counting.fetchall() == [(2,)]
    assert due == [(date(2024, 1, 1),), (date(2024, 3, 1),)]


# In the usual suite dbt's unit tests hold which version counts after a withdrawal, and the test above that a close
# takes its months up.
@pytest.mark.lento
def test_a_version_withdrawn_counts_no_more_and_the_one_before_does_from_the_next_close(
    closed: Closed, withdrawn: Home
) -> None:
    home, last = withdrawn, closed.closes[2][1]
    # As of then, it counted.
    assert rebuild(home, closed.closes[2][0]).manifest.huella == last.huella
    _, after = close(home, datetime(2024, 5, 13, 7))
    changes = [str(change) for change in compare(edition(home, "3"), edition(home, "4"), dbt.mart_keys(home)).reportes]
    assert changes == ["citemadera-lima 2024-01 (v2 → v1)", "citepesquero-ilo 2024-03 (v1 → sin reporte)"]
    # Whole, as month by month.
    assert rebuild(home, datetime(2100, 1, 1)).manifest.huella == after.huella
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        history = (
            "select situacion from marts.versiones_recibidas where cite_codigo = ? and periodo = ? order by version"
        )
        assert reader.execute(history, ["citemadera-lima", date(2024, 1, 1)]).fetchall() == [
            ("vigente",),
            ("retirado",),
        ]
        services = "select sum(servicios) from marts.servicios_por_cite where cite_codigo = ? and periodo = ?"
        assert reader.execute(services, ["citemadera-lima", date(2024, 1, 1)]).fetchall() == [(40 + 2,)]
        assert reader.execute(services, ["citepesquero-ilo", date(2024, 3, 1)]).fetchall() == [(None,)]
    assert [(r["version"], r["abierto"]) for r in listed("observaciones", "--cite", "citemadera-lima")] == [(1, True)]


def test_what_is_open_is_listed_without_cells_and_what_was_settled_keeps_its_history(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RED_CITE_HOME", str(closed.home.root))
    [refused] = listed("observaciones")
    assert (refused["cite_codigo"], refused["periodo"], refused["abierto"]) == ("citepesquero-ilo", "2024-02-01", True)
    assert [item["codigo"] for item in refused["observaciones"]] == ["total_servicios_difiere"]
    settled, _ = listed("observaciones", "--todas")
    assert (settled["version"], settled["resuelto_por"], settled["abierto"]) == (1, 2, False)
    assert [(item["codigo"], item["fila"]) for item in settled["observaciones"]] == [
        ("tarea_desconocida", 42),
        ("tarea_desconocida", 43),
    ]
    assert listed("observaciones", "--cite", "citemadera-lima", "--periodo", "2024-01") == []
    said = CliRunner().invoke(app, ["observaciones", "--todas"])
    assert said.exit_code == 0 and "resuelto por la versión 2" in said.stdout
    assert "9.9" not in said.stdout and "EMPRESA SINTETICA" not in said.stdout
    assert CliRunner().invoke(app, ["observaciones", "--cite", "nadie"]).exit_code == 2


ADDED = """
    with sumas as (
        select mart, ventana, periodo, ambito, cite_codigo, tipo_codigo, sum(aporte) as suma
        from intermediate.int_aportes group by all
    ),
    cifras as (
        select 'servicios_por_cite' as mart, 'mes' as ventana, periodo, 'cite' as ambito, cite_codigo,
            tipo_servicio_codigo as tipo_codigo, servicios as cifra from marts.servicios_por_cite
        union all
        select 'servicios_por_cite', 'acumulado', periodo, 'cite', cite_codigo, tipo_servicio_codigo,
            servicios_acumulado from marts.servicios_acumulados_por_cite
        union all
        select 'clientes_por_tipo', unnest(['mes', 'acumulado']), periodo, if(cite_codigo is null, 'red', 'cite'),
            cite_codigo, tipo_cliente_codigo, unnest([clientes_mes, clientes_acumulado])
        from (from marts.clientes_por_tipo union all by name from marts.clientes_por_tipo_y_cite)
    )
    select count(*), count(*) filter (where coalesce(cifra, 0) != coalesce(suma, 0)), count(suma)
    from cifras full join sumas
        on cifras.mart = sumas.mart and cifras.ventana = sumas.ventana and cifras.periodo = sumas.periodo
        and cifras.ambito = sumas.ambito and cifras.cite_codigo is not distinct from sumas.cite_codigo
        and cifras.tipo_codigo is not distinct from sumas.tipo_codigo
"""


def test_what_the_rows_add_to_every_figure_of_every_month_is_the_figure(closed: Closed) -> None:
    with connect(closed.home) as warehouse:
        row = warehouse.execute(ADDED).fetchone()
    assert row is not None
    cells, different, added = row
    assert cells > 2000 and different == 0 and added > 30


def test_the_rows_listed_for_every_figure_of_a_month_add_up_to_it(closed: Closed) -> None:
    period, published = date(2024, 2, 1), closed.home.published / "red_cite.duckdb"
    with connect(closed.home) as warehouse:
        kinds = {"servicios_por_cite": [*range(1, 9), None], "clientes_por_tipo": [*range(1, 7), None]}
        for mart, to_date in itertools.product(kinds, (False, True)):
            asked = [
                TracedFigure(mart, period, code, kind, to_date) for code in (*CENTRES, None) for kind in kinds[mart]
            ]
            found = [trace(warehouse, published, one) for one in asked]
            assert [sum(part.aporte for part in one.aportes) for one in found] == [one.cifra or 0 for one in found]
            assert sum(one.cifra or 0 for one in found) > 0


def test_a_figure_names_its_files_versions_sheets_and_rows(closed: Closed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_HOME", str(closed.home.root))
    asked = ["rastrear", "--mart", "servicios_por_cite", "--cite", "citemadera-lima", "--periodo", "2024-01"]
    found = listed(*asked, "--tipo", "4")
    assert found["cifra"] == 40
    [part] = found["aportes"]
    assert (part["archivo"], part["version"], part["hoja"], part["filas"], part["aporte"]) == (
        *("0413-0.xlsx", 2, "Atenciones", "3-42", 40),
    )
    # Clients 1 to 41 of one centre; those of the other, 4 to 10, and of February are all among them.
    network = listed("rastrear", "--mart", "clientes_por_tipo", "--periodo", "2024-02", "--acumulado")
    assert network["cifra"] == 41 == sum(part["aporte"] for part in network["aportes"])
    assert CliRunner().invoke(app, ["rastrear", "--mart", "dim_mes", "--periodo", "2024-01"]).exit_code == 2
    assert CliRunner().invoke(app, [*asked, "--tipo", "9"]).exit_code == 2


def listed(*arguments: str) -> Any:
    """What a command prints as JSON."""
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
