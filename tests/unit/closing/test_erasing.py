"""What is past its term, or one person on request, loses all names; figures, pseudonyms and proofs stay."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.closing import erasing, expired
from orchestration.closing.backup import back_up, copies, restore
from orchestration.closing.person import Person, search
from orchestration.closing.recovery import recover
from orchestration.closing.verification import verify
from orchestration.core.errors import Failure, Misuse
from orchestration.core.paths import SUITES, Home
from orchestration.gates.evaluate import evaluate
from orchestration.intake.feed import Listener
from orchestration.intake.journal import journals, note_state
from orchestration.intake.receive import receive
from orchestration.intake.reception import archived, erased_on
from orchestration.intake.rejudging import judge_again
from orchestration.intake.reports import feed as reports
from orchestration.intake.reports.feed import REPORTS
from orchestration.warehouse.connection import connect
from orchestration.warehouse.pseudonym import Key, KeyMismatch
from orchestration.warehouse.rows import records
from tests.workbooks import RECEIVED, cover, good_row, ruc_number, sheets, xlsx

DIRECTLY = replace(REPORTS, judge=partial(reports.judge, evaluate=evaluate))
# Synthetic people; the second is known by both of her documents.
DNI, NAME = "04567891", "ROSA SINTETICA DE PRUEBA"
OTHER, OTHERS_NAME = "70123456", "LUIS SINTETICO DE PRUEBA"
LATER = RECEIVED + timedelta(days=400)
PAST = date(2026, 11, 1)  # 24 months after RECEIVED, and not after LATER
ORDER = erasing.Order(datetime(2026, 11, 1, 10), "oficial (prueba)", "plazos")


def person(number: int, document: str, name: str, **changes: Any) -> dict[str, Any]:
    given = {"Tipo de documento": "DNI", "Número de documento": document, "Cliente": name}
    return good_row(number, **given, **{"Tipo de cliente": "Persona natural con negocio"} | changes)


def hers(number: int, **changes: Any) -> dict[str, Any]:
    return person(number, DNI, NAME, **changes)


def plain(month: str, *rows: dict[str, Any], extra: list[list[Any]] | None = None, **said: Any) -> bytes:
    dated = [row | {"Fecha": date.fromisoformat(f"{month}-{2 + number:02d}")} for number, row in enumerate(rows)]
    grids = sheets(dated, cover(dated, Periodo=month, **said))
    return xlsx(grids | ({"Notas": extra} if extra else {}))


# Accepted; one held back beside others; refused; accepted, with the number in another sheet; and received much later.
FILES = {
    "a.xlsx": plain("2024-09", hers(1), person(2, OTHER, OTHERS_NAME), good_row(3)),
    "b.xlsx": plain("2024-08", good_row(1), good_row(2), hers(3, Cantidad=0)),
    "c.xlsx": plain("2024-07", hers(1), good_row(2), **{"Total de servicios": 99}),
    "d.xlsx": plain("2024-06", good_row(1), extra=[["llamar a", int(DNI)]]),
    "e.xlsx": b"nada que se lea\x00\x01",
}
LATE = plain("2024-05", person(1, OTHER, OTHERS_NAME), good_row(2))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with those receptions; nobody writes to it."""
    root = tmp_path_factory.mktemp("vivida") / "casa"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RED_CITE_HOME", str(root))
        home = Home(root).create()
        with connect(home) as connection:
            for files, at in ((FILES, RECEIVED), ({"tarde.xlsx": LATE}, LATER)):
                for name, content in files.items():
                    (home.landing / name).write_bytes(content)
                receive(home, connection, DIRECTLY, [home.landing / n for n in files], lambda _, at=at: at, Listener())
            note_state(home, connection)
            refused = connection.execute("select estado, count(*) from raw.reportes group by 1 order by 1").fetchall()
    assert refused == [("aceptado", 3), ("observado", 1), ("rechazado", 2)]
    copies_ = home.warehouse.parent / "copias"
    copies_.mkdir()
    shutil.copyfile(home.warehouse, copies_ / "esquema-3.duckdb")
    (home.root / "apartados").mkdir()
    (home.root / "apartados" / "nota.txt").write_text(f"DNI {DNI}")
    for file in (copies_ / "esquema-3.duckdb", home.root / "apartados" / "nota.txt"):
        os.utime(file, (RECEIVED.timestamp(), RECEIVED.timestamp()))
    return root


