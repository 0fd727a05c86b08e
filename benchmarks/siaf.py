"""How far the ingest of a SIAF file stands from DuckDB's bare filtered read of it, and from what one writes in pandas.
Each run is a process of its own, by turns on the same synthetic file; `--completo` loads one of the country's size."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TIMES = 5
ROWS, WHOLE_ROWS = 1_000_000, 2_800_000
PLIEGO = "sector = '38' and pliego = '241'"

# The lower bound: the pliego's rows with the same types, into a table of a file.
BARE = """
import sys, time
import duckdb
from orchestration.intake.siaf.layout import AMOUNT_TYPE, AMOUNTS, COLUMNS

types = {column.lower(): AMOUNT_TYPE if column in AMOUNTS else "VARCHAR" for column in COLUMNS}
start = time.perf_counter(), time.process_time()
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute(
        f"create table gasto as select * from read_csv('{sys.argv[1]}', columns = {types}, auto_detect = false, "
        f"header = true, delim = ',', quote = '\\"', escape = '\\"'EXTRA) where PLIEGO"
    )
print(time.perf_counter() - start[0], time.process_time() - start[1])
""".replace("PLIEGO", PLIEGO)

# Ours, from the file to raw: container and encoding found, header and every row held to the format, bytes hashed,
# rows with their provenance stored in one transaction. Without the gate and the run around it.
OURS = """
import sys, time
from datetime import datetime
from pathlib import Path
from orchestration.core.paths import Home
from orchestration.intake import decisions
from orchestration.intake.feed import Delivery, Judgement, Reception, Taken
from orchestration.intake.siaf.feed import SIAF, read_file
from orchestration.intake.siaf.layout import Pliego
from orchestration.intake.siaf.progress import untold
from orchestration.intake.siaf.storing import sum_up
from orchestration.warehouse.connection import connect

file, home = Path(sys.argv[1]), Home(Path(sys.argv[2]))
with connect(home) as connection:
    start = time.perf_counter(), time.process_time()
    taken = Taken(file, file.name, datetime(2026, 1, 8), None)
    read = read_file(home, connection, taken, untold)
    reception = Reception(file.name, read.digest, read.bytes, taken.recibido_en)
    connection.execute("begin")
    known = vars(Pliego.current()) | {"formato": read.content.format, "codificacion": read.content.encoding}
    judged = Judgement("aceptado", read.place, (), known | sum_up(connection, reception, read.content.format))
    decided = [decisions.settled(SIAF.ledger, Delivery(taken, reception, read), judged, None, 1)]
    decisions.write(connection, SIAF.ledger, decided)
    SIAF.load(home, connection, decided)
    connection.execute("commit")
print(time.perf_counter() - start[0], time.process_time() - start[1])
"""

PANDAS = """
import sys, time
import pandas as pd

start = time.perf_counter(), time.process_time()
chunks = pd.read_csv(sys.argv[1], chunksize=200_000, low_memory=False)
pd.concat([c[(c["SECTOR"] == 38) & (c["PLIEGO"] == 241)] for c in chunks]).to_parquet(sys.argv[2] + ".parquet")
print(time.perf_counter() - start[0], time.process_time() - start[1])
"""

WHOLE = """
import sys, time
from pathlib import Path
from orchestration.closing.steps import receive
from orchestration.core.paths import Home
from orchestration.intake.feeds import SIAF

start = time.perf_counter(), time.process_time()
[decision] = receive(Home(Path(sys.argv[1])), SIAF).decisions
seconds = time.perf_counter() - start[0], time.process_time() - start[1]
assert decision.estado == "aceptado", decision.findings
sums = (decision.columns[name] for name in ("filas", "corte", "pia", "pim", "devengado"))
print(*seconds, *sums, decision.reception.digest[:12])
"""


@dataclass(frozen=True)
class Run:
    """One process: seconds of the work itself by the clock and of processor, and MB at the process's peak."""

    seconds: float
    processor: float
    peak_mb: float
    said: str


def main(arguments: Sequence[str]) -> None:
    whole = "--completo" in arguments
    with tempfile.TemporaryDirectory(prefix="red-cite-bench-") as folder:
        if whole:
            _whole(Path(folder))
        else:
            _compare(Path(folder))


