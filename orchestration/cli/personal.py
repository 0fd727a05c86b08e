"""The commands of the law on personal data: what each takes, and what came of it in Spanish.
What is erased, and how, belongs to `closing/` (`erasing`, `expired`, `person`), imported only when it runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from orchestration.closing.erasing import Going
    from orchestration.closing.person import Found, Person

Kind = Annotated[str, typer.Option("--tipo", metavar="TIPO", help="DNI, RUC, CE o PASAPORTE.")]
Author = Annotated[str, typer.Option(metavar="QUIEN", help="Quién lo decide; queda escrito.")]
Reason = Annotated[str, typer.Option(metavar="TEXTO", help="Por qué; queda escrito, sin el número.")]
# Columns of raw that say where a row is, not what it says of a person.
_NOT_TOLD = frozenset(
    {"numero", "reporte_id", "sha256", "version", "recibido_en", "archivo", "hoja", "fila", "motivos"}
)
_AGAIN = "Ejecute ahora `red-cite respaldar` en cada lugar donde haya respaldos: quita los anteriores."


def depurar(
    al: Annotated[str | None, typer.Option(metavar="AAAA-MM-DD", help="Día que se toma por hoy.")] = None,
    ensayo: Annotated[bool, typer.Option("--ensayo", help="Solo dice qué se borraría.")] = False,
    autor: Annotated[str, typer.Option(metavar="QUIEN", help="Quién lo decide; si falta, el usuario.")] = "",
) -> None:
    """Borra los nombres y documentos que pasaron de su plazo (expectations/conservacion.yml); las cifras no cambian.

    Quedan seudónimos, conteos, veredictos y resúmenes SHA-256. Interrumpido y repetido, termina igual.
    """
    from functools import partial
    from getpass import getuser

    from orchestration.cli import arguments
    from orchestration.closing import erasing, expired
    from orchestration.core.clock import lima_now
    from orchestration.core.errors import Misuse
    from orchestration.warehouse.connection import connect, exclusive

    home, day = _home(), arguments.day(al) if al else lima_now().date()
    expired.terms()
    if ensayo:
        with exclusive(home), connect(home) as connection:
            print(f"Se borraría, al {day:%d/%m/%Y}: {_counted(expired.find(home, connection, day))}.")
        return
    if day > lima_now().date():
        raise Misuse("ese día no ha llegado: lo que está dentro de su plazo no se borra (con --ensayo se puede mirar).")
    order = erasing.Order(lima_now(), autor or getuser(), f"plazos de conservación al {day:%d/%m/%Y}")
    going = erasing.erase(home, order, partial(expired.find, home, day=day))
    print(f"Borrado, al {day:%d/%m/%Y}: {_counted(going)}.")


def acceso(
    salida: Annotated[Path, typer.Option(metavar="ARCHIVO", help="Dónde escribir lo hallado; solo usted lo lee.")],
    tipo: Kind = "DNI",
) -> None:
    """Busca lo que el almacén guarda de una persona y lo escribe en un archivo, con el lugar de cada cosa.

    Pide el número, que así no queda en el historial de la terminal. No cambia nada.
    """
    from orchestration.closing.person import search
    from orchestration.core.errors import Misuse
    from orchestration.warehouse.connection import connect, exclusive

    home = _home()
    if salida.resolve().is_relative_to(home.root):
        raise Misuse(f"'{salida}' está dentro de la carpeta de datos, y los respaldos la copian: dé otra.")
    person = _asked(tipo)
    with exclusive(home), connect(home) as connection:
        found = search(home, connection, person)
    try:
        handle = os.open(salida, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Misuse(f"no se puede escribir en '{salida}' ({error.strerror}); dé un archivo que no exista.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in _told(person, found))
    print(f"Hallado: {_counted(found.going(home))}. El detalle está en {salida}: entréguelo y bórrelo.")
    if found.unread:
        print(f"Libros que no se pueden abrir para buscar en ellos: {len(found.unread)}; el archivo los nombra.")


def borrar(autor: Author, razon: Reason, tipo: Kind = "DNI") -> None:
    """Borra los nombres y documentos de una persona de almacén, archivo, constancias y diarios; las cifras no cambian.

    Pide el número. Quedan el seudónimo, y quién lo borró, cuándo y por qué. Interrumpido y repetido, termina igual.
    """
    from orchestration.closing import erasing
    from orchestration.closing.person import search
    from orchestration.core.clock import lima_now
    from orchestration.core.errors import Misuse
    from orchestration.warehouse.pseudonym import Key

    home, person = _home(), _asked(tipo)
    if person.in_cell(razon) or person.in_cell(autor):
        raise Misuse("la razón y el autor quedan escritos: no deben llevar el número.")
    client = person.pseudonyms(Key.of(home))[0]
    found: list[Found] = []

    def find(connection: Any) -> Going:
        found.append(search(home, connection, person))
        return found[0].going(home)

    going = erasing.erase(home, erasing.Order(lima_now(), autor, razon, client), find)
    print(f"Borrado: {_counted(going)}. En el registro queda el seudónimo {client}.")
    if going:
        print(_AGAIN)
    if found[0].alike:
        print(
            f"Hay {len(found[0].alike)} filas con ese nombre y sin el número: vea cuáles con `red-cite persona acceso`."
        )


def _home() -> Any:
    from orchestration.core.errors import Misuse
    from orchestration.core.paths import Home
    from orchestration.warehouse.upgrading import stands

    home = Home.current()
    if not stands(home):
        raise Misuse("todavía no se ha recibido ningún reporte.")
    return home.create()


def _asked(kind: str) -> Person:
    from orchestration.closing.person import Person

    return Person.of(kind, typer.prompt(f"Número de {kind.upper()}", prompt_suffix=": "))


def _counted(going: Going) -> str:
    rows = sum(len(numbers) for table, numbers in going.rows.items() if table.startswith("atenciones"))
    found = len(going.rows.get("observaciones", ()))
    heads = len(going.rows.get("reportes", ()))
    parts = (
        *((len(going.books), "libros del archivo"), (rows, "filas"), (found, "observaciones")),
        *((heads, "responsables"), (len(going.files), "otros archivos")),
    )
    return "; ".join(f"{what}: {number:,}" for number, what in parts if number) or "nada"


def _told(person: Person, found: Found) -> Iterator[str]:
    """What a person is handed: every row that is theirs, and where all else is; of others, only places."""
    yield f"Lo que se guarda de {person.kind} {person.number}. Los documentos que se buscaron: " + ", ".join(
        f"{kind} {number}" for kind, number in person.documents
    )
    for title, rows in (("Atenciones", found.accepted), ("Atenciones retenidas", found.held_back)):
        yield f"\n{title}: {len(rows)}"
        for row in rows:
            said = (
                json.loads(row["celdas"]) if "celdas" in row else {k: v for k, v in row.items() if k not in _NOT_TOLD}
            )
            yield f"- {_place(row)}: " + "; ".join(
                f"{name}: {value}" for name, value in said.items() if value is not None
            )
    yield f"\nObservaciones que citan sus datos: {len(found.told)}"
    yield from (f"- {_place(row)}: {row['mensaje']}" for row in found.told)
    yield f"\nLibros del archivo que lo nombran: {len(found.books)}"
    yield from (f"- {digest}: {said}" for digest, said in found.books.items())
    yield f"\nConstancias y archivos apartados: {len(found.files)}"
    yield from (f"- {file}" for file in found.files)
    yield f"\nFilas con el mismo nombre y sin ese número (vea una por una si son suyas): {len(found.alike)}"
    yield from (f"- {_place(row)}" for row in found.alike)
    yield f"\nLibros que no se pueden abrir para buscar: {len(found.unread)}"
    yield from (f"- {name}" for name in found.unread)
    yield "\nLos diarios de `recepciones/` y los respaldos repiten lo que dice el almacén."


def _place(row: dict[str, Any]) -> str:
    sheet = f", hoja {row['hoja']}" if row["hoja"] else ""
    return f"{row['archivo']}{sheet}, fila {row['fila'] or '-'}"
