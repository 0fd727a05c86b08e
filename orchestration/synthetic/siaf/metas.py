"""The metas of ITP in a year: whose money each one holds, its programmatic chain and its number (SEC_FUNC).
Amounts belong to `budget`. Supuesto: every number, and the codes that no document prints."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from orchestration.core.catalogs import Centre, centres
from orchestration.core.paths import CATALOGS
from orchestration.synthetic.siaf.chains import CHAINS, DEPARTMENTS, MANY_DEPARTMENTS, Chain
from orchestration.synthetic.siaf.plan import Item, executed_2020, plan

HEAD_OFFICE = "sede"
# Agreements that Cuadro 24 counts under 0137: no document says so, but their PIM add up to its two rows to the sol.
SCIENCE = frozenset(
    {
        "PE501081457-2022-PROCIENCIA",
        "046-2021-FONDECYT",
        "PE501082435-2023-PROCIENCIA",
        "PE501079270-2022-PROCIENCIA",
        "055-2021-PROCIENCIA",
    }
)
# The agreement with AECID for four regions, and (supuesto) the centres that spend its part of the network.
REGIONAL = "2020/SPE/0000400200"
REGIONAL_CENTRES = (
    "citepesquero-piura",
    "citeagroindustrial-chavimochic",
    "utmadera-cajamarca",
    "citeproductivo-san-martin",
)
# Supuesto: the first year with money of centres that begin later than the rest, and the agreements' last.
FIRST_YEAR = {"utcuero-y-calzado-junin": 2024, "citetextil-camelidos-huancavelica": 2024}
LAST_YEAR_OF_AGREEMENTS = 2025
FIRST_YEAR_OF_IOARR = 2024
DIRECTORATES = {"0093": range(9, 13), "0095": range(10, 12), "9002": range(9, 13)}


@dataclass(frozen=True)
class Meta:
    """One meta of the year; `key` names it across years, `unit` is a cite_codigo or `sede`, `category` SIAF's code."""

    key: str
    unit: str
    category: str
    chain: Chain
    name: str
    department: str
    sec_func: str = ""


@cache
def metas(year: int) -> dict[str, Meta]:
    """Every meta of the year by key, in the order of its numbers.

    A centre's metas take, in the order of their chains, the numbers that sec_func_cite.csv gives it that year; head
    office takes the numbers that no centre has.

    Raises:
        ValueError: the crosswalk gives a centre more or fewer numbers than it has metas.
    """
    numbers = _crosswalk(year)
    taken = {number for own in numbers.values() for number in own}
    free = (f"{n:04d}" for n in range(1, 10_000) if f"{n:04d}" not in taken)
    found = list(_of_head_office(year, free))
    for code in _active(year):
        own = list(_of_centre(centres()[code], year))
        if len(own) != len(numbers.get(code, [])):
            raise ValueError(
                f"sec_func_cite.csv: {year} da {len(numbers.get(code, []))} metas a {code}, y el archivo sintético "
                f"le pone {len(own)}: {[meta.key for meta in own]}; iguale las dos."
            )
        found += [replace(meta, sec_func=number) for meta, number in zip(own, numbers[code], strict=True)]
    return {meta.key: meta for meta in sorted(found, key=lambda meta: meta.sec_func)}


def agreements(year: int) -> list[Item]:
    """The agreements of Cuadro 27 that run in the year: from the year in their number (supuesto: up to 2025)."""
    return [item for item in plan().items("Cuadro 27") if _starts(item.code) <= year <= LAST_YEAR_OF_AGREEMENTS]


def _starts(code: str) -> int:
    return int(re.findall(r"(?<!\d)20[12]\d(?!\d)", code)[-1])


def _active(year: int) -> list[str]:
    """Supuesto: what opened after the plan of 2024 has no money of its own in any year."""
    return [code for code in centres() if code in plan().centres() and FIRST_YEAR.get(code, 0) <= year]


