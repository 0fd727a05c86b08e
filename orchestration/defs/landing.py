"""What the assets that take files from a landing have in common: what a run is asked for, and the raw tables it fills.
Which files those are, and what is said of each, belongs to `reception.py` and `siaf.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from collections.abc import Iterator, Mapping
from datetime import datetime

import dagster as dg
from pydantic import Field

from orchestration.intake.reception import lima_now


class LandingConfig(dg.Config):
    """What a run takes from landing, and when it came in.

    `recibido_en`: ISO time of reception (America/Lima) by path in landing; the clock for a file that is not named.
    `segundos_de_quietud`: a file that changes in that time waits. `asentados`: marks of the files that the sensor found
    settled; given these, no other is taken.
    """

    recibido_en: dict[str, str] = Field(default_factory=dict)
    segundos_de_quietud: float = 2
    asentados: list[str] | None = None

    def received_at(self, path: str) -> datetime:
        """When the file at `path` in landing came in."""
        given = self.recibido_en.get(path)
        return datetime.fromisoformat(given) if given else lima_now()


def raw_specs(board: dg.AssetKey, tables: Mapping[str, str]) -> Iterator[dg.AssetSpec]:
    """An asset of `raw` downstream of `board` for each table, by its description."""
    for table, description in tables.items():
        yield dg.AssetSpec(["raw", table], deps=[board], group_name="raw", kinds={"duckdb"}, description=description)
