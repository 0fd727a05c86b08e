"""What kind of file the bytes are, told by content alone, and whether it is safe to open.
Reading cells out of it belongs to `workbook` (spreadsheets) and `text` (CSV)."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator

from orchestration.intake.reports.reading import limits

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1 << 20
# In an xls: the book's first record (BOF), perhaps its write protection, and FILEPASS, which says that it is encrypted.
_FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
# In UTF-16 of either byte order: what it shares of both.
_WIDE_DOCTYPE = "<!DOCTYPE".encode("utf-16-le")[:-1]


class Unreadable(Exception):
    """The file cannot be read; the message says why in Spanish, for the person who sent it."""


class Encrypted(Exception):
    """The file is protected by a password."""


def container_of(content: bytes) -> str:
    """`xlsx`, `xlsm`, `xlsb`, `xls`, `ods` or `csv` (any text).

    Raises:
        Unreadable: empty, too large, damaged, or a kind that the format does not accept.
        Encrypted: protected by a password.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("el archivo está vacío")
    if len(content) > limits.MAX_FILE_BYTES:
        raise Unreadable(f"el archivo pesa más de {limits.MAX_FILE_BYTES / 1e6:.0f} MB, el máximo")
    if content.startswith(OLE_MAGIC):
        return _ole_kind(content)
    if content.startswith(ZIP_MAGIC):
        return _zip_kind(content)
    return _text_kind(content)


def _ole_kind(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content or _FILEPASS.search(content):
        raise Encrypted
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Unreadable("es un documento antiguo de Office, pero no un libro de Excel")
    return "xls"


def _text_kind(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("el texto está en UTF-16; guárdelo como «CSV UTF-8 (delimitado por comas)»")
    if re.search(rb"[\x00-\x08\x0e-\x1f]", content):
        raise Unreadable("no es un libro de cálculo ni un archivo CSV, o llegó dañado")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"{\\rtf")):
        raise Unreadable("es una página web u otro documento con nombre de libro; guárdelo como libro de Excel (.xlsx)")
    return "csv"


def _zip_kind(content: bytes) -> str:
    """Checks every member as it unpacks, for the sizes that a hostile archive declares are not to be believed."""
    with open_zip(content) as archive:
        members = {info.filename for info in _checked_members(archive, len(content))}
        if "xl/workbook.bin" in members:
            return "xlsb"
        if "xl/workbook.xml" in members:
            return "xlsm" if "xl/vbaProject.bin" in members else "xlsx"
        if "mimetype" in members and archive.read("mimetype").strip() == ODS_MIME:
            if "META-INF/manifest.xml" in members and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Encrypted
            return "ods"
    raise Unreadable("es un archivo comprimido, pero no un libro de cálculo; envíe el libro mismo, sin comprimir")


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The archive over `content`.

    Raises:
        Unreadable: it is no whole zip archive.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # zipfile raises struct, value and other errors on damaged bytes
        raise Unreadable("el archivo está dañado o incompleto") from error


def _checked_members(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > limits.MAX_MEMBERS:
        raise Unreadable(f"el archivo contiene {len(members)} partes; un libro normal tiene menos de 100")
    if len({info.filename.lower() for info in members}) < len(members):
        raise Unreadable("el archivo contiene partes repetidas")
    if any(info.flag_bits & 1 for info in members):
        raise Encrypted
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in members):
        raise Unreadable("el archivo usa una compresión que ningún libro de cálculo usa")  # LZMA asks memory at will
    unpacked = 0
    for info in members:
        for size in _unpack(archive, info):
            unpacked += size
            if unpacked > limits.MAX_UNPACKED_BYTES or (
                unpacked > limits.RATIO_FROM_BYTES and unpacked > packed * limits.MAX_RATIO
            ):
                raise Unreadable("el archivo se expande desmesuradamente al abrirlo; no se lee por seguridad")
    return members


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[int]:
    """Sizes of the member's chunks, past the size that it declares if need be.

    Raises:
        Unreadable: damaged, or a document type is declared, the first step of every XML entity trick.
    """
    real = copy.copy(info)
    real.file_size = limits.MAX_UNPACKED_BYTES + _CHUNK
    tail = b""
    try:
        with archive.open(real) as stream:
            while chunk := stream.read(_CHUNK):
                seen = tail + chunk
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or _WIDE_DOCTYPE in seen:
                    raise Unreadable(
                        "el libro declara entidades XML, que un libro de cálculo no usa; no se lee por seguridad"
                    )
                tail = chunk[-32:]
                yield len(chunk)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("el archivo está dañado o incompleto") from error
