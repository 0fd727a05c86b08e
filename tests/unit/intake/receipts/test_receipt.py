"""The receipt as files: what it says for each outcome, what it paints, its names and its bytes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook

from orchestration.intake.receipts import copy_sheets
from orchestration.intake.receipts.book import workbook_bytes
from orchestration.intake.receipts.receipt import DeliveryFacts, ReceiptFiles, write_receipt
from orchestration.intake.receipts.style import ESTADO_FILLS, TONE_FILLS
from orchestration.intake.reports.judging.verdict import SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading.cells import Formula
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import CoverCell, ReadReport, read_report
from tests.workbooks import RECEIVED, cover, csv_report, good_row, good_rows, report, sheets, xlsx

DELIVERY = DeliveryFacts("00ff00ff00ff00ff", RECEIVED, 2)
TABLE_COLUMN = {name: index for index, name in enumerate(COLUMNS)}


def judged(content: bytes, name: str = "reporte.xlsx") -> tuple[ReadReport, Verdict]:
    read = read_report(content, name)
    return read, judge([SubmittedReport(read, RECEIVED)])[0]


def book_of(content: bytes, delivery: DeliveryFacts = DELIVERY, name: str = "reporte.xlsx") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(*judged(content, name), delivery)))


def texts(book: Workbook, sheet: str = "Constancia") -> list[str]:
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


def comments(book: Workbook, sheet: str) -> dict[str, str]:
    return {c.coordinate: c.comment.text for row in book[sheet].iter_rows() for c in row if c.comment}


def fill(book: Workbook, sheet: str, cell: str) -> str:
    return "#" + str(book[sheet][cell].fill.fgColor.rgb)[2:]


def at(column: str, row: int) -> str:
    return f"{openpyxl.utils.get_column_letter(TABLE_COLUMN[column] + 1)}{row}"


# --- What it says -----------------------------------------------------------------------------------------------------


def test_an_accepted_report_is_told_so_and_that_nothing_is_to_be_done() -> None:
    book = book_of(report(good_rows(3)))
    said = texts(book)
    assert "ACEPTADO" in said and any(t.startswith("Se cargaron las 3 filas") for t in said)
    assert "CITEmadera y del mueble Lima (citemadera-lima)" in said and "setiembre de 2024" in said
    assert "03/10/2024 09:30 (hora de Lima)" in said and "2" in said
    assert said.count("3 en la carátula: ✓ coincide") == 2
    assert "Qué corregir" not in said and "Qué no incluye esta copia" not in said
    assert fill(book, "Constancia", "B4") == ESTADO_FILLS["aceptado"][0]
    assert book.sheetnames == ["Constancia"]


def test_a_report_that_is_warned_about_gets_its_copy() -> None:
    book = book_of(report([good_row(1, Sexo=None)]))
    assert book.sheetnames == ["Constancia", "Carátula", "Atenciones", "Observaciones", "Catálogos"]


def test_an_observed_report_is_told_what_was_held_back_and_where() -> None:
    rows = [*good_rows(60), good_row(61, Fecha=date(2024, 10, 2)), good_row(62, Servicio="Ensayo de laboratorios")]
    book = book_of(report(rows))
    said = texts(book)
    assert "OBSERVADO" in said and any(t.startswith("Se cargaron 60 de 62 filas; 2 filas quedaron") for t in said)
    assert "Fecha fuera del mes\nColumna «Fecha»" in said and "Servicio no reconocido\nColumna «Servicio»" in said
    assert any("¿Quiso decir «Ensayos de laboratorio»?" in t for t in said)
    links = {c.value: c.hyperlink.location for row in book["Constancia"].iter_rows() for c in row if c.hyperlink}
    assert links == {"A62 →": "'Atenciones'!A62", "F63 →": "'Atenciones'!F63"}


def test_a_refused_report_shows_the_difference_of_its_totals_and_paints_the_cover() -> None:
    rows = good_rows(5)
    book = book_of(report(rows, cover(rows, **{"Total de servicios": 7})))
    said = texts(book)
    assert "RECHAZADO" in said and "7 en la carátula: ✗ declara 2 de más" in said
    assert "5 en la carátula: ✓ coincide" in said
    [(cell, comment)] = comments(book, "Carátula").items()
    assert cell == "B5" and comment.startswith(
        "La carátula declara 7 servicios y las filas, tal como están ahora, suman 5"
    )
    assert fill(book, "Carátula", "B5") == TONE_FILLS["rechaza"]


def test_counts_and_totals_are_over_every_row_those_held_back_too() -> None:
    book = book_of(report([*good_rows(3), good_row(4, Cliente=None)]))
    lines = {row[1].value: [cell.value for cell in row[2:5]] for row in book["Constancia"].iter_rows()}
    assert [lines[f"Filas {kind}"][0] for kind in ("en el archivo", "cargadas", "retenidas")] == [4, 3, 1]
    assert lines["Servicios"] == ["3", "4", "4 en la carátula: ✓ coincide"]
    assert lines["Clientes"] == ["3", "4", "4 en la carátula: ✓ coincide"]


def test_a_file_that_cannot_be_opened_gets_the_first_sheet_alone() -> None:
    book = book_of(b"PK\x03\x04 nada", DeliveryFacts("00ff00ff00ff00ff", RECEIVED))
    assert book.sheetnames == ["Constancia"]
    said = texts(book)
    assert "RECHAZADO" in said and "El archivo no se puede leer" in said
    assert said.count("no se pudo reconocer") == 2
    assert not any("esta misma copia" in text for text in said)


def test_repeated_bytes_are_told_so() -> None:
    book = book_of(report(good_rows(1)), DeliveryFacts("00ff00ff00ff00ff", RECEIVED, None, repeated=True))
    assert any("no crea una versión nueva" in text for text in texts(book))


def test_rows_after_the_end_are_not_in_the_copy_and_the_reader_is_sent_to_the_original() -> None:
    grids = sheets(good_rows(4))
    grids["Atenciones"][3:3] = [[], []]
    said = texts(book_of(xlsx(grids)))
    assert any("corrija su propio libro y no esta copia" in text for text in said)
    assert not any("Corrija esta misma copia" in text for text in said)


def legend(said: list[str]) -> list[str]:
    """What the first sheet says of the copy's colours."""
    start = said.index("Qué dice cada color en las hojas de la copia") + 1
    return said[start : said.index("Dónde preguntar")]


