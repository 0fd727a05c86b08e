"""The folder of workbooks: what did not change is taken over, what was touched is written again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from orchestration.outputs.routes import excel
from orchestration.outputs.routes.excel import write_folder
from orchestration.outputs.routes.workbook import ForeignCell, read_workbook, write_workbook
from tests.unit.outputs.routes.conftest import AWKWARD, Publish


def accept(checks: pd.DataFrame) -> None:
    assert not checks["filas_distintas"].any()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    made = (tmp_path / "uno", tmp_path / "dos")
    for folder in made:
        folder.mkdir()
    return made


def test_all_workbooks_of_a_folder_say_its_publication_and_what_did_not_change_is_not_read_back(
    publish: Publish, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = folders
    assert write_folder(publish(1), one, None, accept) == 2
    changed = publish(2, AWKWARD + "; insert into marts.vacia values (date '2024-06-01', 3)")
    read, judged = [], []
    monkeypatch.setattr(excel, "read_workbook", lambda *asked: read.append(asked[2].name) or read_workbook(*asked))
    assert write_folder(changed, two, one, judged.append) == 1
    assert read == ["vacia"]
    assert judged[0][["tabla", "filas", "filas_publicadas"]].to_numpy().tolist() == [["raros", 6, 6], ["vacia", 1, 1]]
    for name in ("raros", "vacia"):
        book = openpyxl.load_workbook(two / f"{name}.xlsx")
        assert f"{name} · Publicación 2 " in str(book[name]["A1"].value)
        assert str(book["diccionario"]["A3"].value).startswith("Publicación 2 ")
        assert str(book.properties.description).startswith("Publicación 2 ")


@pytest.mark.parametrize(("before", "now", "composed"), [(0, 0, 1), (3, 4, 1), (0, 1, 2), (1, 0, 2)])
def test_a_workbook_named_anew_is_the_one_that_would_be_composed(
    publish: Publish, folders: tuple[Path, Path], tmp_path: Path, before: int, now: int, composed: int
) -> None:
    """Also where more reports are synthetic than before, or the first of them is."""
    one, two = folders
    write_folder(publish(1, sinteticos=before), one, None, accept)
    changed = publish(2, AWKWARD + "; insert into marts.vacia values (date '2024-06-01', 3)", now)
    assert write_folder(changed, two, one, accept) == composed
    (alone := tmp_path / "solo").mkdir()
    write_folder(changed, alone, None, accept)
    for file in alone.iterdir():
        assert (two / file.name).read_bytes() == file.read_bytes()


def test_a_workbook_that_somebody_edited_is_not_taken_over(publish: Publish, folders: tuple[Path, Path]) -> None:
    one, two = folders
    source = publish(1)
    write_folder(source, one, None, accept)
    file = one / "raros.xlsx"
    assert file.stat().st_mode & 0o222 == 0
    book = openpyxl.load_workbook(file)
    book["raros"]["D4"] = 1
    file.unlink()
    book.save(file)
    write_folder(source, two, one, accept)
    assert openpyxl.load_workbook(two / "raros.xlsx")["raros"]["D4"].value == 1234.5


@pytest.mark.parametrize(("cell", "value", "kind"), [("B4", 5, "texto"), ("D4", "mil", "decimal")])
def test_a_cell_of_another_kind_is_a_difference_at_that_cell(
    publish: Publish, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, cell: str, value: object, kind: str
) -> None:
    def spoilt(file: Path, *rest: Any) -> None:
        write_workbook(file, *rest)
        if file.name == "raros.xlsx":
            book = openpyxl.load_workbook(file)
            book["raros"][cell] = value
            book.save(file)

    monkeypatch.setattr(excel, "write_workbook", spoilt)
    with pytest.raises(ForeignCell, match=rf"raros.xlsx, hoja raros, celda {cell}: dice .* es {kind}"):
        write_folder(publish(1), folders[0], None, accept)


def test_a_new_description_or_notice_writes_the_workbook_again(publish: Publish, folders: tuple[Path, Path]) -> None:
    one, two = folders
    write_folder(publish(1), one, None, accept)
    described = publish(2, AWKWARD + "; comment on column marts.vacia.clientes is 'Clientes distintos.'", 1)
    assert write_folder(described, two, one, accept) == 2


def test_refused_checks_stop_the_route(publish: Publish, folders: tuple[Path, Path]) -> None:
    def refuse(checks: pd.DataFrame) -> None:
        assert sorted(checks["tabla"]) == ["raros", "vacia"] and set(checks["ruta"]) == {"excel"}
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write_folder(publish(1), folders[0], None, refuse)


LONG = """
create table marts.larga as select y as anio, make_date(y, m, 1) as periodo, y * m as servicios
from range(2022, 2025) as a(y), range(1, 13) as b(m);
"""


def test_a_long_table_has_a_workbook_a_year_and_a_month_writes_only_its_own(
    publish: Publish, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "LONG_TABLE", 30)
    one, two = folders
    assert write_folder(publish(1, LONG), one, None, accept) == 3
    changed = publish(2, LONG + "update marts.larga set servicios = 7 where periodo = date '2024-12-01'")
    judged: list[pd.DataFrame] = []
    assert write_folder(changed, two, one, judged.append) == 1
    assert judged[0][["tabla", "filas", "filas_publicadas", "filas_distintas"]].to_numpy().tolist() == [
        [f"larga_{year}", 12, 12, 0] for year in (2022, 2023, 2024)
    ]
    assert sorted(file.name for file in two.glob("*.xlsx")) == [f"larga_{year}.xlsx" for year in (2022, 2023, 2024)]
    last = openpyxl.load_workbook(two / "larga_2024.xlsx")["larga"]
    assert str(last["A1"].value).startswith("larga_2024 · Publicación 2 ")
    assert [last["A4"].value, last["C4"].value, last["C15"].value, last["A16"].value] == [2024, 2024, 7, None]


def test_rows_of_no_year_keep_a_long_table_whole(
    publish: Publish, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "LONG_TABLE", 30)
    write_folder(publish(1, LONG + "insert into marts.larga values (null, null, 5)"), folders[0], None, accept)
    assert [file.name for file in folders[0].glob("*.xlsx")] == ["larga.xlsx"]
