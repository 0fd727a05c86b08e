"""What a delivered file is, by its first bytes and never by its name, and its text as a stream of flat memory.
Nothing is unpacked to disk; which encoding the text has belongs to `encoding`."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from orchestration.intake.siaf.progress import OnShare, untold
from orchestration.intake.siaf.refusal import Refused

Format = Literal["csv", "gzip", "zip"]

PIECE = 1 << 20
# So much of a gzip at a time that what it expands to is usually one piece: the rest of a larger one is copied over.
_PACKED = 1 << 15
# The whole country's year has 2 to 3 GB of text and compresses some 10 to 25 times.
MAX_TEXT_BYTES = 12 << 30
MAX_RATIO = 200
RATIO_FROM = 64 << 20

_OLE = b"\xd0\xcf"
_MAGIC: dict[bytes, Format] = {b"\x1f\x8b": "gzip", b"PK": "zip"}
# What the standard library raises on bytes that are no zip as it knows it (found by damaging whole ones).
_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, struct.error)
# All that the MEF's portal and the usual programs write; others fail in ways of their own, and Python reads not all.
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AGAIN = "Descárguelo o comprímalo de nuevo y entréguelo otra vez."


def format_of(file: Path) -> Format:
    """What the file is by its first two bytes; whatever is no known container is taken for text.

    Raises:
        Refused: it is a workbook of the older kind.
    """
    with file.open("rb") as handle:
        begins = handle.read(2)
    if begins == _OLE:
        raise _workbook()
    return _MAGIC.get(begins, "csv")


def pieces(file: Path, kind: Format, on_share: OnShare = untold) -> Iterator[bytes]:
    """The file's text, in pieces of at most `PIECE` bytes; `on_share` hears how much of the file lies behind each.

    Raises:
        Refused: a container that is cut off, damaged, encrypted, a bomb, or holds more than one file.
    """
    unpack = {"csv": _plain, "gzip": _gunzip, "zip": _unzip}[kind]
    return _bounded(unpack(file), max(file.stat().st_size, 1), on_share)


def _bounded(source: Iterator[tuple[int, bytes]], packed: int, on_share: OnShare) -> Iterator[bytes]:
    total = 0
    for read, piece in source:
        on_share(read / packed)
        total += len(piece)
        if total > MAX_TEXT_BYTES or (total > RATIO_FROM and total > packed * MAX_RATIO):
            raise Refused(
                "contenedor_desmedido",
                f"el archivo se expande a más de {total >> 20} MB desde {packed >> 10} KB: no es un archivo del SIAF "
                "comprimido. Descárguelo de nuevo del portal del MEF.",
            )
        if piece:
            yield piece


# Each gives pieces of text with how many bytes of the file were read for them.


def _plain(file: Path) -> Iterator[tuple[int, bytes]]:
    with file.open("rb", buffering=0) as source:
        while piece := source.read(PIECE):
            yield source.tell(), piece


def _gunzip(file: Path) -> Iterator[tuple[int, bytes]]:
    machine = zlib.decompressobj(31)
    try:
        with file.open("rb", buffering=0) as source:
            while data := source.read(_PACKED):
                while data:
                    if machine.eof:  # a gzip file may hold several members, one after the other
                        machine = zlib.decompressobj(31)
                    yield source.tell(), machine.decompress(data, PIECE)
                    data = machine.unused_data if machine.eof else machine.unconsumed_tail
            yield source.tell(), machine.flush()
    except zlib.error as error:
        raise Refused("contenedor_danado", f"el gzip está dañado ({error}). {_AGAIN}") from error
    if not machine.eof:
        raise Refused("archivo_cortado", f"el gzip está cortado: termina antes de su final. {_AGAIN}")


def _unzip(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with (
            file.open("rb") as packed,
            zipfile.ZipFile(packed) as archive,
            archive.open(_only_member(archive)) as source,
        ):
            while piece := source.read(PIECE):
                yield packed.tell(), piece
    except _NO_ZIP as error:
        raise _damaged_zip(error) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # what a zip's own offsets lead to; a disk that fails is no fault of the file
            raise
        raise _damaged_zip(error) from error


def _damaged_zip(error: Exception) -> Refused:
    return Refused("contenedor_danado", f"el zip está cortado o dañado ({error}). {_AGAIN}")


def _workbook() -> Refused:
    return Refused(
        "libro_de_calculo",
        "es un libro de hoja de cálculo y no el CSV del MEF. Descargue «AAAA-Gasto-Devengado.csv» (AAAA es el año) de "
        "los datos abiertos del MEF y entréguelo sin abrirlo.",
    )


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename in ("[Content_Types].xml", "mimetype") for member in members):
        raise _workbook()
    if len(members) != 1:
        raise Refused(
            "zip_de_varios",
            f"el zip tiene {len(members)} archivos y debe tener uno. Entregue un zip por año, con su CSV y nada más.",
        )
    if members[0].flag_bits & 0x1:
        raise Refused("zip_cifrado", "el zip está protegido con clave. Entréguelo sin clave.")
    if members[0].compress_type not in _READABLE:
        raise Refused(
            "compresion_ajena",
            "el zip usa un método de compresión que no se lee (Windows usa uno así sobre 2 GB). Entregue el .csv, un "
            ".gz o un zip «Deflate» hecho con 7-Zip.",
        )
    return members[0]
