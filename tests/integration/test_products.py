"""The products of a month, from raw tables of a few invented attentions: how many, what they say, and of whom not.
How a mart counts is held by dbt's tests; here the documents are read back."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.paths import Home
from orchestration.gates.suites import rules_of
from orchestration.outputs.dashboard.route import publish_dashboard
from orchestration.outputs.documents.typeset import NotSet
from orchestration.outputs.figure_reader import NoFigures
from orchestration.outputs.products import produce as producing
from orchestration.outputs.products.produce import MadeProducts, produce
from orchestration.outputs.products.state import states
from orchestration.publication.editions import CURRENT, UnknownEdition, edition
from tests.integration.conftest import GoOn
from tests.marts_home import build_marts, publish_marts
from tests.pdf_text import pages_of
from tests.raw_fixture import Attention, Report
from tests.siaf_raw import Delivery, Spending, metas_by_centre

SEPTEMBER = date(2024, 9, 1)
PUNO, ICA, CALLAO = "citeacuicola-puno", "citeagroindustrial-ica", "citepesquero-callao"
PEOPLE = ("PERSONA", "00000001", "pseudonimo")


def _report(cite: str, month: int, received: tuple[int, int], *rows: tuple, **kind: bool | int) -> Report:
    """`rows` are (day, client, client type, task, quantity, category)."""
    attentions = tuple(Attention(date(2024, month, day), f"pseudonimo-{who}", *rest) for day, who, *rest in rows)
    return Report(cite, date(2024, month, 1), datetime(2024, *received, 9, 15), attentions, **kind)  # type: ignore[arg-type]


# Puno in both months, one row held back, and the year before; Ica corrected; Callao refused in September; nobody else.
REPORTS = [
    Report(PUNO, date(2023, 9, 1), datetime(2023, 10, 4, 9, 15), (Attention(date(2023, 9, 3), "z", 1, "4.1", 21),)),
    _report(PUNO, 8, (9, 4), (3, "a", 1, "4.1", 1200, "PP0093"), (5, "b", 2, "5.1", 7, "PP0094")),
    _report(PUNO, 9, (10, 4), (3, "a", 1, "4.1", 34, "PP0093"), (6, "c", 4, "1.1", 5, "PP0094"), observadas=1),
    _report(ICA, 9, (10, 3), (3, "d", 1, "3.1", 9, "PP0093"), rechazado=True),
    _report(ICA, 9, (10, 11), (3, "d", 1, "3.1", 9, "PP0093")),
    _report(CALLAO, 9, (10, 5), (3, "e", 1, "3.1", 9, "PP0093"), rechazado=True),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("productos") / "casa").create()
    line = Spending(metas_by_centre(2024)[PUNO][0], "1000.50", "4000.00", tuple(["0"] * 7 + ["500.25", "250.25"]))
    build_marts(home, REPORTS, [Delivery(2024, 1, datetime(2024, 10, 8), (line,), corte=9)])
    publish_marts(home, datetime(2024, 10, 13, 7))
    return home


@pytest.fixture(scope="module")
def made(published: Home) -> MadeProducts:
    return produce(published, SEPTEMBER)


@pytest.fixture
def copied(published: Home, made: MadeProducts, go_on_from: GoOn) -> Home:
    """For tests that write."""
    return go_on_from(published.root)


@cache
def text_of(pdf: Path) -> str:
    return " ".join(pages_of(pdf))


def the(made: MadeProducts, pattern: str) -> str:
    (pdf,) = made.folder.glob(pattern)
    return text_of(pdf)


def test_a_month_has_the_documents_that_the_plan_asks_for(made: MadeProducts) -> None:
    """Anexo 2 of the operating plan: 36 validations (29, 3 and 4), 116 follow-ups (29 x 4), 3 scope reports."""
    listed = json.loads((made.folder / "manifiesto.json").read_text("utf-8"))["productos"]
    programmes = Counter(item["programa"] for item in listed if item["producto"] == "validacion")
    kinds = Counter(item["producto"] for item in listed)
    assert programmes == {"PP0093": 29, "PP0094": 3, "PP0095": 4}
    assert kinds == {"validacion": 36, "servicios": 29, "clientes": 29, "metas": 29, "ejecucion": 29, "alcance": 3}
    assert len(list(made.folder.rglob("*.pdf"))) == len(list(made.folder.rglob("*.xlsx"))) == 36 + 116 + 3
    assert len(list((made.folder / "data_peru").rglob("*.csv"))) == 6


def test_the_manifest_says_what_was_made_from_what(made: MadeProducts, published: Home) -> None:
    record = json.loads((made.folder / "manifiesto.json").read_text("utf-8"))
    source = edition(published, CURRENT).manifest
    assert (record["publicacion"], record["huella"]) == (source.version, source.huella)
    files = [file for item in record["productos"] for file in item["archivos"]]
    files += [*record["entrega_data_peru"], record["indice"], record["cifras"]]
    stated = {file["archivo"]: file["sha256"] for file in files}
    found = {
        file.relative_to(made.folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in made.folder.rglob("*")
        if file.is_file() and file.name != "manifiesto.json"
    }
    assert stated == found


def test_a_validation_tells_versions_rows_and_what_is_open(made: MadeProducts) -> None:
    record = the(made, "validaciones/PP0094/*Puno.pdf")
    assert "Reporte de setiembre de 2024: observado, versión 1, recibida el 04/10/2024 09:15" in record
    assert "1 04/10/2024 09:15 observado vigente 3 2 1 -" in record
    assert "1 Cantidad inválida Retiene la fila 1" in record
    assert "La versión 1 tiene 1 fila observada por corregir." in record
    assert "Supuesto: ningún documento publica qué centros trabajan en el PP0094" in record
    # Its own programme's services alone: 5 of the 39 of the month, 12 of the 1,246 of the year.
    assert "1. Asistencia técnica 5 5" in record and "Total 5 12" in record


def test_a_validation_tells_corrections_and_refusals(made: MadeProducts) -> None:
    corrected, refused = (the(made, f"validaciones/PP0093/*-{name}.pdf") for name in ("Ica", "Callao"))
    assert "1 03/10/2024 09:15 rechazado reemplazado 1 - - 1" in corrected
    assert "2 11/10/2024 09:15 aceptado vigente 1 1 - -" in corrected
    assert "No queda nada pendiente de este mes." in corrected
    assert "Sin dato: lo recibido de setiembre de 2024 se rechazó y no cuenta" in refused
    assert "La versión 1 se rechazó y espera una corrección." in refused


def test_services_by_type_task_and_target(made: MadeProducts) -> None:
    report = the(made, "seguimiento/*acuicola-Puno/*servicios*.pdf")
    assert "Servicios: 39 en el mes y 1,246 de enero a setiembre de 2024" in report
    assert "4. Ensayos de laboratorio 34 1,234 21 21" in report and "Total 39 1,246 21 21" in report
    assert "4.1 Ensayos de laboratorio Mediana 34 1,234" in report
    assert "reportes del año que faltan: 7." in report


def test_services_stand_beside_those_of_the_year_before_where_they_are_known(made: MadeProducts) -> None:
    (workbook,) = made.folder.glob("seguimiento/*acuicola-Puno/*servicios*.xlsx")
    cells = list(openpyxl.load_workbook(workbook)["Tabla 1"].values)
    head = next(row for row in cells if row[0] == "Tipo de servicio")
    assert head == ("Tipo de servicio", "Mes", "Enero a setiembre de 2024", "Mes, 2023", "Hasta el mes, 2023")
    assert ("4. Ensayos de laboratorio", 34, 1234, 21, 21) in cells and ("Total", 39, 1246, 21, 21) in cells
    assert "no tiene servicios del centro de setiembre de 2023" in the(made, "seguimiento/*-Ica/*servicios*.pdf")


def test_clients_are_distinct_and_small_breakdowns_are_kept_back(made: MadeProducts) -> None:
    report = the(made, "seguimiento/*acuicola-Puno/*clientes*.pdf")
    assert "Clientes distintos: 2 en el mes y 3 de enero a setiembre de 2024." in report
    assert "Empresa formal 1 1" in report and "Total 2 3" in report
    # New and returning follow from what the goals report tells; of what place, from nothing published.
    assert "Setiembre 1 1 2" in report and "sin dato (r) (r)" in report


@pytest.fixture(scope="module")
def internal(published: Home, made: MadeProducts) -> MadeProducts:
    """After the public edition, which it must leave as it was."""
    return produce(published, SEPTEMBER, internal=True)


def test_internal_use_has_every_figure_and_says_that_it_stays_inside(internal: MadeProducts) -> None:
    report = the(internal, "seguimiento/*acuicola-Puno/*_interno.pdf")
    # In September client a returns and client c is new; neither's place is known.
    assert "Setiembre 1 1 2" in report and "sin dato 2 3" in report
    for pdf in internal.folder.rglob("*.pdf"):
        pages = pages_of(pdf)
        assert pdf.stem.endswith("_interno")
        assert all("Uso interno" in page and "no es para difundirlo" in page for page in pages), pdf
    (workbook,) = internal.folder.glob("seguimiento/*acuicola-Puno/*_interno.xlsx")
    for sheet in openpyxl.load_workbook(workbook):
        assert any("no es para difundirlo" in str(cell) for row in sheet.values for cell in row), sheet.title
    page = (internal.folder / "index.html").read_text("utf-8")
    assert "no es para difundirlo" in page and all((internal.folder / link).exists() for link in _Links(page).found)


def test_every_document_that_keeps_figures_back_has_an_internal_twin(
    made: MadeProducts, internal: MadeProducts
) -> None:
    """A client report a centre, in its own folder, away from what is handed out."""

    def reserves(workbook: Path) -> bool:
        sheets = openpyxl.load_workbook(workbook)
        return any(cell == "(r)" for sheet in sheets for row in sheet.values for cell in row)

    reserving = {file.stem for file in made.folder.rglob("*.xlsx") if reserves(file)}
    twins = {file.stem.removesuffix("_interno") for file in internal.folder.rglob("*.xlsx")}
    assert reserving and reserving <= twins and len(twins) == 29
    assert not any(reserves(file) for file in internal.folder.rglob("*.xlsx"))
    assert internal.folder.parent.name == "internos" and not list(made.folder.rglob("*interno*"))
    assert json.loads((made.folder / "manifiesto.json").read_text("utf-8"))["celda_minima"] == 5
    record = json.loads((internal.folder / "manifiesto.json").read_text("utf-8"))
    assert record["celda_minima"] is None and record["entrega_data_peru"] == [] and len(record["productos"]) == 29


def test_spending_and_cost(made: MadeProducts) -> None:
    report = the(made, "seguimiento/*acuicola-Puno/*ejecucion*.pdf")
    for figure in (
        "(PIA), soles 1,000.50",
        "4,000.00",
        "Devengado del mes, soles 250.25",
        "750.50",
        "3,249.50",
        "18.8%",
    ):
        assert figure in report
    absent = the(made, "seguimiento/*-Ica/*ejecucion*.pdf")
    assert "Sin dato: la publicación no tiene la ejecución mensual del centro" in absent


def test_a_projection_is_not_made_of_an_unfinished_year(made: MadeProducts) -> None:
    assert "Sin proyección: falta algún reporte del año" in the(made, "seguimiento/*acuicola-Puno/*metas*.pdf")


def test_a_centre_without_a_report_says_so_and_shows_no_zero(made: MadeProducts) -> None:
    (folder,) = made.folder.glob("seguimiento/*Cajamarca")
    for kind in ("servicios", "clientes", "metas"):
        assert "Sin dato" in the(made, f"seguimiento/{folder.name}/*{kind}*.pdf")
    (workbook,) = folder.glob("*servicios*.xlsx")
    sheet = openpyxl.load_workbook(workbook)["Tabla 1"]
    figures = [row[1:3] for row in sheet.iter_rows(min_row=4, max_row=12, values_only=True)]
    assert figures == [(None, None)] * 9


def test_a_scope_report_adds_the_network_up_and_names_who_is_missing(made: MadeProducts) -> None:
    report = the(made, "alcance/*PP0093.pdf")
    assert "29 centros" in report and "43 servicios en el mes y 1,243 de enero a setiembre de 2024." in report
    assert "Faltan los reportes del mes de" in report and "UTmadera Cajamarca" in report
    assert re.search(r"CITEagroindustrial Ica aceptado 9 9", report)
    assert "UTmadera Cajamarca sin reporte … …" in report


def test_a_report_has_its_number_letterhead_and_signers_and_a_typical_one_is_one_page(made: MadeProducts) -> None:
    pdfs = {pdf: pages_of(pdf) for pdf in made.folder.rglob("*.pdf")}
    assert len({re.search(r"N\.° \d{3}-2024-09-ITP/DSE", pages[0])[0] for pages in pdfs.values()}) == 155
    assert all("PERÚ Ministerio de la Producción" in pages[0] for pages in pdfs.values())
    assert all(
        "Nombre, firma y fecha" in pages[-1] and "Tabla" in pages[-1] for pages in pdfs.values() if len(pages) > 1
    )
    assert all(len(pages) == 1 for pdf, pages in pdfs.items() if pdf.parent.name != "alcance")


def test_nothing_that_is_signed_has_a_name_of_the_programs(made: MadeProducts) -> None:
    """No identifier with underscores, whatever a rule found: those of every rule are in no reason and no title."""
    assert not [pdf for pdf in made.folder.rglob("*.pdf") if re.search(r"[a-z0-9]_[a-z0-9]", text_of(pdf))]
    rules = rules_of("reporte").values()
    assert not [rule.code for rule in rules if re.search(r"\w_\w", f"{rule.meta['titulo']} {rule.meta['razon']}")]


def test_no_product_names_a_person(made: MadeProducts) -> None:
    for pdf in made.folder.rglob("*.pdf"):
        text = text_of(pdf)
        assert not any(word in text for word in PEOPLE), pdf
    for workbook in made.folder.rglob("*.xlsx"):
        cells = {str(cell) for sheet in openpyxl.load_workbook(workbook) for row in sheet.values for cell in row}
        assert not any(word in cell for cell in cells for word in PEOPLE), workbook
    for file in (made.folder / "index.html", made.folder / "manifiesto.json"):
        assert not any(word in file.read_text("utf-8") for word in PEOPLE)


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = [value for name, value in attrs if name in ("href", "src") and value]
        self.found += [
            value for value in found if not value.startswith("../")
        ]  # its neighbours, which other rooms make


def test_the_index_leads_to_every_document_and_nowhere_outside(made: MadeProducts) -> None:
    page = (made.folder / "index.html").read_text("utf-8")
    links = _Links(page).found
    documents = {
        file.relative_to(made.folder).as_posix() for end in ("pdf", "xlsx") for file in made.folder.rglob(f"*.{end}")
    }
    assert documents <= set(links)
    assert all((made.folder / link).exists() for link in links)
    assert page.count("sin reporte, sin dato") == 26 and page.count("rechazado, sin dato") == 1


@pytest.mark.lento  # all are made again; in the usual suite the bulletin's bytes are held to be the same
def test_the_same_publication_gives_the_same_bytes_and_the_command_says_where_they_lie(copied: Home) -> None:
    (copied.products / "ediciones" / ".2024-09.999999999").mkdir()  # of a run that was killed
    before = (copied.products / "2024-09").readlink()
    done = CliRunner().invoke(app, ["productos", "2024-09"])
    assert done.exit_code == 0 and "155 documentos ya estaban, iguales" in done.stdout
    assert (copied.products / "2024-09").readlink() == before
    assert {file.name for file in (copied.products / "ediciones").iterdir()} == {before.name}
    wrong = CliRunner().invoke(app, ["productos", "setiembre"])
    assert wrong.exit_code == 2 and "escríbalo como AAAA-MM" in wrong.stderr


def test_the_command_says_where_those_for_internal_use_lie(copied: Home) -> None:
    internal = CliRunner().invoke(app, ["productos", "2024-09", "--interno"])
    assert internal.exit_code == 0 and "29 documentos de uso interno" in internal.stdout
    assert "productos/internos/2024-09/index.html" in internal.stdout


# The slow suite also makes all the documents again. In the usual one they are made once, and are up to date then.
@pytest.mark.parametrize("again", [False, pytest.param(True, marks=pytest.mark.lento)])
def test_a_correction_names_the_documents_that_no_longer_say_what_is_published(
    copied: Home, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """A service more of Puno in September: its report on services and targets, its validation and the scope move."""
    monkeypatch.setenv("RED_CITE_HOME", str(copied.root))
    before = (copied.products / "2024-09").resolve()
    told = CliRunner().invoke(app, ["productos", "--estado"])
    assert told.exit_code == 0 and "2024-09: al día: los 155 documentos dicen lo publicado." in told.output
    with duckdb.connect(str(copied.warehouse)) as warehouse:
        for mart, column in (
            ("servicios_por_cite", "servicios"),
            ("servicios_acumulados_por_cite", "servicios_acumulado"),
            ("servicios_por_tarea", "servicios"),
        ):
            warehouse.execute(
                f"update marts.{mart} set {column} = {column} + 1 "
                f"where cite_codigo = '{PUNO}' and tipo_servicio_codigo = 4 and periodo = '2024-09-01'"
            )
    publish_marts(copied, datetime(2024, 11, 13, 7))
    (state,) = states(copied)
    stale = {stem.rsplit("/", 1)[-1] for stem in state.stale}
    assert stale == {
        "2024-09_validacion_PP0093_CITEacuicola-Puno",
        "2024-09_servicios_CITEacuicola-Puno",
        "2024-09_alcance_PP0093",
    }
    told = CliRunner().invoke(app, ["productos", "--estado"])
    assert told.exit_code == 1 and "3 de 155 documentos, de la publicación 1, ya no dicen lo publicado." in told.output
    assert "34 → 35" in told.output
    page = (copied.products / "index.html").read_text("utf-8")
    assert "3 de 155 documentos" in page and "2024-09_alcance_PP0093" in page
    dashboard = publish_dashboard(copied).page
    assert "<li>Productos de setiembre de 2024: 3 de 155 documentos, de la" in dashboard.read_text("utf-8")
    if again:
        assert CliRunner().invoke(app, ["productos", "2024-09"]).exit_code == 0 and (before / "index.html").is_file()
        assert [state.stale for state in states(copied)] == [{}]
        assert "ya no dicen lo publicado" not in dashboard.read_text("utf-8")


def test_a_failure_leaves_what_was_there(copied: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (copied.products / "2024-09").readlink()

    def broken(_: object) -> bytes:
        raise NotSet("no se pudo componer")

    monkeypatch.setattr(producing, "to_pdf", broken)
    with pytest.raises(NotSet):
        produce(copied, SEPTEMBER)
    assert (copied.products / "2024-09").readlink() == before
    assert [file.name for file in (copied.products / "ediciones").iterdir()] == [before.name]


def test_a_month_that_is_not_published_is_refused(copied: Home, tmp_path: Path) -> None:
    with pytest.raises(NoFigures, match=r"2024-12 no está publicado: la publicación tiene de 2023-09 a 2024-09"):
        produce(copied, date(2024, 12, 1))
    with pytest.raises(UnknownEdition):
        produce(Home(tmp_path / "vacia").create(), SEPTEMBER)


@pytest.mark.parametrize(
    "lacks",
    [
        "drop table marts.versiones_recibidas",
        "alter table marts.cobertura_reportes rename column debido to otra",
        "delete from marts.metricas where metrica = 'pia'",
    ],
    ids=["table", "column", "metric"],
)
def test_a_publication_of_an_earlier_program_is_refused_with_what_to_do(copied: Home, lacks: str) -> None:
    database = edition(copied, CURRENT).database
    database.chmod(0o600)  # what is published can be read alone
    with duckdb.connect(str(database)) as older:
        older.execute(lacks)
    with pytest.raises(NoFigures, match=r"la publicación 1 es anterior a los productos .* `red-cite cerrar`"):
        produce(copied, SEPTEMBER)
