"""The same year on DuckDB's file and on a lake: every table that dbt makes has the same content, every test passes.
It needs PostgreSQL and the extra `lago` (`make paridad MOTOR=ducklake`); what else a lake does: `tests/clientes`."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.transforming import dbt
from orchestration.warehouse.connection import connect
from orchestration.warehouse.rows import literal
from tests import parity_year, postgres_server
from tests.parity import differences


def test_every_table_is_the_same_on_a_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_CLAVE", "clave de prueba de paridad")
    with postgres_server.running() as server:
        homes = Home(tmp_path / "archivo").create(), Home(tmp_path / "lago", server.url()).create()
        for home in homes:
            parity_year.publish_in_two(home, tmp_path / f"siaf-{home.root.name}")
            # A build runs a unit test only beside its model.
            units = ["--no-write-json", "test", "--selector", "pruebas_unitarias"]
            assert dbt._invoke(home, units, dbt._parsed(home)).success
        with connect(homes[1]) as lake:
            lake.execute(f"attach {literal(homes[0].warehouse)} as archivo (read_only)")
            for schema in ("catalogos", "publicado", "intermediate", "marts"):
                # The card of a publication is written where that is.
                assert differences(lake, "archivo", "red_cite", schema, apart=["publicacion"]) == {}, schema
