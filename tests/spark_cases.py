"""What the translation into Spark's SQL has a rule for: a query in DuckDB's SQL, and what plain sqlglot makes of it.
The text is held by a unit test, which needs sqlglot alone; the values by `tests/spark`, on both engines."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """`written` stands in the translation. `plain` is sqlglot's own answer in Spark, where that is no error: the rule
    is there so that it does not come out."""

    query: str
    written: str
    plain: str | None = None


# Rows to ask, under the name that each case gives them.
LISTS = "(values ([10, 20, 30], 2), ([40, 50], 1)) as t(l, i)"
TEXTS = "(values ('a-b-c'), ('$5')) as t(s)"
NULLS = "(values (null, 2), (1, 1)) as t(v, o)"

CASES = {
    "unnest de dos listas": Case(
        "select unnest([1, 2]) as a, unnest(['x', 'y']) as b",
        "INLINE(ARRAYS_ZIP(ARRAY(1, 2), ARRAY('x', 'y')))",
        "4 filas",
    ),
    "unnest dentro de una expresión": Case("select unnest([1, 2]) + 1 as a", "INLINE(ARRAYS_ZIP(ARRAY(1, 2)))"),
    "qualify sobre una columna con alias de su nombre": Case(
        "select -v as v from (values (1), (2)) as t(v) qualify t.v = max(t.v) over ()", "`_entra`"
    ),
    "union all by name": Case("select 1 as a, 2 as b union all by name select 3 as b", "NULL AS a"),
    "* replace": Case("select * replace (v + 1 as v) from (values (1, 2)) as t(v, w)", "`t`.`v` + 1 AS `v`"),
    "isodow": Case("select isodow(date '2024-01-07') as d", "WEEKDAY(CAST('2024-01-07' AS DATE)) + 1", "2"),
    "cociente de decimales": Case(
        "select 1.00::decimal(18, 2) / 3 as d", "CAST((CAST(1.00 AS DECIMAL(18, 2))) AS DOUBLE) / 3", "veinte cifras"
    ),
    "lista[columna]": Case(
        f"select l[i] as v from {LISTS}", "TRY_ELEMENT_AT(`t`.`l`, CAST(`t`.`i` AS INT))", "el siguiente"
    ),
    "lista[número]": Case("select [1, 2][2] as v, [1, 2][3] as w", "TRY_ELEMENT_AT(ARRAY(1, 2), CAST(3 AS INT))"),
    "list_extract": Case("select list_extract([1, 2], 2) as v", "TRY_ELEMENT_AT(ARRAY(1, 2), CAST(2 AS INT))"),
    "texto[a:b]": Case("select s[2:3] as v, s[3:] as w from (values ('abcd')) as t(s)", "SUBSTRING(`t`.`s`, 2, 2)"),
    "arg_max": Case(f"select arg_max(v, o) as v from {NULLS}", "FILTER(WHERE NOT `t`.`v` IS NULL)", "nulo"),
    "arg_min con filtro": Case(
        f"select arg_min(v, -o) filter (where o > 0) as v from {NULLS}",
        "FILTER(WHERE `t`.`o` > 0 AND NOT `t`.`v` IS NULL)",
        "nulo",
    ),
    "arg_max_null": Case(f"select arg_max_null(v, o) as v from {NULLS}", "MAX_BY(`t`.`v`, `t`.`o`) AS"),
    "any_value con filtro": Case(
        f"select any_value(v) filter (where o > 0) as v from {NULLS}", "ANY_VALUE(`t`.`v`, TRUE) FILTER("
    ),
    "row": Case("select max(row(v, o)) = row(1, 1) as v from (values (1, 1)) as t(v, o)", "STRUCT(`t`.`v`, `t`.`o`)"),
    "grupo en regexp_replace": Case(
        f"select regexp_replace(s, '(b)', '[\\1]', 'g') as v from {TEXTS}", "'(b)', '[$1]'", "a-[1]-c"
    ),
    "primera coincidencia de regexp_replace": Case(
        f"select regexp_replace(s, '-(b?)', '+\\1') as v from {TEXTS}", "'^((?s:.*?))(?:-(b?))', '$1+$2'", "todas"
    ),
    "signo de dólar en regexp_replace": Case(f"select regexp_replace(s, 'a', '$', 'g') as v from {TEXTS}", r"'\\$'"),
    "regexp_full_match": Case(f"select regexp_full_match(s, 'a.*|x') as v from {TEXTS}", "RLIKE '^(?:a.*|x)\\\\z'"),
    "format con miles": Case("select format('{:,}', 1234567) as v", "FORMAT_STRING('%,d', 1234567)", "{:,}"),
    "format con decimales": Case("select format('{:,.2f}', 1234.5::double) as v", "FORMAT_STRING('%,.2f'", "{:,.2f}"),
    "printf de una mitad": Case("select printf('%.0f %%', 2.5::double) as v", "BROUND(CAST(2.5 AS DOUBLE), 0)", "3 %"),
    "strftime con palabras": Case("select strftime(date '2024-03-05', ' al %d/%m/%Y') as v", r"\' al \'dd\'/\'MM"),
    "sin tildes": Case(
        "select strip_accents(s) as v from (values ('Ñandú y Łódź'), ('e\u0301')) as t(s)", "TRANSLATE(`t`.`s`"
    ),
    "largo de una lista": Case(f"select len(l) as v from {LISTS}", "SIZE(`t`.`l`)"),
    "largo de un texto": Case(f"select length(s) as v from {TEXTS}", "LENGTH(`t`.`s`)"),
    "suma de una lista": Case(
        "select list_sum(l)::decimal(18, 2) as v from (values ([1.5, null]), ([null::decimal(2, 1)])) as t(l)",
        "AGGREGATE(`t`.`l`",
    ),
    "serie vacía": Case(
        "select unnest(generate_series(1, i)) as v from (values (0), (3)) as t(i)",
        "IF(1 <= `t`.`i`, SEQUENCE(1, `t`.`i`, 1)",
        "1 y 0",
    ),
    "lista por comprensión": Case("select [m + 1 for m in [1, 2]] as v", "TRANSFORM(ARRAY(1, 2), `m` -> `m` + 1)"),
    "lista escrita como JSON": Case(
        """select s::varchar[] as v from (values ('["a", "b"]'), (null)) as t(s)""",
        "FROM_JSON(`t`.`s`, 'ARRAY<STRING>')",
    ),
    "días que se suman": Case(
        "select (date '2024-01-31' + to_days(i))::date as v from (values (2)) as t(i)", "DATE_ADD("
    ),
    "entero desde un double": Case("select 3.5::double::bigint as v, 2.5::double::bigint as w", "BROUND(", "3 y 2"),
    "entero desde un decimal": Case(
        "select 2.5::decimal(3, 1)::integer as v", "ROUND(CAST(2.5 AS DECIMAL(3, 1)))", "2"
    ),
}
