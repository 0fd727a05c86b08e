"""What was planted against what the real gate catches: the same rows, for the reason meant, and nothing else."""

import csv
from datetime import date
from pathlib import Path

import pytest

from orchestration.intake.reports.judging.verdict import SubmittedReport, judge
from orchestration.intake.reports.reading.report import read_report
from orchestration.synthetic.year import SentFile

# What the dirt layer calls it -> the rule that must hold the row back.
CAUGHT_BY = {
    "ruc-digito-verificador": "numero_documento_invalido",
    "fecha-fuera-del-mes": "fecha_fuera_del_mes",
    "fecha-vacia": "fecha_ausente",
    "servicio-desconocido": "servicio_desconocido",
    "tarea-de-otro-servicio": "tarea_de_otro_servicio",
    "cantidad-cero": "cantidad_invalida",
    "cantidad-decimal": "cantidad_invalida",
    "importe-negativo": "importe_invalido",
    "ubigeo-inexistente": "ubigeo_inexistente",
    "cliente-vacio": "cliente_vacio",
    "tipo-de-cliente-desconocido": "tipo_cliente_desconocido",
    "categoria-desconocida": "categoria_desconocida",
    "fila-repetida": "fila_repetida",
}


@pytest.mark.lento  # a whole year is written
def test_the_gate_observes_exactly_the_planted_rows(dirty_year: list[SentFile], dirty_folder: Path) -> None:
    with (dirty_folder / "suciedad.csv").open(encoding="utf-8", newline="") as handle:
        lines = [line for line in csv.DictReader(handle) if line["efecto"] == "observa"]
    planted = {(line["archivo"], int(line["fila"])): (CAUGHT_BY[line["que"]],) for line in lines}
    soiled = [d for d in dirty_year if d.path.name in {file for file, _ in planted}]
    verdicts = judge(
        [
            SubmittedReport(
                read_report(d.path.read_bytes(), d.path.name),
                d.received_at,
                d.centre,
                date.fromisoformat(f"{d.period}-01"),
            )
            for d in soiled
        ]
    )
    caught = {(v.archivo, row.fila): row.motivos for v in verdicts for row in v.observadas}
    assert len(planted) > 50
    assert {v.estado for v in verdicts} == {"observado"}
    assert caught == planted
