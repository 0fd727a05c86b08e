"""Where each amount stands among a row's 18, and how an amount in céntimos is written.
The cells before them belong to `rows` and `national`."""

from __future__ import annotations

from orchestration.intake.siaf.layout import AMOUNTS
from orchestration.synthetic.published import IntArray

PIA, PIM, CERTIFIED, COMMITTED = range(4)
JANUARY, ANNUAL, PAID = (
    AMOUNTS.index(f"MONTO_{name}") for name in ("DEVENGADO_ENERO", "DEVENGADO_ANUAL", "GIRADO_ANUAL")
)
LINE_END = "\r\n"


def ends(amounts: IntArray) -> list[bytes]:
    """The amounts of each row (rows x 18, céntimos) as the end of its line, each in double quotes."""
    return [(",".join(f'"{soles(cents)}"' for cents in row) + LINE_END).encode() for row in amounts.tolist()]


def soles(cents: int) -> str:
    """An amount as the real files have it: no thousands mark, and no more decimals than it needs."""
    whole, fraction = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + str(whole) + (f".{fraction:02d}".rstrip("0") if fraction else "")
