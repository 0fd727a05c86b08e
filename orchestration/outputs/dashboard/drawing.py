"""Keeps what every dashboard has in common, the drawing library and the charts' specifications, until either changes.
Importing Altair and bundling Vega cost seconds that no close should pay for a page whose figures alone changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from orchestration.core.whole_files import write_whole

_HERE = Path(__file__).parent
# What decides the drawings: a change in any of these makes them anew.
_SOURCES = (
    _HERE / "charts.py",
    _HERE / "palette.py",
    _HERE.parent / "documents" / "departamentos.geojson",
    _HERE.parent / "documents" / "departments.py",
)
# Vega's own bundle, with the one name that the page calls.
_GLOBALS = "window.vegaEmbed = vegaEmbed;"
_LIBRARIES = ("altair", "vl-convert-python")


@dataclass(frozen=True)
class Drawing:
    """`library` is JavaScript that defines `vegaEmbed`; `specifications` the charts by name, as JSON in a script."""

    library: str
    specifications: str


def drawing(cache: Path) -> Drawing:
    """The drawings that the present sources make, from `cache` (a folder that may be emptied at any time) if it can."""
    kept = cache / f"tablero-{drawing_key()}.json"
    if kept.is_file():
        return Drawing(**json.loads(kept.read_text(encoding="utf-8")))
    made = _draw()
    for stale in cache.glob("tablero-*.json"):
        stale.unlink(missing_ok=True)
    write_whole(kept, json.dumps(asdict(made)), durable=False)
    return made


def script_json(value: object) -> str:
    """JSON that may stand inside a script tag: no text in it can close the tag."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float).replace("<", "\\u003c")


def drawing_key() -> str:
    """Names the present state of sources and libraries."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        digest.update(source.read_bytes())
    digest.update(" ".join(version(library) for library in _LIBRARIES).encode())
    return digest.hexdigest()[:16]


def _draw() -> Drawing:
    import vl_convert

    from orchestration.outputs.dashboard.charts import charts

    library = vl_convert.javascript_bundle(_GLOBALS).replace("</script", "<\\/script")
    return Drawing(library, script_json(charts()))
