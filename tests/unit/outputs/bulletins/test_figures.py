"""Which publications a bulletin can be made from, and what it tells of those that it cannot."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.outputs.bulletins.figures import NoFigures, Span, add, read_figures
from orchestration.publication.editions import Edition
from tests.unit.outputs.bulletins.conftest import MANIFEST


@pytest.fixture
def older(tmp_path: Path) -> Edition:
    """A publication with months and nothing else that a bulletin reads."""
    edition = Edition(tmp_path, MANIFEST)
    with duckdb.connect(str(edition.database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_mes as select 2024 as anio, unnest(range(1, 10)) as mes")
    return edition


def test_a_month_not_yet_published_is_refused_with_the_last_one(older: Edition) -> None:
    with pytest.raises(NoFigures, match=r"2024 está publicado hasta el mes 09; .*boletin 2024 --mes 09"):
        read_figures(older, Span(2024, 12))


def test_a_publication_without_the_tables_is_refused_with_what_to_do(older: Edition) -> None:
    with pytest.raises(NoFigures, match="la publicación 7 es anterior a los boletines"):
        read_figures(older, Span(2024, 9))


def test_what_nobody_reported_is_no_zero() -> None:
    assert add([None, None]) is None and add([None, 0]) == 0 and add([2, None, 3]) == 5
