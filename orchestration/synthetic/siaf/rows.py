"""ITP's slice of the file: which rows each budget line is written in, with their 55 descriptive cells.
The year that they go through belongs to `execution`, the rest of the country to `national`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10

import numpy as np

from orchestration.synthetic.calibration import share_out
from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.budget import YEAR, Line, budget
from orchestration.synthetic.siaf.chains import DEPARTMENT_NAMES, PROGRAMMES
from orchestration.synthetic.siaf.classifiers import (
    RESOURCE_KINDS,
    SOURCES,
    SPENDING,
    SPENDING_NAMES,
    Specific,
    specifics,
)
from orchestration.synthetic.siaf.execution import Money
from orchestration.synthetic.siaf.metas import HEAD_OFFICE, Meta, metas
from orchestration.synthetic.siaf.plan import executed_2020, plan

# What every row of ITP says of who spends, from NIVEL_GOBIERNO to DISTRITO_EJECUTORA_NOMBRE. Supuesto: SEC_EJEC.
INSTITUTION = (
    *("E", "GOBIERNO NACIONAL", "38", "PRODUCCION"),
    *("241", "INSTITUTO TECNOLOGICO DE LA PRODUCCION - ITP", "1228", "001", "INSTITUTO TECNOLOGICO DE LA PRODUCCION"),
    *("07", "PROVINCIA CONSTITUCIONAL DEL CALLAO", "01", "CALLAO", "06", "VENTANILLA"),
)
MARK = "(SINTETICO)"
# Supuesto: the size of other years against 2024, whose budget alone is calibrated.
SIZE = {2021: 0.84, 2022: 0.89, 2023: 0.94, 2024: 1.0, 2025: 1.03, 2026: 1.05}
SPLIT_SPREAD = 0.4
NEW_IN_YEAR, CANCELLED = 0.04, 0.03


@dataclass(frozen=True)
class Rows:
    """The slice before the year runs; `cells` holds each row's columns up to ESPECIFICA_DET_NOMBRE."""

    cells: list[tuple[str, ...]]
    money: Money


def make_rows(year: int, rng: np.random.Generator) -> Rows:
    """The year's rows, in the order of metas; activities of the PP0093 are executed as in 2020, the rest as its total.

    Raises:
        ValueError: the year is none of SIZE.
    """
    known = metas(year)
    activities, total = executed_2020()
    units, pools = sorted({meta.unit for meta in known.values()}), ["", *activities]
    cells: list[tuple[str, ...]] = []
    rows: list[tuple[str, str, int, int, IntArray, IntArray]] = []
    for line in lines_of(year):
        meta, chosen = known[line.meta], _choose(line, rng)
        pool = pools.index(meta.chain.activity) if meta.chain.activity in activities else 0
        rows.append((line.source, line.generic, units.index(meta.unit), pool, *_split(line, chosen, rng)))
        cells += [describe(year, meta, line.source, line.generic, leaf) for leaf in chosen]
    source, generic, unit, pool_of, pia, pim = zip(*rows, strict=True)
    repeats = [len(part) for part in pia]
    money = Money(
        pia=np.concatenate(pia),
        pim=np.concatenate(pim),
        source=np.repeat(source, repeats).tolist(),
        generic=np.repeat(generic, repeats).tolist(),
        unit=np.repeat(unit, repeats),
        pool=np.repeat(pool_of, repeats),
        rates=[total, *(activity.rate for activity in activities.values())],
    )
    return Rows(cells, money)


def lines_of(year: int) -> list[Line]:
    """The budget lines of a year: 2024's, or what of them that year's metas had, at the year's size (supuesto).

    Who began in 2024 without PIA has one afterwards: what its PIM came to.
    """
    if year not in SIZE:
        raise ValueError(f"no hay archivo sintético de {year}: solo de {min(SIZE)} a {max(SIZE)}.")
    known = metas(year)
    began = {known[line.meta].unit for line in budget() if line.meta in known and line.pia}
    found = []
    for line in budget():
        if line.meta in known:
            pia = line.pim if year > YEAR and known[line.meta].unit not in began else line.pia
            found.append(replace(line, pia=round(pia * SIZE[year]), pim=round(line.pim * SIZE[year])))
    return found


def _choose(line: Line, rng: np.random.Generator) -> list[Specific]:
    """Leaves of the classifier that a line is spent in: more, the larger it is."""
    leaves = specifics()[line.generic]
    if line.generic == "2.5 corriente":
        agreement = line.meta == f"{HEAD_OFFICE}/{plan().items('Cuadro 29')[0].code}"
        leaves = leaves[:1] if agreement else leaves[1:]
    size = round(1 + 3 * log10(max(line.pia, line.pim, 10**5) / 10**5))
    weights = np.array([leaf.weight for leaf in leaves])
    chosen = rng.choice(len(leaves), size=min(len(leaves), size), replace=False, p=weights / weights.sum())
    return [leaves[i] for i in sorted(chosen.tolist())]


def _split(line: Line, chosen: list[Specific], rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """The line's PIA and PIM over its rows, exactly; some rows are new in the year, some lose all they had."""
    weights = np.array([leaf.weight for leaf in chosen])
    shares = [weights * rng.lognormal(0, SPLIT_SPREAD, len(chosen)) for _ in range(2)]
    draw = rng.random(len(chosen))
    for share, gone in ((shares[0], draw < NEW_IN_YEAR), (shares[1], draw > 1 - CANCELLED)):
        if not gone.all():
            share[gone] = 0
    return share_out(line.pia, shares[0]), share_out(line.pim, shares[1])


def describe(year: int, meta: Meta, source: str, generic: str, leaf: Specific, resource: int = 0) -> tuple[str, ...]:
    """The 55 cells of a row, ANO_EJE to ESPECIFICA_DET_NOMBRE; names in capitals, as the SIAF has them.

    `resource` picks one of the source's two kinds of resource.
    """
    chain, (spending, _) = meta.chain, SPENDING[generic]
    name, heading, heading_name = SOURCES[source]
    number = f"{int(meta.sec_func):05d}"
    return (
        *(str(year), *INSTITUTION),
        *(meta.category, PROGRAMMES[meta.category]),
        *(
            "PROYECTO" if chain.kind == "2" else "ACTIVIDAD",
            chain.product,
            chain.product_name.upper(),
            chain.activity,
            chain.activity_name.upper(),
        ),
        *chain.function,
        *(meta.sec_func.lstrip("0"), number, f"0{number}{year % 10}", f"{meta.name.upper()} {MARK}"),
        *(meta.department, DEPARTMENT_NAMES[meta.department]),
        *(source, name, heading, heading_name, *RESOURCE_KINDS[source][resource]),
        *(spending, SPENDING_NAMES[spending], "2", "GASTOS PRESUPUESTARIOS", *leaf.fields),
    )
