"""The outlines of Peru's departments, by the names that the catalogue of centres uses.
What is painted on them belongs to whoever draws; where they come from is told in `NOTICE.md` beside them."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("departamentos.geojson")


@cache
def departments() -> dict[str, dict[str, Any]]:
    """GeoJSON features (WGS 84, degrees, outer rings clockwise as Vega and d3 want) of the 24 departments and Callao.

    Keys are the departments' names, also in each feature's `properties.departamento`; Lima holds Lima Metropolitana.
    """
    features = json.loads(_FILE.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["departamento"]: feature for feature in features}


def middle(feature: dict[str, Any]) -> tuple[float, float]:
    """Longitude and latitude (degrees) of the centroid of a department's largest ring, where its name may stand."""
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return max((_centroid(polygon[0]) for polygon in polygons), key=lambda found: found[0])[1]


def _centroid(ring: list[list[float]]) -> tuple[float, tuple[float, float]]:
    """A ring's area, in square degrees, and its centroid."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        doubled, x, y = doubled + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return abs(doubled) / 2, (x / (3 * doubled), y / (3 * doubled))
