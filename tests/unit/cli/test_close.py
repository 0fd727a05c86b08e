"""What `red-cite cerrar` says of the reports that it received, and the code that it ends with."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from orchestration.cli import close
from orchestration.core.paths import Home
from orchestration.defs import run as runs
from orchestration.gates.findings import Finding
from orchestration.intake.feed import Decision, Listener, Place, Reception

MONTH = date(2024, 9, 1)
GOOD = ("citemadera-lima", MONTH)
PERSON = "PERSONA SINTETICA"


def decision(estado: str, place: Place, *codes: str, repeated: bool = False) -> Decision:
    found = tuple(Finding("fila", code, f"{PERSON}: corrija la celda") for code in codes)
    reception = Reception("a.xlsx", "0" * 64, 9, datetime(2024, 10, 3, 9))
    return Decision(reception.id, reception, estado, place, 1, found, {}, repeated)


def closed(
    home: Home,
    patch: pytest.MonkeyPatch,
    *decisions: Decision,
    failed: dict[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> tuple[int, str]:
    """The code and the words of a close that received these."""

    def fake(home: Home, month: str, times: Any, quiet: float, listener: Listener) -> runs.CloseResult:
        for one in decisions:
            listener.decided(one, None)
        return runs.CloseResult("r", not failed, failed or {}, notes)

    patch.setattr(runs, "close", fake)
    said = StringIO()
    return close.run("2024-09", None, Console(file=said, width=400)), said.getvalue()


def test_a_refused_and_an_observed_report_are_told_with_their_receipts(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = closed(
        home,
        monkeypatch,
        decision("aceptado", GOOD),
        decision("observado", ("citepesquero-ilo", MONTH), "documento_invalido", "documento_invalido"),
        decision("rechazado", (None, None), "centro_desconocido"),
    )
    assert code == close.REFUSED_EXIT
    assert "Recibidos: 3 (1 aceptados, 1 observados, 1 rechazados)." in said
    assert "! citepesquero-ilo 2024-09 (a.xlsx): observado" in said and "documento_invalido (2)" in said
    assert "✗ centro y mes desconocidos (a.xlsx): rechazado, no se cargó nada: centro_desconocido (1)." in said
    assert str(home.outbox / "citepesquero-ilo") in said and str(home.outbox / "sin-centro") in said
    assert PERSON not in said


def test_what_a_script_reads(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = decision("rechazado", GOOD, "total_servicios_difiere")
    assert closed(home, monkeypatch)[0] == 0
    assert closed(home, monkeypatch, decision("aceptado", GOOD), decision("aceptado", GOOD, repeated=True))[0] == 0
    assert closed(home, monkeypatch, decision("observado", GOOD, "documento_invalido"))[0] == 0
    code, said = closed(home, monkeypatch, refused, failed={"marts": "La puerta 'marts' no aprobó."})
    assert code == 1 and "✗ marts: La puerta 'marts' no aprobó." in said


def test_a_close_that_received_nothing_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No llegó ningún reporte." in closed(home, monkeypatch)[1]


def test_what_still_shows_older_figures_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    note = "dicho: cambió de columnas; vuelva a crearlo (mio.v)."
    assert f"! {note}" in closed(home, monkeypatch, notes=(note,))[1]
