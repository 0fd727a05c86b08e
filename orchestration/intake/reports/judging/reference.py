"""Finds the centre names of the published documents that lead to no centre, and suggests the nearest that does.
Reading the seeds and saying what is wrong belongs here; resolving a name into a code belongs to `catalogs` and dbt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rapidfuzz import fuzz, process

from orchestration.core.catalogs import centre_aliases, centre_of, centres, name_key
from orchestration.core.paths import PUBLISHED_FIGURES
from orchestration.core.seeds import read_seed

Row = Mapping[str, str | None]


class UnresolvedNames(ValueError):
    """Published figures name centres that the catalogue does not know; the message lists every one."""


def unresolved_names(rows: Iterable[Row], file: str) -> list[str]:
    """One message per printed name that resolves to nothing, at its first row, in the rows' order.

    Args:
        rows: records of a seed with a `cite` column (empty where the figure is of no centre), the header left out.
        file: the seed's name, for the messages.

    Returns:
        Spanish messages that say file, row (the header is row 1), the name as printed, the nearest known centre and
        what to do; empty when every name leads to a centre.
    """
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        name = row["cite"]
        if name and centre_of(name) is None:
            first.setdefault(name, number)
    return [_message(file, number, name) for name, number in first.items()]


def check_published_names(folder: Path = PUBLISHED_FIGURES) -> None:
    """Stops a load of the published figures in which a centre's name leads to no centre.

    Raises:
        UnresolvedNames: with one line per name, over every seed of `folder` that has a `cite` column.
    """
    messages = [message for file in sorted(folder.glob("*.csv")) for message in _of_file(file)]
    if messages:
        raise UnresolvedNames("\n".join(messages))


def _of_file(file: Path) -> list[str]:
    rows = read_seed(file)
    return unresolved_names(rows, file.name) if rows and "cite" in rows[0] else []


def _message(file: str, number: int, name: str) -> str:
    return (
        f"{file}, fila {number}, columna «cite»: «{name}» no es el nombre de ningún centro.{nearest_centre(name)} "
        "Corrija la transcripción o agregue el nombre en seeds/catalogos/alias_cite.csv."
    )


def nearest_centre(name: str) -> str:
    """The nearest spelling's centre, for a person to judge: a near name is never taken for the name itself."""
    nearest = process.extractOne(name_key(name), centre_aliases().keys(), scorer=fuzz.WRatio)
    if nearest is None:
        return ""
    code = centre_aliases()[nearest[0]][-1].code
    return f" El más parecido es «{centres()[code].name}» ({code})."
