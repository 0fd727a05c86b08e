"""The plan's monthly targets as the rules need them, read from the published figures' seed, their only copy.
Comparing results with targets is a figure, and belongs to dbt (`int_avance_metas`)."""

from __future__ import annotations

from datetime import date
from functools import cache

from orchestration.core.catalogs import centre_aliases, name_key
from orchestration.core.paths import PUBLISHED_FIGURES
from orchestration.core.seeds import read_seed


@cache
def monthly_service_targets() -> dict[tuple[str, date], float]:
    """Updated target of services by centre and first day of month (operating plan 2024, Anexo 4).

    Raises:
        KeyError: the plan names a centre that `alias_cite.csv` does not resolve.
    """
    return {
        (centre_aliases()[name_key(row["cite"])][-1].code, date.fromisoformat(f"{row['periodo']}-01")): float(
            row["valor"]
        )
        for row in read_seed(PUBLISHED_FIGURES / "poi_2024.csv")
        if (row["cuadro"], row["programacion"]) == ("Anexo 4", "actualizada")
        and row["cite"]
        and len(row["periodo"]) == 7
    }
