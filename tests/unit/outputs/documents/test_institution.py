"""What an institution says of itself: the default, what it amends, and a file that cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.core.paths import Home
from orchestration.outputs.documents.institution import OWN_FILE, BadInstitution, Institution, Signer


def amended(folder: Path, text: str) -> Institution:
    (folder / OWN_FILE).write_text(text, encoding="utf-8")
    return Institution.of(Home(folder))


def test_the_default_numbers_documents_and_counts_the_bulletin_as_published(tmp_path: Path) -> None:
    """The bulletin with the figures of 2024 prints «Año 8»."""
    default = Institution.of(Home(tmp_path))
    assert default.number(7, date(2024, 9, 1)) == "N.° 007-2024-09-ITP/DSE"
    assert default.bulletin_year(2024) == 8
    assert default.signers("validacion")[1] == Signer("Responsable del CITE/UT")


def test_a_home_amends_what_it_says_and_leaves_the_rest(tmp_path: Path) -> None:
    own = amended(
        tmp_path,
        "numero: 'Acta {orden}/{anio}'\n"
        "responsables: {cite-inventado: Persona Sintética}\n"
        "firmas: {validacion: [{cargo: Jefa, nombre: Otra Sintética}, {cargo: Responsable, de: centro}],\n"
        "  seguimiento: [], alcance: []}\n",
    )
    assert own.number(7, date(2024, 9, 1)) == "Acta 7/2024" and own.letterhead == Institution.of().letterhead
    assert own.signers("validacion", "cite-inventado") == (
        Signer("Jefa", "Otra Sintética"),
        Signer("Responsable", "Persona Sintética"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("numeros: x", "nada usa «numeros»"),
        ("numero: '{orde}'", "no se puede usar"),
        ("firmas: {validacion: [{nombre: x}]}", "no se puede usar"),
        ("- una lista", "debe tener claves"),
        ("a: [", "como YAML"),
    ],
)
def test_a_mistake_is_told_before_a_document_is_begun(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadInstitution, match=told):
        amended(tmp_path, text)
