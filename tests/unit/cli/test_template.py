"""`red-cite plantilla`: one centre's workbook, or those of all that have to report the month, each in its outbox."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from typer.testing import CliRunner, Result

from orchestration.cli.main import app
from orchestration.core.catalogs import centres
from orchestration.core.paths import Home


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["plantilla", *arguments])


def test_all_that_are_due_find_theirs_in_their_outbox(home: Home) -> None:
    """The operating plan of 2024 programs 29 centres, and UT Junín from July on."""
    assert run("--periodo", "2024-06").exit_code == 0
    assert len(list(home.outbox.glob("*/2024-06_*_plantilla.xlsx"))) == 29
    assert (home.outbox / "citepesquero-ilo" / "2024-06_citepesquero-ilo_plantilla.xlsx").is_file()
    assert [sum(c.is_due(date(2024, month, 1)) for c in centres().values()) for month in (6, 7)] == [29, 30]
    assert "Constancias en salida: 0." in CliRunner().invoke(app, ["buzon"]).stdout


def test_one_centres_by_name_into_a_folder_of_ones_own(home: Home, tmp_path: Path) -> None:
    done = run("--cite", "UT Junín", "--periodo", "Setiembre 2024", "--destino", str(tmp_path / "nueva"))
    file = tmp_path / "nueva" / "2024-09_utcuero-y-calzado-junin_plantilla.xlsx"
    assert done.stdout.split() == [str(file)] and file.is_file()
    assert list(home.outbox.iterdir()) == []


def test_what_cannot_be_written_ends_with_2_and_one_sentence(home: Home, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("SINTETICO")
    for arguments, told in [
        (["--cite", "nadie"], "no es un CITE"),
        (["--periodo", "2023-12"], "ningún centro debe reportar 2023-12"),
        (["--cite", "citepesquero-ilo", "--destino", str(tmp_path / "archivo")], "no se puede escribir"),
    ]:
        done = run(*arguments)
        assert done.exit_code == 2 and told in done.stderr and done.stderr.count("\n") == 1
