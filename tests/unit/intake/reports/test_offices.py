"""Workbooks as offices make them: each kind that people report, varied over columns, cover and containers."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from mutations import members, packed
from workbooks import COVER, cover, csv_report, good_row, good_rows, ods, report, sheets, xlsx

from orchestration.intake.reports.judging import verdict as verdicts
from orchestration.intake.reports.judging.verdict import SubmittedReport, Verdict, judge
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.layout import COLUMNS
from orchestration.intake.reports.reading.report import read_report

RECEIVED = datetime(2024, 10, 3, 9, 30)
WRITERS = {"xlsx": xlsx, "ods": ods, "csv": csv_report, "tabs": lambda grids: csv_report(grids, "\t")}


def verdict(content: bytes) -> Verdict:
    return judge([SubmittedReport(read_report(content, "reporte"), RECEIVED)])[0]


def said(judged: Verdict) -> list[str]:
    return [f.codigo for f in (*judged.motivos, *judged.advertencias)]


def line(**cells: Any) -> list[Any]:
    return [cells.get(name) for name in (name.replace(" ", "_") for name in COLUMNS)]


@pytest.mark.parametrize("writer", WRITERS)
def test_rows_that_only_a_template_filled_are_no_rows(writer: str) -> None:
    grids = sheets(good_rows(3))
    filled = [line(Categoría_presupuestal="APNOP", Ubigeo="150101", Focalizado="No")] * 5
    grids["Atenciones"] = [*grids["Atenciones"][:3], *filled, *grids["Atenciones"][3:]]
    judged = verdict(WRITERS[writer](grids))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 3, ["fila_de_plantilla"])


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "row",
    [
        line(Fecha="Suma", Cantidad=3, Importe=31.5),
        line(Cliente="Sub total", Cantidad=3),
        line(Servicio="TOTAL GENERAL", Cantidad=3),
        line(Medio_de_verificación="Subtotal:", Cantidad=3),
        line(Cantidad=3, Importe=31.5),
    ],
    ids=["suma", "subtotal", "total", "at the end", "bare"],
)
def test_a_sum_row_is_no_row(writer: str, row: list[Any]) -> None:
    grids = sheets(good_rows(3))
    grids["Atenciones"].append(row)
    judged = verdict(WRITERS[writer](grids))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 3, ["fila_de_suma"])


def test_a_row_without_date_and_client_that_is_no_sum_is_still_a_row() -> None:
    grids = sheets(good_rows(3))
    grids["Atenciones"].append(line(Cantidad=2))
    judged = verdict(xlsx(grids))
    assert judged.filas == 4 and "fila_de_suma" not in said(judged)


@pytest.mark.parametrize("column", ["Cantidad", "Fecha", "Número de documento"])
def test_a_required_column_that_stands_twice_is_one_fault(column: str) -> None:
    judged = verdict(xlsx(sheets(good_rows(3), columns=[*COLUMNS, column])))
    assert said(judged) == ["columna_repetida"]
    assert f"{column} (" in judged.motivos[0].mensaje and " y O)" in judged.motivos[0].mensaje


@pytest.mark.parametrize("writer", WRITERS)
def test_stars_hints_and_other_titles_in_table_and_cover(writer: str) -> None:
    other = {"Fecha": "Fecha (dd/mm/aaaa)", "Cantidad": "N° de servicios *", "Cliente": "Nombre o razón social"}
    grids = sheets(good_rows(3))
    grids["Atenciones"][0] = [other.get(name, f"{name} *") for name in COLUMNS]
    grids["Carátula"] = [[{"Periodo": "Mes (AAAA-MM)"}.get(key, f"{key} *"), v] for key, v in grids["Carátula"]]
    judged = verdict(WRITERS[writer](grids))
    assert (judged.estado, said(judged)) == ("aceptado", [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_in_utf_16(encoding: str, separator: str) -> None:
    assert verdict(csv_report(sheets(good_rows(2)), separator, encoding)).estado == "aceptado"


def _edited(content: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("sheet", ["Atenciones", "Carátula"])
def test_of_two_sheets_of_one_name_the_visible_one_is_read_and_the_hidden_one_is_named(sheet: str) -> None:
    def hide(book: Any) -> None:
        first = book.copy_worksheet(book[sheet])
        first.title, first.sheet_state = f"{sheet.upper()}.", "hidden"
        first.delete_rows(2, 9)
        book.move_sheet(first, -2)

    judged = verdict(_edited(report(good_rows(3)), hide))
    assert (judged.estado, said(judged)) == ("aceptado", ["hoja_oculta"])
    assert f"«{sheet.upper()}.»" in judged.advertencias[0].mensaje


def test_a_sheet_that_is_only_hidden_is_read_with_a_warning() -> None:
    def hide(book: Any) -> None:
        book["Atenciones"].sheet_state = "veryHidden"

    judged = verdict(_edited(report(good_rows(3)), hide))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 3, ["hoja_oculta_leida"])


def _filtered(writer: str, grids: dict[str, list[list[Any]]]) -> bytes:
    content = WRITERS[writer](grids)
    parts = members(content)
    if writer == "ods":
        head, tail = parts["content.xml"].split(b'name="Atenciones"')
        rows = tail.split(b"<table:table-row>")
        tail = b"<table:table-row>".join(rows[:3]) + b'<table:table-row table:visibility="filter">' + rows[3]
        tail += b"".join(b"<table:table-row>" + row for row in rows[4:])
        parts["content.xml"] = head + b'name="Atenciones"' + tail
    else:
        xml = parts["xl/worksheets/sheet2.xml"]
        parts["xl/worksheets/sheet2.xml"] = xml.replace(b'<row r="3" ', b'<row r="3" hidden="1" ')
    return packed(parts)


@pytest.mark.parametrize("writer", ["xlsx", "ods"])
def test_rows_that_a_filter_hides_count_and_are_told(writer: str) -> None:
    rows = good_rows(3)
    judged = verdict(_filtered(writer, sheets(rows)))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 3, ["filas_ocultas"])
    fewer = cover(rows, **{"Total de servicios": 2, "Total de clientes": 2})
    judged = verdict(_filtered(writer, sheets(rows, fewer)))
    assert [f.codigo for f in judged.motivos] == ["total_servicios_difiere", "total_clientes_difiere"]
    assert all("1 está oculta (fila 3)" in f.mensaje for f in judged.motivos)


@pytest.mark.parametrize("name", ["Atenciones (2)", "Hoja1"])
def test_a_second_sheet_with_the_table_is_refused_unless_the_totals_are_the_firsts(name: str) -> None:
    more = sheets([good_row(8), good_row(9)])["Atenciones"]
    alone = verdict(xlsx({**sheets(good_rows(3)), name: more}))
    assert (alone.estado, alone.filas, said(alone)) == ("aceptado", 3, ["otra_tabla"])
    both = verdict(xlsx({**sheets(good_rows(3), cover(good_rows(5))), name: more}))
    assert [f.codigo for f in both.motivos] == ["segunda_tabla"]
    assert "«Atenciones» (3 filas)" in both.motivos[0].mensaje and f"«{name}» (2 filas)" in both.motivos[0].mensaje
    untold = verdict(xlsx({**sheets(good_rows(3), COVER), name: more}))
    assert [f.codigo for f in untold.motivos] == ["segunda_tabla"]


def test_a_further_sheet_that_cannot_be_read_does_not_spoil_the_report() -> None:
    """The range of merged cells names no row; Excel opens the book."""
    parts = members(xlsx({**sheets(good_rows(3)), "Ayuda": [["a", "b", "c", "d"]] * 3}))
    help_sheet = parts["xl/worksheets/sheet3.xml"]
    odd = b'</sheetData><mergeCells count="1"><mergeCell ref="A:B"/></mergeCells>'
    parts["xl/worksheets/sheet3.xml"] = help_sheet.replace(b"</sheetData>", odd)
    judged = verdict(packed(parts))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 3, [])


def test_a_sheet_of_lists_or_a_summary_is_no_second_table() -> None:
    lists = [[name for name in COLUMNS if name not in ("Fecha", "Cantidad", "Cliente")], ["RUC"] * 11]
    summary = [["Servicio", "Tarea", "Tipo de cliente", "Cantidad", "Importe"], ["4", "4.1", "Otros", 3, 31.5]]
    said_of_it = cover(good_rows(4))  # a total that differs, so that a second table would be refused
    judged = verdict(xlsx({**sheets(good_rows(3), said_of_it), "Catálogos": lists, "Resumen": summary}))
    assert [f.codigo for f in judged.motivos] == ["total_servicios_difiere", "total_clientes_difiere"]


@pytest.mark.parametrize(("total", "code"), [("3 servicios", None), ("#REF!", "ilegible"), ("tres", "ilegible")])
def test_a_control_total_is_read_or_said_to_be_unreadable(total: str, code: str | None) -> None:
    judged = verdict(report(good_rows(3), cover(good_rows(3), **{"Total de servicios": total})))
    assert said(judged) == ([] if code is None else [f"total_servicios_{code}"])


XLS = (Path(__file__).parent / "reading" / "archivos" / "reporte.xls").read_bytes()


def test_rows_that_an_xls_hides_are_told() -> None:
    """The third row's record (ROW, 0x0208) of each sheet gets its bit for a hidden row."""
    content, record = bytearray(XLS), b"\x08\x02\x10\x00\x02\x00"
    for place in (found.start() for found in re.finditer(re.escape(record), XLS)):
        content[place + 16] |= 0x20
    judged = verdict(bytes(content))
    assert (judged.estado, judged.filas, said(judged)) == ("aceptado", 5, ["filas_ocultas"])
    assert "la tabla tiene 1 fila oculta (fila 3)." in judged.advertencias[0].mensaje


