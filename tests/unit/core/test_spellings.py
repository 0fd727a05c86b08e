"""Other titles and spellings are lines of two seeds, each with the months in which it holds."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from orchestration.core import spellings
from orchestration.core.catalogs import name_key
from orchestration.core.paths import CATALOGS
from orchestration.intake.reports.judging import normalize
from orchestration.intake.reports.reading.layout import COLUMNS, COVER_KEYS


@pytest.mark.parametrize(
    ("title", "key"),
    [
        *[("Fecha (dd/mm/aaaa)", "fecha"), ("Cliente *", "cliente"), ("*Cantidad*", "cantidad")],
        *[("Importe [S/]", "importe"), ("Fecha (dd/mm", "fecha"), ("(Sexo)", "sexo"), ("CITE / UT:", "citeut")],
    ],
)
def test_a_star_and_what_stands_in_brackets_are_no_part_of_a_title(title: str, key: str) -> None:
    assert spellings.title_key(title) == key


def test_a_spelling_holds_in_its_months_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "alias,columna,vigente_desde,vigente_hasta,sustento\n"
    (tmp_path / "alias_columnas.csv").write_text(
        head + "Día,Fecha,2025-01,2025-06,x\nUnidades,Cantidad,2025-07,,x\nGiro,Cliente,,,x\n", encoding="utf-8"
    )
    monkeypatch.setattr(spellings, "CATALOGS", tmp_path)
    for cached in (spellings.titles, spellings._rows):
        cached.cache_clear()
    try:
        assert set(spellings.titles(date(2024, 12, 1))) == {"giro"}
        assert set(spellings.titles(date(2025, 6, 1))) == {"dia", "giro"}
        assert set(spellings.titles(date(2025, 7, 1))) == {"unidades", "giro"}
        assert set(spellings.titles(None)) == {"dia", "unidades", "giro"}
    finally:
        for cached in (spellings.titles, spellings._rows):
            cached.cache_clear()


def _lines(seed: str) -> list[dict[str, str]]:
    with (CATALOGS / f"{seed}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_title_leads_to_one_of_the_format_and_none_is_the_formats_own() -> None:
    for line in _lines("alias_columnas"):
        assert line["columna"] in (*COLUMNS, *COVER_KEYS), line
        assert spellings.title_key(line["alias"]) not in {name_key(name) for name in (*COLUMNS, *COVER_KEYS)}, line


def test_every_spelling_leads_to_a_value_of_its_field() -> None:
    fields = {
        "tipo_documento": set(normalize.DOCUMENT_TYPES),
        "sexo": {"F", "M"},
        "focalizado": {"true", "false"},
        "tipo_cliente": {str(n) for n in range(1, 7)},
        "categoria_presupuestal": {"PP0093", "PP0094", "PP0095", "APNOP"},
        "mes": {str(n) for n in range(1, 13)},
        "dia_semana": {str(n) for n in range(1, 8)},
        "moneda": {"PEN"},
        "unidad_total": {"servicios", "clientes"},
        "rotulo_suma": {"suma"},
    }
    for line in _lines("alias_valores"):
        assert line["valor"] in fields[line["campo"]], line