@pytest.fixture
def house(lived_in: Path, home: Home) -> Home:
    shutil.rmtree(home.root)
    shutil.copytree(lived_in, home.root, symlinks=True)
    return home


def parts(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            yield from map(book.read, book.namelist())


def naming(root: Path, *words: str) -> set[str]:
    """The files below `root` in which a word stands, looked for in what is packed, too."""
    sought = [word.encode() for word in words]
    return {
        file.relative_to(root).as_posix()
        for file in root.rglob("*")
        if file.is_file() and any(word in part for part in parts(file.read_bytes()) for word in sought)
    }


def raw(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("reportes", "recepciones", "atenciones", "atenciones_observadas", "observaciones", "constancias")
    with connect(home) as connection:
        left_out = "exclude (dejada_en)"
        return {
            table: connection.execute(
                f"select * {left_out if table == 'constancias' else ''} from raw.{table} order by all"
            ).fetchall()
            for table in tables
        }


def proofs(home: Home) -> list[list[tuple[Any, ...]]]:
    """What figures are counted from, and what is known of each delivery without naming anybody."""
    with connect(home) as connection:
        return [
            connection.execute(f"select * exclude ({left_out}) from raw.{table} order by all").fetchall()
            for table, left_out in (
                ("atenciones", "numero_documento, cliente_nombre, medio_verificacion"),
                ("atenciones_observadas", "celdas"),
                ("observaciones", "valor, mensaje"),
                ("reportes", "responsable"),
            )
        ]


def record(home: Home) -> list[dict[str, Any]]:
    with connect(home) as connection:
        return records(connection, "from raw.borrados order by borrado_en")


def clear(home: Home, day: date = PAST) -> erasing.Going:
    return erasing.erase(home, ORDER, partial(expired.find, home, day=day))


def forget(home: Home, *, order: erasing.Order = ORDER) -> erasing.Going:
    her = Person.of("DNI", DNI)
    client = her.pseudonyms(Key.of(home))[0]
    return erasing.erase(home, replace(order, client=client), lambda c: search(home, c, her).going(home))


def run(*words: str, said: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, words, input=said)
    return result.exit_code, (result.stdout + result.stderr).replace(f": {said}", ": ")  # without what was typed


# --- what is past its term


def test_the_terms_are_data_with_a_reason_each() -> None:
    said = yaml.safe_load((SUITES / "conservacion.yml").read_text(encoding="utf-8"))
    assert tuple(said) == expired.TERMS == tuple(expired.terms())
    assert all(set(term) == {"valor", "unidad", "razon"} and term["razon"] for term in said.values())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"libros": {"valor": 0}}, "«libros» debe tener en `valor` un número entero de meses"),
        ({"filas": {"valor": "dos"}}, "«filas» debe tener"),
        ({"respaldos": {}}, "«respaldos» debe tener"),
        ({"filas": {"valor": 6}, "libros": {"valor": 7}}, "traería de vuelta los nombres"),
    ],
)
def test_terms_that_cannot_hold_are_refused(tmp_path: Path, changed: dict[str, Any], why: str) -> None:
    terms = {name: {"valor": 12} for name in expired.TERMS} | changed
    (tmp_path / "conservacion.yml").write_text(yaml.safe_dump(terms))
    with pytest.raises(Misuse, match=why):
        expired.terms(tmp_path)


