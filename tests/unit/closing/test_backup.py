"""A copy of the home by content: what it leaves out, that it is read back, and that what comes back is what was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.closing import backup
from orchestration.closing.backup import BadCopy, back_up, check, copies, newest, restore
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.intake.reception import archive_bytes, archived
from orchestration.warehouse.connection import connect
from orchestration.warehouse.pseudonym import Key

BYTES = b"un libro"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "otro disco" / "respaldos"


@pytest.fixture
def lived_in(home: Home) -> Home:
    """A home with something of each kind."""
    with connect(home) as connection:
        Key.of(home).check(connection)
    archive_bytes(home, BYTES)
    (home.receptions / "000001.filas.json.gz").write_bytes(b"x")
    (home.outbox / "sin-centro").mkdir()
    (home.outbox / "sin-centro").chmod(0o700)
    version = home.published / "versiones" / "00001-aa"
    version.mkdir(parents=True)
    (version / "red_cite.duckdb").write_bytes(b"publicado")
    (version / "red_cite.duckdb").chmod(0o444)
    (home.published / "actual").symlink_to("versiones/00001-aa")
    waiting = home.landing / "reporte.xlsx"
    waiting.write_bytes(b"por tomar")
    os.utime(waiting, ns=(10**18, 10**18))
    return home


def held(home: Home) -> dict[str, tuple[object, ...]]:
    """What lies in a home, as a copy should bring it back."""
    return {
        name: (path.lstat().st_mode, path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes())
        for path, name in backup._walk(home)
    }


def test_what_was_is_what_comes_back_and_the_key_lies_in_no_copy(lived_in: Home, place: Path, tmp_path: Path) -> None:
    back_up(lived_in, place)
    before, key = held(lived_in), lived_in.key_file.read_bytes()
    new = Home(tmp_path / "nueva")
    done = restore(new, place)
    assert held(new) == before
    assert (new.landing / "reporte.xlsx").stat().st_mtime_ns == 10**18
    assert not any(key.strip() in file.read_bytes() for file in place.rglob("*") if file.is_file())
    assert "Falta la clave de seudónimos" in done.troubles[0]
    new.key_file.write_text("otra clave sintetica")
    assert "no es la del respaldo" in restore(new, place).troubles[0]
    new.key_file.write_bytes(key)
    assert restore(new, place).troubles == ()


def test_only_contents_that_are_new_are_written(lived_in: Home, place: Path) -> None:
    first = back_up(lived_in, place)
    assert first.new == len({kept.sha256 for kept in first.copy.archivos})
    again = back_up(lived_in, place)
    assert (again.new, again.copy.archivos) == (0, first.copy.archivos)
    archive_bytes(lived_in, b"otro")
    third = back_up(lived_in, place, keep=1)
    assert (third.new, third.new_bytes, len(copies(place))) == (1, 4, 1)
    (lived_in.landing / "reporte.xlsx").unlink()
    back_up(lived_in, place, keep=1)
    assert not any(file.read_bytes() == b"por tomar" for file in (place / "contenidos").rglob("*") if file.is_file())
    check(place, newest(place))


@pytest.mark.parametrize("how", ["changed", "gone", "cut"])
def test_a_damaged_copy_is_named_and_nothing_is_brought_back(
    lived_in: Home, place: Path, tmp_path: Path, how: str
) -> None:
    copy = back_up(lived_in, place).copy
    kept = next(kept for kept in copy.archivos if kept.ruta == "landing/reporte.xlsx")
    content = place / "contenidos" / kept.sha256[:2] / kept.sha256
    if how == "gone":
        content.unlink()
    else:
        content.write_bytes(b"por tomer" if how == "changed" else b"por")
    new = Home(tmp_path / "nueva")
    with pytest.raises(BadCopy, match=r"landing/reporte\.xlsx"):
        restore(new, place)
    assert not new.root.exists()


def test_what_the_archive_lost_is_named_and_what_an_earlier_copy_holds_stays(lived_in: Home, place: Path) -> None:
    back_up(lived_in, place)
    digest = next(lived_in.archive.glob("*/*")).name
    archived(lived_in, digest).write_bytes(b"cortado")
    assert back_up(lived_in, place).troubles == ()  # the copy holds the good bytes
    check(place, newest(place))
    other = place.with_name("otro")
    assert "dañado en el archivo" in back_up(lived_in, other).troubles[0]


def test_a_home_that_holds_something_else_is_not_written_over(lived_in: Home, place: Path, tmp_path: Path) -> None:
    back_up(lived_in, place)
    other = Home(tmp_path / "otra").create()
    (other.receptions / "x.json").write_text("{}")
    with pytest.raises(Misuse, match=r"x\.json no es del respaldo"):
        restore(other, place)
    with pytest.raises(Misuse, match="va en otro disco"):
        back_up(lived_in, lived_in.root / "respaldos")


def test_killed_in_the_middle_nothing_starts_on_it_and_run_again_it_is_whole(
    lived_in: Home, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(lived_in, place)
    new = Home(tmp_path / "nueva")
    done: list[Path] = []
    copy_whole = backup.copy_whole

    def dies(source: Path, target: Path, *, durable: bool) -> None:
        done.append(target)
        if len(done) == 3:
            raise KeyboardInterrupt
        copy_whole(source, target, durable=durable)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(backup, "copy_whole", dies)
        restore(new, place)
    assert not new.warehouse.exists()
    restore(new, place)
    assert held(new) == held(lived_in)


def test_the_commands_say_what_came_of_it(lived_in: Home, place: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, words)
        return result.exit_code, result.stdout + result.stderr

    assert run("restaurar", str(place)) == (
        2, f"red-cite restaurar: en '{place}' no hay ningún respaldo de `red-cite respaldar`.\n"
    )  # fmt: skip
    code, said = run("respaldar", str(place), "--verificar", "--conservar", "2")
    assert code == 0 and "Leído de vuelta: está entero." in said
    code, said = run("restaurar", str(place), "--verificar")
    assert code == 0 and "está entero: 5 archivos" in said
    code, said = run("reconstruir")
    assert code == 2 and "no hay nada que reconstruir" in said
