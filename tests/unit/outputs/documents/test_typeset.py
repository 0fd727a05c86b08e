"""A document in print and as a workbook: the same bytes for the same document, text that can be read back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from orchestration.outputs.documents.blocks import (
    RESERVED,
    Bars,
    Column,
    Cover,
    Document,
    Paragraph,
    Row,
    Section,
    Share,
    Signature,
    Strong,
    Table,
    Tiles,
    Value,
    figures_of,
)
from orchestration.outputs.documents.index_page import IndexRow, IndexTable, write_index
from orchestration.outputs.documents.typeset import shown, to_pdf
from orchestration.outputs.documents.workbook import to_xlsx
from tests.pdf_text import pages_of

TABLE = Table(
    "Tabla 1",
    "De prueba",
    (Column("Centro", "left", 1), Column("Total"), Column("%")),
    (
        Row(("CITE A", 1234, Share(1, 3)), "cite-a"),
        Row(("CITE B", 0, None)),
        Row(("CITE C", None, RESERVED)),
        Row(("Total", 1234, Share(3, 3)), is_total=True),
    ),
    "Fuente: prueba.",
)
BARS = Bars(
    "Gráfico 1", "De prueba", "Barras de prueba.", "Centro", "Servicios", (Row(("CITE A", 7)),), "Fuente: prueba.", 1
)
DOCUMENT = Document(
    title="Documento de prueba",
    running_head="Prueba",
    language="es",
    published_at=datetime(2026, 11, 21, 19, 33, 20),
    words={"contents": "Índice"},
    cover=Cover("Sobre", "Título", "2024", "Subtítulo", ("Pie",), ((0.5, 1.0), (0.2, 0.0))),
    imprint=(("Título", "Documento de prueba"),),
    sections=(
        Section(
            "Sección",
            (
                Paragraph(("Texto #1 con *signos* $de$ [typst] y ", Strong("fuerza"), ".")),
                Tiles((("Servicios", 78711, "total"),)),
                TABLE,
                BARS,
            ),
        ),
    ),
    closing=Signature((("Nombre (sintético)", "Cargo"),)),
)


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "documento.pdf"
    file.write_bytes(pdf)
    return " ".join(pages_of(file))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(DOCUMENT) == to_pdf(DOCUMENT)
    assert to_xlsx(DOCUMENT) == to_xlsx(DOCUMENT)
    later = replace(DOCUMENT, published_at=datetime(2027, 1, 1))
    assert to_pdf(later) != to_pdf(DOCUMENT) and to_xlsx(later) != to_xlsx(DOCUMENT)


def test_pdf_says_that_it_is_archivable_and_accessible() -> None:
    pdf = to_pdf(DOCUMENT)
    assert b"pdfaid:part>2<" in pdf and b"pdfaid:conformance>A<" in pdf and b"pdfuaid:part>1<" in pdf


def test_what_is_printed_can_be_copied(tmp_path: Path) -> None:
    text = text_of(to_pdf(DOCUMENT), tmp_path)
    for words in (
        "Texto #1 con *signos* $de$ [typst] y fuerza.",
        "78,711",
        "CITE A 1,234 33.3%",
        "CITE C … (r)",
        "CITE A 7",
    ):
        assert words in text, words


def test_without_a_cover_the_title_opens_the_first_page(tmp_path: Path) -> None:
    text = text_of(to_pdf(replace(DOCUMENT, cover=None)), tmp_path)
    assert "Documento de prueba Título Documento de prueba" in text and "Índice" not in text


def test_a_notice_stands_on_every_page(tmp_path: Path) -> None:
    text = text_of(to_pdf(replace(DOCUMENT, notice="Datos de prueba")), tmp_path)
    assert text.count("Datos de prueba") == 3


@pytest.mark.parametrize(
    ("value", "sign"), [(None, "…"), (0, "-"), (RESERVED, "(r)"), (1234, "1,234"), (Share(3, 8), "37.5%"), ("x", "x")]
)
def test_signs_of_a_table(value: Value, sign: str) -> None:
    assert shown(value) == sign


def test_the_workbook_keeps_numbers_as_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(DOCUMENT)))["Tabla 1"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
    assert cells == [["CITE A", 1234, 0.333], ["CITE B", 0, None], ["CITE C", None, "(r)"], ["Total", 1234, 1]]


def test_the_workbook_carries_no_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(DOCUMENT))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-21T19:33:20Z" in archive.read("docProps/core.xml")


def test_figures_are_recorded_by_place_and_those_kept_back_as_such() -> None:
    recorded = [figure for figure in figures_of(DOCUMENT.sections) if figure["donde"] == "Tabla 1"]
    found = {(f["fila"], f["columna"]): (f["valor"], f["clave"]) for f in recorded}
    assert found["CITE A", "Total"] == (1234, "cite-a") and found["CITE C", "Total"] == (None, None)
    assert found["CITE C", "%"] == (None, None) and ("CITE A", "%") not in found
    assert [(f["fila"], f["columna"]) for f in recorded if f.get("reservada")] == [("CITE C", "%")]


def test_the_index_leads_to_the_files_and_escapes_what_it_says(tmp_path: Path) -> None:
    row = IndexRow("Uno & <dos>", "Sobre", ((("PDF", "uno dos.pdf"),),))
    page = write_index(
        tmp_path, "a/index.html", "Índice", [IndexTable(("Qué", "Sobre", "Archivos"), (row,))], "Aviso"
    ).read_text("utf-8")
    assert "Uno &amp; &lt;dos&gt;" in page and 'href="uno%20dos.pdf"' in page and "Aviso" in page
    assert "http" not in page
