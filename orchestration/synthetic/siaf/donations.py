"""Donations and transfers of 2024: the agreements of Cuadros 27 and 28, each a meta, by generic of spending.
Ordinary resources belong to `ordinary`."""

from __future__ import annotations

import numpy as np

from orchestration.synthetic.calibration import share_out
from orchestration.synthetic.siaf.classifiers import DONATIONS
from orchestration.synthetic.siaf.margins import Amounts, Margins, of_generic, spread
from orchestration.synthetic.siaf.metas import HEAD_OFFICE, REGIONAL, REGIONAL_CENTRES, SCIENCE
from orchestration.synthetic.siaf.plan import plan

# Agreements in current spending alone: Anexo 1 books their credits (RE 061, 074 and 108) in 2.3.
CURRENT_ALONE = frozenset({REGIONAL, "2022/SPE/0000400051", "BID 4"})
# Supuesto: how the others spend what the plan gives only in total.
MIX = {"2.1 corriente": 0.2, "2.3 corriente": 10.0, "2.6 capital": 80.0}


def agreements(margins: Margins) -> dict[str, int]:
    """Céntimos of each agreement's meta; the céntimos behind the source's printed total are the regional one's."""
    items = plan().items("Cuadro 27") + plan().items("Cuadro 28")
    found = {f"{item.centre or HEAD_OFFICE}/{item.code}": item.amount(margins.measure) * 100 for item in items}
    for side, total in ((True, margins.of_centres("0137")), (False, margins.of_offices("0137"))):
        science = [key for key in found if _is_science(key) and _in_centre(key) == side]
        if total:
            cents = share_out(total, [found[key] for key in science]).tolist()
            found |= dict(zip(science, cents, strict=True))
    found |= _regional(margins, sum(amount for key, amount in found.items() if _in_centre(key)))
    regional = f"{HEAD_OFFICE}/{REGIONAL}"
    rest = sum(amount for key, amount in found.items() if key != regional)
    return found | {regional: margins.source["Donaciones y Transferencias"] - rest}


def _regional(margins: Margins, of_agreements: int) -> dict[str, int]:
    """What Cuadro 24 gives the centres beyond Cuadros 25 and 27: the same 95,000 in PIA and in PIM. Supuesto: the part
    of AECID's regional agreement that centres of its four regions spend, in equal shares."""
    beyond = sum(amount for label, amount in margins.category.items() if label.endswith(" CITE"))
    beyond -= sum(margins.centre.values()) + of_agreements
    shares = share_out(beyond, np.ones(len(REGIONAL_CENTRES))).tolist()
    return {f"{centre}/{REGIONAL}": share for centre, share in zip(REGIONAL_CENTRES, shares, strict=True)}


def donated(found: dict[str, int], category: str, in_centres: bool) -> int:
    """The agreements' part of one of Cuadro 24's cells: of 0137 those named SCIENCE, of 9002 all the others."""
    return sum(
        amount
        for key, amount in found.items()
        if _in_centre(key) == in_centres and category == ("0137" if _is_science(key) else "9002")
    )


def donations(margins: Margins, found: dict[str, int], fixed: Amounts) -> Amounts:
    """The agreements by generic. `fixed` is what ordinary resources invest: the rest of Cuadro 23's 2.6 is theirs; 2.1
    is what Anexo 1's credits brought to it."""
    personnel = plan().credit("2.1") * 100 if margins.measure == "pim" else 0
    capital = margins.generic["2.6 capital"] - of_generic(fixed, "2.6 capital")
    columns = (personnel, sum(found.values()) - personnel - capital, capital)
    mixes = [{"2.3 corriente": 1.0} if key.split("/", 1)[1] in CURRENT_ALONE else MIX for key in found]
    return spread(found, DONATIONS, dict(zip(MIX, columns, strict=True)), mixes)


def _in_centre(key: str) -> bool:
    return not key.startswith(f"{HEAD_OFFICE}/")


def _is_science(key: str) -> bool:
    return key.split("/", 1)[1] in SCIENCE
