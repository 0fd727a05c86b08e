"""What kind of file the bytes are, told by content alone, and whether it is safe to open.
Reading cells out of it belongs to `workbook` (spreadsheets) and `text` (CSV)."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator

from orchestration.intake.reports.reading import biff, limits

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1 << 20
# What Excel 2 to 4 wrote, without a container: the record that begins a book.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
# Parts that no reader of cells parses; LibreOffice begins each of its macros with a document type.
_UNPARSED = ("basic/", "dialogs/", "scripts/", "xl/drawings/", "xl/media/", "xl/embeddings/")
# Parts that say nothing of the cells, in whatever encoding.
_ASIDE = ("[content_types].xml", "docprops/", "customxml/", "xl/theme/")
RESAVE = "ábralo, guárdelo como libro de Excel (.xlsx) y envíe ese"
# What begins with these bytes, and what it is called.
_SIGNATURES = (
    ((b"%PDF",), "un documento PDF"),
    ((b"{\\rtf",), "un documento de texto (RTF)"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM"), "una imagen"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "un archivo comprimido"),
    ((b"PAR1",), "un archivo Parquet"),
    ((b"\x00\x00\x1a\x00", b"\x00\x00\x02\x00"), "una hoja de Lotus 1-2-3"),
    ((b"ID;P",), "una hoja en formato SYLK"),
)
# The main stream of an OLE file that is no workbook, and what it is called.
_OLE_DOCUMENTS = {
    "WORDDOCUMENT": "un documento de Word",
    "POWERPOINT DOCUMENT": "una presentación de PowerPoint",
    "VISIODOCUMENT": "un dibujo de Visio",
    "__PROPERTIES_VERSION1.0": "un mensaje de Outlook",
}
# In UTF-16 of either byte order: what it shares of both.
_WIDE_DOCTYPE = "<!DOCTYPE".encode("utf-16-le")[:-1]


class Unreadable(Exception):
    """The file cannot be read; the message says why and what to do, in Spanish, for the person who sent it."""


class Encrypted(Exception):
    """The file is protected by a password."""


def container_of(content: bytes) -> str:
    """`xlsx`, `xlsm`, `xlsb`, `xls`, `ods` or `csv` (any text).

    Raises:
        Unreadable: empty, too large, damaged, or a kind that the format does not accept.
        Encrypted: protected by a password.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("está vacío; envíe el libro lleno")
    if len(content) > limits.MAX_FILE_BYTES:
        raise Unreadable(f"pesa más de {limits.MAX_FILE_BYTES / 1e6:.0f} MB, el máximo; quite imágenes y hojas ajenas")
    if content.startswith(OLE_MAGIC):
        return _ole_kind(content)
    if content.startswith(ZIP_MAGIC):
        return _zip_kind(content)
    return _text_kind(content)


def _ole_kind(content: bytes) -> str:
    names = biff.streams(content)
    if "ENCRYPTEDPACKAGE" in names or "EncryptedPackage".encode("utf-16-le") in content:
        raise Encrypted
    if "WORKBOOK" in names or "BOOK" in names:
        if biff.read_book(content).encrypted:
            raise Encrypted
        return "xls"
    for stream, called in _OLE_DOCUMENTS.items():
        if stream in names:
            raise Unreadable(f"es {called}, no un libro de cálculo; envíe el libro del formato")
    if names:
        raise Unreadable("es un documento antiguo de Office, no un libro de cálculo; envíe el libro del formato")
    raise _damaged()


def _text_kind(content: bytes) -> str:
    if content.startswith(_BARE_BIFF):
        raise Unreadable(f"es un libro de Excel 4 o anterior, que este almacén no lee; {RESAVE}")
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for marks, called in _SIGNATURES:
        if head.startswith(marks):
            raise Unreadable(f"es {called}, no un libro de cálculo; envíe el libro del formato")
    if not wide_encoding(content) and re.search(rb"[\x00-\x08\x0e-\x1f]", content):
        raise Unreadable("no es un libro de cálculo ni un archivo CSV, o llegó dañado; envíe el libro del formato")
    if called := _markup(head):
        raise Unreadable(f"es {called} con nombre de libro; {RESAVE}")
    return "csv"


def wide_encoding(content: bytes) -> tuple[str, ...]:
    """The encoding of a text in UTF-16, by its mark or by the zeros beside its Latin letters; empty for another."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    even, odd = content[:200:2].count(0), content[1:200:2].count(0)
    least = min(len(content), 200) // 4
    return ("utf-16-le",) if odd > least > even else ("utf-16-be",) if even > least > odd else ()


def _markup(head: bytes) -> str:
    """What a text that is no table is called; empty for a table."""
    text = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip().lower()
    if text.startswith((b"mime-version:", b"from: <saved by")) or b"content-type: multipart/related" in text[:1000]:
        return "una página web archivada (MHT)"
    if not text.startswith(b"<"):
        return ""
    if b"schemas-microsoft-com:office:spreadsheet" in text or b'progid="excel.sheet"' in text:
        return "una hoja de cálculo XML de Excel 2003"
    if b"opendocument" in text:
        return "una hoja OpenDocument en un solo archivo XML (.fods)"
    return "una página web (HTML)" if b"<html" in text or b"<table" in text or b"<!doctype html" in text else "un XML"


def _damaged() -> Unreadable:
    return Unreadable(f"está dañado o llegó incompleto; {RESAVE}")


def part_key(name: str) -> str:
    """A part's name as readers compare it: some programs write backslashes, a leading slash or other case."""
    return name.replace("\\", "/").lstrip("/").lower()


