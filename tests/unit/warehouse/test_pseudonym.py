"""Pseudonyms: the same client under one key is one client, and no other key is ever mixed in."""

from __future__ import annotations

import hashlib
import stat

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.warehouse.connection import connect
from orchestration.warehouse.pseudonym import Key, KeyMismatch


def test_the_key_is_made_once_and_only_its_owner_reads_it(home: Home) -> None:
    first = Key.of(home)
    assert Key.of(home) == first
    assert stat.S_IMODE(home.key_file.stat().st_mode) == 0o600


def test_a_pseudonym_is_not_a_plain_hash_and_depends_on_the_key() -> None:
    one, other = Key(b"clave de prueba uno"), Key(b"clave de prueba dos")
    identity = "DNI|00000001"
    assert one.pseudonym(identity) == one.pseudonym(identity) != other.pseudonym(identity)
    assert one.pseudonym(identity) != hashlib.sha256(identity.encode()).hexdigest()[:32]


def test_another_key_is_refused_with_the_remedy(home: Home) -> None:
    with connect(home) as connection:
        Key(b"clave de prueba uno").check(connection)
        Key(b"clave de prueba uno").check(connection)
        with pytest.raises(KeyMismatch, match="Restituya el archivo `clave`"):
            Key(b"clave de prueba dos").check(connection)


def test_a_short_key_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_CLAVE", "corta")
    with pytest.raises(ValueError, match="16 caracteres"):
        Key.of(home)


def test_the_raw_schema_can_be_made_again(home: Home) -> None:
    with connect(home):
        pass
    with connect(home) as connection:
        tables = connection.execute("select count(*) from duckdb_tables() where schema_name = 'raw'").fetchone()
    assert tables is not None and tables[0] >= 8
    assert isinstance(connection, duckdb.DuckDBPyConnection)
