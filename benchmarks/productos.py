"""How long a cold `red-cite productos` takes, and how far it stands from setting as many PDFs of one line each.
It works on a copy of the publication of `RED_CITE_HOME` (or `data/`): run `red-cite demo` first."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.cold import TIMES, best
from orchestration.core.paths import Home
from orchestration.outputs.products.catalog import products

# What the month may take, by the plan of work.
MOST_SECONDS = 60.0
MONTH = "2024-09"
BARE = """
import sys
import typst

for number in range(int(sys.argv[2])):
    # Another text each time: typst remembers what it has set.
    with open(sys.argv[1], "w") as file:
        file.write(f"= La página {number}")
    typst.compile(sys.argv[1], ignore_system_fonts=True)
"""


def main() -> None:
    source = Home.current()
    if not (source.published / "red_cite.duckdb").is_file():
        raise SystemExit(f"nothing is published in {source.root}; run `red-cite demo` first")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder, "casa"))
        shutil.copytree(source.published.resolve(), home.published, symlinks=True)
        count = len(products(date.fromisoformat(f"{MONTH}-01")))
        bare = best([sys.executable, "-c", BARE, str(Path(folder, "page.typ")), str(count)], home)
        whole = best([sys.executable, "-m", "orchestration.cli.main", "productos", MONTH], home, home.products)
    print(f"best of {TIMES} cold runs")
    print(f"{count} PDFs of one line   {bare:>8.2f} s")
    print(f"the month, whole       {whole:>8.2f} s{whole / bare:>8.1f}")
    if whole > MOST_SECONDS:
        raise SystemExit(f"more than {MOST_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
