"""How long a cold `red-cite boletin` takes, and how far it stands from the bare work: read the marts, set one page.
Both run by turns of a process each on the reconstructed 2024 (synthetic), published for it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.cold import TIMES, best
from orchestration.core.paths import Home
from tests.demo_year import publish_year

# What the yearly bulletin may take, by the plan of work.
MOST_SECONDS = 15.0
CASES = (
    ("yearly, PDF and workbook", ["2024"]),
    ("yearly, in English", ["2024", "--idioma", "en"]),
    ("Mujer Empresaria", ["2024", "--mujer"]),
    ("monthly, September", ["2024", "--mes", "9"]),
)
BARE = """
import sys
import duckdb
import typst

with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for table in ("servicios_por_cite", "servicios_por_tarea", "clientes_por_tipo", "clientes_por_sexo", "dim_cite"):
        connection.execute(f"from marts.{table}").fetchall()
with open(sys.argv[2], "w") as file:
    file.write("= Una página")
typst.compile(sys.argv[2], ignore_system_fonts=True)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder, "casa"))
        publish_year(home)
        database = str(home.published / "red_cite.duckdb")
        bare = best([sys.executable, "-c", BARE, database, str(Path(folder, "page.typ"))], home)
        print(f"best of {TIMES} cold runs; ratio to the bare read and one page ({bare:.2f} s)")
        for name, arguments in CASES:
            taken = best([sys.executable, "-m", "orchestration.cli.main", "boletin", *arguments], home)
            print(f"{name:<28}{taken:>8.2f} s{taken / bare:>8.1f}")
            if taken > MOST_SECONDS:
                raise SystemExit(f"{name}: more than {MOST_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
