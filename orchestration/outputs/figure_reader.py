"""Asks one publication for the figures of a month: its metrics, and rows of a mart where no metric says it.
Which figures a document has belongs to the document's room; what they mean is dbt's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.core.errors import Misuse
from orchestration.publication.editions import Edition, reading
from orchestration.publication.metrics import NoSuchMonth, catalogue, figures
from orchestration.publication.metrics.asking import known
from orchestration.warehouse.rows import records

# A row by column: amounts are Decimal, counts int, None where nobody reported.
Record = dict[str, Any]


class NoFigures(Misuse):
    """The publication does not hold the month asked for; the message says in Spanish what it holds and what to do."""


class NotPublished(NoFigures):
    """The publication does not reach the month, or begins after it."""


@dataclass(frozen=True)
class FigureReader:
    """An open publication, asked at one of its months (its first day)."""

    connection: duckdb.DuckDBPyConnection
    month: date

    def rows(self, sql: str) -> list[Record]:
        """What `sql` answers with; `$mes` in it is the month."""
        return records(self.connection, sql, {"mes": self.month} if "$mes" in sql else None)

    def metrics(self, names: Sequence[str], by: Sequence[str] = (), month: date | None = None) -> list[Record]:
        """A row a group of `by`, in order: each metric of the month (`<name>_mes`) and to date (`<name>_acumulado`).

        To date is from January on; a yearly figure has no `_mes`. `reportes_faltantes` are those that the figures to
        date lack. Empty where the metrics have nothing of `month`, which is the reader's own unless another is given.
        """
        found: dict[tuple[Any, ...], Record] = {}
        listed = {metric.name: metric for metric in catalogue(self.connection)}
        grains = {name: known(listed, name).grains for name in names}
        at = {"periodo": f"{month or self.month:%Y-%m}"}
        for name, grain in ((name, grain) for name in names for grain in ("acumulado", "mes") if grain in grains[name]):
            for row in self._asked(name, by, at, grain):
                group = tuple(row[column] for column in by)
                kept = found.setdefault(group, {column: row[column] for column in by})
                kept[f"{name}_{grain}"] = row[name]
                kept.setdefault("reportes_faltantes", row.get("reportes_faltantes"))
        return list(found.values())

    def by_month(self, name: str, by: Sequence[str]) -> list[Record]:
        """A metric of each month from January to this one by itself: `periodo`, the columns of `by`, the metric."""
        months = self._asked(name, by, {"anio": self.month.year}, "mes")
        return [row for row in months if row["periodo"] <= self.month]

    def _asked(self, name: str, by: Sequence[str], where: Mapping[str, object], grain: str) -> list[Record]:
        try:
            return figures(self.connection, name, by, where, grain=grain)
        except NoSuchMonth:
            return []


@contextmanager
def at_month(edition: Edition, month: date, what: str, command: str) -> Iterator[FigureReader]:
    """The publication open to write `what` of `month`; a refusal's message names it, and the `command` for a month.

    Raises:
        NotPublished: the publication does not hold the month.
        NoFigures: the publication is older than a table, column or metric that is asked for.
    """
    with reading(edition, what, NoFigures) as connection:
        _require(connection, month, command)
        yield FigureReader(connection, month)


def _require(connection: duckdb.DuckDBPyConnection, month: date, command: str) -> None:
    months = [row[0] for row in connection.execute("select periodo from marts.dim_mes order by 1").fetchall()]
    if month in months:
        return
    refused = f"{month:%Y-%m} no está publicado: la publicación"
    if not months:
        raise NotPublished(f"{refused} no tiene ningún mes. Cierre antes ese mes.")
    raise NotPublished(
        f"{refused} tiene de {months[0]:%Y-%m} a {months[-1]:%Y-%m}. Cierre antes ese mes, o pida el último "
        f"(`red-cite {command.format(months[-1])}`)."
    )


def total(values: Iterable[Any]) -> Any:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None
