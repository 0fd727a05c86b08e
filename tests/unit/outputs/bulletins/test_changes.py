"""Figures that differ from the edition before, with the reports that can have moved them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestration.outputs.bulletins.changes import changes_since
from orchestration.outputs.bulletins.closing_pages import changes_section, changes_table
from orchestration.outputs.bulletins.figures import Span
from orchestration.outputs.bulletins.phrases import Phrases
from orchestration.outputs.documents.blocks import Table
from tests.unit.outputs.bulletins.conftest import MANIFEST, figures_of

SPAN = Span(2024, 12)


def _source(centre: str, month: str, version: int) -> dict[str, Any]:
    key = f"{centre}-{month}-{version}"
    return {"reporte_id": key, "cite_codigo": centre, "periodo": f"{month}-01", "version": version, "recibido_en": ""}


def _figure(row: str, value: int | None, key: str | None = None, where: str = "Tabla 1") -> dict[str, Any]:
    return {"donde": where, "fila": row, "columna": "Total", "clave": key, "valor": value}


ILO, ICA = "citepesquero-ilo", "citeagroindustrial-ica"
BEFORE = replace(MANIFEST, version=6, fuentes=[_source(ILO, "2024-03", 1), _source(ICA, "2023-12", 1)])
NOW = replace(MANIFEST, fuentes=[_source(ILO, "2024-03", 2), _source(ICA, "2023-12", 2)])
RECORD = {
    "edicion": 1,
    "publicacion": 6,
    "celda_minima": 5,
    "publicado_en": "2025-01-13T07:00:00",
    "cifras": [_figure("Total", 10), _figure("CITE Ilo", 6, ILO), _figure("CITE Ica", 4, ICA), _figure("Otro", None)],
}
FIGURES = [_figure("Total", 9), _figure("CITE Ilo", 5, ILO), _figure("CITE Ica", 4, ICA), _figure("Nuevo", 0)]
CONTENT = {"cifras": FIGURES, "celda_minima": 5}


def test_a_figure_that_moved_names_the_reports_of_its_centre_and_year() -> None:
    changes = changes_since(RECORD, BEFORE, NOW, CONTENT, SPAN)
    moved = {change.place[1]: change for change in changes.figures}
    assert set(moved) == {"Total", "CITE Ilo", "Otro", "Nuevo"}
    assert [(r.cite_codigo, r.version_antes, r.version_despues) for r in moved["CITE Ilo"].reports] == [(ILO, 1, 2)]
    assert moved["Total"].reports == moved["CITE Ilo"].reports  # 2023 is not in the bulletin
    assert (moved["Nuevo"].was_there, moved["Otro"].is_there) == (False, False)


def test_the_table_says_why_in_words() -> None:
    phrases = Phrases.of(replace(figures_of((5,)), manifest=NOW), "es")
    section = changes_section(phrases, changes_since(RECORD, BEFORE, NOW, CONTENT, SPAN), 4)
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.rows[1].cells == (
        "Tabla 1",
        "CITE Ilo: Total",
        "6",
        "5",
        "CITEpesquero Ilo, marzo 2024 (versión 1 → versión 2)",
    )
    assert table.rows[2].cells[2:4] == ("no estaba", "-")


def test_a_publication_no_longer_kept_is_said_not_guessed() -> None:
    phrases = Phrases.of(replace(figures_of((5,)), manifest=NOW), "es")
    section = changes_section(phrases, changes_since(RECORD, None, NOW, CONTENT, SPAN), 4)
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert {row.cells[4] for row in table.rows} == {"la publicación 6 ya no se conserva: no se sabe qué reporte"}


def test_rules_that_changed_explain_what_no_report_does() -> None:
    other = replace(NOW, fuentes=BEFORE.fuentes, proyecto="q" * 64)
    changes = changes_since(RECORD, BEFORE, other, CONTENT, SPAN)
    assert changes.rules_changed and not any(change.reports for change in changes.figures)


def test_an_edition_without_changes_says_so() -> None:
    phrases = Phrases.of(replace(figures_of((5,)), manifest=NOW), "es")
    same = changes_since({**RECORD, "cifras": FIGURES}, BEFORE, NOW, CONTENT, SPAN)
    assert same.figures == ()
    assert "Ninguna cifra cambia respecto de la edición 1" in str(changes_section(phrases, same, 4).blocks)
    assert "Es la primera edición" in str(changes_section(phrases, None, 4).blocks)


def _reserved(row: str, key: str | None = None) -> dict[str, Any]:
    return {**_figure(row, None, key), "reservada": True}


def test_a_figure_kept_back_in_one_edition_was_there() -> None:
    before = {**RECORD, "cifras": [_reserved("CITE Ilo", ILO), _figure("CITE Ica", 6, ICA), _reserved("Total")]}
    now = {**CONTENT, "cifras": [_figure("CITE Ilo", 7, ILO), _reserved("CITE Ica", ICA), _reserved("Total")]}
    assert _cells(before, now) == {
        "CITE Ilo: Total": ["(r)", "7", "CITEpesquero Ilo, marzo 2024 (versión 1 → versión 2)"],
        "CITE Ica: Total": ["6", "(r)", "sin reporte que lo explique"],
    }


def test_another_rule_of_small_numbers_is_why_a_figure_is_kept_back_or_no_longer() -> None:
    before = {**RECORD, "celda_minima": 10, "cifras": [_reserved("CITE Ilo", ILO), _figure("CITE Ica", 16, ICA)]}
    now = {**CONTENT, "cifras": [_figure("CITE Ilo", 7, ILO), _figure("CITE Ica", 15, ICA)]}
    assert _cells(before, now) == {
        "CITE Ilo: Total": ["(r)", "7", "cambió la regla de números pequeños"],
        "CITE Ica: Total": ["16", "15", "sin reporte que lo explique"],
    }


def test_a_percentage_that_is_no_longer_kept_back_is_no_change_of_its_own() -> None:
    """Its record held it while it was kept back alone: it follows from counts otherwise."""
    assert _cells({**RECORD, "cifras": [_reserved("CITE Ilo")]}, {**CONTENT, "cifras": []}) == {}


def _cells(before: dict[str, Any], now: dict[str, Any]) -> dict[str, list[str]]:
    """Before, now and why, by the figure's name, as the table of changes prints them."""
    phrases = Phrases.of(replace(figures_of((5,)), manifest=NOW), "es")
    table = changes_table(phrases, changes_since(before, BEFORE, NOW, now, SPAN), "Tabla 4")
    return {str(row.cells[1]): [str(cell) for cell in row.cells[2:]] for row in table.rows}
