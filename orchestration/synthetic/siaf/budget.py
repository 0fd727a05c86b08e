"""The institution's 2024 budget in céntimos, line by line, so that Cuadros 22 to 25 of the plan hold to their rounding.
What each table prints belongs to `plan`, the file's rows to `rows`; docs/reconstruccion-siaf.md has the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from orchestration.catalogs import centres
from orchestration.synthetic.calibration import share_out
from orchestration.synthetic.siaf.classifiers import DONATIONS, ORDINARY
from orchestration.synthetic.siaf.metas import (
    HEAD_OFFICE,
    REGIONAL,
    REGIONAL_CENTRES,
    SCIENCE,
    investment_category,
    metas,
)
from orchestration.synthetic.siaf.plan import (
    BY_CATEGORY,
    BY_CENTRE,
    BY_GENERIC,
    BY_SOURCE,
    MEASURES,
    Item,
    plan,
)
from orchestration.synthetic.siaf.settle import common_total, settle
from orchestration.synthetic.siaf.transport import FloatArray, transport

YEAR = 2024
# Supuesto: weight of each generic in the current spending of centres, of head office and of its administration.
MIX = {
    "centre": {"2.1 corriente": 40.0, "2.3 corriente": 60.0, "2.5 corriente": 0.3},
    "office": {"2.1 corriente": 55.0, "2.3 corriente": 45.0},
    "administration": {"2.1 corriente": 35.0, "2.3 corriente": 60.0, "2.4 corriente": 1.0, "2.5 corriente": 5.0},
}
ADMINISTRATION = f"{HEAD_OFFICE}/9001/4"
# Agreements in current spending alone: Anexo 1 books their credits (RE 061, 074 and 108) in 2.3.
CURRENT_ALONE = frozenset({REGIONAL, "2022/SPE/0000400051", "BID 4"})
# Supuesto: how the others spend what the plan gives only in total.
AGREEMENT_MIX = {"2.1 corriente": 0.2, "2.3 corriente": 10.0, "2.6 capital": 80.0}
# Supuesto: the investment that paid the transfer to the Contraloría that Cuadro 23 shows as 2.4 of capital.
PAID_CONTROL = "2267446"
# Supuesto: a centre's PP0093 by activity, in the proportion of 2020's PIM (29.6 and 1.8 million).
ACTIVITY_SHARE = {"5005087": 0.94, "5005088": 0.06}
SEED = 38241

Key = tuple[str, str, str]
Amounts = dict[Key, int]


@dataclass(frozen=True)
class Line:
    """Money of one meta, source and generic of spending, in céntimos; `pim` is that of the plan's cut, 31 August."""

    meta: str
    source: str
    generic: str
    pia: int
    pim: int


@dataclass(frozen=True)
class _Margins:
    """The four tables in céntimos: by source, by generic, by category and side (`0093 CITE`), by centre (ordinary)."""

    source: dict[str, int]
    generic: dict[str, int]
    category: dict[str, int]
    centre: dict[str, int]

    def side(self, category: str, centres_side: bool) -> int:
        return self.category.get(f"{category} {'CITE' if centres_side else 'Direcciones y Oficinas'}", 0)


@cache
def budget() -> tuple[Line, ...]:
    """Every line of 2024 with money in its PIA or in its PIM, in the order of the metas' numbers.

    Raises:
        ValueError: the tables leave no budget that rounds to all of them; the message says which.
    """
    rng = np.random.default_rng(SEED)
    initial = _Year("pia", rng, {}).amounts()
    modified = _Year("pim", rng, initial).amounts()
    order = {key: place for place, key in enumerate(metas(YEAR))}
    keys = sorted(initial.keys() | modified.keys(), key=lambda key: (order[key[0]], key[1:]))
    return tuple(Line(*key, initial.get(key, 0), modified.get(key, 0)) for key in keys)


