"""DuckDB's SQL as Spark's: what sqlglot leaves out or refuses and, far worse, writes so that another figure comes out.
Text in, text out: neither engine is needed here; the tables' columns and how a query is run belong to `adapter`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlglot import MappingSchema, exp, parse_one
from sqlglot.optimizer.annotate_types import annotate_types

from orchestration.transforming.queries import spelt_out

Columns = Mapping[str, str]


class NotTranslated(ValueError):
    """What the query asks has no faithful form in Spark's SQL that this module knows."""


def tables_of(sql: str) -> set[tuple[str, str]]:
    """Schema and name of each table that a query of DuckDB's reads."""
    return {(table.db, table.name) for table in parse_one(sql, dialect="duckdb").find_all(exp.Table) if table.db}


def to_spark(sql: str, tables: Mapping[tuple[str, str], Columns]) -> str:
    """`sql` in Spark's words; `tables` are the columns, with DuckDB's types, of every table that it reads.

    Raises:
        NotTranslated: it asks for what has no known form there.
    """
    known = MappingSchema(dialect="duckdb")
    for (schema, name), columns in tables.items():
        known.add_table(exp.table_(name, db=schema), dict(columns))
    # An alias that a later expression uses stands in Spark, too.
    query = spelt_out(sql, known, expand_alias_refs=False)
    for select in list(query.find_all(exp.Select)):
        query = _qualified_rows(select, query)
        _side_by_side(select)
    query = annotate_types(query, schema=known, dialect="duckdb")
    for node in reversed(list(query.walk())):  # leaves first
        if (rule := RULES.get(type(node))) and (written := rule(node)) is not node:
            written.type = written.type or node.type
            node.replace(written)
    return str(query.sql(dialect="spark", pretty=True))


def to_spark_type(duckdb_type: str) -> str:
    """`VARCHAR` is `STRING`; JSON, which has no type of its own in Parquet, too."""
    return exp.DataType.build(duckdb_type.replace("JSON", "VARCHAR"), dialect="duckdb").sql(dialect="spark")


def to_duckdb_type(spark_type: str) -> str:
    """`string` is `TEXT`, as sqlglot calls what DuckDB calls `VARCHAR`."""
    return exp.DataType.build(spark_type, dialect="spark").sql(dialect="duckdb")


# What a query is made of.


def _qualified_rows(select: Any, query: Any) -> Any:
    """QUALIFY as a filter around: sqlglot's own gives a qualified column the value of an alias of its name."""
    condition = select.args.get("qualify")
    if not condition:
        return query
    select.set("qualify", None)
    names = [exp.column(name, quoted=True) for name in select.named_selects]
    inner = select.copy()
    inner.append("expressions", exp.alias_(condition.this, "_entra", quoted=True))
    outer = exp.select(*names).from_(inner.subquery("_filas")).where(exp.column("_entra", quoted=True))
    if select is query:
        return outer
    select.replace(outer)
    return query


def _side_by_side(select: Any) -> None:
    """UNNESTs of one SELECT go side by side in DuckDB; as Spark's `explode` each is crossed with the others."""
    found = [node for column in select.expressions for node in column.find_all(exp.Explode, exp.Unnest)]
    found = [node for node in found if node.parent_select is select]
    if not found:
        return
    names = [f"_{number}" for number in range(len(found))]
    lists = [(node.this or node.expressions[0]).copy() for node in found]
    for node, name in zip(found, names, strict=True):
        node.replace(exp.column(name, table="_listas"))
    alias = exp.TableAlias(this=exp.to_identifier("_listas"), columns=[exp.to_identifier(name) for name in names])
    rows = exp.func("inline", exp.func("arrays_zip", *lists))
    select.append("laterals", exp.Lateral(this=rows, view=True, alias=alias))


# What it calls. Each rule has a test that says what came out without it.


def _accents(call: Any) -> Any:
    return exp.func("translate", call.expressions[0], *map(exp.Literal.string, accents()))


@cache
def accents() -> tuple[str, str]:
    """Letters that carry marks, then the marks; and the bare letters. What has no partner there, `translate` drops."""
    bare = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1 and all(map(unicodedata.combining, parts[1:])):
            bare[chr(code)] = parts[0]
    return "".join(bare) + "".join(map(chr, range(0x300, 0x370))), "".join(bare.values())


