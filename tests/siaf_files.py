"""Tiny SIAF files of the whole country, written by hand in the shape of the MEF's: invented rows, no real entity's.
At size, and calibrated, they come from `orchestration/synthetic`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from orchestration.intake.siaf.layout import AMOUNTS, COLUMNS, MONTH_AMOUNTS

ITP = {
    "NIVEL_GOBIERNO": "E",
    "NIVEL_GOBIERNO_NOMBRE": "GOBIERNO NACIONAL",
    "SECTOR": "38",
    "SECTOR_NOMBRE": "PRODUCCION",
    "PLIEGO": "241",
    "PLIEGO_NOMBRE": "INSTITUTO TECNOLÓGICO DE LA PRODUCCIÓN, (SINTÉTICO)",
    "SEC_EJEC": "1423",
}
LOCAL = {"NIVEL_GOBIERNO": "M", "SECTOR": "", "PLIEGO": "", "PLIEGO_NOMBRE": 'MUNICIPALIDAD "SINTÉTICA", ÁREA Ñ'}


def row(year: int = 2024, months: Iterable[float] = (), **cells: object) -> dict[str, str]:
    """One row of the pliego; `months` from January, and what follows from them unless `cells` says otherwise."""
    spent = [*months]
    total = round(sum(spent), 2)
    amounts = dict.fromkeys(AMOUNTS, "0") | {c: str(m) for c, m in zip(MONTH_AMOUNTS, spent, strict=False)}
    for column in ("MONTO_CERTIFICADO_ANUAL", "MONTO_COMPROMETIDO_ANUAL", "MONTO_DEVENGADO_ANUAL"):
        amounts[column] = str(total)
    amounts |= {"MONTO_PIA": "1000.00", "MONTO_PIM": "1200.50", "MONTO_GIRADO_ANUAL": str(total)}
    chain = {"TIPO_ACT_PROY": "ACTIVIDAD", "SEC_FUNC": "12", "FINALIDAD": "0236271", "TIPO_TRANSACCION": "2"}
    chain |= {"GENERICA": "3", "RUBRO": "00"}
    return (
        dict.fromkeys(COLUMNS, "")
        | ITP
        | chain
        | {"ANO_EJE": str(year)}
        | amounts
        | {k: str(v) for k, v in cells.items()}
    )


def text(rows: Iterable[dict[str, str]], header: Iterable[str] = COLUMNS, end: str = "\n", separator: str = ",") -> str:
    """The file's text; a cell with the separator or a quote is quoted."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator=end, delimiter=separator)
    writer.writerow(header)
    writer.writerows([cells.values() for cells in rows])
    return target.getvalue()


def country(year: int = 2024) -> list[dict[str, str]]:
    """Two rows of the pliego among others': a local government's, another pliego's and another sector's."""
    return [
        row(year, **LOCAL),
        row(year, [100.25, 50], SEC_FUNC="12"),
        row(year, [7], PLIEGO="059"),
        row(year, [0, 30.5, -10], SEC_FUNC="34", MONTO_PIM="200", MONTO_PIA="0"),
        row(year, [7], SECTOR="11"),
    ]


def write(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file
