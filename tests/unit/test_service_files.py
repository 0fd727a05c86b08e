"""What `servicio/` and its manual name is there: alerts, commands, units; and nothing of anybody's data in an image.
That the units run belongs to `tests/clientes/test_service.py`."""

from __future__ import annotations

import re

import pytest
import typer

from orchestration.cli.main import app
from orchestration.closing.alerts import KINDS
from orchestration.core.paths import PROJECT

MANUALS = ("servicio", "datos-personales", "buzon")
UNITS = PROJECT / "servicio" / "systemd"


def manual(name: str) -> str:
    return (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_the_manual_says_what_to_do_about_every_alert_and_no_other() -> None:
    table = manual("servicio").split("## Qué significa cada aviso y qué hacer")[1].split("##")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(KINDS)


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_that_a_manual_names_is_there(name: str) -> None:
    command = typer.main.get_command(app)
    code = " ".join(re.findall(r"```.*?```|`[^`]+`", manual(name), re.DOTALL))
    named = re.findall(r"(?<![/\w-])red-cite (?:(persona|data-peru) )?([a-z][a-z-]+)", code)
    assert named
    known = set(command.commands)  # type: ignore[attr-defined]  # a group
    for group, word in named:
        within = command.commands[group].commands if group else known  # type: ignore[attr-defined]
        assert word in within, f"red-cite {group} {word}"


def test_the_target_wants_every_unit_that_there_is() -> None:
    target = (UNITS / "red-cite.target").read_text(encoding="utf-8")
    [wants] = [line.removeprefix("Wants=") for line in target.splitlines() if line.startswith("Wants=")]
    ours = {re.sub(r"@\w+", "@", unit) for unit in wants.split() if unit.startswith("red-cite")}
    started = ours | {unit.replace(".timer", ".service") for unit in ours}
    assert started == {file.name for file in UNITS.iterdir()} - {"red-cite.target"}


def test_what_git_leaves_out_is_in_no_image_either() -> None:
    ignored = (PROJECT / ".gitignore").read_text().split()
    assert "data/" in ignored
    left_out = {line.removeprefix("**/") for line in (PROJECT / ".dockerignore").read_text().split()}
    assert left_out == {*ignored, ".git/"}


def test_an_image_is_installed_by_the_uv_that_make_setup_takes() -> None:
    [version] = re.findall(r"^UV_VERSION := (\S+)", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert f"uv=={version} " in (PROJECT / "servicio" / "Containerfile").read_text(encoding="utf-8")
