"""A delivery is hostile until parsed: what each rule refuses or says, with file, line and column; and what passes."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from orchestration.gates.evaluate import evaluate
from orchestration.gates.findings import Finding
from orchestration.gates.suites import columns_of, load_suite, suites_of
from orchestration.intake.data_peru import opening
from orchestration.intake.data_peru.delivery import read_delivery
from orchestration.intake.data_peru.feed import written
from orchestration.intake.data_peru.frames import COLUMNS, frames
from orchestration.intake.data_peru.layout import ROOT, TABLES
from orchestration.intake.data_peru.opening import Delivered, open_delivery
from orchestration.intake.findings import findings_of
from tests.data_peru_files import Tables, contents, good_tables, write

RECEIVED = date(2024, 1, 20)
CLIENTS, SERVICES, PIM, SPENT = "TABLA_02_N01", "TABLA_03_N01", "TABLA_05_N01", "TABLA_05_N02"
NETWORK_CLIENTS, NETWORK_SERVICES = "TABLA_02_N02", "TABLA_03_N02"
BROKEN: set[str] = set()


def judged(delivered: Delivered) -> tuple[Finding, ...]:
    laid_out = frames(read_delivery(delivered, RECEIVED))
    suites = tuple(evaluate(frame, load_suite(name)) for name, frame in laid_out.items())
    return findings_of(suites, laid_out, written)


def refuses(found: tuple[Finding, ...]) -> bool:
    return any(finding.refuses for finding in found)


def of_files(files: dict[str, bytes]) -> tuple[Finding, ...]:
    return judged(Delivered("entrega", files))


def test_a_sound_delivery_is_accepted_and_says_only_where_a_month_is_missing() -> None:
    found = of_files(contents(good_tables()))
    assert not refuses(found)
    assert {(o.codigo, o.columna) for o in found} == {("mes_vacio_entre_llenos", "mes_05")}
    assert found[0].mensaje.startswith("02_CLIENTES_ATENDIDOS/TABLA_02_N01.csv: línea 3, columna «mes_05»: hay cifra")


def cell(table: str, row: int, place: int, text: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables[table][row][place] = text

    return change


def drop_type(tables: Tables) -> None:
    del tables[CLIENTS][0]


def repeat(tables: Tables) -> None:
    tables[PIM].append(list(tables[PIM][0]))


def without_comma_quotes(tables: Tables) -> None:
    tables[PIM][1][2] = "2,000,000.00"


def swapped_types(tables: Tables) -> None:
    """One client goes from one type to another: its first type falls and the total does not."""
    tables[CLIENTS][0][14], tables[CLIENTS][2][14] = "1", "40"
    tables[NETWORK_CLIENTS][0][13] = "30"


# Change, code, how the sentence begins and a part of it; the codes of warnings end the list.
CASES: list[tuple[Callable[[Tables], None], str, str, str]] = [
    (
        cell(CLIENTS, 4, 0, "CITEmadera Luma"),
        "centro_desconocido",
        f"{CLIENTS}.csv: línea 6, columna «cite»",
        "«CITEmadera",
    ),
    (cell(CLIENTS, 4, 0, ""), "centro_desconocido", f"{CLIENTS}.csv: línea 6, columna «cite»", "(vacío)"),
    (cell(SERVICES, 0, 1, "22"), "anio_ilegible", f"{SERVICES}.csv: línea 2, columna «anio»", "«22» no es un año"),
    (cell(PIM, 0, 1, "1999"), "anio_fuera_de_rango", f"{PIM}.csv: línea 2, columna «anio»", "anterior a 2001"),
    (cell(PIM, 0, 1, "2025"), "anio_futuro", f"{PIM}.csv: línea 2, columna «anio»", "se recibe el 20/01/2024"),
    (
        cell(CLIENTS, 0, 2, "Microempresa"),
        "tipo_desconocido",
        f"{CLIENTS}.csv: línea 2, columna «tipo»",
        "«Empresa formal»",
    ),
    (cell(SERVICES, 0, 2, "4"), "tipo_desconocido", f"{SERVICES}.csv: línea 2, columna «subcategoria»", "«4» no es"),
    (cell(PIM, 1, 3, "31/02/2023"), "fecha_ilegible", f"{PIM}.csv: línea 3, columna «fecha»", "«31/02/2023»"),
    (cell(PIM, 1, 3, "21/01/2024"), "fecha_futura", f"{PIM}.csv: línea 3, columna «fecha»", "posterior"),
    (repeat, "fila_repetida", f"{PIM}.csv: línea 4", "de la línea 2"),
    (without_comma_quotes, "fila_mal_cortada", f"{PIM}.csv: línea 3", "tiene 6 de 4 celdas"),
    (
        cell(CLIENTS, 0, 3, "diez"),
        "numero_ilegible",
        f"{CLIENTS}.csv: línea 2, columna «mes_01»",
        "«diez» no es un número",
    ),
    (cell(CLIENTS, 0, 3, "1.000,5"), "fila_mal_cortada", f"{CLIENTS}.csv: línea 2", "celdas"),
    (cell(CLIENTS, 0, 3, '"12,34"'), "numero_ilegible", f"{CLIENTS}.csv: línea 2, columna «mes_01»", "«12,34»"),
    (cell(CLIENTS, 0, 3, "9" * 17), "numero_ilegible", f"{CLIENTS}.csv: línea 2, columna «mes_01»", "no es un número"),
    (cell(CLIENTS, 0, 3, "NaN"), "numero_ilegible", f"{CLIENTS}.csv: línea 2, columna «mes_01»", "«NaN»"),
    (cell(SERVICES, 0, 3, "1.5"), "decimales_de_mas", f"{SERVICES}.csv: línea 2, columna «mes_01»", "«1.5»"),
    (cell(SPENT, 0, 2, "1.005"), "decimales_de_mas", f"{SPENT}.csv: línea 2, columna «mes_01»", "«1.005»"),
    (cell(SERVICES, 0, 3, "-1"), "numero_negativo", f"{SERVICES}.csv: línea 2, columna «mes_01»", "«-1» es negativo"),
    (cell(SPENT, 0, 1, "2024"), "mes_futuro", f"{SPENT}.csv: línea 2, columna «mes_02»", "15/01/2024"),
    (
        cell(SERVICES, 0, 14, "3"),
        "acumulado_baja",
        f"{SERVICES}.csv: línea 2, columna «mes_12»",
        "3 es menor que 12 de «mes_11»",
    ),
    (
        cell(NETWORK_SERVICES, 0, 5, "99"),
        "red_distinta_de_sus_centros",
        f"{NETWORK_SERVICES}.csv: línea 2, columna «mes_04»",
        "suman 12",
    ),
    (
        cell(CLIENTS, 0, 3, ""),
        "mes_a_medias",
        "CITEacuícola Ahuashiyacu, 2022, columna «mes_01»",
        "5 de 6",
    ),
    (
        cell(CLIENTS, 0, 14, "1"),
        "total_de_clientes_baja",
        "CITEacuícola Ahuashiyacu, 2022, columna «mes_12»",
        "menos que",
    ),
    (
        cell(NETWORK_CLIENTS, 0, 13, "9999"),
        "clientes_de_la_red_imposibles",
        "la red, 2022, columna «mes_12»",
        "sus centros",
    ),
    (cell(NETWORK_CLIENTS, 11, 13, "1"), "total_de_clientes_baja", "la red, 2023, columna «mes_12»", "menos que"),
    (swapped_types, "clientes_de_un_tipo_bajan", f"{CLIENTS}.csv: línea 2, columna «mes_12»", "1 es menor que 12"),
    (drop_type, "tipo_ausente", "CITEacuícola Ahuashiyacu, 2022", "«Empresa formal»"),
]
WARNINGS = {"clientes_de_un_tipo_bajan", "tipo_ausente", "mes_vacio_entre_llenos", "archivo_ajeno"}


@pytest.mark.parametrize(("change", "code", "where", "part"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)])
def test_a_wrong_cell_is_found_where_it_stands(
    change: Callable[[Tables], None], code: str, where: str, part: str
) -> None:
    tables = good_tables()
    change(tables)
    found = [o for o in of_files(contents(tables)) if o.codigo == code]
    BROKEN.add(code)
    assert found, code
    assert any(where in o.mensaje and part in o.mensaje for o in found), [o.mensaje for o in found]
    assert {o.nivel for o in found} == {"advertencia" if code in WARNINGS else "entrega"}
    assert "{" not in found[0].mensaje


def test_a_client_that_changes_type_refuses_nothing() -> None:
    tables = good_tables()
    swapped_types(tables)
    assert not refuses(of_files(contents(tables)))


def change_file(change: Callable[[bytes], bytes | None]) -> dict[str, bytes]:
    files = contents(good_tables())
    changed = change(files[PIM])
    if changed is None:
        return {name: content for name, content in files.items() if name != PIM}
    return files | {PIM: changed}


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        (lambda content: None, "tabla_ausente", f"Falta {ROOT}/05_EJECUCION_PRESUPUESTAL/{PIM}.csv"),
        (lambda content: b" \r\n", "tabla_vacia", "está vacío"),
        (lambda content: content + b" " * opening.MAX_TABLE_BYTES, "tabla_pesada", "8 MB"),
        (lambda content: content.decode("latin-1").encode(), "codificacion_distinta", "UTF-8"),
        (lambda content: b"\xef\xbb\xbf" + content, "codificacion_distinta", "UTF-8"),
        (lambda content: content.replace(b"CITEmadera", b"CITE\x96madera"), "caracter_de_control", "línea 3"),
        (lambda content: content.replace(b"CITEmadera", b"CITE\x00madera"), "caracter_de_control", "línea 3"),
        (lambda content: content.replace(b'"2,000', b'"2"000', 1), "csv_roto", "línea 2"),
        (lambda content: content.replace(b"anio", b"a\xf1o"), "encabezado_distinto", "faltan anio y sobran año"),
        (lambda content: content.replace(b"anio,pim", b"pim,anio"), "encabezado_distinto", "otro orden"),
    ],
)
def test_a_file_that_cannot_be_read_refuses_the_delivery(
    change: Callable[[bytes], bytes | None], code: str, part: str
) -> None:
    found = of_files(change_file(change))
    BROKEN.add(code)
    assert [o.codigo for o in found if o.nivel == "entrega"] == [code]
    assert any(part in o.mensaje for o in found), [o.mensaje for o in found]


def test_blank_rows_and_a_table_without_rows_are_fine() -> None:
    files = change_file(lambda content: content.split(b"\r\n")[0] + b"\r\n,,,\r\n , ,,\r\n")
    assert not refuses(of_files(files))


def test_a_folder_and_its_zip_are_one_delivery(tmp_path: Path) -> None:
    folder = write(tmp_path / "entrega", contents(good_tables()))
    (folder / "LEAME.txt").write_text("no es una tabla", encoding="utf-8")
    packed = tmp_path / "entrega.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, f"../../{file.relative_to(folder).as_posix()}")
    assert open_delivery(packed).sha256 == open_delivery(folder).sha256
    found = judged(open_delivery(folder))
    BROKEN.update({"archivo_ajeno", "mes_vacio_entre_llenos"})
    assert not refuses(found)
    assert "«LEAME.txt» no es de la entrega y no se leyó." in [o.mensaje for o in found]


def test_the_layout_of_2020_and_semicolons_are_the_same_delivery(tmp_path: Path) -> None:
    """Folders as that year's delivery names them; a sheet that Excel saved where the comma is the decimal mark."""
    root = tmp_path / "01. Información ITP red CITE 2020"
    for table in TABLES:
        file = root / table.folder.replace("_", " ") / f"{table.name}.CSV"
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = [list(table.columns), *([cell.strip('"') for cell in row] for row in good_tables()[table.name])]
        file.write_bytes("".join(";".join(row) + "\r\n" for row in rows).encode("latin-1"))
        (file.parent / f"._{file.name}").write_bytes(b"\x00\x05\x16\x07")  # as a Mac leaves beside each file
    delivered = open_delivery(tmp_path)
    assert delivered.problem is None and len(delivered.extras) == len(TABLES)
    found = judged(Delivered("entrega", delivered.contents))
    assert [(o.codigo, o.archivo, o.linea) for o in found] == [
        (o.codigo, o.archivo, o.linea) for o in of_files(contents(good_tables()))
    ]