def test_rows_are_called_held_back_only_where_they_were() -> None:
    wrong = good_row(61, Servicio="x")
    [held] = legend(texts(book_of(report([*good_rows(60), wrong]))))
    assert "por corregir" in held and "su fila quedó retenida" in held
    rows = [*good_rows(60), wrong]
    refused = texts(book_of(report(rows, cover(rows, **{"Total de servicios": 99}))))
    assert len(legend(refused)) == 2 and "Celda por corregir" in legend(refused)[1]
    assert [text for text in refused if "retenida" in text] == ["Filas retenidas"]


def test_no_colour_is_explained_that_the_copy_does_not_use() -> None:
    assert "Qué dice cada color en las hojas de la copia" not in texts(book_of(report(good_rows(3))))
    [warned] = legend(texts(book_of(report([good_row(1, Sexo=None)]))))
    assert warned.startswith("Advertencia")


def test_what_to_correct_is_ordered_by_the_first_row() -> None:
    rows = [*good_rows(60), good_row(61, Ubigeo="999999"), *(good_row(n, Servicio="x") for n in (62, 63))]
    said = texts(book_of(report(rows)))
    assert said.index("Ubigeo que no existe\nColumna «Ubigeo»") < said.index(
        "Servicio no reconocido\nColumna «Servicio»"
    )


