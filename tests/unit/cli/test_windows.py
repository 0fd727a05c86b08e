"""What only reads works without the modules that Windows lacks; what cannot, says so in a sentence and does nothing.
Both modules are hidden, from the reading process too; that the libraries themselves run there is their makers' word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from workbooks import csv_report, good_rows, report, table

from orchestration.cli.main import app
from orchestration.cli.shell import READERS
from orchestration.core import locks
from orchestration.core.paths import PROJECT
from orchestration.intake.reports.reading import reader

HIDDEN = "import sys; sys.modules.update(fcntl=None, resource=None)\n"
VALIDATE = """
from pathlib import Path
from orchestration.intake.reports.reading import reader
reader._SCRIPT = Path(sys.argv.pop(1))
from orchestration.cli.main import app
app()
"""
WHAT_READERS_IMPORT = (
    "cli.validate",
    "cli.metric_tables",
    "intake.template.book",
    "cli.editions",
    "cli.deliveries",
    "outputs.bulletins.produce",
    "outputs.data_peru.export",
    "transforming.dbt",
)

WHAT_IT_TAKES = {
    "cerrar": ["2024-09"],
    "congelar": ["2024-09"],
    "productos": ["2024-09"],
    "publicar": ["--al", "2024-07-15"],
    "retirar": ["20240905T100000000000_0", "--razon", "inventada", "--autor", "alguien inventado"],
    "rejuzgar": ["2024-09"],
    "acceso": ["--salida", "hallado.txt"],
    "borrar": ["--razon", "inventada", "--autor", "alguien inventado"],
    "respaldar": ["respaldos"],
    "restaurar": ["respaldos"],
    "rastrear": ["--mart", "servicios_por_cite", "--periodo", "2024-09"],
}


def without_the_modules(code: str, *arguments: str, encoding: str = "cp1252") -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", HIDDEN + code, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True)


@pytest.fixture
def reader_without(tmp_path: Path) -> Path:
    """The reading process's script, with the modules hidden from it."""
    script = tmp_path / "isolated_without.py"
    script.write_text(f"{HIDDEN}import runpy\nrunpy.run_path({str(reader._SCRIPT)!r}, run_name='__main__')\n")
    return script


def test_validar_judges_a_good_workbook_and_a_bad_one(tmp_path: Path, reader_without: Path) -> None:
    (tmp_path / "bueno.xlsx").write_bytes(report(good_rows(3)))
    (tmp_path / "2024-09_citemadera-lima.csv").write_bytes(csv_report({"tabla": table(good_rows(2))}))
    (tmp_path / "cortado.xlsx").write_bytes(report(good_rows(3))[:-200])
    files = [str(tmp_path / name) for name in ("bueno.xlsx", "2024-09_citemadera-lima.csv", "cortado.xlsx")]
    done = without_the_modules(VALIDATE, str(reader_without), "validar", "--json", *files)
    assert done.returncode == 1, done.stderr.decode()
    assert [json.loads(line)["estado"] for line in done.stdout.splitlines()] == ["aceptado", "aceptado", "rechazado"]


def test_a_console_of_windows_shows_the_accents_and_stops_at_no_sign(tmp_path: Path, reader_without: Path) -> None:
    (tmp_path / "año Ω → 😀.xlsx").write_bytes(report(good_rows(3)))
    done = without_the_modules(VALIDATE, str(reader_without), "validar", str(tmp_path / "año Ω → 😀.xlsx"))
    assert done.returncode == 0, done.stderr.decode()
    assert "ACEPTADO" in done.stdout.decode("cp1252") and "año" in done.stdout.decode("cp1252")


def test_a_reader_that_cannot_start_blames_no_file(tmp_path: Path) -> None:
    (tmp_path / "bueno.xlsx").write_bytes(report(good_rows(3)))
    (tmp_path / "roto.py").write_text("import python_calamine_que_no_esta\n")
    done = without_the_modules(VALIDATE, str(tmp_path / "roto.py"), "validar", str(tmp_path / "bueno.xlsx"))
    said = done.stderr.decode("cp1252")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "python_calamine_que_no_esta" in said and "Traceback" not in said and "dañado" not in said


def test_what_the_reading_commands_import_needs_neither_module() -> None:
    names = [f"orchestration.{name}" for name in WHAT_READERS_IMPORT]
    done = without_the_modules(f"import importlib\nfor name in {names!r}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr.decode()


def test_every_other_command_names_wsl_and_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    monkeypatch.setenv("RED_CITE_HOME", str(tmp_path / "casa"))
    group = typer.main.get_command(app)
    paths = [
        [name, *one]
        for name, command in group.commands.items()
        for one in ([[within] for within in command.commands] if hasattr(command, "commands") else [[]])
    ]
    assert ["data-peru", "importar"] in paths and ["persona", "borrar"] in paths
    assert {path[-1] for path in paths} >= READERS
    for path in (path for path in paths if path[-1] not in READERS):
        result = CliRunner().invoke(app, [*path, *WHAT_IT_TAKES.get(path[-1], ())])
        assert result.exit_code == 2 and "WSL" in result.stderr and len(result.stderr.splitlines()) == 1, path
    assert not (tmp_path / "casa").exists()
