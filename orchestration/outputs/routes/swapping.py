"""Puts a draft schema in the place of the published one on PostgreSQL and keeps what people made on its tables.
What the draft holds belongs to `postgres.py`."""

from __future__ import annotations

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Composed, Identifier, Literal

SCHEMA, DRAFT, RETIRED = "marts", "marts_nuevo", "marts_retirado_"
MARK = "red-cite"
# Columns with their types, and keys: tables that agree in them are the same table to whoever depends on it.
_SHAPES = """
    select
        c.relname,
        (
            select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        ) || '; ' || coalesce(
            (
                select string_agg(i.indisprimary || ' ' || i.indkey::text, ', ' order by i.indkey::text)
                from pg_index i where i.indrelid = c.oid
            ),
            ''
        )
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %s and c.relkind = 'r'
"""
_COMMENTS = """
    select d.objsubid, a.attname, d.description
    from pg_description d left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
    where d.objoid = %s::regclass and d.classoid = 'pg_class'::regclass
    except
    select d.objsubid, a.attname, d.description
    from pg_description d left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
    where d.objoid = %s::regclass and d.classoid = 'pg_class'::regclass
"""
_GRANTS = """
    select coalesce(nullif(g.grantee, 0)::regrole::text, 'public'), g.privilege_type
    from pg_class c, aclexplode(c.relacl) g
    where c.oid = %s::regclass and g.grantee <> c.relowner
"""
_COLUMN_GRANTS = """
    select a.attname, coalesce(nullif(g.grantee, 0)::regrole::text, 'public'), g.privilege_type
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
    where c.oid = %s::regclass and not a.attisdropped and g.grantee <> c.relowner
"""
_POLICIES = """
    select format(
        'create policy %%I on %%I.%%I as %%s for %%s to %%s%%s%%s', policyname, %s::text, tablename, permissive, cmd,
        (
            select string_agg(case role when 'public' then 'public' else quote_ident(role) end, ', ')
            from unnest(roles) role
        ),
        ' using (' || qual || ')', ' with check (' || with_check || ')'
    ), policyname
    from pg_policies where schemaname = %s and tablename = %s
"""
_DEPENDENTS = """
    select distinct format('%%I.%%I', n.nspname, v.relname)
    from pg_depend d
    join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    join pg_class v on v.oid = r.ev_class and v.oid <> d.refobjid
    join pg_namespace n on n.oid = v.relnamespace
    where d.refobjid = %s::regclass
    order by 1
"""


def put_in_place(server: psycopg.Connection, label: str) -> tuple[str, ...]:
    """Makes the draft what readers see, inside the caller's transaction; `label` becomes the schema's comment.

    Gives a sentence on each permission that it could not keep.

    A table whose columns and key did not change keeps its identity and has its rows replaced: views on it and
    permissions stay, and no reader is waited for. Where some table changed, the old schema is retired as it is, and
    every other table is taken back from it unless a reader holds it.
    """
    old, new = _shapes(server, SCHEMA), _shapes(server, DRAFT)
    same = {name for name in new if old.get(name) == new[name]}
    lost: tuple[str, ...] = ()
    if old.keys() - same:
        same, lost = _retire(server, same, new)
    elif not old:
        _make_schema(server, None)
    for table in new:
        if table in same:
            _replace_rows(server, table)
        else:
            _move(server, DRAFT, table, SCHEMA)
    server.execute(SQL("drop schema {} cascade").format(Identifier(DRAFT)))
    server.execute(SQL("comment on schema {} is {}").format(Identifier(SCHEMA), Literal(label)))
    return lost


def drop_retired(server: psycopg.Connection) -> tuple[str, ...]:
    """Drops what loads retired; what a reader or somebody's view still uses is left for the next load, and told."""
    retired = server.execute(
        "select nspname from pg_namespace where starts_with(nspname, %s) "
        "and starts_with(obj_description(oid, 'pg_namespace'), %s) order by 1",
        [RETIRED, MARK],
    ).fetchall()
    return tuple(message for (schema,) in retired for message in _drop(server, schema))


def _shapes(server: psycopg.Connection, schema: str) -> dict[str, str]:
    return dict(server.execute(_SHAPES, [schema]).fetchall())


def _retire(server: psycopg.Connection, same: set[str], new: dict[str, str]) -> tuple[set[str], tuple[str, ...]]:
    """Renames the old schema away, which waits for nobody; says which tables of `same` could be taken back, and which
    permissions on the others are lost."""
    row = server.execute("select txid_current()").fetchone()
    assert row is not None
    retired = f"{RETIRED}{row[0]}"
    server.execute(SQL("alter schema {} rename to {}").format(Identifier(SCHEMA), Identifier(retired)))
    _make_schema(server, retired)
    back = {table for table in same if _take_back(server, retired, table)}
    left = sorted(_shapes(server, retired).keys() & new.keys())
    return back, tuple(said for table in left for said in _keep_permissions(server, retired, table))


