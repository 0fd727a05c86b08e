"""Other spellings of the format's titles and values, read from dbt's seeds `alias_columnas` and `alias_valores`.
Which of them hold in a month is answered here; the names and values themselves stand elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from orchestration.core.catalogs import name_key
from orchestration.core.paths import CATALOGS
from orchestration.core.seeds import read_seed

# A hint in brackets is no part of a title; one that is never closed reaches to the end.
_LONGEST_TITLE = 200
_HINT = re.compile(r"\([^)]*(?:\)|$)|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)")


def title_key(text: str) -> str:
    """The normal form of a title: as `name_key`, without what stands in brackets unless nothing else is there."""
    text = text[:_LONGEST_TITLE]
    return name_key(_HINT.sub(" ", text)) or name_key(text)


@lru_cache(4096)  # a workbook's cells repeat the same few words
def bare_text(text: str) -> str:
    """Lower case without accents; punctuation stays."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


@cache
def titles(month: date | None) -> dict[str, str]:
    """The format's title by the normal form of each other spelling that holds in `month`; all of them for None."""
    return {title_key(row["alias"]): row["columna"] for row in _rows("alias_columnas") if _holds(row, month)}


@cache
def values(field: str, month: date | None = None, key: Callable[[str], str] = name_key) -> dict[str, str]:
    """The value by the `key` of each other spelling of a field (`sexo`, `mes`, ...) that holds in `month`."""
    stated = (row for row in _rows("alias_valores") if row["campo"] == field)
    return {key(row["alias"]): row["valor"] for row in stated if _holds(row, month)}


def _holds(row: dict[str, str], month: date | None) -> bool:
    """`vigente_desde` and `vigente_hasta` are months `AAAA-MM`, both included; an empty one is no bound."""
    if month is None:
        return True
    asked = f"{month:%Y-%m}"
    return (row["vigente_desde"] or asked) <= asked <= (row["vigente_hasta"] or asked)


@cache
def _rows(seed: str) -> tuple[dict[str, str], ...]:
    return tuple(read_seed(CATALOGS / f"{seed}.csv"))
