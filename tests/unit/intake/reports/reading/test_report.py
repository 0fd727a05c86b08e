"""Honest files of every container and layout are read to the cell; what is missing is named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from mutations import members, packed
from workbooks import COVER, cover, csv_report, good_row, good_rows, ods, report, sheets, table, xlsx

from orchestration.intake.reports.reading.cells import Formula
from orchestration.intake.reports.reading.layout import COLUMNS, REQUIRED_COLUMNS
from orchestration.intake.reports.reading.report import ReadReport, column_letters, read_report

FILES = Path(__file__).parent / "archivos"


def problems(read: ReadReport) -> list[tuple[str, str]]:
    return [(problem.codigo, problem.valor) for problem in read.problems]


@pytest.mark.parametrize(
    ("content", "container"),
    [
        (report(good_rows(5)), "xlsx"),
        ((FILES / "reporte.xls").read_bytes(), "xls"),
        ((FILES / "reporte.xlsb").read_bytes(), "xlsb"),
        (ods(sheets(good_rows(5))), "ods"),
        (csv_report(sheets(good_rows(5))), "csv"),
    ],
    ids=["xlsx", "xls", "xlsb", "ods", "csv"],
)
def test_every_container_says_the_same_whatever_its_name(content: bytes, container: str) -> None:
    read = read_report(content, "reporte.pdf")
    assert read.container == container
    assert not read.problems
    assert read.column("Cliente") == [f"EMPRESA SINTETICA {n}" for n in range(1, 6)]
    assert read.cover["Periodo"].value == COVER["Periodo"]
    assert read.row_numbers[0] == (8 if container == "csv" else 2)


def test_a_macro_workbook_is_read_and_its_macros_are_not() -> None:
    buffer = io.BytesIO(report(good_rows(2)))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    read = read_report(buffer.getvalue(), "x.xlsx")
    assert (read.container, len(read.cells)) == ("xlsm", 2)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_csv_encodings_and_separators(separator: str, encoding: str) -> None:
    rows = [good_row(1, Cliente="AÑO, NIÑO Y CÍA; SINTETICA")]
    read = read_report(csv_report(sheets(rows), separator, encoding), "x.csv")
    assert read.column("Cliente") == ["AÑO, NIÑO Y CÍA; SINTETICA"]
    assert read.cover["Fecha de envío"].value == "03/10/2024"


def test_windows_1252_punctuation_and_its_gaps_are_read() -> None:
    content = csv_report(sheets([good_row(1, Cliente="SINTETICA «A» – B")]), encoding="cp1252")
    assert read_report(content, "x.csv").column("Cliente") == ["SINTETICA «A» – B"]
    assert read_report(content.replace("–".encode("cp1252"), b"\x81"), "x.csv").readable


def test_an_unquoted_csv_value_keeps_its_separator() -> None:
    content = csv_report(sheets(good_rows(1))).replace(
        b"CITEmadera y del mueble Lima", b"CITEccal, textil y confecciones Lima"
    )
    assert read_report(content, "x.csv").cover["CITE/UT"].value == "CITEccal, textil y confecciones Lima"


@pytest.mark.parametrize(
    "name", ["2024-09_citemadera-lima.csv", r"C:\envio\2024-09_citemadera-lima.CSV", "a/2024-09_citemadera-lima.csv"]
)
def test_a_csv_without_cover_takes_centre_and_month_from_its_name(name: str) -> None:
    read = read_report(csv_report({"tabla": table(good_rows(2))}), name)
    assert {key: cell.value for key, cell in read.cover.items()} == {"CITE/UT": "citemadera-lima", "Periodo": "2024-09"}


def test_a_cover_beats_the_file_name() -> None:
    read = read_report(csv_report(sheets(good_rows(1))), "2023-01_citepesquero-ilo.csv")
    assert read.cover["Periodo"].value == COVER["Periodo"]


def test_sheet_and_column_names_match_without_case_accents_punctuation_or_breaks() -> None:
    wild = [f"  {name.upper().replace('Í', 'I').replace(' ', '  ')}.\n" for name in COLUMNS]
    grids = {
        "CARATULA.": [["cite / ut:", COVER["CITE/UT"]], ["PERÍODO", "2024-09"]],
        "atenciones ": table(good_rows(1), COLUMNS),
    }
    grids["atenciones "][0] = wild
    read = read_report(xlsx(grids), "x.xlsx")
    assert not read.problems
    assert set(read.columns) == set(COLUMNS)
    assert read.cover["CITE/UT"].value == COVER["CITE/UT"]


@pytest.mark.parametrize("name", ["Atencion", "Atenciones 2", "Hoja1"])
def test_nothing_fuzzier_matches(name: str) -> None:
    grids = sheets(good_rows(1))
    grids[name] = grids.pop("Atenciones")
    assert problems(read_report(xlsx(grids), "x.xlsx")) == [("hoja_faltante", "Atenciones")]


def test_missing_required_columns_are_named_and_optional_ones_are_not() -> None:
    kept = [name for name in REQUIRED_COLUMNS if name not in ("Fecha", "Cantidad")]
    read = read_report(xlsx(sheets(good_rows(1), columns=kept)), "x.xlsx")
    assert problems(read) == [("columna_faltante", "Fecha"), ("columna_faltante", "Cantidad")]


def test_title_rows_permuted_and_extra_columns() -> None:
    columns = [*reversed(COLUMNS), "Observación"]
    grids = sheets(good_rows(2), columns=columns)
    grids["Atenciones"] = [["Red CITE"], [None, "Reporte mensual SINTETICO"], [], *grids["Atenciones"]]
    read = read_report(xlsx(grids), "x.xlsx")
    assert (read.header_row, read.row_numbers, read.extra_columns) == (4, (5, 6), ("Observación",))
    assert read.column("Cliente")[1] == "EMPRESA SINTETICA 2"


def test_blank_rows_are_no_rows_and_two_in_a_row_end_the_table() -> None:
    grids = sheets(good_rows(3))
    first, second, third = grids["Atenciones"][1:]
    grids["Atenciones"][1:] = [first, ["  ", "\u00a0", None], second, [], ["\u200b"], ["Nota al pie"], third[:1]]
    read = read_report(xlsx(grids), "x.xlsx")
    assert read.row_numbers == (2, 4)
    assert not read.problems


@pytest.mark.parametrize("where", [0, 3])
def test_a_total_row_ends_the_table(where: int) -> None:
    grids = sheets(good_rows(2))
    total: list[object] = [None] * len(COLUMNS)
    total[where] = "TOTAL GENERAL"
    total[COLUMNS.index("Cantidad")] = 2
    grids["Atenciones"] += [total, ["Elaborado por:", "Persona SINTETICA"]]
    read = read_report(xlsx(grids), "x.xlsx")
    assert (len(read.cells), read.problems) == (2, ())


def test_a_client_called_total_with_date_and_document_is_a_row() -> None:
    columns = ["Cliente", *[name for name in COLUMNS if name != "Cliente"]]
    rows = [good_row(1, Cliente="TOTAL SINTETICA SAC"), good_row(2)]
    assert len(read_report(xlsx(sheets(rows, columns=columns)), "x.xlsx").cells) == 2


def test_rows_after_the_end_are_named() -> None:
    grids = sheets(good_rows(4))
    rows = grids["Atenciones"]
    grids["Atenciones"] = [*rows[:3], [], [], rows[3], rows[4]]
    assert problems(read_report(xlsx(grids), "x.xlsx")) == [
        ("filas_despues_del_fin", "6"),
        ("filas_despues_del_fin", "7"),
    ]


def test_hidden_sheets_are_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(2))))
    book["Atenciones"].sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(read_report(buffer.getvalue(), "x.xlsx").cells) == 2


def test_dates_that_count_from_1904() -> None:
    read = read_report(xlsx(sheets(good_rows(1)), date_1904=True), "x.xlsx")
    assert read.date_1904
    assert read.column("Fecha") == [date(2024, 9, 2)]


def test_a_formula_keeps_its_stored_value_and_shows_itself_without_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(2))))
    sheet = book["Atenciones"]
    sheet["I2"] = "=1+1"  # openpyxl stores no value
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_report(buffer.getvalue(), "x.xlsx").column("Cantidad") == ["=1+1", 1]
    valued = sheets([good_row(1, Cantidad="=1+1")])
    assert read_report(xlsx(valued), "x.xlsx").column("Cantidad") == [0]  # xlsxwriter stores 0


def test_an_error_value_is_not_an_empty_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report(good_rows(1))))
    book["Atenciones"]["M2"] = "#N/A"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_report(buffer.getvalue(), "x.xlsx").column("Importe") == ["#N/A"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<table:table-cell table:formula="of:=[.A1]+1"/>', "=[.A1]+1"),
        ('<table:table-cell calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>', "#N/A"),
        ('<table:table-cell table:formula="of:=2" office:value-type="float" office:value="2"/>', 2),
    ],
    ids=["no value", "error", "value"],
)
def test_an_ods_formula_without_value_and_an_error_show_themselves(cell: str, shown: object) -> None:
    content = ods(sheets(good_rows(2), columns=[*COLUMNS, "Cantidad SINTETICA"]))
    parts = members(content)
    old = '<table:table-cell office:value-type="float" office:value="10.5"/>'
    extended = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    xml = parts["content.xml"].decode().replace("<office:document-content ", f"<office:document-content {extended} ")
    first, rest = xml.split(old, 1)
    parts["content.xml"] = (first + cell + rest).encode()
    read = read_report(packed(parts), "x.ods")
    assert read.column("Importe") == [shown, 10.5]
    assert isinstance(read.column("Importe")[0], Formula) is (shown == "=[.A1]+1")


def test_original_cells_are_kept_as_written_under_the_printed_headers() -> None:
    grids = sheets([good_row(1, Cantidad=2, Importe="S/ 1,200.50")], columns=[*COLUMNS, "Fecha"])
    read = read_report(xlsx(grids), "x.xlsx")
    cells = read.original_cells(0)
    assert (cells["Fecha"], cells["Fecha (2)"], cells["Importe"], cells["Cantidad"]) == (
        "2024-09-02",
        "2024-09-02",
        "S/ 1,200.50",
        "2",
    )
    assert (read.extra_columns, problems(read)) == ((), [("columna_repetida", "Fecha (A y O)")])


def test_a_repeated_cover_key_keeps_its_first_value() -> None:
    grids = sheets(good_rows(1), cover(good_rows(1)))
    grids["Carátula"] += [["Periodo", "2024-10"], ["Responsable"]]
    assert read_report(xlsx(grids), "x.xlsx").cover["Periodo"].value == "2024-09"


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_a_quote_that_swallows_rows_is_refused() -> None:
    content = csv_report(sheets(good_rows(5))).replace(b"EMPRESA SINTETICA 2", b'"EMPRESA SINTETICA 2')
    assert [code for code, _ in problems(read_report(content, "x.csv"))] == ["archivo_ilegible"]
    several_lines = csv_report(sheets([good_row(1, Cliente="EMPRESA\nSINTETICA, SAC")]))
    assert read_report(several_lines, "x.csv").column("Cliente") == ["EMPRESA\nSINTETICA, SAC"]


def test_what_is_no_number_is_kept_as_text() -> None:
    parts = members(report([good_row(1, Importe=1234.5)]))
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"<v>1234.5</v>", b"<v>NaN</v>")
    assert read_report(packed(parts), "x").original_cells(0)["Importe"] == "nan"
