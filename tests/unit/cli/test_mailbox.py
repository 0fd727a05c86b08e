"""`red-cite buzon`: says what waits and what is left alone, and takes nothing."""

from __future__ import annotations

from typer.testing import CliRunner

from orchestration.catalogs import centres
from orchestration.cli.main import app
from orchestration.paths import Home


def test_it_names_what_waits_and_what_stays_and_touches_neither(home: Home) -> None:
    (home.landing / "otra").mkdir()
    (home.landing / "otra" / "a.xlsx").write_bytes(b"SINTETICO")
    (home.landing / "[red]b.xlsx").write_bytes(b"SINTETICO")
    (home.outbox / "citepesquero-ilo").mkdir()
    (home.outbox / "citepesquero-ilo" / "c.xlsx").write_bytes(b"SINTETICO")
    result = CliRunner().invoke(app, ["buzon"])
    assert result.exit_code == 0 and (home.landing / "[red]b.xlsx").exists()
    assert result.stdout.splitlines() == [
        "Por tomar: 1 archivos.",
        "  landing/[red]b.xlsx",
        "No se toman: 1.",
        "  landing/otra: esta carpeta no es la de ningún centro; lo que hay en ella no se toma. "
        "Use el código del centro.",
        "Constancias en salida: 1.",
        "  salida/citepesquero-ilo: 1",
    ]


def test_it_makes_the_folders_of_every_centre_when_asked_to(home: Home) -> None:
    assert CliRunner().invoke(app, ["buzon"]).exit_code == 0
    other_feeds = {home.siaf_landing.name, home.data_peru_landing.name}
    assert {f.name for f in home.landing.iterdir()} == other_feeds
    for _ in range(2):
        assert CliRunner().invoke(app, ["buzon", "--preparar"]).exit_code == 0
    assert {f.name for f in home.landing.iterdir() if not f.name.startswith(".")} == {*centres(), *other_feeds}
    assert {f.name for f in home.outbox.iterdir()} == {*centres(), "sin-centro"}
