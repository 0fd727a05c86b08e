"""The heaviest models at 1, 10 and 100 times the network on Spark, a master and two workers of this machine: the third
engine of `scale`, in the environment that has it (`.spark/bin/python -m benchmarks.scale_spark`)."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cold import Run
from benchmarks.growth import grow
from benchmarks.scale import HEAVY, say
from orchestration.core.paths import Home
from orchestration.transforming.spark import building
from tests.demo_year import publish_year

TICKS = os.sysconf("SC_CLK_TCK")


def main(times: tuple[int, ...]) -> None:
    print(f"{'':<36}{'veces':>6}{'segundos':>10}{'procesador':>12}{'MB':>8}", flush=True)
    for factor in times:
        with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as name:
            home, folder = Home(Path(name) / "archivo"), Path(name) / "spark"
            publish_year(home)
            grow(home, factor)
            with building.store(folder) as spark:
                building.hand_over(spark, home.warehouse, folder)
                names = HEAVY.split()
                _run(folder, [f"+{name}" for name in names], names)
                say("Spark, un maestro y dos obreros", factor, _measured(folder, names))


def _measured(folder: Path, names: list[str]) -> Run:
    start, before = time.perf_counter(), _used()
    _run(folder, names, [])
    processor, peak = _used()
    return Run(time.perf_counter() - start, processor - before[0], peak)


def _run(folder: Path, names: list[str], without: list[str]) -> None:
    untested = ["--exclude", "resource_type:test", "resource_type:unit_test"]
    nodes = building.run(folder, "build", "--full-refresh", "--select", *names, *untested, *without)
    assert all(node.ok for node in nodes), [node.message for node in nodes if not node.ok]


def _used() -> tuple[float, float]:
    """Seconds of processor of this process and of all that it started, and MB: each one's peak, added up."""
    ticks, peak, family = 0, 0, {os.getpid()}
    for process in sorted(Path("/proc").glob("[0-9]*"), key=lambda found: int(found.name)):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        except FileNotFoundError:  # ended meanwhile
            continue
        if int(process.name) in family or int(fields[1]) in family:
            family.add(int(process.name))
            ticks += sum(map(int, fields[11:15]))
            peak += int(status.get("VmHWM", "0 kB").split()[0])
    return ticks / TICKS, peak / 1024


if __name__ == "__main__":
    main(tuple(int(factor) for factor in sys.argv[1:]) or (1, 10, 100))
