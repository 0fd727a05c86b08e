"""Rows that no gate may let through, planted beside the clean ones so that the clean year stays whole underneath.
Each breaks one rule of the format in a copy of a sound row; merely odd spellings belong to `spelling_noise.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from orchestration.core.catalogs import tasks
from orchestration.synthetic.people import MARK, ruc
from orchestration.synthetic.report import Report, Row, control_totals
from orchestration.synthetic.stains import Effect, Stain

Breaker = Callable[[Row], None]


def _bad_check_digit(row: Row) -> None:
    good = ruc("2099999999")
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)
    row.update({"Tipo de documento": "RUC", "Número de documento": bad, "Cliente": f"Empresa errada ({MARK} 99999)"})


def _date_of_another_month(row: Row) -> None:
    day = row["Fecha"]
    assert isinstance(day, date)
    row["Fecha"] = day - timedelta(days=45)


def _task_of_another_service(row: Row) -> None:
    own = str(row["Servicio"])[0]
    other = next(task for task in tasks().values() if str(task.service_code) != own)
    row["Tarea"] = f"{other.code}. {other.name}"


def _setting(column: str, value: str | float | None) -> Breaker:
    return lambda row: row.update({column: value})


# What is planted, the column that carries it, and how.
BREAKERS: tuple[tuple[str, str, Breaker], ...] = (
    ("ruc-digito-verificador", "Número de documento", _bad_check_digit),
    ("fecha-fuera-del-mes", "Fecha", _date_of_another_month),
    ("fecha-vacia", "Fecha", _setting("Fecha", None)),
    ("servicio-desconocido", "Servicio", _setting("Servicio", "9. Alquiler de local")),
    ("tarea-de-otro-servicio", "Tarea", _task_of_another_service),
    ("cantidad-cero", "Cantidad", _setting("Cantidad", 0)),
    ("cantidad-decimal", "Cantidad", _setting("Cantidad", 2.5)),
    ("importe-negativo", "Importe", _setting("Importe", -50.0)),
    ("ubigeo-inexistente", "Ubigeo", _setting("Ubigeo", "999999")),
    ("cliente-vacio", "Cliente", _setting("Cliente", None)),
    ("tipo-de-cliente-desconocido", "Tipo de cliente", _setting("Tipo de cliente", "Turista")),
    ("categoria-desconocida", "Categoría presupuestal", _setting("Categoría presupuestal", "PP0042")),
)
REPEATED = "fila-repetida"


def plant(report: Report, rng: np.random.Generator) -> list[Stain]:
    """Adds two rows to be observed, never enough to have the report refused, and declares them in the totals.

    A planted client with a wrong RUC counts as one more in the control total, as written.
    """
    sound = [row for row in report.rows if row["Tipo de documento"] in ("RUC", "DNI")]
    kinds = rng.choice(len(BREAKERS) + 1, size=2, replace=False).tolist()
    stains = [_plant_one(report, sound[int(rng.integers(len(sound)))], kind, rng) for kind in kinds]
    report.cover |= control_totals(report.rows)
    return stains


def _plant_one(report: Report, model: Row, kind: int, rng: np.random.Generator) -> Stain:
    row = dict(model)
    if kind == len(BREAKERS):
        report.rows.append(row)
        return Stain(REPEATED, Effect.OBSERVED, row=row)
    what, column, break_it = BREAKERS[kind]
    row["Medio de verificación"] = f"Registro sintético N.° 9{kind:03d}-{report.period}"
    break_it(row)
    report.rows.insert(int(rng.integers(len(report.rows) + 1)), row)
    return Stain(what, Effect.OBSERVED, column=column, row=row, value=str(row[column] or ""))
