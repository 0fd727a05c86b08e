"""The shell of every command: how a line is printed, how a command fails, and Typer's own words in Spanish.
What a command takes and does belongs to its own module; `main.py` lists them."""

from __future__ import annotations

import os
import re
import sys
import traceback
import unicodedata
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup

from orchestration.core import locks
from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import Home
from orchestration.core.troubles import explained

# What holds neither the warehouse nor the publication's links: it runs on Windows too.
READERS = frozenset({"validar", "plantilla", "metrica", "boletin", "comparar", "exportar"})
_ENGINE = "--motor"
# What Typer says of a line that it cannot read, and what is said instead.
_TYPER_SAYS = (
    (r"Missing (?:argument|option) ('.+?')\.?", r"falta \1"),
    (r"Missing command\.", "falta el comando"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", r"no existe la opción \1; ¿quiso decir \2?"),
    (r"No such command ('.+?')\.?(?: Did you mean (.+)\?)?", r"no existe el comando \1; ¿quiso decir \2?"),
    (r"Option ('.+?') requires .+", r"la opción \1 pide un valor"),
    (r"Option ('.+?') does not take a value\.?", r"la opción \1 no lleva valor"),
    (r"Got unexpected extra argument\S* \((.+)\)", r"sobra '\1'"),
    (r"Invalid value for ('.+?'): '.*' is not a valid int(?:eger)?(?: range)?\.", r"\1 debe ser un número entero"),
    (r"Invalid value for ('.+?'): \S+ is not in the range x>=(\S+)\.", r"\1 debe ser \2 o más"),
    (r"Invalid value for ('.+?'): \S+ is not in the range (\S+)<=x<=(\S+)\.", r"\1 debe ser de \2 a \3"),
    (r"Invalid value for ('.+?'): ('.*') is not one of (.+)\.", r"\1 no puede ser \2; puede ser \3"),
)
_TYPER_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opciones",
    "COMMANDS_PANEL_TITLE": "Comandos",
    "DEFAULT_STRING": "[si falta: {}]",
    "REQUIRED_LONG_STRING": "[obligatorio]",
}


# What a terminal shows of a character that it should not get: hard spaces are spaces, marks of direction are nothing.
_INSTEAD = {"Zs": " ", "Cf": ""}


def printable(text: str) -> str:
    """Without control characters, which a hostile file could use to write over the terminal."""
    return "".join(c if c.isprintable() else _INSTEAD.get(unicodedata.category(c), "?") for c in text)


def say(console: Console, text: str = "", style: str | None = None) -> None:
    """Prints one line as it stands: a terminal folds it, and nothing in it is read as markup."""
    console.print(printable(text), style=style, highlight=False, markup=False, soft_wrap=True)


def new_app(help: str, *commands: Callable[..., bool | int | None], name: str | None = None) -> typer.Typer:
    """`commands` under one name, each called as its function is; it ends with the number returned, 1 after False."""
    app = typer.Typer(
        cls=_Group,
        name=name,
        help=help,
        options_metavar="[OPCIONES]",
        subcommand_metavar="COMANDO [ARGUMENTOS]...",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )
    for command in commands:
        app.command(cls=_Command, options_metavar="[OPCIONES]")(command)
    return app


class _Spanish:
    """Help in Spanish, whatever it is the help of."""

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            param.type.get_metavar = lambda **_: ""  # not `<str>`: what to write stands beside it
            if param.opts == ["--help"]:
                param.help = "Muestra esta ayuda y termina."
        return params

    def get_usage(self, ctx: Any) -> str:
        return str(super().get_usage(ctx)).replace("Usage: ", "Uso: ", 1)  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils  # Typer's own look, which only help needs

        for name, words in _TYPER_TITLES.items():
            setattr(rich_utils, name, words)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class _Command(_Spanish, TyperCommand):
    def invoke(self, ctx: Any) -> Any:
        try:
            if ctx.info_name not in READERS and not locks.available():
                raise locks.NoLocks  # before it does anything
            return super().invoke(ctx)
        except Misuse as error:
            return _ended(2, f"{ctx.command_path}: {error}")
        except Failure as error:
            return _ended(1, f"✗ {error}")
        except (typer.TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:
            return _ended(1, f"✗ {explained(error) or _not_foreseen(error)}")


class _Group(_Spanish, TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if _ENGINE in args:  # it may stand anywhere in the line
            at = args.index(_ENGINE)
            args = [*args[at : at + 2], *args[:at], *args[at + 2 :]]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # a console of Windows, or of an old locale, lacks some signs
        try:
            ended = super().main(*args, **extra | {"standalone_mode": False})
        except typer.TyperException as error:
            context = getattr(error, "ctx", None)
            path = context.command_path if context else self.name
            said = _in_spanish(error.format_message())
            end = "" if said.endswith("?") else "."
            ended = _ended(error.exit_code, f"{path}: {said}{end} Vea `{path} --help`." if said else "")
        sys.exit(int(not ended) if isinstance(ended, bool) else ended)


def _not_foreseen(error: Exception) -> str:
    """What no table knows: its details go into a private file, for a cell or a name may be in them."""
    log = Home.current().root / "errores.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", errors="replace") as handle:
            traceback.print_exception(error, file=handle)
        where = f"el detalle quedó en {log}; envíelo a quien mantiene el programa."
    except OSError:
        where = "y el detalle no se pudo guardar."
    return f"Error que no se esperaba ({type(error).__name__}): {where}"


def _ended(code: int, message: str) -> int:
    for line in message.splitlines():
        typer.echo(printable(line), err=True)
    return code


def _in_spanish(message: str) -> str:
    for typer_says, said in _TYPER_SAYS:
        found = re.fullmatch(typer_says, message)
        if found:
            return found.expand(said).removesuffix("; ¿quiso decir ?")  # nothing resembles it
    return message
