"""A metric asked by name comes out as the marts hold it, and is refused where it would have to be added up wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.publication.metrics import MetricError, NoCatalogue, catalogue, query


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """As plain values: months as `2024-01`, what is missing as None."""
    return [tuple(_plain(value) for value in row) for row in frame.itertuples(index=False)]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return f"{value:%Y-%m}" if isinstance(value, pd.Timestamp) else value


def test_what_adds_up_is_added_over_what_was_not_asked(publication: duckdb.DuckDBPyConnection) -> None:
    assert rows(query(publication, "servicios", grain="mes")) == [
        ("2024-01", 8, 0),
        ("2024-02", 14, 1),
        ("2025-01", 6, 1),
    ]


def test_the_year_is_its_last_month_to_date_and_says_which(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "servicios")
    assert list(frame) == ["anio", "hasta", "servicios", "faltan"]
    assert rows(frame) == [(2024, "2024-02", 22, 1), (2025, "2025-01", 6, 1)]


def test_a_figure_that_nobody_reported_is_missing_and_not_zero(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "servicios", ["centro"], {"periodo": "2024-02"}, grain="mes")
    assert rows(frame) == [("2024-02", "a", 7, 0), ("2024-02", "b", None, 1), ("2024-02", "c", 7, 0)]
    assert frame["servicios"].dtype == "Int64"


def test_what_a_catalogue_lacks_is_shown_without_its_group(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "servicios", ["region"], {"anio": 2024})
    assert rows(frame) == [(2024, "2024-02", "Norte", 15, 1), (2024, "2024-02", None, 7, 0)]


def test_distinct_clients_are_the_whole_that_was_counted_and_never_a_sum(
    publication: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(query(publication, "clientes")) == [(2024, "2024-02", 5, 1)]
    assert rows(query(publication, "clientes", grain="mes")) == [("2024-01", 4, 0), ("2024-02", 2, 1)]
    by_centre = query(publication, "clientes", ["nombre"])
    assert rows(by_centre) == [(2024, "2024-02", "Alfa", 4, 0), (2024, "2024-02", "Beta", 2, 1)]
    assert rows(query(publication, "clientes", where={"centro": "b"})) == [(2024, "2024-02", 2, 1)]
    assert rows(query(publication, "clientes", ["centro"], {"region": "Norte", "nombre": ["Beta"]})) == [
        (2024, "2024-02", "b", 2, 1)
    ]


@pytest.mark.parametrize(
    ("by", "where"),
    [(["region"], {}), ([], {"region": "Norte"}), ([], {"centro": ["a", "b"]}), (["region"], {"centro": ["a", "b"]})],
)
def test_a_grouping_that_would_add_clients_up_is_refused(
    publication: duckdb.DuckDBPyConnection, by: Sequence[str], where: Mapping[str, object]
) -> None:
    with pytest.raises(MetricError, match=r"no se suma entre valores de `centro`.*Así se lee clientes\."):
        query(publication, "clientes", by, where)


def test_a_ratio_is_worked_out_of_its_parts_at_every_grouping(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "cobertura", where={"anio": "2024"})
    assert list(frame) == ["anio", "hasta", "cobertura", "llegaron", "debidos", "faltan"]
    assert rows(frame) == [(2024, "2024-02", 0.8, 4, 5, 1)]


def test_months_are_added_from_january_where_no_mart_keeps_the_year_to_date(
    publication: duckdb.DuckDBPyConnection,
) -> None:
    frame = query(publication, "debidos", ["centro"], {"anio": 2024}, grain="acumulado")
    of_february = [(centre, due) for month, centre, due, _ in rows(frame) if month == "2024-02"]
    assert of_february == [("a", 2), ("b", 2), ("c", 1)]


def test_what_is_of_the_year_has_no_month(publication: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(MetricError, match="no existe con grano `mes`; se da con: `--grano acumulado`, `--grano anio`"):
        query(publication, "pim", grain="mes")


def test_a_figure_that_repeats_in_each_month_is_taken_once(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "pim", grain="acumulado")
    assert rows(frame) == [("2024-01", 100.25), ("2024-02", 150.25)]


def test_a_whole_year_answers_for_the_year_alone_and_names_no_month(publication: duckdb.DuckDBPyConnection) -> None:
    assert rows(query(publication, "pim")) == [(2023, None, 90.5), (2024, "2024-02", 150.25)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"metric": "servicio"}, "No hay una métrica 'servicio'. ¿Quiso decir `servicios`"),
        ({"metric": "servicios", "grain": "meses"}, "No hay un grano 'meses'. ¿Quiso decir `mes`"),
        ({"metric": "servicios", "by": ["regio"]}, "por 'regio'. ¿Quiso decir `region`"),
        ({"metric": "clientes", "by": ["ambito"]}, "por 'ambito'. Se puede por: centro, nombre, region"),
        ({"metric": "servicios", "by": ["mes"]}, "El tiempo no es una agrupación"),
        ({"metric": "servicios", "where": {"region": "Nortes"}}, "no tiene el valor 'Nortes'. ¿Quiso decir `Norte`"),
        ({"metric": "servicios", "where": {"anio": 2031}}, "No hay cifras de anio 2031; hay de: 2024, 2025"),
        ({"metric": "servicios", "where": {"mes": 2}}, "pida `--grano acumulado`"),
        ({"metric": "servicios", "where": {"tipo": "x' or 'x'='x"}}, "no tiene el valor 'x' or 'x'='x'. Tiene: x, y."),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(
    publication: duckdb.DuckDBPyConnection, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(MetricError) as refused:
        query(publication, **asked)
    assert said in str(refused.value)


def test_the_sql_that_is_shown_gives_the_same_figures(publication: duckdb.DuckDBPyConnection) -> None:
    frame = query(publication, "cobertura", ["nombre"], {"region": "Norte", "mes": [2]}, grain="acumulado")
    again = publication.execute(frame.attrs["sql"]).df()
    assert rows(again) == rows(frame) == [("2024-02", "Alfa", 1.0, 2, 2, 0), ("2024-02", "Beta", 0.5, 1, 2, 1)]


def test_a_ratio_has_the_dimensions_and_grains_of_its_parts(publication: duckdb.DuckDBPyConnection) -> None:
    metrics = {metric.name: metric for metric in catalogue(publication)}
    assert metrics["cobertura"].dimensions == metrics["llegaron"].dimensions == ("centro", "nombre", "region")
    assert metrics["cobertura"].grains == ("mes", "acumulado", "anio")
    assert metrics["pim"].grains == ("acumulado", "anio")


def test_a_publication_is_a_file_or_its_folder_and_one_without_metrics_says_so(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "red_cite.duckdb")) as connection:
        connection.execute("create schema marts")
    for publication in (tmp_path, tmp_path / "red_cite.duckdb"):
        with pytest.raises(NoCatalogue, match="Cierre un mes de nuevo"):
            catalogue(publication)
