"""Reports of every outcome in any number, and what a home holds of them as hashes; every person in them is SINTETICO.
How they are taken in belongs to the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.warehouse.connection import connect
from tests.workbooks import cover, good_row, report

TABLES = ("reportes", "recepciones", "atenciones", "atenciones_observadas", "observaciones", "periodos_por_rehacer")
FIRST_DAY = date(2018, 1, 1)


def reports(count: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes. Of ten: one whose total differs, one with a row held back, and one that corrects the fifth
    before it and would leave nothing there; the others hold, each of its own place. One of a hundred repeats the one
    before."""
    names, before = [centre.name for centre in centres().values()], b""
    for number in range(count):
        kind = number % 10
        if number % 100 != 7:
            place = number - 5 if kind == 9 else number
            month = FIRST_DAY + timedelta(days=31 * (place // len(names)))
            rows = [good_row(row, Fecha=month.replace(day=1 + row)) for row in range(1, 4)]
            if kind in (5, 9):
                rows = rows if kind == 5 else rows[:1]
                rows[0] |= {"Servicio": "no existe"}
            said = {
                "CITE/UT": names[place % len(names)],
                "Periodo": f"{month:%Y-%m}",
                "Responsable": f"SINTETICO {number}",
            }
            before = report(rows, cover(rows, **said, **({"Total de servicios": 99} if kind == 3 else {})))
        yield f"{number:04}.xlsx", before


def leave(home: Home, count: int) -> None:
    for name, content in reports(count):
        (home.landing / name).write_bytes(content)


def held(home: Home) -> dict[str, str]:
    """One hash a raw table, and one of each folder of files, whatever the order of rows and files."""
    with connect(home) as connection:
        tables = {
            table: connection.execute(
                f"select sha256(coalesce(string_agg(line, chr(10) order by line), '')), count(*) "
                f"from (select to_json(told)::varchar as line from raw.{table} as told)"
            ).fetchone()
            for table in TABLES
        }
    return {table: str(told) for table, told in tables.items()} | {
        folder.name: _of_files(sorted(f for f in folder.rglob(kind) if f.is_file()))
        for folder, kind in ((home.archive, "*"), (home.outbox, "*"), (home.receptions, "*.json"))
    }


def _of_files(files: list) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"{digest.hexdigest()} {len(files)}"
