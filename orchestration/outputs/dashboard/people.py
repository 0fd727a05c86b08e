"""Who the clients are and what was done for them: new and returning, women, departments, tasks.
What the institution does not publish goes through the rule of small numbers; figures by type are in `figures.py`."""

from __future__ import annotations

import duckdb

from orchestration.outputs.dashboard.tables import Table, select
from orchestration.outputs.documents.blocks import RESERVED
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.wording import RESERVED_SIGN
from orchestration.publication.metrics.querying import query

# The temporary table `ambitos` (`listings.py`) numbers the centres; 0 is the network, whose own marts count it.
_NEW = """
    select strftime(periodo, '%Y-%m') as periodo, 0 as ambito, clientes_nuevos as nuevos,
        clientes_recurrentes as recurrentes
    from marts.clientes_nuevos
    union all
    select strftime(n.periodo, '%Y-%m'), a.ambito, n.clientes_nuevos, n.clientes_recurrentes
    from marts.clientes_nuevos_por_cite as n inner join ambitos as a using (cite_codigo)
    order by all
"""
_SEXES = """
    with todos as (
        select periodo, 0 as ambito, sexo, clientes_acumulado from marts.clientes_por_sexo
        union all
        select s.periodo, a.ambito, s.sexo, s.clientes_acumulado
        from marts.clientes_por_sexo_y_cite as s inner join ambitos as a using (cite_codigo)
    )

    select
        strftime(periodo, '%Y-%m') as periodo,
        ambito,
        sum(clientes_acumulado) filter (where sexo = 'F')::bigint as mujeres,
        sum(clientes_acumulado) filter (where sexo = 'M')::bigint as hombres,
        sum(clientes_acumulado) filter (where sexo not in ('F', 'M'))::bigint as sin_dato
    from todos group by periodo, ambito order by all
"""
_PLACES = """
    select strftime(periodo, '%Y-%m') as periodo, departamento, clientes_acumulado as clientes
    from marts.clientes_por_departamento order by all
"""
_TASKS = "select distinct tarea_codigo as tarea, tarea as nombre from marts.dim_tarea order by 1"


def read_people(connection: duckdb.DuckDBPyConnection, scopes: dict[str, int]) -> dict[str, Table]:
    """`nuevos`, `mujeres`, `departamentos_clientes`, `tareas` and `servicios_tarea`, to each month; the first, of it.

    `scopes` numbers the centres by their code.
    """
    rule = Rule.of_parameters()
    return {
        "nuevos": select(connection, _NEW),
        "mujeres": _sexes(select(connection, _SEXES), rule),
        "departamentos_clientes": _places(select(connection, _PLACES), rule),
        "tareas": select(connection, _TASKS),
        "servicios_tarea": _tasks(connection, scopes),
    }


def _sexes(table: Table, rule: Rule) -> Table:
    """A line a month and scope, whose parts add up to its clients."""
    return table | {"filas": [[*row[:2], *_shown(rule, row[2:])] for row in table["filas"]]}


def _places(table: Table, rule: Rule) -> Table:
    months: dict[str, list[tuple[str, int | None]]] = {}
    for month, place, count in table["filas"]:
        months.setdefault(month, []).append((place, count))
    rows = [
        [month, place, count]
        for month, lines in months.items()
        for (place, _), count in zip(lines, _shown(rule, [count for _, count in lines]), strict=True)
        if count != 0
    ]
    return table | {"filas": rows}


def _shown(rule: Rule, counts: list[int | None]) -> list[object]:
    return [RESERVED_SIGN if value is RESERVED else value for value in rule.line(counts)]


def _tasks(connection: duckdb.DuckDBPyConnection, scopes: dict[str, int]) -> Table:
    """Services by task of the network and of each centre; a task that nobody gave in the year is left out."""
    rows: list[list[object]] = []
    for by in ((), ("cite_codigo",)):
        frame = query(connection, "servicios", ("tarea_codigo", *by), grain="acumulado")
        for record in frame[frame["servicios"].fillna(0) > 0].to_dict("records"):
            scope = scopes[record["cite_codigo"]] if by else 0
            rows.append([f"{record['periodo']:%Y-%m}", scope, record["tarea_codigo"], int(record["servicios"])])
    return {"columnas": ["periodo", "ambito", "tarea", "servicios"], "filas": sorted(rows)}
