"""Who the clients are and what was done for them: new and returning, women, departments, tasks.
What the institution does not publish goes through the rule of small numbers; figures by type are in `figures.py`."""

from __future__ import annotations

import duckdb
import pandas as pd

from orchestration.outputs.dashboard.figures import NETWORK, as_table, month_texts
from orchestration.outputs.dashboard.tables import Table, select
from orchestration.outputs.documents.blocks import RESERVED
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.documents.wording import RESERVED_SIGN
from orchestration.publication.metrics.querying import query

SEXES = ("F", "M", "sin dato")
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
_PLACES = """
    select strftime(periodo, '%Y-%m') as periodo, departamento, clientes_acumulado as clientes
    from marts.clientes_por_departamento order by all
"""
_TASKS = "select distinct tarea_codigo as tarea, tarea as nombre from marts.dim_tarea order by 1"


def read_people(connection: duckdb.DuckDBPyConnection, scopes: dict[str, int]) -> dict[str, Table]:
    """`nuevos` of each month, `servicios_tarea` to each month, with `tareas`; `mujeres` and `departamentos_clientes` of
    the network, to the last month of each year.

    `scopes` numbers the centres by their code.
    """
    rule = Rule.of_parameters()
    return {
        "nuevos": select(connection, _NEW),
        "mujeres": _sexes(connection, rule),
        "departamentos_clientes": _places(select(connection, _PLACES), rule),
        "tareas": select(connection, _TASKS),
        "servicios_tarea": _tasks(connection, scopes),
    }


def _sexes(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Table:
    """A line a year, whose parts add up to the network's clients."""
    frame = query(connection, "clientes", ("sexo",), grain="acumulado")
    months: dict[str, dict[str, int | None]] = {}
    for record in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        months.setdefault(f"{record['periodo']:%Y-%m}", {})[record["sexo"]] = record["clientes"]
    rows = [[m, *_shown(rule, [counts[s] for s in SEXES])] for m, counts in _last_of_years(months).items()]
    return {"columnas": ["periodo", "mujeres", "hombres", "sin_dato"], "filas": rows}


def _places(table: Table, rule: Rule) -> Table:
    months: dict[str, dict[str, int | None]] = {}
    for month, place, count in table["filas"]:
        months.setdefault(month, {})[place] = count
    rows = [
        [month, place, count]
        for month, counts in _last_of_years(months).items()
        for place, count in zip(counts, _shown(rule, [*counts.values()]), strict=True)
        if count != 0
    ]
    return table | {"filas": rows}


def _last_of_years(months: dict[str, dict[str, int | None]]) -> dict[str, dict[str, int | None]]:
    """Each year's last month with figures. The months before are not given: a subtraction would tell what a rule that
    looks at one month alone keeps back; and so would the centres, against the network."""
    last = {month[:4]: month for month in sorted(months) if any(c is not None for c in months[month].values())}
    return {month: months[month] for month in last.values()}


def _shown(rule: Rule, counts: list[int | None]) -> list[object]:
    return [RESERVED_SIGN if value is RESERVED else value for value in rule.line(counts)]


def _tasks(connection: duckdb.DuckDBPyConnection, scopes: dict[str, int]) -> Table:
    """Services by task of the network and of each centre; a task that nobody gave in the year is left out."""
    columns = ["periodo", "ambito", "tarea", "servicios"]
    frames = []
    for by in ((), ("cite_codigo",)):
        frame = query(connection, "servicios", ("tarea_codigo", *by), grain="acumulado")
        given = frame[frame["servicios"].fillna(0) > 0]
        scope = given["cite_codigo"].map(scopes) if by else NETWORK
        shown = given.assign(periodo=month_texts(given), ambito=scope, tarea=given["tarea_codigo"])
        frames.append(shown[columns].astype({"ambito": int, "servicios": int}))
    return as_table(pd.concat(frames).sort_values(columns))
