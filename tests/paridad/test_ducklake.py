"""The same year on DuckDB's file and on a lake: every table that dbt makes has the same content, every test passes.
It needs PostgreSQL and the extra `lago` (`make paridad MOTOR=ducklake`); what else a lake does: `tests/clientes`."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.publication import snapshot
from orchestration.transforming import dbt
from orchestration.warehouse.connection import connect
from orchestration.warehouse.rows import literal
from tests import parity_year, postgres_server
from tests.parity import differences, tables

SCHEMAS = ("catalogos", "publicado", "intermediate", "marts")
# The card of a publication is written in that, so in the warehouse it has no row on any engine.
CARD = "publicacion"


def test_every_table_is_the_same_on_a_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_CLAVE", "clave de prueba de paridad")
    with postgres_server.running() as server:
        homes = Home(tmp_path / "archivo").create(), Home(tmp_path / "lago", server.url()).create()
        for home in homes:
            parity_year.publish_in_two(home, tmp_path / f"siaf-{home.root.name}")
            every_test_passes(home)
        published = [snapshot.current(home) for home in homes]
        assert published[0] and published[1] and published[0].huella == published[1].huella
        with connect(homes[1]) as lake:
            lake.execute(f"attach {literal(homes[0].warehouse)} as archivo (read_only)")
            told = {schema: differences(lake, "archivo", "red_cite", schema, apart=[CARD]) for schema in SCHEMAS}
            assert told == {schema: {} for schema in SCHEMAS}
            assert tables(lake, "red_cite", "marts") == dbt.marts(homes[1])


def every_test_passes(home: Home) -> None:
    """Those of the code, too, which no close runs."""
    project = dbt._parsed(home)
    tests = [node for node in project.nodes.values() if node.resource_type == "test"]
    outcome = dbt._invoke(home, ["--no-write-json", "test"], project)
    assert outcome.success and len(outcome.result.results) == len(tests) + len(project.unit_tests)
