"""The heaviest models at 1, 10 and 100 times the network, on DuckDB's file and on a lake with one process and with two.
What a close costs of all this belongs to `growth`; the table that is kept of it, to docs/escala.md."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.cold import Run, run
from benchmarks.growth import grow
from orchestration.core.paths import Home
from orchestration.transforming import dbt
from orchestration.warehouse.moving import put
from tests import postgres_server
from tests.demo_year import publish_year
from tests.shortcuts import run_models

# Those that go through every attention, and more than once, in two halves of the like work.
HALVES = ("int_clientes_reportados int_servicios_reportados", "int_clientes_por_sexo int_clientes_por_departamento")
HEAVY = " ".join(HALVES)
MODELS = """
import sys
from pathlib import Path
from orchestration.core.paths import Home
from tests.shortcuts import run_models
run_models(Home(Path(sys.argv[1]), sys.argv[2] or None), "--full-refresh", "--select", *sys.argv[3].split())
"""


def main(times: tuple[int, ...]) -> None:
    print(f"{'':<36}{'veces':>6}{'segundos':>10}{'procesador':>12}{'MB':>8}", flush=True)
    for factor in times:
        with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as folder, postgres_server.running() as server:
            file = Home(Path(folder) / "archivo")
            publish_year(file)
            grow(file, factor)
            prepare(file)
            say("DuckDB, un proceso", factor, models(file, HEAVY))
            lake = replace(file, root=Path(folder) / "lago", lake=server.url()).create()
            put(file, lake)
            assert dbt._invoke(lake, ["--no-write-json", "seed"], dbt._parsed(lake)).success
            prepare(lake)
            say("DuckLake, un proceso", factor, models(lake, HEAVY))
            with ThreadPoolExecutor() as two:
                runs = list(two.map(partial(models, lake), HALVES))
            say("DuckLake, dos procesos a la vez", factor, together(runs))


def prepare(home: Home) -> None:
    """Builds what the heavy models read."""
    names = HEAVY.split()
    run_models(home, "--full-refresh", "--select", *(f"+{name}" for name in names), "--exclude", *names)


def models(home: Home, names: str) -> Run:
    return run([sys.executable, "-c", MODELS, str(home.root), home.lake or "", names], home)


def together(runs: list[Run]) -> Run:
    return Run(max(r.seconds for r in runs), sum(r.processor for r in runs), max(r.peak_mb for r in runs))


def say(what: str, factor: int, taken: Run) -> None:
    figures = f"{factor:>6}{taken.seconds:>10.1f}{taken.processor:>12.1f}{taken.peak_mb:>8,.0f}"
    print(f"{what:<36}{figures}", flush=True)


if __name__ == "__main__":
    main(tuple(int(factor) for factor in sys.argv[1:]) or (1, 10, 100))
