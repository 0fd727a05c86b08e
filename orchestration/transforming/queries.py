"""A query of dbt's as a tree with its tables' columns put in: every star spelt out, every column with its table.
What is read out of the tree, or written from it for another engine, belongs to `graph` and to `spark`."""

from __future__ import annotations

from typing import Any


def spelt_out(sql: str, known: Any, **qualifying: Any) -> Any:
    """The tree of DuckDB's `sql` over the tables of the schema `known`, unions by name written by position."""
    # Imported here: sqlglot costs a start a third of a second, and most need no tree.
    from sqlglot import exp, parse_one
    from sqlglot.optimizer.qualify import qualify

    query: Any = parse_one(sql, dialect="duckdb")
    for table in query.find_all(exp.Table):
        table.set("catalog", None)
    query = qualify(query, schema=known, dialect="duckdb", validate_qualify_columns=False, **qualifying)
    for union in reversed(list(query.find_all(exp.SetOperation))):
        if union.args.get("by_name"):
            _by_position(union)
    return query


def _by_position(union: Any) -> None:
    """Writes a union by name as one by position; inner unions are so already."""
    from sqlglot import exp

    names = dict.fromkeys([*union.left.named_selects, *union.right.named_selects])
    for part in _parts(union):
        given = {column.alias_or_name: column for column in part.selects}
        part.set("expressions", [given.get(name) or exp.alias_(exp.null(), name) for name in names])
    union.set("by_name", False)


def _parts(query: Any) -> list[Any]:
    from sqlglot import exp

    query = query.unnest()
    return [*_parts(query.left), *_parts(query.right)] if isinstance(query, exp.SetOperation) else [query]
