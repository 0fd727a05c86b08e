"""Every command speaks Spanish, also where Typer speaks for it, and ends with the code that its outcome has."""

from __future__ import annotations

import getpass
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import shell
from orchestration.cli.main import app
from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import PROJECT, Home

_ENGLISH = ("Usage", "Options", "Arguments", "Commands", "message", "default", "required", "<bool>", "<str>", "list[")
COMMANDS = [command.callback.__name__ for command in app.registered_commands if command.callback]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "120"})


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["data-peru"], ["data-peru", "exportar"]])
def test_help_is_spanish(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Uso: red-cite" in result.stdout and "Muestra esta ayuda y termina." in result.stdout
    assert not [word for word in _ENGLISH if word in result.stdout]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("validar", "red-cite validar: falta 'ARCHIVO...'. Vea `red-cite validar --help`."),
        ("publicar", "falta '--al'."),
        ("cerra", "red-cite: no existe el comando 'cerra'; ¿quiso decir 'cerrar'?"),
        ("xyzxyz", "no existe el comando 'xyzxyz'. Vea"),
        ("metrica --granos mes", "no existe la opción --granos; ¿quiso decir --grano?"),
        ("metrica --nada", "no existe la opción --nada. Vea"),
        ("metrica x --grano", "la opción '--grano' pide un valor."),
        ("metrica --json=3", "la opción '--json' no lleva valor."),
        ("cerrar 2024-09 2024-10", "sobra '2024-10'."),
        ("boletin abc", "'AAAA' debe ser un número entero."),
        ("boletin 2024 --mes 13", "'--mes' debe ser de 1 a 12."),
        ("respaldar x --conservar 0", "'--conservar' debe ser 1 o más."),
        ("boletin 2024 --idioma fr", "'--idioma' no puede ser 'fr'; puede ser 'es', 'en'."),
        ("data-peru expor", "red-cite data-peru: no existe el comando 'expor'; ¿quiso decir 'exportar'?"),
    ],
)
def test_a_line_that_cannot_be_read_ends_with_2_and_says_so_in_spanish(line: str, said: str) -> None:
    result = run(*line.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("cite", "said"),
    [
        ("ilo", "¿quiso decir citepesquero-ilo?"),
        ("cuero trujillo", "¿quiso decir citecuero-y-calzado-trujillo?"),
        ("xyz", "los códigos son: citeacuicola-puno, "),
    ],
)
def test_a_centre_that_is_none_is_answered_with_those_that_resemble_it(home: Home, cite: str, said: str) -> None:
    result = run("observaciones", "--cite", cite)
    assert result.exit_code == 2 and said in result.stderr
    assert ("citeacuicola-puno" in result.stderr) == (cite == "xyz")


def ends(outcome: bool | Exception | None) -> Result:
    def prueba() -> bool | None:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    app = shell.new_app("Ayuda.", prueba, name="red-cite")
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["prueba"])


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        (None, 0, ""),
        (True, 0, ""),
        (False, 1, ""),
        (Misuse("no es \x1b[31m un mes."), 2, "red-cite prueba: no es ?[31m un mes.\n"),
        (Failure("La puerta no aprobó."), 1, "✗ La puerta no aprobó.\n"),
    ],
)
def test_how_a_command_ends(outcome: bool | Exception | None, code: int, said: str) -> None:
    result = ends(outcome)
    assert (result.exit_code, result.stderr) == (code, said)


def test_what_no_room_foresaw_is_a_sentence_and_its_details_a_private_file(home: Home) -> None:
    result = ends(KeyError("Rosa Quispe"))
    log = home.root / "errores.log"
    assert (result.exit_code, result.stderr) == (
        1,
        f"✗ Error que no se esperaba (KeyError): el detalle quedó en {log}; envíelo a quien mantiene el programa.\n",
    )
    assert "KeyError: 'Rosa Quispe'" in log.read_text() and log.stat().st_mode & 0o777 == 0o600


def test_what_the_system_refuses_is_said_in_spanish() -> None:
    result = ends(OSError(28, "No space left on device"))
    assert result.exit_code == 1 and result.stderr.startswith("✗ No queda espacio en el disco: ")


def test_help_starts_without_the_heavy_libraries() -> None:
    heavy = ("pandas", "duckdb", "jinja2", "rapidfuzz", "great_expectations", "dagster", "dbt", "xlsxwriter")
    code = (
        "import sys; from typer.testing import CliRunner; from orchestration.cli.main import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_freeze_by_a_user_without_a_name_asks_who_decides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nameless)
    outcome = run("congelar", "2024-09")
    assert outcome.exit_code == 2 and "`--por NOMBRE`" in outcome.stderr
