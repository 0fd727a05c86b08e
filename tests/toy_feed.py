"""A fourth feed, as somebody would add it: yearly surveys of satisfaction, a CSV a year (SINTÉTICO).
All that a feed needs stands here; what it shares with the others is taken from `intake/`."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence

import duckdb
import pandas as pd

from orchestration.core.paths import Home
from orchestration.gates.evaluate import evaluate
from orchestration.gates.findings import Expectation, Suite
from orchestration.gates.loads import GateOutcome
from orchestration.intake.feed import REFUSED, Decision, Delivery, Feed, Judgement, Ledger, OnShare, Read, Taken
from orchestration.intake.findings import findings_of
from orchestration.warehouse.appending import append_rows

SCHEMA = """
create table if not exists raw.encuestas_entregas (
    entrega_id varchar primary key, anio integer, version integer, archivo varchar, sha256 varchar, bytes bigint,
    recibido_en timestamp, estado varchar, filas integer
);
create table if not exists raw.encuestas (entrega_id varchar, pregunta varchar, puntaje integer);
create table if not exists raw.encuestas_observaciones (
    entrega_id varchar, nivel varchar, codigo varchar, linea integer, columna varchar, valor varchar, mensaje varchar
);
"""
SUITE = Suite(
    "encuestas",
    (
        Expectation(
            "expect_column_values_to_be_between",
            {"column": "puntaje", "min_value": 1, "max_value": 5},
            meta={
                "codigo": "puntaje_fuera_de_escala",
                "columna": "puntaje",
                "mensaje": "Línea {linea}, columna «puntaje»: {valor} no va de 1 a 5; corrija el puntaje.",
            },
        ),
    ),
)


def read(_: Home, __: duckdb.DuckDBPyConnection, taken: Taken, on_share: OnShare) -> Read:
    content = taken.path.read_bytes()
    year, *lines = content.decode().splitlines()
    on_share(1)
    return Read(list(csv.reader(lines)), hashlib.sha256(content).hexdigest(), len(content), (int(year),))


def judge(_: duckdb.DuckDBPyConnection, batch: Sequence[Delivery]) -> list[Judgement]:
    return [_judge(delivery) for delivery in batch]


def _judge(delivery: Delivery) -> Judgement:
    frame = pd.DataFrame(
        [{"linea": line, "puntaje": int(score)} for line, (_, score) in enumerate(delivery.read.content, start=2)]
    )
    gate = GateOutcome("encuestas", (evaluate(frame, SUITE),))
    found = findings_of(gate.suites, {SUITE.name: frame}, lambda line, column: str(line[column or ""]))
    estado = REFUSED if any(finding.refuses for finding in found) else "aceptado"
    columns = {} if estado == REFUSED else {"filas": len(frame)}
    return Judgement(estado, delivery.read.place, found, columns, gate, delivery.read.content)


def load(_: Home, connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        if not (decision.repeated or decision.refused) and decision.judgement is not None:
            rows = [
                {"entrega_id": decision.key, "pregunta": question, "puntaje": int(score)}
                for question, score in decision.judgement.detail
            ]
            append_rows(connection, "encuestas", rows)


ENCUESTAS = Feed(
    name="encuestas",
    title="Encuestas",
    board="encuesta_anual",
    step="entregas_encuestas",
    check="puerta_encuestas",
    description="Una encuesta de satisfacción por año.",
    ledger=Ledger("encuestas_entregas", ("anio",), "encuestas_observaciones", ("linea",)),
    tables={
        "encuestas_entregas": "Una fila por entrega.",
        "encuestas": "Una fila por pregunta.",
        "encuestas_observaciones": "Una fila por hallazgo.",
    },
    shown={"anio": "Año", "filas": "Filas"},
    schema=SCHEMA,
    read=read,
    judge=judge,
    load=load,
    glance=lambda file: (int(file.read_text(encoding="utf-8").splitlines()[0]),),
)