def test_a_finding_of_the_cover_is_listed_with_its_sheet() -> None:
    rows = good_rows(3)
    book = book_of(report(rows, cover(rows, **{"Total de servicios": 7})))
    assert [cell.value for cell in book["Observaciones"][2]][:4] == ["Carátula", 5, "Total de servicios", "B5"]


def test_no_catalogue_value_is_cut_by_its_cell() -> None:
    sheet = book_of(report([good_row(1, Sexo=None)]))["Catálogos"]
    spans = [(span.min, span.max, span.width) for span in sheet.column_dimensions.values()]
    for row in sheet.iter_rows():
        for cell in row:
            [width] = [width - 2 for first, last, width in spans if first <= cell.column <= last]  # 2: the indent
            lines = len(str(cell.value or "")) / width
            assert sheet.row_dimensions[cell.row].height >= 15 * lines, cell.value
            assert cell.row > 1 or lines < 0.9, f"bold heading {cell.value} in {width}"


# --- What it paints ---------------------------------------------------------------------------------------------------


def test_comments_stand_at_the_offending_cells_and_nowhere_else() -> None:
    rows = [*good_rows(70), good_row(71, Cantidad="doce", Cliente=None), good_row(72, Ubigeo="999999")]
    book = book_of(report(rows))
    noted = comments(book, "Atenciones")
    assert set(noted) == {at("Cantidad", 72), at("Cliente", 72), at("Ubigeo", 73)}
    assert noted[at("Cantidad", 72)].startswith("«doce» no es un número entero")
    assert {fill(book, "Atenciones", cell) for cell in noted} == {TONE_FILLS["observa"]}
    assert fill(book, "Atenciones", at("Fecha", 72)) == TONE_FILLS["fila"]
    assert book["Atenciones"][at("Fecha", 71)].fill.fill_type is None


def test_several_findings_in_one_cell_are_joined_in_one_comment() -> None:
    late = good_row(1, Fecha=date(2024, 10, 2))
    noted = comments(book_of(report([late, late, *good_rows(60)])), "Atenciones")
    assert set(noted) == {"A2", "A3"}
    assert "fuera del mes" in noted["A2"] and "Repite" not in noted["A2"]
    assert "fuera del mes" in noted["A3"] and "\n\nRepite en todas sus columnas la fila 2" in noted["A3"]


def test_a_missing_column_stands_at_the_end_of_the_header_ready_to_be_filled_in() -> None:
    book = book_of(xlsx(sheets(good_rows(3), columns=[*(c for c in COLUMNS if c != "Tarea"), "Notas"])))
    header = [cell.value for cell in book["Atenciones"][1]]
    assert header[-2:] == ["Notas", "Tarea"]
    noted = comments(book, "Atenciones")
    assert set(noted) == {"N1", "O1"}
    assert fill(book, "Atenciones", "O1") == TONE_FILLS["rechaza"]
    assert fill(book, "Atenciones", "N1") == TONE_FILLS["advierte"]


@pytest.mark.parametrize(("missing", "cell"), [("Carátula", "A1"), ("Atenciones", "A1")])
def test_a_missing_sheet_is_there_to_be_filled_in(missing: str, cell: str) -> None:
    grids = sheets(good_rows(2))
    del grids[missing]
    book = book_of(xlsx(grids))
    assert f"Falta la hoja «{missing}»" in comments(book, missing)[cell]


def test_warnings_are_light_blue_at_their_rows_or_at_the_empty_total() -> None:
    rows = [good_row(1, Sexo=None), good_row(2)]
    said = cover(rows)
    del said["Total de clientes"]
    book = book_of(report(rows, said))
    assert list(comments(book, "Atenciones")) == [at("Sexo", 2)]
    assert fill(book, "Atenciones", at("Sexo", 2)) == TONE_FILLS["advierte"]
    assert fill(book, "Atenciones", at("Sexo", 3)) != TONE_FILLS["advierte"]
    assert list(comments(book, "Carátula")) == ["B6"]
    assert book["Carátula"]["A6"].value == "Total de clientes"


