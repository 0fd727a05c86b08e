"""The commands that keep an installation alive: what each takes, and what came of it in Spanish.
What each does belongs to `closing/` (`backup`, `recovery`, `verification`), imported only when it runs."""

from pathlib import Path
from typing import Annotated

import typer


def respaldar(
    destino: Annotated[Path, typer.Argument(metavar="DESTINO", help="Carpeta de los respaldos, en otro disco.")],
    verificar: Annotated[bool, typer.Option("--verificar", help="Además, lee de vuelta lo copiado.")] = False,
    conservar: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Borra los respaldos anteriores a los últimos N.")
    ] = None,
) -> bool:
    """Copia la carpeta de datos, salvo la clave y lo que se hace de nuevo; solo escribe los contenidos que faltan allí.

    La clave de seudónimos se guarda aparte. Termina con 0 si se copió todo, 1 si algo no se pudo copiar o leer.
    """
    from orchestration.closing import backup
    from orchestration.core.paths import Home

    done = backup.back_up(Home.current(), destino, conservar)
    for trouble in done.troubles:
        print(f"! {trouble}")
    read = ""
    if verificar:
        backup.check(destino, done.copy)
        read = " Leído de vuelta: está entero."
    print(
        f"Respaldo del {done.copy.hecho_en}: {len(done.copy.archivos)} archivos, {done.new} contenidos nuevos "
        f"({done.new_bytes / 1e6:,.1f} MB).{read}"
    )
    return not done.troubles


def restaurar(
    origen: Annotated[Path, typer.Argument(metavar="ORIGEN", help="Carpeta de los respaldos.")],
    verificar: Annotated[bool, typer.Option("--verificar", help="Solo lee el respaldo: no restaura nada.")] = False,
) -> None:
    """Trae el último respaldo a una carpeta de datos vacía (RED_CITE_HOME); cada archivo se comprueba antes.

    Interrumpido y repetido, continúa. Termina con 0 si quedó como era, 1 si el respaldo está dañado, 2 por mal uso.
    """
    from orchestration.closing import backup
    from orchestration.core.paths import Home

    if verificar:
        copy = backup.newest(origen)
        backup.check(origen, copy)
        print(f"El respaldo del {copy.hecho_en} está entero: {len(copy.archivos)} archivos.")
        return
    done = backup.restore(Home.current(), origen)
    for trouble in done.troubles:
        print(f"! {trouble}")
    print(f"Restaurado el respaldo del {done.copy.hecho_en}: {done.new} archivos. Siga con `red-cite verificar`.")


def verificar() -> bool:
    """Lee todo: lo publicado contra su manifiesto, el archivo contra sus nombres, las recepciones contra el almacén.

    No cambia nada; cada cierre hace la parte rápida y publica de nuevo lo dañado. Termina con 0 si todo está, 1 si no.
    """
    from orchestration.closing.verification import verify
    from orchestration.core.paths import Home

    found = 0
    for sentence in verify(Home.current().create()):
        print(f"✗ {sentence}")
        found += 1
    print("Todo está como debe." if not found else f"{found} cosas no están como deben.")
    return not found


def reconstruir() -> bool:
    """Rehace un almacén perdido desde el archivo y las recepciones, con los veredictos que ya se dieron; no envía nada.

    Lo que falte se juzga de nuevo en el siguiente cierre. Termina con 0 si nada falta, 1 si algo debe entregarse otra
    vez, 2 si el almacén no está perdido.
    """
    from orchestration.closing.recovery import recover
    from orchestration.core.paths import Home

    done = recover(Home.current().create())
    for trouble in done.troubles:
        print(f"! {trouble}")
    print(
        f"Almacén rehecho: {done.kept} entregas con su veredicto, {done.anew} que el siguiente cierre juzga de nuevo. "
        "Cierre ahora el último mes con `red-cite cerrar`."
    )
    return not done.troubles