def _keep_permissions(server: psycopg.Connection, retired: str, table: str) -> list[str]:
    """Gives the draft's table what the retired one allowed; a sentence on what it cannot."""
    old, drafted = _place(retired, table), Identifier(DRAFT, table)
    for role, privilege in server.execute(_GRANTS, [old]).fetchall():
        _grant(server, SQL(privilege), SQL("table {}").format(drafted), role)
    gone = []
    for column, role, privilege in server.execute(_COLUMN_GRANTS, [old]).fetchall():
        if _tried(
            server, SQL("grant {} ({}) on {} to {}").format(SQL(privilege), Identifier(column), drafted, SQL(role))
        ):
            continue
        gone.append(f"el permiso de {role} sobre la columna {column}")
    return [f"{table}: cambió de columnas y no conserva {what}; dé de nuevo lo que haga falta." for what in gone] + [
        f"{table}: cambió de columnas y no conserva la política {name}; hasta que la cree de nuevo, "
        "no se ven las filas que ella mostraba."
        for name in _lost_policies(server, retired, table)
    ]


def _lost_policies(server: psycopg.Connection, retired: str, table: str) -> list[str]:
    """Puts the row policies on the draft; without one that does not fit, the rows that it showed are hidden."""
    limited = "select 1 from pg_class where oid = %s::regclass and relrowsecurity"
    if not server.execute(limited, [_place(retired, table)]).fetchone():
        return []
    server.execute(SQL("alter table {} enable row level security").format(Identifier(DRAFT, table)))
    policies = server.execute(_POLICIES, [DRAFT, retired, table]).fetchall()
    return [name for statement, name in policies if not _tried(server, SQL(statement))]


def _tried(server: psycopg.Connection, statement: SQL | Composed) -> bool:
    """False, and nothing done, where a column that it names is gone."""
    try:
        with server.transaction():
            server.execute(statement)
    except errors.UndefinedColumn:
        return False
    return True


def _make_schema(server: psycopg.Connection, like: str | None) -> None:
    """An empty schema that is used by whom the draft, or `like`, is used by."""
    server.execute(SQL("create schema {}").format(Identifier(SCHEMA)))
    for source in filter(None, (DRAFT, like)):
        used = server.execute(
            "select coalesce(nullif(g.grantee, 0)::regrole::text, 'public') "
            "from pg_namespace n, aclexplode(n.nspacl) g "
            "where n.nspname = %s and g.grantee <> n.nspowner and g.privilege_type = 'USAGE'",
            [source],
        ).fetchall()
        for (role,) in used:
            _grant(server, SQL("usage"), SQL("schema {}").format(Identifier(SCHEMA)), role)


def _grant(server: psycopg.Connection, privilege: SQL, on: SQL | object, role: str) -> None:
    """`role` is quoted where it must be: it comes from the server's own `regrole`."""
    server.execute(SQL("grant {} on {} to {}").format(privilege, on, SQL(role)))


def _take_back(server: psycopg.Connection, retired: str, table: str) -> bool:
    """False where a reader holds the table: it stays retired, and the draft's takes its place."""
    try:
        with server.transaction():
            server.execute("set local lock_timeout = '1s'")
            _move(server, retired, table, SCHEMA)
    except errors.LockNotAvailable:
        return False
    return True


def _move(server: psycopg.Connection, of: str, table: str, to: str) -> None:
    server.execute(SQL("alter table {} set schema {}").format(Identifier(of, table), Identifier(to)))


def _replace_rows(server: psycopg.Connection, table: str) -> None:
    """Deleting and inserting takes no lock that a reader feels; each sees all old rows or all new ones."""
    ours, drafted = Identifier(SCHEMA, table), Identifier(DRAFT, table)
    differ = SQL(
        "select 1 from ((table {0} except all table {1}) union all (table {1} except all table {0})) t limit 1"
    )
    if server.execute(differ.format(ours, drafted)).fetchone():
        server.execute(SQL("delete from {}").format(ours))
        server.execute(SQL("insert into {} table {}").format(ours, drafted))
    server.execute(SQL("analyze {}").format(ours))
    for number, column, words in server.execute(_COMMENTS, [_place(DRAFT, table), _place(SCHEMA, table)]).fetchall():
        what = SQL("column {}").format(Identifier(SCHEMA, table, column)) if number else SQL("table {}").format(ours)
        server.execute(SQL("comment on {} is {}").format(what, Literal(words)))


def _place(schema: str, table: str) -> str:
    """As `regclass` reads it."""
    return f'"{schema}"."{table}"'


def _drop(server: psycopg.Connection, schema: str) -> list[str]:
    """Empty when it went; else a sentence on each table that somebody still uses."""
    left = [said for table in sorted(_shapes(server, schema)) if (said := _drop_table(server, schema, table))]
    if not left:
        server.execute(SQL("drop schema {} restrict").format(Identifier(schema)))
    return left


def _drop_table(server: psycopg.Connection, schema: str, table: str) -> str | None:
    try:
        with server.transaction():
            server.execute("set local lock_timeout = '1s'")
            server.execute(SQL("drop table {} restrict").format(Identifier(schema, table)))
    except errors.LockNotAvailable:
        return f"{schema}.{table}: una consulta aún la lee; la carga siguiente la quita."
    except errors.DependentObjectsStillExist:
        views = ", ".join(name for (name,) in server.execute(_DEPENDENTS, [_place(schema, table)]).fetchall())
        return (
            f"{table}: cambió de columnas, y lo que alguien hizo sobre ella sigue mostrando las cifras de antes; "
            f"vuelva a crearlo ({views or 'no es una vista'})."
        )
    return None
