"""The transcription of the published documents, held against figures read again from the documents themselves.
Expected figures are typed here from the page, never taken from the seeds; sums say what the page adds up to."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

import pytest

from orchestration.core.catalogs import centre_of, centres
from orchestration.core.paths import PUBLISHED_FIGURES

Row = dict[str, str]
DOCUMENTS = ("boletin_2024", "poi_2024", "boletin_pp0093_2020", "notas_prensa")
COLUMNS = (
    "documento,cuadro,fila,etiqueta,ambito,cite,tipo_servicio_codigo,tarea_codigo,tipo_cliente_codigo,"
    "categoria_presupuestal,detalle,medida,programacion,periodo,unidad,valor,impreso,es_total"
)
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


@cache
def rows(document: str) -> list[Row]:
    with (PUBLISHED_FIGURES / f"{document}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# Press note of 2026-01-05: the documents of 2024 do not know them.
OPENED_IN_2025 = {"utagroindustrial-ayacucho", "utagroindustrial-lambayeque", "utagroindustrial-tacna"}


def figures(document: str, cuadro: str, **where: str) -> list[Row]:
    return [
        row
        for row in rows(document)
        if row["cuadro"] == cuadro and all(row[column] == value for column, value in where.items())
    ]


def value(document: str, cuadro: str, **where: str) -> float:
    (row,) = figures(document, cuadro, **where)
    return float(row["valor"])


def centre(code: str, found: list[Row]) -> list[Row]:
    return [row for row in found if row["cite"] and centre_of(row["cite"]) == code]


# --- integrity of the seeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_columns_are_those_of_the_contract(document: str) -> None:
    header = (PUBLISHED_FIGURES / f"{document}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == COLUMNS
    assert {row["documento"] for row in rows(document)} == {document}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_one_printed_figure_is_one_row(document: str) -> None:
    keys = Counter(
        (r["cuadro"], r["fila"], r["medida"], r["programacion"], r["periodo"], r["tipo_cliente_codigo"], column(r))
        for r in rows(document)
    )
    assert [key for key, times in keys.items() if times > 1] == []


def column(row: Row) -> str:
    return row["detalle"] if row["detalle"].startswith("columna: ") else ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_value_is_the_printed_number(document: str) -> None:
    """Where the page prints digits and thousands marks alone, the value is that number, sign and all."""
    for row in rows(document):
        if re.fullmatch(r"(S/\s?)?-?\d[\d,]*(\.\d+)?%?", row["impreso"]):
            printed = float(re.sub(r"[S/,%\s]", "", row["impreso"]))
            stated = float(row["valor"])
            # `una variación negativa de 60.6%` prints no sign.
            assert stated == printed or (stated == -printed and row["cuadro"].startswith("Texto")), row


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_dash_is_zero_only_among_the_clients_of_the_bulletin(document: str) -> None:
    dashes = {(row["cuadro"], row["valor"]) for row in rows(document) if row["impreso"] == "-"}
    expected = {"boletin_2024": {("Clientes por CITE/UT", "0")}}.get(document)
    assert dashes == expected if expected else all(stated == "" for _, stated in dashes)


def test_every_alias_is_written_once_per_document() -> None:
    with (PUBLISHED_FIGURES.parent / "catalogos" / "alias_cite.csv").open(encoding="utf-8", newline="") as handle:
        aliases = Counter((row["alias"], row["documento"]) for row in csv.DictReader(handle))
    assert [alias for alias, times in aliases.items() if times > 1] == []


def test_the_chains_of_cuadro_1_name_the_thirty_centres_of_the_clients_table() -> None:
    with (PUBLISHED_FIGURES / "cadenas_cite.csv").open(encoding="utf-8", newline="") as handle:
        chains = {centre_of(row["cite"]) for row in csv.DictReader(handle)}
    table = {centre_of(r["cite"]) for r in figures("boletin_2024", "Clientes por CITE/UT") if r["cite"]}
    assert len(chains) == 30
    assert chains == table
    assert set(centres()) - chains == {"citetextil-camelidos-huancavelica"} | OPENED_IN_2025


# --- bulletin 2024 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "total", "share"),
    [
        ("4", 29693, 37.7),
        ("3", 16144, 20.5),
        ("5", 12671, 16.1),
        ("7", 11175, 14.2),
        ("1", 4629, 5.9),
        ("2", 3216, 4.1),
        ("6", 793, 1.0),
        ("8", 390, 0.5),
        ("", 78711, 100),
    ],
)
def test_tabla_1(service: str, total: int, share: float) -> None:
    assert value("boletin_2024", "Tabla 1", medida="servicios", tipo_servicio_codigo=service) == total
    assert value("boletin_2024", "Tabla 1", medida="participacion", tipo_servicio_codigo=service) == share


@pytest.mark.parametrize(
    ("client_type", "total", "share"),
    [("1", 5415, 38.7), ("2", 5085, 36.3), ("4", 2035, 14.5), ("3", 1151, 8.2), ("6", 212, 1.5), ("5", 103, 0.7)],
)
def test_tabla_2_and_the_last_row_of_the_clients_table(client_type: str, total: int, share: float) -> None:
    for cuadro in ("Tabla 2", "Clientes por CITE/UT"):
        found = figures("boletin_2024", cuadro, medida="clientes", tipo_cliente_codigo=client_type, ambito="red")
        assert [float(row["valor"]) for row in found] == [total]
    assert value("boletin_2024", "Tabla 2", medida="participacion", tipo_cliente_codigo=client_type) == share


@pytest.mark.parametrize(
    ("code", "cells", "total"),
    [
        ("citeagroindustrial-oxapampa", [561, 415, 281, 226, 55, 47], 1585),
        ("citeccal-lima", [470, 537, 3, 17, 5, 2], 1034),
        ("uttextil-y-confecciones-lima", [253, 670, 1, 3, 0, 0], 927),
        ("citeproductivo-san-martin", [287, 310, 40, 118, 13, 22], 790),
        ("citecuero-y-calzado-trujillo", [186, 308, 2, 0, 1, 3], 500),
        ("citeproductivo-pucallpa", [136, 106, 6, 51, 15, 6], 320),
        ("utmadera-cajamarca", [181, 58, 36, 2, 2, 0], 279),
        ("utcuero-y-calzado-junin", [9, 46, 1, 0, 0, 0], 56),
    ],
)
def test_clients_by_centre(code: str, cells: list[int], total: int) -> None:
    found = centre(code, figures("boletin_2024", "Clientes por CITE/UT"))
    by_type = {row["tipo_cliente_codigo"]: int(row["valor"]) for row in found}
    assert [by_type[str(n)] for n in range(1, 7)] == cells
    assert by_type[""] == total == sum(cells)


def test_the_clients_of_the_centres_add_up_to_more_than_the_network_served() -> None:
    of_centres = figures("boletin_2024", "Clientes por CITE/UT", ambito="cite", tipo_cliente_codigo="")
    assert len(of_centres) == 30
    assert sum(int(row["valor"]) for row in of_centres) == 16040
    assert value("boletin_2024", "Mapa de atenciones", medida="clientes") == 14001


@pytest.mark.parametrize(
    ("service", "leaders"),
    [
        ("8", [60, 49, 31, 26]),
        ("1", [717, 411, 405, 249]),
        ("2", [1007, 601, 355, 172]),
        ("3", [4374, 3686, 2086, 1700]),
        ("4", [4404, 3729, 3564, 2839]),
        ("5", [1957, 1127, 1053, 915]),
        ("6", [238, 184, 110, 89]),
        ("7", [1416, 1174, 1068, 955]),
    ],
)
def test_the_four_leading_centres_of_each_service(service: str, leaders: list[int]) -> None:
    found = [
        int(row["valor"])
        for row in rows("boletin_2024")
        if row["detalle"] == "cuatro primeros" and row["tipo_servicio_codigo"] == service
    ]
    assert found == leaders


# --- operating plan 2024 ------------------------------------------------------------------------------------------

ANEXO_4 = {
    "inicial": [1810, 5076, 6295, 6284, 6737, 6914, 6488, 6431, 6468, 6319, 6105, 3840],
    "actualizada": [1821, 5168, 6376, 6391, 6935, 7194, 6871, 6902, 7067, 6888, 6586, 4170],
}
ANEXO_6 = {
    "inicial": [760, 1810, 2201, 2240, 2322, 2317, 2329, 2285, 2441, 2187, 2140, 1436],
    "actualizada": [771, 1821, 2271, 2299, 2381, 2410, 2460, 2409, 2581, 2323, 2272, 1518],
}


@pytest.mark.parametrize(
    ("cuadro", "totals", "years"),
    [
        ("Anexo 4", ANEXO_4, {"inicial": 68767, "actualizada": 72369}),
        ("Anexo 6", ANEXO_6, {"inicial": 24468, "actualizada": 25516}),
    ],
)
@pytest.mark.parametrize("programme", ["inicial", "actualizada"])
def test_monthly_targets_print_and_add_up_to_these_totals(
    cuadro: str, totals: dict[str, list[int]], years: dict[str, int], programme: str
) -> None:
    printed = figures("poi_2024", cuadro, programacion=programme, ambito="red")
    assert [int(row["valor"]) for row in printed] == [*totals[programme], years[programme]]
    parts = figures("poi_2024", cuadro, programacion=programme, ambito="cite")
    for month, total in zip(MONTHS, totals[programme], strict=True):
        assert sum(int(row["valor"]) for row in parts if row["periodo"] == month) == total
    assert len({row["cite"] for row in parts}) == (29 if programme == "inicial" else 30)


def test_junin_is_programmed_from_july_on() -> None:
    found = centre("utcuero-y-calzado-junin", figures("poi_2024", "Anexo 4", programacion="actualizada"))
    assert [int(row["valor"]) for row in found] == [0] * 6 + [21, 73, 86, 90, 58, 33, 361]
    assert centre("utcuero-y-calzado-junin", figures("poi_2024", "Anexo 4", programacion="inicial")) == []


@pytest.mark.parametrize(
    ("cuadro", "code", "initial", "updated", "change", "share"),
    [
        ("Anexo 3", "citeagroindustrial-ica", 9890, 9944, 54, "1%"),
        ("Anexo 3", "citeproductivo-san-martin", 2034, 2299, 265, "13%"),
        ("Anexo 3", "citeccal-lima", 4247, 4637, 390, "9%"),
        ("Anexo 3", "citemadera-lima", 6299, 6299, 0, "0%"),
        ("Anexo 5", "citeforestal-maynas", 548, 550, 2, "0%"),
        ("Anexo 5", "citeproductivo-pucallpa", 336, 362, 26, "8%"),
        ("Anexo 5", "citeccal-lima", 1416, 1452, 36, "3%"),
    ],
)
def test_yearly_targets(cuadro: str, code: str, initial: int, updated: int, change: int, share: str) -> None:
    printed = [row["impreso"].replace(",", "") for row in centre(code, figures("poi_2024", cuadro))]
    assert printed == [str(initial), str(updated), str(change), share]


@pytest.mark.parametrize(
    ("cuadro", "initial", "updated", "change"),
    [
        ("Cuadro 3", 840, 899, 59),
        ("Cuadro 4", 943, 958, 15),
        ("Cuadro 6", 15253, 18052, 2799),
        ("Cuadro 7", 2539, 3288, 749),
        ("Cuadro 13", 0, 383, 383),
        ("Cuadro 14", 0, 204, 204),
        ("Cuadro 17", 68767, 72369, 3602),
        ("Cuadro 18", 68767, 72369, 3602),
        ("Cuadro 19", 68767, 72369, 3602),
        ("Cuadro 20", 17632, 21234, 3602),
        ("Cuadro 21", 17632, 21234, 3602),
        ("Anexo 3", 68767, 72369, 3602),
        ("Anexo 5", 24468, 25476, 1008),
    ],
)
def test_printed_totals_of_the_targets_stay_as_printed(cuadro: str, initial: int, updated: int, change: int) -> None:
    """Cuadros 4 and 7 and Anexo 5 do not add up; they are loaded as printed and said in `discrepancias`."""
    total = figures("poi_2024", cuadro, ambito="red", es_total="true")
    by_measure = {(row["medida"], row["programacion"]): row["valor"] for row in total}
    measure = next(name for name, programme in by_measure if programme)
    assert by_measure[measure, "inicial"] == str(initial)
    assert by_measure[measure, "actualizada"] == str(updated)
    assert by_measure["variacion", ""] == str(change)


def test_clients_of_cuadro_16_count_the_network_and_diditt_apart() -> None:
    totals = [int(row["valor"]) for row in figures("poi_2024", "Cuadro 16", medida="meta_clientes", es_total="true")]
    assert totals == [24468, 25516, 26168, 28916]
    assert [int(r["valor"]) for r in figures("poi_2024", "Cuadro 16", medida="meta_clientes", ambito="diditt")] == [
        1700,
        3400,
    ]


@pytest.mark.parametrize(
    ("task", "initial", "updated"),
    [("1.1", 354, 410), ("4.1", 5040, 6382), ("5.2", 2333, 3147), ("7.1", 2895, 2935), ("8.7", 2, 5)],
)
def test_cuadro_21(task: str, initial: int, updated: int) -> None:
    found = figures("poi_2024", "Cuadro 21", tarea_codigo=task, medida="meta_servicios")
    assert [int(row["valor"]) for row in found] == [initial, updated]
    assert len({row["tarea_codigo"] for row in rows("poi_2024") if row["cuadro"] == "Cuadro 21"} - {""}) == 22


@pytest.mark.parametrize(
    ("cuadro", "pia", "pim"),
    [
        ("Cuadro 22", 154896199, 156165451),
        ("Cuadro 25", 49652971, 55502540),
        ("Cuadro 26", 42357497, 46616285),
        ("Cuadro 27", 1904693, 13279418),
        ("Cuadro 28", 400000, 2870880),
        ("Cuadro 29", 2800000, 2527110),
        ("Cuadro 30", 49640407, 37064055),
        ("Anexo 7", 49640407, 37064055),
    ],
)
def test_printed_totals_of_the_budget(cuadro: str, pia: int, pim: int) -> None:
    assert value("poi_2024", cuadro, medida="pia", es_total="true") == pia
    assert value("poi_2024", cuadro, medida="pim", es_total="true") == pim


def test_cuadro_25_has_the_thirty_one_centres_and_exceeds_its_printed_opening_budget_by_two_soles() -> None:
    found = figures("poi_2024", "Cuadro 25", ambito="cite")
    assert {centre_of(row["cite"]) for row in found} == set(centres()) - OPENED_IN_2025
    assert sum(int(row["valor"]) for row in found if row["medida"] == "pia") == 49652973
    assert sum(int(row["valor"]) for row in found if row["medida"] == "pim") == 55502540


def test_the_plan_states_its_budget_in_two_broken_ways() -> None:
    assert value("poi_2024", "Texto p. 1", medida="pim") == 156165431
    (truncated,) = figures("poi_2024", "Texto p. 42", medida="pim", es_total="true")
    assert truncated["impreso"] == "156,165,45"


# --- PP0093 bulletin 2020 and press notes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activity", "target", "reached", "pia", "pim", "spent", "unit"),
    [
        ("Actividad 1.1", 1613, 970, 1121293, 489782, 453611, "DGITDF / PNTE"),
        ("Actividad 2.2", 1330, 990, 1508074, 812719, 690117, "DAM /PNTE"),
        ("Actividad 3.2", 2033, 2061, 691743, 626972, 626971, "DGPAR/ DGAAMI"),
        ("Actividad 4.1", 9086, 24758, 31280706, 29577380, 28802935, "ITP"),
        ("Actividad 4.2", 1357, 1376, 3613449, 1780016, 1779591, "ITP/DGITDF"),
    ],
)
def test_annex_of_2020(activity: str, target: int, reached: int, pia: int, pim: int, spent: int, unit: str) -> None:
    found = [row for row in figures("boletin_pp0093_2020", "Anexo") if row["etiqueta"].startswith(activity)]
    by_measure = {row["medida"]: float(row["valor"]) for row in found}
    stated = ("meta_fisica", "avance_fisico", "pia", "pim", "devengado")
    assert [by_measure[measure] for measure in stated] == [target, reached, pia, pim, spent]
    assert {row["detalle"] for row in found} == {unit}


def test_the_activities_of_2020_make_up_the_printed_total() -> None:
    activities = [r for r in figures("boletin_pp0093_2020", "Anexo") if r["etiqueta"].startswith("Actividad")]
    for measure, total in (("pia", 44853245), ("pim", 35381999), ("devengado", 34443915)):
        assert sum(float(row["valor"]) for row in activities if row["medida"] == measure) == total


def test_the_sectors_of_2020_make_up_its_firms() -> None:
    found = figures("boletin_pp0093_2020", "Gráfico: Empresas por sector económico")
    assert sum(int(row["valor"]) for row in found) == 28510


def test_press_notes() -> None:
    assert value("notas_prensa", "Nota 2025-11-11", ambito="red") == 67459
    named = figures("notas_prensa", "Nota 2025-11-11", ambito="cite")
    assert [int(row["valor"]) for row in named] == [4914, 4864, 4352, 3862]
    assert value("notas_prensa", "Nota 2026-01-05", medida="servicios") == 85800
