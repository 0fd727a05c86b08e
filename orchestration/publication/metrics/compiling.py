"""Writes the SQL of a plan over a publication's marts, as a person could run it again.
What a measure or a condition says comes from the definitions, which are dbt's."""

from __future__ import annotations

from orchestration.publication.metrics.asking import Plan
from orchestration.publication.metrics.definitions import MartModel
from orchestration.warehouse.rows import literal


def answer(plan: Plan, months: str, missing: Plan | None) -> str:
    """The figures in order of group and time and, where `missing` is given, what its metric says of each beside it.

    `months` is a condition on `periodo`.
    """
    names = [*plan.by, *_shown(plan)]
    lapse = ["cifras.periodo"]
    if plan.grain == "anio":
        hasta = "if(cifras.del_anio, null, cifras.periodo)" if plan.model.whole_years else "cifras.periodo"
        lapse = ["year(cifras.periodo)::integer as anio", f"{hasta} as hasta"]
    columns = [*lapse, *(f"cifras.{name}" for name in names)]
    sources = [f"(\n{_figures(plan)}\n) as cifras"]
    if missing is not None:
        same = [f"cifras.{n} is not distinct from faltan.{n}" for n in ("periodo", *missing.by)]
        columns.append(f"faltan.{missing.metric.name}")
        sources.append(f"left join (\n{_figures(missing)}\n) as faltan\non {' and '.join(same)}")
    order = [str(position + len(lapse)) for position in range(1, len(plan.by) + 1)]
    return (
        f"select\n    {_listed(columns)}\nfrom {' '.join(sources)}\n"
        f"where {months}\norder by {', '.join([*order, 'cifras.periodo'])}"
    )


def months_of(plan: Plan) -> str:
    """A select of the months that the mart has, each year's last alone when the year is asked for."""
    months = f"select distinct periodo from marts.{plan.model.table} where {_of_the_mart(plan)}"
    if plan.grain == "anio":
        months = f"select max(periodo) as periodo from ({months}) group by year(periodo)"
    return months


def members(plan: Plan, name: str) -> str:
    """A select of the values that a dimension may have, as text: a key has those of its catalogue."""
    of_key = next((c for c in plan.catalogues if c.primary == name), None)
    home = of_key or _catalogue(plan, name) or plan.model
    expression = home.keys[name] if name in home.keys else home.dimensions[name].expression
    return f"select distinct ({expression})::varchar from marts.{home.table}"


def _figures(plan: Plan) -> str:
    """`periodo`, the grouping, the parts and the figure; a ratio keeps its parts, so that nobody need add ratios up."""
    groups = [f"{_column(plan, name)} as {name}" for name in plan.by]
    parts = [f"{sql} as {name}" for name, sql in plan.parts.items()]
    whole_year = [f"bool_and({plan.model.whole_years}) as del_anio"] if plan.model.whole_years else []
    columns = [f"{_month(plan)} as periodo", *groups, *whole_year, *parts]
    grouped = ["periodo", *plan.by]
    conditions = [_of_the_mart(plan), *_filters(plan)]
    sql = (
        f"select {_listed(columns)}\n{_rows(plan)}\nwhere {' and '.join(conditions)}\n"
        f"group by {', '.join(str(position) for position in range(1, len(grouped) + 1))}"
    )
    if len(plan.parts) == 1:
        return sql
    numerator, denominator = plan.parts
    return f"select *, {numerator} / nullif({denominator}, 0) as {plan.metric.name} from (\n{sql}\n)"


def _shown(plan: Plan) -> list[str]:
    return list(dict.fromkeys([plan.metric.name, *plan.parts]))


def _of_the_mart(plan: Plan) -> str:
    """The rows of the mart that are the model's; those that hold a whole year are told at no other grain."""
    conditions = [f"({plan.model.rows})"] if plan.model.rows else []
    if plan.model.whole_years and plan.grain != "anio":
        conditions.append(f"not ({plan.model.whole_years})")
    return " and ".join(conditions) or "true"


def _month(plan: Plan) -> str:
    return "meses.al_mes" if plan.summed_to_date else "base.periodo"


def _rows(plan: Plan) -> str:
    table = f"marts.{plan.model.table}"
    source = f"from {table} as base"
    if plan.summed_to_date:
        source = (
            f"from (select distinct periodo as al_mes from {table}) as meses\ninner join {table} as base "
            "on year(base.periodo) = year(meses.al_mes) and base.periodo <= meses.al_mes"
        )
    return "\n".join([source, *_joins(plan)])


def _joins(plan: Plan) -> list[str]:
    """The catalogues asked for. Left: a centre that a catalogue lacks shows without its group, and is not dropped."""
    asked: dict[str, tuple[MartModel, list[str]]] = {}
    for name in dict.fromkeys((*plan.by, *plan.where)):
        catalogue = _catalogue(plan, name)
        if catalogue is not None:
            asked.setdefault(catalogue.name, (catalogue, []))[1].append(name)
    return [_join(plan, catalogue, names) for catalogue, names in asked.values()]


def _join(plan: Plan, catalogue: MartModel, names: list[str]) -> str:
    key = catalogue.primary or ""
    columns = [f"{catalogue.keys[key]} as clave", *(f"{catalogue.dimensions[n].expression} as {n}" for n in names)]
    return (
        f"left join (select {', '.join(columns)} from marts.{catalogue.table}) as {catalogue.name} "
        f"on {plan.model.keys[key]} = {catalogue.name}.clave"
    )


def _filters(plan: Plan) -> list[str]:
    return [
        f"({_column(plan, name)})::varchar in ({', '.join(literal(value) for value in values)})"
        for name, values in plan.where.items()
    ]


def _column(plan: Plan, name: str) -> str:
    catalogue = _catalogue(plan, name)
    return f"{catalogue.name}.{name}" if catalogue else plan.dimensions[name].expression


def _catalogue(plan: Plan, name: str) -> MartModel | None:
    """The catalogue that a dimension comes from; None when the mart has it itself."""
    if name in plan.model.keys or name in plan.model.dimensions:
        return None
    return next(c for c in plan.catalogues if name in c.dimensions)


def _listed(columns: list[str]) -> str:
    return ",\n    ".join(columns)
