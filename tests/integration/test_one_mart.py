"""A mart asked for alone in Dagster's pages: it alone is built anew where nothing else is due, and told so."""

from __future__ import annotations

import dagster as dg

from orchestration.core.paths import Home
from orchestration.defs.definitions import defs
from tests.closed_home import closed_home
from tests.integration.conftest import GoOn

MART = dg.AssetKey(["marts", "servicios_por_cite"])


def test_a_mart_asked_for_alone_is_built_alone(go_on_from: GoOn) -> None:
    home: Home = go_on_from(closed_home())
    whole = defs.resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        result = whole.execute_in_process(instance=instance, asset_selection=[MART], raise_on_error=False)
        assert result.success, home.root
        [told] = result.asset_materializations_for_node("marts")
        checks = {check.check_name for check in result.get_asset_check_evaluations()}
    # Built, not only confirmed; with its own tests, and none of its neighbours'.
    assert (told.asset_key, "segundos" in told.metadata) == (MART, True)
    assert told.metadata["dagster/row_count"].value > 0
    assert "clave_unica_servicios_por_cite_periodo__cite_codigo__tipo_servicio_codigo" in checks
    assert "puerta_marts" not in checks
