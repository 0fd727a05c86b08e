"""The outlines of Peru's departments, by the names that the catalogue of centres uses.
What is painted on them belongs to whoever draws; where they come from is told in `NOTICE.md` beside them."""

from __future__ import annotations

import json
from functools import cache
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
