"""Holds the suites of the raw, staging and marts gates against a sound load, and against one broken promise at a time.
The suites of the report and of the documents have tests of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pandas as pd
import pytest

from orchestration.closing.steps import WHOLE_SELECTORS
from orchestration.core.paths import Home
from orchestration.gates.loads import frame_of
from orchestration.gates.suites import load_suite, suites_of
from orchestration.gates.validation import validate
from tests import prepared
from tests.raw_fixture import Attention, RawWarehouse, Report
from tests.shortcuts import build_models
from tests.siaf_raw import Delivery, Spending, deliver, metas_by_centre

LOAD_GATES = ("raw", "staging", "marts")
REPORTS = [
    Report(
        cite,
        date(2024, month, 1),
        datetime(2024, month + 1, 5),
        (Attention(date(2024, month, 3), "a", 1, "4.1", 4), Attention(date(2024, month, 9), f"b-{cite}", 2, "5.1")),
        observadas=1,
    )
    for cite in ("citeacuicola-puno", "citeagroindustrial-ica")
    for month in (1, 2)
]
CORRECTION = Report("citeacuicola-puno", date(2024, 1, 1), datetime(2024, 3, 1), REPORTS[0].atenciones[:1])

# Refused for coming before its month: on record, and no promise of the load is broken by it.
EARLY = Report(
    "citeagroindustrial-majes", date(2024, 3, 1), datetime(2024, 2, 1), REPORTS[0].atenciones, rechazado=True
)
BUDGET = "marts.ejecucion_presupuestal"
SETTLED = "delete from raw.periodos_por_rehacer;"

# One change to a sound warehouse for each promise: suite, the code that must break, what is done.
BREAKS = [
    ("raw_claves", "clave_repetida", "insert into raw.reportes from raw.reportes limit 1"),
    ("raw_reportes", "version_repetida", "update raw.reportes set version = 1"),
    # Over every version ever received: nothing is pending when these break.
    ("raw_conservacion", "filas_sin_destino", f"{SETTLED} update raw.reportes set filas = filas + 1 where version = 1"),
    ("raw_conservacion", "aceptadas_sin_cargar", f"{SETTLED} delete from raw.atenciones where fila = 2"),
    ("raw_conservacion", "aceptadas_sin_cargar", f"{SETTLED} delete from raw.reportes where version = 2"),
    ("raw_conservacion", "observadas_sin_guardar", f"{SETTLED} delete from raw.atenciones_observadas"),
    ("raw_reportes", "recibido_antes_de_su_mes", "update raw.reportes set recibido_en = recibido_en - interval 1 year"),
    ("raw_atenciones", "fila_repetida", "insert into raw.atenciones from raw.atenciones limit 1"),
    ("raw_atenciones", "fecha_fuera_de_su_mes", "update raw.atenciones set fecha = fecha + 60"),
    ("raw_atenciones", "tipo_cliente_desconocido", "update raw.atenciones set tipo_cliente_codigo = 7"),
    ("raw_atenciones", "tipo_servicio_desconocido", "update raw.atenciones set tipo_servicio_codigo = 0"),
    ("raw_atenciones", "cantidad_fuera_de_rango", "update raw.atenciones set cantidad = 100001"),
    ("raw_atenciones", "importe_negativo", "update raw.atenciones set importe = -0.01"),
    ("staging_atenciones", "atencion_no_vigente", "delete from intermediate.int_reportes_vigentes"),
    ("staging_atenciones", "tarea_fuera_de_su_servicio", "update {t} set tarea_codigo = '1.1'"),
    ("staging_atenciones", "cliente_sin_seudonimo", "update {t} set cliente_id = null"),
    ("staging_atenciones", "cantidad_menor_que_uno", "update {t} set cantidad = 0"),
    ("staging_atenciones", "servicios_perdidos", "delete from {t} where fila = 2"),
    ("marts_servicios_por_cite", "servicios_negativos", "update {t} set servicios = -1"),
    (
        "marts_servicios_por_cite",
        "acumulado_menor_que_el_mes",
        "update marts.servicios_acumulados_por_cite set servicios_acumulado = -1",
    ),
    (
        "marts_servicios_por_cite",
        "meses_sin_reporte_imposibles",
        "update marts.servicios_acumulados_por_cite set meses_sin_reporte = 13",
    ),
    ("marts_servicios_por_cite", "servicios_sin_celda", "update {t} set servicios = 0"),
    ("marts_servicios_por_tarea", "servicios_sin_celda", "update {t} set servicios = 0"),
    ("marts_servicios_por_tarea", "servicios_sin_celda", "delete from {t}"),
    ("marts_servicios_por_sexo", "sexo_desconocido", "update {t} set sexo = 'f'"),
    ("marts_servicios_por_sexo", "servicios_negativos", "update {t} set servicios = -1"),
    ("marts_servicios_por_sexo", "sexos_no_suman_su_mes", "update {t} set servicios = servicios + 1"),
    ("marts_servicios_por_sexo", "cifra_no_es_lo_reportado", "update {t} set servicios = null where servicios = 0"),
    ("marts_servicios_por_sexo", "cifra_no_es_lo_reportado", "delete from {t} where sexo = 'M'"),
    ("marts_servicios_por_sexo", "cifra_no_es_lo_reportado", "delete from {t} where tipo_servicio_codigo = 4"),
    ("marts_servicios_por_sexo", "cifra_no_es_lo_reportado", "update {t} set servicios = 0 where servicios is null"),
    ("marts_clientes_por_tipo", "clientes_negativos", "update {t} set clientes_mes = -1"),
    ("marts_clientes_por_tipo", "tipos_no_suman_su_total", "update {t} set clientes_acumulado = 1"),
    ("marts_clientes_por_tipo", "tipos_no_suman_su_total", "update {t} set clientes_mes = clientes_mes + 1"),
    ("marts_clientes_por_sexo", "sexo_desconocido", "update {t} set sexo = 'f'"),
    ("marts_clientes_por_sexo", "clientes_negativos", "update {t} set clientes_mes = -1"),
    ("marts_clientes_por_sexo", "sexos_no_suman_su_tipo", "update {t} set clientes_acumulado = 1"),
    ("marts_clientes_nuevos", "clientes_negativos", "update {t} set clientes_recurrentes = -1"),
    ("marts_clientes_nuevos", "condiciones_no_suman_el_mes", "update {t} set clientes_recurrentes = 5"),
    ("marts_clientes_nuevos", "nuevos_no_suman_el_anio", "update {t} set clientes_nuevos = 5"),
    ("marts_clientes_por_departamento", "clientes_negativos", "update {t} set clientes_mes = -1"),
    (
        "marts_clientes_por_departamento",
        "departamentos_no_suman_su_total",
        "update {t} set clientes_acumulado = clientes_acumulado + 1",
    ),
    ("marts_avance_metas", "meta_acumulada_menor_que_el_mes", "update {t} set meta_acumulada = meta_mes - 1"),
    (
        "marts_avance_metas",
        "ejecutado_acumulado_menor_que_el_mes",
        "update {t} set ejecutado_acumulado = ejecutado_mes - 1",
    ),
    ("marts_avance_metas", "avance_negativo", "update {t} set avance = -0.5"),
    ("marts_conciliacion", "cifra_sin_publicar", "update {t} set publicado = null"),
    ("marts_conciliacion", "cifra_diferente", "update {t} set estado = 'diferente'"),
    ("marts_data_peru_apartadas", "importado_difiere_de_lo_reportado", "update {t} set diferencia = 1"),
    ("marts_ejecucion_presupuestal", "ambito_desconocido", "update {t} set ambito = 'macrorregion'"),
    ("marts_ejecucion_presupuestal", "centro_desconocido", "delete from marts.dim_cite where cite_codigo = 'sede'"),
    ("marts_ejecucion_presupuestal", "centro_desconocido", "update {t} set cite_codigo = null"),
    ("marts_ejecucion_presupuestal", "ambito_desconocido", "update {t} set ambito = 'programa'"),
    ("marts_ejecucion_presupuestal", "saldo_no_es_la_resta", "update {t} set saldo = saldo + 0.01"),
    ("marts_ejecucion_presupuestal", "categoria_sin_catalogo", "update {t} set categoria_presupuestal = '0138'"),
    ("marts_ejecucion_presupuestal", "devengado_mayor_que_el_pim", "update {t} set devengado = pim + 1, saldo = -1"),
    ("marts_control_presupuesto", "presupuesto_no_cierra", f"delete from {BUDGET} where producto = '1'"),
    ("marts_control_presupuesto", "presupuesto_no_cierra", f"update {BUDGET} set girado = girado + 0.01"),
    ("marts_control_presupuesto", "presupuesto_no_cierra", f"update {BUDGET} set generica = '2.9'"),
    ("marts_metas_presupuestales", "ejecutora_ambigua", "update {t} set situacion = 'ejecutora_ambigua'"),
    ("marts_metas_presupuestales", "meta_por_revisar", "update {t} set situacion = 'sede_por_revisar'"),
    ("marts_metas_presupuestales", "meta_ausente", "update {t} set situacion = 'ausente_del_archivo'"),
    ("marts_metas_presupuestales", "centro_sin_meta", "update {t} set situacion = 'centro_sin_meta'"),
]
# The tables of raw where a row is named by its first column, or, of freezes and verdicts, by the first two.
NAMED = {
    *("recepciones", "reportes", "periodos_congelados", "retiros", "puertas", "constancias", "rejuicios", "correos"),
    *("correos_de_retiro", "anotadas", "publicaciones", "siaf_entregas", "data_peru_entregas", "entregas_por_rehacer"),
}


def _spending_of_every_centre() -> Delivery:
    """A year of its own, so that no figure of the plan of 2024 is asked of it."""
    metas = [number for numbers in metas_by_centre(2025).values() for number in numbers]
    rows = [Spending(number, "10", "20.02", ("0.01", "5")) for number in metas]
    office = Spending("9999", "7", "9", ("-1", "2.5"), programa="9001", producto="1", meta_nombre="GESTION")
    return Delivery(2025, 1, datetime(2025, 3, 8), (*rows, office), corte=2)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = prepared.with_documents(Home(tmp_path_factory.mktemp("casa")))
    RawWarehouse(home.warehouse).load([*REPORTS, CORRECTION, EARLY])
    deliver(home.warehouse, [_spending_of_every_centre()])
    _import_what_was_reported(home)
    for selector in (WHOLE_SELECTORS["staging"], WHOLE_SELECTORS["marts"]):
        build_models(home, selector)
    with duckdb.connect(str(home.warehouse)) as connection:
        yield connection


def _import_what_was_reported(home: Home) -> None:
    """A delivery of Data Perú that says of January what Puno's report says: it is set aside."""
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            "insert into raw.data_peru_entregas by name select 'e' as entrega_id, 1 as version, 'e' as archivo, "
            "'0' as sha256, 1 as bytes, timestamp '2024-03-01' as recibido_en, 'aceptado' as estado, 1 as filas"
        )
        connection.execute(
            "insert into raw.data_peru_filas by name select 'e' as entrega_id, 'TABLA_03_N01' as tabla, "
            "'e' as archivo, "
            "'0' as sha256, 2 as linea, timestamp '2024-03-01' as recibido_en, 'citeacuicola-puno' as cite_codigo, "
            "2024 as anio, 4 as tipo_codigo, 4 as mes_01, date '2024-03-01' as fecha"
        )


