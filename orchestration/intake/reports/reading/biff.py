"""What an .xls tells beside the cells that calamine gives: its streams, encryption, the 1904 count, hidden rows.
The cells come from `reader`; a file that does not hold together here is left for calamine to judge.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_END = 0xFFFFFFFA  # from here on a sector's number is a mark
_BOFS = (0x0009, 0x0209, 0x0409, 0x0809)
_FILEPASS, _DATEMODE, _BOUNDSHEET, _ROW = 0x002F, 0x0022, 0x0085, 0x0208
_HIDDEN_ROW = 0x20
_MOST_RECORDS = 3_000_000


@dataclass
class Book:
    """`hidden` holds the numbers (from 1) of the hidden rows of each sheet, by its name."""

    encrypted: bool = False
    date_1904: bool = False
    hidden: dict[str, set[int]] = field(default_factory=dict)


def streams(content: bytes) -> dict[str, tuple[int, int]]:
    """First sector and size of each stream of an OLE file, by its name in capitals; empty where it does not hold."""
    try:
        return dict(_directory(content))
    except (struct.error, IndexError, ValueError):
        return {}


def read_book(content: bytes) -> Book:
    """Walks the records of the workbook's stream; what cannot be walked is left out."""
    found = streams(content)
    place = found.get("WORKBOOK") or found.get("BOOK")
    book = Book()
    if place is None:
        return book
    with contextlib.suppress(struct.error, IndexError, ValueError):
        _walk(_stream(content, *place), book)
    return book


def _shape(content: bytes) -> tuple[int, int, list[int]]:
    """Sector size, first sector of the directory, and the file allocation table."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    (directory,) = struct.unpack_from("<I", content, 48)
    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < _END]
    (extra,) = struct.unpack_from("<I", content, 68)
    for _ in range(len(content) // size):
        if extra >= _END:
            break
        more = struct.unpack_from(f"<{size // 4}I", content, (extra + 1) * size)
        tables += [number for number in more[:-1] if number < _END]
        extra = more[-1]
    fat: list[int] = []
    for number in tables[: len(content) // size]:
        sector = content[(number + 1) * size : (number + 2) * size]
        fat += struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
    return size, directory, fat


def _chain(content: bytes, start: int, shape: tuple[int, int, list[int]]) -> bytes:
    size, _, fat = shape
    parts: list[bytes] = []
    number = start
    while number < _END and len(parts) <= len(content) // size:
        parts.append(content[(number + 1) * size : (number + 2) * size])
        number = fat[number]
    return b"".join(parts)


def _directory(content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    shape = _shape(content)
    entries = _chain(content, shape[1], shape)
    for at in range(0, len(entries) - 127, 128):
        (length,), kind = struct.unpack_from("<H", entries, at + 64), entries[at + 66]
        if kind in (1, 2, 5) and 2 <= length <= 64:
            name = entries[at : at + length - 2].decode("utf-16-le", "replace").upper()
            yield name, struct.unpack_from("<II", entries, at + 116)


def _stream(content: bytes, start: int, size: int) -> bytes:
    shape = _shape(content)
    (cutoff,) = struct.unpack_from("<I", content, 56)
    if size >= cutoff:
        return _chain(content, start, shape)[:size]
    root = next(place for name, place in _directory(content) if name == "ROOT ENTRY")
    small, (first,) = _chain(content, root[0], shape), struct.unpack_from("<I", content, 60)
    table = _chain(content, first, shape)
    parts: list[bytes] = []
    number = start
    while number < _END and len(parts) <= len(small) // 64:
        parts.append(small[number * 64 : (number + 1) * 64])
        (number,) = struct.unpack_from("<I", table, number * 4)
    return b"".join(parts)[:size]


def _walk(stream: bytes, book: Book) -> None:
    sheets: dict[int, str] = {}
    name = ""
    for at, kind, data in _records(stream):
        if kind in _BOFS:
            name = sheets.get(at, "")
        elif kind == _FILEPASS:
            book.encrypted = True
            return
        elif kind == _DATEMODE:
            book.date_1904 = data[:1] == b"\x01"
        elif kind == _BOUNDSHEET:
            sheets[struct.unpack_from("<I", data)[0]] = _sheet_name(data)
        elif kind == _ROW and name and struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            book.hidden.setdefault(name, set()).add(struct.unpack_from("<H", data)[0] + 1)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_name(data: bytes) -> str:
    """BIFF8 says in a byte whether two bytes make a letter; BIFF5 has none."""
    length = data[6]
    if len(data) == 7 + length:
        return data[7:].decode("cp1252", "replace")
    return data[8:].decode("utf-16-le" if data[7] & 1 else "latin-1", "replace")
