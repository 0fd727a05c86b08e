"""Whatever the bytes, reading answers with a problem, soon and in bounded memory, never with a traceback."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import good_rows, ods, report, sheets, xlsx

from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.report import read_report

FILES = Path(__file__).parent / "archivos"
WORKBOOK = report(good_rows(3))


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The archive with some members replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        members = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in members.items():
            new.writestr(name, data)
    return buffer.getvalue()


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_with(cells: str, **others: bytes) -> bytes:
    xml = f"<worksheet {NAMESPACE}><sheetData>{cells}</sheetData></worksheet>"
    return repacked(WORKBOOK, {"xl/worksheets/sheet2.xml": xml.encode(), **others})


def member(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        return archive.read(name)


def compressed_with(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(buffer, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def long_text_in_every_cell() -> bytes:
    """A few kB that calamine unfolds to 13,986 cells of 30,000 letters each."""
    lines = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJKLMN")
        + "</row>"
        for row in range(1, 1000)
    )
    text = f'<sst {NAMESPACE} count="1" uniqueCount="1"><si><t>{"x" * 30_000}</t></si></sst>'
    return sheet_with(lines, **{"xl/sharedStrings.xml": text.encode()})


def doctype(encoding: str) -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return repacked(WORKBOOK, {"xl/workbook.xml": text.encode(encoding)})


HOSTILE = {
    "nothing": b"",
    "blanks": b"  \r\n",
    "zeros": bytes(4096),
    "binary": bytes(range(256)) * 8,
    "web page": b"<html><table><tr><td>Fecha</td></tr></table></html>",
    "pdf": b"%PDF-1.7 ...",
    "truncated": WORKBOOK[: len(WORKBOOK) // 2],
    "zip magic": b"PK\x03\x04" + b"x" * 100,
    "other zip": repacked(xlsx({"a": [[1]]}), {"xl/workbook.xml": b""}).replace(b"xl/workbook", b"yl/workbook"),
    "ole, no workbook": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000),
    "ole, broken workbook": bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le") * 40,
    "truncated xls": (FILES / "reporte.xls").read_bytes()[:5000],
    "truncated xlsb": (FILES / "reporte.xlsb").read_bytes()[:3000],
    "zip bomb": repacked(WORKBOOK, {"xl/media/bomb.bin": bytes(64 * 1024 * 1024)}),
    "many members": repacked(WORKBOOK, {f"xl/media/{n}": b"" for n in range(limits.MAX_MEMBERS + 1)}),
    "entities": repacked(
        WORKBOOK,
        {"xl/sharedStrings.xml": b'<!DOCTYPE sst [<!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'},
    ),
    "an external entity": repacked(
        WORKBOOK, {"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>'}
    ),
    "a document type without entities": repacked(
        WORKBOOK, {"xl/styles.xml": b'<!DOCTYPE s SYSTEM "http://example.org/s.dtd"><styleSheet/>'}
    ),
    "entities in UTF-16, little endian": doctype("utf-16-le"),
    "entities in UTF-16, big endian": doctype("utf-16-be"),
    "a compression that asks for memory": compressed_with(zipfile.ZIP_LZMA),
    "a huge list of sheets": repacked(
        WORKBOOK,
        {"xl/workbook.xml": member("xl/workbook.xml").replace(b"</workbook>", b"<a/>" * 600_000 + b"</workbook>")},
    ),
    "one long text in every cell": long_text_in_every_cell(),
    "one line of twelve million columns": b"a," * 12_000_000,
    "a csv of four million cells": (b"1," * 400 + b"\n") * 10_000,
    "far cell": sheet_with('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "far cell, hidden from the measure": sheet_with(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c x=">" r="XFD1048576"><v>1</v></c></row>'
    ),
    "a count that exhausts memory": repacked(
        WORKBOOK, {"xl/sharedStrings.xml": b'<sst count="1" uniqueCount="99999999999"><si><t>a</t></si></sst>'}
    ),
    "far row": sheet_with('<row r="900000"><c r="B900000"><v>1</v></c></row>'),
    "wide sheet": sheet_with('<row r="1">' + '<c t="n"><v>1</v></c>' * 20_000 + "</row>"),
}
DAMAGED = {
    "broken xml": sheet_with("<row><c></row>"),
    "no shared strings": repacked(WORKBOOK, {"xl/sharedStrings.xml": b""}),
    "not a sheet": repacked(WORKBOOK, {"xl/worksheets/sheet2.xml": b"\x00\xff"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon(name: str) -> None:
    start = time.perf_counter()
    read = read_report(HOSTILE[name], "../../etc/\x00passwd.xlsx")
    assert {problem.codigo for problem in read.problems} == {"archivo_ilegible"}
    assert not read.readable
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_parts_never_give_rows_silently(name: str) -> None:
    assert read_report(DAMAGED[name], "x").problems


def test_a_sheet_under_many_names_is_read_once() -> None:
    names = "".join(f'<sheet name="Atenciones{"." * n}" sheetId="{n + 1}" r:id="rId2"/>' for n in range(400))
    book = re.sub(rb"<sheets>.*</sheets>", f"<sheets>{names}</sheets>".encode(), member("xl/workbook.xml"))
    blank = member("xl/worksheets/sheet2.xml").replace(b"</sheetData>", b'<row r="9"/>' * 500_000 + b"</sheetData>")
    start = time.perf_counter()
    read = read_report(repacked(WORKBOOK, {"xl/workbook.xml": book, "xl/worksheets/sheet2.xml": blank}), "x.xlsx")
    assert (len(read.sheet_names), len(read.cells)) == (400, 3)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "name", ["../../../tmp/malo.xml", "/etc/malo", "C:\\malo.xml", "xl/../../malo.xml", "\x1bmalo"]
)
def test_member_names_lead_nowhere(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not read_report(repacked(WORKBOOK, {name: b"<malo/>"}), "x.xlsx").problems
    relations = member("xl/_rels/workbook.xml.rels").replace(b"worksheets/sheet2.xml", name.encode("ascii", "ignore"))
    assert "malo" not in str(read_report(repacked(WORKBOOK, {"xl/_rels/workbook.xml.rels": relations}), "x").cells)
    assert not list(tmp_path.iterdir())


def test_a_wide_repeat_in_ods_ends_within_bounds() -> None:
    narrow = ods(sheets(good_rows(1)))
    content = zipfile.ZipFile(io.BytesIO(narrow)).read("content.xml")
    content = content.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">')
    content = content.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="10000" ')
    read = read_report(repacked(narrow, {"content.xml": content}), "x.ods")
    assert not read.readable


def encrypted_xls() -> bytes:
    """A .xls whose stream says, right after its first record, that all the others are encrypted (FILEPASS)."""
    content = (FILES / "reporte.xls").read_bytes()
    second = content.index(bytes.fromhex("0908100000060500")) + 20
    return content[:second] + b"\x2f\x00" + content[second + 2 :]


ENCRYPTED = {
    "xlsx": (FILES / "cifrado.xlsx").read_bytes(),
    "xls": encrypted_xls(),
    "ods": repacked(ods(sheets(good_rows(1))), {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
}


@pytest.mark.parametrize("container", ENCRYPTED)
def test_encrypted_workbooks_are_told_apart(container: str) -> None:
    read = read_report(ENCRYPTED[container], "x.xlsx")
    assert [problem.codigo for problem in read.problems] == ["archivo_cifrado"]


def test_a_file_over_the_limit_is_not_opened() -> None:
    assert read_report(b"a" * (limits.MAX_FILE_BYTES + 1), "x").problems[0].codigo == "archivo_ilegible"


def test_styled_blank_cells_far_away_do_no_harm() -> None:
    far = member("xl/worksheets/sheet2.xml").replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    )
    read = read_report(repacked(WORKBOOK, {"xl/worksheets/sheet2.xml": far}), "x.xlsx")
    assert (read.problems, len(read.cells)) == ((), 3)


def test_a_lying_size_in_the_archive_is_found() -> None:
    bomb = bytearray(HOSTILE["zip bomb"])
    size = (64 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(size) >= 2
    lying = bytes(bomb.replace(size, (100).to_bytes(4, "little")))
    assert not read_report(lying, "x.xlsx").readable


INJECTED = [b"999999999", b"XFD1048576", b'"', b"<", b">", b";", b"=1+1", b"-1", b"1e308", b"&#0;", b"\x00\x00"]
SEEDS = [
    WORKBOOK,
    (FILES / "reporte.xls").read_bytes(),
    (FILES / "reporte.xlsb").read_bytes(),
    ods(sheets(good_rows(2))),
]


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6) | st.sampled_from(INJECTED)), max_size=6)


def mutated(content: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    changed = bytearray(content)
    for place, data in changes:
        at = int(place * max(0, len(changed) - 1))
        changed[at : at + len(data) // 2] = data
    return bytes(changed)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SEEDS), CHANGES)
def test_mutated_files_get_an_answer(seed: bytes, changes: list[tuple[float, bytes]]) -> None:
    read = read_report(mutated(seed, changes), "x")
    assert read.readable or read.problems


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([seed for seed in SEEDS if seed.startswith(b"PK")]), st.floats(0, 1), CHANGES)
def test_archives_with_a_mutated_member_get_an_answer(
    seed: bytes, which: float, changes: list[tuple[float, bytes]]
) -> None:
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        names = archive.namelist()
        name = names[int(which * (len(names) - 1))]
        changed = {name: mutated(archive.read(name), changes)}
    read = read_report(repacked(seed, changed), "x")
    assert read.readable or read.problems


def test_a_reader_killed_by_one_file_reads_the_next() -> None:
    assert not read_report(HOSTILE["a count that exhausts memory"], "x").readable
    assert not read_report(WORKBOOK, "x").problems


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READING_SECONDS", 0)
    assert "tiempo" in read_report(report(good_rows(3000)), "x").problems[0].valor


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_get_an_answer(content: bytes) -> None:
    assert read_report(content, "x").problems


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_random_text_is_no_report(text: str) -> None:
    assert read_report(text.encode("utf-8", "replace"), "x.csv").problems
