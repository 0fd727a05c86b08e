"""Whether a close would find everything as it would leave it, decided without Dagster, dbt and Great Expectations.
What a close does belongs to `steps.py` and `routes.py`; each question here is one that a step asks itself first."""

from __future__ import annotations

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.gates import loads
from orchestration.intake.feeds import REPORTS
from orchestration.intake.mailbox import mail
from orchestration.intake.strays import strays
from orchestration.outputs.dashboard.route import shows_current as dashboard_is_current
from orchestration.outputs.data_peru.export import spellings_digest
from orchestration.outputs.dictionary.route import shows_current as dictionary_is_current
from orchestration.outputs.routes import excel
from orchestration.outputs.routes.address import address
from orchestration.publication.derivation import leads_to_current
from orchestration.publication.soundness import sound
from orchestration.warehouse.connection import connect, exclusive
from orchestration.warehouse.upgrading import stands


def nothing_to_do(home: Home) -> bool:
    """True only where no step of a close has work; a server, whose state must be asked for, is always work.

    Raises:
        WarehouseBusy: another process holds the warehouse for minutes.
    """
    if not stands(home) or sound(home) is None:
        return False
    return not _came_in(home) and not _unbuilt(home) and _routes_follow(home)


def _came_in(home: Home) -> bool:
    return bool(REPORTS.lying(home).files) or any(strays(home)) or steps.unfinished(home, REPORTS) or mail.enabled()


def _unbuilt(home: Home) -> bool:
    with exclusive(home), connect(home) as connection:
        work = steps.work_to_do(connection)
        if any(work.in_step(step) for step in (*steps.SELECTORS, "publicacion")):
            return True
        return not loads.verdict_of(connection, "raw", steps.load_of(connection, "raw"))


def _routes_follow(home: Home) -> bool:
    return (
        address() is None
        and leads_to_current(home, excel.ROUTE)
        and leads_to_current(home, "data_peru", spellings_digest())
        and dashboard_is_current(home)
        and dictionary_is_current(home)
    )
