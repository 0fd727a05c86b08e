"""Says which documents that were handed out no longer say what is published, products and bulletins alike.
How each is compared belongs to the `state.py` beside what makes it; where it is told, to its readers' pages."""

from __future__ import annotations

from orchestration.core.paths import INTERNAL_FOLDER, Home
from orchestration.outputs.bulletins.state import stale_bulletins
from orchestration.outputs.products.parts import month_of
from orchestration.outputs.products.state import states


def stale_documents(home: Home) -> tuple[str, ...]:
    """A sentence a month of products, or bulletin, without its full stop; bulletins for internal use are left out.

    Raises:
        UnknownEdition: nothing is published yet.
    """
    months = (f"Productos de {month_of(state.month)}: {state.sentence}" for state in states(home) if state.stale)
    public = (found for found in stale_bulletins(home) if INTERNAL_FOLDER not in found.record.parts)
    return (*months, *(f"{found.title}, {found.sentence}" for found in public))
