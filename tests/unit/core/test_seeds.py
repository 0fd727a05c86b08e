"""A seed with a line that another program wrote is read as it was meant, or refused in one sentence with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.paths import CATALOGS
from orchestration.core.seeds import BadSeed, check_seeds, read_seed

WELL = "alias,cite_codigo\nCITE Uno,uno\nCITE Dos,dos\n"


@pytest.mark.parametrize(
    "content",
    [
        WELL.encode(),
        WELL.encode("utf-8-sig"),
        WELL.replace("\n", "\r\n").encode(),
        WELL.rstrip().encode(),
        f"{WELL}\n\n".encode(),
    ],
)
def test_what_every_reader_takes_for_the_same_is_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert [row["cite_codigo"] for row in read_seed(tmp_path / "a.csv")] == ["uno", "dos"]


@pytest.mark.parametrize(
    ("appended", "told"),
    [
        (b"CITE Tres,tres\r\n", "línea 4: termina con otro fin de línea, el de Windows (CRLF)"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}CITE Tres,tres\n".encode(), "línea 4: hay una marca invisible (BOM)"),
        (b"CITE Tres,tres \n", "línea 4, columna «cite_codigo»: sobra un espacio junto a «tres»"),
        (b" CITE Tres,tres\n", "línea 4, columna «alias»: sobra un espacio"),
        (b"CITE Tres\n", "línea 4: tiene 1 valores y el encabezado 2"),
        (b"CITE, Tres,tres\n", "línea 4: tiene 3 valores y el encabezado 2"),
        ("CITE Acuícola,tres\n".encode("latin-1"), "línea 4: no está en UTF-8"),
        (b'"CITE Tres,tres\n', "las comillas no cierran"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(tmp_path: Path, appended: bytes, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(WELL.encode() + appended)
    with pytest.raises(BadSeed) as refused:
        check_seeds(tmp_path)
    assert str(refused.value).startswith("a.csv") and told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_excel_saved_with_semicolons_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(WELL.replace(",", ";"), encoding="utf-8")
    with pytest.raises(BadSeed, match="separado por «;»"):
        read_seed(tmp_path / "a.csv")


def test_every_seed_of_the_project_is_well_written() -> None:
    check_seeds()


def test_the_centres_that_2025_opened_are_told_as_published_and_owe_nothing_yet() -> None:
    """Press note of 2026-01-05: agroindustrial technical units in Tacna, Ayacucho and Lambayeque."""
    rows = {row["cite_codigo"]: row for row in read_seed(CATALOGS / "cites.csv")}
    for place in ("tacna", "ayacucho", "lambayeque"):
        opened = rows[f"utagroindustrial-{place}"]
        assert opened["reporta_desde"] == "" and "Publicado" in opened["nota"] and "Supuesto" in opened["nota"]