def _latest(call: Any) -> Any:
    """DuckDB's `arg_max` passes over the rows whose value is null, Spark's `max_by` answers null."""
    known = exp.Not(this=exp.Is(this=call.this.copy(), expression=exp.null()))
    if not isinstance(call.parent, exp.Filter):
        return exp.Filter(this=call.copy(), expression=exp.Where(this=known))
    where = call.parent.expression
    where.set("this", exp.and_(where.this, known))
    return call


def _any(nulls_ignored: Any) -> Any:
    """Spark wants FILTER before IGNORE NULLS, where sqlglot writes it after."""
    call = nulls_ignored.this
    return (
        exp.Anonymous(this="ANY_VALUE", expressions=[call.this, exp.true()])
        if isinstance(call, exp.AnyValue)
        else nulls_ignored
    )


def _list_sum(call: Any) -> Any:
    """Nulls are passed over, and a list of nothing else has no sum."""
    added = "aggregate(x, cast(null as decimal(38, 2)), (s, v) -> cast(coalesce(s + v, s, v) as decimal(38, 2)))"
    summed = parse_one(added, dialect="spark")
    summed.set("this", call.expressions[0])
    return summed


def _length(call: Any) -> Any:
    return exp.func("size", call.this) if _is(call.this, "array") else call


def _element(bracket: Any) -> Any:
    """One-based, and null beyond the end; of a text, its characters. sqlglot shifts only an index that it can read."""
    (place,) = bracket.expressions
    if isinstance(place, exp.Slice):
        first, last = int(place.this.name), place.expression
        return exp.func("substring", bracket.this, place.this, *([int(last.name) - first + 1] if last else []))
    if isinstance(place, exp.Literal):
        place = exp.Literal.number(int(place.name) + 1)
    return _try_element(bracket.this, place)


def _try_element(of: Any, place: Any) -> Any:
    return exp.func("try_element_at", of, exp.cast(place, "int"))


def _series(call: Any) -> Any:
    """Spark counts down where the end lies before the start; in DuckDB there is nothing."""
    if call.args.get("step") or call.args.get("is_end_exclusive"):  # of `range` sqlglot knows
        return call
    start, end = call.args["start"], call.args["end"]
    counted = call.copy()
    counted.set("step", exp.Literal.number(1))
    return exp.If(this=exp.LTE(this=start.copy(), expression=end.copy()), true=counted, false=exp.Array())


def _each(array: Any) -> Any:
    """`[f(x) for x in list]`."""
    if not array.expressions or not isinstance(array.expressions[0], exp.Comprehension):
        return array
    made = array.expressions[0]
    return exp.func("transform", made.args["iterator"], exp.Lambda(this=made.this, expressions=[made.expression]))


def _plus_days(addition: Any) -> Any:
    days = addition.expression
    return exp.func("date_add", addition.this, days.this) if isinstance(days, exp.ToDays) else addition


def _full_match(call: Any) -> Any:
    return exp.RegexpLike(this=call.this, expression=exp.Literal.string(rf"^(?:{call.expression.name})\z"))


def _replaced(call: Any) -> Any:
    """Groups are `$1` in Spark, and every match is replaced: without `g` DuckDB replaces the first alone."""
    pattern, put, flags = call.expression.name, call.args["replacement"].name, call.text("modifiers")
    if flags not in ("", "g") or call.expression.is_string is False:
        raise NotTranslated(f"regexp_replace con «{flags}»")
    shift = 0 if flags else 1
    put = re.sub(r"\\(\d)", lambda found: f"${int(found[1]) + shift}", put.replace("$", r"\$"))
    if not flags:
        pattern, put = rf"^((?s:.*?))(?:{pattern})", f"$1{put}"
    return exp.RegexpReplace(this=call.this, expression=_text(pattern), replacement=_text(put))


def _formatted(call: Any) -> Any:
    """`{:,}` and `{:,.2f}` as `%,d` and `%,.2f`."""
    form = re.sub(
        r"\{:(,?(?:\.\d+f)?)\}", lambda found: f"%{found[1]}" + ("" if "f" in found[1] else "d"), call.this.name
    )
    if "{" in form:
        raise NotTranslated(f"format con «{call.this.name}»")
    return _printed(exp.func("printf", _text(form), *call.expressions))