def _frame(connection: duckdb.DuckDBPyConnection, suite: str) -> pd.DataFrame:
    return frame_of(connection, load_suite(suite))


@pytest.mark.parametrize("suite", [suite for gate in LOAD_GATES for suite in suites_of(gate)])
def test_sound_load_keeps_every_promise(warehouse: duckdb.DuckDBPyConnection, suite: str) -> None:
    frame = _frame(warehouse, suite)
    assert len(frame) > 0
    assert [(r.expectation.code, r.error) for r in validate(frame, load_suite(suite)).failures] == []


@pytest.mark.parametrize(("suite", "code", "change"), BREAKS, ids=[f"{suite}-{code}" for suite, code, _ in BREAKS])
def test_broken_promise_is_found(warehouse: duckdb.DuckDBPyConnection, suite: str, code: str, change: str) -> None:
    stated = load_suite(suite)
    warehouse.execute("begin")
    try:
        warehouse.execute(change.format(t=stated.meta["tabla"]))
        frame = _frame(warehouse, suite)
    finally:
        warehouse.execute("rollback")
    broken = {result.expectation.code for result in validate(frame, stated).failures}
    assert code in broken


def test_no_name_is_borne_twice_in_any_table_that_has_names(warehouse: duckdb.DuckDBPyConnection) -> None:
    values = {"INTEGER": "1", "BIGINT": "1", "BOOLEAN": "true", "JSON": "'{}'", "VARCHAR[]": "[]"}
    tables = warehouse.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    named = set()
    for (table,) in tables:
        kinds = [kind for _, kind, *_ in warehouse.execute(f"describe raw.{table}").fetchall()]
        row = ", ".join(
            values.get(kind, "'a'" if kind == "VARCHAR" else "null" if "DECIMAL" in kind else "'2024-01-01'")
            for kind in kinds
        )
        warehouse.execute("begin")
        try:
            warehouse.execute(f"insert into raw.{table} values ({row}), ({row})")
            frame = _frame(warehouse, "raw_claves")
        finally:
            warehouse.execute("rollback")
        named |= set(frame[frame.repetidas == 1].tabla)
        assert set(frame[frame.repetidas != 0].tabla) <= {table}
    assert named == NAMED