class _Year:
    """One measure's budget; `before` is the other measure's, whose shape it keeps where tables leave it free."""

    def __init__(self, measure: str, rng: np.random.Generator, before: Amounts) -> None:
        if measure not in MEASURES:
            raise ValueError(f"'{measure}' no es una de {MEASURES}.")
        self.measure, self.before = measure, before
        self.margins = _settle(measure, rng)
        self.agreements = self._agreements()

    def amounts(self) -> Amounts:
        """Amounts by meta, source and generic; nothing that is zero."""
        fixed = self._investments() | self._performance_agreement()
        donated = self._donations(fixed)
        ordinary = self._ordinary_current(fixed, donated)
        return {key: amount for key, amount in (fixed | donated | ordinary).items() if amount}

    # Donations and transfers: the agreements of Cuadros 27 and 28.

    def _agreements(self) -> dict[str, int]:
        """Céntimos of each agreement's meta. Cuadro 24's centres have, beside Cuadros 25 and 27, the same 95,000 in PIA
        and in PIM: taken as the part of AECID's regional agreement that its centres spend."""
        items = plan().items("Cuadro 27") + plan().items("Cuadro 28")
        found = {f"{item.centre or HEAD_OFFICE}/{item.code}": self._cents(item) for item in items}
        for side in (True, False):
            science = [k for k in found if k.split("/", 1)[1] in SCIENCE and side != k.startswith(HEAD_OFFICE)]
            if any(found[key] for key in science):
                cents = share_out(self.margins.side("0137", side), [found[key] for key in science]).tolist()
                found |= dict(zip(science, cents, strict=True))
        in_centres = sum(v for key, v in found.items() if not key.startswith(HEAD_OFFICE))
        all_centres = sum(v for key, v in self.margins.category.items() if key.endswith("CITE"))
        regional = all_centres - sum(self.margins.centre.values()) - in_centres
        parts = share_out(regional, np.ones(len(REGIONAL_CENTRES)))
        found |= {f"{c}/{REGIONAL}": int(p) for c, p in zip(REGIONAL_CENTRES, parts, strict=True)}
        found[f"{HEAD_OFFICE}/{REGIONAL}"] -= regional
        # The céntimos behind the source's printed total.
        found[f"{HEAD_OFFICE}/{REGIONAL}"] += self.margins.source["Donaciones y Transferencias"] - sum(found.values())
        return found

    def _donated(self, category: str, in_centres: bool) -> int:
        """Donations of one category on one side; of 0137 the agreements named SCIENCE, of 9002 all the others."""
        return sum(
            amount
            for key, amount in self.agreements.items()
            if in_centres != key.startswith(f"{HEAD_OFFICE}/")
            and category == ("0137" if key.split("/", 1)[1] in SCIENCE else "9002")
        )

    def _donations(self, fixed: Amounts) -> Amounts:
        generics = list(AGREEMENT_MIX)
        personnel = plan().credit("2.1") * 100 if self.measure == "pim" else 0
        capital = self.margins.generic["2.6 capital"] - _of_generic(fixed, "2.6 capital")
        columns = [personnel, sum(self.agreements.values()) - personnel - capital, capital]
        mixes = [
            {"2.3 corriente": 1.0} if key.split("/", 1)[1] in CURRENT_ALONE else AGREEMENT_MIX
            for key in self.agreements
        ]
        return self._spread(self.agreements, DONATIONS, dict(zip(generics, columns, strict=True)), mixes)

    # Ordinary resources: investments (Cuadro 30), the performance agreement (Cuadro 29) and current spending.

    def _investments(self) -> Amounts:
        found: Amounts = {}
        for item in plan().items("Cuadro 30"):
            control = self.margins.generic["2.4 capital"] if item.code == PAID_CONTROL else 0
            found[f"{HEAD_OFFICE}/{item.code}", ORDINARY, "2.6 capital"] = self._cents(item) - control
            found[f"{HEAD_OFFICE}/{item.code}", ORDINARY, "2.4 capital"] = control
        return found

    def _performance_agreement(self) -> Amounts:
        item = plan().items("Cuadro 29")[0]
        return {(f"{HEAD_OFFICE}/{item.code}", ORDINARY, "2.5 corriente"): self._cents(item)}

    def _ordinary_current(self, fixed: Amounts, donated: Amounts) -> Amounts:
        by_meta = self._centres() | self._offices()
        generics = ("2.1 corriente", "2.3 corriente", "2.4 corriente", "2.5 corriente")
        columns = {g: self.margins.generic[g] - _of_generic(fixed, g) - _of_generic(donated, g) for g in generics}
        return self._spread(by_meta, ORDINARY, columns, [MIX[_kind(key)] for key in by_meta])

    def _centres(self) -> dict[str, int]:
        """Ordinary resources of each centre's metas: Cuadro 25 by row, Cuadro 24 less donations by column."""
        categories = ("0093", "0094", "0095", "9002")
        columns = [self.margins.side(c, True) - self._donated(c, True) for c in categories]
        shape = np.array([self._centre_shape(code, categories) for code in self.margins.centre])
        table = transport(np.array(list(self.margins.centre.values())), np.array(columns), shape)
        found: dict[str, int] = {}
        for code, row in zip(self.margins.centre, table.tolist(), strict=True):
            amounts = dict(zip(categories, row, strict=True))
            found |= {f"{code}/{category}": amounts[category] for category in categories[1:]}
            shares = ACTIVITY_SHARE if centres()[code].kind == "CITE" else {"5005087": 1.0}
            parts = share_out(amounts["0093"], np.array(list(shares.values()))).tolist()
            found |= {f"{code}/{a}": part for a, part in zip(shares, parts, strict=True)}
        return {key: amount for key, amount in found.items() if amount}

    def _centre_shape(self, code: str, categories: tuple[str, ...]) -> list[float]:
        """The PIA's shape, or at first even halves; 0 in a programme that the centre has not."""
        programmes = ("9002", *(p.removeprefix("PP") for p in centres()[code].programmes))
        had = {c: self._had(code, ("5005087", "5005088") if c == "0093" else (c,)) for c in categories}
        if sum(had.values()):
            return [max(had[c], 1.0) if c in programmes else 0.0 for c in categories]
        return [1.0 if c in programmes else 0.0 for c in categories]

    def _had(self, code: str, kinds: tuple[str, ...]) -> float:
        wanted = {f"{code}/{kind}" for kind in kinds}
        return float(sum(v for (meta, source, _), v in self.before.items() if meta in wanted and source == ORDINARY))

    def _offices(self) -> dict[str, int]:
        """Ordinary resources of head office's metas: Cuadro 24's rows of offices, shared out as in Cuadro 26.

        Rows 1 to 8 of Cuadro 26 are 9001 to the sol. Its other four rows do not add up to what is left: what is over in
        the PIA stays to be distributed, and in the PIM the four are scaled down.
        """
        offices = {item.row: item.amount(self.measure) for item in plan().items("Cuadro 26")}
        central = share_out(self.margins.side("9001", False), [offices[row] for row in range(1, 9)]).tolist()
        found = {f"{HEAD_OFFICE}/9001/{row}": amount for row, amount in enumerate(central, start=1)}
        columns = np.array([self._left_to_offices(category) for category in ("0093", "0095", "9002")])
        rows = np.array([offices[row] * 100 for row in range(9, 13)])
        over = max(0, int(columns.sum() - rows.sum()))
        columns[2] -= over
        shape = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
        table = transport(share_out(int(columns.sum()), rows), columns, shape)
        for row, amounts in zip(range(9, 13), table.tolist(), strict=True):
            for category, amount in zip(("0093", "0095", "9002"), amounts, strict=True):
                found[f"{HEAD_OFFICE}/{category}/{row}"] = amount
        found[f"{HEAD_OFFICE}/9002/por distribuir"] = over
        return {key: amount for key, amount in found.items() if amount}

    def _left_to_offices(self, category: str) -> int:
        """Cuadro 24's row of offices, less donations, investments and the performance agreement."""
        investments = sum(
            self._cents(item) for item in plan().items("Cuadro 30") if investment_category(item) == category
        )
        agreement = self._cents(plan().items("Cuadro 29")[0]) if category == "9002" else 0
        return self.margins.side(category, False) - self._donated(category, False) - investments - agreement

    def _spread(
        self, by_meta: dict[str, int], source: str, columns: dict[str, int], mixes: list[dict[str, float]]
    ) -> Amounts:
        shape: FloatArray = np.array([[mix.get(generic, 0.0) for generic in columns] for mix in mixes])
        table = transport(np.array(list(by_meta.values())), np.array(list(columns.values())), shape)
        return {
            (meta, source, generic): int(table[i, j])
            for i, meta in enumerate(by_meta)
            for j, generic in enumerate(columns)
        }

    def _cents(self, item: Item) -> int:
        return item.amount(self.measure) * 100


def _settle(measure: str, rng: np.random.Generator) -> _Margins:
    whole = [plan().printed(table, measure) for table in (BY_SOURCE, BY_GENERIC, BY_CATEGORY)]
    network = plan().printed(BY_CENTRE, measure)
    total, of_centres = common_total(whole, rng), common_total([network], rng)
    found = [settle(tree, total, rng) for tree in whole] + [settle(network, of_centres, rng)]
    tables = zip((BY_SOURCE, BY_GENERIC, BY_CATEGORY, BY_CENTRE), found, strict=True)
    return _Margins(*({plan().labels(t)[row]: cents for row, cents in leaves.items()} for t, leaves in tables))


def _kind(key: str) -> str:
    if key == ADMINISTRATION:
        return "administration"
    return "office" if key.startswith(HEAD_OFFICE) else "centre"


def _of_generic(amounts: Amounts, generic: str) -> int:
    return sum(amount for (_, _, own), amount in amounts.items() if own == generic)
