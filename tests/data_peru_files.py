"""A small delivery of 2022 and 2023 for tests: two centres and the network. Every figure is invented (SINTÉTICO)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from orchestration.core.catalogs import data_peru_names
from orchestration.intake.data_peru.layout import ROOT, TABLES

CENTRES = ("CITEacuícola Ahuashiyacu", "CITEmadera Lima")
SOURCE = "DATOS SINTÉTICOS"
DAY = "15/01/2024"
Tables = dict[str, list[list[str]]]


def _months(first: int, step: int, gaps: tuple[int, ...] = ()) -> list[str]:
    return ["" if month in gaps else str(first + step * month) for month in range(1, 13)]


def _counts(kind: str, width: int) -> dict[str, list[list[str]]]:
    """Rows by centre, and of the network, of every type of `kind`; in 2022 the second centre skips April."""
    by_centre, network = [], []
    for year in (2022, 2023):
        for code, name in enumerate(data_peru_names(kind).values(), start=1):
            for number, centre in enumerate(CENTRES, start=1):
                gaps = (4,) if year == 2022 and number == 2 else ()
                by_centre.append([centre, str(year), name, *_months(code, number, gaps)])
            silent = code + 2 * 3  # what the second centre had given by March
            together = [2 * code + 3 * m if (year, m) != (2022, 4) else code + m + silent for m in range(1, 13)]
            network.append([str(year), name, *map(str, together)])
    return {"N01": by_centre, "N02": network}


def good_tables() -> Tables:
    """Cells below the header of each table, `fecha` and `fuente` included."""
    clients, services = _counts("tipo_cliente", 6), _counts("tipo_servicio", 8)
    money = ['"1,234.50"', "-0.10", *[f'"{m},000.00"' for m in range(3, 13)]]
    return {
        "TABLA_02_N01": [[*row, DAY, SOURCE] for row in clients["N01"]],
        "TABLA_02_N02": [[*row, DAY, SOURCE] for row in clients["N02"]],
        "TABLA_03_N01": [[*_quoted(row, 2), DAY] for row in services["N01"]],
        "TABLA_03_N02": [[*_quoted(row, 1), DAY] for row in services["N02"]],
        "TABLA_05_N01": [[centre, "2023", '"2,000,000.00"', DAY] for centre in CENTRES],
        "TABLA_05_N02": [[centre, "2023", *money, DAY, SOURCE] for centre in CENTRES],
    }


def _quoted(row: list[str], place: int) -> list[str]:
    return [*row[:place], f'"{row[place]}"', *row[place + 1 :]]


def contents(tables: Tables) -> dict[str, bytes]:
    """The six files' bytes by table."""
    headers = {table.name: ",".join(table.columns) for table in TABLES}
    return {
        name: "".join(f"{line}\r\n" for line in [headers[name], *map(",".join, rows)]).encode("latin-1")
        for name, rows in tables.items()
    }


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A delivery's folder with these files, by table."""
    for table in TABLES:
        if table.name in files:
            file = folder / ROOT / table.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(files[table.name])
    return folder
