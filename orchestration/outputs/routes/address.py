"""Where the PostgreSQL server of the route is, and that it is away: what is asked without connecting to it.
The connection belongs to `server.py`, whose library takes longer to import than a close that has nothing to do."""

from __future__ import annotations

import os

from orchestration.core.errors import Failure

VARIABLE = "RED_CITE_POSTGRES"


class ServerTrouble(Failure):
    """The server is away or does not let the load happen; the message says in Spanish what to do."""


def address() -> str | None:
    """The server's URL from `RED_CITE_POSTGRES`; None when the route is off."""
    return os.environ.get(VARIABLE) or None
