"""The same year on DuckDB and on Spark, a master and two workers of this machine: every mart has the same content, with
its types and columns, and every test passes. It runs in `.spark` (`make paridad MOTOR=spark`) and takes a while."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.core.paths import Home
from orchestration.transforming.spark import building
from orchestration.warehouse.rows import literal
from tests import parity_year
from tests.parity import differences


def test_every_mart_is_the_same_on_spark(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "archivo").create(), tmp_path / "spark"
    parity_year.publish_in_two(home, tmp_path / "siaf")
    with building.store(folder) as spark:
        building.hand_over(spark, home.warehouse, folder)
        nodes = building.run(folder, "build", "--full-refresh")
    assert [node for node in nodes if not node.ok] == []
    assert {node.kind for node in nodes} >= {"model", "seed", "test", "unit_test"}
    with duckdb.connect() as both:
        both.execute(f"attach {literal(home.warehouse)} as archivo (read_only); attach ':memory:' as spark")
        for schema in ("catalogos", "publicado", "marts"):
            show(both, folder, schema)
            # The card of a publication is written where that is.
            assert differences(both, "archivo", "spark", schema, apart=["publicacion"]) == {}, schema


def show(both: duckdb.DuckDBPyConnection, folder: Path, schema: str) -> None:
    """Spark's tables of a schema as views of catalogue `spark`."""
    both.execute(f"create schema spark.{schema}")
    for place in (folder / "tablas" / f"{schema}.db").iterdir():
        files = literal(place / "**" / "*.parquet")
        both.execute(
            f"create view spark.{schema}.{place.name} as from read_parquet({files}, hive_partitioning = false)"
        )
