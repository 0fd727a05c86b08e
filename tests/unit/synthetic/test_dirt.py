"""What the dirt layer plants is written down where it stands, and leaves the sound rows under it alone."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from stdnum.pe import ruc as sunat

from orchestration.synthetic.bad_rows import BREAKERS, REPEATED
from orchestration.synthetic.receptions import UNKNOWN_CENTRE_NAME, Fault
from orchestration.synthetic.records import Reports
from orchestration.synthetic.year import SentFile

# A whole year is written and read back; `make demo` receives it, too.
pytestmark = pytest.mark.lento

Lines = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def stains(dirty_folder: Path) -> Lines:
    by_file: Lines = defaultdict(list)
    with (dirty_folder / "suciedad.csv").open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle):
            by_file[line["archivo"]].append(line)
    return by_file


def sheet(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name("Atenciones").to_python(skip_empty_area=False)


def test_every_kind_of_bad_row_is_planted_and_recorded(stains: Lines) -> None:
    planted = Counter(line["que"] for lines in stains.values() for line in lines if line["efecto"] == "observa")
    assert set(planted) == {what for what, _, _ in BREAKERS} | {REPEATED}


def test_bad_rows_stand_where_the_record_says(stains: Lines, dirty_folder: Path) -> None:
    checked = 0
    for file, lines in stains.items():
        for line in lines:
            if line["que"] != "ruc-digito-verificador" or file.endswith(".csv"):
                continue
            row = [str(cell).strip().removesuffix(".0") for cell in sheet(dirty_folder / file)[int(line["fila"]) - 1]]
            assert line["valor"] in row
            assert not sunat.is_valid(line["valor"])
            checked += 1
    assert checked >= 3


def test_rows_written_are_the_clean_ones_and_the_planted(
    stains: Lines, dirty_year: list[SentFile], records: Reports
) -> None:
    for delivery in dirty_year:
        if delivery.path.suffix == ".csv" or any(f.value and f.value in delivery.note for f in Fault):
            continue
        lines = stains[delivery.path.name]
        planted = sum(line["efecto"] == "observa" for line in lines)
        around = 2 + 2 * ("filas-de-titulo" in delivery.note) + ("fila-de-total" in delivery.note)
        written = len(sheet(delivery.path)) - around
        assert written == len(records[delivery.centre, delivery.period]) + planted, delivery.path.name


def test_no_report_but_the_refused_holds_more_bad_rows_than_the_gate_bears(stains: Lines) -> None:
    assert max(Counter(line["efecto"] for line in lines)["observa"] for lines in stains.values()) <= 2


def test_refused_reports_are_followed_by_a_right_one(dirty_year: list[SentFile], dirty_folder: Path) -> None:
    refused = [d for d in dirty_year if d.note.endswith("se rechaza")]
    assert len(refused) == 6
    for delivery in refused:
        assert (
            delivery.path.with_name(f"{delivery.path.stem}_v2.xlsx").exists()
            or delivery.path.with_name(f"{delivery.path.stem}_v2.csv").exists()
        )
    unknown = next(d for d in refused if Fault.UNKNOWN_CENTRE.value in d.note)
    cover = CalamineWorkbook.from_path(unknown.path).get_sheet_by_name("Carátula").to_python()
    assert ["CITE/UT", UNKNOWN_CENTRE_NAME] in [line[:2] for line in cover]


def test_csv_containers_are_windows_1252_with_the_cover_first(dirty_year: list[SentFile]) -> None:
    files = [d.path for d in dirty_year if d.path.suffix == ".csv"]
    assert len(files) >= 5
    for path in files:
        first = path.read_bytes().decode("cp1252").splitlines()[0]
        assert first.startswith("CITE/UT;")


def test_clean_year_has_no_record_of_dirt(clean_year: list[SentFile]) -> None:
    assert not (clean_year[0].path.parent / "suciedad.csv").exists()
    assert not any("suciedad" in delivery.note for delivery in clean_year)