def _crosswalk(year: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (CATALOGS / "sec_func_cite.csv").open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["anio"] == str(year):
                found.setdefault(row["cite_codigo"], []).append(row["sec_func"])
    if not found:
        raise ValueError(f"sec_func_cite.csv no tiene metas de {year}; agréguelas o pida otro año.")
    return {code: sorted(numbers) for code, numbers in found.items()}


def _of_centre(centre: Centre, year: int) -> Iterator[Meta]:
    """A centre's metas in the order of their chains: programmes, science, running costs, agreements."""
    department = DEPARTMENTS.get(centre.department or "", MANY_DEPARTMENTS)
    own = [item for item in agreements(year) if item.centre == centre.code]

    def meta(kind: str, category: str, chain: Chain, name: str) -> Meta:
        return Meta(f"{centre.code}/{kind}", centre.code, category, chain, f"{name} - {centre.name}", department)

    if "PP0093" in centre.programmes:
        yield meta("5005087", "0093", pp0093("5005087"), "SERVICIOS TECNOLÓGICOS Y DE INNOVACIÓN")
        if centre.kind == "CITE":
            yield meta("5005088", "0093", pp0093("5005088"), "INSTRUMENTOS PARA LA TRANSFERENCIA TECNOLÓGICA")
    for code in ("0094", "0095"):
        if f"PP{code}" in centre.programmes:
            yield meta(code, code, CHAINS[code], CHAINS[code].activity_name)
    for item in sorted(own, key=lambda item: item.code not in SCIENCE):
        if item.code in SCIENCE:
            yield meta(item.code, "0137", CHAINS["0137"], item.name)
    yield meta("9002", "9002", CHAINS["operacion"], "OPERACIÓN DEL CENTRO")
    for item in own:
        if item.code not in SCIENCE:
            yield meta(item.code, "9002", CHAINS["convenio"], item.name)
    if centre.code in REGIONAL_CENTRES and year <= LAST_YEAR_OF_AGREEMENTS:
        yield meta(REGIONAL, "9002", CHAINS["convenio"], "CONVENIO AECID, OFERTA REGIONAL DE SERVICIOS")


def _of_head_office(year: int, numbers: Iterator[str]) -> Iterator[Meta]:
    for (key, category, chain, name), number in zip(_head_office_chains(year), numbers, strict=False):
        yield Meta(f"{HEAD_OFFICE}/{key}", HEAD_OFFICE, category, chain, name, DEPARTMENTS["Callao"], number)


def _head_office_chains(year: int) -> Iterator[tuple[str, str, Chain, str]]:
    """Key, category, chain and name of head office's metas, in the order of their categories (supuesto)."""
    offices = {item.row: item.name for item in plan().items("Cuadro 26")}
    investments = plan().items("Cuadro 30")
    yield from _directorates("0093", offices, CHAINS["gestion_programa"])
    yield from (_investment(item) for item in investments if is_pip(item))
    yield from _directorates("0095", offices, CHAINS["0095"])
    own = [item for item in agreements(year) if item.centre is None]
    yield from ((item.code, "0137", CHAINS["0137"], item.name) for item in own if item.code in SCIENCE)
    for row in range(1, 9):
        yield f"9001/{row}", "9001", CHAINS[f"oficina {row}"], offices[row]
    yield from _directorates("9002", offices, CHAINS["operacion"])
    yield "9002/por distribuir", "9002", CHAINS["operacion"], "GASTOS POR DISTRIBUIR ENTRE CENTROS Y OFICINAS"
    cedepas = plan().items("Cuadro 29")[0]
    yield cedepas.code, "9002", CHAINS["convenio_desempeno"], cedepas.name
    yield from ((item.code, "9002", CHAINS["convenio"], item.name) for item in own if item.code not in SCIENCE)
    if year <= LAST_YEAR_OF_AGREEMENTS:
        yield from ((i.code, "9002", CHAINS["convenio"], f'{i.name} ("{i.code}")') for i in plan().items("Cuadro 28"))
    if year >= FIRST_YEAR_OF_IOARR:
        yield from (_investment(item) for item in investments if not is_pip(item))


def _directorates(category: str, offices: dict[int, str], chain: Chain) -> Iterable[tuple[str, str, Chain, str]]:
    return ((f"{category}/{row}", category, chain, offices[row]) for row in DIRECTORATES[category])


def _investment(item: Item) -> tuple[str, str, Chain, str]:
    chain = replace(CHAINS["inversion"], product=item.code, product_name=item.name)
    return item.code, investment_category(item), chain, item.name


def investment_category(item: Item) -> str:
    """Supuesto: PIP under 0093, IOARR under 9002. No document says so, but Cuadro 24 then leaves head office about five
    million of 0093 before and after the transfer of 12.6 million that only PIP paid for."""
    return "0093" if is_pip(item) else "9002"


def is_pip(item: Item) -> bool:
    """Whether Cuadro 30 calls it PIP: the transcription leaves that column out; IOARR are row 24 and from 27 on."""
    return item.row != 24 and item.row < 27


def pp0093(code: str) -> Chain:
    """The chain of an activity of the PP0093, with the bulletin's own codes and names."""
    activity = executed_2020()[0][code]
    return replace(
        CHAINS["0093"],
        product=activity.product,
        product_name=activity.product_name,
        activity=activity.code,
        activity_name=activity.name,
    )
