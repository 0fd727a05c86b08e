"""The dashboard in a real browser: it opens without a word on the console, its filters move every view, what it shows
is what the marts hold, it fits a phone, and it prints at the paper's width."""

from __future__ import annotations

import base64
import struct
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.bulletins import produce as bulletins
from orchestration.outputs.bulletins.figures import Span
from orchestration.outputs.bulletins.orders import Order
from orchestration.outputs.dashboard.route import publish_dashboard
from orchestration.outputs.dictionary.route import publish_dictionary
from orchestration.outputs.neighbours import DICTIONARY, DOOR, QUALITY
from orchestration.outputs.products import produce as products
from tests.clientes.axe import serious_faults
from tests.clientes.browser import Page
from tests.clientes.conftest import CLIENTS, SERVICES
from tests.clientes.dashboard import DESKTOP, choose, drawn_texts, figure, show, title
from tests.dashboard_home import BEFORE, MONTH, TEXTILE, TEXTILE_CODE, WOOD, WOOD_CODE, publish
from tests.pdf_text import pages_of

PHONE = 375
VIEWS = ["resumen", "direccion", "servicios", "clientes", "centros", "mapa", "presupuesto", "reportes"]
VIEWS += ["conciliacion", "lectura"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("navegador") / "casa"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_HOME", str(root))
        publish(root)
    return root / "publicado"


@pytest.fixture(scope="module")
def documented(small: Path) -> Home:
    """The same home with all that its door leads to."""
    home = Home(small.parent)
    publish_dictionary(home)
    products.produce(home, date.fromisoformat(f"{MONTH}-01"))
    bulletins.produce(home, Order("red", Span(2024, 9)))
    return home


def in_the_marts(small: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(small / "red_cite.duckdb"), read_only=True) as reader:
        return reader.execute(query).fetchall()


def written(count: object) -> str:
    return "sin dato" if count is None else f"{count:,}"


def test_it_opens_without_a_word_on_the_console_and_asks_nobody_for_anything(page: Page, small: Path) -> None:
    show(page, small)
    assert page.troubles == []
    own = (small / "tablero" / "index.html").resolve().as_uri()
    assert {address.split("#")[0] for address in page.requests if not address.startswith("data:")} == {own}
    assert page.evaluate('[...document.querySelectorAll("main section")].map((view) => view.id)') == VIEWS
    assert page.evaluate(
        '[...document.querySelectorAll(".grafico")].every((e) => e.closest("[hidden]") || e.querySelector("svg"))'
    )


def test_it_opens_on_the_last_month_reported_and_the_whole_network(page: Page, small: Path) -> None:
    show(page, small)
    assert page.evaluate("document.body.dataset.listo") == f"{MONTH}/0"
    [(services, clients)] = in_the_marts(
        small,
        f"""select
        (select sum(servicios_acumulado)::bigint from marts.servicios_acumulados_por_cite where periodo = '{MONTH}-01'),
        (select sum(clientes_acumulado)::bigint from marts.clientes_por_tipo where periodo = '{MONTH}-01')""",
    )
    assert (figure(page, "servicios_acumulado"), figure(page, "clientes_acumulado")) == (
        written(services),
        written(clients),
    )
    assert title(page, "servicios").startswith("47 servicios de enero a setiembre de 2024")
    assert title(page, "clientes") == "5 clientes únicos de enero a setiembre de 2024"
    assert "Faltan 261 reportes" in page.evaluate('document.getElementById("faltan").textContent')


def test_the_filter_of_centre_moves_every_view(page: Page, small: Path) -> None:
    show(page, small)
    choose(page, "centro", WOOD)
    assert title(page, "servicios").startswith("45 servicios")
    assert title(page, "clientes").startswith("4 clientes únicos")
    assert title(page, "reportes") == "2 de 9 reportes recibidos, 0 a tiempo"
    assert title(page, "presupuesto").startswith("S/\u00a04.9\u00a0millones de presupuesto; ejecución: sin dato")
    assert page.evaluate('document.querySelectorAll("#t-reportes tbody tr").length') == 1
    assert page.evaluate('document.querySelectorAll("#t-observaciones tbody tr").length') == 1
    assert "CITEmadera" in page.evaluate('document.querySelector("[data-texto=ambito]").textContent')
    assert page.evaluate("location.hash").endswith(f"centro={WOOD_CODE}")
    page.evaluate('document.getElementById("limpiar").click()')
    page.wait(f'document.body.dataset.listo === "{MONTH}/0"')
    assert title(page, "servicios").startswith("47 servicios")
    assert page.troubles == []


def test_the_filter_of_month_counts_up_to_it(page: Page, small: Path) -> None:
    show(page, small)
    choose(page, "mes", "agosto")
    assert figure(page, "servicios_acumulado") == "5" and figure(page, "clientes_acumulado") == "4"
    choose(page, "mes", "enero")
    assert title(page, "servicios") == "Servicios: sin dato para toda la red"
    assert figure(page, "servicios_acumulado") == "sin dato"
    assert page.troubles == []


def test_a_month_without_report_is_drawn_as_nothing_known_and_not_as_zero(page: Page, small: Path) -> None:
    show(page, small, chosen=f"#?mes={MONTH}&centro={TEXTILE_CODE}")
    assert page.evaluate('document.getElementById("centro").selectedOptions[0].textContent') == TEXTILE
    assert figure(page, "servicios_mes") == "sin dato"
    labels = drawn_texts(page, "g-servicios-mes")
    assert labels.count("s/d") == 8 and "2" in labels and "0" not in labels
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set"]
    assert [label for label in labels if label in months] == months
    assert "–" in page.evaluate('document.querySelector("#t-reportes tbody").textContent')


def test_every_centres_figures_in_its_table_are_the_marts(page: Page, small: Path) -> None:
    show(page, small)
    rows = in_the_marts(
        small,
        f"""select any_value(c.cite), sum(s.servicios_acumulado)::bigint, any_value(k.clientes)
        from marts.servicios_acumulados_por_cite as s join marts.dim_cite as c using (cite_codigo)
        left join (
            select cite_codigo, sum(clientes_acumulado)::bigint as clientes from marts.clientes_por_tipo_y_cite
            where periodo = '{MONTH}-01' group by all
        ) as k using (cite_codigo)
        where s.periodo = '{MONTH}-01' group by s.cite_codigo""",
    )
    shown = page.evaluate(
        '[...document.querySelectorAll("#t-centros tbody tr")].map((row) => '
        "[...row.cells].map((cell) => cell.textContent))"
    )
    assert len(rows) == 30
    assert {(name, services, clients) for name, services, _, _, clients in shown} == {
        (name, written(services), written(clients)) for name, services, clients in rows
    }


def test_the_map_tells_departments_with_figures_from_those_without(page: Page, small: Path) -> None:
    show(page, small, chosen=f"#?mes={BEFORE}")
    labels = drawn_texts(page, "g-mapa")
    assert "Lima5" in labels and "Piurasin dato" in labels  # two lines each
    assert not [label for label in labels if label.startswith("Tacna")]  # no centre there
    assert title(page, "mapa") == "Lima concentra 100.0\u00a0% de los servicios de la red"


def test_touching_a_bar_chooses_its_centre(page: Page, small: Path) -> None:
    show(page, small)
    page.evaluate(
        """(() => {
            delete document.body.dataset.listo;
            const bar = document.querySelector('#g-centros .mark-rect path');
            const {left, top, width, height} = bar.getBoundingClientRect();
            const at = {bubbles: true, clientX: left + width / 2, clientY: top + height / 2};
            for (const kind of ["mousedown", "mouseup", "click"]) bar.dispatchEvent(new MouseEvent(kind, at));
        })()"""
    )
    page.wait("document.body.dataset.listo")
    assert page.evaluate('document.getElementById("centro").selectedOptions[0].textContent') == WOOD


@pytest.mark.parametrize("chosen", ["", f"#?mes={MONTH}&centro=citepesquero-callao"])
def test_a_phone_scrolls_down_and_never_sideways(page: Page, small: Path, chosen: str) -> None:
    show(page, small, PHONE, chosen)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(
        '[...document.querySelectorAll(".grafico svg")]'
        ".every((svg) => svg.getBoundingClientRect().right <= window.innerWidth)"
    )
    assert page.troubles == []


@pytest.mark.parametrize("chosen", ["", f"#?mes={MONTH}&centro={WOOD_CODE}"])
def test_on_paper_no_chart_is_parted_from_its_text(page: Page, small: Path, tmp_path: Path, chosen: str) -> None:
    show(page, small, chosen=chosen)
    pages = pages_of(printed(page, tmp_path))
    assert 6 <= len(pages) <= 10
    titles = {part: " ".join(title(page, part).split()) for part in VIEWS[1:]}
    captions = ["Servicios por mes", "Por tipo de servicio", "Clientes distintos de cada mes", "Por tipo de cliente"]
    for part, caption in zip(["servicios"] * 2 + ["clientes"] * 2, captions, strict=True):
        assert any(titles[part] in text and caption in text for text in pages), caption
    for part, caption in (("centros", "avance de su meta"), ("mapa", "De más a menos"), ("reportes", "sin reporte")):
        assert any(titles[part] in text and caption in text for text in pages), caption


def printed(page: Page, folder: Path) -> Path:
    file = folder / "tablero.pdf"
    file.write_bytes(base64.b64decode(page.call("Page.printToPDF", preferCSSPageSize=True)["data"]))
    return file


def test_it_prints_at_the_papers_width(page: Page, small: Path) -> None:
    show(page, small)
    page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    page.wait("Number(document.querySelector('#g-centros svg').getAttribute('width')) <= 700")
    page.evaluate('window.dispatchEvent(new Event("afterprint"))')
    page.wait("Number(document.querySelector('#g-centros svg').getAttribute('width')) > 1000")


def test_keys_alone_reach_filters_sections_and_tables(page: Page, small: Path) -> None:
    show(page, small)
    reached = set()
    for _ in range(90):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"anio", "mes", "centro", "Presupuesto", "Ver los datos por centro"} <= reached
    named = page.evaluate(
        '[...document.querySelectorAll(".grafico svg")].every((svg) => svg.getAttribute("aria-label"))'
    )
    assert named and page.evaluate("document.documentElement.lang") == "es-PE"


