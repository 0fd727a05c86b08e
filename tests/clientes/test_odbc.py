"""PostgreSQL through ODBC, with isql and pyodbc: the road that Excel, Power BI and Tableau take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from orchestration.publication.editions import Edition
from tests.clientes.conftest import SERVICES
from tests.clientes.programs import run
from tests.postgres_server import PASSWORD, Server

if TYPE_CHECKING:
    import pyodbc


@pytest.fixture(scope="module")
def odbc(served: Server) -> Iterator[pyodbc.Connection]:
    import pyodbc  # here: where its library is missing, these tests fail and the others run

    connection = pyodbc.connect(
        f"Driver={{PostgreSQL Unicode}};Server=127.0.0.1;Port={served.port};Database={served.database};"
        f"Uid={served.reader};Pwd={{{PASSWORD.replace('}', '}}')}}};ReadOnly=1;BoolsAsChar=0",
        autocommit=True,
    )
    yield connection
    connection.close()


def test_every_value_of_a_mart_with_money_dates_and_nulls(odbc: pyodbc.Connection, published: Edition) -> None:
    query = "select * from marts.presupuesto_publicado"
    with duckdb.connect(str(published.database), read_only=True) as reader:
        expected = sorted(map(repr, reader.execute(query).fetchall()))
    read = odbc.execute(query).fetchall()
    assert sorted(repr(tuple(row)) for row in read) == expected
    values = [value for row in read for value in row]
    assert any(isinstance(v, Decimal) for v in values) and any(isinstance(v, date) for v in values)
    assert None in values


def test_doubles_come_whole(odbc: pyodbc.Connection, published: Edition) -> None:
    shares = "avance_clientes_inicial, avance_clientes_actualizada"
    query = f"select periodo, cite_codigo, {shares} from marts.clientes_frente_a_metas"
    with duckdb.connect(str(published.database), read_only=True) as reader:
        expected = set(reader.execute(query).fetchall())
    assert {tuple(row) for row in odbc.execute(query).fetchall()} == expected


def test_the_navigator_shows_tables_columns_and_what_arrives_of_the_dictionary(
    odbc: pyodbc.Connection, published: Edition
) -> None:
    tables = {row.table_name: row.remarks for row in odbc.cursor().tables(schema="marts")}
    assert tables.keys() == {*published.manifest.tablas, "diccionario"}
    columns = {row.column_name: row for row in odbc.cursor().columns(table="servicios_por_cite", schema="marts")}
    assert columns["servicios"].type_name == "int8"
    # The driver carries no comments, so that the dictionary is a table too.
    assert not any(tables.values()) and not any(row.remarks for row in columns.values())
    said = odbc.execute(
        "select descripcion from marts.diccionario where tabla = 'servicios_por_cite' and columna = 'periodo'"
    ).fetchval()
    assert said == "Mes del reporte, como su primer día."
    keys = [row.column_name for row in odbc.cursor().primaryKeys(table="servicios_por_cite", schema="marts")]
    assert keys == ["periodo", "cite_codigo", "tipo_servicio_codigo"]


def test_isql_by_a_data_source_name(served: Server, tmp_path: Path) -> None:
    (tmp_path / "odbc.ini").write_text(
        f"[red_cite]\nDriver=PostgreSQL Unicode\nServername=127.0.0.1\nPort={served.port}\n"
        f"Database={served.database}\nReadOnly=1\n"
    )
    printed = run(
        *("isql", "red_cite", served.reader, PASSWORD, "-b", "-d;"),
        stdin="select sum(servicios) from marts.servicios_por_cite\n",
        env={"ODBCINI": str(tmp_path / "odbc.ini")},
    )
    assert printed.split() == [str(SERVICES)]