def _stream_called(name: str) -> bytes:
    """The .xls with its main stream under another name, which the directory gives in 64 bytes and a length."""
    place, content = XLS.index("Workbook".encode("utf-16-le")), bytearray(XLS)
    content[place : place + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    content[place + 64 : place + 66] = (2 * len(name) + 2).to_bytes(2, "little")
    return bytes(content)


@pytest.mark.parametrize("name", ["WORKBOOK", "Book", "BOOK"])
def test_the_stream_of_an_xls_in_any_case_and_under_its_older_name(name: str) -> None:
    judged = verdict(_stream_called(name))
    assert (judged.estado, judged.filas) == ("aceptado", 5)


@pytest.mark.parametrize("name", ["Workbook", "BOOK"])
def test_an_old_encrypted_xls_is_told_as_encrypted(name: str) -> None:
    """FILEPASS stands in the place of the record after the first; BIFF5 has it in a stream called Book."""
    content = _stream_called(name)
    second = content.index(bytes.fromhex("0908100000060500")) + 20
    assert said(verdict(content[:second] + b"\x2f\x00" + content[second + 2 :])) == ["archivo_cifrado"]


def _renamed(content: bytes, change: Any) -> bytes:
    return packed({change(name): data for name, data in members(content).items()})


@pytest.mark.parametrize("change", [lambda n: n.replace("/", "\\"), str.upper], ids=["\\", "A"])
def test_part_names_of_careless_programs(change: Any) -> None:
    read = read_report(_renamed(report(good_rows(3)), change), "x")
    assert (read.problems, len(read.cells)) == ((), 3)


def test_part_names_that_begin_with_a_slash_are_not_read_and_the_file_is_not_called_damaged_alone() -> None:
    judged = verdict(_renamed(report(good_rows(3)), lambda name: "/" + name))
    assert said(judged) == ["archivo_ilegible"]
    assert "o escrito de un modo que este almacén no lee" in judged.motivos[0].mensaje


@pytest.mark.parametrize("folder", ["", "libro/"])
def test_a_book_that_does_not_lie_in_xl(folder: str) -> None:
    parts = members(report(good_rows(3)))
    moved = {
        name.replace("xl/", folder, 1): data.replace(b"/xl/", f"/{folder}".encode()).replace(
            b'Target="xl/', f'Target="{folder}'.encode()
        )
        for name, data in parts.items()
    }
    unvalued = moved[f"{folder}worksheets/sheet2.xml"].replace(b'<c r="M2"', b'<c r="P2"><f>1+1</f></c><c r="M2"')
    read = read_report(packed({**moved, f"{folder}worksheets/sheet2.xml": unvalued}), "x")
    assert (read.problems, len(read.cells)) == ((), 3)
    assert read.cells[0][15] == "=1+1", "what stands beside the cells is looked for in the same place"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_part_in_utf_16_is_told_as_such(part: str, encoding: str) -> None:
    parts = members(report(good_rows(3)))
    parts[part] = parts[part].decode().replace("UTF-8", "UTF-16").encode(encoding)
    judged = verdict(packed(parts))
    assert said(judged) == ["archivo_ilegible"]
    assert "UTF-16" in judged.motivos[0].mensaje and "dañado" not in judged.motivos[0].mensaje


def test_parts_in_utf_16_that_hold_no_cell_do_no_harm() -> None:
    parts = members(report(good_rows(3)))
    for part in ("[Content_Types].xml", "docProps/app.xml"):
        parts[part] = parts[part].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert verdict(packed(parts)).estado == "aceptado"


def test_a_macro_sheet_is_told_as_such() -> None:
    parts = members(report(good_rows(3)))
    relation = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Rel", b'<Relationship Id="rM" Type="%s" Target="macrosheets/sheet1.xml"/></Rel' % relation
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", b'<sheet name="Macro1" sheetId="9" state="hidden" r:id="rM"/></sheets>'
    )
    parts["xl/macrosheets/sheet1.xml"] = b"<macrosheet/>"
    judged = verdict(packed(parts))
    assert said(judged) == ["archivo_ilegible"]
    assert "hoja de macros de Excel 4" in judged.motivos[0].mensaje and "dañado" not in judged.motivos[0].mensaje