def _zip_kind(content: bytes) -> str:
    """Checks every member as it unpacks, for the sizes that a hostile archive declares are not to be believed."""
    with open_zip(content) as archive:
        members = {part_key(info.filename): info for info in _checked_members(archive, len(content))}

        def part(name: str) -> bytes:
            return archive.read(members[name]).replace(b"\0", b"") if name in members else b""

        types = part("[content_types].xml").lower()
        if "xl/workbook.bin" in members or b"sheet.binary" in types:
            return "xlsb"
        office = b"spreadsheetml" in types or b"ms-excel" in types
        if "xl/workbook.xml" in members or (office and b"officedocument" in part("_rels/.rels").lower()):
            return "xlsm" if any(name.endswith("/vbaproject.bin") for name in members) else "xlsx"
        if part("mimetype").strip() in (ODS_MIME, ODS_MIME + b"-template"):
            if b"encryption-data" in part("meta-inf/manifest.xml"):
                raise Encrypted
            return "ods"
        called = _archive_called(set(members), types, part("mimetype"))
    raise Unreadable(called)


def _archive_called(names: set[str], types: bytes, mime: bytes) -> str:
    if "index.zip" in names or "index.apxl" in names or any(name.endswith(".iwa") for name in names):
        return "es un documento de Numbers (Apple); expórtelo desde Numbers como Excel (.xlsx) y envíe ese"
    if b"wordprocessingml" in types or mime.startswith(b"application/vnd.oasis.opendocument.text"):
        return "es un documento de texto, no un libro de cálculo; envíe el libro del formato"
    if b"presentationml" in types or mime.startswith(b"application/vnd.oasis.opendocument.presentation"):
        return "es una presentación, no un libro de cálculo; envíe el libro del formato"
    return "es un archivo comprimido, no un libro de cálculo; envíe el libro mismo, sin comprimir"


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The archive over `content`.

    Raises:
        Unreadable: it is no whole zip archive.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # zipfile raises struct, value and other errors on damaged bytes
        raise _damaged() from error


def unread_part(content: bytes, reading_failed: bool) -> str:
    """What a good archive holds that calamine does not read, or reads as nothing; empty where nothing of it is there.

    A sheet in UTF-16 reads as an empty one; a macro sheet makes the whole book unreadable.
    """
    with open_zip(content) as archive:
        parts = {part_key(info.filename): info for info in archive.infolist()}
        if reading_failed and any("macrosheets/" in name for name in parts):
            return f"tiene una hoja de macros de Excel 4, que este almacén no lee; bórrela, {RESAVE}"
        for name, info in parts.items():
            if name.endswith((".xml", ".rels")) and not name.startswith((*_UNPARSED, *_ASIDE)):
                with archive.open(info) as stream:
                    if stream.read(4)[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                        return f"una de sus partes está escrita en UTF-16, que este almacén no lee; {RESAVE}"
    return ""


def _checked_members(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > limits.MAX_MEMBERS:
        raise Unreadable(f"contiene {len(members)} partes y un libro normal tiene menos de 100; {RESAVE}")
    if len({part_key(info.filename) for info in members}) < len(members):
        raise Unreadable(f"contiene partes repetidas; {RESAVE}")
    if any(info.flag_bits & 1 for info in members):
        raise Encrypted
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in members):
        # LZMA asks memory at will
        raise Unreadable(f"usa una compresión que ningún libro de cálculo usa; {RESAVE}")
    unpacked = 0
    for info in members:
        for size in _unpack(archive, info):
            unpacked += size
            if unpacked > limits.MAX_UNPACKED_BYTES or (
                unpacked > limits.RATIO_FROM_BYTES and unpacked > packed * limits.MAX_RATIO
            ):
                raise Unreadable(
                    "se expande desmesuradamente al abrirlo y no se lee por seguridad; "
                    "copie la carátula y la tabla a un libro nuevo"
                )
    return members


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[int]:
    """Sizes of the member's chunks, past the size that it declares if need be.

    Raises:
        Unreadable: damaged, or a document type is declared, the first step of every XML entity trick.
    """
    real = copy.copy(info)
    real.file_size = limits.MAX_UNPACKED_BYTES + _CHUNK
    tail, key = b"", part_key(info.filename)
    parsed = not key.startswith(_UNPARSED) and not key.endswith(".vml")
    try:
        with archive.open(real) as stream:
            while chunk := stream.read(_CHUNK):
                seen = tail + chunk
                if parsed and (b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or _WIDE_DOCTYPE in seen):
                    raise Unreadable(
                        f"declara entidades XML, que un libro de cálculo no usa, y no se lee por seguridad; {RESAVE}"
                    )
                tail = chunk[-32:]
                yield len(chunk)
    except Unreadable:
        raise
    except Exception as error:
        raise _damaged() from error
