"""The code location loads whole, as the web server and the daemon load it, and its graph has the shape it promises."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest

from orchestration.defs.definitions import defs
from orchestration.defs.publication import publicacion


def keys(job: str) -> set[str]:
    return {key.to_user_string() for key in defs.resolve_job_def(job).asset_layer.executable_asset_keys}


def test_the_location_loads_as_the_web_server_loads_it() -> None:
    dg.Definitions.validate_loadable(defs)
    assert {job.name for job in defs.get_repository_def().get_all_jobs()} >= {"cierre", "carga_documentos"}


def test_a_close_goes_from_the_board_to_the_publication_and_leaves_the_documents_to_their_own_job() -> None:
    assert {"reporte_mensual", "raw/atenciones", "marts/servicios_por_cite", "publicacion"} <= keys("cierre")
    assert "publicado/boletin_2024" in keys("carga_documentos")
    assert not keys("cierre") & keys("carga_documentos")


def test_a_load_of_the_siaf_goes_to_the_publication_and_its_routes_without_the_reports() -> None:
    assert {"siaf", "raw/siaf_gasto", "marts/ejecucion_presupuestal", "publicacion", "excel"} <= keys("carga_siaf")
    assert not {"reporte_mensual", "staging/stg_atenciones"} & keys("carga_siaf")
    assert not {"siaf", "raw/siaf_gasto"} & keys("cierre")


def test_the_products_of_a_month_have_a_job_of_their_own() -> None:
    made = {"validaciones", "seguimiento", "alcance", "entrega_data_peru"}
    assert keys("productos_mensuales") == made
    assert not made & (keys("cierre") | keys("carga_siaf") | keys("carga_data_peru"))
    assert defs.resolve_job_def("productos_mensuales").partitions_def is not None


@pytest.mark.parametrize(
    ("asset", "upstream"),
    [
        ("raw/atenciones", "reporte_mensual"),
        ("staging/stg_atenciones", "raw/atenciones"),
        ("intermediate/int_servicios_reportados", "intermediate/int_atenciones_vigentes"),
        ("marts/servicios_por_cite", "intermediate/int_servicios_por_cite"),
        ("raw/siaf_gasto", "siaf"),
        ("staging/stg_siaf_gasto", "raw/siaf_gasto"),
        ("publicacion", "marts/clientes_por_tipo"),
        ("seguimiento", "publicacion"),
    ],
)
def test_an_asset_reads_what_the_house_says(asset: str, upstream: str) -> None:
    graph = defs.get_repository_def().asset_graph
    parents = graph.get(dg.AssetKey.from_user_string(asset)).parent_keys
    assert dg.AssetKey.from_user_string(upstream) in parents


@pytest.mark.parametrize(("board", "table"), [("reporte_mensual", "raw/atenciones"), ("siaf", "raw/siaf_gasto")])
def test_what_follows_a_board_waits_for_no_cell_of_it(board: str, table: str) -> None:
    """A cell without a report is never materialised: a backfill of everything would wait for it and end there."""
    node = defs.get_repository_def().asset_graph.get(dg.AssetKey.from_user_string(table))
    mapping = node.partition_mappings[dg.AssetKey(board)]
    assert isinstance(mapping, dg.SpecificPartitionsPartitionMapping) and list(mapping.partition_keys) == []


def test_every_asset_says_what_it_is_for_whose_it_is_and_what_kind_of_thing() -> None:
    graph = defs.get_repository_def().asset_graph
    assets = [graph.get(key) for key in graph.materializable_asset_keys]
    assert not [asset.key for asset in assets if not (asset.description and asset.owners and asset.kinds)]
    # What dbt makes is of a topic, and Dagster tells where it changed since it was built.
    assert not [
        asset.key for asset in assets if "dbt" in asset.kinds and not (asset.tags["tema"] and asset.code_version)
    ]
    assert graph.get(dg.AssetKey(["marts", "ejecucion_presupuestal"])).tags["tema"] == "presupuesto"


def test_a_publication_is_overdue_from_noon_of_the_thirteenth() -> None:
    noon = dg.FreshnessPolicy.cron(
        deadline_cron="0 12 13 * *", lower_bound_delta=timedelta(hours=12), timezone="America/Lima"
    )
    assert [spec.freshness_policy for spec in publicacion.specs] == [noon]
