"""Spark itself: a cluster of this machine's own, and a session with what a build needs set.
What is built in it belongs to `building`; only `.spark`, the environment of the extra `spark`, has the engine."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from orchestration.core.errors import Failure

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
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.log.level": "ERROR",
}


@contextmanager
def session(folder: Path, master: str) -> Iterator[Any]:
    """A session on `master` (`local[2]`, `spark://…`) whose tables lie in `folder`; only files stay."""
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # an error is raised, and is told once
    builder = SparkSession.builder.master(master).appName("red-cite")
    for name, value in {**SETTINGS, "spark.sql.warehouse.dir": str(folder.resolve())}.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a master with its workers, one core each, on this machine's loopback; `folder` holds their logs.

    Raises:
        Failure: one of them did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    address, started = f"spark://127.0.0.1:{_free_port()}", []
    try:
        started.append(_start(folder, "Master", "--port", address.rpartition(":")[2]))
        _wait_for(int(address.rpartition(":")[2]), started[0], folder)
        for number in range(workers):
            work = ["--cores", "1", "--memory", "1500m", "--work-dir", str(folder / f"obrero{number}"), address]
            started.append(_start(folder, "Worker", *work))
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _start(folder: Path, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    name = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
    with (folder / f"{kind.lower()}.log").open("ab") as log:
        return subprocess.Popen(
            [home / "bin" / "spark-class", name, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
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
