"""How far a month's close stands from the bare work: read, load, count and write Parquet, with nothing else around it.
Both run on the same files of the reconstructed 2024, in their own processes; only their ratio is worth comparing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from orchestration.synthetic.year import SentFile, write_year

MONTHS = ("2024-01", "2024-02", "2024-03")
IMPORTS = "import dagster, great_expectations, dbt.cli.main"

BARE = """
import sys
from pathlib import Path
import duckdb, pandas as pd
from python_calamine import load_workbook

frames = []
for file in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    rows = load_workbook(file).get_sheet_by_name("Atenciones").to_python(skip_empty_area=False)
    frames.append(pd.DataFrame(rows[2:], columns=rows[1], dtype=object).assign(archivo=file.name))
atenciones = pd.concat(frames).astype(str)
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("create table atenciones as from atenciones")
    connection.execute(
        "create table servicios as select archivo, Servicio, sum(Cantidad::double::int) servicios, "
        "count(distinct (\\"Tipo de documento\\", \\"Número de documento\\")) clientes from atenciones group by all"
    )
    connection.execute(f"copy servicios to '{sys.argv[2]}.parquet'")
"""

CLOSES = """
import json, shutil, sys, time
from pathlib import Path
from orchestration.defs.run import close
from orchestration.core.paths import Home

home, plan = Home.current().create(), json.loads(Path(sys.argv[1]).read_text())
for month, files in plan.items():
    for file in files:
        shutil.copy(file, home.landing)
    start = time.perf_counter()
    result = close(home, month, {Path(file).name: at for file, at in files.items()})
    assert result.success, result.failed_steps
    print(month, round(time.perf_counter() - start, 2), flush=True)
"""

Plan = dict[str, dict[str, str]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plan = _plan(write_year(root / "2024"))
        bare = min(_bare(root, plan[MONTHS[0]]) for _ in range(3))
        imports = _timed([sys.executable, "-c", IMPORTS], root)
        _say("bare script, one month, cold process", bare, bare)
        _say("imports of Dagster, Great Expectations and dbt", imports, bare)
        _, first = _in_one_process(root, {month: plan[month] for month in MONTHS[:2]})
        for month, seconds in first.items():
            note = "documents and all models built" if month == MONTHS[0] else "warm process"
            _say(f"close of {month}, {note}", seconds, bare)
        cold, _ = _in_one_process(root, {MONTHS[2]: plan[MONTHS[2]]})
        _say(f"close of {MONTHS[2]}, cold process", cold, bare)
        print(f"{'  of imports and bare script together':<56}{'':9} {cold / (imports + bare):6.1f}")
        again = [sys.executable, "-m", "orchestration.cli.main", "cerrar", MONTHS[2]]
        _say("close with nothing to do, cold process", _timed(again, root), bare)


def _say(what: str, seconds: float, bare: float) -> None:
    print(f"{what:<56}{seconds:7.2f} s {seconds / bare:6.1f}", flush=True)


def _plan(deliveries: list[SentFile]) -> Plan:
    """By month, the files that its close receives with their times of reception."""
    edges = [datetime(2024, 1, 1), *(datetime(2024, month, 13, 7) for month in (2, 3, 4))]
    return {
        month: {str(d.path): d.received_at.isoformat() for d in deliveries if start <= d.received_at < end}
        for month, start, end in zip(MONTHS, edges, edges[1:], strict=False)
    }


def _bare(root: Path, files: dict[str, str]) -> float:
    shutil.rmtree(root / "mes", ignore_errors=True)
    (root / "mes").mkdir()
    (root / "bare.duckdb").unlink(missing_ok=True)
    for file in files:
        shutil.copy(file, root / "mes")
    return _timed([sys.executable, "-c", BARE, str(root / "mes"), str(root / "bare.duckdb")], root)


def _in_one_process(root: Path, plan: Plan) -> tuple[float, dict[str, float]]:
    """Seconds of a process that makes these closes, and of each of them."""
    (root / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-c", CLOSES, str(root / "plan.json")]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment(root))
    whole = time.perf_counter() - start
    return whole, {line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines()}


def _timed(command: list[str], root: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=_environment(root))
    return time.perf_counter() - start


def _environment(root: Path) -> dict[str, str]:
    return os.environ | {"RED_CITE_HOME": str(root / "casa")}


if __name__ == "__main__":
    main()
