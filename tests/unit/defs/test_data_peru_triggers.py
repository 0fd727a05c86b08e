"""The sensor of Data Perú asks for a delivery once it has settled, and once; its job leaves the reports alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.core.paths import Home
from orchestration.defs import asking
from orchestration.defs.asking import QUIET_SECONDS
from orchestration.defs.definitions import defs
from orchestration.defs.home import NAME, HomeResource
from orchestration.defs.registered import ASSETS, MAILBOXES
from orchestration.intake.mailbox.settling import mark_of
from tests.data_peru_files import contents, good_tables, write

Outcome = dg.RunRequest | dg.SkipReason


class Ticks:
    """The sensor's ticks at chosen seconds, with the cursor kept between them."""

    def __init__(self, instance: dg.DagsterInstance, patch: pytest.MonkeyPatch) -> None:
        self.instance, self.patch = instance, patch
        self.cursor: str | None = None

    def at(self, second: float) -> Outcome:
        self.patch.setattr(asking, "now", lambda: second)
        context = dg.build_sensor_context(resources={NAME: HomeResource()}, instance=self.instance, cursor=self.cursor)
        outcome = MAILBOXES["data_peru"](context)
        self.cursor = context.cursor
        assert isinstance(outcome, dg.RunRequest | dg.SkipReason)
        return outcome


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticks]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Ticks(instance, monkeypatch)


def test_a_delivery_is_asked_for_once_it_stopped_changing(home: Home, ticks: Ticks) -> None:
    assert isinstance(ticks.at(0), dg.SkipReason)
    folder = write(home.data_peru_landing / "2023", contents(good_tables()))
    assert isinstance(ticks.at(10), dg.SkipReason)
    (folder / "otra.csv").write_text("sigue copiándose", encoding="utf-8")
    assert isinstance(ticks.at(10 + QUIET_SECONDS), dg.SkipReason)
    asked = ticks.at(10 + 2 * QUIET_SECONDS)
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config["ops"]["entregas_data_peru"]["config"] == {"asentados": [mark_of(folder)]}
    assert asked.asset_selection == ASSETS["data_peru"].keys  # no close has judged the reports: the marts wait for one
    again = ticks.at(11 + 2 * QUIET_SECONDS)
    assert isinstance(again, dg.RunRequest) and again.run_key == asked.run_key


def test_what_is_left_alone_is_named(home: Home, ticks: Ticks) -> None:
    (home.data_peru_landing / "2023.zip.part").write_bytes(b"a medias")
    outcome = ticks.at(0)
    assert isinstance(outcome, dg.SkipReason) and outcome.skip_message is not None
    assert "landing/data_peru/2023.zip.part: parece una copia a medias" in outcome.skip_message


def test_a_file_deep_in_the_folder_changes_its_mark(tmp_path: Path) -> None:
    folder = write(tmp_path / "entrega", contents(good_tables()))
    before = mark_of(folder)
    next(folder.rglob("TABLA_05_N02.csv")).write_bytes(b"otra cosa")
    assert mark_of(folder) != before


def test_the_job_takes_deliveries_to_the_routes_and_no_close_waits_for_them() -> None:
    def keys(job: str) -> set[str]:
        return {k.to_user_string() for k in defs.resolve_job_def(job).asset_layer.executable_asset_keys}

    mine = {"raw/data_peru_filas", "marts/servicios_por_cite", "publicacion", "data_peru"}
    assert mine <= keys("carga_data_peru")
    assert not {"reporte_mensual", "staging/stg_atenciones"} & keys("carga_data_peru")
    assert "data_peru" in keys("cierre") and "raw/data_peru_filas" not in keys("cierre")
