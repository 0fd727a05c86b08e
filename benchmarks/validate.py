"""How far a cold `red-cite validar` stands from the bare work: start Python, import pandas, read the same cells.
Both run by turns on the same synthetic files, in processes of their own; only their ratio is worth comparing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.cold import Run, run
from orchestration.core.paths import Home

TIMES = 5
USUAL_ROWS, MOST_ROWS = 230, 20_000
MONTH = "2024-09"

BARE = """
import sys
import pandas as pd
from python_calamine import load_workbook

for file in sys.argv[1:]:
    rows = load_workbook(file).get_sheet_by_name("Atenciones").to_python(skip_empty_area=False)
    pd.DataFrame(rows[2:], columns=rows[1], dtype=object)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a process starts with the peak memory of the one that started it.
        write = "import sys; from benchmarks.validate import write_cases; write_cases(sys.argv[1])"
        done = subprocess.run([sys.executable, "-c", write, folder], check=True, capture_output=True, text=True)
        print(f"best of {TIMES} cold runs, by turns; ratio: processor time of validar over the bare read's")
        print(f"{'case':<28}{'rows':>8}{'bare s':>9}{'validar s':>11}{'cpu s':>8}{'ratio':>8}{'bare MB':>9}{'MB':>7}")
        for name, files, rows in json.loads(done.stdout):
            bare, validated = _by_turns(files)
            print(
                f"{name:<28}{rows:>8}{bare.seconds:>9.2f}{validated.seconds:>11.2f}{validated.processor:>8.2f}"
                f"{validated.processor / bare.processor:>8.1f}{bare.peak_mb:>9.0f}{validated.peak_mb:>7.0f}"
            )


def write_cases(folder: str) -> None:
    """Writes the files and prints [name, files, rows] of each case, as JSON.

    The cases: the report nearest to the usual size, a whole month, and one report of the largest size foreseen.
    """
    from orchestration.synthetic.report import make_report
    from orchestration.synthetic.workbook import write_report
    from orchestration.synthetic.year import build_records

    records = build_records()
    month = {centre: rows for (centre, period), rows in records.items() if period == MONTH}
    usual = min(month, key=lambda centre: abs(len(month[centre]) - USUAL_ROWS))
    every = [replace(a, day=date(2024, 9, 1 + a.day.day % 30)) for rows in records.values() for a in rows]
    wanted = {f"{MONTH}_{centre}.xlsx": (centre, rows) for centre, rows in month.items()}
    wanted["grande.xlsx"] = (usual, every[:MOST_ROWS])
    for name, (centre, rows) in wanted.items():
        write_report(make_report(centre, MONTH, rows, date(2024, 10, 3)), Path(folder, name))
    paths = [str(Path(folder, name)) for name in wanted]
    cases = [
        ("one usual report", [str(Path(folder, f"{MONTH}_{usual}.xlsx"))], len(month[usual])),
        (f"{len(month)} reports of a month", paths[:-1], sum(map(len, month.values()))),
        ("one report of 20,000 rows", paths[-1:], MOST_ROWS),
    ]
    print(json.dumps(cases))


def _by_turns(files: Sequence[str]) -> tuple[Run, Run]:
    commands = (
        [sys.executable, "-c", BARE, *files],
        [sys.executable, "-m", "orchestration.cli.main", "validar", *files],
    )
    # 1 is a rejected report, which is a verdict too; anything else is no run worth timing.
    runs = [[run(command, Home.current(), (0, 1)) for command in commands] for _ in range(TIMES)]
    bare, validated = zip(*runs, strict=True)
    return _best(bare), _best(validated)


def _best(runs: Sequence[Run]) -> Run:
    """The least time, which is what the work takes on a quiet machine, and the most memory."""
    return Run(min(r.seconds for r in runs), min(r.processor for r in runs), max(r.peak_mb for r in runs))


if __name__ == "__main__":
    main()
