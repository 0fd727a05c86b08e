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

MONTHS = ("2024-01", "2024-02")

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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        deliveries = write_year(root / "2024")
        bare = _bare(root, deliveries)
        whole, steps = _closes(root, deliveries)
        print(f"{'bare script, one month, cold process':<56}{bare:7.2f} s {1.0:6.1f}")
        for month, seconds in steps.items():
            note = "documents and all models built" if month == MONTHS[0] else "warm process"
            print(f"{f'close of {month}, {note}':<56}{seconds:7.2f} s {seconds / bare:6.1f}")
        print(f"{'both closes, imports and all':<56}{whole:7.2f} s {whole / bare:6.1f}")


def _bare(root: Path, deliveries: list[SentFile]) -> float:
    folder = root / "mes"
    folder.mkdir()
    for delivery in deliveries:
        if delivery.period == MONTHS[0]:
            shutil.copy(delivery.path, folder)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE, str(folder), str(root / "bare.duckdb")], check=True)
    return time.perf_counter() - start


def _closes(root: Path, deliveries: list[SentFile]) -> tuple[float, dict[str, float]]:
    edges = [datetime(2024, 1, 1), datetime(2024, 2, 13, 7), datetime(2024, 3, 13, 7)]
    plan = {
        month: {str(d.path): d.received_at.isoformat() for d in deliveries if start <= d.received_at < end}
        for month, start, end in zip(MONTHS, edges, edges[1:], strict=False)
    }
    (root / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLOSES, str(root / "plan.json")],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"RED_CITE_HOME": str(root / "casa")},
    )
    whole = time.perf_counter() - start
    return whole, {line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines()}


if __name__ == "__main__":
    main()
