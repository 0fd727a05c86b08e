"""Reads from a publication what the dashboard lists: months, centres, reports, comparisons with what was printed.
Figures that a filter may add up or single out are metrics and belong to `figures.py`."""

from __future__ import annotations

import duckdb

from orchestration.outputs.dashboard.tables import Table, select

# Scope 0 is the whole network, the others are centres in the catalogue's order, which every board keeps.
_SCOPES = """
create or replace temp table ambitos as
select row_number() over (order by cite_codigo)::integer as ambito, cite_codigo, cite, tipo, departamento,
    reporta_desde, reporta_hasta
from marts.dim_cite
"""

QUERIES = {
    "meses": """
        select strftime(periodo, '%Y-%m') as periodo, anio, mes, mes_nombre as nombre from marts.dim_mes order by 1
    """,
    "centros": """
        select ambito, cite_codigo as codigo, cite as nombre, tipo, departamento, reporta_desde is not null as reporta,
            strftime(reporta_desde, '%Y-%m') as desde, strftime(reporta_hasta, '%Y-%m') as hasta
        from ambitos order by ambito
    """,
    "tipos_servicio": """
        select distinct tipo_servicio_codigo as tipo, tipo_servicio as nombre from marts.dim_tarea order by 1
    """,
    "tipos_cliente": """
        select tipo_cliente_codigo as tipo, tipo_cliente as nombre from marts.dim_tipo_cliente order by 1
    """,
    "reportes": """
        select
            strftime(c.periodo, '%Y-%m') as periodo,
            a.ambito,
            c.debido,
            c.estado,
            strftime(c.recibido_en, '%d/%m/%Y') as recibido,
            c.versiones_recibidas as versiones,
            c.filas_observadas as observadas,
            c.dias_retraso as retraso,
            c.estado_ultima_version as ultima
        from marts.cobertura_reportes as c
        inner join ambitos as a using (cite_codigo)
        order by all
    """,
    # Months of a centre whose figures came from the earlier platform and not from its reports.
    "importados": """
        select distinct strftime(s.periodo, '%Y-%m') as periodo, a.ambito
        from marts.servicios_por_cite as s
        inner join ambitos as a using (cite_codigo)
        where s.origen = 'data_peru'
        order by all
    """,
    # Rows held back in the versions in force, January to the month.
    "observadas": """
        with conteos as (
            select c.periodo, coalesce(a.ambito, 0) as ambito, sum(c.filas_observadas)::bigint as filas
            from marts.cobertura_reportes as c
            inner join ambitos as a using (cite_codigo)
            group by grouping sets ((c.periodo, a.ambito), (c.periodo))
        )

        select
            strftime(periodo, '%Y-%m') as periodo,
            ambito,
            sum(filas) over (partition by ambito, year(periodo) order by periodo)::bigint as filas
        from conteos
        order by all
    """,
    # Scope 0 holds every figure of the year's documents, the centres' own ones too.
    "conciliacion": """
        select c.anio, coalesce(a.ambito, 0) as ambito, c.documento, c.estado, count(*) as cifras
        from marts.conciliacion as c
        left join ambitos as a using (cite_codigo)
        group by grouping sets ((c.anio, c.documento, c.estado, a.ambito), (c.anio, c.documento, c.estado))
        having a.ambito is not null or grouping(a.ambito) = 1
        order by all
    """,
    "no_conciliadas": """
        select c.anio, coalesce(a.ambito, 0) as ambito, c.documento, c.cuadro, c.estado, c.detalle, c.publicado,
            c.calculado, c.medida, c.explicacion
        from marts.conciliacion as c
        left join ambitos as a using (cite_codigo)
        where c.estado in ('diferente', 'explicada')
        order by all
    """,
    "discrepancias": "select documento, cuadro, frase from marts.discrepancias order by all",
    # What the operating plan prints of the year (Cuadro 25): it has no execution, which stays "sin dato".
    "presupuesto_publicado": """
        select
            p.anio,
            coalesce(a.ambito, 0) as ambito,
            sum(p.pia) as pia,
            sum(p.pim) as pim,
            strftime(max(p.pim_al), '%d/%m/%Y') as pim_al
        from marts.presupuesto_publicado as p
        inner join ambitos as a using (cite_codigo)
        where p.cuadro = 'Cuadro 25'
        group by grouping sets ((p.anio, a.ambito), (p.anio))
        order by all
    """,
    # What a centre is held against, by the names of the metrics.
    "medianas": """
        select
            strftime(periodo, '%Y-%m') as periodo,
            servicios_acumulado as servicios,
            clientes_acumulado as clientes,
            avance_servicios_actualizada as avance_metas_servicios,
            avance_presupuestal,
            costo_acumulado as costo_por_servicio
        from marts.medianas_acumuladas
        order by 1
    """,
    "entregas": """
        select distinct procedencia as archivo from marts.ejecucion_presupuestal where origen = 'siaf' order by 1
    """,
    # Of the centres and the head office, which has no number of scope.
    "gasto": """
        select
            strftime(g.periodo, '%Y-%m') as periodo,
            g.ambito as de,
            a.ambito,
            g.pim,
            g.devengado_acumulado as devengado,
            g.avance,
            g.alerta,
            g.avance_minimo as minimo,
            strftime(g.pim_al, '%d/%m/%Y') as pim_al
        from marts.avance_presupuestal_acumulado as g
        left join ambitos as a using (cite_codigo)
        order by all
    """,
}


def read_listings(connection: duckdb.DuckDBPyConnection) -> dict[str, Table]:
    """Every list by name."""
    connection.execute(_SCOPES)
    return {name: select(connection, query) for name, query in QUERIES.items()}


def scope_numbers(listings: dict[str, Table]) -> dict[str, int]:
    """The centres' numbers as scopes, by their code."""
    return {code: scope for scope, code, *_ in listings["centros"]["filas"]}