def test_what_cannot_be_opened_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "nota.txt").write_text("no soy un zip", encoding="utf-8")
    (tmp_path / "cortado.zip").write_bytes(b"PK\x03\x04 nada")
    twice = write(write(tmp_path / "dos", contents(good_tables())) / "copia", contents(good_tables())).parent
    for path, said in (
        (tmp_path / "nota.txt", "no es una carpeta"),
        (tmp_path / "cortado.zip", "dañado"),
        (twice, "dos veces"),
    ):
        found = judged(open_delivery(path))
        BROKEN.add(found[0].codigo)
        assert [o.codigo for o in found] == ["entrega_ilegible"]
        assert said in found[0].mensaje


def test_a_name_that_is_no_text_is_told_with_a_mark(tmp_path: Path) -> None:
    folder = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/entrega-\xff")), contents(good_tables()))
    (folder / "nota\nal pie.txt").write_text("no es una tabla", encoding="utf-8")
    opened = open_delivery(folder)
    assert (opened.archivo, opened.extras) == (
        "entrega-\N{REPLACEMENT CHARACTER}",
        ("nota\N{REPLACEMENT CHARACTER}al pie.txt",),
    )
    assert not refuses(judged(opened))


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path / "entrega", contents(good_tables()))
    table = folder / ROOT / TABLES[0].path
    table.rename(tmp_path / "afuera.csv")
    table.symlink_to(tmp_path / "afuera.csv")
    assert "tabla_ausente" in {o.codigo for o in judged(open_delivery(folder))}


def test_a_bomb_is_unpacked_only_up_to_its_bound(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomba.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{ROOT}/{TABLES[0].path}", b"0" * (opening.MAX_TABLE_BYTES * 4))
    opened = open_delivery(tmp_path / "bomba.zip")
    assert opened.bytes == opening.MAX_TABLE_BYTES + 1
    assert "tabla_pesada" in {o.codigo for o in judged(opened)}


def test_every_suite_of_the_gate_has_its_frame() -> None:
    assert tuple(COLUMNS) == suites_of("data_peru")
    for name, columns in COLUMNS.items():
        assert {column for e in load_suite(name).expectations for column in columns_of(e.kwargs)} <= set(columns)


def test_every_rule_was_broken_once() -> None:
    """Runs last in this file: every promise above has an example that breaks it."""
    assert {e.code for name in COLUMNS for e in load_suite(name).expectations} == BROKEN
