"""Ordinary resources of 2024: investments, the performance agreement, and the current spending of centres and offices.
Donations belong to `donations`; what the tables add up to, to `margins`."""

from __future__ import annotations

import numpy as np

from orchestration.core.catalogs import centres
from orchestration.synthetic.calibration import share_out
from orchestration.synthetic.siaf.classifiers import ORDINARY
from orchestration.synthetic.siaf.donations import donated
from orchestration.synthetic.siaf.margins import Amounts, Margins, of_generic, spread
from orchestration.synthetic.siaf.metas import HEAD_OFFICE, investment_category
from orchestration.synthetic.siaf.plan import plan
from orchestration.synthetic.siaf.transport import transport

# Supuesto: weight of each generic in the current spending of centres, of head office and of its administration.
MIX = {
    "centre": {"2.1 corriente": 40.0, "2.3 corriente": 60.0, "2.5 corriente": 0.3},
    "office": {"2.1 corriente": 55.0, "2.3 corriente": 45.0},
    "administration": {"2.1 corriente": 35.0, "2.3 corriente": 60.0, "2.4 corriente": 1.0, "2.5 corriente": 5.0},
}
ADMINISTRATION = f"{HEAD_OFFICE}/9001/4"
# Supuesto: the investment that paid the transfer to the Contraloría that Cuadro 23 shows as 2.4 of capital.
PAID_CONTROL = "2267446"
# Supuesto: a centre's PP0093 by activity, in the proportion of 2020's PIM (29.6 and 1.8 million).
ACTIVITY_SHARE = {"5005087": 0.94, "5005088": 0.06}
CENTRE_CATEGORIES = ("0093", "0094", "0095", "9002")
# Cuadro 26: its first eight rows are 9001 to the sol; directorates share the rest. Supuesto: which have part in 0095.
CENTRAL, DIRECTORATES = range(1, 9), range(9, 13)
DIRECTORATE_CATEGORIES = ("0093", "0095", "9002")
DIRECTORATE_SHAPE = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0]])


def fixed(margins: Margins) -> Amounts:
    """What the plan gives item by item: the investments of Cuadro 30 and the performance agreement of Cuadro 29."""
    found: Amounts = {}
    for item in plan().items("Cuadro 30"):
        control = margins.generic["2.4 capital"] if item.code == PAID_CONTROL else 0
        invested = item.amount(margins.measure) * 100 - control
        found[f"{HEAD_OFFICE}/{item.code}", ORDINARY, "2.6 capital"] = invested
        found[f"{HEAD_OFFICE}/{item.code}", ORDINARY, "2.4 capital"] = control
    agreement = plan().items("Cuadro 29")[0]
    found[f"{HEAD_OFFICE}/{agreement.code}", ORDINARY, "2.5 corriente"] = agreement.amount(margins.measure) * 100
    return found


def current(margins: Margins, agreements: dict[str, int], others: Amounts, before: Amounts) -> Amounts:
    """Everything else: metas as Cuadros 24, 25 and 26 give them, generics what `others` leave of Cuadro 23.

    `before` is the other measure's, whose split of centres by category is kept where the tables leave it free.
    """
    by_meta = of_centres(margins, agreements, before) | of_offices(margins, agreements)
    generics = ("2.1 corriente", "2.3 corriente", "2.4 corriente", "2.5 corriente")
    columns = {generic: margins.generic[generic] - of_generic(others, generic) for generic in generics}
    return spread(by_meta, ORDINARY, columns, [MIX[_kind(key)] for key in by_meta])


def of_centres(margins: Margins, agreements: dict[str, int], before: Amounts) -> dict[str, int]:
    """Céntimos of each centre's metas: Cuadro 25 by row, Cuadro 24 less donations by column."""
    columns = [margins.of_centres(c) - donated(agreements, c, in_centres=True) for c in CENTRE_CATEGORIES]
    shape = np.array([_centre_shape(code, before) for code in margins.centre])
    table = transport(np.array(list(margins.centre.values())), np.array(columns), shape)
    found: dict[str, int] = {}
    for code, row in zip(margins.centre, table.tolist(), strict=True):
        amounts = dict(zip(CENTRE_CATEGORIES, row, strict=True))
        shares = ACTIVITY_SHARE if centres()[code].kind == "CITE" else {"5005087": 1.0}
        parts = share_out(amounts.pop("0093"), np.array(list(shares.values()))).tolist()
        amounts |= dict(zip(shares, parts, strict=True))
        found |= {f"{code}/{kind}": amount for kind, amount in amounts.items() if amount}
    return found


def _centre_shape(code: str, before: Amounts) -> list[float]:
    """The shape that it had before, or even shares; 0 in a programme that the centre has not."""
    programmes = ("9002", *(programme.removeprefix("PP") for programme in centres()[code].programmes))
    kinds = {"0093": tuple(ACTIVITY_SHARE)}
    had = {category: _had(code, kinds.get(category, (category,)), before) for category in CENTRE_CATEGORIES}
    even = not any(had.values())
    return [0.0 if c not in programmes else 1.0 if even else max(had[c], 1.0) for c in CENTRE_CATEGORIES]


def _had(code: str, kinds: tuple[str, ...], before: Amounts) -> float:
    wanted = {f"{code}/{kind}" for kind in kinds}
    return float(sum(v for (meta, source, _), v in before.items() if meta in wanted and source == ORDINARY))


def of_offices(margins: Margins, agreements: dict[str, int]) -> dict[str, int]:
    """Céntimos of head office's metas: Cuadro 24's rows of offices, shared out as Cuadro 26 says.

    The directorates of Cuadro 26 do not add up to what is left to them: what is over in the PIA stays to be
    distributed, and in the PIM they are scaled down.
    """
    printed = {item.row: item.amount(margins.measure) for item in plan().items("Cuadro 26")}
    central = share_out(margins.of_offices("9001"), [printed[row] for row in CENTRAL]).tolist()
    found = {f"{HEAD_OFFICE}/9001/{row}": amount for row, amount in zip(CENTRAL, central, strict=True)}
    left = np.array([_left_to_offices(margins, agreements, category) for category in DIRECTORATE_CATEGORIES])
    over = max(0, int(left.sum()) - 100 * sum(printed[row] for row in DIRECTORATES))
    left[-1] -= over
    rows = share_out(int(left.sum()), [printed[row] for row in DIRECTORATES])
    for row, amounts in zip(DIRECTORATES, transport(rows, left, DIRECTORATE_SHAPE).tolist(), strict=True):
        names = (f"{HEAD_OFFICE}/{category}/{row}" for category in DIRECTORATE_CATEGORIES)
        found |= dict(zip(names, amounts, strict=True))
    found[f"{HEAD_OFFICE}/9002/por distribuir"] = over
    return {key: amount for key, amount in found.items() if amount}


def _left_to_offices(margins: Margins, agreements: dict[str, int], category: str) -> int:
    """Cuadro 24's row of offices, less donations, investments and the performance agreement."""
    own = [item for item in plan().items("Cuadro 30") if investment_category(item) == category]
    own += plan().items("Cuadro 29") if category == "9002" else []
    taken = 100 * sum(item.amount(margins.measure) for item in own)
    return margins.of_offices(category) - donated(agreements, category, in_centres=False) - taken


def _kind(key: str) -> str:
    if key == ADMINISTRATION:
        return "administration"
    return "office" if key.startswith(HEAD_OFFICE) else "centre"
