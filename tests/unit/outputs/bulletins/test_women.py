"""The bulletin on women: what is kept back is in no table, tile or sentence of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.outputs.bulletins import women
from orchestration.outputs.bulletins.figures import SEXES, Counts
from orchestration.outputs.bulletins.phrases import Phrases
from orchestration.outputs.documents.blocks import RESERVED, Paragraph, Section, Table, Tiles
from orchestration.outputs.documents.small_numbers import Rule
from orchestration.outputs.figure_reader import NoFigures
from tests.unit.outputs.bulletins.conftest import figures_of

RULE = Rule(5)


def tables(sections: tuple[Section, ...]) -> dict[str, Table]:
    return {block.label: block for section in sections for block in section.blocks if isinstance(block, Table)}


def test_percentages_are_of_those_whose_sex_is_known() -> None:
    sections = women.sections(Phrases.of(figures_of((5, 4), (17, 17), (12, 13, 9)), "es"), RULE)
    said = [block.runs[0] for block in sections[0].blocks if isinstance(block, Paragraph) and block.style == "finding"]
    assert "atendieron a 12 mujeres: 48.0% de los 25 clientes con sexo anotado. De los 34" in str(said[0])


def test_a_network_with_few_women_tells_it_nowhere() -> None:
    figures = figures_of((5, 4), (17, 17), (2, 30, 2))
    sections = women.sections(Phrases.of(figures, "es"), RULE)
    said = [run for block in sections[0].blocks if isinstance(block, Paragraph) for run in block.runs]
    assert any("se reserva, por ser muy pocos casos" in str(run) for run in said)
    tiles = next(block for block in sections[0].blocks if isinstance(block, Tiles))
    assert tiles.items[0][1] is RESERVED and tiles.items[1][1] is RESERVED
    shown = [cell for table in tables(sections).values() for row in table.rows for cell in row.cells]
    assert 2 not in shown


@pytest.mark.parametrize(
    ("imported", "who"), [(("ambo",), "de CITE Ambo se"), (("ambo", "callao"), "de todos los CITE/UT se")]
)
def test_figures_without_a_sex_are_refused_with_what_to_do(imported: tuple[str, ...], who: str) -> None:
    figures = replace(figures_of((5, 4)), imported=imported)
    with pytest.raises(NoFigures, match=f"{who} importaron .* no dice el sexo .*`red-cite boletin 2024 --mes 12`"):
        women.sections(Phrases.of(figures, "es"), RULE)


def test_a_network_whose_clients_alone_were_imported_is_refused() -> None:
    figures = replace(figures_of((5, 4)), clients_by_sex={}, services_by_sex={}, clients_by_month_and_sex={})
    with pytest.raises(NoFigures, match="no dice el sexo"):
        women.sections(Phrases.of(figures, "es"), RULE)


def test_internal_use_keeps_every_number_and_says_so() -> None:
    phrases = Phrases.of(figures_of((5, 4), (17, 17), (2, 30, 2)), "es")
    shown = [cell for t in tables(women.sections(phrases, Rule.off())).values() for row in t.rows for cell in row.cells]
    assert 2 in shown and RESERVED not in shown
    assert "no es para difundirla" in str(women.rule_notes(phrases, Rule.off()))


def test_centres_are_ordered_by_what_is_shown_alone() -> None:
    figures = figures_of((5, 4, 3), (40, 40, 40), (20, 11, 9))
    for sex, count in zip(SEXES, (3, 28, 9), strict=True):
        figures.clients_by_sex["ambo", None, sex] = Counts(count, count)
    rows = tables(women.sections(Phrases.of(figures, "es"), RULE))["Tabla 4"].rows
    assert [row.cells[0] for row in rows] == ["CITE Callao", "CITE Ica", "CITE Ambo"]
    assert rows[-1].cells[1:4] == (RESERVED, 28, RESERVED)


def test_who_comes_first_is_not_told_over_a_figure_kept_back() -> None:
    """Ambo has most women, and they hide how few have no datum: naming the others as the first would be false."""
    figures = figures_of((5, 4, 3, 2, 1, 1), (90, 40, 40, 40, 40, 40), (20, 11, 9))
    for sex, count in zip(SEXES, (40, 48, 2), strict=True):
        figures.clients_by_sex["ambo", None, sex] = Counts(count, count)
    section = women.sections(Phrases.of(figures, "es"), RULE)[-1]
    kept = next(row for row in tables((section,))["Tabla 4"].rows if row.cells[0] == "CITE Ambo")
    assert kept.cells[1] is RESERVED
    assert not any(isinstance(block, Paragraph) and block.style == "finding" for block in section.blocks)


def test_nothing_is_counted_where_nobody_reported() -> None:
    sections = women.sections(Phrases.of(figures_of((None, None), (None, None)), "es"), RULE)
    assert len(sections) == 1 and tables(sections) == {}
