"""A table as a workbook: every value comes back as it was published, and a person finds their way in it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.outputs.routes.equality import checks
from orchestration.outputs.routes.sheet import held
from orchestration.outputs.routes.tables import published_tables
from orchestration.outputs.routes.workbook import LONG, SHEET_ROWS, TooMuchText, read_workbook, write_workbook
from orchestration.publication.editions import Edition
from tests.unit.outputs.routes.conftest import Publish


def write(source: Edition, folder: Path, sheet_rows: int = SHEET_ROWS) -> dict[str, Path]:
    files = {table.name: folder / f"{table.name}.xlsx" for table in published_tables(source)}
    with duckdb.connect(str(source.database), read_only=True) as reader:
        for table in published_tables(source):
            write_workbook(files[table.name], reader, source, table, sheet_rows)
    return files


def verdict(source: Edition, files: dict[str, Path]) -> dict[str, tuple[int, int, int]]:
    frame = checks(source, published_tables(source), "excel", lambda c, t: read_workbook(files[t.name], c, t), held)
    return {
        row["tabla"]: (row["filas"], row["filas_distintas"], row["descripciones_que_faltan"])
        for row in frame.to_dict("records")
    }


def test_every_value_comes_back_to_the_last_digit(publish: Publish, tmp_path: Path) -> None:
    source = publish()
    assert verdict(source, write(source, tmp_path)) == {"raros": (6, 0, 0), "vacia": (0, 0, 0)}


def test_a_moment_keeps_what_excels_clock_tells(publish: Publish, tmp_path: Path) -> None:
    source = publish(
        statements="create table marts.momentos as select timestamp '2024-03-01 10:00:00' "
        "+ to_microseconds(range * 7919) as momento from range(3000)"
    )
    assert verdict(source, write(source, tmp_path)) == {"momentos": (3000, 0, 2)}


def test_a_changed_cell_is_seen(publish: Publish, tmp_path: Path) -> None:
    source = publish()
    files = write(source, tmp_path)
    book = openpyxl.load_workbook(files["raros"])
    book["raros"]["D4"] = 1234.51
    book.save(files["raros"])
    assert verdict(source, files)["raros"] == (6, 2, 0)  # one row that only the workbook has, one that it lacks


def test_a_renamed_column_is_a_table_that_did_not_arrive(publish: Publish, tmp_path: Path) -> None:
    source = publish()
    files = write(source, tmp_path)
    book = openpyxl.load_workbook(files["raros"])
    book["raros"]["D3"] = "importe"
    book.save(files["raros"])
    assert verdict(source, files)["raros"] == (0, 6, 0)


def test_a_table_larger_than_a_sheet_goes_on_in_the_next(publish: Publish, tmp_path: Path) -> None:
    source = publish()
    files = write(source, tmp_path, sheet_rows=5)  # two lines of cover, one of headings, two rows
    assert openpyxl.load_workbook(files["raros"]).sheetnames == ["raros", "raros_2", "raros_3", "diccionario"]
    assert verdict(source, files)["raros"] == (6, 0, 0)


def test_the_same_publication_gives_the_same_bytes(publish: Publish, tmp_path: Path) -> None:
    source = publish()
    files = write(source, tmp_path)
    first = {name: file.read_bytes() for name, file in files.items()}
    assert {name: file.read_bytes() for name, file in write(source, tmp_path).items()} == first


def test_what_a_person_sees(publish: Publish, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(publish(sinteticos=1), tmp_path)["raros"])
    sheet = book["raros"]
    assert sheet.freeze_panes == "A4"
    assert sheet.tables["raros"].ref == "A3:H9"
    assert str(sheet["A1"].value).startswith("raros · Publicación 1 del 2024-07-13, huella ")
    assert "sintéticos" in str(sheet["A2"].value)
    assert [cell.value for cell in sheet[3]] == [
        *("raro_codigo", "texto", "avance", "soles", "dia", "cierto", "momento", "cuenta")
    ]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s") or sheet["B4"].data_type == "s"
    assert sheet["D4"].number_format == '"S/" #,##0.00'
    assert sheet["C4"].number_format == "0.0%"
    assert sheet["B6"].value is None and sheet["H6"].value is None
    dictionary = [[cell.value for cell in row[:3]] for row in book["diccionario"].iter_rows(min_row=5, max_row=8)]
    assert dictionary == [
        ["columna", "tipo", "descripción"],
        ["raro_codigo", "entero", "Código fijo."],
        ["texto", "texto", "Texto; d'Artagnan."],
        ["avance", "número", "Razón (1 es el 100 %)."],
    ]


def test_a_wide_table_prints_on_pages_that_can_be_read(publish: Publish, tmp_path: Path) -> None:
    """In letters of 8 points A3 holds 290 characters; what names a row stands on each page, long texts take lines."""
    columns = ", ".join(f"repeat('palabra ', 20) as texto_{number}" for number in range(9))
    source = publish(statements=f"create table marts.ancha as select 1 as fila, 'x' as cite, {columns}")
    book = openpyxl.load_workbook(write(source, tmp_path)["ancha"])
    sheet = book["ancha"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.page_setup.fitToWidth == 2  # 9 columns of 60 characters
    assert sheet.print_title_rows == "$1:$3" and sheet.print_title_cols == "$A:$B"
    assert sheet.print_area == "'ancha'!$A$1:$K$4"
    assert sheet.row_dimensions[4].height == 60  # 160 characters in lines of 52
    assert sheet["C4"].alignment.wrap_text and not sheet["B4"].alignment.wrap_text


@pytest.mark.parametrize("rows", [LONG, LONG + 1])
def test_a_long_table_says_how_to_print_a_part_and_prints_whole(publish: Publish, tmp_path: Path, rows: int) -> None:
    source = publish(statements=f"create table marts.larga as select range as fila from range({rows})")
    sheet = openpyxl.load_workbook(write(source, tmp_path)["larga"])["larga"]
    assert ("filtre la tabla: se imprime lo que se ve" in sheet["A2"].value) == (rows > LONG)
    assert sheet.print_area == f"'larga'!$A$1:$A${rows + 3}"


def test_a_text_that_no_cell_holds_is_refused_by_name(publish: Publish, tmp_path: Path) -> None:
    source = publish(statements="create table marts.larga as select repeat('x', 32768) as texto")
    with pytest.raises(TooMuchText, match="larga, columna texto"):
        write(source, tmp_path)
