"""Which publications a document can be made from, what it tells of the others, and what stays unknown in a sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.outputs.bulletins.figures import Span, read_figures
from orchestration.outputs.figure_reader import NoFigures, total
from orchestration.outputs.products.month import read_month
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest


@pytest.fixture
def older(tmp_path: Path) -> Edition:
    """A publication with months, no metrics and nothing else that a document reads."""
    edition = Edition(tmp_path, Manifest(7, "f" * 64, "2025-02-13T07:00:00", {}, [], []))
    with duckdb.connect(str(edition.database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_mes as select make_date(2024, unnest(range(1, 10)), 1) as periodo")
    return edition


def test_a_month_not_yet_published_is_refused_with_the_last_one(older: Edition) -> None:
    held = "2024-12 no está publicado: la publicación tiene de 2024-01 a 2024-09"
    with pytest.raises(NoFigures, match=rf"{held}.*`red-cite boletin 2024 --mes 09`"):
        read_figures(older, Span(2024, 12))
    with pytest.raises(NoFigures, match=rf"{held}.*`red-cite productos 2024-09`"):
        read_month(older, date(2024, 12, 1))


def test_a_publication_without_the_tables_is_refused_with_what_to_do(older: Edition) -> None:
    with pytest.raises(NoFigures, match=r"la publicación 7 es anterior a los boletines .*`red-cite cerrar`"):
        read_figures(older, Span(2024, 9))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([None, 0], 0),
        ([3, None, 4], 7),
        ([Decimal("0.10"), Decimal("0.20")], Decimal("0.30")),
    ],
)
def test_a_sum_is_of_what_is_known(values: list[object], expected: object) -> None:
    assert total(values) == expected
