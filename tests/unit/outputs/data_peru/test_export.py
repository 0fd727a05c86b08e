"""A delivery is written to the byte: folders, names, columns, order, empty cells, amounts and encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core import catalogs
from orchestration.core.catalogs import centre_of, centres, client_types, data_peru_names, name_key, services
from orchestration.outputs.data_peru import export as exporting
from orchestration.outputs.data_peru.export import NotWritable, export
from tests.data_peru_marts import edition_of

# Puno skips February; San Martín began in March; the SIAF knows two months of Puno, and of 2023 a document alone.
MARTS = """
    insert into servicios values
        ('2024-01-01', 'citeproductivo-san-martin', 8, null, null, 'reporte'),
        ('2024-02-01', 'citeproductivo-san-martin', 8, null, null, 'reporte'),
        ('2024-03-01', 'citeproductivo-san-martin', 8, 4, 4, 'reporte'),
        ('2024-01-01', 'citeacuicola-puno', 8, 1200, 1200, 'reporte'),
        ('2024-02-01', 'citeacuicola-puno', 8, null, 1200, 'reporte'),
        ('2024-03-01', 'citeacuicola-puno', 8, 0, 1200, 'reporte'),
        ('2023-01-01', 'citeacuicola-puno', 4, null, 7, 'data_peru'),
        ('2023-02-01', 'citeacuicola-puno', 4, null, null, 'data_peru');
    insert into marts.clientes_por_tipo_y_cite values
        ('2024-01-01', 'citeacuicola-puno', 3, 2, 2, 'reporte'),
        ('2024-02-01', 'citeacuicola-puno', 3, null, 2, 'reporte');
    insert into marts.clientes_por_tipo values
        ('2024-01-01', 3, 5, 5, 'reporte'),
        ('2023-12-01', 3, null, 9, 'data_peru');
    insert into marts.ejecucion_presupuestal values
        (2024, 'citeacuicola-puno', 1000000.5), (2024, 'citeacuicola-puno', 234567.39), (2024, 'sede', 5);
    insert into marts.devengado_mensual values
        ('2024-01-01', 'citeacuicola-puno', 250.1), ('2024-01-01', 'citeacuicola-puno', -0.1),
        ('2024-02-01', 'citeacuicola-puno', 1999), ('2024-02-01', 'citeacuicola-puno', 0.99),
        ('2024-01-01', 'sede', 5);
    insert into marts.presupuesto_publicado values
        (2024, 'Cuadro 25', 'citeacuicola-puno', 77),
        (2023, 'Cuadro 25', 'citemadera-lima', 88),
        (2023, 'Cuadro 27', 'citemadera-lima', 1);
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return export(edition_of(tmp_path / "publicacion", MARTS), tmp_path / "entrega").folder


def lines(folder: Path, file: str) -> list[str]:
    return (folder / file).read_bytes().decode("latin-1").split("\r\n")


def test_the_six_files_lie_where_the_platform_looks_for_them(written: Path) -> None:
    assert written.name == "01_Informacion_ITP_red_CITE"
    assert sorted(f.relative_to(written).as_posix() for f in written.rglob("*.*")) == [
        "02_CLIENTES_ATENDIDOS/TABLA_02_N01.csv",
        "02_CLIENTES_ATENDIDOS/TABLA_02_N02.csv",
        "03_SERVICIOS_BRINDADOS/TABLA_03_N01.csv",
        "03_SERVICIOS_BRINDADOS/TABLA_03_N02.csv",
        "05_EJECUCION_PRESUPUESTAL/TABLA_05_N01.csv",
        "05_EJECUCION_PRESUPUESTAL/TABLA_05_N02.csv",
    ]


def test_services_by_centre(written: Path) -> None:
    """A month not reported is empty, one reported without services repeats the count; names as that platform writes."""
    innovation = '"Promoción de investigación, desarrollo y gestión de la innovación (I+D+i)"'
    assert lines(written, "03_SERVICIOS_BRINDADOS/TABLA_03_N01.csv") == [
        "cite,anio,subcategoria,mes_01,mes_02,mes_03,mes_04,mes_05,mes_06,mes_07,mes_08,mes_09,mes_10,mes_11,mes_12,fecha",
        "CITEacuícola Puno,2023,Ensayos de laboratorio,7,,,,,,,,,,,,09/04/2024",
        f"CITEacuícola Puno,2024,{innovation},1200,,1200,,,,,,,,,,09/04/2024",
        f"CITEacuícola Ahuashiyacu,2024,{innovation},,,4,,,,,,,,,,09/04/2024",
        "",
    ]


