"""The reader keeps the pliego's rows as written, whatever container and encoding, and refuses what is not whole."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.intake.siaf import container
from orchestration.intake.siaf.diagnosis import records
from orchestration.intake.siaf.layout import AMOUNTS, COLUMNS, MONTH_AMOUNTS, Pliego
from orchestration.intake.siaf.reader import TABLE, read
from orchestration.intake.siaf.refusal import Refused
from orchestration.warehouse.upgrading import SCHEMA
from tests.siaf_files import country, row, text, write

ITP = Pliego("38", "241")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def refusal(connection: duckdb.DuckDBPyConnection, file: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read(connection, file, ITP)
    return caught.value


def zipped(file: Path, *names: str, content: bytes = b"") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file


def test_the_layout_is_that_of_the_raw_table_and_of_the_files() -> None:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        names = [n for (n, *_) in connection.execute("describe raw.siaf_gasto").fetchall()]
    assert len(COLUMNS) == 73 and len(AMOUNTS) == 18 and len(MONTH_AMOUNTS) == 12
    assert names[names.index("orden") + 1 :] == [column.lower() for column in COLUMNS]
    # The places that the MEF's dictionary has otherwise than its files.
    assert (COLUMNS.index("SEC_FUNC"), COLUMNS.index("PROGRAMA_PPTO")) == (29, 16)


@pytest.mark.parametrize("kind", ["csv", "gzip", "zip"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_kept_as_written_in_their_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, encoding: str, end: str
) -> None:
    content = text(country(), end=end).encode(encoding)
    file = tmp_path / "2024-*[gasto]'.csv"  # nothing follows from a name
    if kind == "zip":
        zipped(file, "2024.csv", content=content)
    else:
        write(file, gzip.compress(content) if kind == "gzip" else content)
    opened = read(connection, file, ITP)
    assert (opened.year, opened.format) == (2024, kind)
    assert opened.encoding == ("windows-1252" if encoding == "latin-1" else "utf-8")
    kept = connection.execute(f"select * from {TABLE} order by rowid").fetchall()
    expected = [r for r in country() if (r["SECTOR"], r["PLIEGO"]) == ("38", "241")]
    assert kept == [tuple(as_number(column, value) for column, value in r.items()) for r in expected]


def as_number(column: str, value: str) -> object:
    return Decimal(value) if column in AMOUNTS else (value or None)


def reordered(rows: list[dict[str, str]], columns: list[str], spelled: Callable[[str], str] = str) -> str:
    return text([{column: cells[column] for column in columns} for cells in rows], map(spelled, columns))


@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.title, lambda name: f" {name} "])
@pytest.mark.parametrize("seed", range(3))
def test_columns_go_by_name_in_any_order_and_case(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, spelled: Callable[[str], str], seed: int
) -> None:
    columns = random.Random(seed).sample(COLUMNS, len(COLUMNS))
    columns.append(columns.pop(columns.index("MONTO_PIA")))
    read(connection, write(tmp_path / "a.csv", reordered(country(), columns, spelled)), ITP)
    kept = connection.execute(f"from {TABLE} order by rowid").fetchall()
    read(connection, write(tmp_path / "a.csv", WHOLE), ITP)
    assert kept == connection.execute(f"from {TABLE} order by rowid").fetchall()


@pytest.mark.parametrize(
    ("column", "value", "line", "code"),
    [
        ("MONTO_PIM", "S/D", 2, "importe_ilegible"),
        ("MONTO_PIM", "1200.505", 5, "importe_ilegible"),
        ("MONTO_PIM", "", 5, None),
        ("ANO_EJE", "2023", 6, "dos_anios"),
        ("ANO_EJE", "24", 2, "anio_ilegible"),
    ],
)
def test_what_is_wrong_has_its_line_and_column_whatever_their_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, column: str, value: str, line: int, code: str | None
) -> None:
    rows = country()
    rows[line - 2][column] = value
    content = reordered(rows, ["META_NOMBRE", *[c for c in reversed(COLUMNS) if c != "META_NOMBRE"]])
    file = write(tmp_path / "a.csv", content)
    if code is None:
        read(connection, file, ITP)
    else:
        found = refusal(connection, file)
        assert (found.code, found.line, found.column) == (code, line, column), found


@pytest.mark.parametrize("kind", ["csv", "gzip", "latin-1"])
@pytest.mark.parametrize("value", ["1.2E5", "1.2e+05", "1E-2", "-3e2", ".5e1", "1.E3"])
def test_an_exponent_in_an_amount_is_refused_with_its_line(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, value: str, kind: str
) -> None:
    content = with_cells("MONTO_PIM", {4: "7E1", 5: value}).encode("latin-1" if kind == "latin-1" else "utf-8")
    found = refusal(connection, write(tmp_path / "a.csv", gzip.compress(content) if kind == "gzip" else content))
    assert (found.code, found.line, found.column) == ("importe_ilegible", 5, "MONTO_PIM") and "exponente" in str(found)


def test_digits_joined_by_a_bar_are_refused_with_their_line(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = refusal(connection, write(tmp_path / "a.csv", with_cell("MONTO_PIM", "1_200", line=5)))
    assert (found.code, found.line, found.column) == ("importe_ilegible", 5, "MONTO_PIM")


def test_an_exponent_of_another_pliego_or_in_a_name_refuses_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = country()
    rows[2]["MONTO_PIM"], rows[3]["META_NOMBRE"] = "7E1", "1E5"
    read(connection, write(tmp_path / "a.csv", text(rows)), ITP)
    assert connection.execute(f"select meta_nombre from {TABLE} offset 1").fetchall() == [("1E5",)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("kind", ["csv", "gzip", "latin-1"])
def test_a_last_row_that_is_whole_needs_no_line_end(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, end: str
) -> None:
    content = text([*country(), row(months=[3])], end=end)[: -len(end)].encode(
        "latin-1" if kind == "latin-1" else "utf-8"
    )
    read(connection, write(tmp_path / "a", gzip.compress(content) if kind == "gzip" else content), ITP)
    assert connection.execute(f"select count(*), sum(monto_girado_anual) from {TABLE}").fetchone() == (
        3,
        Decimal("173.75"),
    )


def test_a_file_cut_inside_its_last_row_is_never_taken_for_a_whole_one(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    last = text([row(META_NOMBRE='META "ÚNICA", Ñ', PLIEGO_NOMBRE="X,\nY" * 4)], []).lstrip("\r\n").encode()
    for left in range(1, last.rindex(b",") + 2, 13):
        content = WHOLE.encode() + last[:left]
        assert refusal(connection, write(tmp_path / "a", content)).code == "archivo_cortado", last[:left]


def test_a_code_is_one_whatever_zeros_stand_before_it(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [row(SECTOR="39", PLIEGO=code) for code in ("039", "39", "0039", "390", "")]
    file = write(tmp_path / "a.csv", text(rows))
    for asked in (Pliego("39", "039"), Pliego("039", "39")):
        read(connection, file, asked)
        assert connection.execute(f"select pliego from {TABLE}").fetchall() == [("039",), ("39",), ("0039",)]


def test_windows_letters_that_latin_1_has_not_are_read(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    content = text([row(META_NOMBRE="“META” – Ñ…", ACTIVIDAD_ACCION_OBRA_NOMBRE="CAFÉ")])
    read(connection, write(tmp_path / "a", content.encode("cp1252")), ITP)
    assert connection.execute(f"select meta_nombre from {TABLE}").fetchall() == [("“META” – Ñ…",)]


def test_letters_far_below_the_beginning_decide_too(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.intake.siaf.opening.SAMPLE_BYTES", 100)
    monkeypatch.setattr(container, "PIECE", 2000)
    plain = [row(PLIEGO_NOMBRE="SIN TILDES") for _ in range(20)]
    content = text([*plain, row(META_NOMBRE="AÑO")])
    opened = read(connection, write(tmp_path / "a", content.encode("latin-1")), ITP)
    assert opened.encoding == "windows-1252"
    assert connection.execute(f"select meta_nombre from {TABLE} where meta_nombre is not null").fetchall() == [("AÑO",)]


def test_repeated_rows_negative_amounts_and_empty_cells_stay(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [row(), row(), row(months=[-5.25]), row(MONTO_GIRADO_ANUAL="")]
    read(connection, write(tmp_path / "a.csv", text(rows)), ITP)
    kept = connection.execute(f"select monto_devengado_enero, monto_girado_anual from {TABLE}").fetchall()
    assert kept == [(0, 0), (0, 0), (Decimal("-5.25"), Decimal("-5.25")), (0, None)]


def test_dust_of_floating_point_is_the_amount_that_it_stands_for(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(connection, write(tmp_path / "a.csv", text([row(MONTO_PIM="1234.5600000000001")])), ITP)
    assert connection.execute(f"select monto_pim from {TABLE}").fetchall() == [(Decimal("1234.56"),)]


WHOLE = text(country())
# The names of the MEF's long file, which has a row a month.
SPENDING = [
    *["ANO_EJE", "MES_EJE", *COLUMNS[1:-18], "MONTO_PIA", "MONTO_PIM", "MONTO_CERTIFICADO", "MONTO_COMPROMETIDO_ANUAL"],
    *["MONTO_COMPROMETIDO", "MONTO_DEVENGADO", "MONTO_GIRADO"],
]


def with_cell(column: str, value: str, line: int = 3) -> str:
    return with_cells(column, {line: value})


def with_cells(column: str, values: dict[int, str]) -> str:
    rows = country()
    for line, value in values.items():
        rows[line - 2][column] = value
    return text(rows)


REFUSALS: dict[str, tuple[str | bytes, str, int | None, str | None]] = {
    "nothing in it": ("", "cabecera_distinta", 1, "ANO_EJE"),
    "no header": (WHOLE.partition("\n")[2], "cabecera_distinta", 1, "ANO_EJE"),
    "a column less": (text([], COLUMNS[:-1]), "cabecera_distinta", 1, "MONTO_GIRADO_ANUAL"),
    "a column more": (text([], [*COLUMNS, "OTRA"]), "cabecera_distinta", 1, "OTRA"),
    "a column twice": (text([], [*COLUMNS, "MONTO_PIM"]), "cabecera_distinta", 1, "MONTO_PIM"),
    "semicolons": (text(country(), separator=";"), "separador_distinto", 1, None),
    "bars, as in old downloads": (text(country(), separator="|"), "separador_distinto", 1, None),
    "tabulators": (text(country(), separator="\t"), "separador_distinto", 1, None),
    "a row a month": (text([], SPENDING), "otro_archivo", 1, "MES_EJE"),
    "a row a month, with bars": (text([], SPENDING, separator="|"), "otro_archivo", 1, "MES_EJE"),
    "what was spent on COVID": (text([], SPENDING[:-1]), "otro_archivo", 1, None),
    "an export of the SIAF": (
        text([], ["ano_eje", "sec_ejec", "mto_pia", "mto_devenga_01"]),
        "otro_archivo",
        1,
        "MTO_PIA",
    ),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "libro_de_calculo", None, None),
    "a workbook": (b"PK\x03\x04 no zip", "contenedor_danado", None, None),
    "two bytes a letter": (WHOLE.encode("utf-16"), "cabecera_distinta", 1, "ANO_EJE"),
    "a header alone": (text([]), "sin_filas", 2, None),
    "no pliego": (text([row(SECTOR="11")]), "sin_pliego", None, None),
    "a row with a cell less": (WHOLE.replace(",0,0,0,0,0,0,", ",0,0,0,0,0,", 1), "columnas_de_la_fila", 2, None),
    "a row with a cell more": (WHOLE.replace(",0,0,0,0,0,0,", ",0,0,0,0,0,0,0,", 1), "columnas_de_la_fila", 2, None),
    "thousands marks": (with_cell("MONTO_PIM", "1,200.50"), "importe_ilegible", 3, "MONTO_PIM"),
    "a decimal comma": (with_cell("MONTO_GIRADO_ANUAL", "1200,50"), "importe_ilegible", 3, "MONTO_GIRADO_ANUAL"),
    "words in another's row": (with_cell("MONTO_PIA", "S/D", line=6), "importe_ilegible", 6, "MONTO_PIA"),
    "a third decimal": (with_cell("MONTO_PIM", "1200.505"), "importe_ilegible", 3, "MONTO_PIM"),
    "a third decimal, and another's before it": (
        with_cells("MONTO_PIM", {4: "7.505", 5: "1200.505"}),
        "importe_ilegible",
        5,
        "MONTO_PIM",
    ),
    "digits of another script": (with_cell("MONTO_PIM", "\u0661"), "importe_ilegible", 3, "MONTO_PIM"),
    "line ends of two kinds": (WHOLE.replace("\n", "\r\n", 1), "finales_de_linea", 2, None),
    "more than a country has": (with_cell("MONTO_PIM", "1" + "0" * 13), "importe_ilegible", 3, "MONTO_PIM"),
    "a year that is none": (with_cell("ANO_EJE", "24", line=2), "anio_ilegible", 2, "ANO_EJE"),
    "a year with a point": (with_cell("ANO_EJE", "2024.0"), "anio_ilegible", 3, "ANO_EJE"),
    "no year": (with_cell("ANO_EJE", "", line=6), "anio_ilegible", 6, "ANO_EJE"),
    "two years": (with_cell("ANO_EJE", "2023", line=6), "dos_anios", 6, "ANO_EJE"),
    "cut inside the last amount": (WHOLE[:-2], "archivo_cortado", 6, None),
    "cut inside a line": (WHOLE[:-70], "archivo_cortado", 6, None),
    "an open quote": (with_cell("META_NOMBRE", "COMILLA").replace("COMILLA", '"COMILLA'), "comillas_abiertas", 3, None),
    "a byte that is no letter": (WHOLE.encode().replace("Ñ".encode(), b"\xc3"), "texto_ilegible", 2, None),
    "no letter in older files": (
        WHOLE.encode("latin-1").replace("Ñ".encode("latin-1"), b"\x81"),
        "texto_ilegible",
        2,
        None,
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_not_whole_is_refused_with_its_line_and_column(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, case: str
) -> None:
    content, code, line, column = REFUSALS[case]
    found = refusal(connection, write(tmp_path / "a.csv", content))
    assert (found.code, found.line, found.column) == (code, line, column), found


def test_a_row_that_cannot_be_taken_apart_is_still_refused_in_its_place(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = country()
    rows[1] |= {"META_NOMBRE": "X" * 140_000, "MONTO_PIM": "1200.505"}
    assert refusal(connection, write(tmp_path / "a.csv", text(rows))).line == 3


def test_a_line_is_counted_as_an_editor_does(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [row(META_NOMBRE="DOS\nLÍNEAS"), row(META_NOMBRE="OTRAS\nDOS"), row(MONTO_PIM="x")]
    assert refusal(connection, write(tmp_path / "a.csv", text(rows))).line == 6


@pytest.mark.parametrize("left", [0.2, 0.6, 0.999])
@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_container_cut_off_anywhere_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, left: float
) -> None:
    content = text(country() * 50).encode()
    whole = zipped(tmp_path / "z", "a.csv", content=content).read_bytes() if kind == "zip" else gzip.compress(content)
    found = refusal(connection, write(tmp_path / "a", whole[: int(len(whole) * left)]))
    assert found.code in ("archivo_cortado", "contenedor_danado")


def test_damage_inside_a_container_is_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(text(country() * 50).encode()))
    whole[-6] ^= 1  # the sum of its bytes no longer agrees
    assert refusal(connection, write(tmp_path / "a.gz", bytes(whole))).code == "contenedor_danado"


@pytest.mark.parametrize("kind", ["csv", "gzip", "zip"])
def test_damage_anywhere_is_refused_with_words_or_leaves_a_whole_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str
) -> None:
    content = text(country() * 10).encode()
    packed = {
        "csv": content,
        "gzip": gzip.compress(content, mtime=0),
        "zip": zipped(tmp_path / "z", "a.csv", content=content).read_bytes(),
    }[kind]
    chance = random.Random(2024)
    refused = 0
    for _ in range(60):
        damaged = bytearray(packed)
        for _ in range(chance.choice([1, 1, 2, 4])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(connection, write(tmp_path / "a", bytes(damaged)), ITP)
        except Refused as found:
            refused += 1
            assert str(found).endswith(".")
    assert refused > 30


def test_a_disk_that_fails_is_no_fault_of_the_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr("orchestration.intake.siaf.reader._load", full)
    with pytest.raises(duckdb.IOException):
        read(connection, write(tmp_path / "a.csv", WHOLE), ITP)


def test_a_gzip_of_several_members_is_one_text(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    content = text(country()).encode()
    read(connection, write(tmp_path / "a", gzip.compress(content[:900]) + gzip.compress(content[900:])), ITP)
    assert connection.execute(f"select count(*) from {TABLE}").fetchone() == (2,)


def test_a_workbook_is_told_as_one(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = zipped(tmp_path / "2024-Gasto-Devengado.csv", "[Content_Types].xml", "xl/workbook.xml")
    assert refusal(connection, file).code == "libro_de_calculo"


def test_a_zip_of_several_files_is_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    found = refusal(connection, zipped(tmp_path / "a.zip", "2024.csv", "2025.csv", content=WHOLE.encode()))
    assert found.code == "zip_de_varios"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("damaged", [False, True])
def test_a_zip_compressed_otherwise_is_refused_with_what_to_do(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, method: int, damaged: bool
) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("2024.csv", WHOLE)
    content = bytearray(file.read_bytes())
    if damaged:
        content[60:90] = bytes(30)
    found = refusal(connection, write(file, bytes(content)))
    assert found.code == "compresion_ajena" and "7-Zip" in str(found)


def test_the_zip_that_windows_writes_of_a_large_file_is_not_called_damaged(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = zipped(tmp_path / "a.zip", "2024.csv", content=WHOLE.encode())
    content = bytearray(file.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(signature) + offset] = 9  # Deflate64
    assert refusal(connection, write(file, bytes(content))).code == "compresion_ajena"


def test_a_line_without_end_is_looked_at_in_parts() -> None:
    endless = (b"x" * (1 << 18) for _ in range(64))
    assert max(len(record) for _, record in records(endless)) <= 1 << 20


def test_a_line_too_long_is_named_and_not_taken_for_a_file_cut_off(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    content = text([row(), row(META_NOMBRE="X" * (3 << 20)), row()])
    found = refusal(connection, write(tmp_path / "a.csv", content))
    assert (found.code, found.line) == ("columnas_de_la_fila", 3) and "sin terminar" in str(found)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_bomb_is_refused_before_it_is_read(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(container, "RATIO_FROM", 2 << 20)
    content = WHOLE.encode() + b"0" * (8 << 20)
    file = tmp_path / "a"
    _ = zipped(file, "a.csv", content=content) if kind == "zip" else write(file, gzip.compress(content))
    assert refusal(connection, file).code == "contenedor_desmedido"


def test_a_file_that_changes_while_it_is_read_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "a.csv", WHOLE)
    states = iter([(1, 1), (2, 2)])
    monkeypatch.setattr("orchestration.intake.siaf.reader._state", lambda _: next(states))
    assert refusal(connection, file).code == "archivo_cambio"


def test_another_pliego_can_be_asked_for(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    read(connection, write(tmp_path / "a.csv", WHOLE), Pliego("38", "059"))
    assert connection.execute(f"select pliego from {TABLE}").fetchall() == [("059",)]