def _compare(root: Path) -> None:
    print(
        f"{ROWS:,} rows x 73; best of {TIMES} by turns; ratio: ours over the bare read, by the clock and by processor"
    )
    print(f"{'file':<26}{'MB':>7}{'bare s':>9}{'ours s':>9}{'ratio':>8}{'cpu ratio':>11}{'bare MB':>9}{'ours MB':>9}")
    plain = _write(root / "plano.csv", ROWS)
    cases = [
        ("csv, UTF-8", plain, ""),
        ("csv, UTF-8, a quarter", _write(root / "cuarto.csv", ROWS // 4), ""),
        ("gzip", _write(root / "a.csv.gz", ROWS, container="gzip"), ", compression = 'gzip'"),
    ]
    for name, file, extra in cases:
        bare, ours = _by_turns(root, file, (BARE.replace("EXTRA", extra), OURS))
        print(
            f"{name:<26}{file.stat().st_size / 1e6:>7.0f}{bare.seconds:>9.2f}{ours.seconds:>9.2f}"
            f"{ours.seconds / bare.seconds:>8.2f}{ours.processor / bare.processor:>11.2f}"
            f"{bare.peak_mb:>9.0f}{ours.peak_mb:>9.0f}",
            flush=True,
        )
    # DuckDB reads no zip, and refuses as Latin-1 the letters of Windows-1252: there is no bare read of these.
    [zipped] = _by_turns(root, _write(root / "a.zip", ROWS, container="zip"), (OURS,))
    [older] = _by_turns(root, _write(root / "older.csv", ROWS, encoding="latin-1"), (OURS,))
    [usual] = _by_turns(root, plain, (PANDAS,), times=1)
    for name, run in (("zip, ours", zipped), ("csv, Windows-1252, ours", older), ("csv, UTF-8, pandas", usual)):
        print(
            f"{name:<26}{'':>16}{run.seconds:>9.2f}{'':>28}{run.peak_mb:>9.0f}   ({run.processor:.1f} s of processor)"
        )


def _whole(root: Path) -> None:
    start = time.perf_counter()
    landing = root / "landing" / "siaf"
    landing.mkdir(parents=True)
    file = _write(landing / "2024.csv", WHOLE_ROWS)
    size = file.stat().st_size / 1e9
    print(f"{WHOLE_ROWS:,} rows, {size:.2f} GB, written in {time.perf_counter() - start:.0f} s")
    run = _run([sys.executable, "-W", "ignore", "-c", WHOLE, str(root)])
    print(
        f"read, judged and stored: {run.seconds:.1f} s, {run.processor:.1f} s of processor, peak {run.peak_mb:.0f} MB"
    )
    print(f"rows, cut, PIA, PIM, devengado, blake3: {run.said}")
    print(f"warehouse: {(root / 'almacen' / 'red_cite.duckdb').stat().st_size / 1e6:.1f} MB")


def _write(file: Path, rows: int, encoding: str = "utf-8-sig", container: str = "csv") -> Path:
    """In a process of its own: a process starts with the peak memory of the one that started it."""
    write = (
        "import sys; from pathlib import Path; from orchestration.synthetic.siaf import write_siaf; "
        "write_siaf(Path(sys.argv[1]), 12, int(sys.argv[2]), sys.argv[3], sys.argv[4])"
    )
    subprocess.run([sys.executable, "-c", write, str(file), str(rows), encoding, container], check=True)
    return file


def _by_turns(root: Path, file: Path, scripts: Sequence[str], times: int = TIMES) -> list[Run]:
    runs: list[list[Run]] = [[] for _ in scripts]
    for _ in range(times):
        for script, done in zip(scripts, runs, strict=True):
            target = root / "salida"
            done.append(_run([sys.executable, "-W", "ignore", "-c", script, str(file), str(target)]))
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    return [_best(done) for done in runs]


def _run(command: list[str]) -> Run:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read().splitlines()[-1:]  # above it DuckDB may draw a progress bar
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    clock, processor, *rest = said[0].split()
    return Run(float(clock), float(processor), used.ru_maxrss / 1024, " ".join(rest))


def _best(runs: Sequence[Run]) -> Run:
    """The least time, which is what the work takes on a quiet machine, and the most memory."""
    return Run(min(r.seconds for r in runs), min(r.processor for r in runs), max(r.peak_mb for r in runs), runs[0].said)


if __name__ == "__main__":
    main(sys.argv[1:])
