"""What stands to be told: refusals, routes left behind, a full disk, and reports before and after their day."""

from __future__ import annotations

import os
from collections import namedtuple
from datetime import date, datetime

import duckdb
import pytest

from orchestration.closing import alerts
from orchestration.closing.alerts import standing
from orchestration.closing.steps import receive
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS
from tests.workbooks import cover, good_rows, report

NOW = datetime(2024, 10, 8, 9)
ILO, PUNO = "citepesquero-ilo", "citeacuicola-puno"


def told(home: Home, now: datetime = NOW) -> dict[str, str]:
    return {alert.key: alert.text for alert in standing(home, now)}


def publish_coverage(home: Home, *rows: tuple[date, str, bool, str, date]) -> None:
    """A publication that holds the coverage alone."""
    with duckdb.connect(str(home.published / "red_cite.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.cobertura_reportes "
            "(periodo date, cite_codigo varchar, debido boolean, estado varchar, vence_el date)"
        )
        connection.executemany("insert into marts.cobertura_reportes values (?, ?, ?, ?, ?)", rows)


def test_nothing_stands_in_an_empty_home(home: Home) -> None:
    assert told(home) == {}


def test_a_refused_file_is_told_by_the_titles_of_its_rules_and_stays_the_same_alert(home: Home) -> None:
    rows = good_rows(2)
    (home.landing / "a.xlsx").write_bytes(report(rows, cover(rows, **{"Total de servicios": 99})))
    receive(home, REPORTS)
    first = told(home)
    assert [key.rpartition("/")[0] for key in first] == [f"rechazo/{REPORTS.name}"]
    [said] = first.values()
    assert "se rechazó (El total de servicios no coincide);" in said
    assert told(home) == first


def test_a_centre_is_reminded_before_and_after_its_day_and_the_others_get_one_list(home: Home) -> None:
    september = date(2024, 9, 1)
    publish_coverage(
        home,
        (september, ILO, True, "sin reporte", date(2024, 10, 7)),
        (september, PUNO, True, "rechazado", date(2024, 10, 7)),
        (september, "citeccal-lima", True, "aceptado", date(2024, 10, 7)),
        (september, "citemadera-lima", False, "sin reporte", date(2024, 10, 7)),
        (date(2024, 1, 1), ILO, True, "sin reporte", date(2024, 2, 7)),
    )
    before, after = told(home, datetime(2024, 10, 5)), told(home, NOW)
    assert set(before) == {f"recordatorio/{cite}/2024-09/antes" for cite in (ILO, PUNO)}
    assert "vence el 07/10/2024" in before[f"recordatorio/{ILO}/2024-09/antes"]
    assert set(after) == {f"recordatorio/{cite}/2024-09/despues" for cite in (ILO, PUNO)} | {"faltan/2024-09"}
    assert after["faltan/2024-09"] == f"De 2024-09 faltan 2 reportes: {PUNO}, {ILO}."


def test_a_route_left_on_an_older_version_is_told_once_it_had_its_time(home: Home) -> None:
    for name in ("00001-aaa", "00002-bbb"):
        (home.published / "versiones" / name / "excel").mkdir(parents=True)
    (home.published / "excel").symlink_to("versiones/00001-aaa/excel")
    (home.published / "actual").symlink_to("versiones/00002-bbb")
    assert told(home) == {}
    os.utime(home.published / "actual", (0, 0), follow_symlinks=False)
    assert told(home) == {"ruta/excel/00002-bbb": "La ruta «excel» sigue en la versión 1; la publicada es otra."}


def test_a_full_disk_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(alerts.shutil, "disk_usage", lambda _: usage(100, 99, 5_000_000))
    assert told(home) == {"disco": "Quedan 5 MB libres donde están los datos: libere espacio."}
