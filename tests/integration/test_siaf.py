"""The SIAF's files through real Dagster, Great Expectations, dbt and DuckDB, with and without a close before them.
What each refusal says is held by the unit tests; here, what is published and what is left as it was."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.paths import Home
from orchestration.publication import snapshot
from tests.closed_home import closed_home
from tests.integration.conftest import GoOn
from tests.siaf_files import country, row, text, write


@pytest.fixture
def after_close(go_on_from: GoOn) -> Home:
    return go_on_from(closed_home())


def siaf(*files: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["siaf", *map(str, files)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def year_to_date(home: Home) -> dict[str, Decimal | None]:
    """The pliego's devengado of 2024 by month, as readers see it."""
    with duckdb.connect(str(home.published / "red_cite.duckdb"), read_only=True) as reader:
        return dict(
            reader.execute(
                "select strftime(periodo, '%Y-%m'), sum(devengado) from marts.devengado_mensual "
                "where origen = 'siaf' group by 1 order by 1"
            ).fetchall()
        )


# In the usual suite `test_presupuesto` holds that the last accepted delivery counts, `test_siaf_feed` that a correction
# is a version of its own.
@pytest.mark.timeout(600)  # a close before it, and two builds of the marts
@pytest.mark.parametrize("corrected", [False, pytest.param(True, marks=pytest.mark.lento)])
def test_a_delivery_is_published_at_once_and_its_correction_too(
    after_close: Home, tmp_path: Path, corrected: bool
) -> None:
    before = snapshot.current(after_close)
    file = write(tmp_path / "2024.csv.gz", gzip.compress(text(country()).encode("latin-1")))
    code, said = siaf(file)
    assert code == 0 and "Publicado: versión 2" in said, said
    assert "1,000.00" in said and "1,400.50" in said and "170.75" in said
    assert file.exists(), "the delivered file of a person stays where it was"
    assert year_to_date(after_close) == {
        "2024-01": Decimal("100.25"),
        "2024-02": Decimal("80.50"),
        "2024-03": Decimal("-10.00"),
    }
    after = snapshot.current(after_close)
    assert before is not None and after is not None
    untouched = [t for t in before.tablas if t.startswith(("servicios_", "clientes_"))]
    assert untouched and all(after.tablas[t] == before.tablas[t] for t in untouched)
    if not corrected:
        return
    code, said = siaf(write(tmp_path / "b.csv", text([*country(), row(months=[0, 0, 4])])))
    assert code == 0 and "2024-03" in said
    assert year_to_date(after_close)["2024-03"] == Decimal("-6.00")


def test_a_refused_delivery_leaves_what_is_published_byte_for_byte(after_close: Home, tmp_path: Path) -> None:
    seen = (after_close.published / "red_cite.duckdb").read_bytes()
    code, said = siaf(write(tmp_path / "cortado.csv", text(country())[:-30]))
    assert code == 1 and "Línea 6: la última línea está incompleta" in said
    assert (after_close.published / "red_cite.duckdb").read_bytes() == seen
    reports = list((after_close.siaf / "rechazados").glob("*.txt"))
    assert len(reports) == 1 and str(reports[0].parent) in said


def test_where_no_close_ever_ran_the_load_is_kept_and_says_so(
    home: Home, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    write(home.siaf_landing / "2024.csv", text(country()))
    code, said = siaf()
    assert code == 0 and "Cargado y sin publicar" in said, said
    assert snapshot.current(home) is None
    assert instance.get_materialized_partitions(dg.AssetKey("siaf")) == {"2024"}
    with duckdb.connect(str(home.warehouse)) as connection:
        assert connection.execute("select count(*) from raw.entregas_por_rehacer").fetchone() == (1,)
    assert siaf() == (0, f"No hay archivos en {home.siaf_landing}.\n")


def test_the_board_shows_accepted_years_and_red_checks(
    home: Home, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    files = [
        write(tmp_path / "a.csv", text([row(2022, MONTO_DEVENGADO_ANUAL="5", MONTO_COMPROMETIDO_ANUAL="5")])),
        write(tmp_path / "b.csv", text(country())),
        write(tmp_path / "c.csv", text([row(2025, MONTO_PIM="-1")])),
        write(tmp_path / "sin-cabecera.csv", "a,b\n1,2\n"),
    ]
    code, said = siaf(*files)
    assert code == 1 and " anual " in said and "PIM de la cadena" in said and "falta ANO_EJE" in said
    assert instance.get_materialized_partitions(dg.AssetKey("siaf")) == {"2022", "2024"}
    history = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("siaf"), "puerta_siaf"), limit=10
    )
    events = [record.event.dagster_event.event_specific_data for record in history]
    checks = {done.partition: done.passed for done in events if isinstance(done, dg.AssetCheckEvaluation)}
    assert checks == {"2022": True, "2024": True, "2025": False}


def test_what_is_wrong_with_the_command_ends_with_two(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert siaf(Path("no-hay.csv"))[0] == 2
    monkeypatch.setenv("RED_CITE_PLIEGO", "ITP")
    assert siaf()[0] == 2


def test_what_was_not_taken_is_named_and_is_no_success(home: Home, tmp_path: Path) -> None:
    code, said = siaf(write(tmp_path / "2024.csv.part", text(country())))
    assert code == 1 and "2024.csv.part" in said, said
    code, said = siaf()
    assert code == 1 and "No hay archivos" in said and "2024.csv.part" in said, said
