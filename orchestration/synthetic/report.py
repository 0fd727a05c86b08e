"""One monthly report as its sheets show it: cover, titles, columns and rows of cells, before any file is written.
Laying an attention out as cells belongs here; bytes are `workbook.py`'s, what goes wrong on the way is `dirt.py`'s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from orchestration.core.catalogs import centres, client_types, tasks
from orchestration.synthetic.people import NO_DOCUMENT
from orchestration.synthetic.records import Attention

Cell = str | int | float | date | None
Row = dict[str, Cell]

COVER_SHEET, ROWS_SHEET = "Carátula", "Atenciones"
TITLE = "DATOS SINTÉTICOS - reconstrucción calibrada al boletín 2024; ninguna persona ni empresa es real"
COLUMNS = (
    "Fecha",
    "Tipo de documento",
    "Número de documento",
    "Cliente",
    "Tipo de cliente",
    "Sexo",
    "Ubigeo",
    "Servicio",
    "Tarea",
    "Categoría presupuestal",
    "Focalizado",
    "Cantidad",
    "Importe",
    "Medio de verificación",
)


@dataclass
class Report:
    """A report about to be written; `columns` are (key of a row, header as printed), `foot` stands under the table."""

    centre: str
    period: str
    sent: date
    cover: dict[str, Cell]
    rows: list[Row]
    titles: list[str] = field(default_factory=lambda: [TITLE])
    columns: list[tuple[str, str]] = field(default_factory=lambda: [(name, name) for name in COLUMNS])
    foot: list[Row] = field(default_factory=list)

    def first_row(self) -> int:
        """The number that Excel shows beside the first row of the table's body."""
        return len(self.titles) + 2

    def table(self) -> Iterable[list[Cell]]:
        """The sheet's lines from the header on, as the columns stand."""
        yield [printed for _, printed in self.columns]
        for row in (*self.rows, *self.foot):
            yield [row.get(key) for key, _ in self.columns]


def make_report(centre: str, period: str, attentions: list[Attention], sent: date) -> Report:
    """The report that a centre fills in without a fault; its control totals are those of its rows."""
    rows = [_cells(attention) for attention in attentions]
    cover: dict[str, Cell] = {
        "CITE/UT": centres()[centre].name,
        "Periodo": period,
        "Responsable": f"Responsable (sintético) de {centre}",
        "Fecha de envío": sent,
    }
    return Report(centre, period, sent, cover | control_totals(rows), rows)


def control_totals(rows: list[Row]) -> dict[str, Cell]:
    """Both totals of the cover over every row as written: whole-number quantities and distinct clients.

    A client is the pair document type and number; without document, the name (formatos: counting rules).
    """
    services = sum(row["Cantidad"] for row in rows if isinstance(row["Cantidad"], int))
    return {"Total de servicios": services, "Total de clientes": len({_client(row) for row in rows})}


def _client(row: Row) -> tuple[Cell, Cell]:
    kind = row["Tipo de documento"]
    return kind, row["Cliente"] if kind == NO_DOCUMENT else row["Número de documento"]


def _cells(attention: Attention) -> Row:
    task, client = tasks()[attention.task], attention.client
    focused = None if attention.focused is None else ("Sí" if attention.focused else "No")
    return {
        "Fecha": attention.day,
        "Tipo de documento": client.document_type,
        "Número de documento": client.document_number or None,
        "Cliente": client.name,
        "Tipo de cliente": client_types()[attention.client_type],
        "Sexo": client.sex or None,
        "Ubigeo": client.ubigeo or None,
        "Servicio": f"{task.service_code}. {task.service}",
        "Tarea": f"{task.code}. {task.name}",
        "Categoría presupuestal": attention.category,
        "Focalizado": focused,
        "Cantidad": attention.quantity,
        "Importe": attention.amount,
        "Medio de verificación": attention.evidence,
    }
