"""Damaged and disguised reports by number, the same for the same seed: what hostile or careless files look like.
What reading and judging should answer to them belongs to the tests."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from workbooks import csv_report, good_row, good_rows, ods, report, sheets, xlsx

FILES = Path(__file__).parent / "unit" / "intake" / "reports" / "reading" / "archivos"
SEED = 20241003

Mutation = Callable[[random.Random, bytes], bytes]
_TOKENS = (
    *(b"999999999", b"-1", b"1e308", b"NaN", b"XFD1048576", b"A0", b"=cmd|' /C calc'!A0", b"&#0;", b"&lt;", b"&x;"),
    *(
        b'"',
        b"'",
        b"<",
        b">",
        b"</row>",
        b"<row>",
        b"<c>",
        b"<!--",
        b"<![CDATA[",
        b"<?x?>",
        b"\x00",
        b"\xff\xff\xff\x7f",
    ),
    *(
        b"1904-01-01",
        b'r="ZZZZ1"',
        b't="e"',
        b"\xef\xbb\xbf",
        b"\xc2\xa0",
        b"\xe2\x80\x8b",
        b";",
        b",",
        b"\r\n",
        b"\n\n\n",
    ),
)


@cache
def originals() -> tuple[bytes, ...]:
    """A report in every container, tidy and wild."""
    wild = sheets([good_row(1, Fecha="15-09-24"), good_row(2, Cantidad="=1+1"), good_row(3, Importe="S/ 1,200.50")])
    kept = ("reporte.xls", "reporte.xlsb", "libre.xls", "libre.ods", "libre1904.xls", "cifrado.xlsx")
    return (
        report(good_rows(6)),
        xlsx(wild),
        ods(sheets(good_rows(4))),
        csv_report(sheets(good_rows(5))),
        csv_report(wild, ";", "cp1252"),
        *((FILES / name).read_bytes() for name in kept),
    )


def flip_bits(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20, 200))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place, run = chance.randrange(len(changed) + 1), chance.choice((1, 2, 4, 8, 64))
        changed[place : place + run] = chance.choice((bytes(run), b"\xff" * run, chance.randbytes(run)))
    return bytes(changed)


def truncate(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def drop(chance: random.Random, content: bytes) -> bytes:
    """Without a stretch of it, as a transfer loses one."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice((1, 16, 512, 4096)) :]


def repeat(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content) + 1)
    stretch = content[start : start + chance.choice((8, 64, 512, 4096))]
    return content[:start] + stretch * chance.choice((2, 3, 50)) + content[start:]


def splice(chance: random.Random, content: bytes) -> bytes:
    """The head of one report and the tail of another."""
    other = chance.choice(originals())
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def inject(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place, token = chance.randrange(len(changed) + 1), chance.choice(_TOKENS)
        changed[place : place + chance.choice((0, len(token)))] = token
    return bytes(changed)


def wrap(chance: random.Random, content: bytes) -> bytes:
    before, after = chance.choice(((b"", b""), (b"PK\x03\x04", b""), (b"\xef\xbb\xbf", b""), (b"\r\n" * 9, b"\x00")))
    return before + content + after + chance.randbytes(chance.choice((0, 0, 7)))


_OF_BYTES: tuple[Mutation, ...] = (flip_bits, overwrite, truncate, drop, repeat, splice, inject, wrap)


def in_a_member(chance: random.Random, content: bytes) -> bytes:
    """One to three parts of an archive changed, dropped, renamed or swapped, and the archive whole again."""
    parts = members(content)
    if not parts:
        return chance.choice(_OF_BYTES)(chance, content)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(parts) or ["x"])
        act = chance.random()
        if act < 0.75:
            parts[name] = chance.choice(_OF_BYTES)(chance, parts.get(name, b""))
        elif act < 0.85:
            parts.pop(name, None)
        elif act < 0.95:
            parts[chance.choice(("../x", "/x", name.upper(), name + "\x00", "xl/vbaProject.bin"))] = parts.pop(
                name, b""
            )
        else:
            parts[name] = parts[chance.choice(sorted(parts))] if parts else b""
    return packed(parts)


def in_the_markup(chance: random.Random, content: bytes) -> bytes:
    """Attributes and texts of an archive's XML exchanged for hostile ones, the markup itself still well-formed."""
    parts = members(content)
    names = [name for name, data in parts.items() if data[:1] in (b"<", b"\xef")]
    if not names:
        return inject(chance, content)
    name = chance.choice(names)
    data = parts[name]
    for _ in range(chance.randint(1, 6)):
        quotes = [place for place in range(len(data)) if data[place : place + 1] == b'"']
        if len(quotes) < 2:
            break
        at = chance.randrange(len(quotes) - 1)
        value = chance.choice(
            (b"", b"0", b"-1", b"4294967296", b"99999999999999999999", b"a" * 5000, b"true", b"e", b"rId1")
        )
        data = data[: quotes[at] + 1] + value + data[quotes[at + 1] :]
    return packed(parts | {name: data})


def members(content: bytes) -> dict[str, bytes]:
    """An archive's parts by name; nothing where there is no whole archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # a damaged archive raises errors of many kinds
        return {}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def mutated(number: int, seed: int = SEED) -> tuple[str, bytes]:
    """What was done to which report, and the file; a third of the files go through two mutations."""
    chance = random.Random(seed * 1_000_003 + number)
    original = chance.randrange(len(originals()))
    content, told = originals()[original], [f"original {original}"]
    choices: tuple[Mutation, ...] = (*_OF_BYTES, *[in_a_member] * 5, *[in_the_markup] * 3)
    for _ in range(chance.choice((1, 1, 2))):
        mutation = chance.choice(choices)
        content = mutation(chance, content)
        told.append(mutation.__name__)
    return f"semilla {seed}, archivo {number}: {', '.join(told)}", content
