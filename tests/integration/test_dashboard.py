"""The dashboard after a close: it is there, alone in its file, equal to the marts, and made again only when it must."""

from __future__ import annotations

import json
import re
import statistics
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.outputs.dashboard import route
from orchestration.outputs.dashboard.route import publish_dashboard, retell_documents
from orchestration.outputs.figure_reader import NoFigures
from orchestration.publication.editions import both_scopes
from tests.dashboard_home import BEFORE, MONTH, TEXTILE_CODE, WOOD_CODE, publish
from tests.dashboard_page import content_of, figures_of, page_of, scopes_of
from tests.integration.conftest import GoOn


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tablero") / "casa"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_HOME", str(root))
        publish(root)
    return root


@pytest.fixture
def home(closed: Path, go_on_from: GoOn) -> Home:
    return go_on_from(closed)


@pytest.fixture(scope="module")
def page(closed: Path) -> str:
    return page_of(closed)


@pytest.fixture(scope="module")
def content(page: str) -> dict[str, Any]:
    return content_of(page)


@pytest.fixture(scope="module")
def scopes(content: dict[str, Any]) -> dict[str, int]:
    return scopes_of(content)


def marts(closed: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(closed / "publicado" / "red_cite.duckdb"), read_only=True) as reader:
        return reader.execute(query).fetchall()


def test_services_of_every_centre_type_and_month_are_the_marts(
    closed: Path, content: dict[str, Any], scopes: dict[str, int]
) -> None:
    rows = marts(
        closed,
        "select strftime(periodo, '%Y-%m'), cite_codigo, tipo_servicio_codigo, servicios, servicios_acumulado "
        "from marts.servicios_por_cite inner join marts.servicios_acumulados_por_cite "
        "using (periodo, cite_codigo, tipo_servicio_codigo)",
    )
    shown = figures_of(content, "servicios")
    assert len(rows) > 1000
    assert {(p, scopes[c], t): (m, a) for p, c, t, m, a in rows}.items() <= shown.items()


def test_clients_of_every_scope_and_type_are_the_marts_own_counts(
    closed: Path, content: dict[str, Any], scopes: dict[str, int]
) -> None:
    rows = marts(
        closed,
        "select strftime(periodo, '%Y-%m'), cite_codigo, coalesce(tipo_cliente_codigo, 0), sum(clientes_mes), "
        f"sum(clientes_acumulado) from {both_scopes('clientes_por_tipo', 'clientes_por_tipo_y_cite')} "
        "group by grouping sets ((1, 2, tipo_cliente_codigo), (1, 2))",
    )
    expected = {(p, scopes[c] if c else 0, t): (m, a) for p, c, t, m, a in rows}
    assert figures_of(content, "clientes") == expected


def test_the_client_of_two_centres_and_of_two_months_is_one_of_the_network(
    content: dict[str, Any], scopes: dict[str, int]
) -> None:
    clients = figures_of(content, "clientes")
    wood, textile = scopes[WOOD_CODE], scopes[TEXTILE_CODE]
    assert (clients[BEFORE, wood, 0], clients[BEFORE, textile, 0]) == ((3, 3), (2, 2))
    assert clients[BEFORE, 0, 0] == (4, 4)  # client 1 is of both
    assert clients[MONTH, 0, 0] == (3, 5)  # clients 2 and 3 came again, client 4 is new


def test_what_was_not_reported_is_nothing_and_not_zero(content: dict[str, Any], scopes: dict[str, int]) -> None:
    services = figures_of(content, "servicios")
    assert services[MONTH, scopes[TEXTILE_CODE], 0] == (None, 2)
    assert services["2024-01", 0, 0] == (None, None)
    assert services[MONTH, scopes[WOOD_CODE], 0] == (42, 45)


def test_without_any_delivery_of_the_siaf_there_is_no_execution(content: dict[str, Any]) -> None:
    assert content["cifras"]["devengado"]["filas"] == []
    printed = content["listas"]["presupuesto_publicado"]
    assert [2024, 0, 49652973.0] in [row[:3] for row in printed["filas"]]  # Cuadro 25, the sum of its 31 rows


class _Addresses(HTMLParser):
    """What the page would fetch; where a link leads is fetched by whoever follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        wanted = {"src", "action", "data"} | ({"href"} if tag != "a" else set())
        self.found += [value or "" for name, value in attributes if name in wanted]


def test_who_the_clients_are_is_told_and_small_cuts_are_kept_back(content: dict[str, Any]) -> None:
    """Of September's five clients of the network to date, three are new to the year in August; places hold four."""
    lists = content["listas"]
    new = {(period, scope): counts for period, scope, *counts in lists["nuevos"]["filas"]}
    assert new[BEFORE, 0] == [4, 0] and new[MONTH, 0] == [1, 2]
    for _, *shown in [*lists["mujeres"]["filas"], *(row[1:] for row in lists["departamentos_clientes"]["filas"])]:
        assert not any(isinstance(count, int) and 0 < count < 5 for count in shown)


def test_no_subtraction_tells_what_is_kept_back_of_a_cut_that_is_not_published(content: dict[str, Any]) -> None:
    """One month a year and the network alone: nothing to hold against it, neither another month nor the centres."""
    lists = content["listas"]
    assert lists["mujeres"]["columnas"] == ["periodo", "mujeres", "hombres", "sin_dato"]
    assert lists["departamentos_clientes"]["columnas"] == ["periodo", "departamento", "clientes"]
    assert [row[0] for row in lists["mujeres"]["filas"]] == [MONTH]
    assert {row[0] for row in lists["departamentos_clientes"]["filas"]} == {MONTH}


