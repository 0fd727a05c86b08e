"""What the real clients read: the demo year published, and a server that holds it. A client that is missing fails.
`make test-clientes` installs them; the programs themselves are found in `programs.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg.sql import SQL, Identifier

from orchestration.closing.routes import publish_excel, publish_postgres
from orchestration.core.paths import Home
from orchestration.outputs.routes.address import VARIABLE
from orchestration.outputs.routes.postgres import READERS
from orchestration.publication.editions import CURRENT, Edition, edition
from tests import postgres_server
from tests.clientes.browser import Page, browser
from tests.postgres_server import Server
from tests.written_year import publish_written

# Boletín estadístico 2024, Tabla 1 (services) and Tabla 2 (distinct clients): the records are calibrated to them.
SERVICES, CLIENTS = 78_711, 14_001


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser's page, of this test alone."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo year's home, with its workbooks. Nobody writes to it."""
    home = Home(tmp_path_factory.mktemp("anio") / "casa")
    publish_written(home)
    publish_excel(home)
    return home


@pytest.fixture(scope="session")
def published(year: Home) -> Edition:
    return edition(year, CURRENT)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An empty server of our own."""
    with postgres_server.running() as started:
        yield started


@pytest.fixture(scope="session")
def served(year: Home, server: Server) -> Server:
    """The server with the demo year loaded, and a person who may read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, server.url())
        route = publish_postgres(year)
    assert route is not None and route.gate is not None and route.gate.passed
    with server.connect() as owner:
        owner.execute(SQL("grant {} to {}").format(Identifier(READERS), Identifier(server.reader)))
    return server