def _printed(call: Any) -> Any:
    """C rounds a half to the even digit, Java away from zero; 0.125 is one, not 1.005."""
    form, *values = call.expressions
    places = re.findall(r"%,?(?:\.(\d)f|d)", form.name.replace("%%", ""))
    if len(places) != len(values):
        raise NotTranslated(f"printf con «{form.name}»")
    rounded = [_half_to_even(value, int(n)) if n else value for value, n in zip(values, places, strict=True)]
    return exp.func("format_string", form, *rounded)


def _half_to_even(value: Any, places: int) -> Any:
    held = exp.Mul(this=exp.paren(value.copy()), expression=exp.Literal.number(2 ** (places + 1)))
    exact = exp.EQ(this=held, expression=exp.func("floor", held.copy()))
    return exp.If(this=exact, true=exp.func("bround", value.copy(), exp.Literal.number(places)), false=value)


def _quotient(division: Any) -> Any:
    """Always a double in DuckDB; of decimals Spark makes a decimal of few places."""
    return exp.Div(this=exp.cast(exp.paren(division.this), "double"), expression=division.expression)


DATE_PARTS = {"%d": "dd", "%m": "MM", "%Y": "yyyy", "%H": "HH", "%M": "mm", "%S": "ss"}


def _dated(call: Any) -> Any:
    """Words in a pattern are quoted: Spark reads their letters as parts of a date."""
    parts = [part for part in re.split("(%.)", call.args["format"].name) if part]
    if any(part[0] == "%" and part not in DATE_PARTS for part in parts):
        raise NotTranslated(f"strftime con «{call.args['format'].name}»")
    quoted = [DATE_PARTS.get(part) or ("'" + part.replace("'", "''") + "'") for part in parts]
    return exp.func("date_format", call.this, _text("".join(quoted)))


def _weekday(call: Any) -> Any:
    """Monday is 1; sqlglot's own form is a day off."""
    return exp.Add(this=exp.func("weekday", call.this), expression=exp.Literal.number(1))


def _cast(cast: Any) -> Any:
    """A whole number is made by rounding in DuckDB, by cutting off in Spark; as text a double differs, too: `1.0E7`."""
    if cast.to.is_type("array") and _is(cast.this, *exp.DataType.TEXT_TYPES):  # JSON, which is text there
        return exp.func("from_json", cast.this, _text(cast.to.sql(dialect="spark")))
    if _is(cast.this, *exp.DataType.REAL_TYPES):
        if cast.to.is_type(*exp.DataType.INTEGER_TYPES):
            halves = "round" if _is(cast.this, "decimal") else "bround"
            cast.set("this", exp.func(halves, cast.this))
        elif cast.to.is_type(*exp.DataType.TEXT_TYPES) and not _is(cast.this, "decimal"):
            raise NotTranslated("un número con decimales como texto")
    return cast


def _text(value: str) -> Any:
    return exp.Literal.string(value)


def _is(node: Any, *types: Any) -> bool:
    return node.type is not None and node.type.is_type(*types)


NAMED: dict[str, Callable[[Any], Any]] = {
    "strip_accents": _accents,
    "row": lambda call: exp.func("struct", *call.expressions),
    "list_extract": lambda call: _try_element(*call.expressions),
    "list_sum": _list_sum,
    "arg_max_null": lambda call: exp.ArgMax(this=call.expressions[0], expression=call.expressions[1]),
    "printf": _printed,
}

RULES: dict[type, Callable[[Any], Any]] = {
    exp.Anonymous: lambda call: NAMED.get(call.name.lower(), lambda same: same)(call),
    exp.ArgMax: _latest,
    exp.ArgMin: _latest,
    exp.IgnoreNulls: _any,
    exp.Length: _length,
    exp.Bracket: _element,
    exp.GenerateSeries: _series,
    exp.Array: _each,
    exp.Add: _plus_days,
    exp.RegexpFullMatch: _full_match,
    exp.RegexpReplace: _replaced,
    exp.Format: _formatted,
    exp.Div: _quotient,
    exp.TimeToStr: _dated,
    exp.DayOfWeekIso: _weekday,
    exp.Cast: _cast,
    exp.TryCast: _cast,
}