def test_the_network_keeps_what_a_silent_centre_had_given(written: Path) -> None:
    rows = lines(written, "03_SERVICIOS_BRINDADOS/TABLA_03_N02.csv")
    assert rows[1] == "2023,Ensayos de laboratorio,7,,,,,,,,,,,,09/04/2024"
    assert rows[2].endswith('(I+D+i)",1200,,1204,,,,,,,,,,09/04/2024')


def test_clients_are_by_type_without_their_total(written: Path) -> None:
    source = "Registros administrativos CITE - ITP"
    assert lines(written, "02_CLIENTES_ATENDIDOS/TABLA_02_N01.csv")[1:] == [
        f"CITEacuícola Puno,2024,Asociación / cooperativa,2,,,,,,,,,,,,09/04/2024,{source}",
        "",
    ]
    assert lines(written, "02_CLIENTES_ATENDIDOS/TABLA_02_N02.csv")[1:] == [
        f"2023,Asociación / cooperativa,,,,,,,,,,,,9,09/04/2024,{source}",
        f"2024,Asociación / cooperativa,5,,,,,,,,,,,,09/04/2024,{source}",
        "",
    ]


def test_amounts_are_quoted_and_origins_are_never_mixed(written: Path) -> None:
    assert lines(written, "05_EJECUCION_PRESUPUESTAL/TABLA_05_N01.csv") == [
        "cite,anio,pim,fecha",
        'CITEacuícola Puno,2024,"1,234,567.89",09/04/2024',
        'CITEmadera Lima,2023,"88.00",09/04/2024',
        "",
    ]
    assert lines(written, "05_EJECUCION_PRESUPUESTAL/TABLA_05_N02.csv")[1:] == [
        'CITEacuícola Puno,2024,"250.00","1,999.99",,,,,,,,,,,09/04/2024,SIAF - MEF',
        "",
    ]


def test_the_same_publication_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = export(edition_of(tmp_path / "otra", MARTS), tmp_path / "segunda").folder
    for file in written.rglob("*.csv"):
        assert (again / file.relative_to(written)).read_bytes() == file.read_bytes()


def test_a_rebuilt_publication_is_dated_by_its_moment(tmp_path: Path) -> None:
    rebuilt = edition_of(tmp_path / "publicacion", MARTS, al="2024-03-15T23:59:59")
    assert f"{export(rebuilt, tmp_path / 'entrega').fecha:%d/%m/%Y}" == "15/03/2024"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({}, "«citeacuicola-puno» no tiene nombre en Data Perú"),
        ({"citeacuicola-puno": "CITE acuícola – Puno"}, "«–» (U+2013), que Latin-1 no puede escribir"),
    ],
)
def test_a_name_that_cannot_be_written_stops_the_export(
    names: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "data_peru_names", lambda kind: names or {})
    with pytest.raises(NotWritable, match=r"nombres_data_peru\.csv") as stopped:
        export(edition_of(tmp_path / "publicacion", MARTS), tmp_path / "entrega")
    assert said in str(stopped.value)
    assert not (tmp_path / "entrega").exists()


def test_every_centre_and_type_has_a_name_that_leads_back_to_it() -> None:
    spelled = data_peru_names("cite")
    assert list(spelled) == list(centres())
    assert {name: centre_of(name) for name in spelled.values()} == {name: code for code, name in spelled.items()}
    for kind, known in (("tipo_cliente", client_types()), ("tipo_servicio", services())):
        assert {int(code): name_key(name) for code, name in data_peru_names(kind).items()} == {
            code: catalogs.name_key(name) for code, name in known.items()
        }


@pytest.mark.parametrize("kind", ["cite", "tipo_cliente", "tipo_servicio"])
def test_a_corrected_spelling_makes_another_delivery(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    def corrected(asked: str) -> dict[str, str]:
        first = next(iter(data_peru_names(asked)))
        return {**data_peru_names(asked), **({first: "CORREGIDO"} if asked == kind else {})}

    before = exporting.spellings_digest()
    assert before == exporting.spellings_digest()
    monkeypatch.setattr(exporting, "data_peru_names", corrected)
    assert exporting.spellings_digest() != before
