"""Spark itself: a cluster of this machine's own, and a session with what a build needs set.
What is built in it belongs to `building`; only `.spark`, the environment of the extra `spark`, has the engine."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import Failure
from orchestration.transforming.spark.translation import to_spark_type

# A cluster that is there already: `spark://host:7077`. Its workers read the same folder as this machine.
MASTER = "RED_CITE_SPARK"

SETTINGS = {
    # DuckDB's TIMESTAMP has no zone.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "America/Lima",
    # Two hundred by default, for tables a thousand times as large.
    "spark.sql.shuffle.partitions": "8",
    # It makes of some unions under a window a plan that Spark itself refuses (4.3.0, `marts_clientes_nuevos`).
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
    "spark.sql.sources.partitionOverwriteMode": "dynamic",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}
LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@contextmanager
def session(folder: Path, master: str, properties: Path | None = None) -> Iterator[Any]:
    """A session on `master` (`local[2]`, `spark://…`) whose tables lie in `folder`; only files stay.

    `properties` is a file of Spark's with what else is set: what a command line says, every user of a machine reads.
    """
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # an error is raised, and is told once
    if properties:
        os.environ["PYSPARK_SUBMIT_ARGS"] = f'--properties-file "{properties}" pyspark-shell'
    own = properties or master.startswith("local")
    builder = SparkSession.builder.master(master).appName("red-cite")
    for name, value in {**SETTINGS, **(LOOPBACK if own else {})}.items():
        builder = builder.config(name, value)
    started = builder.config("spark.sql.warehouse.dir", str(folder.resolve())).getOrCreate()
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, Path]]:
    """A master with its workers, one core each, on this machine's loopback: its address, and the file that lets one in.

    `folder` holds that file, and what they say.

    Raises:
        Failure: the master did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    properties, port = (folder / "spark.conf").resolve(), _free_port()
    properties.touch(mode=0o600)
    properties.write_text(f"spark.authenticate true\nspark.authenticate.secret {secrets.token_hex(32)}\n")
    address, started = f"spark://127.0.0.1:{port}", []
    try:
        started.append(_start(folder, "Master", properties, "--port", str(port)))
        _wait_for(port, started[0], folder)
        for number in range(workers):
            work = ["--cores", "1", "--memory", "1500m", "--work-dir", str(folder / f"obrero{number}"), address]
            started.append(_start(folder, "Worker", properties, *work))
        yield address, properties
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def leave(spark: Any, connection: duckdb.DuckDBPyConnection, query: str, table: str, folder: Path) -> None:
    """The rows of a query of DuckDB's as table `schema.name` of Spark's, in a file of `folder` that both can read."""
    place = folder / Path(*table.split("."))
    place.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy ({query}) to '{place}/filas.parquet' (format parquet)")
    described = connection.execute(f"describe ({query})").fetchall()
    # Named here: Spark would start a job to read them.
    columns = ", ".join(f"`{name}` {to_spark_type(kind)}" for name, kind, *_ in described)
    spark.sql(f"create database if not exists {table.partition('.')[0]}")
    spark.sql(f"drop table if exists {table}")
    spark.sql(f"create table {table} ({columns}) using parquet location '{place}'")


def _start(folder: Path, kind: str, properties: Path, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    name = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
    common = ["--host", "127.0.0.1", "--webui-port", "0", "--properties-file", str(properties)]
    with (folder / f"{kind.lower()}.log").open("ab") as log:
        return subprocess.Popen(
            [home / "bin" / "spark-class", name, *common, *arguments],
            env={**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=log,
            stderr=log,
        )


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise Failure(f"Spark no arrancó; lo que dijo está en {folder}. Necesita Java 17 o posterior.")
