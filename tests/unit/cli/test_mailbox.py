"""`red-cite buzon`: says what waits and what is left alone, and takes nothing."""

from __future__ import annotations

from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.core.catalogs import centres
from orchestration.core.paths import Home
from orchestration.intake.feeds import REPORTS, SIAF

NOTHING = ["SIAF (landing/siaf)", "  Por tomar: 0.", "Data Perú (landing/data_peru)", "  Por tomar: 0."]


def lines() -> list[str]:
    result = CliRunner().invoke(app, ["buzon"])
    assert result.exit_code == 0
    return result.stdout.splitlines()


def test_it_names_what_waits_and_what_stays_and_touches_neither(home: Home) -> None:
    (home.landing / "otra").mkdir()
    (home.landing / "otra" / "a.xlsx").write_bytes(b"SINTETICO")
    (home.landing / "[red]b.xlsx").write_bytes(b"SINTETICO")
    (home.landing / "Thumbs.db").write_bytes(b"SINTETICO")
    (home.outbox / "citepesquero-ilo").mkdir()
    (home.outbox / "citepesquero-ilo" / "c_constancia.xlsx").write_bytes(b"SINTETICO")
    assert lines() == [
        "Reportes de los centros (landing)",
        "  Por tomar: 1.",
        "    landing/[red]b.xlsx",
        "  No se toman: 1.",
        "    landing/otra: esta carpeta no es la de ningún centro; lo que hay en ella no se toma. "
        "Use el código del centro.",
        "  Se ignoran: 1.",
        "    landing/Thumbs.db: lo deja un programa o el sistema; no es un reporte.",
        *NOTHING,
        "Constancias en salida: 1.",
        "  salida/citepesquero-ilo: 1",
    ]
    assert (home.landing / "[red]b.xlsx").exists()


def test_each_feed_is_told_by_itself(home: Home) -> None:
    (home.siaf_landing / "2024.csv").write_bytes(b"SINTETICO")
    (home.siaf_landing / "2023.csv.part").write_bytes(b"SINTETICO")
    (home.data_peru_landing / "anteriores").mkdir()
    (home.data_peru_landing / "enlace").symlink_to(home.root)
    shown = lines()
    assert shown[:2] == ["Reportes de los centros (landing)", "  Por tomar: 0."]
    assert shown[2:] == [
        "SIAF (landing/siaf)",
        "  Por tomar: 1.",
        "    landing/siaf/2024.csv",
        "  No se toman: 1.",
        "    landing/siaf/2023.csv.part: parece una copia a medias; se toma cuando tenga su nombre definitivo.",
        "Data Perú (landing/data_peru)",
        "  Por tomar: 1.",
        "    landing/data_peru/anteriores",
        "  No se toman: 1.",
        "    landing/data_peru/enlace: es un enlace y no se sigue; deje el archivo mismo.",
        "Constancias en salida: 0.",
    ]


def test_what_a_killed_run_left_half_way_is_counted_under_its_feed(home: Home) -> None:
    for aside, label in ((REPORTS.aside(home), "citepesquero-ilo_0"), (SIAF.aside(home), "_0")):
        slot = aside / f"20240713T070000000000_{label}"
        slot.mkdir(parents=True)
        (slot / "a").write_bytes(b"SINTETICO")
    shown = lines()
    assert shown[2] == "  A medio recibir: 1; los retoma el siguiente cierre."
    assert shown[5] == "  A medio recibir: 1; los retoma la siguiente carga."


def test_it_makes_the_folders_of_every_centre_when_asked_to(home: Home) -> None:
    assert CliRunner().invoke(app, ["buzon"]).exit_code == 0
    other_feeds = {home.siaf_landing.name, home.data_peru_landing.name}
    assert {f.name for f in home.landing.iterdir()} == other_feeds
    for _ in range(2):
        assert CliRunner().invoke(app, ["buzon", "--preparar"]).exit_code == 0
    assert {f.name for f in home.landing.iterdir() if not f.name.startswith(".")} == {*centres(), *other_feeds}
    assert {f.name for f in home.outbox.iterdir()} == {*centres(), "sin-centro"}


def test_what_others_may_read_is_named(home: Home) -> None:
    assert not any("amplios" in line for line in lines())
    (home.outbox / "citepesquero-ilo").mkdir()
    home.archive.chmod(0o755)
    (home.outbox / "citepesquero-ilo").chmod(0o2750)  # its group is its centre's
    home.key_file.write_text("x")
    home.key_file.chmod(0o640)
    said = lines()
    at = next(n for n, line in enumerate(said) if line.startswith("Permisos demasiado amplios: 2"))
    assert said[at + 1 : at + 3] == [f"  {home.archive} (755)", f"  {home.key_file} (640)"]
    (home.outbox / "citepesquero-ilo").chmod(0o755)
    assert f"  {home.outbox / 'citepesquero-ilo'} (755)" in lines()