def warning_line(content: bytes) -> tuple[Any, ...]:
    """Of the first warning about «Sexo»: its count, its rows, its sentence and where its link leads."""
    sheet = book_of(content)["Constancia"]
    [row] = [row for row in sheet.iter_rows() if str(row[1].value).endswith("Columna «Sexo»")]
    link = row[5].hyperlink
    return row[2].value, row[3].value, row[4].value, link.location if link else None


def test_a_warning_counts_its_rows_and_links_to_the_first() -> None:
    one = [good_row(1), good_row(2, Sexo=None), good_row(3)]
    assert warning_line(report(one)) == (1, "3", "1 fila no tiene «Sexo»: ese dato queda vacío.", "'Atenciones'!J3")
    several = [good_row(1), *(good_row(n, Sexo=None) for n in (2, 3)), good_row(4), good_row(5, Sexo=None)]
    told = "3 filas no tienen «Sexo»: ese dato queda vacío."
    assert warning_line(report(several)) == (3, "3–4, 6", told, "'Atenciones'!J3")


def test_a_warning_does_not_count_the_rows_that_are_held_back() -> None:
    rows = [good_row(1), good_row(2, Sexo=None), good_row(3, Sexo=None, Servicio="x"), good_row(4)]
    assert warning_line(report(rows))[:2] == (1, "3")


def test_a_refused_report_does_not_say_that_rows_are_loaded() -> None:
    rows = [good_row(1, Sexo=None), good_row(2, Focalizado=None), good_row(3, Sexo="x")]
    book = book_of(report(rows, cover(rows) | {"Total de servicios": 999}))
    said = " ".join([*texts(book), *texts(book, "Observaciones")])
    assert "RECHAZADO" in said and "Sexo" in said and "Focalizado" in said
    assert "se carga" not in said.replace("no se carga", "") and "Se carg" not in said


def test_large_numbers_are_written_alike_on_every_sheet() -> None:
    rows = [good_row(1, Cantidad=1200), good_row(2)]
    book = book_of(report(rows, cover(rows) | {"Total de servicios": 2345}))
    assert any("declara 2,345 servicios" in text and "suman 1,201." in text for text in texts(book))
    assert book["Atenciones"][at("Cantidad", 2)].number_format == "#,##0"
    assert book["Carátula"]["B5"].number_format == "#,##0"


def test_a_stored_verdict_gives_the_same_receipt() -> None:
    """What raw keeps has neither the counts nor the rows of warnings."""
    rows = [good_row(1, Sexo=None), good_row(2, Servicio="x", Sexo=None), *(good_row(n) for n in range(3, 8))]
    read, fresh = judged(report(rows))
    kept = replace(fresh, contados=None, atenciones=fresh.atenciones.iloc[:0], observadas=())
    assert fresh.advertencias and workbook_bytes(read, kept, DELIVERY) == workbook_bytes(read, fresh, DELIVERY)


def test_past_the_cap_cells_are_painted_without_comment_and_the_receipt_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copy_sheets, "MAX_NOTES", 3)
    monkeypatch.setattr("orchestration.intake.receipts.summary_sheet.MAX_NOTES", 3)
    book = book_of(report([good_row(n, Servicio="x") for n in range(1, 11)]))
    assert len(comments(book, "Atenciones")) == 3
    assert fill(book, "Atenciones", at("Servicio", 11)) == TONE_FILLS["observa"]
    assert any(text.startswith("Solo las primeras 3 celdas llevan comentario; otras 7") for text in texts(book))
    listed = [[cell.value for cell in row[:4]] for row in book["Observaciones"].iter_rows(min_row=3)]
    assert listed == [["Atenciones", row, "Servicio", at("Servicio", row)] for row in range(2, 12)]
    lines = {row[1].value: row[2].value for row in book["Constancia"].iter_rows()}
    assert lines["Servicio no reconocido\nColumna «Servicio»"] == 10


