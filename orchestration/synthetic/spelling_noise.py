"""The odd spellings that centres use and a reader must see through: names, months, numbers eaten by Excel, shapes.
None of them changes what a row says; rows that say something wrong belong to `bad_rows.py`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np

from orchestration.core.catalogs import budget_categories, centres
from orchestration.core.paths import CATALOGS
from orchestration.core.seeds import read_seed
from orchestration.synthetic.people import MARK
from orchestration.synthetic.report import COVER_SHEET, Cell, Report
from orchestration.synthetic.stains import Effect, Stain

MONTH_NAMES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
SpellingNoise = Callable[[Report, np.random.Generator], list[Stain]]


def _pick(options: list[Cell], rng: np.random.Generator) -> Cell:
    return options[int(rng.integers(len(options)))]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def _spellings(centre: str) -> list[Cell]:
    """How the published documents spell a centre, and how people do."""
    known = [row["alias"] for row in read_seed(CATALOGS / "alias_cite.csv") if row["cite_codigo"] == centre]
    name = centres()[centre].name
    return [*known, _plain(name).upper(), f"  {name.replace(' ', '  ')} ", centre]


def centre_alias(report: Report, rng: np.random.Generator) -> list[Stain]:
    report.cover["CITE/UT"] = _pick(_spellings(report.centre), rng)
    return [_on_cover("centro-alias", "CITE/UT", report)]


def period_spelling(report: Report, rng: np.random.Generator) -> list[Stain]:
    year, month = (int(part) for part in report.period.split("-"))
    name = MONTH_NAMES[month - 1]
    other = "septiembre" if month == 9 else name
    spelt: list[Cell] = [f"{month:02d}/{year}", f"{name.capitalize()} {year}", f"{other} de {year}"]
    spelt += [f"{name[:3].upper()}-{year % 100}", date(year, month, 15)]
    report.cover["Periodo"] = _pick(spelt, rng)
    return [_on_cover("periodo-otra-forma", "Periodo", report)]


def missing_total(report: Report, rng: np.random.Generator) -> list[Stain]:
    key = str(_pick(["Total de servicios", "Total de clientes"], rng))
    del report.cover[key]
    return [Stain("total-de-control-ausente", Effect.WARNED, COVER_SHEET, key)]


def headers(report: Report, rng: np.random.Generator) -> list[Stain]:
    report.columns = [(key, _plain(printed).upper().replace(" DE ", "\nDE  ")) for key, printed in report.columns]
    return [Stain("encabezado-otra-forma", Effect.NORMALISED)]


def permuted(report: Report, rng: np.random.Generator) -> list[Stain]:
    report.columns = [report.columns[i] for i in rng.permutation(len(report.columns))]
    return [Stain("columnas-permutadas", Effect.NORMALISED)]


def extra_columns(report: Report, rng: np.random.Generator) -> list[Stain]:
    report.columns = [
        ("Observaciones", "Observaciones"),
        *report.columns,
        ("Responsable de campo", "Responsable de campo"),
    ]
    for row in report.rows[::3]:
        row["Observaciones"] = "conforme"
    return [
        Stain("columna-desconocida", Effect.WARNED, column=name) for name in ("Observaciones", "Responsable de campo")
    ]


def more_titles(report: Report, rng: np.random.Generator) -> list[Stain]:
    report.titles = [*report.titles, centres()[report.centre].name, f"Reporte mensual de atenciones {report.period}"]
    return [Stain("filas-de-titulo", Effect.NORMALISED)]


def dates_as_text(report: Report, rng: np.random.Generator) -> list[Stain]:
    pattern = str(_pick(["%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d"], rng))
    return _rewrite(report, "Fecha", "fecha-texto", lambda c: c.strftime(pattern) if isinstance(c, date) else c)


def documents_as_numbers(report: Report, rng: np.random.Generator) -> list[Stain]:
    """What Excel does to digits: a DNI loses its zeros, a RUC becomes text with a decimal point."""
    for row in report.rows:
        number = str(row["Número de documento"] or "")
        if row["Tipo de documento"] == "DNI":
            row["Número de documento"] = int(number)
        elif row["Tipo de documento"] == "RUC":
            row["Número de documento"] = f"{number}.0"
    return [Stain("documento-como-numero", Effect.NORMALISED, column="Número de documento")]


def ubigeo_as_number(report: Report, rng: np.random.Generator) -> list[Stain]:
    return _rewrite(report, "Ubigeo", "ubigeo-como-numero", lambda c: int(c) if isinstance(c, str) else c)


def service_spelling(report: Report, rng: np.random.Generator) -> list[Stain]:
    bare = bool(rng.integers(2))

    def spell(cell: Cell) -> Cell:
        number, _, name = str(cell).partition(". ")
        return name if bare else int(number)

    return _rewrite(report, "Servicio", "servicio-sin-numero" if bare else "servicio-solo-numero", spell)


def task_as_number(report: Report, rng: np.random.Generator) -> list[Stain]:
    return _rewrite(report, "Tarea", "tarea-como-numero", lambda c: float(str(c).split(". ")[0]))


def category_spelling(report: Report, rng: np.random.Generator) -> list[Stain]:
    def spell(cell: Cell) -> Cell:
        code = budget_categories().get(str(cell))
        return (
            cell
            if code is None
            else _pick([code, f"PP{code[2:]}", f"PP {code[1:]}"] if code != "9002" else [code], rng)
        )

    return _rewrite(report, "Categoría presupuestal", "categoria-otra-forma", spell)


def amounts_as_text(report: Report, rng: np.random.Generator) -> list[Stain]:
    european = bool(rng.integers(2))

    def spell(cell: Cell) -> Cell:
        if not isinstance(cell, float):
            return cell
        text = f"{cell:,.2f}"
        return text.translate(str.maketrans(",.", ".,")) if european else f"S/ {text}"

    return _rewrite(report, "Importe", "importe-europeo" if european else "importe-con-soles", spell)


def hard_spaces(report: Report, rng: np.random.Generator) -> list[Stain]:
    stains = _rewrite(report, "Tipo de cliente", "espacio-duro", lambda c: str(c).replace(" ", "\u00a0"))
    return stains + _rewrite(
        report, "Número de documento", "espacio-duro", lambda c: f"{c}\u00a0" if isinstance(c, str) else c
    )


def missing_focus(report: Report, rng: np.random.Generator) -> list[Stain]:
    marked = [row for row in report.rows if row["Focalizado"] is not None]
    if not marked:
        return []
    row = marked[int(rng.integers(len(marked)))]
    row["Focalizado"] = None
    return [Stain("focalizado-ausente", Effect.WARNED, column="Focalizado", row=row)]


def two_names(report: Report, rng: np.random.Generator) -> list[Stain]:
    """One document with two names: the second row of a client says something else."""
    seen: set[Cell] = set()
    for row in report.rows:
        number = row["Número de documento"]
        if number is not None and number in seen and row["Cliente"] is not None:
            row["Cliente"] = f"Otro nombre ({MARK} 99998)"
            return [Stain("dos-nombres", Effect.WARNED, column="Cliente", row=row, value=str(row["Cliente"]))]
        seen.add(number)
    return []


def total_row(report: Report, rng: np.random.Generator) -> list[Stain]:
    """A foot that begins with `Total`, left of the quantity and in none of the columns that make a row."""
    keys = [key for key, _ in report.columns]
    at = next(k for k in keys if k not in ("Fecha", "Tipo de documento", "Número de documento", "Cantidad"))
    foot: dict[str, Cell] = {at: "Total"}
    if keys.index(at) < keys.index("Cantidad"):
        foot["Cantidad"] = sum(row["Cantidad"] for row in report.rows if isinstance(row["Cantidad"], int))
    report.foot.append(foot)
    return [Stain("fila-de-total", Effect.NORMALISED)]


def _rewrite(report: Report, column: str, what: str, spell: Callable[[Cell], Cell]) -> list[Stain]:
    for row in report.rows:
        if row[column] is not None:
            row[column] = spell(row[column])
    return [Stain(what, Effect.NORMALISED, column=column)]


def _on_cover(what: str, key: str, report: Report) -> Stain:
    return Stain(what, Effect.NORMALISED, COVER_SHEET, key, value=str(report.cover[key]))


# Slips within a row, made before bad rows are copied from it.
SLIPS: tuple[SpellingNoise, ...] = (two_names, missing_focus)
# Odd shapes of the whole report, in this order: the foot is laid when the columns stand.
SHAPES: tuple[SpellingNoise, ...] = (
    centre_alias,
    period_spelling,
    missing_total,
    dates_as_text,
    documents_as_numbers,
    ubigeo_as_number,
    service_spelling,
    task_as_number,
    category_spelling,
    amounts_as_text,
    hard_spaces,
    headers,
    extra_columns,
    permuted,
    more_titles,
    total_row,
)
# An Excel date and title rows exist in workbooks alone.
NOT_IN_CSV = frozenset({period_spelling, more_titles})
