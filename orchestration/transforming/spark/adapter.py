"""dbt's adapter for Spark with models in DuckDB's SQL: dbt-spark's, with every query translated at the end.
What a translation writes belongs to `translation`, the materialisations to `include`; only `.spark` can import this."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlparse

import dbt.adapters.spark as original
import duckdb
from dbt.adapters.base import AdapterPlugin
from dbt.adapters.base.meta import available
from dbt.adapters.spark.__version__ import version
from pyspark.sql import SparkSession

from orchestration.transforming.spark.session import leave
from orchestration.transforming.spark.translation import tables_of, to_duckdb_type, to_spark

NAME = "red_cite_spark"
# The column that a table is parted by is none of its model's.
PARTED_BY = "_mes"
# Where the coordinator leaves what it builds, for Spark to read.
ASIDE = "coordinador"


class DuckDBColumn(original.SparkColumn):
    """A column by DuckDB's words: what is written with it is translated."""

    @property
    def quoted(self) -> str:
        return f'"{self.column}"'


class Credentials(original.SparkCredentials):
    """dbt-spark's own."""

    @property
    def type(self) -> str:
        return NAME


class SparkAdapter(original.SparkAdapter):
    """dbt-spark's, in DuckDB's words up to the last. dbt tells the version of an adapter by its class's name."""

    Column = DuckDBColumn

    @classmethod
    def type(cls) -> str:
        return NAME

    def quote(self, identifier: str) -> str:
        return f'"{identifier}"'

    @available.parse(lambda *_: "")
    def translated(self, sql: str) -> str:
        """`sql` in Spark's words, over the tables as they stand."""
        return to_spark(sql, {table: self._columns(".".join(table)) for table in tables_of(sql)})

    @available.parse(lambda *_: "")
    def on_coordinator(self, sql: str, name: str) -> str:
        """Runs `sql` in this process, on DuckDB, and answers the query of its rows on Spark."""
        spark = SparkSession.builder.getOrCreate()
        folder = Path(unquote(urlparse(spark.conf.get("spark.sql.warehouse.dir")).path))
        with duckdb.connect() as coordinator:
            leave(spark, coordinator, sql, f"{ASIDE}.{name}", folder)
        return f"select * from {ASIDE}.{name}"

    def get_columns_in_relation(self, relation: Any) -> list[DuckDBColumn]:
        if not SparkSession.builder.getOrCreate().catalog.tableExists(str(relation)):
            return []
        return [DuckDBColumn(name, kind) for name, kind in self._columns(str(relation)).items()]

    @available.parse(lambda *_: [])
    def get_column_schema_from_query(self, sql: str) -> list[DuckDBColumn]:
        return [DuckDBColumn(name, kind) for name, kind in _shape(self.translated(sql)).items()]

    def _columns(self, table: str) -> dict[str, str]:
        return {name: kind for name, kind in _shape(f"select * from {table}").items() if name != PARTED_BY}


def _shape(query: str) -> dict[str, str]:
    fields = SparkSession.builder.getOrCreate().sql(query).schema.fields
    return {field.name: to_duckdb_type(field.dataType.simpleString()) for field in fields}


Plugin = AdapterPlugin(
    adapter=SparkAdapter,
    credentials=Credentials,
    include_path=str(Path(__file__).with_name("include")),
    dependencies=["spark"],
    project_name=NAME,
)


def register() -> None:
    """dbt imports an adapter by its name within `dbt.adapters`."""
    about = ModuleType(f"dbt.adapters.{NAME}.__version__")
    about.version = version  # type: ignore[attr-defined]
    sys.modules |= {f"dbt.adapters.{NAME}": sys.modules[__name__], about.__name__: about}