def test_the_table_can_be_filtered_and_its_header_stays_in_sight() -> None:
    sheet = book_of(report([*good_rows(2), good_row(3, Sexo=None)]))["Atenciones"]
    assert sheet.auto_filter.ref == "A1:N4" and sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.orientation == "landscape"


# --- What it must not do ----------------------------------------------------------------------------------------------

HOSTILE = ("=1+1", "+A1", "-2+3", "@SUMA(A1)", '=HYPERLINK("http://x")', "<r>&x</r>", "http://x.pe", "_x0041_", "{=1}")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    content = csv_report(sheets([good_row(1, **{"Sexo": None, "Medio de verificación": text})]))
    cell = book_of(content)["Atenciones"][at("Medio de verificación", 8)]
    assert str(cell.value).strip() == text and cell.data_type == "s" and cell.hyperlink is None


def test_a_formula_without_result_stands_as_its_text() -> None:
    read = read_report(report([good_row(1), good_row(2)]), "r.xlsx")
    place = read.columns["Importe"]
    line = (*read.cells[1][:place], Formula("=B2*3"), *read.cells[1][place + 1 :])
    read = replace(read, cells=(read.cells[0], line))
    [verdict] = judge([SubmittedReport(read, RECEIVED)])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(read, verdict, DELIVERY)))
    cell = book["Atenciones"][at("Importe", 3)]
    assert (cell.value, cell.data_type) == ("=B2*3", "s")
    assert "fórmula sin resultado" in cell.comment.text


def test_a_text_longer_than_a_cell_is_cut_and_the_receipt_says_so() -> None:
    book = book_of(csv_report(sheets([good_row(1, **{"Sexo": None, "Medio de verificación": "á" * 40_000})])))
    assert len(book["Atenciones"][at("Medio de verificación", 8)].value) == 32_767
    assert any(
        text == "Celdas recortadas por pasar de los 32,767 caracteres que admite Excel: 1." for text in texts(book)
    )


def test_a_message_that_quotes_hundreds_of_columns_still_fits_its_row() -> None:
    columns = [*COLUMNS, *(f"Columna que nadie pidió número {n}" for n in range(300))]
    book = book_of(xlsx(sheets(good_rows(2), columns=columns)))
    assert max(len(text) for text in texts(book)) <= 2_001
    assert max(row.height or 0 for row in book["Constancia"].row_dimensions.values()) <= 409


def test_a_receipt_holds_nothing_of_the_other_reports_of_its_batch() -> None:
    other = [good_row(9, Cliente="OTRA PERSONA SINTETICA", Fecha="x")]
    batch = [read_report(report(rows), "r.xlsx") for rows in ([good_row(1, Fecha="x")], other)]
    verdicts = judge([SubmittedReport(read, RECEIVED) for read in batch])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(batch[0], verdicts[0], DELIVERY)))
    assert not any("OTRA PERSONA" in text for sheet in book.sheetnames for text in texts(book, sheet))


CELLS = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.sampled_from(HOSTILE),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text().map(Formula),
    st.none(),
)