def test_a_centre_is_held_against_the_median_of_those_that_have_a_figure(content: dict[str, Any]) -> None:
    """Of every figure that the page tells of each centre; an even number has its middle between two."""
    table = content["listas"]["medianas"]
    medians = {row[0]: dict(zip(table["columnas"], row, strict=True)) for row in table["filas"]}
    for metric in ("servicios", "clientes", "avance_metas_servicios"):
        rows = content["cifras"][metric]["filas"]
        counts = [n for period, scope, kind, _, n in rows if period == MONTH and scope and not kind and n is not None]
        assert counts and medians[MONTH][metric] == pytest.approx(statistics.median(counts)), metric
    assert medians["2024-01"]["servicios"] is None


def test_centres_stand_in_the_order_of_every_board(content: dict[str, Any]) -> None:
    listed = [code for _, code, *_ in content["listas"]["centros"]["filas"]]
    assert [code for code in listed if code in centres()] == list(centres())


def test_tasks_add_up_to_the_services_of_their_scope(content: dict[str, Any]) -> None:
    services = {
        (p, scope): to_date for p, scope, kind, _, to_date in content["cifras"]["servicios"]["filas"] if not kind
    }
    by_scope: dict[tuple[str, int], int] = {}
    for period, scope, _, count in content["listas"]["servicios_tarea"]["filas"]:
        by_scope[period, scope] = by_scope.get((period, scope), 0) + count
    assert by_scope and all(services[place] == count for place, count in by_scope.items())


def test_the_page_is_whole_in_one_file_and_fetches_nothing(closed: Path, page: str) -> None:
    reader = _Addresses()
    reader.feed(page)
    assert [address for address in reader.found if not address.startswith("#")] == []
    assert re.findall(r"url\((?!data:)", page.split("</style>")[0]) == []
    assert [file.name for file in (closed / "publicado" / "tablero").iterdir()] == ["index.html"]


def test_no_person_is_in_it(page: str) -> None:
    assert "EMPRESA SINTETICA" not in page and "Persona SINTETICA" not in page
    assert not re.search(r"\b(10|20)\d{9}\b", page.split('id="graficos"')[0])


def test_it_says_which_publication_it_shows(closed: Path, page: str) -> None:
    manifest = json.loads((closed / "publicado" / "manifiesto.json").read_text(encoding="utf-8"))
    assert f"Publicación {manifest['version']}" in page and manifest["huella"][:12] in page


def test_a_mart_that_no_model_makes_any_more_is_not_published(closed: Path) -> None:
    published = {
        name for (name,) in marts(closed, "select table_name from duckdb_tables() where schema_name = 'marts'")
    }
    assert "servicios_por_cite" in published and "de_antes" not in published


def test_what_stands_is_left_alone(home: Home) -> None:
    before = (home.published / "tablero" / "index.html").stat().st_mtime_ns
    assert not publish_dashboard(home).fresh
    assert (home.published / "tablero" / "index.html").stat().st_mtime_ns == before


def test_another_version_of_the_program_draws_the_same_publication_anew(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = home.published / "tablero" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace(route.generator(), "red-cite tablero anterior"))
    assert publish_dashboard(home).fresh
    assert route.generator() in page.read_text(encoding="utf-8")
    assert [file.name for file in page.parent.iterdir()] == ["index.html"]


def test_a_page_that_fails_leaves_the_older_one(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("corte")

    page = home.published / "tablero" / "index.html"
    older = page.read_text(encoding="utf-8").replace(route.generator(), "red-cite tablero anterior")
    page.write_text(older, encoding="utf-8")
    monkeypatch.setattr(route, "write_site", fail)
    with pytest.raises(RuntimeError, match="corte"):
        publish_dashboard(home)
    assert page.read_text(encoding="utf-8") == older
    assert [file.name for file in page.parent.iterdir()] == ["index.html"]


def test_over_a_publication_of_an_earlier_program_the_page_waits_for_a_close(home: Home) -> None:
    page = home.published / "tablero" / "index.html"
    older = page.read_text(encoding="utf-8").replace(route.generator(), "red-cite tablero anterior")
    page.write_text(older, encoding="utf-8")
    database = (home.published / "red_cite.duckdb").resolve()
    database.chmod(0o600)
    with duckdb.connect(str(database)) as writer:
        writer.execute("delete from marts.metricas where metrica = 'clientes'")
    with pytest.raises(NoFigures, match=r"es anterior a la página del tablero .* `red-cite cerrar` del último mes"):
        publish_dashboard(home)
    retell_documents(home)
    assert page.read_text(encoding="utf-8") == older


def test_the_command_says_where_it_is(home: Home) -> None:
    result = CliRunner().invoke(app, ["tablero"])
    assert result.exit_code == 0 and "Al día" in result.stdout
    assert str(home.published / "tablero" / "index.html") in result.stdout


def test_with_nothing_published_the_command_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_HOME", str(tmp_path / "vacia"))
    result = CliRunner().invoke(app, ["tablero"])
    assert result.exit_code == 2
    assert "red-cite cerrar" in result.stderr