ODS_CELL = b'<table:table-cell office:value-type="float" office:value="10.5"/>'
ODDITIES = {
    "merged": b'<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="10.5"/>',
    "without value": b'<table:table-cell table:formula="of:=1+1"/>',
}


@pytest.mark.parametrize("kind", ODDITIES)
@pytest.mark.parametrize("writer", ["xlsx", "ods"])
def test_more_oddities_than_anyone_makes_are_refused_in_one_sentence(
    writer: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(book: Any) -> None:
        for row in range(2, 6):
            if kind == "merged":
                book["Atenciones"].merge_cells(start_row=row, end_row=row, start_column=16, end_column=17)
            else:
                book["Atenciones"].cell(row, 15).value = "#N/A" if row % 2 else "=1+1"

    parts = members(WRITERS[writer](sheets(good_rows(4))))
    if writer == "ods":
        parts["content.xml"] = parts["content.xml"].replace(ODS_CELL, ODDITIES[kind])
    content = packed(parts) if writer == "ods" else _edited(packed(parts), odd)
    monkeypatch.setattr(limits, "MAX_ODDITIES", 4)
    assert "archivo_ilegible" not in said(verdict(content))
    monkeypatch.setattr(limits, "MAX_ODDITIES", 3)
    judged = verdict(content)
    assert said(judged) == ["archivo_ilegible"]
    assert f"más de 3 celdas {'combinadas' if kind == 'merged' else 'con error'}" in judged.motivos[0].mensaje


def test_of_a_rule_that_very_many_rows_break_the_first_are_told_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdicts, "MAX_FINDINGS_OF_A_RULE", 2)
    judged = verdict(report([good_row(n, Servicio="x") for n in range(1, 6)]))
    told = [
        (f.fila, f.mensaje.startswith("3 filas más tienen"))
        for f in judged.motivos
        if f.codigo == "servicio_desconocido"
    ]
    assert told == [(2, False), (3, False), (None, True)]
    assert sum(f.veces for f in judged.motivos if f.codigo == "servicio_desconocido") == 5
    assert judged.filas == 5, "nothing is lost: every row is counted as broken"


WRONG = {
    "MHT": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html></html>",
    "HTML": b"\xef\xbb\xbf <html><table><tr><td>Fecha</td></tr></table></html>",
    "2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>',
    "PDF": b"%PDF-1.7 ...",
    "Excel 4": b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50),
    "Numbers": packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_workbook_is_told_as_what_it_is(kind: str) -> None:
    judged = verdict(WRONG[kind])
    assert said(judged) == ["archivo_ilegible"]
    assert kind in judged.motivos[0].mensaje and "dañado" not in judged.motivos[0].mensaje


def test_a_text_that_is_no_report_is_one_fault() -> None:
    assert said(verdict(b"a,b\n1,2\n")) == ["tabla_faltante"]
