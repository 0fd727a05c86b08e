"""What the bulletin says where data are as usual, tied, few, none, missing or not there at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from orchestration.outputs.bulletins import network
from orchestration.outputs.bulletins.closing_pages import notes
from orchestration.outputs.bulletins.figures import Count, Counts, Figures
from orchestration.outputs.bulletins.phrases import Phrases
from orchestration.outputs.documents.blocks import Bars, Map, Paragraph, Section, Strong, Table
from tests.unit.outputs.bulletins.conftest import figures_of

TYPE = "Ensayos de laboratorio"


def sections(figures: Figures, language: str = "es") -> dict[str, Section]:
    phrases = Phrases.of(figures, "en" if language == "en" else "es")
    return {section.title: section for section in (*network.sections(phrases), notes(phrases))}


def finding(section: Section) -> str:
    found = [block for block in section.blocks if isinstance(block, Paragraph) and block.style == "finding"]
    return "".join(run.text if isinstance(run, Strong) else run for run in found[0].runs)


def everything(figures: Figures) -> str:
    blocks = [block for section in sections(figures).values() for block in section.blocks]
    runs = [run for block in blocks if isinstance(block, Paragraph) for run in block.runs]
    return " ".join(run.text if isinstance(run, Strong) else run for run in runs)


def map_of(figures: Figures) -> Map:
    return next(b for b in sections(figures)["Mapa de atenciones de la Red CITE"].blocks if isinstance(b, Map))


@pytest.mark.parametrize(
    ("services", "said"),
    [
        (
            (60, 49, 31, 26, 20, 1),
            "un total de 187 servicios en Ensayos de laboratorio; siendo los cuatro (04) CITE/UT con mayor cantidad de "
            "servicios brindados en esta tipología: CITE Ambo (60), CITE Callao (49), CITE Ica (31) y CITE Ilo (26).",
        ),
        (
            (60, 49, 31, 20, 20, 1),
            "siendo los cinco (05) CITE/UT con mayor cantidad de servicios brindados en esta tipología: CITE Ambo "
            "(60), CITE Callao (49), CITE Ica (31), CITE Ilo (20) y CITE Piura (20). Desde el cuarto lugar están "
            "empatados.",
        ),
        (
            (3, 0, 2, 0, 0, 0),
            "solo dos (02) CITE/UT registran servicios brindados en esta tipología: CITE Ambo (3) y CITE Ica (2).",
        ),
        ((0, 1, 0, 0, 0, None), "se brindó un total de 1 servicio en Ensayos de laboratorio; un solo CITE/UT registra"),
        ((0, 0, 0, 0, 0, 0), "los CITE y UT que reportaron no brindaron servicios en Ensayos de laboratorio."),
        ((None,) * 6, "ningún CITE ni UT ha reportado: no se puede decir cuántos servicios se brindaron"),
    ],
)
def test_the_sentence_of_a_service_type(services: tuple[Count, ...], said: str) -> None:
    assert said in finding(sections(figures_of(services))[TYPE])


def test_the_clients_of_the_centres_are_never_added_up() -> None:
    figures = figures_of((5, 4, 3, 2, 1, 1), (10, 9, 8, 7, 6, 5))
    figures.clients[None, None] = figures.clients[None, 2] = Counts(31, 31)
    assert "45" not in everything(figures) and "se atendió a 31 clientes (unidades productivas)" in everything(figures)


def test_client_types_agree_with_their_counts() -> None:
    figures = figures_of((5,), (3,))
    assert (
        "3 unidades productivas, según tipo: 2 (66.7%) Personas naturales con negocio; y 1 (33.3%) Empresa formal."
        in (finding(sections(figures)["Clientes"]))
    )


def test_months_owed_are_named_and_said_at_the_opening() -> None:
    figures = figures_of(
        (5, 4), missing=((date(2024, 3, 1), "ambo"), (date(2024, 4, 1), "ambo"), (date(2024, 4, 1), "callao"))
    )
    text = everything(figures)
    assert "faltan 3 reportes mensuales debidos del periodo" in text
    assert "CITE Ambo (marzo y abril); y CITE Callao (abril)" in text
    assert "Se recibieron todos" not in text


@pytest.mark.parametrize(
    ("imported", "who"),
    [(("ambo",), "las de CITE Ambo no son"), (("ambo", "callao"), "las de todos los CITE y UT no son")],
)
def test_imported_figures_are_said_at_the_opening_and_in_every_source(imported: tuple[str, ...], who: str) -> None:
    figures = replace(figures_of((5, 4)), imported=imported)
    assert f"{who} de reportes mensuales, sino de una entrega de Data Perú" in everything(figures)
    blocks = [block for section in sections(figures).values() for block in section.blocks]
    sources = {block.source for block in blocks if isinstance(block, Table | Bars) and block.label != "Cuadro 1"}
    assert len(sources) == 1 and "importados de una entrega de Data Perú" in sources.pop()
    assert "Data Perú" not in everything(figures_of((5, 4)))


def test_zero_and_silence_are_told_apart_under_the_chart() -> None:
    bars = next(block for block in sections(figures_of((9, 0, None)))[TYPE].blocks if isinstance(block, Bars))
    assert [row.cells for row in bars.rows] == [("CITE Ambo", 9)]
    assert bars.notes == (
        "No brindaron este servicio en el periodo, según sus reportes: CITE Callao.",
        "Sin ningún reporte en el periodo: CITE Ica.",
    )


def test_the_map_names_the_centre_that_spans_departments_and_paints_no_silence() -> None:
    figures = figures_of((9, 4, None))
    figures.centres["callao"] = replace(figures.centres["callao"], department=None)
    drawn = map_of(figures)
    assert [row.cells for row in drawn.bars.rows] == [("Ambo", 9), ("Varios", 4), ("Ica", None)]
    assert drawn.bars.notes[-1] == "Varios departamentos: CITE Callao."
    assert {region.name for region in drawn.regions if region.value is not None} == set()  # no such departments
    figures.centres["ambo"] = replace(figures.centres["ambo"], department="Lima")
    drawn = map_of(figures)
    assert [(region.name, region.value) for region in drawn.regions if region.value is not None] == [("Lima", 9)]


@pytest.mark.parametrize(
    ("month", "said"),
    [(12, "Durante el año 2024"), (9, "Entre enero y setiembre de 2024"), (1, "En enero de 2024")],
)
def test_the_period_is_said_as_it_is(month: int, said: str) -> None:
    assert said in finding(sections(figures_of((5, 4), month=month))["Servicios"])


def test_one_chain_one_centre_and_english_read_well() -> None:
    text = finding(sections(figures_of((5, 4, 3)), "en")["Laboratory tests"])
    assert text == (
        "In 2024, a total of 12 services was provided in Laboratory tests; only three (3) CITE/UT register services "
        "provided of this type: CITE Ambo (5), CITE Callao (4) and CITE Ica (3)."
    )
