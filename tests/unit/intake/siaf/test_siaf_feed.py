"""A delivery of the SIAF is loaded whole or not at all, judged by its gate, and a kill anywhere changes nothing."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.gates import validation
from orchestration.gates.evaluate import _OFFENDING
from orchestration.gates.findings import Suite, SuiteResult
from orchestration.gates.suites import load_suite, suites_of
from orchestration.gates.validation import validate as official
from orchestration.intake import reception
from orchestration.intake.feed import Decision, Listener
from orchestration.intake.siaf import exceptions
from orchestration.intake.siaf.exceptions import EXCUSABLE
from orchestration.intake.siaf.feed import MOST_OF_A_RULE, SIAF
from orchestration.outputs.quality.page import write_page
from tests.siaf_files import ITP, country, row, text, write

# Great Expectations judges the promises of a type that it alone knows; that it judges the others alike, `unit/gates`
# holds.
pytestmark = pytest.mark.usefixtures("judged_directly", "no_page", "kept_open")
RECEIVED = datetime(2024, 4, 12, 9, 30)
Rows = list[dict[str, str]]


@dataclass
class Delivered(Listener):
    """The outcomes that a load told of."""

    outcomes: list[tuple[Decision, Path | None]] = field(default_factory=list)

    def decided(self, decision: Decision, report: Path | None) -> None:
        self.outcomes.append((decision, report))

    @property
    def entry(self) -> Decision:
        return self.outcomes[0][0]

    @property
    def report(self) -> Path | None:
        return self.outcomes[0][1]


def deliver(home: Home, rows: Rows | str, at: datetime = RECEIVED, name: str = "2024-Gasto-Devengado.csv") -> Delivered:
    write(home.siaf_landing / name, rows if isinstance(rows, str) else text(rows))
    delivered = Delivered()
    steps.receive(home, SIAF, lambda _: at, listener=delivered)
    assert not steps.unfinished(home, SIAF) and len(delivered.outcomes) == 1
    return delivered


def query(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse)) as connection:
        return connection.execute(sql).fetchall()


def codes(delivered: Delivered, level: str = "entrega") -> list[str]:
    return [finding.codigo for finding in delivered.entry.findings if finding.nivel == level]


def test_an_accepted_delivery_is_stored_with_its_rows_and_totals(home: Home) -> None:
    delivered = deliver(home, country())
    assert (delivered.entry.estado, delivered.entry.findings, delivered.report) == ("aceptado", (), None)
    [stored] = query(
        home, "select anio, version, nivel_temporal, corte, filas, pia, pim, devengado, codificacion, sector || '/' || "
        "pliego, recibido_en from raw.siaf_entregas"
    )  # fmt: skip
    assert stored == (
        2024, 1, "mensual", date(2024, 3, 1), 2, Decimal("1000.00"), Decimal("1400.50"), Decimal("170.75"),
        "utf-8", "38/241", RECEIVED,
    )  # fmt: skip
    rows = query(home, "select orden, ano_eje, sec_func, monto_devengado_marzo, version from raw.siaf_gasto order by 1")
    assert rows == [(1, 2024, "12", Decimal("0.00"), 1), (2, 2024, "34", Decimal("-10.00"), 1)]
    assert query(home, "from raw.entregas_por_rehacer") == [(delivered.entry.key,)]
    assert query(home, "select aprobada from raw.puertas where puerta = 'siaf'") == [(True,)]


def test_no_row_of_another_pliego_stands_in_the_warehouse(home: Home) -> None:
    deliver(home, country())
    assert query(home, "select distinct pliego_nombre from raw.siaf_gasto") == [(ITP["PLIEGO_NOMBRE"],)]
    assert b"MUNICIPALIDAD" not in home.warehouse.read_bytes()


def test_a_year_is_restated_whole_and_every_version_stays(home: Home) -> None:
    deliver(home, country())
    delivered = deliver(home, [*country(), row(months=[0, 0, 0, 9], SEC_FUNC="0034")], datetime(2024, 5, 12), "nuevo")
    assert (delivered.entry.version, delivered.entry.columns["corte"], codes(delivered, "advertencia")) == (
        2,
        date(2024, 4, 1),
        ["pia_cambia"],
    )
    assert query(home, "select version, count(*) from raw.siaf_gasto group by 1 order by 1") == [(1, 2), (2, 3)]


def test_the_newest_accepted_file_of_a_year_is_kept_by_its_content(home: Home) -> None:
    deliver(home, country(2023), name="a")
    first, second = deliver(home, country()), deliver(home, text(country(), end="\r\n"), name="otro")
    assert first.entry.reception.digest != second.entry.reception.digest
    third = deliver(home, text(country(), end="\r"), name="tercero")
    names = [f"2024_{done.entry.reception.digest[:12]}.csv" for done in (first, second, third)]
    assert kept(home, 2024) == [names[2], f"anterior/{names[1]}"]
    assert len(kept(home, 2023)) == 1


def kept(home: Home, year: int) -> list[str]:
    folder = home.siaf / str(year)
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_after_a_withdrawal_the_file_that_counts_lies_in_its_year_again(home: Home) -> None:
    done = [deliver(home, [row(months=[5] * n)], datetime(2024, 4, 12, n), f"{n}.csv").entry for n in (1, 2, 3)]
    names = [f"2024_{entry.reception.digest[:12]}.csv" for entry in done]
    steps.withdraw(home, done[0].reception.id, "DSE (prueba)", "Una que ya no contaba.")
    assert kept(home, 2024) == [names[2], f"anterior/{names[1]}"]
    for _ in range(2):  # again, it changes nothing
        steps.withdraw(home, done[2].reception.id, "DSE (prueba)", "Era otro corte.")
        assert kept(home, 2024) == [names[1], f"anterior/{names[2]}"]
    assert (home.siaf / "2024" / names[1]).read_text(encoding="utf-8") == text([row(months=[5, 5])])
    steps.withdraw(home, done[1].reception.id, "DSE (prueba)", "Tampoco.")
    assert kept(home, 2024) == [f"anterior/{names[1]}"], "nothing counts, so that nothing lies in the year"


def test_the_same_bytes_are_no_new_version_whatever_their_name(home: Home) -> None:
    first = deliver(home, country())
    again = deliver(home, country(), datetime(2024, 5, 12), "copia.csv")
    assert again.entry.repeated and again.entry.key == first.entry.key
    assert query(home, "select count(*) from raw.siaf_entregas") == [(1,)]


def test_a_delivery_that_a_mistake_replaced_is_put_back_by_its_own_bytes(home: Home) -> None:
    right = deliver(home, [row(months=[5, 5, 5])])
    mistake = deliver(home, [row(months=[5, 5])], datetime(2024, 4, 12, 10), "febrero.csv")
    assert "corte_retrocede" in codes(mistake, "advertencia")
    back = deliver(home, [row(months=[5, 5, 5])], datetime(2024, 4, 12, 11)).entry
    assert (back.estado, back.version, back.repeated, back.columns["corte"]) == ("aceptado", 3, False, date(2024, 3, 1))
    assert back.reception.digest == right.entry.reception.digest
    assert query(home, "select max_by(monto_devengado_marzo, version) from raw.siaf_gasto") == [(Decimal("5.00"),)]
    assert right.entry.reception.digest[:12] in kept(home, 2024)[0]
    # In force again, the same bytes are no fourth version.
    again = deliver(home, [row(months=[5, 5, 5])], datetime(2024, 4, 12, 12)).entry
    assert (again.key, again.repeated) == (back.key, True)


def test_bytes_accepted_replaced_and_now_refused_are_a_refusal_of_their_own(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exceeding = [row(MONTO_CERTIFICADO_ANUAL="1250.50")]
    with monkeypatch.context() as patch:
        header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
        line = "certificado_mayor_que_pim,2024,,,50.00,Confirmado"
        patch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
        deliver(home, exceeding)
    deliver(home, [row()], datetime(2024, 4, 12, 10), "otro.csv")
    refused = deliver(home, exceeding, datetime(2024, 4, 12, 11))
    assert (refused.entry.estado, codes(refused)) == ("rechazado", ["certificado_mayor_que_pim"])
    assert query(home, "select estado, version from raw.siaf_entregas order by recibido_en") == [
        ("aceptado", 1), ("aceptado", 2), ("rechazado", None),
    ]  # fmt: skip


def test_a_refused_file_loads_nothing_and_lies_beside_its_report(home: Home) -> None:
    deliver(home, country())
    refused = deliver(home, text(country())[:-40], datetime(2024, 5, 12), "cortado.csv")
    assert (refused.entry.estado, refused.entry.version, codes(refused)) == ("rechazado", None, ["archivo_cortado"])
    assert query(home, "select count(*), max(version) from raw.siaf_gasto") == [(2, 1)]
    assert query(home, "select codigo, linea, columna from raw.siaf_observaciones") == [("archivo_cortado", 6, None)]
    assert refused.report is not None
    said = refused.report.read_text(encoding="utf-8")
    assert "cortado.csv" in said and "Línea 6" in said and "Descárguelo de nuevo" in said
    assert refused.report.with_suffix("").read_bytes() == text(country())[:-40].encode()


def test_the_quality_page_lists_the_deliveries_and_their_verdicts(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "write_page", write_page)
    deliver(home, country())
    deliver(home, text(country())[:-40], datetime(2024, 5, 12), "<b>cortado.csv")
    page = (home.quality / "index.html").read_text(encoding="utf-8")
    assert "Entregas del SIAF" in page and "2024-03" in page and "1,400.50" in page and "Archivo cortado" in page
    assert page.index("12/05/2024") < page.index("12/04/2024")


def test_a_refusal_repeated_is_no_second_delivery(home: Home) -> None:
    first = deliver(home, "no es un csv\n", name="a.csv")
    again = deliver(home, "no es un csv\n", datetime(2024, 5, 12), "a.csv")
    assert again.entry.key == first.entry.key and again.entry.repeated
    assert query(home, "select count(*) from raw.siaf_entregas") == [(1,)]


def test_a_refusal_repeated_tells_what_is_wrong_today(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(SEC_FUNC=meta, MONTO_CERTIFICADO_ANUAL="1250.50") for meta in ("0012", "0034")]
    first = deliver(home, rows)
    assert len(codes(first)) == 2
    header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
    line = "certificado_mayor_que_pim,2024,0012,,50.00,Confirmado"
    monkeypatch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
    again = deliver(home, rows, datetime(2024, 5, 12))
    assert again.entry.repeated and again.entry.key == first.entry.key
    [reason] = [f.mensaje for f in again.entry.findings if f.nivel == "entrega"]
    assert "0034" in reason and again.report is not None
    said = again.report.read_text(encoding="utf-8")
    assert reason in said and "meta 0012, clasificador 2.3: lo certificado" not in said
    assert query(home, "select mensaje from raw.siaf_observaciones where nivel = 'entrega'") == [(reason,)]


def test_a_chain_is_one_executing_unit_s(home: Home) -> None:
    """Together the two units would fit: 1,300 of 2,401. One of them certifies 1,300 of its 1,200.50."""
    rows = [row(MONTO_CERTIFICADO_ANUAL="1300"), row(SEC_EJEC="1500", MONTO_CERTIFICADO_ANUAL="0")]
    delivered = deliver(home, rows)
    assert codes(delivered) == ["certificado_mayor_que_pim"]
    assert "Ejecutora 1423, meta 0012" in delivered.entry.findings[0].mensaje


# In the usual suite each way to write one beside the shortest of the other.
WIDTHS = ("12", "0012", "012", "00012")


@pytest.mark.parametrize(
    ("written", "listed"),
    [pytest.param(w, li, marks=[] if "12" in (w, li) else [pytest.mark.lento]) for w in WIDTHS for li in WIDTHS],
)
def test_an_exception_and_a_file_name_a_meta_in_any_width(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, listed: str
) -> None:
    header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
    line = f"certificado_mayor_que_pim,2024,{listed},,50.00,Confirmado"
    monkeypatch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
    rows = [row(SEC_FUNC=meta, MONTO_CERTIFICADO_ANUAL="1250.50") for meta in (written, "120")]
    delivered = deliver(home, rows)
    assert codes(delivered) == ["certificado_mayor_que_pim"], "120 is another meta"
    assert codes(delivered, "advertencia") == ["excepcion_aplicada"]


@pytest.mark.parametrize("rule", ["certificado_mayor_que_pin", "pim_negativo"])
def test_an_exception_to_a_rule_that_admits_none_stops_the_load_with_words(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
    line = f"{rule},2024,,,50.00,Confirmado"
    monkeypatch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
    write(home.siaf_landing / "a.csv", text(country()))
    with pytest.raises(ValueError, match=f"la regla «{rule}» no admite excepciones; se admiten certificado_mayor"):
        steps.receive(home, SIAF)


def test_every_rule_that_may_be_excused_is_one_that_the_suite_excuses() -> None:
    suite = load_suite("siaf_cadenas")
    stated = {e.code for e in suite.expectations if "siaf_excepciones.csv" in e.meta["mensaje"]}
    assert stated - {"excepcion_aplicada"} == set(EXCUSABLE)


def test_bytes_refused_before_are_accepted_once_their_month_has_begun(home: Home) -> None:
    early = deliver(home, country(), datetime(2024, 2, 1))
    assert codes(early) == ["mes_posterior"]
    late = deliver(home, country(), datetime(2024, 4, 1))
    assert (late.entry.estado, late.entry.version) == ("aceptado", 1)


@pytest.mark.parametrize("year", [2019, 2023, 2024])
def test_what_a_delivery_carries_decides_whether_it_has_months(home: Home, year: int) -> None:
    only_the_year = [row(year, MONTO_DEVENGADO_ANUAL="300.40", MONTO_COMPROMETIDO_ANUAL="300.40")]
    entry = deliver(home, only_the_year).entry
    assert (entry.estado, entry.columns["nivel_temporal"], entry.columns["corte"], entry.columns["devengado"]) == (
        "aceptado",
        "anual",
        None,
        Decimal("300.40"),
    )
    entry = deliver(home, [row(year, [300, 0.4])]).entry
    assert (entry.estado, entry.columns["nivel_temporal"], entry.columns["corte"]) == (
        "aceptado",
        "mensual",
        date(year, 2, 1),
    )


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_row_that_lost_its_months_among_rows_that_have_them_is_refused(home: Home, year: int) -> None:
    lost = row(year, MONTO_DEVENGADO_ANUAL="300.40", MONTO_COMPROMETIDO_ANUAL="300.40")
    delivered = deliver(home, [row(year, [5]), lost])
    assert (delivered.entry.estado, codes(delivered)) == ("rechazado", ["anual_distinto_de_meses"])
    assert "difiere en 300.40 soles de la suma de sus meses" in delivered.entry.findings[0].mensaje


def test_a_year_just_begun_has_months_all_of_them_zero(home: Home) -> None:
    entry = deliver(home, [row()]).entry
    assert (entry.estado, entry.columns["nivel_temporal"], entry.columns["corte"]) == ("aceptado", "mensual", None)


def after(first: Rows, second: Rows) -> Callable[[Home], Delivered]:
    def run(home: Home) -> Delivered:
        deliver(home, first)
        return deliver(home, second, name="b")

    return run


def alone(*rows: dict[str, str], at: datetime = RECEIVED) -> Callable[[Home], Delivered]:
    return lambda home: deliver(home, list(rows), at)


# Each promise of the gate, broken by one delivery and kept by its neighbour.
PROMISES: list[tuple[str, str, Callable[[Home], Delivered], Callable[[Home], Delivered]]] = [
    ("meta_vacia", "entrega", alone(row(SEC_FUNC="")), alone(row())),
    ("importe_vacio", "entrega", alone(row(MONTO_GIRADO_ANUAL="")), alone(row(MONTO_GIRADO_ANUAL="0"))),
    (
        "anual_distinto_de_meses",
        "entrega",
        alone(row(months=[5], MONTO_DEVENGADO_ANUAL="4.98")),
        alone(row(months=[5], MONTO_DEVENGADO_ANUAL="4.99", MONTO_GIRADO_ANUAL="4")),
    ),
    (
        "pim_negativo",
        "entrega",
        alone(row(MONTO_PIM="-5"), row(MONTO_PIM="4.99")),
        alone(row(MONTO_PIM="-5"), row(MONTO_PIM="5")),
    ),
    (
        "certificado_mayor_que_pim",
        "entrega",
        alone(row(MONTO_CERTIFICADO_ANUAL="1200.52")),
        alone(row(MONTO_CERTIFICADO_ANUAL="1200.51")),
    ),
    (
        "devengado_mayor_que_comprometido",
        "entrega",
        alone(row(months=[5], MONTO_COMPROMETIDO_ANUAL="4")),
        alone(row(months=[5], MONTO_COMPROMETIDO_ANUAL="4"), row(MONTO_COMPROMETIDO_ANUAL="1")),
    ),
    (
        "girado_mayor_que_devengado",
        "entrega",
        alone(row(months=[5], MONTO_GIRADO_ANUAL="5.5")),
        alone(row(months=[5], MONTO_GIRADO_ANUAL="5")),
    ),
    ("anio_posterior", "entrega", alone(row(2025)), alone(row(2025), at=datetime(2025, 1, 1))),
    (
        "mes_posterior",
        "entrega",
        alone(row(months=[0, 0, 0, 0, 1])),
        alone(row(months=[0, 0, 0, 0, 1]), at=datetime(2024, 5, 1)),
    ),
    (
        "mes_cerrado_cae",
        "advertencia",
        after([row(months=[100, 9])], [row(months=[98, 9])]),
        # Received in April: April is still under way, and March fell by less than the tolerance.
        after([row(months=[5, 0, 100, 100])], [row(months=[5, 0, 99.5, 80])]),
    ),
    (
        "corte_retrocede",
        "advertencia",
        after([row(months=[5, 5])], [row(months=[5])]),
        after([row(months=[5])], [row(months=[5, 5])]),
    ),
    (
        "pierde_los_meses",
        "advertencia",
        after([row(2023, [5])], [row(2023, MONTO_DEVENGADO_ANUAL="5", MONTO_COMPROMETIDO_ANUAL="5")]),
        after([row(2023)], [row(2023, MONTO_DEVENGADO_ANUAL="5", MONTO_COMPROMETIDO_ANUAL="5")]),
    ),
    (
        "menos_filas",
        "advertencia",
        after([row()] * 10, [row()] * 8),
        after([row()] * 10, [row()] * 9),
    ),
    (
        "archivo_mas_pequeno",
        "advertencia",
        after([row(SECTOR="11")] * 9 + [row()], [row()]),
        after([row(SECTOR="11")] * 9 + [row()], [row(SECTOR="11")] * 8 + [row(), row()]),
    ),
    (
        "anual_cae",
        "advertencia",
        after(
            [row(2022, MONTO_DEVENGADO_ANUAL="9", MONTO_COMPROMETIDO_ANUAL="9")],
            [row(2022, MONTO_DEVENGADO_ANUAL="8", MONTO_COMPROMETIDO_ANUAL="9")],
        ),
        after(
            [row(2022, MONTO_DEVENGADO_ANUAL="8", MONTO_COMPROMETIDO_ANUAL="9")],
            [row(2022, MONTO_DEVENGADO_ANUAL="9", MONTO_COMPROMETIDO_ANUAL="9")],
        ),
    ),
    (
        "pia_cambia",
        "advertencia",
        after([row()], [row(MONTO_PIA="1000.02")]),
        after([row()], [row(MONTO_PIM="1300")]),
    ),
]  # fmt: skip
# The reader refuses these before the suite sees them; the suite says them too, should a reader change.
HELD_BY_THE_READER = {"anio_distinto", "sin_filas_del_pliego"}


@pytest.mark.parametrize(("code", "level", "breaks", "keeps"), PROMISES, ids=[promise[0] for promise in PROMISES])
def test_a_promise_is_broken_by_one_delivery_and_kept_by_its_neighbour(
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    level: str,
    breaks: Callable[[Home], Delivered],
    keeps: Callable[[Home], Delivered],
) -> None:
    directly = validation.validate

    def as_a_close_does(frame: Any, suite: Suite) -> SuiteResult:
        theirs = code in {e.code for e in suite.expectations if e.type not in _OFFENDING}
        return (official if theirs else directly)(frame, suite)

    with monkeypatch.context() as patch:
        patch.setattr(validation, "validate", as_a_close_does)
        broken = breaks(home)
    assert code in codes(broken, level)
    assert broken.entry.estado == ("rechazado" if level == "entrega" else "aceptado")
    messages = [f.mensaje for f in broken.entry.findings if f.codigo == code]
    assert not any("{" in message or "(vacío)" in message for message in messages), messages
    kept = keeps(Home(tmp_path / "otra"))
    assert code not in codes(kept, level) and kept.entry.estado == "aceptado"


def test_every_promise_of_the_gate_has_its_pair() -> None:
    stated = {e.code for suite in suites_of("siaf") for e in load_suite(suite).expectations}
    assert {promise[0] for promise in PROMISES} | HELD_BY_THE_READER | {"excepcion_aplicada"} == stated


@pytest.mark.parametrize(
    ("line", "accepted"),
    [
        ("certificado_mayor_que_pim,2024,0012,2.3,50.00,El MEF lo confirmó", True),
        ("certificado_mayor_que_pim,2024,12,2.3,50.00,Sin los ceros que Excel se come", True),
        ("certificado_mayor_que_pim,2024,00012,2.3,50.00,Con ceros de más", True),
        ("certificado_mayor_que_pim,2024,120,2.3,50.00,Otra meta", False),
        ("certificado_mayor_que_pim,,,,50.00,Cualquier cadena", True),
        ("certificado_mayor_que_pim,2024,0012,2.3,49.00,Hasta ahí", False),
        ("certificado_mayor_que_pim,2023,,,50.00,Otro año", False),
        ("certificado_mayor_que_pim,2024,0034,,50.00,Otra meta", False),
        ("girado_mayor_que_devengado,2024,,,50.00,Otra regla", False),
    ],
)
def test_a_chain_that_somebody_listed_with_its_reason_may_exceed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, accepted: bool
) -> None:
    header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
    monkeypatch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
    delivered = deliver(home, [row(MONTO_CERTIFICADO_ANUAL="1250.50")])
    assert delivered.entry.estado == ("aceptado" if accepted else "rechazado")
    assert codes(delivered, "advertencia") == (["excepcion_aplicada"] if accepted else [])


@pytest.mark.parametrize("line", ["certificado_mayor_que_pim,2024,,,50.00,", "x,y,,,50.00,z", "x,2024,,,,z"])
def test_an_exception_without_its_reason_or_limit_stops_the_load_with_words(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    header = exceptions.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[0]
    monkeypatch.setattr(exceptions, "EXCEPTIONS", write(tmp_path / "siaf_excepciones.csv", f"{header}\n{line}\n"))
    write(home.siaf_landing / "a.csv", text(country()))
    with pytest.raises(ValueError, match=r"siaf_excepciones\.csv no se puede leer"):
        steps.receive(home, SIAF)


def test_a_rule_broken_everywhere_is_told_a_few_times_and_counted(home: Home) -> None:
    delivered = deliver(home, [row(SEC_FUNC="")] * (MOST_OF_A_RULE + 7))
    assert len(delivered.entry.findings) == MOST_OF_A_RULE + 1
    assert delivered.entry.findings[-1].mensaje == "Y 7 más de la misma regla."


def test_what_a_file_leaves_in_landing_is_named(home: Home) -> None:
    (home.siaf_landing / "2024").mkdir()
    write(home.siaf_landing / "b.csv.part", b"x")
    received = steps.receive(home, SIAF)
    assert received.decisions == [] and len(received.warnings) == 2
    assert received.warnings[0].startswith("landing/siaf/2024: ")


class Killed(BaseException):
    """The process ends here."""


_REPLACE = os.replace


def replace_within_a_folder(source: Path, target: Path) -> None:
    if ".tomados" in str(source.parent.parent) and source.parent.parent != target.parent:
        raise OSError(errno.EXDEV, "Invalid cross-device link")
    _REPLACE(source, target)


def replace_and_die(source: Path, target: Path) -> None:
    replace_within_a_folder(source, target)
    if not target.name.endswith((".json", ".txt")):
        raise Killed


def copy_half_and_die(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[:100])
    raise Killed


KILLS_OF_A_COPY: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "copying": lambda patch: patch.setattr(shutil, "copyfile", copy_half_and_die),
    "copied and shown": lambda patch: patch.setattr(os, "replace", replace_and_die),
}


@pytest.mark.parametrize("kill", ["copying", pytest.param("copied and shown", marks=pytest.mark.lento)])
def test_a_run_killed_while_it_copies_to_another_file_system_and_run_again_gives_the_same(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kill: str
) -> None:
    calm = Home(tmp_path / "calma")
    for where in (calm, home):
        deliver(where, [row()], datetime(2024, 1, 20), "primero.csv")
        write(where.siaf_landing / "a.csv", text(country()))
        write(where.siaf_landing / "b.csv", text(country())[:-9])
    times = {"a.csv": RECEIVED, "b.csv": datetime(2024, 4, 12, 9, 31)}
    steps.receive(calm, SIAF, lambda file: times[file.name])
    reception.take(home, SIAF, SIAF.lying(home).files, lambda file: times[file.name])
    monkeypatch.setattr(os, "replace", replace_within_a_folder)
    with monkeypatch.context() as patch:
        KILLS_OF_A_COPY[kill](patch)
        with pytest.raises(Killed):
            steps.receive(home, SIAF)
    steps.receive(home, SIAF)
    for table in SIAF.tables:
        assert query(home, f"from raw.{table} order by all") == query(calm, f"from raw.{table} order by all"), table
    assert lying(home) == lying(calm)


def lying(home: Home) -> dict[str, bytes]:
    """What rests where, hidden files too."""
    return {str(f.relative_to(home.siaf)): f.read_bytes() for f in home.siaf.rglob("*") if f.is_file()}
