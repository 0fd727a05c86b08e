"""A printed centre name that leads nowhere stops the load, says where it stands and what it resembles."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.catalogs import centre_of
from orchestration.intake.reports.judging.reference import UnresolvedNames, check_published_names, unresolved_names


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        # The bulletin's two CITEproductivo under the plan's names.
        ("CITE acuícola pesquero Ahuashiyacu", "citeproductivo-san-martin"),
        ("CITE pesquero amazónico Pucallpa", "citeproductivo-pucallpa"),
        ("CITEproductivo San Martín", "citeproductivo-san-martin"),
        # One centre, four names in the plan; the Anexos 5 and 6 cut the long one off.
        ("CITE ccal Lima", "citeccal-lima"),
        ("CITE del Cuero, Calzado, Textil, Confecciones e Industrias Conexas", "citeccal-lima"),
        ("CITE del Cuero, Calzado, Textil, Confecciones e", "citeccal-lima"),
        ("CITE del Cuero, Calzado, Textil, Confecciones e Industrias", "citeccal-lima"),
        # The delivery to Data Perú (formatos, feed 3).
        ("CITEmadera Lima", "citemadera-lima"),
        ("CITEacuícola Ahuashiyacu", "citeproductivo-san-martin"),
        ("CITEpesquero amazónico Pucallpa", "citeproductivo-pucallpa"),
        ("UTagroindustrial Ambo", "utagroindustrial-ambo"),
        # Pucallpa and Maynas have two centres each.
        ("CITE forestal Pucallpa", "citeforestal-pucallpa"),
        ("CITE productivo Maynas", "citeproductivo-maynas"),
    ],
)
def test_spellings_of_the_documents_lead_to_their_centre(printed: str, code: str) -> None:
    assert centre_of(printed) == code


def test_a_name_that_leads_nowhere_is_said_with_its_place_and_its_nearest() -> None:
    rows = [{"cite": "CITE madera Lima"}, {"cite": ""}, {"cite": "CITE agroindustrial Chavimochik"}]
    (message,) = unresolved_names(rows, "poi_2024.csv")
    assert "poi_2024.csv, fila 4" in message
    assert "«CITE agroindustrial Chavimochik»" in message
    assert "«CITEagroindustrial Chavimochic» (citeagroindustrial-chavimochic)" in message
    assert "alias_cite.csv" in message


def test_the_nearest_is_suggested_and_never_taken() -> None:
    assert unresolved_names([{"cite": "CITEmadera Lim"}], "x.csv")


def test_a_name_is_said_once_at_its_first_row() -> None:
    messages = unresolved_names([{"cite": "CITE Uno"}, {"cite": "CITE Dos"}, {"cite": "CITE Uno"}], "x.csv")
    assert [message.split(",")[1] for message in messages] == [" fila 2", " fila 3"]


def test_the_load_stops_with_every_name_of_every_seed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("documento,cite\na,CITE Nadie\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("documento,cite\nb,UT Ninguna\nb,CITE madera Lima\n", encoding="utf-8")
    (tmp_path / "sin_centros.csv").write_text("medida,nombre\npia,PIA\n", encoding="utf-8")
    with pytest.raises(UnresolvedNames) as stopped:
        check_published_names(tmp_path)
    lines = str(stopped.value).splitlines()
    assert [line.split(",")[0] for line in lines] == ["a.csv", "b.csv"]


def test_every_name_of_the_published_documents_leads_to_a_centre() -> None:
    check_published_names()
