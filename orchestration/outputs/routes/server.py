"""A connection to the PostgreSQL server of the route, and what its errors mean in words that say what to do.
What is written there belongs to `postgres.py`; no message carries the password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import conninfo, errors

from orchestration.outputs.routes.address import VARIABLE, ServerTrouble

# A server that does not answer is away: a close must not wait for it longer than a person would.
_REACHING = {"connect_timeout": "10", "tcp_user_timeout": "30000", "application_name": "red-cite"}
# A load of 20 years of the network takes seconds; a statement that runs for this long hangs. Locks are waited for
# briefly: nothing that a reader holds is needed by the load itself.
_PATIENCE = {"statement_timeout": "300s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "300s"}
# Every digit of a double, and dates that read the same whatever the server's settings.
# A row policy that would hide rows from the load stops it: it must never compare or replace a part of a table.
_WHOLE = {"row_security": "off"}
_WORDING = {"extra_float_digits": "3", "datestyle": "ISO, YMD", "client_encoding": "UTF8"}


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A connection with the load's patience set, closed on the way out; each `transaction()` is the caller's.

    Raises:
        ServerTrouble: it cannot be reached, or something went wrong on it.
    """
    parameters = _parameters(url)
    try:
        with psycopg.connect(**parameters, autocommit=True) as connection:  # type: ignore[arg-type]
            for name, value in (_PATIENCE | _WORDING | _WHOLE).items():
                connection.execute("select set_config(%s, %s, false)", [name, value])
            _require_utf8(connection)
            yield connection
    except psycopg.Error as error:
        raise ServerTrouble(_in_words(error, parameters)) from None


def _parameters(url: str) -> dict[str, object]:
    try:
        given: dict[str, object] = {k: v for k, v in conninfo.conninfo_to_dict(url).items() if v is not None}
    except psycopg.ProgrammingError:
        given = {}
    if not given or "@" in str(given.get("host", "")):  # a password's own @, read as part of the host
        raise ServerTrouble(
            f"{VARIABLE} no es una dirección de PostgreSQL; escríbala como "
            "postgresql://usuario:contraseña@servidor:5432/base (los signos especiales de la contraseña, con %)."
        )
    return {**_REACHING, **given}


def _require_utf8(connection: psycopg.Connection) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServerTrouble(
            f"La base '{connection.info.dbname}' usa la codificación {encoding} y los textos necesitan UTF8; "
            "cree otra con: create database red_cite encoding 'UTF8' template template0."
        )


def _in_words(error: psycopg.Error, parameters: dict[str, object]) -> str:
    where = f"{parameters.get('host', 'este equipo')}:{parameters.get('port', 5432)}"
    base, user = parameters.get("dbname", ""), parameters.get("user", "")
    said = _without_password(error.diag.message_primary or str(error).strip().split("\n")[0], parameters)
    if isinstance(error, errors.InsufficientPrivilege):
        advice = f"al usuario '{user}' le falta un permiso en '{base}'; pida al administrador: grant create on database"
    elif isinstance(error, errors.LockNotAvailable):
        advice = "otra carga está en curso; espere a que termine y repita `red-cite postgres`"
    elif isinstance(error, errors.QueryCanceled):
        advice = "el servidor tardó demasiado; revise su carga y repita `red-cite postgres`"
    elif isinstance(error, psycopg.OperationalError):
        advice = (
            f"no se pudo trabajar con el servidor {where}; revise que esté encendido y el usuario, la clave y la base"
        )
    else:
        advice = "la carga no pudo terminar; lo que había en el servidor queda como estaba"
    return f"PostgreSQL: {advice} ({said})."


def _without_password(text: str, parameters: dict[str, object]) -> str:
    password = str(parameters.get("password") or "")
    return text.replace(password, "***") if password else text
