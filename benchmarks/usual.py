"""How the same month's close stands beside the usual arrangement of the same tools (`usual_job.py`), both cold.
The other leaves out what ours does besides: receipts, verdicts, routes compared, atomic publication, the board."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.growth import CLOSE, MONTHS, december, deliver, run_code
from orchestration.core.paths import Home
from tests.demo_year import publish_year

TIMES = 2


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as folder:
        root = Path(folder)
        home = Home(root / "casa")
        publish_year(home)
        records = december()
        run_code(home, CLOSE, MONTHS[0], deliver(home, MONTHS[0], records))
        moment = deliver(home, MONTHS[1], records)
        shutil.copytree(home.landing, root / "mes", ignore=shutil.ignore_patterns(".*"))
        ours = []
        for number in range(TIMES):
            copy = Home(root / f"copia-{number}")
            shutil.copytree(home.root, copy.root, symlinks=True)
            ours.append(run_code(copy, CLOSE, MONTHS[1], moment).seconds)
        # With the month in raw, as ours loaded it: the other's dbt reads what ours reads.
        theirs = [_usual(root, copy) for _ in range(TIMES)]
    print(f"el arreglo usual {min(theirs):.1f} s, el nuestro {min(ours):.1f} s: {min(theirs) / min(ours):.1f} veces")


def _usual(root: Path, home: Home) -> float:
    """Seconds of the job, in processes of its own from the command on."""
    for made in ("gx", "target"):
        shutil.rmtree(root / made, ignore_errors=True)
    (root / "dagster").mkdir(exist_ok=True)
    environment = os.environ | {
        "BANCO_CARPETA": str(root),
        "RED_CITE_ALMACEN": str(home.warehouse),
        "DAGSTER_HOME": str(root / "dagster"),
        "GX_ANALYTICS_ENABLED": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    dagster = Path(sys.executable).with_name("dagster")
    command = [dagster, "job", "execute", "-m", "benchmarks.usual_job", "-j", "mes"]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
