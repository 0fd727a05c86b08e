"""The files as the centres would send them: read back with another library, compared with the published totals."""

import csv
import hashlib
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from orchestration.core.paths import CATALOGS
from orchestration.synthetic.receptions import Fault
from orchestration.synthetic.records import Reports
from orchestration.synthetic.report import COLUMNS, make_report
from orchestration.synthetic.workbook import write_report
from orchestration.synthetic.year import SentFile

# Of whole years; in the usual suite one report stands for them, and `test_records` holds the figures in them.
of_a_year = pytest.mark.lento

Body = list[dict[str, object]]


def read(path: Path) -> tuple[dict[str, object], Body]:
    book = CalamineWorkbook.from_path(path)
    cover = {str(line[0]): line[1] for line in book.get_sheet_by_name("Carátula").to_python()}
    lines = book.get_sheet_by_name("Atenciones").to_python(skip_empty_area=False)
    assert "DATOS SINTÉTICOS" in str(lines[0][0])
    assert lines[1] == list(COLUMNS)
    return cover, [dict(zip(COLUMNS, line, strict=True)) for line in lines[2:]]


def totals(body: Body) -> tuple[int, int]:
    def client(row: dict[str, object]) -> tuple[object, object]:
        kind = row["Tipo de documento"]
        return kind, row["Cliente" if kind == "SIN DOCUMENTO" else "Número de documento"]

    return sum(int(str(row["Cantidad"]).removesuffix(".0")) for row in body), len({client(row) for row in body})


def test_a_report_is_read_back_with_its_totals(records: Reports, tmp_path: Path) -> None:
    (centre, period), rows = next((place, rows) for place, rows in records.items() if len(rows) > 40)
    write_report(make_report(centre, period, rows, date(2025, 1, 6)), tmp_path / "reporte.xlsx")
    cover, body = read(tmp_path / "reporte.xlsx")
    said = (
        int(str(cover["Total de servicios"]).removesuffix(".0")),
        int(str(cover["Total de clientes"]).removesuffix(".0")),
    )
    assert totals(body) == said == (sum(row.quantity for row in rows), len({row.client for row in rows}))


@pytest.fixture(scope="module")
def contents(clean_year: list[SentFile]) -> dict[Path, tuple[dict[str, object], Body]]:
    return {delivery.path: read(delivery.path) for delivery in clean_year}


@of_a_year
def test_newest_versions_whose_totals_agree_reproduce_the_bulletin(
    clean_year: list[SentFile], contents: dict[Path, tuple[dict[str, object], Body]]
) -> None:
    state: dict[tuple[str, str], Body] = {}
    refused = 0
    for delivery in clean_year:
        cover, body = contents[delivery.path]
        if (cover["Total de servicios"], cover["Total de clientes"]) == totals(body):
            state[delivery.centre, delivery.period] = body
        else:
            refused += 1
    network: set[tuple[object, ...]] = set()
    by_centre: set[tuple[object, ...]] = set()
    for (centre, _), body in state.items():
        for row in body:
            kind = row["Tipo de documento"]
            key = (kind, centre, row["Cliente"]) if kind == "SIN DOCUMENTO" else (kind, row["Número de documento"])
            network.add(key)
            by_centre.add((centre, *key))
    assert refused == 3
    assert len(state) == 354
    assert sum(totals(body)[0] for body in state.values()) == 78_711
    assert (len(network), len(by_centre)) == (14_001, 16_040)


@of_a_year
def test_accepted_first_versions_differ_from_the_corrections_that_replace_them(
    clean_year: list[SentFile], contents: dict[Path, tuple[dict[str, object], Body]]
) -> None:
    corrections = [d for d in clean_year if d.path.stem.endswith("_v2")]
    assert len(corrections) == 6
    for second in corrections:
        first = second.path.with_name(second.path.name.replace("_v2", ""))
        assert contents[first] != contents[second.path]


@of_a_year
def test_same_seed_same_bytes(clean_year: list[SentFile], records: Reports, tmp_path: Path) -> None:
    plain = [d for d in clean_year if not d.note and d.period in ("2024-02", "2024-09")][:8]
    for delivery in plain:
        again = tmp_path / delivery.path.name
        rows = records[delivery.centre, delivery.period]
        write_report(make_report(delivery.centre, delivery.period, rows, delivery.received_at.date()), again)
        digests = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (delivery.path, again)]
        assert digests[0] == digests[1]


@of_a_year
def test_receptions_stand_in_order_within_their_window(clean_year: list[SentFile]) -> None:
    moments = [delivery.received_at for delivery in clean_year]
    assert moments == sorted(moments)
    assert max(moments) < datetime(2025, 2, 1)
    assert all(f"{d.received_at:%Y-%m}" > d.period for d in clean_year)
    firsts = [d for d in clean_year if not d.path.stem.endswith("_v2")]
    following = [_months_after(d) == 1 and d.received_at.day <= 12 for d in firsts]
    assert len(following) - sum(following) == Counter(d.note for d in firsts)["tardío: entra al cierre siguiente"]


def _months_after(delivery: SentFile) -> int:
    year, month = (int(part) for part in delivery.period.split("-"))
    return (delivery.received_at.year - year) * 12 + delivery.received_at.month - month


def _due(period: str) -> date:
    """The fifth working day of the next month, by the holidays that the warehouse knows."""
    with (CATALOGS / "feriados.csv").open(encoding="utf-8", newline="") as handle:
        holidays = {line["fecha"] for line in csv.DictReader(handle)}
    year, month = (int(part) for part in period.split("-"))
    first = date(year + month // 12, month % 12 + 1, 1)
    days = (first + timedelta(days=n) for n in range(31))
    return [d for d in days if d.weekday() < 5 and d.isoformat() not in holidays][4]


@of_a_year
def test_only_those_said_to_be_late_come_after_the_fifth_working_day(clean_year: list[SentFile]) -> None:
    due = {period: _due(period) for period in {d.period for d in clean_year}}
    late = {d.path.stem for d in clean_year if d.received_at.date() > due[d.period] and "_v2" not in d.path.stem}
    assert late == {d.path.stem for d in clean_year if d.note.startswith("tardío")}
    assert len(late) == 15


@of_a_year
def test_receptions_file_lists_every_delivery(clean_year: list[SentFile]) -> None:
    with (clean_year[0].path.parent / "recepciones.csv").open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert [line["archivo"] for line in lines] == [d.path.name for d in clean_year]
    assert [datetime.fromisoformat(line["recibido_en"]) for line in lines] == [d.received_at for d in clean_year]


@of_a_year
def test_a_centre_without_services_declares_zero(contents: dict[Path, tuple[dict[str, object], Body]]) -> None:
    cover, body = next(c for p, c in contents.items() if p.stem == "2024-01_citepesquero-piura")
    assert (cover["Total de servicios"], cover["Total de clientes"], body) == (0, 0, [])


@of_a_year
def test_notes_say_which_versions_are_refused(clean_year: list[SentFile]) -> None:
    said = Counter(fault for d in clean_year for fault in Fault if fault.value and fault.value in d.note)
    assert said == {Fault.MISSING_ROWS: 2, Fault.INFLATED: 1, Fault.WRONG_SERVICES: 2, Fault.WRONG_CLIENTS: 1}
