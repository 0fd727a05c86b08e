"""The institution's 2024 budget in céntimos, line by line, so that Cuadros 22 to 25 of the plan hold to their rounding.
Its parts belong to `donations` and `ordinary`, the file's rows to `rows`; see docs/reconstruccion-siaf.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from orchestration.synthetic.siaf.donations import agreements, donations
from orchestration.synthetic.siaf.margins import Amounts, read_margins
from orchestration.synthetic.siaf.metas import metas
from orchestration.synthetic.siaf.ordinary import current, fixed

YEAR = 2024
# Of the céntimos behind printed soles alone: the budget is one, whatever the file's own seed.
SEED = 38241


@dataclass(frozen=True)
class Line:
    """Money of one meta, source and generic of spending, in céntimos; `pim` is that of the plan's cut, 31 August."""

    meta: str
    source: str
    generic: str
    pia: int
    pim: int


@cache
def budget() -> tuple[Line, ...]:
    """Every line of 2024 with money in its PIA or in its PIM, in the order of the metas' numbers.

    Raises:
        ValueError: the tables leave no budget that rounds to all of them; the message says which.
    """
    rng = np.random.default_rng(SEED)
    initial = _amounts("pia", rng, {})
    modified = _amounts("pim", rng, initial)
    order = {key: place for place, key in enumerate(metas(YEAR))}
    keys = sorted(initial.keys() | modified.keys(), key=lambda key: (order[key[0]], key[1:]))
    return tuple(Line(*key, initial.get(key, 0), modified.get(key, 0)) for key in keys)


def _amounts(measure: str, rng: np.random.Generator, before: Amounts) -> Amounts:
    """One measure's amounts, nothing that is zero; `before` is the other measure's."""
    margins = read_margins(measure, rng)
    by_agreement = agreements(margins)
    given = fixed(margins)
    given |= donations(margins, by_agreement, given)
    found = given | current(margins, by_agreement, given, before)
    return {key: amount for key, amount in found.items() if amount}
