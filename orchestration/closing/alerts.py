"""What somebody must hear of: refused deliveries, routes left behind, a full disk, reports that are missing.
Who hears of it, and by which way, belongs to `telling.py`; failed runs are Dagster's to know (`defs/alerts.py`)."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.gates.suites import title_of
from orchestration.intake import decisions
from orchestration.intake.feeds import FEEDS
from orchestration.warehouse.looking import look
from orchestration.warehouse.rows import NOT_BUILT
from orchestration.warehouse.upgrading import stands

# What `avisos.csv` may name, and what each tells.
KINDS = {
    "cierre": "un cierre u otra ejecución falló, o un mes vencido no se cerró",
    "puerta": "una puerta no aprobó y lo publicado queda como estaba",
    "rechazo": "se rechazó un reporte o una entrega",
    "ruta": "una ruta (Excel, tablero…) quedó en una versión anterior",
    "disco": "queda poco espacio en disco",
    "faltan": "reportes que vencieron y no llegaron",
}
# A reminder to a centre: sent to its own addresses, not to those of `avisos.csv`.
REMINDER = "recordatorio"
# A close publishes first and derives its routes then.
ROUTES_MAY_TAKE = timedelta(minutes=15)
# What a close of the full year writes, three times over.
FREE_BYTES = 1 << 30
# Two days are time to finish a report; what is missing a month later is nobody's to be reminded of by mail.
DAYS_BEFORE, DAYS_AFTER = 2, 31


@dataclass(frozen=True)
class Alert:
    """One thing to be told: `key` stays the same as long as it stands. `cite` is the centre that a reminder goes to."""

    kind: str
    key: str
    text: str
    cite: str | None = None


def standing(home: Home, now: datetime) -> list[Alert]:
    """All that stands at `now` (naive, America/Lima), told or not; no text names a person or quotes a cell."""
    return [*_refused(home), *_routes_behind(home), *_disk(home), *_missing(home, now)]


def _refused(home: Home) -> list[Alert]:
    """The newest decision of each place, where it refuses."""

    def ask(connection: duckdb.DuckDBPyConnection) -> list[Alert]:
        found = []
        for feed in FEEDS:
            connection.execute(feed.schema)
            for decision in decisions.refusals(connection, feed.ledger):
                why = sorted({title_of(feed.rules, finding.codigo) for finding in decision.findings if finding.refuses})
                said = f"{feed.title}: {decision.said_place} se rechazó ({', '.join(why)}); lo anterior sigue contando."
                found.append(Alert("rechazo", f"rechazo/{feed.name}/{decision.reception.id}", said))
        return found

    return look(home, "refused", ask) if stands(home) else []


def _routes_behind(home: Home) -> Iterator[Alert]:
    """Each link of the published folder that leads to another version than the one that readers see."""
    current = home.published / "actual"
    if not current.exists():
        return
    since = datetime.fromtimestamp(current.lstat().st_mtime)
    if datetime.now() - since < ROUTES_MAY_TAKE:
        return
    newest = current.resolve()
    for link in sorted(home.published.iterdir()):
        if not (link.is_symlink() and link.exists()):
            continue
        shown = link.resolve().relative_to(newest.parent).parts[0]
        if shown != newest.name:
            number = shown.partition("-")[0].lstrip("0")
            said = f"La ruta «{link.name}» sigue en la versión {number}; la publicada es otra."
            yield Alert("ruta", f"ruta/{link.name}/{newest.name}", said)


def _disk(home: Home) -> Iterator[Alert]:
    free = shutil.disk_usage(home.root).free
    if free < FREE_BYTES:
        yield Alert("disco", "disco", f"Quedan {free / 1e6:,.0f} MB libres donde están los datos: libere espacio.")


def _missing(home: Home, now: datetime) -> Iterator[Alert]:
    """Reminders to the centres that owe a report, before and after its day, and one list of a month to the others."""
    published = home.published / "red_cite.duckdb"
    if not published.exists():
        return
    with duckdb.connect(str(published), read_only=True) as reader, suppress(*NOT_BUILT):  # of an earlier program
        rows = reader.execute(
            "select strftime(periodo, '%Y-%m'), cite_codigo, vence_el from marts.cobertura_reportes "
            "where debido and estado in ('sin reporte', 'rechazado') and vence_el between ? and ? order by all",
            [now.date() - timedelta(days=DAYS_AFTER), now.date() + timedelta(days=DAYS_BEFORE)],
        ).fetchall()
    late: defaultdict[str, list[str]] = defaultdict(list)
    for month, cite, day in rows:
        over = day < now.date()
        when = f"venció el {day:%d/%m/%Y}" if over else f"vence el {day:%d/%m/%Y}"
        said = f"El reporte mensual de {centres()[cite].name} de {month} {when} y todavía no cuenta ninguno."
        yield Alert(REMINDER, f"recordatorio/{cite}/{month}/{'despues' if over else 'antes'}", said, cite)
        if over:
            late[month].append(cite)
    for month, missing in late.items():
        many = "falta 1 reporte" if len(missing) == 1 else f"faltan {len(missing)} reportes"
        yield Alert("faltan", f"faltan/{month}", f"De {month} {many}: {', '.join(missing)}.")
