"""One reconstructed year for all the tests of the generator: records in memory, clean and dirty files on disk."""

from pathlib import Path

import pytest

from orchestration.synthetic.published import Published, read_published
from orchestration.synthetic.records import Reports
from orchestration.synthetic.year import Delivery, build_records
from tests import prepared


@pytest.fixture(scope="session")
def published() -> Published:
    return read_published()


@pytest.fixture(scope="session")
def records(published: Published) -> Reports:
    return build_records(2024, published)


@pytest.fixture(scope="session")
def clean_year() -> list[Delivery]:
    return prepared.year()


@pytest.fixture(scope="session")
def dirty_year() -> list[Delivery]:
    return prepared.year(dirt=True)


@pytest.fixture(scope="session")
def dirty_folder(dirty_year: list[Delivery]) -> Path:
    return dirty_year[0].path.parent
