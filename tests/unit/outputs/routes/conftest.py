"""A small publication with what breaks routes: texts that look like formulas, 17-digit doubles, nulls, no rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.core.whole_files import point
from orchestration.publication.content import content_of
from orchestration.publication.editions import CURRENT, Edition, edition
from orchestration.publication.manifest import Manifest, fingerprint

AWKWARD = """
create table marts.raros as from (values
    (1, '=1+1', 0.1::double + 0.2::double, 1234.50::decimal(18, 2), date '2024-02-29', true,
        timestamp '2024-03-01 23:59:59.123', 9007199254740991::bigint),
    (2, '007', 1e-300, -0.01, null, false, timestamp '1999-12-31 00:00:00', 0),
    (3, null, null, null, date '1900-03-01', null, null, null),
    (4, 'Ñandú "entre comillas", con coma; y → flecha' || chr(10) || 'dos líneas', 55502540.000000007,
        9999999999999.99, date '9999-12-31', true, timestamp '2024-06-30 12:00:00', -1),
    (5, '\\N', 1.0, 0.00, date '2024-01-01', false, timestamp '2024-01-01 00:00:01', 42),
    (6, '''comilla', 2.5, 100.10, date '2024-01-31', true, timestamp '2024-01-01 00:00:00', 7)
) as t (raro_codigo, texto, avance, soles, dia, cierto, momento, cuenta);
comment on table marts.raros is 'Valores raros. Una fila por rareza.';
comment on column marts.raros.raro_codigo is 'Código fijo.';
comment on column marts.raros.texto is 'Texto; d''Artagnan.';
comment on column marts.raros.avance is 'Razón (1 es el 100 %).';
comment on column marts.raros.soles is 'Monto, en soles.';
comment on column marts.raros.dia is 'Día.';
comment on column marts.raros.cierto is 'Cierto o no.';
comment on column marts.raros.momento is 'Momento, hora de Lima.';
comment on column marts.raros.cuenta is 'Cuenta.';
create table marts.vacia (periodo date, clientes bigint);
comment on table marts.vacia is 'Sin filas todavía. Una fila por mes.';
comment on column marts.vacia.periodo is 'Mes.';
comment on column marts.vacia.clientes is 'Clientes.';
"""

Publish = Callable[..., Edition]


@pytest.fixture
def publish(home: Home) -> Publish:
    """Publishes the tables that the SQL makes as version `number`, and makes it the current one."""

    def make(number: int = 1, statements: str = AWKWARD, sinteticos: int = 0) -> Edition:
        folder = home.published / "versiones" / f"borrador-{number}"
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "red_cite.duckdb")) as writer:
            writer.execute(f"create schema marts; {statements}")
            names = [row[0] for row in writer.execute("select table_name from duckdb_tables()").fetchall()]
            contents = {name: content_of(writer, f"marts.{name}") for name in names}
        manifest = Manifest(
            number, fingerprint(contents), "2024-07-13T07:00:00", contents, [{}], [], sinteticos=sinteticos
        )
        manifest.write(folder / "manifiesto.json")
        folder.rename(target := Path(folder.parent / manifest.name))
        point(home.published / CURRENT, target.relative_to(home.published))
        return edition(home, CURRENT)

    return make
