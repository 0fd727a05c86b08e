"""Lays GeoJSON outlines out as fractions of a box, so that a map can be drawn at any size.
Where outlines come from belongs to `departments.py`; their shading, to the document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

Ring = tuple[tuple[float, float], ...]


def laid_out(features: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, tuple[Ring, ...]], float]:
    """Outer rings by name as (x, y) from the top left corner, both in 0..1, and the box's height over its width.

    `features` are GeoJSON polygons in degrees. East-west degrees shrink with the cosine of the middle latitude: true
    enough at a country's size, and holes are not drawn.
    """
    rings = {name: list(_outer_rings(feature["geometry"])) for name, feature in features.items()}
    points = [point for of_name in rings.values() for ring in of_name for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = math.cos(math.radians((north + south) / 2))
    width = (east - west) * shrink

    def place(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * shrink / width, 5), round((north - y) / (north - south), 5)

    placed = {name: tuple(tuple(place(*p) for p in ring) for ring in of_name) for name, of_name in rings.items()}
    return placed, (north - south) / width


def _outer_rings(geometry: Mapping[str, Any]) -> Iterable[list[tuple[float, float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield [(float(x), float(y)) for x, y, *_ in polygon[0]]


def class_limits(largest: int, classes: int = 5) -> tuple[int, ...]:
    """Round lower bounds of the classes above the first: steps of 1, 2, 2.5 or 5 times a power of ten, as coarse as
    leaves `classes` of them, the last one open; none where `largest` is below `classes`."""
    if largest < classes:
        return ()
    raw = largest / classes
    magnitude = 10 ** math.floor(math.log10(raw))
    step = max(int(f * magnitude) for f in (1, 2, 2.5, 5) if f * magnitude <= raw and f * magnitude % 1 == 0)
    return tuple(step * n for n in range(1, classes))
