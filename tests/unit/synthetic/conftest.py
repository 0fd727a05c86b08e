"""One reconstructed year for all the tests of the generator: records in memory, clean and dirty files on disk."""

from pathlib import Path

import pytest

from orchestration.synthetic.published import PublishedFigures, read_published
from orchestration.synthetic.records import Reports
from orchestration.synthetic.year import SentFile, build_records
from tests import prepared


@pytest.fixture(scope="session")
def published() -> PublishedFigures:
    return read_published()


@pytest.fixture(scope="session")
def records(published: PublishedFigures) -> Reports:
    return build_records(2024, published)


@pytest.fixture(scope="session")
def clean_year() -> list[SentFile]:
    return prepared.year()


@pytest.fixture(scope="session")
def dirty_year() -> list[SentFile]:
    return prepared.year(dirt=True)


@pytest.fixture(scope="session")
def dirty_folder(dirty_year: list[SentFile]) -> Path:
    return dirty_year[0].path.parent
