"""What twenty years of history cost beside one: a usual month's close, its memory, and the building of everything anew.
The years are the reconstructed 2024 in raw, each copy a year earlier; what each figure is means nothing here."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from benchmarks.cold import Run, run
from orchestration.core.paths import Home
from orchestration.synthetic.records import Attention
from orchestration.synthetic.report import make_report
from orchestration.synthetic.workbook import write_report
from orchestration.synthetic.year import build_records
from tests.demo_year import publish_year

YEARS = (1, 20)
# The first of them writes what no close before it did (every workbook); the second is a usual month.
MONTHS = ("2025-01", "2025-02")
# All of raw that grows with the reports.
TABLES = ("reportes", "recepciones", "atenciones", "observaciones")

CLOSE = """
import sys
from datetime import datetime
from orchestration.core.paths import Home
from orchestration.defs.run import close
home, month = Home.current(), sys.argv[1]
moments = dict.fromkeys((file.name for file in home.landing.glob("*.xlsx")), sys.argv[2])
result = close(home, month, moments)
assert result.success and moments, result.failed_steps
"""
REBUILD = """
from orchestration.closing import steps
from orchestration.closing.rebuild import build_and_publish
from orchestration.core.paths import Home
from orchestration.warehouse.connection import connect
home = Home.current()
with connect(home) as connection:
    connection.execute("delete from raw.construccion")  # as after a change of the project
steps.judge(home, "raw")
build_and_publish(home)
"""


def main() -> None:
    records = december()
    print(f"{'':<44}{'años':>6}{'atenciones':>12}{'segundos':>10}{'MB':>8}", flush=True)
    for years in YEARS:
        with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as folder:
            home = Home(Path(folder) / "casa")
            publish_year(home)
            attentions = grow(home, years)
            _say("todo de nuevo, como tras cambiar el proyecto", years, attentions, run_code(home, REBUILD))
            for month in MONTHS:
                moment = deliver(home, month, records)
                _say(f"cierre de {month}, proceso nuevo", years, attentions, run_code(home, CLOSE, month, moment))


def december() -> dict[str, list[Attention]]:
    """Each centre's rows of the year's last month (synthetic)."""
    return {centre: rows for (centre, month), rows in build_records().items() if month == "2024-12"}


def _say(what: str, years: int, attentions: int, taken: Run) -> None:
    print(f"{what:<44}{years:>6}{attentions:>12,}{taken.seconds:>10.1f}{taken.peak_mb:>8,.0f}", flush=True)


def grow(home: Home, years: int) -> int:
    """Repeats what raw holds; every receipt counts as left. Returns the attentions that there are then."""
    with duckdb.connect(str(home.warehouse)) as connection:
        for table in TABLES:
            connection.execute(f"create temp table de_un_anio as from raw.{table}")
            for back in range(1, years):
                connection.execute(f"insert into raw.{table} {_moved(connection, table, back)}")
            connection.execute("drop table de_un_anio")
        connection.execute(
            "insert into raw.constancias select recepcion_id, 'salida', recepcion_id || '.xlsx', recibido_en "
            "from raw.recepciones anti join raw.constancias using (recepcion_id)"
        )
        # dbt takes the months of the past for as new as those of the year.
        connection.execute("insert into raw.periodos_por_rehacer select distinct periodo, reporte_id from raw.reportes")
        [(attentions,)] = connection.execute("select count(*) from raw.atenciones").fetchall()
    return int(attentions)


def _moved(connection: duckdb.DuckDBPyConnection, table: str, back: int) -> str:
    """The rows of a year, `back` years earlier and under other names."""
    moved = []
    described = connection.execute(f"describe raw.{table}").fetchall()
    for name, kind, *_ in described:
        if kind in ("DATE", "TIMESTAMP"):
            moved.append(f"({name} - interval {back} year)::{kind} as {name}")
        elif name in ("reporte_id", "recepcion_id"):
            moved.append(f"{name} || '-{back}' as {name}")
    return f"select * replace ({', '.join(moved)}) from de_un_anio"


def deliver(home: Home, month: str, records: dict[str, list[Attention]]) -> str:
    """Leaves the month's reports in landing, with December's rows; returns when they are said to have come."""
    first = date.fromisoformat(f"{month}-01")
    for centre, rows in records.items():
        moved = [replace(row, day=first.replace(day=min(row.day.day, 28))) for row in rows]
        report = make_report(centre, month, moved, date(first.year, first.month + 1, 3))
        write_report(report, home.landing / f"{month}_{centre}.xlsx")
    return datetime(first.year, first.month + 1, 3, 9).isoformat()


def run_code(home: Home, code: str, *arguments: str) -> Run:
    """What `code` takes in a process of its own."""
    return run([sys.executable, "-W", "ignore", "-c", code, *arguments], home)


if __name__ == "__main__":
    main()