def test_past_its_term_nobody_is_named_and_all_else_is_as_it_was(house: Home) -> None:
    before, receptions = proofs(house), {f.name: f.read_bytes() for f in house.receptions.glob("*.json")}
    clear(house)
    assert proofs(house) == before
    assert {f.name: f.read_bytes() for f in house.receptions.glob("*.json")} == receptions
    assert naming(house.root, DNI, DNI.lstrip("0"), NAME) == set()
    with connect(house) as connection:
        said = connection.execute(
            "select numero_documento, cliente_nombre, medio_verificacion from raw.atenciones where recibido_en = ?",
            [RECEIVED],
        ).fetchall()
        assert set(said) == {(None, None, None)}
        heads = connection.execute("select count(*) from raw.reportes where responsable is not null").fetchone()
        assert heads == (1,)  # the late one's
    assert len(list(house.archive.glob("*/*.borrado"))) == len(FILES)
    assert list(verify(house)) == []
    [done] = record(house)
    assert (done["cliente_id"], done["borrado_por"], done["terminado_en"] is not None) == (None, ORDER.author, True)


def test_what_is_within_its_term_stays(house: Home) -> None:
    clear(house)
    assert len(naming(house.root, OTHER)) == 3  # warehouse, journal and book; a receipt without faults names nobody
    assert archived(house, next(f.name for f in house.archive.glob("*/*") if not f.suffix)).read_bytes() == LATE
    assert not clear(house, date(2024, 10, 4))


def test_that_a_report_is_of_invented_people_is_not_forgotten(house: Home) -> None:
    with connect(house) as connection:  # the publication says so wherever its figures are shown
        connection.execute("update raw.reportes set responsable = 'Ana Prueba (sintético)' where archivo = 'a.xlsx'")
    clear(house)
    with connect(house) as connection:
        heads = connection.execute("select responsable from raw.reportes where archivo = 'a.xlsx'").fetchall()
    assert heads == [("(sintético)",)] and not clear(house)


def test_done_again_it_finds_nothing_and_writes_nothing(house: Home) -> None:
    clear(house)
    before = house.warehouse.read_bytes()
    assert not clear(house)
    assert house.warehouse.read_bytes() == before and len(record(house)) == 1


# In the usual suite, where rows are half gone and where files are.
STEPS = ("_erase_rows", "move_whole")
_OTHERS = ("_erase_files", "_answer_nobody", "write_anew", "_write_anew", "note_state")


@pytest.fixture(scope="module", params=[clear, forget])
def done_at_once(
    request: pytest.FixtureRequest, lived_in: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Home]:
    whole = Home(tmp_path_factory.mktemp("entera") / "casa")
    shutil.copytree(lived_in, whole.root, symlinks=True)
    request.param(whole)
    return request.param, whole