def test_a_chart_is_taken_away_as_csv_and_as_png(page: Page, small: Path, tmp_path: Path) -> None:
    """Pressed as a hand would: two files in the folder of downloads, named by what they show."""
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    show(page, small)
    buttons = "#centros .descargas button, #n-servicios-0 ~ .descargas button"
    page.evaluate(f'for (const button of document.querySelectorAll("{buttons}")) button.click()')
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("*.[cp][sn][vg]"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    table, kind = sorted(tmp_path.glob("*.csv"), key=lambda file: "centro" not in file.name)
    assert table.name == "servicios-y-meta-por-centro-de-enero-a-setiembre-de-2024.csv"
    assert table.read_text("utf-8-sig").splitlines()[0] == "Centro,Servicios,Meta"
    assert f"{WOOD},45," in table.read_text("utf-8-sig")
    assert kind.read_text("utf-8-sig").splitlines()[0] == "Mes,servicios"
    for picture in (table.with_suffix(".png"), kind.with_suffix(".png")):
        content = picture.read_bytes()
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG") and width > 1200 and height > 300


def test_on_a_phone_parts_fold_and_unfold(page: Page, small: Path) -> None:
    show(page, small, PHONE)
    height = "document.getElementById('cuerpo-servicios').offsetHeight"
    assert page.evaluate(height) == 0 and page.evaluate(height.replace("servicios", "direccion")) > 0
    page.evaluate('document.querySelector("#servicios .pliegue").click()')
    assert page.evaluate(height) > 300
    assert page.evaluate('document.querySelector("#servicios .pliegue").getAttribute("aria-expanded")') == "true"


def test_a_centre_with_nothing_due_says_since_when_it_reports(page: Page, small: Path) -> None:
    show(page, small, chosen=f"#?mes={MONTH}")
    options = '[...document.getElementById("centro").options].map((one) => one.textContent)'
    last = page.evaluate(f'{options}.find((one) => one.includes("Junín"))')
    choose(page, "centro", last)
    assert "sin dato de sin dato" not in page.evaluate('document.getElementById("resumen").innerText')
    assert page.evaluate('document.getElementById("sin-reportes-debidos").innerText').startswith("Reporta desde")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_no_serious_fault(page: Page, small: Path, width: int) -> None:
    """Every rule of WCAG 2.2 AA that axe-core knows, over the dashboard with all its parts open."""
    show(page, small, width, chosen=f"#?mes={MONTH}&centro={WOOD_CODE}")
    page.evaluate('for (const fold of document.querySelectorAll(".plegada .pliegue")) fold.click()')
    page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true')
    assert serious_faults(page) == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_no_serious_fault_on_the_pages_beside_it(page: Page, documented: Home, width: int) -> None:
    """The door, quality, the dictionary with some of its parts open (all are made alike, and thousands of their cells
    took minutes), and the pages that lead to documents; dbt's own documentation is not ours to mend."""
    for name in (DOOR, QUALITY, DICTIONARY, f"productos/{MONTH}/index.html", "boletines/2024/index.html"):
        page.open((documented.root / name).as_uri(), width)
        page.wait('document.readyState === "complete"')
        page.evaluate(
            '[...document.querySelectorAll("details:not(.group)")].slice(0, 6).forEach((d) => (d.open = true))'
        )
        assert serious_faults(page) == [], name


def test_the_demo_year_shows_what_the_bulletin_printed(page: Page, year: Home) -> None:
    publish_dashboard(year)
    show(page, year.published)
    assert figure(page, "servicios_acumulado") == written(SERVICES)
    assert figure(page, "clientes_acumulado") == written(CLIENTS)
    assert title(page, "reportes").startswith("354 de 354 reportes recibidos")
    assert "Sintético, calibrado" in page.evaluate('document.querySelector(".aviso-sintetico").textContent')
    assert page.troubles == []
