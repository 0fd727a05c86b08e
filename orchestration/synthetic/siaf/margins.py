"""Cuadros 22 to 25 in céntimos, with one total in common: what every budget of the year must add up to.
Filling them belongs to `donations` and `ordinary`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.synthetic.siaf.plan import BY_CATEGORY, BY_CENTRE, BY_GENERIC, BY_SOURCE, plan
from orchestration.synthetic.siaf.settle import common_total, settle
from orchestration.synthetic.siaf.transport import FloatArray, transport

# Meta, source and generic of spending (as the plan labels it: `2.3 corriente`) -> céntimos.
Key = tuple[str, str, str]
Amounts = dict[Key, int]


@dataclass(frozen=True)
class Margins:
    """One measure's tables in céntimos: by source, by generic, by category and side, by centre (ordinary resources)."""

    measure: str
    source: dict[str, int]
    generic: dict[str, int]
    category: dict[str, int]
    centre: dict[str, int]

    def of_centres(self, category: str) -> int:
        """What Cuadro 24 gives to a category's row CITE, from every source."""
        return self.category.get(f"{category} CITE", 0)

    def of_offices(self, category: str) -> int:
        """What Cuadro 24 gives to a category's row Direcciones y Oficinas, from every source."""
        return self.category.get(f"{category} Direcciones y Oficinas", 0)


def read_margins(measure: str, rng: np.random.Generator) -> Margins:
    """The tables' figures of `pia` or `pim`.

    Raises:
        ValueError: the tables cannot be met together, not even within their rounding.
    """
    whole = [plan().printed(table, measure) for table in (BY_SOURCE, BY_GENERIC, BY_CATEGORY)]
    network = plan().printed(BY_CENTRE, measure)
    total, of_centres = common_total(whole, rng), common_total([network], rng)
    found = [settle(tree, total, rng) for tree in whole] + [settle(network, of_centres, rng)]
    tables = zip((BY_SOURCE, BY_GENERIC, BY_CATEGORY, BY_CENTRE), found, strict=True)
    return Margins(measure, *({plan().labels(t)[row]: cents for row, cents in leaves.items()} for t, leaves in tables))


def of_generic(amounts: Amounts, generic: str) -> int:
    """What some amounts spend in one generic."""
    return sum(amount for (_, _, own), amount in amounts.items() if own == generic)


def spread(by_meta: dict[str, int], source: str, columns: dict[str, int], mixes: list[dict[str, float]]) -> Amounts:
    """Each meta's céntimos over generics, which add up to `columns`; `mixes` has each meta's weights, else 0."""
    shape: FloatArray = np.array([[mix.get(generic, 0.0) for generic in columns] for mix in mixes])
    table = transport(np.array(list(by_meta.values())), np.array(list(columns.values())), shape)
    return {
        (meta, source, generic): int(table[i, j]) for i, meta in enumerate(by_meta) for j, generic in enumerate(columns)
    }
