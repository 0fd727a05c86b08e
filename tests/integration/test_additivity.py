"""What every measure of a mart declares of its sums, held against what the marts are made from.
Subsets of rows are drawn with a fixed seed; the reports and deliveries are those of `conftest.py`, all invented."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.transforming import dbt

SUBSETS = 25
_NUMBERS = re.compile(r"TINYINT|INTEGER|BIGINT|HUGEINT|DOUBLE|DECIMAL")
# Numbers that name or order something: their total says nothing.
_NAMES = re.compile(r"(_codigo|^anio|^mes|^trimestre|^orden|^puesto|^version|^publicacion|^fila)$")

# What a table's name says of its numbers: to date, distinct clients, the same money cut several ways.
_SAYS_SO = re.compile(r"acumulad[oa]s?(_|$)|^clientes_|_por_corte$")
# Tables that list what is no fact of a month, and why a number of theirs has no sum.
LISTS = {
    "cifras_publicadas": "figures of many units, parts and totals, as documents print them",
    "conciliacion": "two figures of the same thing beside each other",
    "discrepancias": "the same, of two documents",
    "data_peru_apartadas": "imported figures that do not count, beside those that do",
    "periodos_congelados": "a freeze repeats what the one before it froze",
    "publicacion": "one row",
    "versiones_recibidas": "a version repeats the services of the one that it corrects",
}

ATTENTIONS = "intermediate.int_atenciones_vigentes"
OF_A_SEX = f"(select * replace (coalesce(sexo, 'sin dato') as sexo) from {ATTENTIONS})"


def _seen(window: str, scope: str) -> str:
    """A row a client, month and scope that saw it in the month or since January, with what it last wrote of it."""
    centre = "visto.cite_codigo" if scope == "cite" else "null"
    since = "meses.periodo" if window == "mes" else "date_trunc('year', meses.periodo)"
    last = "row(fecha, visto.cite_codigo, fila)"
    return f"""(
        select
            meses.periodo, {centre} as cite_codigo, cliente_id,
            tipo_cliente_codigo: arg_max(tipo_cliente_codigo, {last}),
            sexo: coalesce(arg_max(sexo, {last}) filter (sexo is not null), 'sin dato'),
            departamento_codigo: left(arg_max(ubigeo, {last}) filter (ubigeo is not null), 2)
        from marts.dim_mes as meses
        inner join {ATTENTIONS} as visto on visto.periodo between {since} and meses.periodo
        group by 1, 2, 3
    )"""


def _first_months(scope: str) -> str:
    """A row a client, year and scope: the month that first saw it."""
    of_scope = "cite_codigo, " if scope == "cite" else ""
    grouped = f"group by {of_scope}cliente_id, year(periodo)"
    return f"(select {of_scope}cliente_id, min(periodo) as periodo from {ATTENTIONS} {grouped})"


# The lines of the deliveries in force, as they stand at each month that their file knows.
MONEY = """(
    select
        *, make_date(anio, m, 1) as periodo,
        if(nivel_temporal = 'mensual', devengado_por_mes[m], null) as devengado_mes,
        if(nivel_temporal = 'mensual', list_sum(devengado_por_mes[1:m]), devengado_anual) as devengado_acumulado,
        pim - devengado_acumulado as saldo
    from intermediate.int_siaf_gasto cross join (select unnest(range(1, 13)) as m)
    where vigente and m <= ultimo_mes
)"""
MONTHS_MONEY = f"(from {MONEY} where nivel_temporal = 'mensual')"
CITES_MONEY = f"(from {MONTHS_MONEY} where ambito = 'cite')"
YEARS_MONEY = """(
    select
        *, if(nivel_temporal = 'mensual', list_sum(devengado_por_mes), devengado_anual) as devengado,
        pim - devengado as saldo
    from intermediate.int_siaf_gasto where vigente
)"""
RECEIVED = "(select *, filas_aceptadas as filas_cargadas from staging.stg_reportes)"
COUNTING = "(select *, filas_aceptadas as filas_cargadas from intermediate.int_reportes_vigentes)"
TARGETS = "intermediate.int_metas_mensuales"
PROGRAMMINGS = ("inicial", "actualizada")
# The days after its due date of each cell's first version that counted.
DELAYS = """(
    select periodo, cite_codigo, greatest(datediff('day', min(vence_el), min(recibido_en)::date), 0) as dias
    from staging.stg_reportes inner join marts.dim_mes using (periodo) where estado <> 'rechazado' group by all
)"""


@dataclass(frozen=True)
class Truth:
    """`figure` over the rows of `base` that share a subset's values of the columns `by`.

    `months` says which months of the base answer for the subset's: `each` of them, those `to_date` (from January to the
    last of each year), or the `last` of each year, for amounts that every month repeats.
    """

    base: str
    figure: str
    by: Sequence[str]
    months: str = "each"


def _services(*by: str, base: str = ATTENTIONS) -> dict[str, Truth]:
    return {"servicios": Truth(base, "sum(cantidad)", ("periodo", "cite_codigo", *by))}


def _clients(scope: str, *by: str) -> dict[str, Truth]:
    by = ("periodo", "cite_codigo", *by) if scope == "cite" else ("periodo", *by)
    return {f"clientes_{window}": Truth(_seen(window, scope), _DISTINCT, by) for window in ("mes", "acumulado")}


def _money(base: str, *by: str, of_the_month: Sequence[str], of_the_year: Sequence[str]) -> dict[str, Truth]:
    return {name: Truth(base, f"sum({name})", by) for name in of_the_month} | {
        name: Truth(base, f"sum({name})", by, "last") for name in of_the_year
    }


def _same(base: str, *columns: str) -> dict[str, Truth]:
    return {name: Truth(base, f"sum({name})", ("periodo", "cite_codigo")) for name in columns}


def _of_targets(indicator: str, programming: str, also: str = "null") -> str:
    return f"(select *, {also} from {TARGETS} where indicador = '{indicator}' and programacion = '{programming}')"


def _targets(indicator: str, lapse: str) -> dict[str, Truth]:
    months = "to_date" if lapse else "each"
    return {
        f"meta_{indicator}_{programming}{lapse}": Truth(
            _of_targets(indicator, programming), "sum(meta_mes)", _CELL, months
        )
        for programming in PROGRAMMINGS
    }


_DISTINCT = "count(distinct cliente_id)"
_BUDGET = ("pia", "pim", "devengado_acumulado", "saldo")
_CELL = ("periodo", "cite_codigo")
_PART = ("anio", "corte", "concepto")
PRINTED = (
    "staging.stg_publicado inner join (select documento, cuadro, fila, corte, concepto from marts.{}) "
    "using (documento, cuadro, fila)"
)
_CHAIN = ("cite_codigo", "categoria_presupuestal", "producto", "fuente", "generica")
TRUTHS: Mapping[str, Mapping[str, Truth]] = {
    "servicios_por_cite": _services("tipo_servicio_codigo"),
    "servicios_acumulados_por_cite": {
        "servicios_acumulado": Truth(ATTENTIONS, "sum(cantidad)", (*_CELL, "tipo_servicio_codigo"), "to_date")
    },
    "servicios_por_tarea": _services("tarea_codigo", "categoria_presupuestal"),
    "servicios_por_sexo": _services("tipo_servicio_codigo", "sexo", base=OF_A_SEX),
    "clientes_por_tipo": _clients("red", "tipo_cliente_codigo"),
    "clientes_por_tipo_y_cite": _clients("cite", "tipo_cliente_codigo"),
    "clientes_por_sexo": _clients("red", "tipo_cliente_codigo", "sexo"),
    "clientes_por_sexo_y_cite": _clients("cite", "tipo_cliente_codigo", "sexo"),
    "clientes_por_departamento": _clients("red", "departamento_codigo"),
    "clientes_por_departamento_y_cite": _clients("cite", "departamento_codigo"),
    "clientes_nuevos": {"clientes_nuevos": Truth(_first_months("red"), "count(*)", ("periodo",))},
    "clientes_nuevos_por_cite": {
        "clientes_nuevos": Truth(_first_months("cite"), _DISTINCT, ("periodo", "cite_codigo"))
    },
    "ejecucion_presupuestal": {
        name: Truth(YEARS_MONEY, f"sum({name})", ("anio", *_CHAIN))
        for name in ("pia", "pim", "certificado", "comprometido", "devengado", "girado", "saldo")
    },
    "devengado_mensual": {"devengado": Truth(MONTHS_MONEY, "sum(devengado_mes)", ("periodo", *_CHAIN))},
    "ejecucion_acumulada": _money(MONEY, "periodo", *_CHAIN, of_the_month=[], of_the_year=_BUDGET),
    "avance_presupuestal_acumulado": _money(MONTHS_MONEY, *_CELL, of_the_month=[], of_the_year=_BUDGET),
    "metas_presupuestales": {
        mart: Truth(
            "(from intermediate.int_siaf_gasto where vigente)", f"sum({siaf})", ("anio", "sec_func", "cite_codigo")
        )
        for mart, siaf in {"pia": "pia", "pim": "pim", "devengado": "devengado_anual"}.items()
    },
    "costo_por_servicio": {
        "devengado_mes": Truth(CITES_MONEY, "sum(devengado_mes)", _CELL),
        "inversion_mes": Truth(CITES_MONEY, "sum(devengado_mes) filter (generica = '2.6')", _CELL),
        "servicios_mes": Truth(ATTENTIONS, "sum(cantidad)", _CELL),
    },
    "costo_por_servicio_acumulado": {
        "devengado_acumulado": Truth(CITES_MONEY, "sum(devengado_mes)", _CELL, "to_date"),
        "inversion_acumulado": Truth(CITES_MONEY, "sum(devengado_mes) filter (generica = '2.6')", _CELL, "to_date"),
        "servicios_acumulado": Truth(ATTENTIONS, "sum(cantidad)", _CELL, "to_date"),
    },
    "avance_metas": _services(base=ATTENTIONS) | _targets("servicios", ""),
    "avance_metas_acumulado": {"servicios_acumulado": Truth(ATTENTIONS, "sum(cantidad)", _CELL, "to_date")}
    | _targets("servicios", "_acumulada"),
    "clientes_frente_a_metas": _clients("cite") | _targets("clientes", "") | _targets("clientes", "_acumulada"),
    "metas_anuales": {
        f"meta_{indicator}_{programming}": Truth(
            _of_targets(indicator, programming, "year(periodo) as anio"), "sum(meta_mes)", ("anio", "cite_codigo")
        )
        for indicator in ("servicios", "clientes")
        for programming in PROGRAMMINGS
    },
    "presupuesto_publicado": {
        name: Truth(
            f"(from {PRINTED.format('presupuesto_publicado')})", f"sum(valor) filter (medida = '{name}')", _PART
        )
        for name in ("pia", "pim", "devengado")
    },
    # Two cuts of one budget are one budget.
    "presupuesto_publicado_por_corte": {
        name: Truth(
            f"(from {PRINTED.format('presupuesto_publicado_por_corte')})",
            f"sum(valor) filter (medida = '{name}') / count(distinct corte)",
            ("corte",),
        )
        for name in ("pia", "pim", "devengado")
    },
    "cobertura_reportes": {
        "versiones_recibidas": Truth(RECEIVED, "count(*)", _CELL),
        "versiones_rechazadas": Truth(RECEIVED, "count(*) filter (estado = 'rechazado')", _CELL),
        "dias_retraso": Truth(DELAYS, "sum(dias)", _CELL),
        **_same(COUNTING, "filas", "filas_cargadas", "filas_observadas", "filas_rechazadas"),
    },
    "versiones_recibidas": _same(RECEIVED, "filas", "filas_cargadas", "filas_observadas", "filas_rechazadas"),
    "observaciones_por_regla": {
        "hallazgos": Truth(
            "(from staging.stg_observaciones inner join staging.stg_reportes using (reporte_id))",
            "sum(veces)",
            ("periodo", "cite_codigo", "codigo"),
        )
    },
}


@pytest.fixture(scope="module")
def declared(counted: Home) -> dict[tuple[str, str], str]:
    """What each measure of a mart declares, by table and column; empty where it declares nothing."""
    manifest: dict[str, Any] = json.loads(dbt.manifest_file(counted).read_text(encoding="utf-8"))
    marts = (n for n in manifest["nodes"].values() if n["resource_type"] == "model" and n["schema"] == "marts")
    return {
        (mart["name"], name): column["config"]["meta"].get("aditividad", "")
        for mart in marts
        for name, column in mart["columns"].items()
        if "unidad" in column["config"]["meta"]
    }


@pytest.fixture(scope="module")
def warehouse(counted: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(counted.warehouse), read_only=True) as connection:
        yield connection


def test_every_number_that_measures_something_declares_its_sums(
    warehouse: duckdb.DuckDBPyConnection, declared: dict[tuple[str, str], str]
) -> None:
    columns = warehouse.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'"
    ).fetchall()
    numbers = {(mart, name) for mart, name, type_ in columns if _NUMBERS.match(type_) and not _NAMES.search(name)}
    assert numbers == declared.keys()
    addable = {key for key, how in declared.items() if how == "suma" or how.startswith("por_")}
    assert {key: how for key, how in declared.items() if key not in addable and how != "no_suma"} == {}
    assert addable == {(mart, name) for mart, truths in TRUTHS.items() for name in truths}


def test_a_mart_of_facts_has_no_number_that_does_not_add_up(declared: dict[tuple[str, str], str]) -> None:
    """What does not lives in a table whose name says so, or in one that lists and counts nothing."""
    wrong = {
        (mart, name): how
        for (mart, name), how in declared.items()
        if how != "suma" and not _SAYS_SO.search(mart) and mart not in LISTS
    }
    assert wrong == {}
    assert {mart for (mart, _), how in declared.items() if how != "suma"} >= LISTS.keys()


def test_a_measure_adds_up_over_any_subset_that_it_declares(
    warehouse: duckdb.DuckDBPyConnection, declared: dict[tuple[str, str], str]
) -> None:
    wrong = []
    for mart, name, truth in _measures():
        kept = _kept(declared[mart, name])
        assert kept <= set(truth.by), (mart, name)
        wrong += [found for found in _drawn(warehouse, mart, name, truth, kept) if found[-1] != found[-2]]
    assert wrong == []


def test_a_sum_that_is_declared_in_parts_is_wrong_over_the_whole(
    warehouse: duckdb.DuckDBPyConnection, declared: dict[tuple[str, str], str]
) -> None:
    """Otherwise the declaration would forbid a sum that is right; amounts that are all zero add up anyhow."""
    never = [
        (mart, name)
        for mart, name, truth in _measures()
        if declared[mart, name] != "suma" and _figures(warehouse, f"marts.{mart}", f"sum({name})", [{}]) != [0]
        if all(found[-1] == found[-2] for found in _drawn(warehouse, mart, name, truth, set()))
    ]
    assert never == []


def _measures() -> Iterator[tuple[str, str, Truth]]:
    return ((mart, name, truth) for mart, truths in TRUTHS.items() for name, truth in truths.items())


def _kept(how: str) -> set[str]:
    """The columns of which a sum may hold one value alone."""
    return set(how.removeprefix("por_").split("_y_")) if how.startswith("por_") else set()


def _drawn(
    warehouse: duckdb.DuckDBPyConnection, mart: str, name: str, truth: Truth, kept: set[str]
) -> Iterator[tuple[Any, ...]]:
    """Of each subset: the mart, the column, the subset, the sum of its rows and what it should be."""
    draw = random.Random(f"{mart}.{name}")
    members = {column: _members(warehouse, mart, column) for column in truth.by}
    drawn = [
        {
            column: draw.sample(values, 1 if column in kept else draw.randint(1, len(values)))
            for column, values in members.items()
        }
        for _ in range(SUBSETS)
    ]
    summed = _figures(warehouse, f"marts.{mart}", f"sum({name})", drawn)
    meant = _figures(warehouse, truth.base, truth.figure, [chosen | _months(truth, chosen) for chosen in drawn])
    return ((mart, name, *found) for found in zip(drawn, summed, meant, strict=True))


def _members(warehouse: duckdb.DuckDBPyConnection, mart: str, column: str) -> list[str]:
    rows = warehouse.execute(f"select distinct coalesce({column}::varchar, '') from marts.{mart} order by 1")
    return [value for (value,) in rows.fetchall()]


def _months(truth: Truth, chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if truth.months == "each":
        return {}
    last = {month[:4]: month for month in sorted(chosen["periodo"])}.values()
    if truth.months == "last":
        return {"periodo": list(last)}
    return {"periodo": [f"{month[:5]}{number:02}-01" for month in last for number in range(1, int(month[5:7]) + 1)]}


def _figures(
    warehouse: duckdb.DuckDBPyConnection, table: str, figure: str, subsets: Sequence[Mapping[str, Sequence[str]]]
) -> list[float]:
    """The figure over the rows of each subset: one query for all of them, for each of a base costs as much to plan."""
    by_subset = [f"list_contains(subset.chosen.{column}, coalesce({column}::varchar, ''))" for column in subsets[0]]
    asked = f"""
        with rows as materialized (from {table})
        select (select round(coalesce({figure}, 0), 4)::double from rows where {" and ".join(["true", *by_subset])})
        from (select unnest($subsets) as chosen, generate_subscripts($subsets, 1) as number) as subset order by number
    """
    return [value for (value,) in warehouse.execute(asked, {"subsets": [dict(one) for one in subsets]}).fetchall()]
