"""Turns a client's identity into a keyed pseudonym: the only form in which a client leaves raw.
The key's custody belongs here; who a client is (type and number, or centre and name) is decided in `judging/`."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass

import duckdb

from orchestration.core.errors import Failure
from orchestration.core.paths import Home


class KeyMismatch(Failure):
    """The key at hand is not the one that the warehouse's pseudonyms were made with."""


@dataclass(frozen=True)
class Key:
    """A secret of at least 16 characters; a plain hash of a DNI would be guessed in seconds."""

    secret: bytes

    @classmethod
    def of(cls, home: Home) -> Key:
        """The key in `RED_CITE_CLAVE`, else in the home's key file, made on first use (mode 600).

        Raises:
            ValueError: the key is shorter than 16 characters.
        """
        secret = os.environ.get("RED_CITE_CLAVE", "").strip()
        if not secret:
            if not home.key_file.exists():
                _create(home)
            secret = home.key_file.read_text(encoding="ascii").strip()
        if len(secret) < 16:
            raise ValueError("La clave de seudónimos tiene menos de 16 caracteres; use una más larga.")
        return cls(secret.encode())

    def pseudonym(self, identity: str) -> str:
        """32 hexadecimal digits, the same for the same identity under the same key."""
        return hmac.new(self.secret, identity.encode(), hashlib.sha256).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        return self.pseudonym("huella de la clave")

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Ties the warehouse to this key at its first load and holds it to it afterwards.

        Raises:
            KeyMismatch: the warehouse was made with another key, so that a client would count twice.
        """
        stored = connection.execute("select huella from raw.clave").fetchone()
        if stored is None:
            connection.execute("insert into raw.clave values (?)", [self.fingerprint])
        elif stored[0] != self.fingerprint:
            raise KeyMismatch(
                "La clave de seudónimos no es la de este almacén: los clientes se contarían dos veces. "
                "Restituya el archivo `clave` (o RED_CITE_CLAVE) con que se creó."
            )


def _create(home: Home) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    draft = home.key_file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(secrets.token_hex(32))
    try:
        os.link(draft, home.key_file)  # fails where another process was first: its key stays
    except FileExistsError:
        pass
    finally:
        draft.unlink()