def test_every_promise_of_these_suites_is_broken_once() -> None:
    stated = {(s, e.code) for gate in LOAD_GATES for s in suites_of(gate) for e in load_suite(s).expectations}
    assert {(suite, code) for suite, code, _ in BREAKS} == stated


def test_no_frame_of_a_gate_holds_a_person(warehouse: duckdb.DuckDBPyConnection) -> None:
    personal = {"numero_documento", "cliente_nombre", "responsable", "valor", "mensaje", "celdas"}
    for suite in (suite for gate in LOAD_GATES for suite in suites_of(gate)):
        assert not personal & set(_frame(warehouse, suite).columns), suite


DRAFT = {
    "tabla": load_suite("publicacion_tablas").expectations[1].kwargs["value_set"],
    "filas": 3,
    "filas_en_almacen": 3,
    "suma": "a",
    "suma_en_duckdb": "a",
    "suma_en_parquet": "a",
    "columnas_personales": "",
}


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [
        (None, "filas", 3),
        ("tabla_repetida", "tabla", "dim_mes"),
        ("tabla_que_falta", "tabla", "otra"),
        ("filas_distintas", "filas", 2),
        ("copia_duckdb_distinta", "suma_en_duckdb", "b"),
        ("copia_parquet_distinta", "suma_en_parquet", "b"),
        ("columna_personal", "columnas_personales", "cliente_id"),
    ],
)
def test_publication_keeps_its_promises(code: str | None, column: str, value: object) -> None:
    draft = pd.DataFrame(DRAFT)
    draft.loc[0, column] = value
    broken = {result.expectation.code for result in validate(draft, load_suite("publicacion_tablas")).failures}
    assert (code in broken) if code else not broken
