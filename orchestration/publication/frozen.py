"""Tells in a publication's manifest which months are frozen, and which of their figures this publication moved.
Whether a month is frozen, and what corrects it, is dbt's to say (`marts.periodos_congelados`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import duckdb

from orchestration.core.paths import Home
from orchestration.publication.comparison import SIAF_ALONE, Keys, compare
from orchestration.publication.editions import CURRENT, Edition, edition
from orchestration.publication.snapshot import Draft
from orchestration.publication.soundness import sound

TABLE = "periodos_congelados"
# Not what was frozen: the freezes' own figures, and the budget, which the MEF restates for the whole year each month.
NEVER_FROZEN = SIAF_ALONE | {TABLE, "costo_por_servicio", "costo_por_servicio_acumulado", "medianas_acumuladas"}


def listed(home: Home, made: Draft, keys: Callable[[], Keys]) -> Draft:
    """The draft, its manifest naming frozen months and their figures that differ from what readers see now.

    `keys` gives the marts' key columns, asked for only where there is something to compare.
    """
    draft, seen = Edition(made.folder, made.manifest), sound(home)
    freezes = _freezes(draft)
    if not freezes or (seen is not None and seen.huella == made.manifest.huella):
        return made
    months = {freeze["periodo"] for freeze in freezes}
    moved = () if seen is None else compare(edition(home, CURRENT), draft, keys()).cifras
    changes = [
        asdict(figure)
        for figure in moved
        if figure.tabla not in NEVER_FROZEN and str(figure.clave.get("periodo", ""))[:7] in months
    ]
    manifest = replace(made.manifest, congelados=freezes, cambios_en_periodos_congelados=changes)
    manifest.write(made.folder / "manifiesto.json")
    return replace(made, manifest=manifest)


def _freezes(draft: Edition) -> list[dict[str, Any]]:
    """The freeze in force of each frozen month (`AAAA-MM`)."""
    with duckdb.connect(str(draft.database), read_only=True) as reader:
        rows = reader.execute(
            f"select strftime(periodo, '%Y-%m'), congelado_en, publicacion from marts.{TABLE} where en_vigor order by 1"
        ).fetchall()
    names = ("periodo", "congelado_en", "publicacion")
    return [dict(zip(names, (month, at.isoformat(), number), strict=True)) for month, at, number in rows]
