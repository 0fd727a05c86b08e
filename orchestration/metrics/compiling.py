"""Writes the SQL of a plan over a publication's marts; values of filters are parameters, never text of it.
What a measure or a condition says comes from the definitions, which are dbt's."""

from __future__ import annotations

from orchestration.metrics.asking import Plan
from orchestration.metrics.definitions import MartModel


def figures(plan: Plan, months: str) -> tuple[str, list[str]]:
    """A select with `periodo`, the grouping and the figure, and its parameters.

    `months` is a condition on `periodo`. A ratio comes with its numerator and denominator, so that nobody need add
    ratios up.
    """
    groups = [f"{_column(plan, name)} as {name}" for name in plan.by]
    parts = [f"{sql} as {name}" for name, sql in plan.parts.items()]
    inner = (
        f"select {', '.join([f'{_month(plan)} as periodo', *groups, *parts])} {_rows(plan)} "
        f"where {' and '.join(_conditions(plan)) or 'true'} group by all"
    )
    parameters = [value for values in plan.where.values() for value in values]
    names = [*plan.by, *_shown(plan)]
    return f"select {', '.join(['periodo', *names])} from ({inner}) where {months}", parameters


def last_months(plan: Plan) -> str:
    """The condition that keeps the last month that each year has."""
    return f"periodo in (select max(periodo) from marts.{plan.model.table} group by year(periodo))"


def members(plan: Plan, name: str) -> str:
    """A select of the values that a dimension may have, as text: a key has those of its catalogue."""
    of_key = next((c for c in plan.catalogues if c.primary == name), None)
    home = of_key or _catalogue(plan, name) or plan.model
    expression = home.keys[name] if name in home.keys else home.dimensions[name].expression
    return f"select distinct ({expression})::varchar from marts.{home.table}"


def _shown(plan: Plan) -> list[str]:
    if len(plan.parts) == 1:
        return [plan.metric.name]
    numerator, denominator = plan.parts
    return [f"{numerator} / nullif({denominator}, 0) as {plan.metric.name}", numerator, denominator]


def _month(plan: Plan) -> str:
    return "meses.periodo" if plan.summed_to_date else "base.periodo"


def _rows(plan: Plan) -> str:
    table = f"marts.{plan.model.table}"
    source = f"from {table} as base"
    if plan.summed_to_date:
        source = (
            f"from (select distinct periodo from {table}) as meses inner join {table} as base "
            "on year(base.periodo) = year(meses.periodo) and base.periodo <= meses.periodo"
        )
    return " ".join([source, *_joins(plan)])


def _joins(plan: Plan) -> list[str]:
    """The catalogues asked for. Left: a centre that a catalogue lacks shows without its group, and is not dropped."""
    asked: dict[str, tuple[MartModel, list[str]]] = {}
    for name in (*plan.by, *plan.where):
        catalogue = _catalogue(plan, name)
        if catalogue is not None:
            asked.setdefault(catalogue.name, (catalogue, []))[1].append(name)
    return [
        f"left join (select {c.keys[c.primary or '']} as clave, "
        f"{', '.join(f'{c.dimensions[n].expression} as {n}' for n in dict.fromkeys(names))} from marts.{c.table}) "
        f"as {c.name} on {plan.model.keys[c.primary or '']} = {c.name}.clave"
        for c, names in asked.values()
    ]


def _conditions(plan: Plan) -> list[str]:
    filters = [
        f"({_column(plan, name)})::varchar in ({', '.join('?' for _ in values)})" for name, values in plan.where.items()
    ]
    return [*(f"({condition})" for condition in plan.conditions), *filters]


def _column(plan: Plan, name: str) -> str:
    catalogue = _catalogue(plan, name)
    return f"{catalogue.name}.{name}" if catalogue else plan.dimensions[name].expression


def _catalogue(plan: Plan, name: str) -> MartModel | None:
    """The catalogue that a dimension comes from; None when the mart has it itself."""
    if name in plan.model.keys or name in plan.model.dimensions:
        return None
    return next(c for c in plan.catalogues if name in c.dimensions)
