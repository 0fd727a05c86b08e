"""A home after one real close: two good reports and a refused one, three centres, few rows, synthetic people.
It is made once by the real Dagster and copied by every test that goes on from a close; what each asks is its own."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.defs.run import CloseResult, close
from orchestration.outputs.routes.address import VARIABLE
from tests import prepared
from tests.workbooks import cover, good_row, sheets, xlsx

MONTH = "2024-09"
CENTRES = {
    "citemadera-lima": "CITEmadera y del mueble Lima",
    "citepesquero-ilo": "CITEpesquero Ilo",
    "utagroindustrial-ambo": "UTagroindustrial Ambo",
}


def report(code: str, rows: int, month: int = 9, **changes: object) -> bytes:
    """A report of a centre with `rows` clients of its own and one that all centres share."""
    first = 1000 * (1 + list(CENTRES).index(code))
    lines = [
        good_row(number, Fecha=date(2024, month, 1 + number % 20)) for number in [1, *range(first, first + rows - 1)]
    ]
    return xlsx(sheets(lines, cover(lines, **{"CITE/UT": CENTRES[code], "Periodo": f"2024-{month:02d}", **changes})))


def deliver(home: Home, files: dict[str, bytes], month: str = MONTH, day: int = 3) -> CloseResult:
    for name, content in files.items():
        (home.landing / name).write_bytes(content)
    moment = datetime(2024, int(month[5:]) + 1, day, 9).isoformat()
    return close(home, month, dict.fromkeys(files, moment))


def closed_home() -> Path:
    """The home's root. Nobody writes to it: `go_on_from` copies it."""
    return prepared.kept("cerrado", prepared.ALL_ROOMS, _close) / "casa"


def _close(draft: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_HOME", str(draft / "casa"))
        patch.delenv(VARIABLE, raising=False)
        result = deliver(
            Home(draft / "casa").create(),
            {
                "a.xlsx": report("citemadera-lima", 4),
                "b.xlsx": report("citepesquero-ilo", 3),
                "c.xlsx": report("utagroindustrial-ambo", 3, **{"Total de servicios": 99}),
            },
        )
        assert result.success, result.failed_steps