@pytest.mark.parametrize("step", [*STEPS, *(pytest.param(step, marks=pytest.mark.lento) for step in _OTHERS)])
def test_killed_anywhere_and_run_again_it_ends_the_same(
    done_at_once: tuple[Any, Home], house: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    what, whole = done_at_once

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(erasing, step, dies)
        what(house)
    if step in ("_answer_nobody", "_erase_rows", "write_anew"):
        assert "quedó a medias: repita `red-cite" in "".join(verify(house))
    what(house)
    assert raw(house) == raw(whole)
    assert naming(house.root, DNI, NAME) == naming(whole.root, DNI, NAME) == set()
    assert sorted(p.name for p in house.archive.rglob("*")) == sorted(p.name for p in whole.archive.rglob("*"))
    assert [done | {"terminado_en": None} for done in record(house)] == [
        done | {"terminado_en": None} for done in record(whole)
    ]
    assert list(verify(house)) == []


def test_a_journal_with_a_delivery_that_raw_does_not_know_stays(house: Home) -> None:
    alien = house.receptions / "000099.filas.json.gz"
    alien.write_bytes(gzip.compress(b'{"clave": "de otro almacen", "tabla": "atenciones", "fila": {}}\n'))
    clear(house)
    assert alien in journals(house) and len(journals(house)) == 2


# --- one person


def test_what_is_kept_of_a_person_is_told_with_its_place_and_of_no_one_else(house: Home, tmp_path: Path) -> None:
    file = tmp_path / "hallado.txt"
    code, said = run("persona", "acceso", "--salida", str(file), said=f"{DNI}\n")
    assert code == 0 and "libros del archivo: 4; filas: 2" in said and DNI not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = file.read_text(encoding="utf-8")
    assert "a.xlsx, hoja Atenciones, fila 2" in told and "b.xlsx, hoja Atenciones, fila 4" in told
    assert "«c.xlsx», rechazado: fila 2" in told and "«d.xlsx»: el número está fuera de las filas" in told
    assert "apartados/nota.txt" in told and "e.xlsx" in told.split("no se pueden abrir")[1]
    assert NAME in told and OTHER not in told and OTHERS_NAME not in told
    code, said = run("persona", "acceso", "--salida", str(file), said=f"{DNI}\n")
    assert code == 2 and "dé un archivo que no exista" in said
    code, said = run("persona", "acceso", "--salida", str(house.root / "hallado.txt"), said=f"{DNI}\n")
    assert code == 2 and "los respaldos la copian" in said


def test_her_ruc_and_her_dni_are_one_person_and_a_companys_ruc_is_not(house: Home) -> None:
    with connect(house) as connection:
        by_ruc = search(house, connection, Person.of("RUC", ruc_number(f"10{DNI}")))
        company = search(house, connection, Person.of("RUC", ruc_number("2000000003")))
    assert len(by_ruc.accepted) == 1 and len(by_ruc.held_back) == 1
    assert {row["cliente_nombre"] for row in company.accepted} == {"EMPRESA SINTETICA 3"}


@pytest.mark.parametrize(("kind", "number"), [("DNI", "123"), ("RUC", "20100000001"), ("cédula", DNI), ("CE", "1")])
def test_what_is_no_document_is_refused(house: Home, tmp_path: Path, kind: str, number: str) -> None:
    code, said = run("persona", "acceso", "--salida", str(tmp_path / "x"), "--tipo", kind, said=f"{number}\n")
    assert code == 2 and "Traceback" not in said and not (tmp_path / "x").exists()


def test_a_person_erased_is_nowhere_and_the_others_and_all_figures_stay(house: Home) -> None:
    before, others = proofs(house), naming(house.root, OTHER)
    assert len(naming(house.root, DNI, DNI.lstrip("0"), NAME)) > 8
    code, said = run("persona", "borrar", "--autor", "oficial (prueba)", "--razon", "solicitud 7", said=f"{DNI}\n")
    client = Person.of("DNI", DNI).pseudonyms(Key.of(house))[0]
    assert code == 0 and client in said and "red-cite respaldar" in said and DNI not in said
    assert naming(house.root, DNI, DNI.lstrip("0"), NAME) == set()
    assert proofs(house) == before and others & naming(house.root, OTHER)
    [done] = record(house)
    assert (done["cliente_id"], done["razon"]) == (client, "solicitud 7")
    assert not any(DNI in str(value) for value in done.values())
    with connect(house) as connection:
        row = connection.execute("select count(*) from raw.atenciones where cliente_id = ?", [client]).fetchone()
    assert row == (1,) and list(verify(house)) == []
    code, said = run("persona", "borrar", "--autor", "oficial (prueba)", "--razon", "otra vez", said=f"{DNI}\n")
    assert code == 0 and "Borrado: nada" in said and len(record(house)) == 1


def test_the_number_is_not_written_down_as_a_reason(house: Home) -> None:
    code, said = run("persona", "borrar", "--autor", "x", "--razon", f"pidió {DNI}", said=f"{DNI}\n")
    assert code == 2 and "no deben llevar el número" in said and record(house) == []


def test_under_another_key_nobody_is_looked_for_or_erased(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_CLAVE", "otra clave sintetica de prueba")
    with pytest.raises(KeyMismatch, match="se contarían dos veces"):
        forget(house)
    assert record(house) == [] and naming(house.root, DNI)


@pytest.mark.parametrize("how", ["lost", "changed"])
def test_a_lost_or_changed_key_counts_nobody_twice(house: Home, how: str) -> None:
    if how == "lost":
        house.key_file.unlink()
    else:
        house.key_file.write_text("otra clave sintetica de prueba")
    before = raw(house)
    (house.landing / "nuevo.xlsx").write_bytes(plain("2024-04", hers(1)))
    with connect(house) as connection, pytest.raises(KeyMismatch, match="Restituya el archivo `clave`"):
        receive(house, connection, DIRECTLY, [house.landing / "nuevo.xlsx"], lambda _: LATER, Listener())
    assert raw(house) == before and len(list((house.landing / ".tomados").rglob("nuevo.xlsx"))) == 1


# --- afterwards


def test_erased_bytes_sent_again_are_refused_in_a_sentence_and_not_kept(house: Home) -> None:
    forget(house)
    before = raw(house)
    (house.landing / "otra vez.xlsx").write_bytes(FILES["a.xlsx"])
    with connect(house) as connection:
        [again] = receive(
            house, connection, DIRECTLY, [house.landing / "otra vez.xlsx"], lambda _: LATER, Listener()
        ).decisions
    assert again.refused and len(again.findings) == 1
    assert "el almacén borró estos bytes el 01/11/2026" in again.findings[0].mensaje
    assert naming(house.root, DNI, NAME) == set() and raw(house)["atenciones"] == before["atenciones"]
    assert list(verify(house)) == []


def test_what_was_erased_is_not_judged_again_and_says_so(house: Home) -> None:
    forget(house)
    with connect(house) as connection, pytest.raises(Failure, match=r"2024-09: su libro se borró el 01/11/2026"):
        judge_again(house, connection, DIRECTLY, lambda _: True, LATER + timedelta(days=1))


def test_a_lost_warehouse_comes_back_without_the_names(house: Home) -> None:
    forget(house)
    before, done = raw(house), record(house)
    house.warehouse.unlink()
    assert recover(house).troubles == ()
    assert raw(house) == before and record(house) == done
    assert naming(house.root, DNI, NAME) == set()


def test_without_its_journal_an_erased_book_is_said_to_be_lost(house: Home) -> None:
    forget(house)
    house.warehouse.unlink()
    for file in journals(house):
        file.unlink()
    troubles = recover(house).troubles
    assert len(troubles) == 4 and all("su libro se borró el 01/11/2026" in trouble for trouble in troubles)


def test_the_next_backup_takes_the_older_ones_away(house: Home, tmp_path: Path) -> None:
    place = tmp_path / "otro disco"
    back_up(house, place)
    assert naming(place, DNI)
    forget(house)
    back_up(house, place)
    assert len(copies(place)) == 1 and naming(place, DNI, NAME) == set()
    key = house.key_file.read_bytes()
    shutil.rmtree(house.root)
    restore(house, place)
    house.key_file.write_bytes(key)
    assert erased_on(house, next(house.archive.glob("*/*.borrado")).stem) == "01/11/2026"
    assert list(verify(house)) == []


def test_a_backup_past_its_term_goes_and_the_last_one_never(house: Home, tmp_path: Path) -> None:
    place = tmp_path / "otro disco"
    back_up(house, place)
    [old] = copies(place)
    old.rename(old.with_name(f"20200101T000000000000{''.join(old.suffixes)}"))
    back_up(house, place)
    assert [record.name[:4] == "2020" for record in copies(place)] == [False]


def test_the_command_says_what_it_would_erase_and_refuses_a_day_to_come(house: Home) -> None:
    before = house.warehouse.read_bytes()
    code, said = run("depurar", "--ensayo", "--al", f"{PAST}")
    assert code == 0 and f"libros del archivo: {len(FILES)};" in said and house.warehouse.read_bytes() == before
    assert record(house) == []
    code, said = run("depurar", "--al", "2999-01-01")
    assert code == 2 and "ese día no ha llegado" in said
    assert run("depurar", "--al", "ayer")[0] == 2
    code, said = run("depurar", "--al", f"{PAST}")
    assert code == 0 and said.startswith("Borrado, al 01/11/2026: libros del archivo: 5;")
    assert run("depurar", "--al", f"{PAST}")[1] == "Borrado, al 01/11/2026: nada.\n"