ANYTHING = given(
    cells=st.lists(st.lists(CELLS, max_size=16), min_size=1, max_size=4),
    said=st.fixed_dictionaries(dict.fromkeys(("CITE/UT", "Periodo", "Total de servicios"), CELLS)),
    headers=st.permutations([*COLUMNS, "\x01<r>x</r>"]),
    name=st.text(st.characters(codec=None), max_size=40),
    date_1904=st.booleans(),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@ANYTHING
def test_no_cell_makes_the_writer_raise(**wild: Any) -> None:
    written(**wild)


@pytest.mark.lento  # the same, of more
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@ANYTHING
def test_no_cell_of_very_many_makes_the_writer_raise(**wild: Any) -> None:
    written(**wild)


def written(cells: list[list[Any]], said: dict[str, Any], headers: list[str], name: str, date_1904: bool) -> None:
    read = ReadReport(
        file_name=name,
        sha256="0" * 64,
        size=1,
        container="xlsx",
        cover={key: CoverCell(value, f"{name}carátula", row) for row, (key, value) in enumerate(said.items(), start=1)},
        sheet=f"ATENCIONES{name}",
        header_row=1,
        headers=tuple(headers),
        columns={header: index for index, header in enumerate(headers) if header in COLUMNS},
        extra_columns=("\x01<r>x</r>",),
        row_numbers=tuple(range(2, len(cells) + 2)),
        cells=tuple(map(tuple, cells)),
        date_1904=date_1904,
    )
    [verdict] = judge([SubmittedReport(read, RECEIVED)])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(read, verdict, DELIVERY)))
    assert book.sheetnames[0] == "Constancia" and len(book.sheetnames) >= 4


# --- The files --------------------------------------------------------------------------------------------------------


def write(folder: Path, content: bytes, delivery: DeliveryFacts = DELIVERY) -> ReceiptFiles:
    read, verdict = judged(content)
    return write_receipt(folder, read, verdict, delivery)


def test_the_files_are_named_by_month_centre_and_version(tmp_path: Path) -> None:
    files = write(tmp_path / "constancias" / "citemadera-lima", report(good_rows(2)))
    assert files.workbook.name == "2024-09_citemadera-lima_v2_constancia.xlsx"
    assert files.verdict.name == "2024-09_citemadera-lima_v2_constancia.json"
    assert sorted(f.name for f in files.workbook.parent.iterdir()) == [files.verdict.name, files.workbook.name]


def test_what_is_not_known_is_named_by_its_reception(tmp_path: Path) -> None:
    files = write(tmp_path, b"\x00nada", DeliveryFacts("00ff00ff00ff00ff", RECEIVED))
    assert files.workbook.name == "recepcion-00ff00ff00ff00ff_constancia.xlsx"
    again = write(tmp_path, report(good_rows(1)), DeliveryFacts("11ee11ee11ee11ee", RECEIVED, repeated=True))
    assert again.workbook.name == "2024-09_citemadera-lima_recepcion-11ee11ee11ee11ee_constancia.xlsx"


def test_the_json_verdict_says_what_the_command_line_says_and_which_delivery(tmp_path: Path) -> None:
    record = json.loads(write(tmp_path, report([*good_rows(2), good_row(3, Cantidad=0)])).verdict.read_text("utf-8"))
    assert (record["estado"], record["filas"], record["filas_aceptadas"]) == ("observado", 3, 2)
    assert (record["recepcion_id"], record["version"], record["repetido"]) == ("00ff00ff00ff00ff", 2, False)
    assert record["recibido_en"] == "2024-10-03T09:30:00" and len(record["sha256"]) == 64
    assert [(m["codigo"], m["fila"]) for m in record["motivos"]] == [("cantidad_invalida", 4)]


def test_the_same_input_gives_the_same_bytes_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = report([*good_rows(5), good_row(6, Servicio="x")])
    first = write(tmp_path / "a", content)

    class AnyDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Later(datetime, metaclass=AnyDatetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    monkeypatch.setattr("xlsxwriter.core.datetime", Later)
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    second = write(tmp_path / "b", content)
    assert first.workbook.read_bytes() == second.workbook.read_bytes()
    assert first.verdict.read_bytes() == second.verdict.read_bytes()


def test_a_receipt_that_cannot_be_written_leaves_the_earlier_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write(tmp_path, report(good_rows(2)))
    before = files.workbook.read_bytes()

    def killed(*_: Any) -> None:
        raise OSError("sin espacio")

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(OSError, match="sin espacio"):
        write(tmp_path, report(good_rows(3)))
    assert files.workbook.read_bytes() == before
